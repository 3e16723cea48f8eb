"""The environment variables of a live fake: no test needs, or leaks, real credentials."""

from __future__ import annotations

import os
from collections.abc import Mapping

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


def default_settings() -> Settings:
    """Give the default settings; the region is that of the environment, if it names one."""
    region = os.environ.get(REGION)
    return Settings(region=region) if region else Settings()


def fill() -> dict[str, str | None]:
    """Put the fake credentials into the environment.

    Returns:
        What there was before, for ``restore()``; None for a variable that was not set.
    """
    found = {name: os.environ.get(name) for name in (*FAKE_CREDENTIALS, *REMOVED, REGION)}
    os.environ.update(FAKE_CREDENTIALS)
    for name in REMOVED:
        os.environ.pop(name, None)
    return found


def restore(found: Mapping[str, str | None]) -> None:
    """Put back what ``fill()`` found."""
    for name, value in found.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
