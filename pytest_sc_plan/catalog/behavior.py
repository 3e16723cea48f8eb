"""The settings that the catalog reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Behavior:
    """The behaviour that a user of the fake may choose.

    ``pytest_sc_plan.settings`` has the defaults, the choices and what each is for.
    """

    outcome: str
    failure_code: str
    failure_description: str
    progress: str
    polls: int
    duration: float
    idempotency: str
    auto_create_plans: bool
