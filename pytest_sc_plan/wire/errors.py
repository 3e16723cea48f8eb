"""Requests that are refused before an operation sees them."""

from __future__ import annotations

from typing import ClassVar


class RequestError(Exception):
    """An error in a request itself: the service answers with ``code`` and ``message``."""

    code: ClassVar[str]
    http_status: ClassVar[int] = 400

    @property
    def message(self) -> str:
        """The sentence that a caller reads."""
        return str(self)


class UnknownOperationError(RequestError):
    """The target names no operation of the service."""

    code = "UnknownOperationException"


class SerializationError(RequestError):
    """A value has a JSON type that its member can't have, or the body is not JSON."""

    code = "SerializationException"


class ValidationError(RequestError):
    """Constraints of the service model are broken: the message names them all."""

    code = "ValidationException"
