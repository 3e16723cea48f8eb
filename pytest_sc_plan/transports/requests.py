"""The way in for callers that sign requests and send them with ``requests``.

``Session.send`` is replaced, which is above the adapters: a mock of the ``responses`` library, the
user's or moto's, replaces what adapters do, and never sees a Service Catalog request. The answer
itself is made by a mock of ``responses``, one for each request, in place of the session's adapter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from . import Patch, WayIn, exchange, is_service_catalog, patch_loaded, refuse_stray


def _patches(session_class: Any) -> Iterator[Patch]:
    yield Patch(session_class, "send", _answering)
    # A mock that was started before the fake brings the library's own send() back when it is
    # stopped. A request that comes by such a send() is met where it asks for its adapter.
    yield Patch(session_class, "get_adapter", _noticing_requests)


WAY_IN = WayIn("requests.sessions", "Session", _patches)


def answer(adapter: Any, request: Any, **options: Any) -> Any:
    """Answer a prepared request, as its adapter would.

    Args:
        adapter: The adapter that would send it; its retries are made.
        request: The request.
        **options: The arguments of the adapter's ``send``.

    Raises:
        RequestException: The one that requests makes of a failed connection.
    """
    __tracebackhide__ = True
    # responses is imported with the first request: it takes longer than all of ours to load.
    from requests.adapters import HTTPAdapter
    from responses import RequestsMock

    if not isinstance(adapter, HTTPAdapter):
        adapter = HTTPAdapter()
    mock = RequestsMock(assert_all_requests_are_fired=False)
    mock.add_callback(request.method, re.compile(""), _respond, content_type=None)
    return mock.unbound_on_send()(adapter, request, **options)


def _answering(original: Any) -> Any:
    def send(session: Any, request: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        patch_loaded()
        if is_service_catalog(request):
            session = _AnsweredSession(session)
        else:
            refuse_stray(request)
        return original(session, request, **options)

    return send


def _noticing_requests(original: Any) -> Any:
    def get_adapter(session: Any, url: str) -> Any:
        __tracebackhide__ = True
        adapter = original(session, url)
        return _AnsweringAdapter(adapter) if patch_loaded() else adapter

    return get_adapter


class _AnsweredSession:
    """A session whose next request does not reach its adapter; all else is the session's own."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def get_adapter(self, url: str) -> _AnsweringAdapter:
        """Give an adapter that answers."""
        return _AnsweringAdapter(self._session.get_adapter(url))


class _AnsweringAdapter:
    """An adapter that answers Service Catalog requests in place of another."""

    def __init__(self, adapter: Any) -> None:
        self._adapter = adapter

    def send(self, request: Any, **options: Any) -> Any:
        """Answer a request, or send it on."""
        __tracebackhide__ = True
        if is_service_catalog(request):
            return answer(self._adapter, request, **options)
        return self._adapter.send(request, **options)


def _respond(request: Any) -> tuple[int, dict[str, str], bytes] | Exception:
    """Give status, headers and body of an answer to ``responses``, or the exception to raise."""
    __tracebackhide__ = True
    body = request.body
    if body is not None and not isinstance(body, (str, bytes)):
        # A file or a generator can be read only once.
        body = request.body = b"".join(body)
    response = exchange(request.headers, body, request.url)
    if response.failure is not None:
        from requests import exceptions

        made = getattr(exceptions, response.failure.requests)
        exception: Exception = made(response.failure.error, request=request)
        return exception
    return response.status, dict(response.headers), response.body
