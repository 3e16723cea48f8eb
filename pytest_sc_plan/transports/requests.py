"""Callers that sign requests and send them with ``requests``.

``Session.send`` is replaced, above the adapters. So it does not matter which mocks of the
``responses`` library are active, since when and how strict, moto's among them: they replace what
adapters do, and never see what is ours.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from io import BytesIO
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..wire.http import Response

IsOurs = Callable[[Any], bool]
Exchange = Callable[[Any], "Response"]

MODULE = "requests.sessions"

_originals: list[tuple[Any, Any]] = []
_finders: list[_Finder] = []


def take_over(is_ours: IsOurs, exchange: Exchange) -> None:
    """Answer what sessions send; where requests is not loaded, from when it is.

    Args:
        is_ours: Whether a request is meant for Service Catalog.
        exchange: Gives the answer to such a request, as botocore prepares it.
    """
    if MODULE in sys.modules:
        _replace_send(sys.modules[MODULE], is_ours, exchange)
    else:
        _finders.append(_Finder(is_ours, exchange))
        sys.meta_path.insert(0, _finders[0])


def restore() -> None:
    """Give the original back."""
    while _finders:
        sys.meta_path.remove(_finders.pop())
    while _originals:
        session, send = _originals.pop()
        session.send = send


class _Finder(MetaPathFinder):
    """Finds requests as Python does, and looks on while it is loaded."""

    def __init__(self, *how: Any) -> None:
        self._how = how

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path) if fullname == MODULE else None
        if spec is not None:
            loader: Any = spec.loader
            execute = loader.exec_module

            def exec_module(module: ModuleType) -> None:
                execute(module)
                _replace_send(module, *self._how)

            loader.exec_module = exec_module
        return spec


def _replace_send(module: Any, is_ours: IsOurs, exchange: Exchange) -> None:
    original = module.Session.send

    def send(session: Any, request: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        if is_ours(request):
            session = _Answered(session, exchange(_prepared(request)))
        return original(session, request, **kwargs)

    _originals.append((module.Session, original))
    module.Session.send = send


class _Answered:
    """A session whose next request has its answer already; all else is the session's own."""

    def __init__(self, session: Any, response: Response) -> None:
        self._session = session
        self._response = response

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def get_adapter(self, url: str) -> _Answered:
        """What sends a request: this."""
        return self

    def send(self, request: Any, **_: Any) -> Any:
        """The answer, as an adapter gives it."""
        __tracebackhide__ = True
        from http.client import responses

        from requests.adapters import HTTPAdapter
        from urllib3 import HTTPResponse

        response = self._response
        if response.failure is not None:
            from requests import exceptions

            raised = getattr(exceptions, response.failure.requests)
            raise raised(response.failure.error, request=request)
        raw = HTTPResponse(
            BytesIO(response.body),
            headers=dict(response.headers),
            status=response.status,
            reason=responses.get(response.status),
            preload_content=False,
        )
        return HTTPAdapter().build_response(request, raw)


def _prepared(request: Any) -> Any:
    from botocore.awsrequest import AWSPreparedRequest

    body = request.body
    if body is not None and not isinstance(body, (str, bytes)):
        # A file or a generator, which can be read once.
        body = request.body = b"".join(body)
    return AWSPreparedRequest(
        request.method, request.url, request.headers, body, stream_output=False
    )
