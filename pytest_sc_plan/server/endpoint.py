"""An HTTP endpoint: any SDK of any language, in any process, calls the fake.

werkzeug brings the sockets, the threads and HTTP. This module does with a request what Service
Catalog does, and keeps a client that misbehaves from holding a thread for good.
"""

from __future__ import annotations

import contextlib
import io
import socket
import sys
import threading
from collections.abc import Callable, Collection, Mapping
from time import perf_counter
from typing import Any

from werkzeug.exceptions import NotFound
from werkzeug.serving import DechunkedInput, ThreadedWSGIServer, WSGIRequestHandler

from ..wire.control import CONTROL_PATH, refuse_control
from ..wire.faults import ConnectionFailure
from ..wire.http import Control, Request, Response
from ..wire.service import CONTENT_TYPE
from .refusals import over_http, refusal

Answer = Callable[[Request], Response]

Welcome = Callable[[str, str], Response | None]
"""Answers a GET, by path and ``Host`` header; gives None for a path that it does not know."""

BODY_LIMIT = 1024 * 1024
"""Bytes of a request's body; with more, the service answers 413."""

_LIMIT_DIGITS = len(str(BODY_LIMIT))

READ_TIMEOUT = 10.0
"""Seconds for a whole request to arrive; after that the connection is closed."""

STOP_TIMEOUT = 10.0
"""Seconds that requests which are being answered have to end, once the server is stopped."""

_POLL = 0.02

_REACHABLE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not where it listens
"""The address of this machine to use where a server listens at all of them."""


class Server:
    """The endpoint, from start() to stop().

    Args:
        answer: Answers requests to the service.
        control: Answers requests of the control API, by method, path and body; gives None for
            any other.
        welcome: Answers a GET that is no request of the control API, by path and ``Host`` header;
            gives None for a path that is no root.
        allowed_hosts: The names under which the control API may be called, beside the address to
            listen at and those of this machine alone; ``*`` for any.
        host: The address to listen at.
        port: The port to listen at; 0 for any that is free.
        read_timeout: Seconds for a whole request to arrive.
        stop_timeout: Seconds that stop() waits for requests that are being answered.

    Raises:
        OSError: The address can't be listened at.
    """

    def __init__(
        self,
        answer: Answer,
        *,
        control: Control = lambda *_: None,
        welcome: Welcome = lambda *_: None,
        allowed_hosts: Collection[str] = (),
        host: str = "127.0.0.1",
        port: int = 0,
        read_timeout: float = READ_TIMEOUT,
        stop_timeout: float = STOP_TIMEOUT,
    ) -> None:
        self._stop_timeout = stop_timeout
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # werkzeug ends the process where it can't listen, so it gets a socket that does already.
        with socket.create_server((host, port), family=family, backlog=1024) as listener:
            self._http = _HTTPServer(
                listener, answer, control, welcome, {host, *allowed_hosts}, read_timeout
            )
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(_POLL,), name="sc_plan_server", daemon=True
        )

    @property
    def url(self) -> str:
        """Where it listens."""
        host = _REACHABLE.get(self._http.host, self._http.host)
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self._http.port}"

    def start(self) -> None:
        """Answer requests, on threads of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End all connections and threads, and close the sockets.

        Raises:
            RuntimeError: A request is still being answered, as by a callback that waits for
                something. Its thread goes on, and does not keep the process from ending.
        """
        if not self._thread.is_alive():
            # In a forked process, which has no such thread. The connections are the other's.
            self._http.socket.close()
            return
        self._http.shutdown()
        self._thread.join()
        busy = self._http.join(self._stop_timeout)
        if busy:
            raise RuntimeError(
                f"the server has stopped, but after {self._stop_timeout:g} seconds a request is "
                f"still being answered: {', '.join(map(whereabouts, busy))}"
            )


class _HTTPServer(ThreadedWSGIServer):
    """werkzeug's threaded server, which ends its open connections when it is closed."""

    block_on_close = False

    def __init__(
        self,
        listener: socket.socket,
        answer: Answer,
        control: Control,
        welcome: Welcome,
        allowed_hosts: Collection[str],
        read_timeout: float,
    ) -> None:
        self.answer = answer
        self.control = control
        self.welcome = welcome
        self.allowed_hosts = allowed_hosts
        self.read_timeout = read_timeout
        self._open: set[socket.socket] = set()
        self._answering: list[threading.Thread] = []
        self._guard = threading.Lock()
        host, port = listener.getsockname()[:2]
        # The handler answers all requests: none reaches the WSGI application.
        super().__init__(host, port, NotFound(), _Handler, fd=listener.fileno())

    def process_request(self, request: Any, client_address: Any) -> None:
        # A daemon, or one that never ends would keep the process from ending.
        thread = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), daemon=True
        )
        with self._guard:
            self._open.add(request)
            self._answering = [*filter(threading.Thread.is_alive, self._answering), thread]
            thread.start()

    def join(self, timeout: float) -> list[threading.Thread]:
        """Wait for the threads of the connections, and return those that have not ended then."""
        deadline = perf_counter() + timeout
        for thread in self._answering:
            thread.join(max(0.0, deadline - perf_counter()))
        return [thread for thread in self._answering if thread.is_alive()]

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        # A thread that waits for its client reads the end of the connection, and ends.
        with self._guard:
            for connection in self._open:
                _end(connection)
        super().server_close()


