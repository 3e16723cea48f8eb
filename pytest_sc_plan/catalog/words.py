"""Words that are not allowed, and the messages for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

MANY = 30
"""The number of words beyond which a message shows the nearest alone."""

FEW = 5
"""The number of words that it shows then."""


def unknown(what: str, word: object, allowed: Collection[str]) -> str:
    """Make the message for a word that is not allowed: the nearest match, then what is allowed.

    Of a long list the nearest few are shown.
    """
    hint = nearest(word, allowed)
    said = f"{what} {word!r}; did you mean {hint[0]!r}? " if hint else f"{what} {word!r}; "
    if len(allowed) > MANY:
        few = nearest(word, allowed, FEW, cutoff=0.0)
        listed = f"nearest of the {len(allowed)} allowed: {', '.join(few)}"
    else:
        listed = f"allowed: {', '.join(sorted(allowed))}"
    # A list after a question begins a sentence.
    return f"{said}{listed[0].upper() if hint else listed[0]}{listed[1:]}"


def nearest(
    word: object, allowed: Iterable[str], number: int = 1, *, cutoff: float = 0.55
) -> list[str]:
    """Find the words that are most like another one, however each is spelled: closest first."""
    # Only a mistake needs this, and loading the plugin is to cost nothing.
    import difflib

    spelled = {_letters(known): known for known in allowed}
    found = difflib.get_close_matches(_letters(str(word)), spelled, number, cutoff)
    return [spelled[letters] for letters in found]


def _letters(word: str) -> str:
    """Drop what spellings differ in: ``DescribeRecord`` is ``describe_record``."""
    return word.replace("_", "").replace("-", "").casefold()
