"""Times that no datetime can show are refused, and leave the clock as it was."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client

BEYOND = "seconds must not put the clock beyond the year 9999, as {} would"


@pytest.mark.parametrize(
    ("seconds", "message"),
    [
        (float("nan"), "seconds must be a number, not nan"),
        (True, "seconds must be a number, not True"),
        ("5", "seconds must be a number, not '5'"),
        (float("-inf"), "seconds must be 0 or more, not -inf: time does not go back"),
        (float("inf"), BEYOND.format("inf")),
        (1e308, BEYOND.format("1e+308")),
        (10**30, BEYOND.format(10**30)),
        (253_402_214_400, BEYOND.format(253_402_214_400)),
    ],
)
def test_a_time_that_can_not_be_is_refused(
    sc_plan: ServiceCatalog, sc_plan_client: Client, seconds: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=r"^seconds must ") as caught:
        sc_plan.advance(seconds)
    assert str(caught.value) == message
    plan = sc_plan.add_plan()
    sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
    sc_plan.advance(1)
    assert plan.created_time.year < 9999


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(steps=[2e11, 2e11])
@given(steps=st.lists(st.floats() | st.integers(), max_size=3))
def test_whatever_the_clock_accepts_can_be_shown(
    sc_plan: ServiceCatalog, sc_plan_client: Client, steps: list[float]
) -> None:
    sc_plan.reset()
    for seconds in steps:
        with suppress(ValueError):
            sc_plan.advance(seconds)
    plan = sc_plan.add_plan()
    details = sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
    shown = details["ProvisionedProductPlanDetails"]["CreatedTime"]
    assert shown == plan.created_time


def test_latencies_that_add_up_to_too_much_are_refused(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.inject_fault("latency", operation="DescribeRecord", seconds=200e9, times=None)
    record = sc_plan.add_plan(status="EXECUTE_SUCCESS").record
    sc_plan_client.describe_record(Id=record.id)
    with pytest.raises(ValueError, match=r"^seconds must not put the clock beyond the year 9999"):
        sc_plan_client.describe_record(Id=record.id)
    assert sc_plan_client.list_provisioned_product_plans()["ProvisionedProductPlans"]


@pytest.mark.sc_plan(sleep="skip")
@pytest.mark.parametrize("seconds", [1e300, float("inf")])
def test_a_sleep_that_is_too_long_is_not_skipped(sc_plan: ServiceCatalog, seconds: float) -> None:
    with pytest.raises(ValueError, match=r"^seconds must not put the clock beyond the year 9999"):
        time.sleep(seconds)
    with pytest.raises(ValueError, match=r"^seconds must not put the clock beyond the year 9999"):
        asyncio.run(asyncio.sleep(seconds))
    time.sleep(3600)
    assert sc_plan.add_plan().created_time.year < 9999
