"""The way in while ``mock_aws`` is active.

moto answers at botocore's ``before-send`` event, before the request reaches us, and raises
NotImplementedError for an operation that it does not have. So its handler is made to leave Service
Catalog requests alone. ``fallback`` asks it again for an operation that the fake does not serve.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any

from ..transports import Patch, WayIn, is_service_catalog
from ..transports.signing import lent, made_up
from . import active, parts

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest


def _patches(stubber_class: Any) -> Iterator[Patch]:
    from botocore.auth import SigV4Auth
    from botocore.endpoint import Endpoint
    from botocore.signers import RequestSigner

    yield Patch(stubber_class, "__call__", _leaving_ours_alone)
    yield Patch(Endpoint, "_send", _answering_older_clients)
    # A client may sign by other means than SigV4Auth, and a signer may have been made without one.
    yield Patch(RequestSigner, "get_auth_instance", _choosing)
    yield Patch(SigV4Auth, "add_auth", _signing)


WAY_IN = WayIn("moto.core.botocore_stubber", "BotocoreStubber", _patches)


def _leaving_ours_alone(original: Any) -> Any:
    @wraps(original)
    def hook(stubber: Any, event_name: str, request: Any, **kwargs: Any) -> Any:
        if is_service_catalog(request):
            return None
        parts.load(_text(request.headers.get("Authorization", "")))
        return original(stubber, event_name, request, **kwargs)

    return hook


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _answering_older_clients(original: Any) -> Any:
    """Let moto answer clients that were made before it was loaded: they do not know its handler."""

    def _send(endpoint: Any, request: AWSPreparedRequest) -> Any:
        __tracebackhide__ = True
        stubber = active.stubber()
        answered = None if stubber is None else stubber("before-send", request)
        return original(endpoint, request) if answered is None else answered

    return _send


def _choosing(original: Any) -> Any:
    """Let a client sign that was made where there were no credentials, and has none for good."""

    def get_auth_instance(signer: Any, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        if signer._credentials is None and active.is_active():
            signer = lent(signer, _credentials=made_up())
        return original(signer, *args, **kwargs)

    return get_auth_instance


def _signing(original: Any) -> Any:
    def add_auth(auth: Any, request: Any) -> None:
        __tracebackhide__ = True
        if auth.credentials is None and active.is_active():
            auth.credentials = made_up()
        original(auth, request)

    return add_auth
