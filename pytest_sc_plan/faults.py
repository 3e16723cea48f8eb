"""Injected errors: which call they meet, how often they were raised, and what never was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from .settings import SettingsError, unknown
from .wire.service_model import documented_error_codes, documented_message, operation_names

EXECUTE = "ExecuteProvisionedProductPlan"

EXECUTE_ERRORS = (
    "InvalidParametersException",
    "InvalidStateException",
    "ResourceNotFoundException",
)
"""The codes that ExecuteProvisionedProductPlan documents: known without loading botocore."""


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
    """An error that an operation documents, with the API reference's sentence.

    Args:
        code: The error's code.
        operation: The operation's name in the API.
        message: Another sentence than the API reference's.
        documented: False allows a code that the operation does not document.

    Raises:
        SettingsError: The operation is unknown, or does not document that code.
    """
    if not isinstance(code, str):
        raise SettingsError(f"code must be text, not {code!r} ({type(code).__name__})")
    _check_operation(operation)
    allowed = documented_error_codes(operation)
    if documented and code not in allowed:
        hint = "documented=False allows any other code"
        if not allowed:
            raise SettingsError(f"{operation} documents no errors, so not {code!r}; {hint}")
        raise SettingsError(f"{unknown(f'{operation} does not document', code, allowed)}; {hint}")
    if message is None:
        message = documented_message(code) or code
    elif not isinstance(message, str):
        raise SettingsError(f"message must be text, not {message!r} ({type(message).__name__})")
    return DocumentedError(code, message, operation=operation)


def documented_errors(operation: str = EXECUTE) -> list[DocumentedError]:
    """Every error that an operation documents, by code: something to parametrize over.

    Args:
        operation: The operation's name in the API.

    Raises:
        SettingsError: The operation is unknown.
    """
    _check_operation(operation)
    return [
        documented_error(code, operation=operation) for code in documented_error_codes(operation)
    ]


class Injection:
    """An error that waits for its calls.

    As a context manager it waits only inside the block.

    Args:
        error: What is raised.
        times: How many times; None is every time.
        after: How many matching calls go unharmed first.
        plan_id: The plan whose calls alone match; None is any.
    """

    def __init__(
        self,
        error: DocumentedError,
        *,
        times: int | None = None,
        after: int = 0,
        plan_id: str | None = None,
    ) -> None:
        if times is not None:
            _check_count("times", times, least=1)
        _check_count("after", after, least=0)
        if plan_id is not None and not isinstance(plan_id, str):
            raise SettingsError(f"plan_id must be text, not {plan_id!r}")
        self.error = error
        self.times = times
        self.after = after
        self.plan_id = plan_id
        self.matched = 0
        self.raised = 0
        self._armed = True

    def meet(self, operation: str, params: Mapping[str, Any]) -> bool:
        """Whether this is raised at a call; every call that matches is counted."""
        if not self._armed or operation != self.error.operation:
            return False
        if self.plan_id is not None and params.get("PlanId") != self.plan_id:
            return False
        self.matched += 1
        return self.matched > self.after and (self.times is None or self.raised < self.times)

    def disarm(self) -> None:
        """Stop waiting."""
        self._armed = False

    def __enter__(self) -> Injection:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.disarm()

    def __repr__(self) -> str:
        limits = [f"after={self.after}"] if self.after else []
        limits += [f"times={self.times}"] if self.times is not None else []
        limits += [f"plan_id={self.plan_id!r}"] if self.plan_id is not None else []
        return f"{self.error.code} on {self.error.operation}" + (
            f" ({', '.join(limits)})" if limits else ""
        )


class Injections:
    """All errors that wait for their calls, in the order in which they were injected."""

    def __init__(self) -> None:
        self._all: list[Injection] = []

    def add(self, injection: Injection) -> Injection:
        """Let an error wait for its calls."""
        self._all.append(injection)
        return injection

    def meet(self, operation: str, params: Mapping[str, Any]) -> DocumentedError | None:
        """The error to raise at a call: the first that is due."""
        if not self._all:
            return None
        due = [injection for injection in self._all if injection.meet(operation, params)]
        if not due:
            return None
        due[0].raised += 1
        return due[0].error

    def never_raised(self) -> list[Injection]:
        """The errors that met no call that they were raised at."""
        return [injection for injection in self._all if not injection.raised]


def explain(injection: Injection, calls_of_operation: int) -> str:
    """Why an injected error was never raised, in one line."""
    operation = injection.error.operation
    if not calls_of_operation:
        why = f"{operation} was never called"
    elif not injection.matched:
        why = f"none of the {_calls(calls_of_operation)} of {operation} was for that plan"
        if injection.plan_id is None:
            why = f"it was injected after the {_calls(calls_of_operation)} of {operation}"
    else:
        why = (
            f"after={injection.after} was not reached: {_calls(injection.matched)} matched"
            if injection.matched <= injection.after
            else f"another injected error was raised at each of the {_calls(injection.matched)}"
        )
    return f"{injection!r}: {why}"


def _calls(number: int) -> str:
    return f"{number} call{'' if number == 1 else 's'}"


def _check_operation(operation: object) -> None:
    if operation not in operation_names():
        raise SettingsError(unknown("unknown operation", operation, operation_names()))


def _check_count(name: str, value: object, *, least: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise SettingsError(f"{name} must be a whole number of at least {least}, not {value!r}")
