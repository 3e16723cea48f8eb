"""The engines that do the work of plans and records, and the outcome that work comes to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Protocol

from .behavior import Behavior, Failure
from .kinds import kind_of
from .model import Outcome, Plan, Record
from .planning import target_stack
from .scope import Scope
from .template.changes import StackChange

SUCCEEDED: Final = Outcome("succeeded")

WAITING: Final = Outcome("waiting")
"""The outcome of work that ends when an engine outside of the service tells its result."""

_WITHOUT_FAILURE = {"succeeded": SUCCEEDED, "stuck": Outcome("stuck")}


class EngineError(Exception):
    """Work that an engine could not do; the message is the reason that the service gives.

    Args:
        reason: The reason.
        code: The code of the RecordErrors entry.
    """

    def __init__(self, reason: str, code: str = "AmazonCloudFormationException") -> None:
        super().__init__(reason)
        self.code = code


class Engine(Protocol):
    """A worker that carries out plans and records.

    It is asked only for work that the settings let succeed, and before the catalog changes. Each
    method may raise EngineError: then the plan or the record fails. After any other exception
    nothing has changed.
    """

    def prepare(self, scope: Scope, plan: Plan, change: StackChange) -> None:
        """Prepare the execution of a plan that is being created."""

    def provision(self, scope: Scope, record: Record) -> None:
        """Provision or update a product, and give the record its outputs."""

    def adopt(self, scope: Scope, record: Record) -> None:
        """Take over the stack that a record imports, and give the record its outputs."""

    def template_of(self, scope: Scope, stack: str) -> dict[str, Any] | str | None:
        """Find the template of a stack, or its text; None where nothing is known of stacks."""

    def terminate(self, scope: Scope, record: Record) -> None:
        """Delete everything that a provisioned product consists of."""

    def discard(self, plan: Plan) -> None:
        """Delete what was prepared for a plan."""


class ScriptedEngine:
    """An engine without stacks: all work succeeds, and outputs are those of the product's kind."""

    def prepare(self, scope: Scope, plan: Plan, change: StackChange) -> None:
        """Do nothing."""

    def provision(self, scope: Scope, record: Record) -> None:
        """Give the record its outputs."""
        product, launch = record.provisioned_product, record.launch
        record.outputs = kind_of(launch).outputs(product, target_stack(product, launch))

    def adopt(self, scope: Scope, record: Record) -> None:
        """Give the record its outputs."""
        self.provision(scope, record)

    def template_of(self, scope: Scope, stack: str) -> dict[str, Any] | str | None:
        """Know nothing of stacks."""
        return None

    def terminate(self, scope: Scope, record: Record) -> None:
        """Do nothing."""

    def discard(self, plan: Plan) -> None:
        """Do nothing."""


def scripted_outcome(chosen: str | Failure, behavior: Behavior) -> Outcome:
    """Make the outcome of an execution or a termination.

    Args:
        chosen: ``succeeded``, ``failed``, ``stuck``, or the failure itself.
        behavior: Has the code and the description of ``failed``.
    """
    return _outcome(chosen, behavior, behavior.failure_description)


def scripted_creation(chosen: str | Failure, behavior: Behavior) -> Outcome:
    """Make the outcome of a plan's creation.

    Args:
        chosen: ``succeeded``, ``failed``, ``stuck``, or the failure itself.
        behavior: Has the description of ``failed``.
    """
    return _outcome(chosen, behavior, behavior.creation_failure_description)


def _outcome(chosen: str | Failure, behavior: Behavior, description: str) -> Outcome:
    if chosen == "failed":
        chosen = Failure(behavior.failure_code, description)
    if isinstance(chosen, Failure):
        return Outcome("failed", chosen)
    return _WITHOUT_FAILURE[chosen]


def resolve_outcome(scripted: Outcome, work: Callable[[], None]) -> Outcome:
    """Do the work if the script lets it succeed, and tell how it ends.

    Args:
        scripted: The outcome that the settings, a callback or the catalog ask for.
        work: Does the work of an engine.
    """
    if scripted.name != "succeeded":
        return scripted
    try:
        work()
    except EngineError as failed:
        return Outcome("failed", Failure(failed.code, str(failed)))
    return scripted
