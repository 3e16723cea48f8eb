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
from ..transports.botocore import sign_without_credentials
from . import active

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest


def _patches(stubber_class: Any) -> Iterator[Patch]:
    from botocore.auth import SigV4Auth
    from botocore.endpoint import Endpoint

    yield Patch(stubber_class, "__call__", _leaving_ours_alone)
    yield Patch(Endpoint, "_send", _answering_older_clients)
    yield Patch(SigV4Auth, "add_auth", _signing)


WAY_IN = WayIn("moto.core.botocore_stubber", "BotocoreStubber", _patches)


def _leaving_ours_alone(original: Any) -> Any:
    @wraps(original)
    def hook(stubber: Any, event_name: str, request: Any, **kwargs: Any) -> Any:
        if is_service_catalog(request):
            return None
        return original(stubber, event_name, request, **kwargs)

    return hook


def _answering_older_clients(original: Any) -> Any:
    """Let moto answer clients that were made before it was loaded: they do not know its handler."""

    def _send(endpoint: Any, request: AWSPreparedRequest) -> Any:
        __tracebackhide__ = True
        stubber = active.stubber()
        answered = None if stubber is None else stubber("before-send", request)
        return original(endpoint, request) if answered is None else answered

    return _send


def _signing(original: Any) -> Any:
    def add_auth(auth: Any, request: Any) -> None:
        __tracebackhide__ = True
        if active.is_active():
            sign_without_credentials(auth)
        original(auth, request)

    return add_auth
