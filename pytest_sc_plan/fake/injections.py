"""Injected errors and faults: the calls they match, and why one was never raised."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, TypeVar

from ..catalog.clock import LATEST, is_duration, is_number
from ..settings import SettingsError, one_of, unknown
from ..wire.service_model import documented_error_codes, documented_message, operation_spellings
from .handles import Handle

EXECUTE = "ExecuteProvisionedProductPlan"

EXECUTE_ERRORS = {
    "invalid_parameters": "InvalidParametersException",
    "invalid_state": "InvalidStateException",
    "resource_not_found": "ResourceNotFoundException",
}
"""The codes that ExecuteProvisionedProductPlan documents, by the names of their markers.

They stand here because botocore, which knows them too, is not loaded before a test needs it.
"""

ERROR_ARGUMENTS = ("code", "operation", "message", "times", "after", "plan_id", "documented")
FAULT_ARGUMENTS = ("kind", "operation", "times", "after", "plan_id", "seconds")
"""The arguments of ``raise_error`` and ``inject_fault``; the first has no default."""


@dataclass(frozen=True, slots=True)
class DocumentedError:
    """An error of the service.

    Args:
        code: Its code, such as ``InvalidStateException``.
        message: The sentence that comes with it.
        http_status: The HTTP status of the answer.
        operation: The operation that is answered with it, as the API names it.
    """

    code: str
    message: str
    http_status: int = 400
    operation: str = EXECUTE

    def __str__(self) -> str:
        return self.code


def documented_error(
    code: str,
    *,
    operation: str = EXECUTE,
    message: str | None = None,
    documented: bool = True,
) -> DocumentedError:
    """Make an error that an operation documents, with the API reference's sentence.

    Args:
        code: The error's code.
        operation: The operation, by its name in the API or in boto3.
        message: Another sentence than the API reference's.
        documented: False allows a code that the operation does not document.

    Raises:
        SettingsError: The operation is unknown, or does not document that code.
    """
    if not isinstance(code, str):
        raise SettingsError(f"code must be text, not {code!r} ({type(code).__name__})")
    operation = operation_named(operation)
    allowed = documented_error_codes(operation)
    if not isinstance(documented, bool):
        raise SettingsError(f"documented must be True or False, not {documented!r}")
    if documented and code not in allowed:
        _require_no_fault(code)
        hint = "documented=False allows any other code"
        raise SettingsError(f"{unknown(f'{operation} does not document', code, allowed)}; {hint}")
    if message is None:
        message = documented_message(code) or code
    elif not isinstance(message, str):
        raise SettingsError(f"message must be text, not {message!r} ({type(message).__name__})")
    return DocumentedError(code, message, operation=operation)


def documented_errors(operation: str = EXECUTE) -> list[DocumentedError]:
    """List every error that an operation documents, for ``pytest.mark.parametrize``.

    Args:
        operation: The operation, by its name in the API or in boto3.

    Raises:
        SettingsError: The operation is unknown.
    """
    operation = operation_named(operation)
    return [
        documented_error(code, operation=operation) for code in documented_error_codes(operation)
    ]


@dataclass(frozen=True, slots=True)
class Fault:
    """A failure below the API.

    Args:
        kind: One of ``wire.faults.FAULT_KINDS``.
        operation: The operation that it happens to, as the API names it.
        seconds: With ``latency``, how long the call takes on the fake's clock.
    """

    kind: str
    operation: str = EXECUTE
    seconds: float = 0.0

    def __str__(self) -> str:
        return self.kind


def fault(kind: str, *, operation: str = EXECUTE, seconds: float | None = None) -> Fault:
    """Make a fault, if there is one of that kind.

    Args:
        kind: One of ``wire.faults.FAULT_KINDS``.
        operation: The operation, by its name in the API or in boto3.
        seconds: With ``latency``, how long the call takes on the fake's clock; 0 or more.

    Raises:
        SettingsError: The kind or the operation is unknown, or ``seconds`` does not fit the kind.
    """
    # Loading the plugin loads this module, and not that table.
    from ..wire.faults import FAULT_KINDS

    if kind not in [*FAULT_KINDS]:
        _require_no_code(kind)
    one_of("unknown fault", kind, FAULT_KINDS)
    operation = operation_named(operation)
    if (kind == "latency") != (seconds is not None):
        raise SettingsError("seconds goes with 'latency', which needs it, and with no other fault")
    if seconds is not None and not is_duration(seconds):
        most = f", at most {LATEST}" if is_number(seconds) and seconds > LATEST else ""
        raise SettingsError(f"seconds must be a number of 0 or more{most}, not {seconds!r}")
    return Fault(kind, operation, seconds or 0.0)


def _require_no_fault(word: str) -> None:
    """Refuse a word that is a fault's kind or the code that comes with one: faults go elsewhere."""
    from ..wire.faults import FAULT_KINDS

    for kind, row in FAULT_KINDS.items():
        if word == kind or (row.refusal is not None and word == row.refusal.code):
            raise SettingsError(
                f"{word} is the fault {kind!r}: use inject_fault({kind!r}), the marker "
                f"sc_plan_fault({kind!r}), or faults of a scenario"
            )


