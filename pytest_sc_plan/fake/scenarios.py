"""Scenarios: settings, errors and faults under one name.

They are written in TOML, in the ini option ``sc_plan_scenarios`` itself or in a file that it names:

    [flaky-network]
    description = "the connection is lost twice, then all is well"
    settings = { progress = "polls", polls = 2 }
    outcomes = ["succeeded", { code = "LimitExceeded", description = "No capacity." }]
    errors = [{ code = "InvalidStateException", times = 1 }]
    faults = [{ kind = "connection_closed", times = 2 }]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..catalog.behavior import Failure
from ..settings import Settings, SettingsError, read_outcome, unknown
from .injections import ERROR_ARGUMENTS, FAULT_ARGUMENTS, Injection, documented_error, fault

if TYPE_CHECKING:
    from .service_catalog import ServiceCatalog
    from .views import PlanView

tomllib: Any = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")

KEYS = ("description", "settings", "outcomes", "errors", "faults")


@dataclass(frozen=True)
class Scenario:
    """A named combination of settings, errors and faults.

    Args:
        name: The name that markers and parametrization take.
        description: A few words about it.
        settings: Values by the names of the settings.
        outcomes: The outcome of the first execution, the second, and so on: a word or a Failure;
            then the settings say.
        errors: Arguments of ``raise_error``.
        faults: Arguments of ``inject_fault``.
    """

    name: str
    description: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    outcomes: tuple[str | Failure, ...] = ()
    errors: tuple[Mapping[str, Any], ...] = ()
    faults: tuple[Mapping[str, Any], ...] = ()

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        description = f": {self.description}" if self.description else ""
        return f"<Scenario {self.name!r}{description}>"

    def apply(self, catalog: ServiceCatalog) -> None:
        """Inject its errors and faults, and let executions have its outcomes, in their order."""
        for arguments in self.errors:
            catalog.raise_error(**arguments)
        for arguments in self.faults:
            catalog.inject_fault(**arguments)
        coming = iter(self.outcomes)

        def outcome(plan: PlanView) -> str | Failure | None:
            return next(coming, None)

        if self.outcomes:
            catalog.on_execute(outcome)


BUILT_IN: Mapping[str, Scenario] = {
    scenario.name: scenario
    for scenario in (
        Scenario("happy-path", "everything succeeds at the second look"),
        Scenario("slow", "everything takes ten looks", settings={"polls": 10}),
        Scenario("stuck", "an execution never ends", settings={"outcome": "stuck"}),
        Scenario(
            "fails-then-succeeds", "the first execution fails", outcomes=("failed", "succeeded")
        ),
        Scenario(
            "throttled",
            "the first two calls to execute are throttled",
            faults=({"kind": "throttling", "times": 2},),
        ),
        Scenario(
            "lost-response",
            "the first execution takes effect and its answer is lost",
            faults=({"kind": "response_lost"},),
        ),
        Scenario(
            "rolled-back-update",
            "the first execution succeeds; the second fails and is rolled back",
            settings={"polls": 1},
            outcomes=("succeeded", "failed"),
        ),
    )
}


def load(
    text: str, folder: Path, source: str, option: str = "", numbers: Sequence[int] = ()
) -> dict[str, Scenario]:
    """Load the built-in scenarios, and those of an ini option or of the file that it names.

    Args:
        text: The option's value: TOML, or the name of a ``.toml`` file.
        folder: The folder of that file.
        source: The place of the option, for messages.
        option: The name of the option, for messages, unless the source says it.
        numbers: The lines there of the text's own lines; counted from 1 where there are none.

    Raises:
        SettingsError: There is no such file, it is not TOML, or a scenario is wrong; the message
            names the file, the line, the option and the key.
    """
    if not text.strip():
        return dict(BUILT_IN)
    where = _Where(source, option, text.splitlines(), numbers)
    if text.strip().endswith(".toml"):
        path = folder / text.strip()
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            reason = f"{path} can't be read: {error.strerror}"
            raise SettingsError(f"{where.value()}: {reason}") from None
        except UnicodeDecodeError:
            raise SettingsError(f"{where.value()}: {path} is not UTF-8") from None
        where = _Where(str(path), option, text.splitlines(), ())
    try:
        declared = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at ")
        line = re.match(r"line ([0-9]+)", place)
        at = where.line(int(line[1]) if line else len(where.lines))
        raise SettingsError(f"{at}: not TOML: {reason}") from None
    return {**BUILT_IN, **{name: _scenario(name, body, where) for name, body in declared.items()}}


def scenario(name: object, known: Mapping[str, Scenario]) -> Scenario:
    """Find the scenario of that name.

    Raises:
        SettingsError: There is none.
    """
    if not isinstance(name, str) or name not in known:
        raise SettingsError(unknown("unknown scenario", name, known))
    return known[name]


@dataclass(frozen=True)
class _Where:
    """Finds the line of a scenario or of one of its keys, for messages."""

    source: str
    option: str
    lines: list[str]
    numbers: Sequence[int]

    def value(self) -> str:
        """Name the place of the whole text, and the option."""
        return self.line(1) if self.numbers else self._named(self.source)

    def line(self, number: int) -> str:
        """Name the place of a line of the text, and the option."""
        shown = self.numbers[number - 1] if self.numbers else number
        return self._named(f"{self.source}, line {shown}")

    def _named(self, place: str) -> str:
        return f"{place}: {self.option}" if self.option else place

    def __call__(self, table: str, key: str | None = None) -> str:
        headers = [
            number
            for number, line in enumerate(self.lines, 1)
            if re.match(rf"\s*\[+\s*[\"']?{re.escape(table)}[\"']?\s*[\].]", line)
        ]
        first = headers[0] if headers else 1
        spelled = re.compile(rf"[\"']?\b{re.escape(key or table)}\b[\"']?\s*[=\].]")
        for number in range(first, len(self.lines) + 1):
            if spelled.search(self.lines[number - 1]):
                return f"{self.line(number)}: scenario {table!r}"
        return f"{self.line(first)}: scenario {table!r}"


def _scenario(name: str, body: Any, where: _Where) -> Scenario:
    if not isinstance(body, dict):
        raise SettingsError(f"{where(name)} must be a table, not {body!r}")
    for key, value in body.items():
        if key not in KEYS:
            raise SettingsError(unknown(f"{where(name, key)}: unknown key", key, KEYS))
        wanted, noun = {"description": (str, "text"), "settings": (dict, "a table")}.get(
            key, (list, "a list")
        )
        if not isinstance(value, wanted):
            raise SettingsError(f"{where(name, key)}: {key} must be {noun}, not {value!r}")
    for setting, value in body.get("settings", {}).items():
        Settings().updated(f"{where(name, setting)}: settings", {setting: value})
    outcomes = [
        read_outcome(f"{where(name, 'outcomes')}: unknown outcome", outcome)
        for outcome in body.get("outcomes", [])
    ]
    for entry in body.get("errors", []):
        _check_entry(entry, "errors", ERROR_ARGUMENTS, _error, name, where)
    for entry in body.get("faults", []):
        _check_entry(entry, "faults", FAULT_ARGUMENTS, _fault, name, where)
    return Scenario(
        name,
        body.get("description", ""),
        body.get("settings", {}),
        tuple(outcomes),
        tuple(body.get("errors", [])),
        tuple(body.get("faults", [])),
    )


def _check_entry(
    entry: Any,
    key: str,
    arguments: tuple[str, ...],
    make: Callable[[Mapping[str, Any]], object],
    name: str,
    where: _Where,
) -> None:
    if not isinstance(entry, dict) or arguments[0] not in entry:
        raise SettingsError(
            f"{where(name, key)}: each of {key} must be a table with {arguments[0]}, not {entry!r}"
        )
    for argument in entry:
        if argument not in arguments:
            raise SettingsError(
                unknown(f"{where(name, argument)}: unknown key of {key}", argument, arguments)
            )
    try:
        make(entry)
    except SettingsError as error:
        raise SettingsError(f"{where(name, key)}: {key}: {error}") from None


def _error(arguments: Mapping[str, Any]) -> object:
    waits, problem = _split(arguments)
    return Injection(documented_error(**problem), **waits)


def _fault(arguments: Mapping[str, Any]) -> object:
    waits, problem = _split(arguments)
    return Injection(fault(**problem), **waits)


def _split(arguments: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    waits = {"times", "after", "plan_id"}
    return (
        {name: value for name, value in arguments.items() if name in waits},
        {name: value for name, value in arguments.items() if name not in waits},
    )
