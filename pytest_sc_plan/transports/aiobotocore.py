"""The way in for every aiobotocore client, and so for every client of aioboto3.

aiobotocore has its own ``_send``, a coroutine. Everything else is botocore's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterator, Mapping
from types import coroutine
from typing import TYPE_CHECKING, Any

from . import Patch, WayIn
from .botocore import answer
from .signing import at_hand, is_ours, lent, token_signer

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest


def _patches(endpoint_class: Any) -> Iterator[Patch]:
    from aiobotocore.httpsession import AIOHTTPSession  # type: ignore[import-untyped]
    from aiobotocore.signers import AioRequestSigner  # type: ignore[import-untyped]

    yield Patch(endpoint_class, "_send", _answering)
    yield Patch(AIOHTTPSession, "send", _answering)
    yield Patch(AioRequestSigner, "get_auth_instance", _choosing)


WAY_IN = WayIn("aiobotocore.endpoint", "AioEndpoint", _patches)


def _answering(original: Any) -> Any:
    # aiobotocore has no types of its own.
    from aiobotocore.awsrequest import AioAWSResponse  # type: ignore[import-untyped]

    async def _send(sender: Any, request: AWSPreparedRequest) -> Any:
        __tracebackhide__ = True
        # On a network, other tasks would run before the answer comes.
        await (_let_others_run if _is_asyncio() else sender._sleep)(0)
        response = answer(request)
        if response is None:
            return await original(sender, request)
        raw = _Raw(response.body, response.headers)
        headers: Any = response.headers
        return AioAWSResponse(request.url, response.status, headers, raw)

    return _send


def _is_asyncio() -> bool:
    """Tell whether asyncio runs this task; an endpoint for other event loops knows how to sleep."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


@coroutine
def _let_others_run(_: float) -> Generator[None, None, None]:
    """Do what ``asyncio.sleep(0)`` does, which a test may have replaced."""
    yield


def _choosing(original: Any) -> Any:
    from aiobotocore.credentials import AioCredentials  # type: ignore[import-untyped]

    async def get_auth_instance(
        signer: Any, signing_name: Any, region_name: Any, signature_version: Any = None, **more: Any
    ) -> Any:
        __tracebackhide__ = True
        if is_ours(signer):
            signing = token_signer(signer, signature_version)
            if signing is not None:
                return signing
            found = at_hand(more.pop("request_credentials", None) or signer._credentials)
            keys = AioCredentials(found.access_key, found.secret_key, found.token)
            signer = lent(signer, _credentials=keys)
        return await original(signer, signing_name, region_name, signature_version, **more)

    return get_auth_instance


class _Raw:
    """The part of aiohttp's response that aiobotocore reads."""

    def __init__(self, body: bytes, headers: Mapping[str, str]) -> None:
        self._body = body
        self.raw_headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def read(self) -> bytes:
        """Give the body."""
        return self._body
