"""One server for all workers of a test session: the process's side.

``python -m pytest_sc_plan.server.session_process SETTINGS`` serves a fake for each worker, until no
worker is connected any more.
"""

from __future__ import annotations

import json
import re
import selectors
import signal
import socket
import sys
import threading
from contextlib import suppress
from typing import Any

from ..fake.service_catalog import ServiceCatalog
from ..settings import Settings
from ..wire.http import Request, Response
from .control_api import ControlApi
from .endpoint import Server
from .refusals import refusal

LIMIT = 60.0
"""Seconds in which the process has to start, to answer, and to end."""

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
        return self._fake(found[1])[0].dispatcher.handle(request)

    def control(self, method: str, path: str, body: bytes) -> Response | None:
        """Answer a request to the control API of one of the fakes."""
        found = _PATH.fullmatch(path)
        if found is None:
            return None
        rest = f"{found[2] or ''}{found[3] or ''}"
        return self._fake(found[1])[1](method, rest, body)

    def _fake(self, name: str) -> tuple[ServiceCatalog, ControlApi]:
        with self._guard:
            if name not in self._made:
                catalog = ServiceCatalog(self._settings)
                self._made[name] = (catalog, ControlApi(catalog))
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
    server = Server(fakes.answer, control=fakes.control)
    server.start()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        last = _wait_for_last_worker(listener, server.url)
    server.stop()
    return last


def _wait_for_last_worker(listener: socket.socket, url: str) -> object:
    connected = 0
    with selectors.DefaultSelector() as selector:
        selector.register(listener, selectors.EVENT_READ)
        while ready := selector.select(None if connected else LIMIT):
            for key, _ in ready:
                connection: Any = key.fileobj
                if connection is listener:
                    worker, _ = listener.accept()
                    with suppress(OSError):
                        worker.sendall(f"{url}\n".encode())
                    selector.register(worker, selectors.EVENT_READ)
                    connected += 1
                    continue
                # Workers send nothing: only the end of a connection can be read.
                selector.unregister(connection)
                connected -= 1
                if not connected:
                    return connection
                connection.close()
    return None


if __name__ == "__main__":
    kept = serve(Settings().updated("settings", json.loads(sys.argv[1])))
