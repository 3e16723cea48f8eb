"""Words that are not allowed, and the messages for them."""

from __future__ import annotations

from collections.abc import Collection


def unknown(what: str, word: object, allowed: Collection[str]) -> str:
    """Make the message for a word that is not allowed: what is, and the nearest match."""
    return f"{what} {word!r}; allowed: {', '.join(sorted(allowed))}{nearest(word, allowed)}"


def nearest(word: object, allowed: Collection[str]) -> str:
    """Make the end of such a message: the nearest match; nothing where none is near."""
    # Only a mistake needs this, and loading the plugin is to cost nothing.
    import difflib

    found = difflib.get_close_matches(str(word), allowed, n=1, cutoff=0.5)
    return f"; did you mean {found[0]!r}?" if found else ""
