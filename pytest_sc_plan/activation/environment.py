"""The environment variables of a live fake: no test needs, or leaks, real credentials."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from ..settings import Settings
from ..wire.service import CREDENTIAL

FAKE_CREDENTIALS: Mapping[str, str] = {
    "AWS_ACCESS_KEY_ID": CREDENTIAL,
    "AWS_SECRET_ACCESS_KEY": CREDENTIAL,
    "AWS_SESSION_TOKEN": CREDENTIAL,
    "AWS_SECURITY_TOKEN": CREDENTIAL,
}

REMOVED = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
"""Variables that would lead a session to a real account's configuration."""

REGION = "AWS_DEFAULT_REGION"

Variables = Mapping[str, str | None]
"""Environment variables; None for one that is not set."""

_ours: dict[str, set[str | None]] = {}
"""What was written to each variable since a test began."""

_restored: dict[str, str | None] = {}
"""What the last fake left there when it was stopped."""


_runs: list[Mapping[str, Any]] = []
"""The settings in the ini files of pytest's runs: one inside another comes last, and counts."""


def begin_run(settings: Mapping[str, Any]) -> Callable[[], None]:
    """Take the settings of an ini file as defaults; gives the function that ends that."""
    _runs.append(settings)

    def end_run() -> None:
        _runs[:] = [other for other in _runs if other is not settings]

    return end_run


def default_settings() -> Settings:
    """Give the default settings: those of the run's ini file, and the environment's region."""
    region = os.environ.get(REGION)
    settings = Settings(region=region) if region else Settings()
    return settings.updated("ini option", _runs[-1]) if _runs else settings


def look() -> dict[str, str | None]:
    """Read the variables that a live fake changes."""
    return {name: os.environ.get(name) for name in (*FAKE_CREDENTIALS, *REMOVED, REGION)}


def fill() -> None:
    """Put the fake credentials into the environment, and take away what leads to real ones."""
    put_credentials()
    for name in REMOVED:
        put(name, None)


def put_credentials() -> None:
    """Put the fake credentials into the environment."""
    for name, value in FAKE_CREDENTIALS.items():
        put(name, value)


def put(name: str, value: str | None) -> None:
    """Set a variable for a live fake, or remove it."""
    _ours.setdefault(name, set()).add(value)
    _set(name, value)


def restore(found: Variables) -> None:
    """Put back what ``look()`` found."""
    _restored.update(found)
    for name, value in found.items():
        _set(name, value)


def restore_again(before: Variables) -> None:
    """Put back what another fixture has made ours again, after all fakes were stopped.

    A fixture such as ``monkeypatch`` that is set up before the fake is undone after it. What it
    found while the fake was live, and so puts back, is ours.

    Args:
        before: The variables before the test's first fixture.
    """
    for name, values in _ours.items():
        value = os.environ.get(name)
        if value in values and value != _restored.get(name):
            _set(name, before[name])
    _ours.clear()


def _set(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
