"""The errors that the service answers with.

Source: the API reference, "Errors" of each operation, and "Common Errors".
"""

from __future__ import annotations


class ServiceError(Exception):
    """An answer of the service that is not a success.

    Args:
        code: What the service puts into ``__type``, and boto3 into ``Error.Code``.
        message: The sentence a caller reads.
        http_status: The HTTP status of the answer.
    """

    def __init__(self, code: str, message: str, http_status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.http_status = http_status


def invalid_parameters(message: str) -> ServiceError:
    """One or more parameters provided to the operation are not valid."""
    return ServiceError("InvalidParametersException", message)


def invalid_state(message: str) -> ServiceError:
    """A resource is in a state that does not allow what was asked for."""
    return ServiceError("InvalidStateException", message)


def resource_not_found(message: str) -> ServiceError:
    """The specified resource was not found."""
    return ServiceError("ResourceNotFoundException", message)


def duplicate_resource(message: str) -> ServiceError:
    """The specified resource is a duplicate."""
    return ServiceError("DuplicateResourceException", message)


def validation(message: str) -> ServiceError:
    """A constraint that the service model states, or CloudFormation's own refusal."""
    return ServiceError("ValidationException", message)
