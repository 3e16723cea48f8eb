"""Calls that every client makes to the server, in any language."""

from __future__ import annotations

import pytest

from pytest_sc_plan import ServiceCatalog, SharedServer, documented_errors

from ..helpers import plan_of
from .conftest import Program, RefusedError, running

EXECUTE = "ExecuteProvisionedProductPlan"


def test_a_plan_is_created_executed_polled_and_deleted(
    sc_plan: ServiceCatalog, call: Program
) -> None:
    product = sc_plan.add_product("bucket")
    created = call("CreateProvisionedProductPlan", **plan_of(product, "logs"))
    plan = sc_plan.plan(created["PlanId"])
    assert created["ProvisionProductId"] == plan.provisioned_product.id

    polls = [call("DescribeProvisionedProductPlan", PlanId=plan.id) for _ in range(2)]
    statuses = [poll["ProvisionedProductPlanDetails"]["Status"] for poll in polls]
    assert statuses == ["CREATE_IN_PROGRESS", "CREATE_SUCCESS"]
    assert polls[1]["ResourceChanges"][0]["Action"] == "ADD"

    record = call(EXECUTE, PlanId=plan.id)["RecordDetail"]
    assert (record["RecordId"], record["Status"]) == (sc_plan.records[0].id, "CREATED")
    polls = [call("DescribeRecord", Id=record["RecordId"]) for _ in range(2)]
    assert [poll["RecordDetail"]["Status"] for poll in polls] == ["IN_PROGRESS", "SUCCEEDED"]

    call("DeleteProvisionedProductPlan", PlanId=plan.id)
    assert sc_plan.plans == []
    with pytest.raises(RefusedError, match="ResourceNotFoundException"):
        call("DescribeProvisionedProductPlan", PlanId=plan.id)


def test_each_documented_error_is_reported(sc_plan: ServiceCatalog, call: Program) -> None:
    plan = sc_plan.add_plan()
    for error in documented_errors():
        with sc_plan.raise_error(error.code), pytest.raises(RefusedError) as caught:
            call(EXECUTE, PlanId=plan.id)
        assert (caught.value.code, caught.value.message) == (error.code, error.message)
    sc_plan.assert_not_executed(plan)


def test_a_throttled_call_is_retried(sc_plan: ServiceCatalog, call: Program) -> None:
    plan = sc_plan.add_plan()
    sc_plan.inject_fault("throttling")
    call(EXECUTE, PlanId=plan.id)
    assert [it.answer for it in sc_plan.calls] == ["ThrottlingException (throttling)", "CREATED"]


def test_a_lost_response_is_retried_and_executes_once(
    sc_plan: ServiceCatalog, call: Program
) -> None:
    plan = sc_plan.add_plan()
    sc_plan.inject_fault("response_lost")
    call(EXECUTE, PlanId=plan.id)
    assert [it.answer for it in sc_plan.calls] == ["CREATED (response_lost)", "CREATED"]
    assert len(sc_plan.records) == 1
    sc_plan.assert_executed_once(plan)


def test_a_state_of_a_shared_server_is_called(
    command: list[str], sc_plan_shared_server: SharedServer
) -> None:
    sc_plan_shared_server.reset()
    (plan,) = sc_plan_shared_server.seed(plans=[{}])["plans"]
    with running(command, sc_plan_shared_server.environ) as call:
        record = call(EXECUTE, PlanId=plan["id"])["RecordDetail"]
    assert sc_plan_shared_server.state()["plans"][0]["record_id"] == record["RecordId"]
