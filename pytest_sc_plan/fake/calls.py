"""The call log: requests, their answers, and what changed between them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
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
        ahead: Seconds by which the fake's clock had been put on until then.
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
    ahead: float = 0.0

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
        return " ".join(f"{name}={shortened(value)}" for name, value in self.shown_params.items())

    def __repr__(self) -> str:
        attempt = f" attempt {self.attempt}" if self.attempt > 1 else ""
        called = " ".join(f"<Call {self.operation} {self.key_params}".split())
        return printable(f"{called}: {self.answer}{attempt}>")


class Changes(NamedTuple):
    """Changes of status that no call caused, in one account and region.

    Args:
        after: The number of calls before them.
        cause: The cause, such as ``advance()``.
        account_id: The account.
        region: The region.
        transitions: The changes.
    """

    after: int
    cause: str
    account_id: str
    region: str
    transitions: tuple[Transition, ...]


class Mark(NamedTuple):
    """A point in the log of a fake: what comes after it can be shown alone.

    Args:
        calls: The list of calls; a reset of the fake begins another.
        number: The number of calls before it.
        changes: The number of groups of changes before it that no call caused.
        injections: The injected errors and faults that were there.
    """

    calls: list[Call]
    number: int
    changes: int
    injections: tuple[Injection[Any], ...]


KEY_PARAMS = (
    "PlanId",
    "Id",
    "Name",
    "ProvisionedProductId",
    "ProvisionedProductName",
    "ProvisionProductId",
    "ProductId",
    "PortfolioId",
    "PlanName",
    "PrincipalARN",
    "AccountId",
)
"""The parameters that tell one call from another: identifiers and names, no values."""

UNSERVED = UnservedOperationError.__name__
"""The error code of a call that was refused, since nobody serves its operation."""

CALLS = "The calls:"
"""The heading of the calls in the message of an assertion."""


def _statuses(answer: Mapping[str, Any]) -> list[str]:
    return [
        member["Status"]
        for member in answer.values()
        if isinstance(member, dict) and "Status" in member
    ]


def shortened(value: object) -> str:
    """Write a value in at most 40 characters."""
    text = str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def printable(text: str) -> str:
    """Escape what is no visible character: a client may send a terminal's own commands."""
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )


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


def counted(number: int) -> str:
    """Write a number of calls."""
    return "1 call" if number == 1 else f"{number} calls"


def in_seconds(seconds: float) -> str:
    """Write a number of seconds, to the millisecond."""
    return f"{seconds:.3f}".rstrip("0").rstrip(".")
