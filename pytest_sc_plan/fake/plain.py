"""Texts without their escapes, so that a value is found however it is written."""

from __future__ import annotations

import re
from bisect import bisect_right

COLOR = re.compile(r"\x1b\[[0-9;]*m")

_BACKSLASHES = rf"(?:\\(?:{COLOR.pattern})*)+"
_ESCAPED = re.compile(
    rf"{COLOR.pattern}"
    rf"|(?:{_BACKSLASHES}x[0-9a-fA-F]{{2}})+"
    rf"|(?:{_BACKSLASHES}u[0-9a-fA-F]{{4}})+"
    rf"|{_BACKSLASHES}U[0-9a-fA-F]{{8}}"
    rf"|{_BACKSLASHES}[bfnrt]"
    rf"|{_BACKSLASHES}"
    r"|(?:%[0-9a-fA-F]{2})+"
    r"|&(?:amp;)*(?:quot|apos|lt|gt|#39|#34|#x27|#x22);"
    r"|&(?:amp;)+"
)
"""A color, or characters as Python, JSON, URLs and HTML write them; also more than once."""

_CONTROLS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_ENTITIES = {"quot": '"', "#34": '"', "#x22": '"', "lt": "<", "gt": ">", "amp": "&"}


class Plain:
    """A text without escapes and colors; it knows where each character comes from.

    A backslash that escapes nothing is left out too, since it may escape a quote.

    Args:
        text: The text as it is shown.
    """

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._sources: list[tuple[int, int | None]] = []
        self._length = 0
        self._parts: list[str] = []
        done = 0
        for found in _ESCAPED.finditer(text):
            self._add(text[done : found.start()], done, None)
            self._add(_decoded(found[0]), found.start(), found.end())
            done = found.end()
        self._add(text[done:], done, None)
        self.text = "".join(self._parts)

    def _add(self, part: str, start: int, end: int | None) -> None:
        if part:
            self._starts.append(self._length)
            self._sources.append((start, end))
            self._parts.append(part)
            self._length += len(part)

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Find the part of the shown text that a part of this one comes from."""
        return self._source(start)[0], self._source(end - 1)[1]

    def _source(self, position: int) -> tuple[int, int]:
        number = bisect_right(self._starts, position) - 1
        start, end = self._sources[number]
        if end is not None:
            return start, end
        start += position - self._starts[number]
        return start, start + 1


def _decoded(escaped: str) -> str:
    if escaped[0] == "\x1b":
        return ""
    if escaped[0] == "%":
        return _from_bytes(escaped.replace("%", ""))
    if escaped[0] == "&":
        return _ENTITIES.get(escaped.rstrip(";").rpartition("&")[2].rpartition("amp;")[2], "'")
    escaped = COLOR.sub("", escaped)
    kind = escaped.lstrip("\\")[:1]
    digits = re.sub(r"[\\xuU]", "", escaped)
    if kind == "x":
        return _from_bytes(digits)
    if kind == "u":
        return bytes.fromhex(digits).decode("utf-16-be", "surrogatepass")
    if kind == "U":
        return chr(int(digits, 16)) if int(digits, 16) <= 0x10FFFF else ""
    return _CONTROLS.get(kind, "")


def _from_bytes(digits: str) -> str:
    """Decode bytes as UTF-8, or else as what Python's ``ascii()`` writes."""
    written = bytes.fromhex(digits)
    try:
        return written.decode()
    except UnicodeDecodeError:
        return written.decode("latin-1")
