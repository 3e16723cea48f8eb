"""``python -m pytest_sc_plan``: the fake for a shell, a container, or another language."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any, TextIO

from ..fake.scenarios import Scenario, load, scenario
from ..settings import SettingsError
from ..wire.control import CONTROL_PATH

if TYPE_CHECKING:
    from ..fake.calls import Call
    from ..fake.service_catalog import ServiceCatalog
    from .plan_server import PlanServer

SIGNALS = (signal.SIGINT, signal.SIGTERM)

POLL = 0.1
"""Seconds between two looks at whether a signal came."""


def main(arguments: Sequence[str] | None = None, out: TextIO | None = None) -> int:
    """Run the command.

    Args:
        arguments: The arguments of ``python -m pytest_sc_plan``; the process's where it is None.
        out: The stream to print to; standard output where it is None.

    Returns:
        The exit status.

    Raises:
        SystemExit: The arguments are wrong; standard error says why.
    """
    parser = _parser()
    options, others = parser.parse_known_args(arguments)
    if others and options.run is not _serve_in_moto:
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    try:
        options.run(options, others, out or sys.stdout)
    except (SettingsError, OSError, ImportError) as error:
        # It looks like argparse's own message about wrong arguments.
        parser.error(str(error))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pytest_sc_plan", description="A fake AWS Service Catalog."
    )
    commands = parser.add_subparsers(required=True, metavar="{serve,moto-server}")
    beginning = argparse.ArgumentParser(add_help=False)
    beginning.add_argument(
        "--scenario",
        metavar="FILE",
        help="TOML file with a scenario, FILE:NAME for one of several, or a built-in one's name",
    )
    beginning.add_argument(
        "--state",
        type=Path,
        metavar="FILE",
        help="JSON file with what is there: what GET /_sc_plan/state gave, or arguments of add_...",
    )
    beginning.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name beside this machine's own under which /_sc_plan/ may be called, such as a "
        "container's; * for any",
    )
    serve = commands.add_parser(
        "serve", help="serve the fake over HTTP", parents=[beginning], allow_abbrev=False
    )
    serve.set_defaults(run=_serve)
    serve.add_argument(
        "--host", default="127.0.0.1", help="address to listen at (default: this machine's own)"
    )
    serve.add_argument(
        "--port", type=_port, default=0, help="port to listen at (default: any that is free)"
    )
    serve.add_argument(
        "--verify-signature", action="store_true", help="refuse requests that are signed wrongly"
    )
    serve.add_argument(
        "--json", action="store_true", help="print a JSON object for each call, one a line"
    )
    moto = commands.add_parser(
        "moto-server",
        help="run moto's server with the fake in it",
        parents=[beginning],
        allow_abbrev=False,
        epilog="All other arguments are those of moto_server, such as --host and --port.",
    )
    moto.set_defaults(run=_serve_in_moto)
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"must be 0 to 65535, not {text!r}")
    return int(text)


def _fake(options: argparse.Namespace) -> ServiceCatalog:
    """Make the fake that a reset makes what the options describe."""
    from ..activation.environment import default_settings
    from ..fake.saved.adding import add_state
    from ..fake.service_catalog import ServiceCatalog

    chosen = _scenario(options.scenario)
    given = _state(options.state)

    def prepare(catalog: ServiceCatalog) -> None:
        chosen.apply(catalog)
        add_state(catalog, given)

    return ServiceCatalog(default_settings().updated("scenario", chosen.settings), prepare)


def _serve_in_moto(options: argparse.Namespace, others: Sequence[str], out: TextIO) -> None:
    from .plan_server import installed_in_moto

    catalog = _fake(options)
    with installed_in_moto(catalog, options.allow_host):
        catalog.reset()
        from moto.server import main as moto_server

        # Without arguments, moto would take those of this process.
        moto_server([*others] or ["--host", "127.0.0.1"])


def _serve(options: argparse.Namespace, others: Sequence[str], out: TextIO) -> None:
    from ..fake.lookup import state_of
    from .control_api import ControlApi
    from .plan_server import PlanServer

    catalog = _fake(options)
    catalog.reset()
    server = PlanServer(
        catalog,
        host=options.host,
        port=options.port,
        verify_signature=options.verify_signature,
        control=ControlApi(catalog),
        allowed_hosts=options.allow_host,
    )
    output = _Output(out, catalog, as_json=options.json)
    state_of(catalog).call_listeners.append(output.call)
    server.start()
    try:
        _wait(lambda: output.ready(server))
    finally:
        server.stop()


def _scenario(name: str | None) -> Scenario:
    if name is None:
        return Scenario("default")
    file, _, wanted = name.partition(".toml:")
    if not wanted and not name.endswith(".toml"):
        return scenario(name, load("", Path(), ""))
    file = f"{file}.toml" if wanted else name
    known = load(file, Path(), "--scenario")
    if wanted:
        return scenario(wanted, known)
    declared = [one for one in known if one not in load("", Path(), "")]
    if len(declared) != 1:
        raise SettingsError(
            f"{file} has {len(declared)} scenarios: say which with --scenario {file}:NAME"
        )
    return known[declared[0]]


def _state(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SettingsError(f"{path}: not JSON: {error}") from None
    if not isinstance(given, dict):
        raise SettingsError(f"{path}: must be an object, not {given!r}")
    return given


class _Output:
    """The lines that the command prints, for people or for programs.

    Args:
        out: The stream to print to.
        catalog: The fake, whose secrets are masked.
        as_json: Whether each line is a JSON object.
    """

    def __init__(self, out: TextIO, catalog: ServiceCatalog, *, as_json: bool) -> None:
        self._out = out
        self._catalog = catalog
        self._as_json = as_json

    def ready(self, server: PlanServer) -> None:
        """Print how to reach the server, which is ready by the last line."""
        settings, control = server.catalog.settings, f"{server.url}{CONTROL_PATH}"
        if self._as_json:
            ready = {
                "event": "ready",
                "url": server.url,
                "control": control,
                "account_id": settings.account_id,
                "region": settings.region,
                "environ": server.environ,
            }
            self._write(json.dumps(ready))
            return
        self._write(
            "pytest-sc-plan: a fake AWS Service Catalog. Point your clients at it with:",
            *(f"  export {name}={value}" for name, value in server.environ.items()),
            f"Account {settings.account_id}, region {settings.region}; outcome={settings.outcome}, "
            f"progress={settings.progress}. Control it at {control}. Ctrl-C ends it.",
            f"ready: {server.url}",
        )

    def call(self, call: Call) -> None:
        """Print a call, without secrets and without values of parameters."""
        from .control_api import show_call

        if not self._as_json:
            self._write(self._catalog.masked(repr(call)[len("<Call ") : -1]))
            return
        self._write(json.dumps({"event": "call", **show_call(call, self._catalog.mask)}))

    def _write(self, *lines: str) -> None:
        try:
            self._out.write("".join(f"{line}\n" for line in lines))
            self._out.flush()
        except BrokenPipeError:
            # The reader waited only for the line that says ready. Calls are answered all the same.
            with open(os.devnull, "w", encoding="utf-8") as nowhere:
                os.dup2(nowhere.fileno(), self._out.fileno())


def _wait(announce: Callable[[], None]) -> None:
    """Announce that all is ready, and wait for Ctrl-C or SIGTERM."""
    received: list[int] = []
    # A handler may come in the middle of anything: it takes no lock, as an Event would.
    before = {
        number: signal.signal(number, lambda number, _: received.append(number))
        for number in SIGNALS
    }
    try:
        announce()
        while not received:
            sleep(POLL)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
