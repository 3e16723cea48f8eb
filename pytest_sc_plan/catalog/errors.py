"""The errors that the service answers with.

Source: the API reference, "Errors" of each operation, and "Common Errors".
"""

from __future__ import annotations


class ServiceError(Exception):
    """An answer of the service that is not a success.

    Args:
        code: The text in ``__type``, which boto3 shows as ``Error.Code``.
        message: The sentence a caller reads.
        http_status: The HTTP status of the answer.
    """

    def __init__(self, code: str, message: str, http_status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.http_status = http_status


def invalid_parameters(message: str) -> ServiceError:
    """Make the error for parameters that are not valid."""
    return ServiceError("InvalidParametersException", message)


def invalid_state(message: str) -> ServiceError:
    """Make the error for a resource whose state does not allow the operation."""
    return ServiceError("InvalidStateException", message)


def resource_not_found(message: str) -> ServiceError:
    """Make the error for a resource that was not found."""
    return ServiceError("ResourceNotFoundException", message)


def artifact_not_found(named: str) -> ServiceError:
    """Make the error for a version of a product that is not there, or not active.

    Source: hashicorp/terraform-provider-aws issue 29889.
    """
    return resource_not_found(f"ProvisioningArtifact {named} not found.")


def duplicate_resource(message: str) -> ServiceError:
    """Make the error for a resource that is there already."""
    return ServiceError("DuplicateResourceException", message)


def resource_in_use(message: str) -> ServiceError:
    """Make the error for a resource that something else still needs."""
    return ServiceError("ResourceInUseException", message)


def limit_exceeded(message: str) -> ServiceError:
    """Make the error for more than an account may have."""
    return ServiceError("LimitExceededException", message)


def not_supported(message: str) -> ServiceError:
    """Make the error for an operation that the account may not call."""
    return ServiceError("OperationNotSupportedException", message)


def validation(message: str) -> ServiceError:
    """Make the error for a broken constraint, or for a refusal of CloudFormation."""
    return ServiceError("ValidationException", message)
