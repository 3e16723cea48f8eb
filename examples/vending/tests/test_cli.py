"""The command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from vending import Patience
from vending.__main__ import main

if TYPE_CHECKING:
    from pytest_sc_plan import ServiceCatalog

Run = Callable[..., list[str]]


@pytest.fixture
def run(product: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that works; gives the lines that it prints."""
    assert product == "environment"

    def run(*arguments: str) -> list[str]:
        assert main(arguments, patience=Patience(interval=0)) == 0
        return capsys.readouterr().out.splitlines()

    return run


def test_an_environment_from_the_first_look_to_its_end(sc_plan: ServiceCatalog, run: Run) -> None:
    assert run("find", "team") == ["environment  A place for a team to work in"]
    assert run("show", "environment")[:2] == [
        "environment v2",
        "  Stage=dev (dev, test, prod)  What the environment is for.",
    ]

    ordered = run("order", "team-a", "environment", "Owner=ada", "Stage=test")
    assert "team-a: ADD Alarms (AWS::SNS::Topic)" in ordered
    assert "Stage=test" in ordered

    assert run("list", "status:AVAILABLE") == ["team-a  AVAILABLE"]
    assert run("broken") == []
    assert run("outputs", "team-a")[-1] == "Stage=test"
    assert run("hand-over", "team-a", "arn:aws:iam::123456789012:role/ops") == []
    assert [line.split("  ")[1:] for line in run("history", "team-a")] == [
        ["UPDATE_PROVISIONED_PRODUCT", "SUCCEEDED"],
        ["PROVISION_PRODUCT", "SUCCEEDED"],
    ]

    assert run("terminate", "team-a") == []
    assert sc_plan.provisioned_products == []


def test_broken_environments_are_repaired(sc_plan: ServiceCatalog, run: Run) -> None:
    sc_plan.add_provisioned_product("bad", status="TAINTED")
    sc_plan.add_provisioned_product("worse", status="ERROR")

    assert run("repair", "bad") == ["bad  AVAILABLE"]
    assert run("repair", "worse") == ["worse never worked and is gone: order it again"]


def test_a_stack_is_adopted(sc_plan: ServiceCatalog, run: Run) -> None:
    run("adopt", "old", "arn:aws:cloudformation:us-east-1:123456789012:stack/old/1", "environment")

    assert run("list") == ["old  AVAILABLE"]


@pytest.mark.usefixtures("product")
@pytest.mark.sc_plan(outcome="failed", failure_description="The bucket is taken.")
def test_a_failure_is_told_and_is_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["order", "team-a", "environment", "Owner=ada"]

    assert main(arguments, patience=Patience(interval=0)) == 1

    assert capsys.readouterr().err.startswith("FailedError: team-a is ERROR: ")


def test_a_parameter_needs_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["order", "team-a", "environment", "Stage"])

    assert "'Stage' is not KEY=VALUE" in capsys.readouterr().err
