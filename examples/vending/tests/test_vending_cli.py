"""The command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from vending import Order
from vending.__main__ import main

if TYPE_CHECKING:
    from pytest_sc_plan import ServiceCatalog


def test_an_order_is_fulfilled(
    sc_plan: ServiceCatalog, order: Order, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["team-a", order.product_id, order.version_id, "Env=dev", "--token=order-42"]

    assert main(arguments, interval=0) == 0

    made = sc_plan.provisioned_product("team-a")
    assert made.parameters == {"Env": "dev"}
    assert capsys.readouterr().out.splitlines() == [
        "team-a: ADD Bucket (AWS::S3::Bucket)",
        f"team-a: {made.id} is ready",
    ]


@pytest.mark.sc_plan(outcome="failed", failure_description="The bucket is taken.")
def test_a_failure_is_told_and_is_the_exit_code(
    order: Order, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["team-a", order.product_id, order.version_id], interval=0) == 1

    assert "team-a is ERROR" in capsys.readouterr().err


def test_a_parameter_needs_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["team-a", "prod-1", "pa-1", "Env"])

    assert "'Env' is not KEY=VALUE" in capsys.readouterr().err
