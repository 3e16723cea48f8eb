"""One server for all workers of a test session, in a process of its own.

The worker that asks first starts the process. Each worker holds a connection to it, and the process
ends with the last of them: also where workers are killed, because the system closes what was
theirs. Each has a state of its own, under the first part of the path of its URL, which is what
every SDK keeps of an endpoint.
"""

from __future__ import annotations

import json
import os
import re
import selectors
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from ..settings import Settings, SettingsError
from ..wire.http import Request, Response, refusal
from .plan_server import environ

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..fake.service_catalog import ServiceCatalog
    from ..settings import SettingsKeywords
    from .control_api import Steering

LIMIT = 60.0
"""Seconds in which the process has to start, to answer, and to end."""

_STATE = re.compile(r"/([A-Za-z0-9][\w-]*)(/[^?]*)?(\?.*)?")


class SharedServer:
    """A worker's share of the server; the fixture ``sc_plan_shared_server`` gives one.

    Its methods are those of ``ServiceCatalog``, for a fake in another process: they take what JSON
    can say, and give what ``/_sc_plan/`` answers.

    Args:
        url: Where the worker's state is: what an SDK calls its endpoint URL.
        region: The region where nothing else says one.
        where: Account and region that are meant; those of the settings where it says none.
    """

    def __init__(self, url: str, region: str, where: Mapping[str, str] | None = None) -> None:
        self.url = url
        self._region = region
        self._where = dict(where or {})

    @property
    def environ(self) -> dict[str, str]:
        """Variables that point the AWS CLI and any AWS SDK of a subprocess here.

        Add them to its environment: ``env={**os.environ, **sc_plan_shared_server.environ}``.
        """
        return environ(self.url, self._region)

    def state(self) -> dict[str, Any]:
        """All products, provisioned products, plans and records, and the number of calls."""
        return self._ask("GET", "state")

    def seed(self, **resources: list[dict[str, Any]]) -> dict[str, Any]:
        """Add resources.

        Args:
            **resources: Lists of arguments of ``add_product()``, ``add_provisioned_product()`` and
                ``add_plan()``, as ``products``, ``provisioned_products`` and ``plans``.

        Returns:
            What was made, as ``state()`` shows it.

        Raises:
            SettingsError: An argument is unknown, or what it names is not there.
        """
        return self._ask("POST", "state", resources)

    def configure(self, **settings: Unpack[SettingsKeywords]) -> dict[str, Any]:
        """Change settings until the next ``reset()``; gives all of them.

        Raises:
            SettingsError: A name is unknown, or a value is not allowed here.
        """
        _check_engine(settings.get("engine"))
        return self._ask("POST", "settings", settings)

    def advance(self, seconds: float | None = None) -> dict[str, Any]:
        """One step on for all unfinished work, or that much time; gives the state."""
        return self._ask("POST", "advance", {"seconds": seconds})

    def reset(self) -> dict[str, Any]:
        """Forget everything, and take the session's settings again; gives the state."""
        return self._ask("POST", "reset")

    def raise_error(self, code: str, **arguments: Any) -> dict[str, Any]:
        """Answer matching calls with an error of the service, as the marker does.

        Args:
            code: Such as ``InvalidStateException``.
            **arguments: Those of the marker ``sc_plan_error``.

        Raises:
            SettingsError: An argument is unknown, or its value is not allowed.
        """
        return self._ask("POST", "errors", {"code": code, **arguments})

    def inject_fault(self, kind: str, **arguments: Any) -> dict[str, Any]:
        """Let a fault below the API happen to matching calls, as the marker does.

        Args:
            kind: Such as ``response_lost``.
            **arguments: Those of the marker ``sc_plan_fault``.

        Raises:
            SettingsError: An argument is unknown, or its value is not allowed.
        """
        return self._ask("POST", "errors", {"kind": kind, **arguments})

    @property
    def errors(self) -> list[dict[str, Any]]:
        """What was injected, how many calls it matched, and how often it was raised."""
        errors: list[dict[str, Any]] = self._ask("GET", "errors")["errors"]
        return errors

    @property
    def calls(self) -> list[dict[str, Any]]:
        """The calls that were made, oldest first."""
        calls: list[dict[str, Any]] = self._ask("GET", "calls")["calls"]
        return calls

    def for_account(self, account_id: str | None = None, region: str | None = None) -> SharedServer:
        """The same state, seen from another account or region."""
        given = {"account_id": account_id, "region": region}
        where = {**self._where, **{name: value for name, value in given.items() if value}}
        return SharedServer(self.url, where.get("region", self._region), where)

    def _ask(self, method: str, what: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        parts = urlsplit(self.url)
        path = f"{parts.path}/_sc_plan/{what}?{urlencode(self._where)}"
        with closing(HTTPConnection(parts.netloc, timeout=LIMIT)) as connection:
            connection.request(method, path, None if body is None else json.dumps(body))
            response = connection.getresponse()
            answer: dict[str, Any] = json.load(response)
        if response.status != 200:
            raise SettingsError(answer["error"])
        return answer

    def __repr__(self) -> str:
        return f"<SharedServer {self.url}>"


@contextmanager
def joined(folder: Path, name: str, settings: Settings) -> Iterator[SharedServer]:
    """Take part in the server, which is there until the last one leaves the block.

    Args:
        folder: A folder that the workers of a session share, and no other session.
        name: Which state it is, such as ``gw0``: letters, digits, ``_`` and ``-``.
        settings: The settings of all states, for who is the first.

    Raises:
        SettingsError: The settings ask for stacks in moto.
        RuntimeError: The process does not start; the message has what it said.
    """
    _check_engine(settings.engine)
    # A transaction is a lock that ends with its process, on all systems; the number that a database
    # has for its user is the port, 0 at first.
    file = sqlite3.connect(folder / "sc_plan_server", timeout=LIMIT, isolation_level=None)
    with closing(file):
        file.execute("BEGIN EXCLUSIVE")
        (port,) = file.execute("PRAGMA user_version").fetchone()
        try:
            connection, url = _hold(port)
        except OSError:
            port = _start(folder, settings)
            file.execute(f"PRAGMA user_version = {port}")
            connection, url = _hold(port)
        file.execute("COMMIT")
    with connection:
        yield SharedServer(f"{url}/{name}", settings.region)
        # Who leaves last waits here until the process has ended.
        with suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1)


