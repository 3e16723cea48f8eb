"""The settings that the catalog reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Failure:
    """The reason why something fails; RecordError of the API.

    Args:
        code: The error's code, such as ``AmazonCloudFormationException``.
        description: What went wrong.

    Raises:
        ValueError: One of them is no text, or empty.
    """

    code: str
    description: str

    def __post_init__(self) -> None:
        given = {"code": self.code, "description": self.description}
        for name, value in given.items():
            if not isinstance(value, str):
                kind = type(value).__name__
                raise ValueError(f"{name} of a Failure must be text, not {value!r} ({kind})")
            if not value.strip():
                raise ValueError(f"{name} of a Failure must not be empty")

    @property
    def message(self) -> str:
        """StatusMessage of what it leaves behind: the code, two blanks, the description."""
        return f"{self.code}  {self.description}"


OutcomeName = Literal["succeeded", "failed", "stuck"]
ChosenOutcome = OutcomeName | Failure
Progress = Literal["immediate", "polls", "time", "manual"]
Idempotency = Literal["documented", "strict"]
Access = Literal["open", "principals"]
Workflow = Literal["automatic", "notify"]


class Behavior:
    """The behaviour that a user of the fake may choose.

    ``pytest_sc_plan.settings`` has the defaults and the meanings. This is no dataclass of its own,
    because each run of pytest loads it.
    """

    outcome: ChosenOutcome
    failure_code: str
    failure_description: str
    creation_outcome: ChosenOutcome
    creation_failure_description: str
    progress: Progress
    polls: int
    created_polls: int
    duration: float
    idempotency: Idempotency
    auto_create_plans: bool
    access: Access
    workflow: Workflow
