"""Markers: the settings, the scenarios and the injections that they ask a fake for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..settings import Settings, SettingsError, nameless_setting, unknown
from .injections import ERROR_ARGUMENTS, EXECUTE_ERRORS, FAULT_ARGUMENTS

if TYPE_CHECKING:
    import pytest

    from .scenarios import Scenario
    from .service_catalog import ServiceCatalog

NAMED_ERRORS = {f"sc_plan_{name}": code for name, code in EXECUTE_ERRORS.items()}
"""The codes of the markers that name an error."""

INJECTING = ("sc_plan_error", "sc_plan_fault", *NAMED_ERRORS)
"""The markers that inject something."""


def settings_with(markers: Iterable[pytest.Mark], settings: Settings) -> Settings:
    """Change settings as ``sc_plan`` markers say; of several the last wins, name by name.

    Raises:
        SettingsError: A marker is wrong; the message shows it.
    """
    for marker in markers:
        source = f"marker {_written(marker)}"
        if marker.args:
            with _naming(marker):
                raise nameless_setting("sc_plan()", marker.args[0])
        settings = settings.updated(source, marker.kwargs)
    return settings


def scenario_of(marker: pytest.Mark, known: Mapping[str, Scenario]) -> Scenario:
    """Find the scenario that a ``sc_plan_scenario`` marker names.

    Raises:
        SettingsError: The marker is wrong, or there is no such scenario.
    """
    from .scenarios import scenario

    with _naming(marker):
        if len(marker.args) != 1 or marker.kwargs:
            raise SettingsError("takes the name of one scenario, and nothing else")
        return scenario(marker.args[0], known)


def inject(marker: pytest.Mark, catalog: ServiceCatalog) -> None:
    """Inject the error or the fault that a marker asks for.

    Raises:
        SettingsError: The marker is wrong; the message shows it.
    """
    is_fault = marker.name == "sc_plan_fault"
    inject_one = catalog.inject_fault if is_fault else catalog.raise_error
    what, *allowed = FAULT_ARGUMENTS if is_fault else ERROR_ARGUMENTS
    arguments = dict(marker.kwargs)
    named = [NAMED_ERRORS[marker.name]] if marker.name in NAMED_ERRORS else []
    if not named and what in arguments:
        named = [arguments.pop(what)]
    named += marker.args
    with _naming(marker):
        for name in arguments:
            if name not in allowed:
                raise SettingsError(unknown("unknown argument", name, allowed))
        if len(named) != 1:
            wanted = f"no {what}" if marker.name in NAMED_ERRORS else f"one {what}"
            raise SettingsError(f"takes {wanted}, and everything else by name")
        inject_one(named[0], **arguments)


@contextmanager
def _naming(marker: pytest.Mark) -> Iterator[None]:
    """Put the marker before the message of a SettingsError."""
    try:
        yield
    except SettingsError as error:
        raise SettingsError(f"marker {_written(marker)}: {error}") from None


def _written(marker: pytest.Mark) -> str:
    """Write a marker as a test does."""
    arguments = [repr(value) for value in marker.args]
    arguments += [f"{name}={value!r}" for name, value in marker.kwargs.items()]
    return f"{marker.name}({', '.join(arguments)})"
