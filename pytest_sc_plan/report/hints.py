"""Failures in one line: what is wrong, and what to do instead."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ..activation.origin import of_decorated as origin_of
from .source import FIXTURE, Source

_MISMATCH = re.compile(r"ScopeMismatch: .*fixture (sc_plan\w*) with a (\w+) scoped")

_INSTEAD = {
    "sc_plan": "sc_plan.configure(...), and sc_plan.reset() after the test,",
    "sc_plan_scenario": "sc_plan.configure(...) and sc_plan.raise_error(...)",
    "sc_plan_fault": "sc_plan.inject_fault(...) as a context manager",
}


def failure(message: str) -> BaseException:
    """Make the failure of a test with a message alone: a traceback would show our code."""
    return pytest.fail.Exception(message, pytrace=False)


def of_second_fake(asking: str, live: Source) -> str:
    """Explain that a fake is live already.

    Args:
        asking: The fixture or marker that asked for another one.
        live: The fake that is live.
    """
    name = live.fixture[0] if live.fixture is not None else None
    rename = f"Name that fixture sc_plan, or use {name}" if name is not None else "Use that one"
    return (
        f"{asking} would make a second fake: one is live already, from {live.title}. {rename} "
        "instead of sc_plan, sc_plan_client and the markers."
    )


def of_decorated(asking: str, decorator: Source) -> str:
    """Explain that a decorator would make another fake than the fixture.

    Args:
        asking: The fixture or marker that asked for the fake of the fixture.
        decorator: The fake of the decorator.
    """
    return (
        f"{asking} does not reach the fake of {decorator.title}, which is another one. Take the "
        "decorator away, or use its catalog instead of sc_plan, sc_plan_client and the markers."
    )


def of_fixture_beside_ours(source: Source) -> str:
    """Explain that a fixture of a test would make another fake than sc_plan."""
    return (
        f"{source.title} would make a second fake: that of sc_plan is live already. Use sc_plan "
        "there, or take sc_plan, sc_plan_client and the markers away from the test."
    )


def of_override(asking: str, fixture: pytest.FixtureDef[Any], root: Path) -> str:
    """Explain that a fixture ``sc_plan`` of the user's does not read markers.

    Args:
        asking: What does not reach it: a marker or a fixture.
        fixture: The fixture.
        root: The folder that its path is seen from.
    """
    place = origin_of(fixture.func).place(root)
    name = asking.rpartition(" ")[2]
    instead = _INSTEAD.get(name, "sc_plan.raise_error(...) as a context manager")
    return (
        f"{asking} does not reach the fixture {FIXTURE} (scope {fixture.scope}, {place}), "
        f"which makes a fake of its own. Use {instead} instead."
    )


def add_scope_hint(report: pytest.TestReport, told: str) -> None:
    """Say how a fixture of wider scope gets a fake, where it asked for one of ours.

    Args:
        report: The report of a test that failed.
        told: The message of its failure.
    """
    found = _MISMATCH.search(told)
    if found is not None:
        fixture, scope = found.groups()
        report.longrepr = f"{report.longreprtext}\n{_scope_hint(fixture, scope)}"


def _scope_hint(fixture: str, scope: str) -> str:
    also = "" if fixture == FIXTURE else f", and use sc_plan there instead of {fixture}"
    return (
        f"{fixture} is there for one test. For one fake in each {scope} put this into "
        f"conftest.py{also}:\n"
        f'    @pytest.fixture(scope="{scope}")\n'
        "    def sc_plan():\n"
        "        with mock_service_catalog() as catalog:\n"
        "            yield catalog"
    )
