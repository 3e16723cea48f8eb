"""Secrets, masked in whatever is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from ..catalog.template.parameters import MASK
from .own_places import OwnPlaces
from .plain import COLOR, Plain

SHORT: Final = 3
"""Up to this length a value is masked beside its key alone."""

LONG: Final = 12
"""From this length a value is masked within words too."""

PIECE: Final = 8
"""From this length a piece of a secret is masked."""

CREDENTIAL_LENGTH: Final = 16
"""A shorter credential is made up for a test, and often a common word. Source: IAM's AccessKey."""

WORDS: Final = frozenset(
    {
        *("true", "false", "yes", "no", "on", "off", "none", "null", "default"),
        *("enable", "enabled", "disable", "disabled"),
    }
)
"""Values that say nothing but for their key."""

ACCESS_KEY_NAMES: Final = (
    "Credential",
    "AWS_ACCESS_KEY_ID",
    "aws_access_key_id",
    "access_key",
    "AccessKeyId",
)
TOKEN_NAMES: Final = (
    "x-amz-security-token",
    "X-Amz-Security-Token",
    "AWS_SESSION_TOKEN",
    "aws_session_token",
    "token",
    "SessionToken",
)
SIGNATURE_NAMES: Final = ("Authorization", "Signature")

_CREDENTIAL_NAMES: Final = frozenset([*ACCESS_KEY_NAMES, *TOKEN_NAMES])

_LARGE: Final = 10_000
"""From this length a text that was masked is remembered, since reports are masked twice."""

_START: Final = 4
"""How many characters a secret is looked up by."""

_SIMPLE: Final = re.compile(r"[\w./:@=,;*!~^$#?-]*", re.ASCII)
"""Values that are written in one way only."""

_ELLIPSIS: Final = re.compile(r"\.\.\.+|…")
_CUT: Final = 6
"""How many characters may be between: a quote, a bracket, the rest of an escape."""

_QUOTES: Final = ("'", '"')
_CLOSING: Final = "])},; \t\r"
_LINE: Final = re.compile("[^\n]+")
_BEFORE: Final = re.compile("""[ \t]*(?:[E>][ \t]+)?(?:[-+?|][ \t]+)?[\\[({]*[bru]*["']?""")
_AFTER: Final = """"'])},; \t\r"""
_DIFF: Final = re.compile(r"\s*(?:E\s+)?[-+] ")
_SKIPPED: Final = "identical {} characters in diff"

Span = tuple[int, int]


class Secret(NamedTuple):
    """A value that nothing that is shown may have.

    Args:
        key: The name of the parameter, or of the credential.
        value: The value.
    """

    key: str
    value: str


