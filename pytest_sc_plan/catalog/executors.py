"""What executing a plan comes to."""

from __future__ import annotations

from .resources import Outcome, RecordError
from .rules import Rules

OUTCOMES = ("succeeded", "failed", "stuck")


def scripted(name: str, rules: Rules) -> Outcome:
    """The outcome of that name, with the failure that the rules describe.

    Args:
        name: ``succeeded``, ``failed`` or ``stuck``.
        rules: Where the code and description of a failure come from.
    """
    if name == "failed":
        return Outcome(name, RecordError(rules.failure_code, rules.failure_description))
    return Outcome(name)
