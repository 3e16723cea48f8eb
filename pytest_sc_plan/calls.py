"""The call log: what was asked, what was answered, and how a person reads it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .catalog.lifecycle import Transition


@dataclass(frozen=True)
class Call:
    """One request that reached the fake, and its answer.

    Args:
        operation: The operation's name in the API.
        params: The parameters as they came over the wire.
        body: The body of the answer.
        error_code: The error's code, such as ``InvalidStateException``; None for a success.
        error_message: The error's message; None for a success.
        region: The region that was called.
        account_id: The account that called.
        attempt: Which attempt of the SDK this was, from 1.
        time: When, in seconds since the epoch on the fake's clock.
        transitions: The changes of status that the call caused.
    """

    operation: str
    params: Mapping[str, Any]
    body: bytes
    error_code: str | None
    error_message: str | None
    region: str
    account_id: str
    attempt: int
    time: float
    transitions: tuple[Transition, ...] = ()

    @cached_property
    def response(self) -> dict[str, Any] | None:
        """The answer as it went over the wire, times in epoch seconds; None for an error."""
        if self.error_code is not None:
            return None
        answer: dict[str, Any] = json.loads(self.body)
        return answer

    def __repr__(self) -> str:
        return f"<Call {self}>"

    def __str__(self) -> str:
        shown = " ".join(
            f"{name}={self.params[name]}" for name in KEY_PARAMS if name in self.params
        )
        answer = self.error_code or " ".join(["ok", *_statuses(self.response)])
        attempt = f" (attempt {self.attempt})" if self.attempt > 1 else ""
        changes = "".join(
            f"; {change.id} {change.before} -> {change.after}" for change in self.transitions
        )
        return f"{self.operation} {shown}".rstrip() + f": {answer}{attempt}{changes}"


KEY_PARAMS = (
    "PlanId",
    "Id",
    "Name",
    "ProvisionedProductName",
    "ProvisionProductId",
    "ProductId",
    "PlanName",
)
"""The parameters that tell one call from another, as the log shows them."""


def _statuses(answer: Any) -> list[str]:
    return [
        member["Status"]
        for member in answer.values()
        if isinstance(member, dict) and "Status" in member
    ]


def listing(calls: Iterable[Call]) -> str:
    """The calls, one to a line and numbered, for a message."""
    lines = [f"  {number}. {call}" for number, call in enumerate(calls, 1)]
    return "\n".join(lines) or "  (no calls)"