class Mask:
    """A mask of secrets: a function from what is shown to what may be shown.

    A short value is masked beside its key alone, a longer one as a whole word, and a long one
    anywhere. So is a piece of a secret beside an ellipsis, and one that fills a line.

    Args:
        secrets: The secrets.
    """

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._secrets: set[Secret] = set()
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._anywhere: dict[str, bool] = {}
        self._pieces: set[str] = set()
        self._own = OwnPlaces()
        self._masked: set[str] = set()
        self.add(secrets)

    def add(self, secrets: Iterable[Secret]) -> None:
        """Mask more secrets."""
        for secret in secrets:
            if secret not in self._secrets:
                self._masked.clear()
                self._secrets.add(secret)
                self._add(secret)

    def _add(self, secret: Secret) -> None:
        key, value = secret
        if _has_own_place_only(secret):
            self._own.add(key, _spellings(value) | _spellings(value.strip()))
            return
        # pytest puts something before each line.
        lines = (line.strip() for line in value.splitlines())
        self._add_value(key, value)
        if value.strip() != value:
            self._add(Secret(key, value.strip()))
        for line in lines:
            if PIECE <= len(line) < len(value):
                self._add_value(key, line)

    def _add_value(self, key: str, value: str) -> None:
        for form in _spellings(value):
            if len(form) < _START or form in self._anywhere:
                continue
            self._anywhere[form] = len(value) >= LONG
            start = form[:_START]
            lengths = {*self._lengths.get(start, ()), len(form)}
            self._lengths[start] = tuple(sorted(lengths, reverse=True))
            if key not in SIGNATURE_NAMES:
                ends = range(PIECE, len(form) + 1)
                self._pieces.update(form[end - PIECE : end] for end in ends)

    def __call__(self, text: str) -> str:
        """Mask the secrets in a text."""
        if not self._secrets or text in self._masked:
            return text
        plain = Plain(text)
        spans = [plain.source(*span) for span in self._spans(plain.text) if span[0] < span[1]]
        if plain.text != text:
            # What was taken for an escape may be a part of a secret.
            spans += self._whole(text)
        shown, done = [], 0
        for start, end in _united(spans):
            shown += [text[done:start], MASK, *COLOR.findall(text[start:end])]
            done = end
        masked = "".join([*shown, text[done:]])
        if len(masked) >= _LARGE:
            self._masked.add(masked)
        return masked

    def pair(self, name: str, value: Any) -> Any:
        """Mask the secrets in a value that is shown beside its name."""
        if isinstance(value, (str, int, float)):
            if Secret(name, str(value)) in self._secrets:
                return MASK
            if isinstance(value, str):
                if name in self._own:
                    value = self(f"{name}={value}").removeprefix(f"{name}=")
                return self(value)
        return self.within(value)

    def within(self, shown: Any) -> Any:
        """Copy texts, lists and mappings without the secrets in them."""
        if isinstance(shown, str):
            return self(shown)
        if isinstance(shown, Mapping):
            copied = {self.within(name): self.pair(str(name), shown[name]) for name in shown}
            for prefix in ("", "Parameter"):
                key, value = f"{prefix}Key", f"{prefix}Value"
                if key in shown and value in shown:
                    copied[value] = self.pair(str(shown[key]), shown[value])
            return copied
        if isinstance(shown, (list, tuple)):
            return [self.within(item) for item in shown]
        return shown

    def _spans(self, text: str) -> Iterator[Span]:
        yield from self._whole(text)
        yield from self._own.spans(text)
        if self._pieces:
            yield from self._beside_ellipses(text)
            yield from self._in_lines(text)

    def _whole(self, text: str) -> Iterator[Span]:
        lengths, anywhere = self._lengths, self._anywhere
        if not lengths:
            return
        starts = [at for at in range(len(text) - _START + 1) if text[at : at + _START] in lengths]
        for start in starts:
            for length in lengths[text[start : start + _START]]:
                inside = anywhere.get(text[start : start + length])
                if inside or (inside is False and is_apart(text, start, start + length)):
                    yield start, start + length
                    break

    def _beside_ellipses(self, text: str) -> Iterator[Span]:
        for found in _ELLIPSIS.finditer(text):
            for between in range(_CUT):
                end, start = found.start() - between, found.end() + between
                yield self._start(text, end), end
                yield start, self._end(text, start)

    def _in_lines(self, text: str) -> Iterator[Span]:
        leading, trailing = (_SKIPPED.format(side) in text for side in ("leading", "trailing"))
        goes_on = False
        for line in _LINE.finditer(text):
            before: Any = _BEFORE.match(text, line.start(), line.end())
            start, end = before.end(), line.start() + len(line[0].rstrip(_AFTER))
            is_diff = (leading or trailing) and _DIFF.match(line[0]) is not None
            if (leading and is_diff) or goes_on:
                yield start, self._end(text, start)
            following: Any = _BEFORE.match(text, line.end() + 1)
            goes_on = line[0].rstrip(_CLOSING).endswith(_QUOTES)
            goes_on = goes_on and following[0].endswith(_QUOTES)
            piece = max(self._start(text, end), line.start())
            if piece <= start or (trailing and is_diff) or goes_on:
                yield piece, end

    def _start(self, text: str, end: int) -> int:
        """Find where the piece of a secret that ends here starts; here if there is none."""
        start = end - PIECE
        if start < 0 or text[start:end] not in self._pieces:
            return end
        while start and text[start - 1 : start - 1 + PIECE] in self._pieces:
            start -= 1
        return start

    def _end(self, text: str, start: int) -> int:
        """Find where the piece of a secret that starts here ends; here if there is none."""
        if text[start : start + PIECE] not in self._pieces:
            return start
        end = start + PIECE
        while text[end + 1 - PIECE : end + 1] in self._pieces and end < len(text):
            end += 1
        return end


def _has_own_place_only(secret: Secret) -> bool:
    value = secret.value
    if secret.key in _CREDENTIAL_NAMES and len(value) < CREDENTIAL_LENGTH:
        return True
    if len(set(value.strip())) <= 1 and (len(value) < LONG or not value.strip().isalnum()):
        return True
    return len(value) <= SHORT or value.lower() in WORDS


def _spellings(value: str) -> set[str]:
    """Spell a value in all ways that differ once escapes are left out."""
    if _SIMPLE.fullmatch(value):
        return {value} - {""}
    written = value.encode("utf-8", "surrogatepass")
    escaped = (
        value,
        repr(value)[1:-1],
        ascii(value)[1:-1],
        json.dumps(value)[1:-1],
        repr(written)[2:-1],
        quote(written),
    )
    forms = {value, value.replace(" ", "+"), *(Plain(form).text for form in escaped)}
    return forms - {""}


def is_apart(text: str, start: int, end: int) -> bool:
    """Tell whether a part of a text is no part of a longer word."""
    return not (
        (start and _is_of_word(text[start - 1]) and _is_of_word(text[start]))
        or (end < len(text) and _is_of_word(text[end - 1]) and _is_of_word(text[end]))
    )


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _united(spans: Collection[Span]) -> list[Span]:
    """Unite what overlaps or touches."""
    united: list[Span] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((start, end))
    return united
