"""The ini options: what they are called, how they are read, and where a mistake in one stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .settings import SETTINGS, SettingsError

if TYPE_CHECKING:
    from .fake.scenarios import Scenario

GUARD = "sc_plan_guard"
SCENARIOS = "sc_plan_scenarios"

OVERRIDE = "-o"
"""The option of the command line that replaces what the ini file says."""

_scenarios_key = pytest.StashKey[Mapping[str, "Scenario"]]()


def add_options(parser: pytest.Parser) -> None:
    """Add an ini option for each setting, and those that are no settings."""
    # Older pytests know neither type: their ini files hold only text, which is read below.
    numbers = {int: "int", float: "float"} if pytest.version_tuple >= (8, 4) else {}
    types: Mapping[type, Any] = {bool: "bool", **numbers}
    for setting in SETTINGS.values():
        shown = f"pytest-sc-plan: {setting.help}"
        parser.addini(setting.option, shown, types.get(setting.type, "string"), default=None)
    parser.addini(
        SCENARIOS,
        "pytest-sc-plan: scenarios in TOML, or the name of a TOML file beside the ini file",
        default="",
    )
    parser.addini(
        GUARD,
        "pytest-sc-plan: true: a Service Catalog call while no fake is live fails, instead of "
        "reaching for AWS (default: false)",
        "bool",
        default=False,
    )


def settings(config: pytest.Config) -> dict[str, Any]:
    """Read the settings that the ini file has, by their names.

    Raises:
        UsageError: One can't be read, or is not allowed.
    """
    found: dict[str, Any] = {}
    for setting in SETTINGS.values():
        with _refusing(config, setting.option, setting.noun) as source:
            value = config.getini(setting.option)
            if value is not None:
                found[setting.name] = setting.from_ini(source, value)
    return found


def is_guarded(config: pytest.Config) -> bool:
    """Tell whether Service Catalog calls while no fake is live are to fail.

    Raises:
        UsageError: The option is neither true nor false.
    """
    with _refusing(config, GUARD, "true or false"):
        return bool(config.getini(GUARD))


def scenarios(config: pytest.Config) -> Mapping[str, Scenario]:
    """Get the scenarios by their names: the built-in ones, and those of the ini file.

    Raises:
        UsageError: One of them is wrong.
    """
    if _scenarios_key not in config.stash:
        from .fake.scenarios import load

        text, source = config.getini(SCENARIOS), _source(config, SCENARIOS)
        folder = config.inipath.parent if config.inipath else config.rootpath
        numbers = _lines_in_file(Path(source), text) if text and source != OVERRIDE else []
        try:
            config.stash[_scenarios_key] = load(text, folder, source, SCENARIOS, numbers)
        except SettingsError as error:
            raise pytest.UsageError(str(error)) from None
    return config.stash[_scenarios_key]


def _source(config: pytest.Config, option: str) -> str:
    """Give the place where an option has its value: the ini file, or the command line."""
    overrides = config.getoption("override_ini") or ()
    if any(override.startswith(f"{option}=") for override in overrides):
        return OVERRIDE
    return str(config.inipath or "ini options")


def _lines_in_file(path: Path, text: str) -> list[int]:
    """Find the line of the ini file at which each line of the scenarios stands.

    An ini file drops blank lines, comments and indentation, so the lines are looked for by what
    they say, one after the other. One that is written in another way counts as on the line before.
    """
    written = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    spelled = re.compile(rf"[^#;]*\b{SCENARIOS}\b[\"']?\s*[=:]")
    at = next((number for number, line in enumerate(written) if spelled.match(line)), 0)
    numbers: list[int] = []
    for said in map(str.strip, text.splitlines()):
        if numbers or said not in written[at]:
            at = next(_following(written, at, said), at)
        numbers.append(at + 1)
    return numbers


def _following(written: list[str], at: int, said: str) -> Iterator[int]:
    """Yield the next line that says something, if only blank lines and comments are in between."""
    for number in range(at + 1, len(written)):
        if written[number].startswith(said):
            yield number
        elif written[number] and written[number][0] not in "#;":
            return


@contextmanager
def _refusing(config: pytest.Config, option: str, noun: str) -> Iterator[str]:
    """Refuse an ini option that can't be read; gives the place where it stands."""
    source = _source(config, option)
    try:
        yield source
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from None
    except (pytest.UsageError, TypeError, ValueError) as error:
        # A value that does not fit the option's type: which of these depends on the pytest.
        message = str(error).removeprefix(f"{config.inipath}: ")
        raise pytest.UsageError(f"{source}: {option} must be {noun}: {message}") from None
