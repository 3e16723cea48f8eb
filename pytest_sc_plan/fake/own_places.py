"""The places of values beside their keys, where also short secrets are masked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_GAP: Final = r"[\sE>|?+-]*"
_NAME: Final = r"""["']?\]?\s*[:=]+\s*"""
_QUOTE: Final = """b?["']?"""

_DIRECT: Final = re.compile(rf"(?<![\w-])([\w-]+){_NAME}{_QUOTE}")
"""``Key=value``, ``'Key': 'value'``."""

_LISTED: Final = re.compile(
    rf"""(?:Parameter)?Key{_NAME}["']?([^"',\s]+)["']?\s*,{_GAP}"""
    rf"""(?:["']?UsePreviousValue{_NAME}\w+\s*,{_GAP})?["']?(?:Parameter)?Value{_NAME}{_QUOTE}"""
)
"""``'Key': 'Pin', 'Value': '1'``"""

_VALUE: Final = re.compile(rf"(?:Parameter)?Value{_NAME}{_QUOTE}")
_ITS_KEY: Final = re.compile(
    rf"""["']?\s*,{_GAP}["']?(?:Parameter)?Key{_NAME}["']?([^"',\s]+?)["']?(?=[,\s\])}}]|$)"""
)
"""``'Value': '1', 'Key': 'Pin'``"""

Span = tuple[int, int]


class OwnPlaces:
    """Short values by their keys."""

    def __init__(self) -> None:
        self._values: dict[str, set[str]] = {}
        self._all: dict[int, set[str]] = {}

    def add(self, key: str, values: Iterable[str]) -> None:
        """Add a key's value, in all its spellings."""
        for value in values:
            self._values.setdefault(key, set()).add(value)
            self._all.setdefault(len(value), set()).add(value)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def spans(self, text: str) -> Iterator[Span]:
        """Find the values beside their keys."""
        if not self._values:
            return
        for pattern in (_DIRECT, _LISTED):
            for found in pattern.finditer(text):
                for value in self._values.get(found[1].lstrip("-"), ()):
                    if _is_there(text, value, found.end()):
                        yield found.end(), found.end() + len(value)
        for found in _VALUE.finditer(text):
            start = found.end()
            for length, values in self._all.items():
                value = text[start : start + length]
                its_key = _ITS_KEY.match(text, start + length) if value in values else None
                if its_key and value in self._values.get(its_key[1], ()):
                    yield start, start + length


def _is_there(text: str, value: str, start: int) -> bool:
    """Tell whether a value, and no longer one, is at a place."""
    end = start + len(value)
    if not text.startswith(value, start):
        return False
    return not (re.match(r"\w", value[-1]) and re.match(r"\w", text[end : end + 1]))
