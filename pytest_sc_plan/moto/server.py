"""moto's own server: whatever it is asked, the fake is asked first.

``DomainDispatcherApplication`` is where every request to moto's server arrives. Replaced on the
class, its ``__call__`` sees those of all servers of the process, whenever they were started.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from http.client import responses
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any

from werkzeug.test import run_wsgi_app
from werkzeug.wsgi import get_input_stream

from ..transports import Tagged
from ..wire.control import CONTROL_PATH, refuse_control
from ..wire.faults import ConnectionFailure
from ..wire.http import HEADERS, Control, Fallback, Request, Response
from ..wire.service import TARGET_PREFIX
from . import active, fallback, parts, service_catalog

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

TARGET = f"{TARGET_PREFIX}."
RESET = "/moto-api/reset"
"""The path that moto's users post to, to begin again."""

NEEDED = ("flask", "flask_cors")
"""The packages that moto's server needs, and moto itself does not."""

_lock = threading.Lock()
_original: list[Any] = []


Handler = Callable[[Request, Fallback], Response]
"""Answers requests to Service Catalog, with a fallback for what it does not serve."""


@dataclass(frozen=True)
class Installed:
    """A fake that moto's server asks first.

    Args:
        handler: Answers requests to Service Catalog.
        control: Answers requests of the control API, by method, path and body.
        allowed_hosts: The names under which that may be called, beside those of this machine.
        reset: Called after moto was reset.
        tagged: Lists the tagged resources of an account and region.
    """

    handler: Handler
    control: Control
    allowed_hosts: Collection[str]
    reset: Callable[[], None]
    tagged: Callable[[str, str], Sequence[Tagged]]


def install(
    handler: Handler,
    *,
    control: Control,
    allowed_hosts: Collection[str],
    reset: Callable[[], None],
    tagged: Callable[[str, str], Sequence[Tagged]],
) -> Installed:
    """Let moto's server ask a handler; of several the one installed last is asked.

    Raises:
        ImportError: A package that moto's server needs is not installed.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        needed = " and ".join(missing)
        raise ImportError(f"moto's server needs {needed}: pip install 'moto[server]'")
    installed = Installed(handler, control, allowed_hosts, reset, tagged)
    with _lock:
        if not active.in_server:
            _original.append(_dispatcher().__call__)
            _dispatcher().__call__ = _call
        active.in_server.append(installed)
    return installed


def remove(installed: Installed) -> None:
    """Remove a fake; with the last one moto's server is as it was."""
    with _lock:
        active.in_server.remove(installed)
        if not active.in_server:
            _dispatcher().__call__ = _original.pop()
            parts.for_server.undo()


def _dispatcher() -> Any:
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication

    return DomainDispatcherApplication


def _call(app: Any, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    installed = active.in_server[-1]
    original = partial(_original[0], app)
    method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
    controlled = None
    if path.startswith(CONTROL_PATH):
        controlled = _control(installed, environ)
    if controlled is not None:
        return _write(controlled, environ, start_response)
    if method == "POST" and environ.get("HTTP_X_AMZ_TARGET", "").startswith(TARGET):
        return _write(_answer(installed.handler, original, environ), environ, start_response)
    with _lock:
        parts.patch_for_server(environ.get("HTTP_AUTHORIZATION", ""))
    serving = active.serving.set(installed)
    try:
        written: Iterable[bytes] = original(environ, start_response)
    finally:
        active.serving.reset(serving)
    if method == "POST" and path == RESET:
        installed.reset()
    return written


def _control(installed: Installed, environ: WSGIEnvironment) -> Response | None:
    method = environ["REQUEST_METHOD"]
    headers = {
        "host": environ.get("HTTP_HOST", ""),
        "content-type": environ.get("CONTENT_TYPE", ""),
    }
    path = f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"
    body = _body(environ)
    refused = refuse_control(method, headers, installed.allowed_hosts)
    return refused or installed.control(method, path, body)


def _answer(handler: Handler, original: Any, environ: WSGIEnvironment) -> Response:
    body = _body(environ)
    headers = {
        name: environ[key]
        for name in HEADERS
        if (key := f"HTTP_{name.upper().replace('-', '_')}") in environ
    }
    request = Request(headers, body, environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", "/"))

    def ask_moto(_: Request, account_id: str, region: str) -> Response | None:
        if not service_catalog.is_there():
            return None
        handed_on = {
            **environ,
            "wsgi.input": BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            f"HTTP_{fallback.ACCOUNT.upper().replace('-', '_')}": account_id,
        }
        try:
            parts, status, answered = run_wsgi_app(original, handed_on, buffered=True)
        except NotImplementedError:
            return None
        return Response(int(status.split()[0]), dict(answered), b"".join(parts))

    return handler(request, ask_moto)


def _body(environ: WSGIEnvironment) -> bytes:
    return get_input_stream(environ).read()


def _write(
    response: Response, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    if response.failure is not None:
        _fail(response.failure, environ)
    headers = {
        **{name: text for name, text in response.headers.items() if name.lower() != LENGTH.lower()},
        LENGTH: str(len(response.body)),
    }
    status = f"{response.status} {responses.get(response.status, '')}"
    start_response(status, list(headers.items()))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.body]


LENGTH = "Content-Length"


def _fail(failure: ConnectionFailure, environ: WSGIEnvironment) -> None:
    """Close the connection, or keep it open without an answer until the client gives up.

    werkzeug writes nothing to a connection that is reported as aborted. The connection was made
    long ago, so ``connect_timeout`` looks like ``read_timeout``.
    """
    connection = environ["werkzeug.socket"]
    with contextlib.suppress(OSError):
        if failure.closes:
            connection.shutdown(socket.SHUT_RDWR)
        while connection.recv(65536):
            pass
    raise ConnectionAbortedError(failure.error)