class _Handler(WSGIRequestHandler):
    """One connection."""

    server: _HTTPServer  # pyright: ignore[reportIncompatibleVariableOverride]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave in one piece

    def setup(self) -> None:
        super().setup()
        self.rfile.close()
        self._reader = _Reader(self.connection)
        self.rfile = io.BufferedReader(self._reader)

    def finish(self) -> None:
        # The connection may have ended while the answer was made.
        with contextlib.suppress(ConnectionError):
            super().finish()

    def handle_one_request(self) -> None:
        self._reader.deadline = perf_counter() + self.server.read_timeout
        super().handle_one_request()

    def handle_expect_100(self) -> bool:
        proceed = super().handle_expect_100()
        self.wfile.flush()
        return proceed

    def __getattr__(self, name: str) -> Any:
        # http.server looks for a method for each of HTTP's, and werkzeug has one for all.
        if name.startswith("do_"):
            return self.run_wsgi
        raise AttributeError(name)

    def run_wsgi(self) -> None:
        """Answer a request after its head was read."""
        try:
            body = self._read_body()
        except _RefusedError as refused:
            self._write(refused.response, close=True)
            self._drain()
            return
        if body is None:
            self.close_connection = True
            return
        response = self._answer(body)
        if response.failure is None:
            self._write(response)
        else:
            self._fail(response.failure)

    def _answer(self, body: bytes) -> Response:
        headers = {name.lower(): ",".join(self.headers.get_all(name, ())) for name in self.headers}
        answered = self._control(body, headers)
        if answered is None and self.command in {"GET", "HEAD"}:
            answered = self.server.welcome(self.path, headers.get("host", ""))
        if answered is not None:
            return answered
        content_type = self.headers.get_content_type() if "Content-Type" in self.headers else ""
        if self.command != "POST" or content_type != CONTENT_TYPE:
            return Response(404, {"Content-Type": "text/xml"}, b"<UnknownOperationException/>\n")
        request = Request(headers, body, headers.get("host", ""), self.path)
        try:
            return over_http(lambda: self.server.answer(request))
        except Exception as error:  # noqa: BLE001 - a callback of the test's own may raise anything
            self.server.handle_error(self.connection, self.client_address)
            return refusal(500, "InternalFailure", f"{type(error).__name__}: {error}")

    def _control(self, body: bytes, headers: Mapping[str, str]) -> Response | None:
        refused = None
        if CONTROL_PATH in self.path:
            refused = refuse_control(self.command, headers, self.server.allowed_hosts)
        return refused or self.server.control(self.command, self.path, body)

    def _read_body(self) -> bytes | None:
        """Read the body; gives None where the client went away in the middle of it."""
        if "Transfer-Encoding" in self.headers:
            body = self._read_chunks()
            if len(body) > BODY_LIMIT:
                raise _RefusedError(413, *TOO_LARGE)
            return body
        stated = self.headers.get("Content-Length", "0")
        if not (stated.isascii() and stated.isdigit()):
            raise _RefusedError(400, *MALFORMED)
        # Python refuses to read a number of thousands of digits.
        digits = stated.lstrip("0") or "0"
        length = int(digits) if len(digits) <= _LIMIT_DIGITS else BODY_LIMIT + 1
        if length > BODY_LIMIT:
            raise _RefusedError(413, *TOO_LARGE)
        body = self.rfile.read(length)
        return body if len(body) == length else None

    def _read_chunks(self) -> bytes:
        if self.headers["Transfer-Encoding"].strip().lower() != "chunked":
            raise _RefusedError(400, *MALFORMED)
        try:
            chunks: Any = DechunkedInput(self.rfile)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
            return io.BufferedReader(chunks).read(BODY_LIMIT + 1)
        except TimeoutError:
            raise
        except (OSError, ValueError):
            raise _RefusedError(400, *MALFORMED) from None

    def _write(self, response: Response, *, close: bool = False) -> None:
        self.connection.settimeout(self.server.read_timeout)
        self.send_response(response.status)
        for name, value in response.headers.items():
            if name.lower() != "content-length":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        if close:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)
        self.wfile.flush()

    def _drain(self) -> None:
        """Let the client finish sending, or it would not see the answer."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            while self.rfile.read(65536):
                pass

    def _fail(self, failure: ConnectionFailure) -> None:
        """Close the connection, or keep it open without an answer until the client gives up.

        The connection was made long ago, so ``connect_timeout`` looks like ``read_timeout``.
        """
        self.close_connection = True
        if failure.closes:
            return
        self.connection.settimeout(None)
        with contextlib.suppress(OSError):
            while self.connection.recv(65536):
                pass

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing: the fake has its own log of calls."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Log nothing, for the same reason."""


class _Reader(io.RawIOBase):
    """The bytes that a client sends before its deadline."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.deadline = 0.0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self.deadline - perf_counter()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)


TOO_LARGE = ("RequestEntityTooLargeException", "The request entity is too large.")
MALFORMED = ("MalformedHttpRequestException", "Problems with the request at the HTTP level.")


class _RefusedError(Exception):
    """A request is refused before its whole body was read."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.response = refusal(status, code, message)


def whereabouts(thread: threading.Thread) -> str:
    """Tell where a thread is, in words: the last line of it that is not the standard library's."""
    frame = sys._current_frames().get(thread.ident or 0)
    while frame is not None and frame.f_globals["__name__"] in sys.stdlib_module_names:
        frame = frame.f_back
    if frame is None:
        return thread.name
    return (
        f"{thread.name} is in {frame.f_code.co_name}(), {frame.f_code.co_filename}:{frame.f_lineno}"
    )


def _end(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
