"""The ini options: what they are called, how they are read, and where a mistake in one stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from .settings import SETTINGS, SettingsError

if TYPE_CHECKING:
    from .fake.scenarios import Scenario

GUARD = "sc_plan_guard"
SCENARIOS = "sc_plan_scenarios"

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

        folder = config.inipath.parent if config.inipath else config.rootpath
        try:
            config.stash[_scenarios_key] = load(
                config.getini(SCENARIOS), folder, str(config.inipath or "ini options")
            )
        except SettingsError as error:
            raise pytest.UsageError(str(error)) from None
    return config.stash[_scenarios_key]


@contextmanager
def _refusing(config: pytest.Config, option: str, noun: str) -> Iterator[str]:
    """Refuse an ini option that can't be read; gives the name of its file."""
    source = str(config.inipath or "ini options")
    try:
        yield source
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from None
    except (pytest.UsageError, TypeError, ValueError) as error:
        # A value that does not fit the option's type: which of these depends on the pytest.
        message = str(error).removeprefix(f"{source}: ")
        raise pytest.UsageError(f"{source}: {option} must be {noun}: {message}") from None
