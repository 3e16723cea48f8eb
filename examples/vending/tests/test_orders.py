"""Orders that are fulfilled, and what becomes of the others."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import pytest
from vending import (
    Change,
    ConflictError,
    FailedError,
    Order,
    Patience,
    PlanFailedError,
    RejectedError,
    TookTooLongError,
    Vendor,
)

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient

    from pytest_sc_plan import ServiceCatalog


def test_an_environment_is_vended(sc_plan: ServiceCatalog, vendor: Vendor, order: Order) -> None:
    receipt = vendor.fulfil(order)

    made = sc_plan.provisioned_product("team-a")
    assert made.status == "AVAILABLE"
    assert made.parameters == {
        "Stage": "dev",
        "Owner": "ada",
        "DatabasePassword": "change-me",
    }
    assert receipt.environment_id == made.id
    assert receipt.record_id == sc_plan.records[-1].id
    assert receipt.outputs["Stage"] == "dev"
    assert receipt.changes == (
        Change("ADD", "Artifacts", "AWS::S3::Bucket"),
        Change("ADD", "Database", "AWS::RDS::DBInstance"),
    )
    assert sc_plan.plans == []


def test_a_change_keeps_the_values_that_it_does_not_name(
    sc_plan: ServiceCatalog, vendor: Vendor, order: Order
) -> None:
    vendor.fulfil(replace(order, parameters={"Owner": "ada", "DatabasePassword": "12345678"}))

    receipt = vendor.fulfil(replace(order, version="v2", parameters={"Stage": "prod"}))

    assert list(map(str, receipt.changes)) == [
        "ADD Alarms (AWS::SNS::Topic)",
        "MODIFY Artifacts (AWS::S3::Bucket), replaced",
        "MODIFY Database (AWS::RDS::DBInstance)",
    ]
    changed = sc_plan.provisioned_product("team-a")
    assert changed.provisioning_artifact.name == "v2"
    assert changed.parameters == {
        "Stage": "prod",
        "Owner": "ada",
        "DatabasePassword": "12345678",
    }
    assert receipt.outputs["Stage"] == "prod"


def test_an_order_may_be_repeated(sc_plan: ServiceCatalog, vendor: Vendor, order: Order) -> None:
    vendor.fulfil(order)

    again = vendor.fulfil(order)

    assert (again.record_id, again.changes) == (None, ())
    assert len(sc_plan.records) == 1


@pytest.mark.sc_plan(sleep="skip")
@pytest.mark.sc_plan_fault("response_lost")
def test_a_lost_answer_is_asked_for_again_and_nothing_is_made_twice(
    sc_plan: ServiceCatalog, vendor: Vendor, order: Order
) -> None:
    receipt = vendor.fulfil(order)

    first, second = sc_plan.calls_to("ExecuteProvisionedProductPlan")
    assert (first.attempt, second.attempt) == (1, 2)
    assert first.params == second.params
    assert [record.id for record in sc_plan.records] == [receipt.record_id]


@pytest.mark.parametrize("idempotency", ["documented", "strict"])
def test_a_plan_is_executed_once_however_often_one_asks(
    sc_plan: ServiceCatalog, vendor: Vendor, idempotency: Literal["documented", "strict"]
) -> None:
    sc_plan.configure(idempotency=idempotency)
    plan, other = sc_plan.add_plan(), sc_plan.add_plan()

    assert vendor.execute(plan.id) == vendor.execute(plan.id)
    assert vendor.execute(other.id) != vendor.execute(plan.id)

    sc_plan.assert_executed(plan, times=3)
    assert len(sc_plan.records) == 2


@pytest.mark.sc_plan(outcome="failed", failure_description="No capacity in eu-west-1a.")
def test_a_failure_says_why(sc_plan: ServiceCatalog, vendor: Vendor, order: Order) -> None:
    with pytest.raises(FailedError, match=r"team-a is ERROR: .*No capacity in eu-west-1a\."):
        vendor.fulfil(order)

    assert sc_plan.provisioned_product("team-a").status == "ERROR"
    assert sc_plan.records[-1].status == "FAILED"
    assert sc_plan.plans == []


def test_a_failed_change_leaves_the_environment_tainted_and_may_be_tried_again(
    sc_plan: ServiceCatalog, vendor: Vendor, order: Order
) -> None:
    vendor.fulfil(order)
    change = replace(order, parameters={"Stage": "test"})

    sc_plan.configure(outcome="failed")
    with pytest.raises(FailedError) as caught:
        vendor.fulfil(change)
    assert caught.value.status == sc_plan.provisioned_product("team-a").status == "TAINTED"

    sc_plan.configure(outcome="succeeded")
    vendor.fulfil(change)
    assert sc_plan.provisioned_product("team-a").parameters["Stage"] == "test"


@pytest.mark.sc_plan(creation_outcome="failed", creation_failure_description="Internal Failure")
def test_a_plan_that_fails_in_creation_is_cleaned_up(
    sc_plan: ServiceCatalog, vendor: Vendor, order: Order
) -> None:
    with pytest.raises(PlanFailedError, match="team-a: Internal Failure"):
        vendor.fulfil(order)

    assert (sc_plan.plans, sc_plan.provisioned_products) == ([], [])


@pytest.mark.sc_plan(creation_outcome="stuck")
def test_patience_runs_out_while_a_plan_is_made(
    sc_plan: ServiceCatalog, vendor: Vendor, order: Order
) -> None:
    with pytest.raises(TookTooLongError, match="was still CREATE_IN_PROGRESS after 5 looks"):
        vendor.fulfil(order)

    assert sc_plan.calls_to("ExecuteProvisionedProductPlan") == []


def test_what_never_came_up_is_ordered_again(
    sc_plan: ServiceCatalog, vendor: Vendor, order: Order
) -> None:
    left = sc_plan.add_provisioned_product("team-a", product=order.product, status="ERROR")

    receipt = vendor.fulfil(order)

    assert receipt.environment_id != left.id
    assert sc_plan.provisioned_product("team-a").status == "AVAILABLE"
    sc_plan.assert_called("TerminateProvisionedProduct", times=1, ProvisionedProductName="team-a")


@pytest.mark.sc_plan(outcome="stuck")
def test_patience_runs_out_when_it_is_stuck(
    sc_plan: ServiceCatalog, vendor: Vendor, order: Order
) -> None:
    with pytest.raises(TookTooLongError, match="was still IN_PROGRESS after 5 looks"):
        vendor.fulfil(order)

    assert [plan.status for plan in sc_plan.plans] == ["EXECUTE_IN_PROGRESS"]
    with pytest.raises(ConflictError, match="UNDER_CHANGE"):
        vendor.fulfil(order)


@pytest.mark.sc_plan(progress="time", duration=600, sleep="skip")
def test_ten_minutes_are_waited_for(
    sc_plan: ServiceCatalog, sc_plan_client: ServiceCatalogClient, order: Order
) -> None:
    Vendor(sc_plan_client, Patience(interval=60)).fulfil(order)

    assert len(sc_plan.calls_to("DescribeRecord")) == 11


def test_a_change_without_effect_is_not_made(
    sc_plan: ServiceCatalog, sc_plan_client: ServiceCatalogClient, order: Order
) -> None:
    def refuse(order: Order, changes: tuple[Change, ...]) -> None:
        raise RejectedError(f"nobody wants {changes[0].type}")

    with pytest.raises(RejectedError, match="nobody wants AWS::S3::Bucket"):
        Vendor(sc_plan_client, show=refuse, patience=Patience(interval=0)).fulfil(order)

    assert sc_plan.calls_to("ExecuteProvisionedProductPlan") == []
    assert (sc_plan.plans, sc_plan.provisioned_products) == ([], [])


def test_status_changes_are_logged_with_the_call(
    vendor: Vendor, order: Order, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "vending"):
        vendor.fulfil(order)

    assert "team-a: ADD Artifacts (AWS::S3::Bucket)" in caplog.messages


def test_all_pages_of_the_changes_are_read(sc_plan: ServiceCatalog, vendor: Vendor) -> None:
    template = {"Resources": {f"Topic{n}": {"Type": "AWS::SNS::Topic"} for n in range(45)}}
    plan = sc_plan.add_plan(product=sc_plan.add_product("topics", versions={"v1": template}))

    assert len(list(vendor.changes(plan.id))) == 45
    assert len(sc_plan.calls_to("DescribeProvisionedProductPlan")) == 3


@pytest.mark.parametrize("status", ["CREATE_SUCCESS", "CREATE_FAILED"])
def test_a_stale_plan_is_deleted_first(
    sc_plan: ServiceCatalog, vendor: Vendor, order: Order, status: str
) -> None:
    stale = sc_plan.add_plan(provisioned_product_name="team-a", status=status)
    other = sc_plan.add_plan(provisioned_product_name="team-b")

    vendor.fulfil(order)

    assert sc_plan.calls_to("DeleteProvisionedProductPlan")[0].params["PlanId"] == stale.id
    assert [plan.id for plan in sc_plan.plans] == [other.id]
    sc_plan.assert_not_executed(stale)


def test_a_plan_that_can_not_be_made_says_why(sc_plan: ServiceCatalog, vendor: Vendor) -> None:
    versions = {
        "v1": {"Resources": {"Store": {"Type": "AWS::S3::Bucket"}}},
        "v2": {"Resources": {"Store": {"Type": "AWS::SNS::Topic"}}},
    }
    sc_plan.add_provisioned_product(
        "team-a", product=sc_plan.add_product("store", versions=versions), version="v1"
    )

    with pytest.raises(PlanFailedError, match="team-a: Update of resource type is not permitted"):
        vendor.fulfil(Order("team-a", "store", "v2"))

    assert sc_plan.plans == []
