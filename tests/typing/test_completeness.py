"""The typed tests leave nothing of the public surface out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pytest_sc_plan
from pytest_sc_plan import (
    Call,
    DocumentedError,
    Failure,
    Fault,
    Injection,
    PlanView,
    PortfolioView,
    ProductView,
    ProvisionedProductView,
    RecordView,
    Scenario,
    ServiceCatalog,
    Version,
    plugin,
)
from pytest_sc_plan.settings import SETTINGS

HERE = Path(__file__).parent
ACCEPTED = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_accepted_*.py"))
REFUSED = (HERE / "refused.py").read_text(encoding="utf-8")

HANDED_OUT = [
    Call,
    DocumentedError,
    Failure,
    Fault,
    Injection,
    PlanView,
    PortfolioView,
    ProductView,
    ProvisionedProductView,
    RecordView,
    Scenario,
    ServiceCatalog,
    Version,
]
FOR_THE_PACKAGE = {
    # NamedTuple's own, and what other modules of the package need.
    *("count", "index", "body", "answer", "shown_params", "key_params", "apply"),
    *("listing", "mask", "masked", "note_parameters", "secrets", "summary"),
    *("ahead", "has_news", "mark_at"),
}


def public(kind: type) -> list[str]:
    """The attributes of a class that a test may use."""
    return [name for name in dir(kind) if name[0] != "_" and name not in FOR_THE_PACKAGE]


@pytest.mark.parametrize("kind", HANDED_OUT)
def test_every_attribute_is_used(kind: type) -> None:
    assert [name for name in public(kind) if not re.search(rf"\.{name}\b", ACCEPTED)] == []


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_is_used(setting: str) -> None:
    assert re.search(rf"\b{setting}=", ACCEPTED)
    assert f"settings.{setting}" in ACCEPTED


@pytest.mark.parametrize("name", vars(pytest_sc_plan)["__all__"])
def test_every_public_name_is_used(name: str) -> None:
    assert re.search(rf"\b{name}\b", ACCEPTED)


def test_every_fixture_is_used() -> None:
    source = Path(plugin.__file__).read_text(encoding="utf-8")
    fixtures = re.findall(r"^@pytest.fixture.*\ndef (sc_plan\w*)", source, re.MULTILINE)
    assert len(fixtures) == 6
    assert [name for name in fixtures if f"{name}: " not in ACCEPTED] == []


def test_ten_mistakes_and_more_are_refused_by_both_checkers() -> None:
    assert len(re.findall(r"# type: ignore\[[\w, -]+\]  # pyright: ignore\[", REFUSED)) > 10
