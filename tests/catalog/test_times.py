"""When things happen: the times that work leaves behind, to the second."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog
from pytest_sc_plan.fake.lookup import state_of

from ..helpers import Client, execute, plan_of, plan_status, record_status


@pytest.mark.sc_plan(polls=2, deterministic=True)
def test_the_time_does_not_settle_what_polls_do(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    state_of(sc_plan).advance_clock(3600)
    assert plan.status == "EXECUTE_IN_PROGRESS"
    assert sc_plan.provisioned_products[0].status == "UNDER_CHANGE"
    sc_plan_client.list_provisioned_product_plans()
    assert [plan_status(sc_plan_client, plan.id) for _ in range(3)] == [
        "EXECUTE_IN_PROGRESS",
        "EXECUTE_IN_PROGRESS",
        "EXECUTE_SUCCESS",
    ]


@pytest.mark.parametrize("outcome", ["succeeded", "failed"])
@pytest.mark.sc_plan(progress="time", duration=10, deterministic=True)
def test_a_plan_and_its_record_end_when_the_duration_is_over(
    sc_plan: ServiceCatalog, sc_plan_client: Client, outcome: Any
) -> None:
    sc_plan.configure(outcome=outcome)
    plan = sc_plan.add_plan()
    state_of(sc_plan).advance_clock(5)
    execute(sc_plan_client, plan.id)
    began = plan.record.created_time
    assert plan.updated_time == began == plan.created_time + timedelta(seconds=5)
    state_of(sc_plan).advance_clock(3600)
    described = sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
    ended = began + timedelta(seconds=10)
    assert described["ProvisionedProductPlanDetails"]["UpdatedTime"] == ended
    assert plan.updated_time == plan.record.updated_time == ended


@pytest.mark.sc_plan(polls=1, deterministic=True)
def test_a_plan_and_its_record_end_with_the_read_that_sees_it(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    for _ in range(2):
        state_of(sc_plan).advance_clock(7)
        record_status(sc_plan_client, plan.record.id)
    ended = plan.record.created_time + timedelta(seconds=14)
    assert plan.updated_time == plan.record.updated_time == ended


@pytest.mark.sc_plan(polls=1, deterministic=True)
def test_a_created_plan_is_as_old_as_the_read_that_sees_it(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    request = plan_of(sc_plan.add_product())
    plan = sc_plan.plan(sc_plan_client.create_provisioned_product_plan(**request)["PlanId"])
    for _ in range(2):
        state_of(sc_plan).advance_clock(7)
        plan_status(sc_plan_client, plan.id)
    assert (plan.status, plan.updated_time - plan.created_time) == (
        "CREATE_SUCCESS",
        timedelta(seconds=14),
    )


@pytest.mark.sc_plan(progress="time", duration=10, outcome="failed", deterministic=True)
@pytest.mark.parametrize(
    ("elapsed", "status"),
    [
        (4.999, "IN_PROGRESS"),
        (5, "IN_PROGRESS_IN_ERROR"),
        (9.999, "IN_PROGRESS_IN_ERROR"),
        (10, "FAILED"),
    ],
)
def test_the_second_half_begins_in_the_middle(
    sc_plan: ServiceCatalog, sc_plan_client: Client, elapsed: float, status: str
) -> None:
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    state_of(sc_plan).advance_clock(elapsed)
    detail = sc_plan_client.describe_record(Id=plan.record.id)["RecordDetail"]
    assert detail["Status"] == status
    assert detail["UpdatedTime"] - detail["CreatedTime"] == timedelta(seconds=elapsed)


@pytest.mark.sc_plan(progress="time", duration=0, deterministic=True)
def test_work_that_takes_no_time_is_over_at_once(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    assert (plan.status, plan.updated_time) == ("EXECUTE_SUCCESS", plan.record.created_time)


@pytest.mark.sc_plan(deterministic=True)
def test_a_latency_of_nothing_takes_no_time(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    latency = sc_plan.inject_fault("latency", seconds=0)
    plan = sc_plan.add_plan()
    record = execute(sc_plan_client, plan.id)
    assert latency.raised == 1
    assert record["CreatedTime"] == plan.created_time
    assert repr(latency) == "latency on ExecuteProvisionedProductPlan (times=1)"
