"""Errors of the vending service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from botocore.exceptions import ClientError


class VendingError(Exception):
    """An order that was not carried out."""


class RejectedError(VendingError):
    """The order itself is wrong, its parameters for example: correct it and order again."""


class ConflictError(VendingError):
    """Something is not in a state for this now: another change is under way, or the name taken."""


class NotThereError(VendingError):
    """A resource that does not exist, or that this account may not see."""


class PlanFailedError(VendingError):
    """The plan could not be made."""


class TookTooLongError(VendingError):
    """The service was still busy when patience ran out. It may finish yet."""


class FailedError(VendingError):
    """The service tried, and failed.

    Args:
        name: The environment.
        status: What it is now: ``ERROR`` where it was new, ``TAINTED`` where it was to be changed.
        reasons: Why, in the service's words.
    """

    def __init__(self, name: str, status: str, reasons: Sequence[str]) -> None:
        super().__init__(f"{name} is {status}: {'; '.join(reasons)}")
        self.name = name
        self.status = status
        self.reasons = tuple(reasons)


_BY_CODE: dict[str, type[VendingError]] = {
    "DuplicateResourceException": ConflictError,
    "InvalidParametersException": RejectedError,
    "InvalidStateException": ConflictError,
    "ResourceNotFoundException": NotThereError,
}


@contextmanager
def own_errors() -> Iterator[None]:
    """Raise the service's documented errors as ours, and let all others through."""
    try:
        yield
    except ClientError as error:
        own = _BY_CODE.get(error.response["Error"]["Code"])
        if own is None:
            raise
        raise own(error.response["Error"]["Message"]) from error
