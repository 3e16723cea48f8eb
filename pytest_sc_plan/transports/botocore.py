"""Every synchronous botocore client, however and whenever it was made.

``Endpoint._send`` is where botocore hands a signed request to the network. Replaced on the class,
it sees all clients, and everything before and after it stays botocore's own: serialization, event
handlers, signing, retries and parsing.
"""

from __future__ import annotations

import threading
from io import BytesIO
from typing import Any

from botocore import exceptions
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.credentials import Credentials
from botocore.endpoint import Endpoint

from ..moto import bridge
from ..wire.faults import ConnectionFailure
from ..wire.http import HEADERS, Handler, Request, Response
from ..wire.service import CREDENTIAL, TARGET_PREFIX
from . import aiobotocore, requests

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
    for holder, name, replacement in _REPLACEMENTS:
        _originals[name] = holder.__dict__[name]
        setattr(holder, name, replacement)
    requests.take_over(is_service_catalog, _exchange)


def _restore() -> None:
    for holder, name, _ in _REPLACEMENTS:
        setattr(holder, name, _originals.pop(name))
    bridge.restore()
    aiobotocore.restore()
    requests.restore()


def _add_auth(auth: Any, request: Any) -> None:
    __tracebackhide__ = True
    # A client made where there were no credentials has none for good, and could not sign.
    if auth.credentials is None and (is_service_catalog(request) or bridge.is_active()):
        auth.credentials = Credentials(CREDENTIAL, CREDENTIAL, CREDENTIAL)
    _originals["add_auth"](auth, request)


def _make_request(endpoint: Any, *args: Any, **kwargs: Any) -> Any:
    __tracebackhide__ = True
    # moto may be imported while we are active, and answers before _send is reached. So may
    # aiobotocore, whose clients have a _send of their own.
    bridge.stand_aside(is_service_catalog)
    aiobotocore.take_over(_answer)
    return _originals["make_request"](endpoint, *args, **kwargs)


def _send(endpoint: Any, request: AWSPreparedRequest) -> Any:
    __tracebackhide__ = True
    response = _answer(request)
    if response is None:
        answered = bridge.catch(request)
        return _originals["_send"](endpoint, request) if answered is None else answered
    headers: Any = response.headers
    raw: Any = _Raw(response.body)
    return AWSResponse(request.url, response.status, headers, raw)


class _Raw(BytesIO):
    """The part of urllib3's response that botocore reads."""

    def stream(self, **_: Any) -> Any:
        """The body, in one piece."""
        yield self.read()


def _answer(request: AWSPreparedRequest) -> Response | None:
    """The answer to a request; None where it is not meant for Service Catalog."""
    __tracebackhide__ = True
    if not is_service_catalog(request):
        return None
    response = _exchange(request)
    if response.failure is not None:
        raise _raised(response.failure, request)
    return response


def _exchange(request: AWSPreparedRequest) -> Response:
    """The answer to a request for Service Catalog, or the fault that comes instead."""
    __tracebackhide__ = True
    body = _body(request.body)
    return _handlers[-1](Request(_headers(request.headers), body, _host(request.url)))


def is_service_catalog(request: AWSPreparedRequest) -> bool:
    """Whether a request is meant for Service Catalog."""
    return _text(request.headers.get(TARGET, "")).startswith(f"{TARGET_PREFIX}.")


def _raised(failure: ConnectionFailure, request: AWSPreparedRequest) -> Exception:
    raised: Exception = getattr(exceptions, failure.botocore)(
        endpoint_url=request.url, request=request, error=failure.error
    )
    return raised


def _headers(headers: Any) -> dict[str, str]:
    # To go through all of botocore's headers is slow: each name is an object of its own.
    known = {}
    for name in HEADERS:
        value = headers.get(name)
        if value is not None:
            known[name] = value.decode() if isinstance(value, bytes) else value
    return known


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _body(body: Any) -> bytes:
    return body if isinstance(body, bytes) else str(body or "").encode()


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]


_REPLACEMENTS: tuple[tuple[type, str, Any], ...] = (
    (Endpoint, "_send", _send),
    (Endpoint, "make_request", _make_request),
    (SigV4Auth, "add_auth", _add_auth),
)
