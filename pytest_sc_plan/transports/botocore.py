"""The way in for every synchronous botocore client, however and whenever it was made.

``Endpoint._send`` is where botocore hands a signed request to the network. The replacement sees the
requests of all clients. Everything before and after it stays botocore's own: serialization, event
handlers, signing, retries and parsing.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from . import (
    Patch,
    WayIn,
    exchange,
    is_service_catalog,
    patch_loaded,
    refuse_stray,
    signing,
    tokens,
)

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest

    from ..wire.http import Response


def answer(request: AWSPreparedRequest) -> Response | None:
    """Answer a request that botocore prepared; None if it is not meant for Service Catalog.

    Raises:
        Exception: The one of ``botocore.exceptions`` that botocore makes of a failed connection.
        UnservedOperationError: It goes to the service, and calls no operation.
    """
    __tracebackhide__ = True
    if not is_service_catalog(request):
        refuse_stray(request)
        return None
    prepared: Any = request
    response = exchange(prepared.headers, prepared.body, prepared.url)
    if response.failure is not None:
        from botocore import exceptions

        raised = getattr(exceptions, response.failure.botocore)
        raise raised(endpoint_url=request.url, request=request, error=response.failure.error)
    return response


def _patches(endpoint_class: Any) -> Iterator[Patch]:
    from botocore import handlers
    from botocore.auth import SigV4Auth
    from botocore.httpsession import URLLib3Session
    from botocore.signers import RequestSigner
    from urllib3.poolmanager import PoolManager

    yield Patch(endpoint_class, "_send", _answering)
    # A test may import a library while the fake is live, which has to be patched before its first
    # request: aiobotocore or moto is looked for with each call of botocore's, and requests with
    # each pool of connections, since each of its sessions makes one.
    yield Patch(endpoint_class, "make_request", _looking_for_libraries)
    yield Patch(PoolManager, "__init__", _looking_for_libraries)
    yield Patch(RequestSigner, "get_auth_instance", signing.choosing)
    yield Patch(SigV4Auth, "add_auth", signing.signing_by_hand)
    yield Patch(handlers, "uuid", tokens.StandIn)
    # Some callers sign a request, and send it with botocore's own session.
    yield Patch(URLLib3Session, "send", _answering)


WAY_IN = WayIn("botocore.endpoint", "Endpoint", _patches, imports=True)


def _answering(original: Any) -> Any:
    from botocore.awsrequest import AWSResponse

    def _send(sender: Any, request: AWSPreparedRequest) -> Any:
        __tracebackhide__ = True
        response = answer(request)
        if response is None:
            return original(sender, request)
        headers: Any = response.headers
        raw: Any = _Raw(response.body)
        return AWSResponse(request.url, response.status, headers, raw)

    return _send


def _looking_for_libraries(original: Any) -> Any:
    def look(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        patch_loaded()
        return original(*args, **kwargs)

    return look


class _Raw(BytesIO):
    """The part of urllib3's response that botocore reads."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        """Yield the body, in one piece."""
        yield self.read()
