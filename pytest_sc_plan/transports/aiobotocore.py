"""The way in for every aiobotocore client, and so for every client of aioboto3.

aiobotocore has its own ``_send``, a coroutine. Everything else is botocore's.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from types import coroutine
from typing import TYPE_CHECKING, Any

from . import Patch, WayIn
from .botocore import answer

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest


def _patches(endpoint_class: Any) -> Iterator[Patch]:
    yield Patch(endpoint_class, "_send", _answering)


WAY_IN = WayIn("aiobotocore.endpoint", "AioEndpoint", _patches)


def _answering(original: Any) -> Any:
    # aiobotocore has no types of its own.
    from aiobotocore.awsrequest import AioAWSResponse  # type: ignore[import-untyped]

    async def _send(endpoint: Any, request: AWSPreparedRequest) -> Any:
        __tracebackhide__ = True
        # On a network, other tasks would run before the answer comes. Newer endpoints know which
        # event loop is theirs.
        await getattr(endpoint, "_sleep", _let_others_run)(0)
        response = answer(request)
        if response is None:
            return await original(endpoint, request)
        raw = _Raw(response.body, response.headers)
        headers: Any = response.headers
        return AioAWSResponse(request.url, response.status, headers, raw)

    return _send


@coroutine
def _let_others_run(_: float) -> Generator[None, None, None]:
    """Do what ``asyncio.sleep(0)`` does, which a test may have replaced."""
    yield


class _Raw:
    """The part of aiohttp's response that aiobotocore reads."""

    def __init__(self, body: bytes, headers: Mapping[str, str]) -> None:
        self._body = body
        self.raw_headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def read(self) -> bytes:
        """Give the body."""
        return self._body
