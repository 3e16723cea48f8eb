"""The call log: requests, their answers, and how a failing test shows them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..catalog.lifecycle import Transition
from ..wire.http import UnservedOperationError
from .injections import Injection


class Call(NamedTuple):
    """One request that reached the fake, and its answer.

    Its repr shows identifiers, names and statuses only: parameter values may be secrets.

    Args:
        operation: The operation's name in the API.
        params: The parameters as they came over the wire.
        body: The body of the answer; empty where there was none.
        error_code: The error's code, such as ``InvalidStateException``; None without an error.
        error_message: The error's message; None without an error.
        region: The region that was called.
        account_id: The account that called.
        attempt: Which attempt of the SDK this was, from 1.
        time: When, in seconds since the epoch on the fake's clock.
        transitions: The changes of status that the call caused.
        fault: The fault that was injected, such as ``response_lost``; None without one.
    """

    operation: str
    params: Mapping[str, Any]
    body: bytes
    # None without an error. ``Any``, as in views: a test that looks at an error needs no check.
    error_code: str | Any
    error_message: str | Any
    region: str
    account_id: str
    attempt: int
    time: float
    transitions: tuple[Transition, ...] = ()
    fault: str | None = None

    @property
    def response(self) -> dict[str, Any] | Any:
        """Answer of the service as it went over the wire, times in epoch seconds.

        None for an error, and where a fault kept the request from the service. An answer that was
        lost on its way is here all the same.
        """
        if self.error_code is not None or not self.body:
            return None
        answer: dict[str, Any] = json.loads(self.body)
        return answer

    @property
    def answer(self) -> str:
        """Status or error, in a few words."""
        if self.error_code is not None:
            shown = self.error_code
        elif self.response is None:
            shown = "no answer"
        else:
            shown = " ".join(_statuses(self.response)) or "ok"
        return f"{shown} ({self.fault})" if self.fault is not None else shown

    @property
    def shown_params(self) -> dict[str, Any]:
        """Parameters that identify the call and are no secrets."""
        return {name: self.params[name] for name in KEY_PARAMS if name in self.params}

    @property
    def key_params(self) -> str:
        """Those parameters on one line."""
        return " ".join(f"{name}={_shortened(value)}" for name, value in self.shown_params.items())

    def __repr__(self) -> str:
        attempt = f" attempt {self.attempt}" if self.attempt > 1 else ""
        called = " ".join(f"<Call {self.operation} {self.key_params}".split())
        return printable(f"{called}: {self.answer}{attempt}>")


KEY_PARAMS = (
    "PlanId",
    "Id",
    "Name",
    "ProvisionedProductId",
    "ProvisionedProductName",
    "ProvisionProductId",
    "ProductId",
    "PlanName",
)
"""The parameters that tell one call from another: identifiers and names, no values."""

UNSERVED = UnservedOperationError.__name__
"""The error code of a call that was refused, since nobody serves its operation."""

SHOWN = 40
"""The number of calls that are shown of a longer log, half of them from each end."""


def _statuses(answer: Mapping[str, Any]) -> list[str]:
    return [
        member["Status"]
        for member in answer.values()
        if isinstance(member, dict) and "Status" in member
    ]


def _shortened(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def printable(text: str) -> str:
    """Escape what is no visible character: a client may send a terminal's own commands."""
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )


def listing(calls: Sequence[Call], home: tuple[str, str]) -> str:
    """Write the calls in aligned columns, each with the changes of status that it caused.

    Of a long log the head and the tail are shown.

    Args:
        calls: The calls, oldest first.
        home: The account and region that need no mention, unless another was called too.
    """
    if not calls:
        return "  (no calls)"
    numbered = list(enumerate(calls, 1))
    left_out = len(calls) - SHOWN
    head, tail = (
        (numbered[: SHOWN // 2], numbered[-SHOWN // 2 :]) if left_out > 0 else (numbered, [])
    )
    abroad = {(call.account_id, call.region) for call in calls} != {home}
    rows = [_row(number, call, abroad=abroad) for number, call in [*head, *tail]]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines: list[str] = []
    for (_, call), row in zip([*head, *tail], rows, strict=True):
        if left_out > 0 and call is tail[0][1]:
            lines.append(f"  ... {left_out} calls are left out ...")
        number, *cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        lines.append(f"  {number.strip():>{widths[0]}}  {'  '.join(cells)}".rstrip())
        lines += [f"  {'':{widths[0]}}    {line}" for line in _details(call)]
    return "\n".join(lines)


def _row(number: int, call: Call, *, abroad: bool) -> list[str]:
    where = [f"{call.account_id} {call.region}"] if abroad else []
    attempt = f"attempt {call.attempt}" if call.attempt > 1 else ""
    cells = [str(number), *where, _shortened(call.operation), call.key_params, call.answer, attempt]
    return [printable(cell) for cell in cells]


def _details(call: Call) -> Iterator[str]:
    if call.error_message is not None:
        yield printable(call.error_message)
    for change in call.transitions:
        reason = f": {change.reason}" if change.reason is not None else ""
        yield f"{change.id} {change.before} -> {change.after}{reason}"


def tally(injections: Iterable[Injection[Any]]) -> str:
    """Write how often each injected error and fault was raised, one to a line."""
    return "\n".join(
        f"  {injection!r}: matched {times_in_words(injection.matched)}, "
        f"raised {times_in_words(injection.raised)}"
        for injection in injections
    )


def times_in_words(number: int) -> str:
    """Write a number of times in words."""
    return "once" if number == 1 else f"{number} times"
