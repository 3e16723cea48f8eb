"""What goes in and comes out, whichever way it travels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..moto import bridge
from .service import CONTENT_TYPE, error_body

if TYPE_CHECKING:
    from _typeshed import SupportsKeysAndGetItem

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
        fault: What happens on the way instead of an answer, such as ``read_timeout``; None if the
            answer arrives.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    fault: str | None = None


Elsewhere = Callable[[str, str], Response | None]
"""Hands a request to whoever else may answer it, in an account and region; gives None where nobody
does."""


Handler = Callable[[Request, Elsewhere], Response]
"""Answers requests to Service Catalog, or lets somebody else do it."""

Steer = Callable[[str, str, bytes], Response | None]
"""Answers a request that steers the fake, by method, path and body; gives None for any other."""

STEERING = "/_sc_plan/"
"""What the paths begin with at which the fake is steered."""


def from_moto(headers: SupportsKeysAndGetItem[str, Any], body: bytes) -> Elsewhere:
    """What hands a request to moto, where that is active in this process.

    Args:
        headers: The request's headers, all of them.
        body: Its body.
    """

    def ask(account_id: str, region: str) -> Response | None:
        __tracebackhide__ = True
        answered = bridge.answer(headers, body, account_id, region)
        if answered is None:
            return None
        return Response(answered.status_code, answered.headers, answered.content)

    return ask


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
