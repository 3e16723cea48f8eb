"""What executing a plan comes to: what the script says, and what the work itself does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from .behavior import Behavior
from .model import Outcome, RecordError

if TYPE_CHECKING:
    from .model import Plan, Record
    from .store import Store

_WITHOUT_FAILURE = {name: Outcome(name) for name in ("succeeded", "stuck")}


def scripted_outcome(name: str, behavior: Behavior) -> Outcome:
    """The outcome of that name, with the failure that the behavior describe.

    Args:
        name: ``succeeded``, ``failed`` or ``stuck``.
        behavior: Where the code and description of a failure come from.
    """
    if name == "failed":
        return Outcome(name, RecordError(behavior.failure_code, behavior.failure_description))
    return _WITHOUT_FAILURE[name]


Effect = Callable[["Store", "Record"], "RecordError | None"]
"""What there is to do for a record: it gives back why it failed, or None."""


def resolve_outcome(store: Store, record: Record, outcome: Outcome, work: Effect) -> Outcome:
    """What becomes of a record: what the script says, unless that is success and the work fails.

    Args:
        store: Where the record is.
        record: The record.
        outcome: What the script says.
        work: What there is to do.
    """
    error = work(store, record) if outcome.name == "succeeded" else None
    return outcome if error is None else Outcome("failed", error)


class Engine(Protocol):
    """What does the work that plans and records are about.

    Each of these is asked only for what the script lets succeed. What goes wrong all the same is
    given back: why, or None.
    """

    def prepare(self, store: Store, plan: Plan) -> RecordError | None:
        """Get ready to execute a plan that is being created."""

    def carry_out(self, store: Store, record: Record) -> RecordError | None:
        """Provision or update a product as a record says, and give the record its outputs."""

    def adopt(self, store: Store, record: Record) -> RecordError | None:
        """Take over the stack that a record imports."""

    def tear_down(self, store: Store, record: Record) -> RecordError | None:
        """Take away all that a provisioned product consists of."""

    def discard(self, plan: Plan) -> None:
        """Forget what was made ready for a plan that is deleted."""


class Scripted:
    """The engine of a fake without stacks: there is nothing to do, and nothing goes wrong."""

    def prepare(self, store: Store, plan: Plan) -> None:
        """Nothing."""

    def carry_out(self, store: Store, record: Record) -> None:
        """Nothing."""

    def adopt(self, store: Store, record: Record) -> None:
        """Nothing."""

    def tear_down(self, store: Store, record: Record) -> None:
        """Nothing."""

    def discard(self, plan: Plan) -> None:
        """Nothing."""
