"""The comparison of an answer with a recorded one, by its members and the form of its values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any


class Form(Enum):
    """The form of a value that no pattern describes."""

    EMPTY = auto()
    """Nothing in it: an empty text, list or mapping."""
    SECONDS = auto()
    """A time, in whole seconds."""
    MILLISECONDS = auto()
    """A time, to the millisecond."""


@dataclass(frozen=True)
class May:
    """A member that may be missing.

    Args:
        shape: Its shape where it is there.
        reason: Why the recording is no proof that it has to be there, or that it must not.
    """

    shape: Any
    reason: str


@dataclass(frozen=True)
class Recorded:
    """A recorded answer, or what a program that was run against the service reads from one.

    A shape is a mapping of members to shapes; a list with the shape of all its items, of which
    there is one at least; a pattern that a text matches as a whole; a number or truth value; or a
    Form. A member that is not a May has to be there, and no other may be.

    Args:
        operation: The operation's name in the API.
        source: Where it was recorded, or who reads it.
        shape: The shape of the answer.
        case: What tells it from another recording of the operation.
    """

    operation: str
    source: str
    shape: Mapping[str, Any]
    case: str = ""

    def __str__(self) -> str:
        return f"{self.operation} {self.case}".rstrip()


def differences(shape: Any, value: Any, path: str = "answer") -> list[str]:
    """List what is wrong with an answer, or with a part of one."""
    if isinstance(shape, May):
        return differences(shape.shape, value, path)
    if isinstance(shape, Form):
        return [] if _has_form(shape, value) else [f"{path}: {value!r} is not {shape.name}"]
    if isinstance(shape, list):
        if not isinstance(value, list) or not value:
            return [f"{path}: {value!r} is no list with items"]
        return [
            found
            for number, item in enumerate(value)
            for found in differences(shape[0], item, f"{path}[{number}]")
        ]
    if isinstance(shape, Mapping):
        if not isinstance(value, dict):
            return [f"{path}: {value!r} has no members"]
        return _differences_of_members(shape, value, path)
    if isinstance(shape, str):
        matches = isinstance(value, str) and re.fullmatch(shape, value)
        return [] if matches else [f"{path}: {value!r} does not match {shape}"]
    same = type(value) is type(shape) and value == shape
    return [] if same else [f"{path}: {value!r} is not {shape!r}"]


def _differences_of_members(
    shape: Mapping[str, Any], value: dict[str, Any], path: str
) -> list[str]:
    missing = [
        f"{path}: {name} is missing"
        for name, member in shape.items()
        if name not in value and not isinstance(member, May)
    ]
    extra = [f"{path}: {name} was not recorded" for name in value if name not in shape]
    wrong = [
        found
        for name, item in value.items()
        if name in shape
        for found in differences(shape[name], item, f"{path}.{name}")
    ]
    return [*missing, *extra, *wrong]


def _has_form(form: Form, value: Any) -> bool:
    if form is Form.EMPTY:
        return value in ("", [], {})
    if not isinstance(value, datetime):
        return False
    return value.microsecond % (1_000_000 if form is Form.SECONDS else 1_000) == 0
