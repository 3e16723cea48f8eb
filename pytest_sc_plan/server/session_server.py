"""One server for all workers of a test session: the workers' side.

The worker that asks first starts the process. Each worker keeps a connection to it, and the process
ends with the last connection, also where workers are killed. Each worker has a fake of its own. Its
name is the first part of the path of the worker's URL, which every SDK keeps of an endpoint.
"""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from ..catalog.behavior import Failure
from ..fake.handles import Closed
from ..fake.redaction import Secret
from ..fake.versions import Version
from ..settings import Settings, SettingsError, only_by_name
from . import session_process
from .environ import environ
from .session_process import LIMIT, greeting

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..settings import SettingsKeywords


class SharedServer(Closed):
    """A worker's part of the server; the fixture ``sc_plan_shared_server`` gives one.

    Its methods are those of ``ServiceCatalog``, for a fake in another process. They take and give
    what JSON can express.

    Args:
        url: The URL of the worker's fake: what an SDK calls its endpoint URL.
        region: The region where nothing else says one.
        where: The account and region to look at; those of the settings where it names none.
        worker: The worker's connection to the process; None gives no secrets.
    """

    __slots__ = ("_region", "_where", "_worker", "url")

    _hidden = frozenset({"calls_since", "secrets"})

    _configure = "configure"

    def __init__(
        self,
        url: str,
        region: str,
        where: Mapping[str, str] | None = None,
        worker: socket.socket | None = None,
    ) -> None:
        self.url = url
        self._region = region
        self._where = dict(where or {})
        self._worker = worker

    def __reduce__(self) -> tuple[Any, ...]:
        # The worker's connection stays with the worker.
        return SharedServer, (self.url, self._region, self._where)

    @property
    def environ(self) -> dict[str, str]:
        """Variables that point the AWS CLI and any AWS SDK of a subprocess here.

        Add them to its environment: ``env={**os.environ, **sc_plan_shared_server.environ}``.
        """
        return environ(self.url, self._region)

    def state(self) -> dict[str, Any]:
        """Show all that the fake holds, and the number of calls; NoEcho values are masked."""
        return self._ask("GET", "state")

    def seed(self, **resources: Any) -> dict[str, Any]:
        """Add resources: all of them, or none where something is wrong.

        Args:
            **resources: Lists of arguments of ``add_product()``, ``add_portfolio()``,
                ``add_provisioned_product()`` and ``add_plan()``, as ``products``, ``portfolios``,
                ``provisioned_products`` and ``plans``. A version in a list of versions has the
                arguments of ``Version``. Or what ``state()`` showed: ``seed(**state)``.

        Returns:
            The new resources, as ``state()`` shows them.

        Raises:
            SettingsError: An argument is unknown, or names something that does not exist; or an id
                is taken.
        """
        return self._ask("POST", "state", resources)

    @only_by_name
    def configure(self, **settings: Unpack[SettingsKeywords]) -> dict[str, Any]:
        """Change settings until the next ``reset()``; gives all of them.

        Raises:
            SettingsError: A name is unknown, or a value is not allowed here.
        """
        _check_engine(settings.get("engine"))
        return self._ask("POST", "settings", settings)

    def advance(self, seconds: float | None = None) -> dict[str, Any]:
        """Bring all unfinished work to its end, or let that much time pass; gives the state."""
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
        """The injected errors and faults, with the number of calls that each matched and hit."""
        errors: list[dict[str, Any]] = self._ask("GET", "errors")["errors"]
        return errors

    @property
    def calls(self) -> list[dict[str, Any]]:
        """The calls that were made, oldest first."""
        calls: list[dict[str, Any]] = self._ask("GET", "calls")["calls"]
        return calls

    def calls_since(self, time: float) -> str | None:
        """Write the calls since a time, as a failing test shows them; None if there were none.

        Args:
            time: In seconds since the epoch, on the machine's clock.
        """
        try:
            found = self._ask("POST", "summary", {"since": time})
        except RuntimeError as error:
            return f"  ({error})"
        text: str = found["summary"]
        return text if found["calls"] else None

    def for_account(self, account_id: str | None = None, region: str | None = None) -> SharedServer:
        """Give the same fake, seen from another account or region.

        Raises:
            SettingsError: The account or region is not written as one.
        """
        given = {"account_id": account_id, "region": region}
        changes = {name: value for name, value in given.items() if value is not None}
        Settings().updated("for_account()", changes)
        where = {**self._where, **changes}
        return SharedServer(self.url, where.get("region", self._region), where, self._worker)

    @property
    def secrets(self) -> list[Secret]:
        """Credentials and NoEcho values that nothing that is shown may have.

        The process gives them to its workers alone. None are known once it has ended.
        """
        if self._worker is None:
            return []
        name = self.url.rpartition("/")[2]
        try:
            self._worker.sendall(f"{name}\n".encode())
            with self._worker.makefile(encoding="ascii") as said:
                return [Secret(*pair) for pair in json.loads(said.readline())]
        except (OSError, ValueError):
            return []

    def _ask(self, method: str, what: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        parts = urlsplit(self.url)
        path = f"{parts.path}/_sc_plan/{what}?{urlencode(self._where)}"
        headers = {"Content-Type": "application/json"}
        content = None if body is None else _as_json(body)
        try:
            with closing(HTTPConnection(parts.netloc, timeout=LIMIT)) as connection:
                connection.request(method, path, content, headers)
                response = connection.getresponse()
                answer: dict[str, Any] = json.load(response)
        except (OSError, HTTPException, ValueError) as error:
            raise RuntimeError(
                f"the shared server at {self.url} has ended, and its states with it: {error!r}"
            ) from error
        if response.status != 200:
            raise SettingsError(answer["error"])
        return answer

    def __repr__(self) -> str:
        return f"<SharedServer {self.url}>"


@contextmanager
def joined(folder: Path, name: str, settings: Settings) -> Iterator[SharedServer]:
    """Join the server, which runs until the last worker leaves the block.

    Args:
        folder: A folder that the workers of a session share, and no other session.
        name: The name of the worker's fake, such as ``gw0``: letters, digits, ``_`` and ``-``.
        settings: The settings of all fakes; those of the first worker count.

    Raises:
        SettingsError: The settings ask for stacks in moto.
        RuntimeError: The process does not start; the message has its output.
    """
    _check_engine(settings.engine)
    # A transaction is a lock that ends with its process, on all systems. Port and password are
    # kept in the two numbers that a database has for its users, which are 0 at first.
    file = sqlite3.connect(folder / "sc_plan_server", timeout=LIMIT, isolation_level=None)
    with closing(file):
        file.execute("BEGIN EXCLUSIVE")
        (port,) = file.execute("PRAGMA user_version").fetchone()
        (password,) = file.execute("PRAGMA application_id").fetchone()
        try:
            connection, url = _hold(port, password)
        except OSError:
            port, password = _start(folder, settings)
            file.execute(f"PRAGMA user_version = {port}")
            file.execute(f"PRAGMA application_id = {password}")
            connection, url = _hold(port, password)
        file.execute("COMMIT")
    owner = os.getpid()
    with connection:
        yield SharedServer(f"{url}/{name}", settings.region, worker=connection)
        # The last worker waits here until the process has ended. A forked process is no worker.
        if os.getpid() == owner:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
                connection.recv(1)


def _as_json(body: Mapping[str, Any]) -> str:
    try:
        return json.dumps(body, default=_members)
    except (TypeError, ValueError, RecursionError) as error:
        raise SettingsError(f"the shared server takes what JSON can express: {error}") from None


def _members(value: object) -> dict[str, Any]:
    # The control API takes them as objects.
    if isinstance(value, (Failure, Version)):
        return asdict(value)
    raise TypeError(f"not {value!r}")


def _check_engine(engine: object) -> None:
    if engine == "cloudformation":
        raise SettingsError(
            "engine=cloudformation is not for the shared server: workers would meet in the one "
            "moto of its process; use sc_plan or sc_plan_server"
        )


def _hold(port: int, password: int) -> tuple[socket.socket, str]:
    """Connect to the process; gives the connection and the URL that the process sends.

    Args:
        port: The port to connect to.
        password: Tells the process that this is a worker.

    Raises:
        OSError: The process has ended.
    """
    connection = socket.create_connection(("127.0.0.1", port), timeout=LIMIT)
    try:
        connection.sendall(greeting(password))
        with connection.makefile(encoding="ascii") as said:
            url = said.readline().strip()
        if not url:
            raise ConnectionError("it has just ended")
    except OSError:
        connection.close()
        raise
    return connection, url


def _start(folder: Path, settings: Settings) -> tuple[int, int]:
    """Start the process; gives the port to connect to, and the password."""
    process = subprocess.Popen(  # noqa: S603 - all of it is ours
        [sys.executable, "-m", session_process.__name__, json.dumps(asdict(settings))],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # A file in the folder of the tests can't hide a module.
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
    )
    # Without wait(), a process that ends before this worker would stay as a zombie.
    threading.Thread(target=process.wait, name="sc_plan_shared_server", daemon=True).start()
    output: Any = process.stdout
    with output:
        said = output.readline()
        if re.fullmatch(r"[0-9]+ [0-9]+\n", said):
            port, password = said.split()
            return int(port), int(password)
        raise RuntimeError(f"the shared server did not start:\n{said}{output.read()}")
