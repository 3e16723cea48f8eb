"""The documentation's table of operations says what is so."""

from __future__ import annotations

import re
import runpy
from importlib.metadata import version
from pathlib import Path

import pytest

from pytest_sc_plan.catalog.operations import OPERATIONS
from pytest_sc_plan.wire.service_model import operation_names

SCRIPT = Path(__file__).parents[1] / "docs" / "generate_operations.py"
PAGE = SCRIPT.with_name("operations.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| (\w+) \| ([\w ]+) \|", PAGE, re.MULTILINE))


def released(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)[:3]))


def test_it_has_each_operation_that_the_fake_serves() -> None:
    assert {name for name, who in ROWS.items() if who == "the fake"} == set(OPERATIONS)


def test_it_has_every_operation_of_the_service() -> None:
    assert operation_names() <= set(ROWS) - {"operation"}


def test_it_is_up_to_date() -> None:
    written_with = re.findall(r"moto ([\d.]+)", PAGE)[0]
    if released(version("moto")) < released(written_with):
        pytest.skip(f"moto {version('moto')} is older than the page")

    page = runpy.run_path(str(SCRIPT))["page"]()

    assert page == PAGE, "run python docs/generate_operations.py"
