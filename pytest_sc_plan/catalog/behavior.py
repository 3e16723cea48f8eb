"""The settings that the catalog reads."""

from __future__ import annotations

from typing import Literal

OutcomeName = Literal["succeeded", "failed", "stuck"]
Progress = Literal["immediate", "polls", "time", "manual"]
Idempotency = Literal["documented", "strict"]


class Behavior:
    """The behaviour that a user of the fake may choose.

    ``pytest_sc_plan.settings`` has the defaults and the meanings. This is no dataclass of its own,
    because each run of pytest loads it.
    """

    outcome: OutcomeName
    failure_code: str
    failure_description: str
    progress: Progress
    polls: int
    duration: float
    idempotency: Idempotency
    auto_create_plans: bool
