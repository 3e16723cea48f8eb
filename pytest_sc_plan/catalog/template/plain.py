"""Copies of what a template consists of, within limits.

A copy has what JSON has, and no more. Whatever reads it later calls itself for each level, so one
that has too many of them, or that contains itself, is refused here.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from reprlib import repr as shortened
from typing import Any, Final

DEPTH: Final = 100
"""The levels that a template may have."""

SIZE: Final = 250_000
"""The values that a template may have: CloudFormation takes a megabyte of text."""

DIGITS: Final = 4000
"""The binary digits of a number: Python writes none that has many more."""

LOOP: Final = "Fn::ForEach"
"""The beginning of the keys of loops, which AWS::LanguageExtensions has."""

TOO_DEEP: Final = f"it is nested more than {DEPTH} levels deep, or contains itself"
TOO_LARGE: Final = f"it has more than {SIZE} values, where each alias counts what it stands for"


class DuplicateKeyError(ValueError):
    """The error for a mapping that has a key twice.

    Args:
        key: The key.
        place: Where in the text the second one is, as words that follow.
    """

    def __init__(self, key: str, place: str = "") -> None:
        super().__init__(f"the key {key!r} is there twice in one mapping{place}")


def duplicate_key(keys: Iterable[str]) -> DuplicateKeyError:
    """Make the error for keys of which two are the same."""
    ((key, _),) = Counter(keys).most_common(1)
    return DuplicateKeyError(key)


def different_keys(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make a mapping of the members of an object in JSON.

    Raises:
        DuplicateKeyError: Two of them have the same key.
    """
    mapping = dict(members)
    if len(mapping) < len(members):
        raise duplicate_key(key for key, _ in members)
    return mapping


def plain(node: Any) -> Any:
    """Copy a node, with keys that are text: YAML reads account ids as numbers.

    Raises:
        ValueError: It is too large, or has something that templates can't have.
    """
    left = SIZE

    def copy(node: Any, depth: int) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise ValueError(TOO_LARGE)
        if isinstance(node, Mapping):
            if depth == DEPTH:
                raise ValueError(TOO_DEEP)
            copied = {_key(key): copy(value, depth + 1) for key, value in node.items()}
            if len(copied) < len(node):
                raise duplicate_key(map(str, node))
            return copied
        if isinstance(node, (list, tuple)):
            if depth == DEPTH:
                raise ValueError(TOO_DEEP)
            return [copy(item, depth + 1) for item in node]
        return _leaf(node)

    return copy(node, 0)


def _key(key: Any) -> str:
    text = str(key)
    if text.startswith(LOOP):
        raise ValueError(f"{text}: loops are not evaluated; write out what this one stands for")
    return text


def _leaf(node: Any) -> Any:
    if isinstance(node, int) and node.bit_length() > DIGITS:
        raise ValueError(f"a number has more than {DIGITS} binary digits")
    if node is None or isinstance(node, (str, int, float)):
        return node
    if isinstance(node, datetime.date):
        return node.isoformat()
    raise ValueError(f"templates can't have a {type(node).__name__} such as {shortened(node)}")
