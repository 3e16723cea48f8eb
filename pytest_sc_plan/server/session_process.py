"""One server for all workers of a test session: the process's side.

``python -m pytest_sc_plan.server.session_process SETTINGS`` serves a fake for each worker, until no
worker is connected any more.
"""

from __future__ import annotations

import json
import re
import secrets
import selectors
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from ..fake.dispatch import Dispatcher
from ..fake.lookup import state_of
from ..fake.redaction import Secret
from ..fake.service_catalog import ServiceCatalog
from ..settings import Settings
from ..wire.http import Request, Response
from .control_api import ControlApi
from .endpoint import Server
from .refusals import refusal
from .welcome import list_fakes, url_called, welcome

LIMIT = 60.0
"""Seconds in which the process has to start, to answer, and to end."""

NAME_LIMIT = 1000
"""How long the name of a fake may be."""

_PATH = re.compile(r"/([A-Za-z0-9][\w-]*)(/[^?]*)?(\?.*)?")


class _Fakes:
    """A fake for each name that a path begins with.

    Args:
        settings: The settings of each fake.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._guard = threading.Lock()
        self._made: dict[str, tuple[ServiceCatalog, ControlApi]] = {}

    def answer(self, request: Request) -> Response:
        """Answer a call of the service."""
        found = _PATH.fullmatch(request.path)
        if found is None:
            message = "This server has a state for each worker: its path is missing in the URL."
            return refusal(404, "UnknownOperationException", message)
        return Dispatcher(state_of(self._fake(found[1])[0])).handle(request)

    def control(self, method: str, path: str, body: bytes) -> Response | None:
        """Answer a request to the control API of one of the fakes."""
        found = _PATH.fullmatch(path)
        if found is None:
            return None
        rest = f"{found[2] or ''}{found[3] or ''}"
        return self._fake(found[1])[1](method, rest, body)

    def welcome(self, path: str, host: str) -> Response | None:
        """Answer a browser that asks for the root of the server, or of one of the fakes."""
        url = url_called(host, "")
        if urlsplit(path).path == "/":
            with self._guard:
                return list_fakes([f"{url}/{name}" for name in self._made])
        found = _PATH.fullmatch(path)
        if found is None or found[2] not in {None, "/"}:
            return None
        return welcome(f"{url}/{found[1]}", self._settings.region, control=True)

    def secrets(self, name: str) -> list[Secret]:
        """List the secrets of one of the fakes."""
        return sorted(self._fake(name)[0].secrets)

    def _fake(self, name: str) -> tuple[ServiceCatalog, ControlApi]:
        with self._guard:
            if name not in self._made:
                catalog = ServiceCatalog(self._settings)
                self._made[name] = (catalog, ControlApi(catalog, f"/{name}"))
            return self._made[name]


def serve(settings: Settings) -> object:
    """Serve until no worker is connected any more; the first has to connect within ``LIMIT``.

    Returns:
        The connection of the last worker, to be kept open to the end of the process: the worker
        waits for that.
    """
    # Ctrl-C is for pytest, whose workers disconnect when they are done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    fakes = _Fakes(settings)
    server = Server(fakes.answer, control=fakes.control, welcome=fakes.welcome)
    server.start()
    password = secrets.randbelow(2**31 - 1) + 1
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], password, flush=True)
        workers = _Workers(listener, server.url, greeting(password), fakes.secrets)
        last = workers.wait_for_last()
    server.stop()
    return last


def greeting(password: int) -> bytes:
    """Write what a worker sends to say that it is one."""
    return b"%010d\n" % password


class _Workers:
    """The connections of the workers; those of strangers, who do not greet, do not count.

    Args:
        listener: Where workers connect.
        url: What they are told.
        expected: What they send first.
        secrets: Lists the secrets of the fake of a name, which workers may ask for.
    """

    def __init__(
        self,
        listener: socket.socket,
        url: str,
        expected: bytes,
        secrets: Callable[[str], list[Secret]],
    ) -> None:
        self._listener = listener
        self._secrets = secrets
        self._url = url
        self._expected = expected
        self._workers: set[socket.socket] = set()

    def wait_for_last(self) -> object:
        """Wait for the end of the last worker's connection; gives it. None if none ever came."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            while ready := selector.select(None if self._workers else LIMIT):
                for key, _ in ready:
                    connection: Any = key.fileobj
                    if connection is self._listener:
                        selector.register(connection.accept()[0], selectors.EVENT_READ)
                    elif not self._answers(connection):
                        selector.unregister(connection)
                        if self._workers == {connection}:
                            return connection
                        self._workers.discard(connection)
                        connection.close()
        return None

    def _answers(self, connection: socket.socket) -> bool:
        """Read what came: a worker greets once, and may then name a fake, to get its secrets."""
        with suppress(OSError):
            if connection in self._workers:
                name = connection.recv(NAME_LIMIT).decode("ascii", "replace").strip()
                if name:
                    connection.sendall(json.dumps(self._secrets(name)).encode() + b"\n")
                return bool(name)
            if connection.recv(len(self._expected)) == self._expected:
                connection.sendall(f"{self._url}\n".encode())
                self._workers.add(connection)
                return True
        return False


if __name__ == "__main__":
    kept = serve(Settings().updated("settings", json.loads(sys.argv[1])))
