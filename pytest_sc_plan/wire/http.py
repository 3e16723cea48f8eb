"""Requests and responses, whichever way they travel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from .faults import ConnectionFailure

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
        failure: The failure of the connection on which no answer arrives; None if one does.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    failure: ConnectionFailure | None = None


Fallback = Callable[[Request, str, str], Response | None]
"""Answers a request that the fake does not serve, in an account and region; None if it can't."""

Control = Callable[[str, str, bytes], Response | None]
"""Answers a request of the control API, by method, path and body; gives None for any other."""


def is_on_this_machine(url: str) -> bool:
    """Tell whether a URL leads nowhere else than to this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class UnservedOperationError(NotImplementedError):
    """An operation that neither the fake nor moto serves, or a request that calls none.

    Args:
        message: The whole message.
        reason: The part of it that the call log shows.
        moto_has_it: Whether moto would serve the operation if it were active.
    """

    def __init__(self, message: str, reason: str = "", *, moto_has_it: bool = False) -> None:
        super().__init__(message)
        self.reason = reason
        self.moto_has_it = moto_has_it
