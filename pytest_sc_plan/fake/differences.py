"""Calls compared with the one that a test asks for: the closest, and how they differ from it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from pprint import pformat
from typing import Any

from ..settings import SettingsError, unknown
from ..wire.service_model import operation_model
from .calls import Call
from .redaction import Mask

CLOSEST = 3
"""The number of calls that are compared with what was asked for."""


def check_parameters(operation: str, names: Iterable[str]) -> None:
    """Check that an operation has parameters of these names.

    Raises:
        SettingsError: It has none of that name.
    """
    members: Mapping[str, Any] = getattr(operation_model(operation).input_shape, "members", {})
    for name in names:
        if name not in members:
            raise SettingsError(unknown(f"{operation} has no parameter", name, members))


def differing(call: Call, wanted: Mapping[str, Any]) -> list[str]:
    """List the parameters in which a call differs from those asked for; None asks for none."""
    return [name for name, value in wanted.items() if not _fits(call.params.get(name), value)]


def _fits(given: Any, wanted: Any) -> bool:
    if given is None or wanted is None:
        return given is wanted
    return bool(given == wanted)


def written(wanted: Mapping[str, Any], mask: Mask) -> str:
    """Write the parameters that were asked for on one line."""
    return ", ".join(f"{name}={mask.pair(name, value)!r}" for name, value in wanted.items())


def comparison(
    calls: Iterable[tuple[int, Call]], wanted: Mapping[str, Any], mask: Mask
) -> Iterator[str]:
    """Yield lines that compare the closest calls with the parameters that were asked for.

    Args:
        calls: The calls with their numbers.
        wanted: The parameters that were asked for.
        mask: Masks their secrets.
    """
    compared = [(number, call, differing(call, wanted)) for number, call in calls]
    compared.sort(key=lambda item: len(item[2]))
    for number, call, names in compared[:CLOSEST]:
        yield f"  call {number}:"
        for name in names:
            before = _lines(name, wanted[name], mask)
            after = _lines(name, call.params.get(name), mask)
            for line in _diff(before, after):
                yield f"    {line}"


def _diff(before: list[str], after: list[str]) -> list[str]:
    if before == after:
        # They differ in what is masked.
        return [f"- {line}" for line in before] + [f"+ {line}" for line in after]
    return [line for line in difflib.ndiff(before, after) if not line.startswith("?")]


def _lines(name: str, value: Any, mask: Mask) -> list[str]:
    if value is None:
        return [f"{name}: not given"]
    # It is masked before it is written: long texts are written in pieces.
    masked = mask.pair(name, value)
    first, *more = pformat(masked, width=80, sort_dicts=False).splitlines()
    # One item a line, under the name: a list that has another item differs in that line alone.
    return (
        [f"{name}:", f"  {first}", *(f"  {line}" for line in more)]
        if more
        else [f"{name}: {first}"]
    )
