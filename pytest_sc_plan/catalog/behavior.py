"""The choices that a user has about how the service behaves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Behavior:
    """The behaviour of the service that its user may choose.

    Args:
        outcome: What becomes of an execution: ``succeeded``, ``failed`` or ``stuck``.
        failure_code: Code of the RecordErrors entry of a failed execution.
        failure_description: Description of that entry, and the StatusMessage.
        progress: What moves work on: ``immediate``, ``polls``, ``time`` or ``manual``.
        polls: With ``polls``, how many reads see work still in progress.
        duration: With ``time``, how many seconds work takes.
        idempotency: Which reading of the idempotency token holds: ``documented`` or ``strict``.
        auto_create_plans: Whether executing an unknown plan id creates that plan first.
    """

    outcome: str = "succeeded"
    failure_code: str = "AmazonCloudFormationException"
    failure_description: str = (
        "Resource creation cancelled. The following resource(s) failed to create: [Resource]."
    )
    progress: str = "polls"
    polls: int = 1
    duration: float = 30.0
    idempotency: str = "documented"
    auto_create_plans: bool = False
