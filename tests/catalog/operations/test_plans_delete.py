"""DeleteProvisionedProductPlan."""

from __future__ import annotations

import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, execute, not_found, plan_status, product_status


@pytest.mark.parametrize("status", ["CREATE_IN_PROGRESS", "CREATE_SUCCESS", "CREATE_FAILED"])
def test_a_product_that_was_only_planned_goes_with_its_plan(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    plan = sc_plan.add_plan(status=status)
    answer = sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id)
    assert sc_plan.calls[-1].response == {}
    assert list(answer) == ["ResponseMetadata"]
    assert sc_plan.plans == []
    assert sc_plan.provisioned_products == []
    sc_plan.advance()
    assert plan.status == status


@pytest.mark.parametrize("status", ["CREATE_SUCCESS", "EXECUTE_SUCCESS"])
def test_a_product_that_exists_stays_when_its_plan_is_deleted(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    existing = sc_plan.add_provisioned_product()
    plan = sc_plan.add_plan(provisioned_product=existing, status=status)
    sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id)
    assert product_status(sc_plan_client, existing.id) == "AVAILABLE"
    with not_found(f"Plan {plan.id} was not found."):
        plan_status(sc_plan_client, plan.id)


@pytest.mark.parametrize("status", ["EXECUTE_IN_PROGRESS", "EXECUTE_FAILED"])
def test_a_plan_that_cloudformation_will_not_delete_needs_ignore_errors(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    plan = sc_plan.add_plan(status=status)
    with pytest.raises(ClientError) as caught:
        sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id, IgnoreErrors=False)
    error = caught.value.response["Error"]
    assert error["Code"] == "ValidationException"
    assert re.fullmatch(
        rf"Cannot delete ChangeSet in execution status {status} \(Service: AmazonCloudFormation; "
        r"Status Code: 400; Error Code: InvalidChangeSetStatus; Request ID: [0-9a-f-]{36}\)",
        error["Message"],
    )
    assert plan.id in [known.id for known in sc_plan.plans]
    sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id, IgnoreErrors=True)
    assert sc_plan.plans == []


@pytest.mark.parametrize("progress", ["polls", "time", "manual"])
def test_an_execution_goes_on_without_its_plan(
    sc_plan: ServiceCatalog, sc_plan_client: Client, progress: Any
) -> None:
    sc_plan.configure(progress=progress)
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id, IgnoreErrors=True)
    sc_plan.advance(30)
    assert plan.provisioned_product.status == "AVAILABLE"
    assert plan.record is not None
    assert plan.record.status == "SUCCEEDED"
    assert plan.status == "EXECUTE_IN_PROGRESS"