def _check_engine(engine: object) -> None:
    if engine == "cloudformation":
        raise SettingsError(
            "engine=cloudformation is not for the shared server: workers would meet in the one "
            "moto of its process; use sc_plan or sc_plan_server"
        )


def _hold(port: int) -> tuple[socket.socket, str]:
    """A connection to the process, and the URL that it says.

    Raises:
        OSError: It is gone.
    """
    connection = socket.create_connection(("127.0.0.1", port), timeout=LIMIT)
    with connection.makefile(encoding="ascii") as said:
        url = said.readline().strip()
    if not url:
        connection.close()
        raise ConnectionError("it has just ended")
    return connection, url


def _start(folder: Path, settings: Settings) -> int:
    """Start the process; gives the port where it is held."""
    process = subprocess.Popen(  # noqa: S603 - all of it is ours
        [sys.executable, "-m", __name__, json.dumps(asdict(settings))],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # Nothing of the folder that the tests run in gets in the way of a module.
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
    )
    # It may outlive this worker, but not as a zombie.
    threading.Thread(target=process.wait, name="sc_plan_shared_server", daemon=True).start()
    output: Any = process.stdout
    with output:
        said = output.readline()
        if said.strip().isdigit():
            return int(said)
        raise RuntimeError(f"the shared server did not start:\n{said}{output.read()}")


# ------------------------------------------------------------------ in the process


class _States:
    """A fake for each name that a path begins with.

    Args:
        settings: The settings of each.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._guard = threading.Lock()
        self._made: dict[str, tuple[ServiceCatalog, Steering]] = {}

    def answer(self, request: Request) -> Response:
        """Answer a call of the service."""
        found = _STATE.fullmatch(request.path)
        if found is None:
            message = "This server has a state for each worker: its path is missing in the URL."
            return refusal(404, "UnknownOperationException", message)
        return self._state(found[1])[0].dispatcher.handle(request)

    def steer(self, method: str, path: str, body: bytes) -> Response | None:
        """Answer what steers one of the fakes."""
        found = _STATE.fullmatch(path)
        if found is None:
            return None
        rest = f"{found[2] or ''}{found[3] or ''}"
        return self._state(found[1])[1](method, rest, body)

    def _state(self, name: str) -> tuple[ServiceCatalog, Steering]:
        from ..fake.service_catalog import ServiceCatalog
        from .control_api import Steering

        with self._guard:
            if name not in self._made:
                catalog = ServiceCatalog(self._settings)

                def settings_again() -> None:
                    catalog.configure(**asdict(self._settings))

                self._made[name] = (catalog, Steering(catalog, settings_again))
            return self._made[name]


def serve(settings: Settings) -> object:
    """Serve until nobody holds a connection any more; the first has to come soon.

    Returns:
        What has to be kept to the end of the process: who was the last waits for that.
    """
    from .endpoint import Server

    # Ctrl-C is for pytest, which lets go when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    states = _States(settings)
    server = Server(states.answer, steer=states.steer)
    server.start()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        last = _wait_for_the_last(listener, server.url)
    server.stop()
    return last


def _wait_for_the_last(listener: socket.socket, url: str) -> object:
    holding = 0
    with selectors.DefaultSelector() as selector:
        selector.register(listener, selectors.EVENT_READ)
        while ready := selector.select(None if holding else LIMIT):
            for key, _ in ready:
                connection: Any = key.fileobj
                if connection is listener:
                    holder, _ = listener.accept()
                    with suppress(OSError):
                        holder.sendall(f"{url}\n".encode())
                    selector.register(holder, selectors.EVENT_READ)
                    holding += 1
                    continue
                # Nobody says anything: what can be read is the end.
                selector.unregister(connection)
                holding -= 1
                if not holding:
                    return connection
                connection.close()
    return None


if __name__ == "__main__":
    kept = serve(Settings(**json.loads(sys.argv[1])))
