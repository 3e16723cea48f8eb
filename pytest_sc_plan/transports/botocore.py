"""Every synchronous botocore client, however and whenever it was made.

``Endpoint._send`` is where botocore hands a signed request to the network. Replaced on the class,
it sees all clients, and everything before and after it stays botocore's own: serialization, event
handlers, signing, retries and parsing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ..moto import bridge
from .http import Request, Response, UnservedOperationError

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

Handler = Callable[[Request], Response]

TARGET = "X-Amz-Target"

_lock = threading.Lock()
_handlers: list[Handler] = []
_originals: dict[str, Any] = {}


def start(handler: Handler) -> None:
    """Hand Service Catalog requests to a handler; of several the one started last gets them."""
    with _lock:
        if not _handlers:
            _patch()
        _handlers.append(handler)


def stop(handler: Handler) -> None:
    """Stop what was started; with the last one botocore is as it was."""
    with _lock:
        _handlers.remove(handler)
        if not _handlers:
            _restore()


def _patch() -> None:
    from botocore.endpoint import Endpoint

    for name, replacement in (("_send", _send), ("make_request", _make_request)):
        _originals[name] = Endpoint.__dict__[name]
        setattr(Endpoint, name, replacement)


def _restore() -> None:
    from botocore.endpoint import Endpoint

    for name, original in _originals.items():
        setattr(Endpoint, name, original)
    _originals.clear()
    bridge.restore()


def _make_request(endpoint: Any, *args: Any, **kwargs: Any) -> Any:
    __tracebackhide__ = True
    # moto may be imported while we are active, and answers before _send is reached.
    bridge.stand_aside(is_service_catalog)
    return _originals["make_request"](endpoint, *args, **kwargs)


def _send(endpoint: Any, request: AWSPreparedRequest) -> Any:
    __tracebackhide__ = True
    if not is_service_catalog(request):
        return _originals["_send"](endpoint, request)
    headers = {name.lower(): _text(value) for name, value in request.headers.items()}
    try:
        response = _handlers[-1](Request(headers, _body(request.body), _host(request.url)))
    except UnservedOperationError:
        answered = bridge.answer(request)
        if answered is None:
            raise
        return answered
    return _aws_response(request.url, response.status, response.headers, response.body)


def is_service_catalog(request: AWSPreparedRequest) -> bool:
    """Whether a request is meant for Service Catalog."""
    return _text(request.headers.get(TARGET, "")).startswith("AWS242ServiceCatalogService.")


def _aws_response(url: str, status: int, headers: Any, body: bytes) -> AWSResponse:
    from botocore.awsrequest import AWSResponse

    return AWSResponse(url, status, headers, _Raw(body))


class _Raw(BytesIO):
    """The part of urllib3's response that botocore reads."""

    def stream(self, **_: Any) -> Any:
        """The body, in one piece."""
        yield self.read()


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _body(body: Any) -> bytes:
    return body if isinstance(body, bytes) else str(body or "").encode()


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]