def _require_no_code(word: object) -> None:
    """Refuse the code of a fault or of an error, where a fault's kind belongs."""
    if not isinstance(word, str):
        return
    _require_no_fault(word)
    if documented_message(word) is not None:
        raise SettingsError(
            f"{word} is an error of the service: use raise_error({word!r}), the marker "
            f"sc_plan_error({word!r}), or errors of a scenario"
        )


P = TypeVar("P", bound=DocumentedError | Fault)


class Injection(Handle, Generic[P]):
    """An error or a fault that waits for its calls; a context manager ends it with its block.

    ``matched`` counts the calls that match, ``raised`` those that it happened to.

    Args:
        problem: The error or the fault.
        times: How many times it happens; None is every time.
        after: How many matching calls go unharmed first.
        plan_id: The plan whose calls alone match; None is any.
    """

    __slots__ = ("_armed", "after", "matched", "plan_id", "problem", "raised", "times")

    _instead = "take its data, such as .raised"

    def __init__(
        self,
        problem: P,
        *,
        times: int | None = None,
        after: int = 0,
        plan_id: str | None = None,
    ) -> None:
        if times is not None:
            check_count("times", times, least=1)
        check_count("after", after, least=0)
        if plan_id is not None and not isinstance(plan_id, str):
            hint = f": use its id, {plan_id.id!r}" if hasattr(plan_id, "id") else ""
            raise SettingsError(f"plan_id must be text, not {plan_id!r}{hint}")
        self.problem = problem
        self.times = times
        self.after = after
        self.plan_id = plan_id
        self.matched = 0
        self.raised = 0
        self._armed = True

    @property
    def _is_waiting(self) -> bool:
        """Whether it may still happen to a call."""
        return self._armed and (self.times is None or self.raised < self.times)

    def _matches(self, operation: str, params: Mapping[str, Any]) -> bool:
        """Count a call if it matches, and tell whether this injection is due for it."""
        if not self._armed or operation != self.problem.operation:
            return False
        if self.plan_id is not None and params.get("PlanId") != self.plan_id:
            return False
        self.matched += 1
        return self.matched > self.after and self._is_waiting

    def __enter__(self) -> Injection[P]:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._armed = False

    def __repr__(self) -> str:
        limits = [f"after={self.after}"] if self.after else []
        limits += [f"times={self.times}"] if self.times is not None else []
        limits += [f"plan_id={self.plan_id!r}"] if self.plan_id is not None else []
        shown = f"{self.problem} on {self.problem.operation}"
        return f"{shown} ({', '.join(limits)})" if limits else shown


class Injections(Generic[P]):
    """The errors, or the faults, that wait for their calls, oldest first."""

    def __init__(self) -> None:
        self._all: list[Injection[P]] = []
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[Injection[P]]:
        return iter(tuple(self._all))

    def add(self, injection: Injection[P]) -> Injection[P]:
        """Add an injection, and return it."""
        self._all.append(injection)
        return injection

    def take_due(self, operation: str, params: Mapping[str, Any]) -> P | None:
        """Take the first error or fault that is due for a call, or None."""
        if not self._all:
            return None
        with self._lock:
            due = [injection for injection in self._all if injection._matches(operation, params)]
            if not due:
                return None
            due[0].raised += 1
            return due[0].problem


def explain(injection: Injection[Any], calls: Sequence[tuple[int, Mapping[str, Any]]]) -> str:
    """Explain why an injected error or fault was never raised.

    Args:
        injection: The one that was never raised.
        calls: The calls of its operation: their numbers and their parameters.
    """
    operation = injection.problem.operation
    if not calls:
        return f"{operation} was never called"
    of_plan = [
        number
        for number, params in calls
        if injection.plan_id is None or params.get("PlanId") == injection.plan_id
    ]
    if not of_plan:
        plans = ", ".join(sorted({str(params.get("PlanId")) for _, params in calls}))
        return f"{_numbers([number for number, _ in calls])}: for PlanId {plans}"
    if injection.matched > injection.after:
        return f"{_numbers(of_plan)}: another came first"
    if injection.matched:
        return f"{_numbers(of_plan)}: after={injection.after} was not reached"
    return f"{_numbers(of_plan)}: not valid, or not while this was waiting"


def _numbers(numbers: list[int]) -> str:
    listed = ", ".join(map(str, numbers[:5])) + (", ..." if len(numbers) > 5 else "")
    return f"call{'' if len(numbers) == 1 else 's'} {listed}"


def operation_named(word: object) -> str:
    """Find an operation by its name in the API or in boto3, and return the name in the API.

    Raises:
        SettingsError: There is no such operation.
    """
    if not isinstance(word, str):
        raise SettingsError(f"operation must be a name such as 'DescribeRecord', not {word!r}")
    spellings = operation_spellings()
    if word in spellings:
        return spellings[word]
    allowed = [spelling for spelling in spellings if spelling.islower() == word.islower()]
    raise SettingsError(unknown("unknown operation", word, allowed))


def check_count(name: str, value: object, *, least: int) -> None:
    """Check that an argument is a whole number, and not too small.

    Raises:
        SettingsError: It is not.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise SettingsError(f"{name} must be a whole number of at least {least}, not {value!r}")
