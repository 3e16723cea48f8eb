"""Faults below the API, and how each of them looks to a client: one table for all transports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Refusal(NamedTuple):
    """An error that comes from in front of the service: "Common Errors" of the API reference.

    Args:
        code: The error's code.
        message: Its message.
        http_status: The HTTP status of the answer.
    """

    code: str
    message: str
    http_status: int = 400


class ConnectionFailure(NamedTuple):
    """A connection on which no answer arrives.

    Args:
        error: The message of the socket.
        botocore: The exception of ``botocore.exceptions`` that botocore makes of it.
        requests: The exception of ``requests.exceptions`` that requests makes of it.
        closes: Whether a server closes the connection at once. Otherwise it keeps it open, and
            never answers, also for ``connect_timeout``, because the connection was made already.
    """

    error: str
    botocore: str
    requests: str
    closes: bool = False


class FaultKind(NamedTuple):
    """One kind of fault: a row of the table.

    Args:
        takes_effect: Whether the operation is carried out.
        refusal: The error that is answered, if one is.
        body: The body that comes, with status 200, in place of the answer's.
        failure: The failure of the connection, if there is one.
    """

    takes_effect: bool = False
    refusal: Refusal | None = None
    body: bytes | None = None
    failure: ConnectionFailure | None = None


_READ_TIMEOUT = ConnectionFailure("timed out", "ReadTimeoutError", "ReadTimeout")
_CONNECT_TIMEOUT = ConnectionFailure("timed out", "ConnectTimeoutError", "ConnectTimeout")
_CLOSED = ConnectionFailure(
    "connection reset by peer", "ConnectionClosedError", "ConnectionError", closes=True
)

FAULT_KINDS: Mapping[str, FaultKind] = {
    "response_lost": FaultKind(takes_effect=True, failure=_READ_TIMEOUT),
    # What a broken proxy sends in place of JSON.
    "malformed_response": FaultKind(
        takes_effect=True, body=b"<html><body><h1>502 Bad Gateway</h1></body></html>"
    ),
    "read_timeout": FaultKind(failure=_READ_TIMEOUT),
    "connect_timeout": FaultKind(failure=_CONNECT_TIMEOUT),
    "connection_closed": FaultKind(failure=_CLOSED),
    "throttling": FaultKind(refusal=Refusal("ThrottlingException", "Rate exceeded")),
    "internal_error": FaultKind(
        refusal=Refusal(
            "InternalFailure",
            "The request processing has failed because of an unknown error, exception or failure.",
            500,
        )
    ),
    "service_unavailable": FaultKind(
        refusal=Refusal(
            "ServiceUnavailable",
            "The request has failed due to a temporary failure of the server.",
            503,
        )
    ),
    "access_denied": FaultKind(
        refusal=Refusal(
            "AccessDeniedException", "You do not have sufficient access to perform this action."
        )
    ),
    "expired_token": FaultKind(
        refusal=Refusal(
            "ExpiredTokenException", "The security token included in the request is expired"
        )
    ),
    "latency": FaultKind(takes_effect=True),
}
