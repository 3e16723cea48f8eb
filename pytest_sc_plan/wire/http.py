"""What goes in and comes out, whichever way it travels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from .faults import ConnectionFailure
from .service import CONTENT_TYPE, error_body

HEADERS = frozenset({"amz-sdk-request", "authorization", "x-amz-security-token", "x-amz-target"})
"""The headers that the fake looks at: a transport need not hand on any other."""


class Request(NamedTuple):
    """An HTTP request to Service Catalog.

    Its repr shows neither headers nor body: both may hold secrets.

    Args:
        headers: Its headers, names in lower case; those of ``HEADERS`` at least.
        body: Its body.
        host: The host that it was meant for.
        path: The path and query of its URL.
    """

    headers: Mapping[str, str]
    body: bytes
    host: str = ""
    path: str = "/"

    def __repr__(self) -> str:
        return f"<Request {self.headers.get('x-amz-target', '')}>"


class Response(NamedTuple):
    """An HTTP response of Service Catalog.

    Args:
        status: The HTTP status.
        headers: Its headers.
        body: Its body.
        failure: What happens to the connection, so that no answer arrives; None if one does.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    failure: ConnectionFailure | None = None


Fallback = Callable[[Request, str, str], Response | None]
"""Answers a request that the fake does not serve, in an account and region; None if it can't."""

Handler = Callable[[Request], Response]
"""Answers requests to Service Catalog."""

Steer = Callable[[str, str, bytes], Response | None]
"""Answers a request that steers the fake, by method, path and body; gives None for any other."""

STEERING = "/_sc_plan/"
"""What the paths begin with at which the fake is steered."""


def refusal(status: int, code: str, message: str) -> Response:
    """An error that comes from in front of the service.

    Args:
        status: The HTTP status.
        code: The error's code.
        message: Its message.
    """
    return Response(status, {"Content-Type": CONTENT_TYPE}, error_body(code, message))


class UnservedOperationError(NotImplementedError):
    """An operation of Service Catalog was called that the fake does not serve."""


def over_http(answer: Callable[[], Response]) -> Response:
    """The answer to a request from another process, where nobody sees an exception.

    Args:
        answer: Gives it, or raises what a caller in this process would see: for an operation that
            is not served, and where a setting, a state transition of moto's or what a callback
            returned is not one that is allowed.
    """
    try:
        return answer()
    except UnservedOperationError as unserved:
        return refusal(400, "UnknownOperationException", str(unserved))
    except ValueError as wrong:
        return refusal(400, "SettingsError", str(wrong))
