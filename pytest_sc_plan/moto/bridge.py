"""Service Catalog beside an active ``mock_aws``.

moto answers at botocore's ``before-send`` event, before the request reaches us, and raises
NotImplementedError for an operation that it does not have. So its hook is made to leave Service
Catalog alone, and is asked again for what we do not serve.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from ..wire.http import Request

UNKNOWN_SERVICE = b"Not yet implemented"
"""What a moto answers that has no Service Catalog at all, as the oldest that we support."""

ACCOUNT = "x-moto-account-id"
"""The header by which moto is told the account."""

_original: list[Any] = []


def stand_aside(is_ours: Callable[[AWSPreparedRequest], bool]) -> None:
    """Make moto's hook leave our requests alone, once moto is loaded."""
    module = sys.modules.get("moto.core.botocore_stubber")
    if module is None or _original:
        return
    original = module.BotocoreStubber.__call__
    _original.append(original)

    def hook(stubber: Any, event_name: str, request: Any, **kwargs: Any) -> Any:
        return None if is_ours(request) else original(stubber, event_name, request, **kwargs)

    module.BotocoreStubber.__call__ = hook


def restore() -> None:
    """Give moto's hook back."""
    if _original:
        sys.modules["moto.core.botocore_stubber"].BotocoreStubber.__call__ = _original.pop()


in_server: list[Any] = []
"""What of us is installed into moto's server, in the order in which it was."""


def is_active() -> bool:
    """Whether moto answers anybody: in this process, or as a server that we are installed into."""
    return bool(in_server) or _stubber() is not None


def _stubber() -> Any:
    """What answers for moto in this process; None where moto isn't loaded, or not active."""
    module = sys.modules.get("moto.core.models")
    if module is None or not module.botocore_stubber.enabled:
        return None
    return module.botocore_stubber


def catch(request: AWSPreparedRequest) -> AWSResponse | None:
    """Moto's answer to a request for another service that is about to reach the network.

    A client that was made before moto was loaded does not know moto's hook. None where moto is not
    active in this process, or lets the request pass.
    """
    stubber = _stubber()
    answered: AWSResponse | None = None if stubber is None else stubber("before-send", request)
    return answered


def answer(request: Request, account_id: str, region: str) -> AWSResponse | None:
    """Ask moto for its answer to a request for Service Catalog, wherever that was sent.

    None where moto is not active in this process, or does not have the operation.

    Args:
        request: The request.
        account_id: The account that moto is to take the caller's for.
        region: The region that it is to take for the one that was meant.
    """
    stubber = _stubber()
    if stubber is None:
        return None
    from botocore.awsrequest import AWSPreparedRequest
    from botocore.compat import HTTPHeaders

    headers = HTTPHeaders()
    for name, value in {**request.headers, ACCOUNT: account_id}.items():
        headers[name] = value
    url = f"https://servicecatalog.{region}.amazonaws.com/"
    prepared = AWSPreparedRequest("POST", url, headers, request.body, stream_output=False)
    hook = _original[0] if _original else type(stubber).__call__
    try:
        answered: AWSResponse | None = hook(stubber, "before-send", prepared)
    except NotImplementedError:
        return None
    if answered is not None and answered.content == UNKNOWN_SERVICE:
        return None
    return answered
