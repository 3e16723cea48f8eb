"""Every aiobotocore client, and with it aioboto3's.

aiobotocore has its own ``_send``, a coroutine. All else it has from botocore, whose transport
brings this one to work once aiobotocore is loaded, and gives it its answers.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest

    from ..wire.http import Response

Answer = Callable[["AWSPreparedRequest"], "Response | None"]

_lock = threading.Lock()
_original: list[Any] = []


def take_over(answer: Answer) -> None:
    """Answer what asynchronous clients send, once aiobotocore is loaded.

    Args:
        answer: Gives the answer to a request, or None for one that is not Service Catalog's.
    """
    module = sys.modules.get("aiobotocore.endpoint")
    if module is None:
        return
    with _lock:
        if not _original:
            _original.append(module.AioEndpoint._send)
            module.AioEndpoint._send = _replacement(answer, _original[0])


def restore() -> None:
    """Give the original back."""
    if _original:
        sys.modules["aiobotocore.endpoint"].AioEndpoint._send = _original.pop()


def _replacement(answer: Answer, original: Any) -> Any:
    async def _send(endpoint: Any, request: AWSPreparedRequest) -> Any:
        __tracebackhide__ = True
        import asyncio

        # aiobotocore has no types of its own.
        from aiobotocore.awsrequest import AioAWSResponse  # type: ignore[import-untyped]

        # The network would let other tasks have their turn before the answer comes. Newer endpoints
        # know whose event loop it is.
        await getattr(endpoint, "_sleep", asyncio.sleep)(0)
        response = answer(request)
        if response is None:
            return await original(endpoint, request)
        raw = _Raw(response.body, response.headers)
        headers: Any = response.headers
        return AioAWSResponse(request.url, response.status, headers, raw)

    return _send


class _Raw:
    """The part of aiohttp's response that aiobotocore reads."""

    def __init__(self, body: bytes, headers: Mapping[str, str]) -> None:
        self._body = body
        self.raw_headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def read(self) -> bytes:
        """The body."""
        return self._body
