"""Orders that are fulfilled, and what becomes of the others."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from vending import (
    Change,
    NotThereError,
    Order,
    Provisioner,
    ProvisioningFailedError,
    RejectedError,
    TookTooLongError,
)

if TYPE_CHECKING:
    from pytest_sc_plan import ServiceCatalog

TEMPLATES = {
    "v1": {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}},
    "v2": {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}},
}


def test_a_new_product_is_provisioned(
    sc_plan: ServiceCatalog, provisioner: Provisioner, order: Order
) -> None:
    receipt = provisioner.provision(order)

    made = sc_plan.provisioned_product("team-a")
    assert made.status == "AVAILABLE"
    assert made.parameters == {"Env": "dev"}
    assert receipt.provisioned_product_id == made.id
    assert receipt.record_id == sc_plan.records[-1].id
    assert receipt.changes == (Change("ADD", "Bucket", "AWS::S3::Bucket"),)
    assert sc_plan.plans == []


def test_a_provisioned_product_is_brought_to_another_version(
    sc_plan: ServiceCatalog, provisioner: Provisioner
) -> None:
    product = sc_plan.add_product("store", versions=TEMPLATES)
    sc_plan.add_provisioned_product("team-a", product=product, version="v1")
    order = Order("team-a", product.id, product.provisioning_artifacts[1].id)

    receipt = provisioner.provision(order)

    assert [str(change) for change in receipt.changes] == [
        "ADD Queue (AWS::SQS::Queue)",
        "REMOVE Bucket (AWS::S3::Bucket)",
    ]
    assert sc_plan.records[-1].type == "UPDATE_PROVISIONED_PRODUCT"
    assert sc_plan.provisioned_product("team-a").provisioning_artifact.name == "v2"


def test_the_changes_are_shown_before_the_plan_is_executed(
    sc_plan: ServiceCatalog, order: Order
) -> None:
    def refuse(order: Order, changes: tuple[Change, ...]) -> None:
        raise RejectedError(f"nobody wants {changes[0].type}")

    with pytest.raises(RejectedError, match="nobody wants AWS::S3::Bucket"):
        Provisioner(interval=0, show=refuse).provision(order)

    assert sc_plan.calls_to("ExecuteProvisionedProductPlan") == []
    assert sc_plan.plans == []


def test_the_changes_are_logged_where_nobody_else_shows_them(
    provisioner: Provisioner, order: Order, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "vending"):
        provisioner.provision(order)

    assert "team-a: ADD Bucket (AWS::S3::Bucket)" in caplog.messages


def test_all_pages_of_the_changes_are_read(
    sc_plan: ServiceCatalog, provisioner: Provisioner
) -> None:
    template = {"Resources": {f"Topic{n}": {"Type": "AWS::SNS::Topic"} for n in range(45)}}
    plan = sc_plan.add_plan(product=sc_plan.add_product("topics", versions={"v1": template}))

    assert len(provisioner.changes(plan.id)) == 45
    assert len(sc_plan.calls_to("DescribeProvisionedProductPlan")) == 3


def test_a_resource_that_is_replaced_is_shown_as_such(
    sc_plan: ServiceCatalog, provisioner: Provisioner
) -> None:
    change = {
        "Action": "MODIFY",
        "LogicalResourceId": "Table",
        "ResourceType": "AWS::DynamoDB::Table",
        "Replacement": "TRUE",
    }
    plan = sc_plan.add_plan(resource_changes=[change])

    (found,) = provisioner.changes(plan.id)

    assert str(found) == "MODIFY Table (AWS::DynamoDB::Table), replaced"


def test_a_stale_plan_is_deleted_first(
    sc_plan: ServiceCatalog, provisioner: Provisioner, order: Order
) -> None:
    stale = sc_plan.add_plan(provisioned_product_name="team-a")
    other = sc_plan.add_plan(provisioned_product_name="team-b")

    provisioner.provision(order)

    sc_plan.assert_not_executed(stale)
    assert sc_plan.calls_to("DeleteProvisionedProductPlan")[0].params["PlanId"] == stale.id
    assert [plan.id for plan in sc_plan.plans] == [other.id]
    assert sc_plan.provisioned_product("team-a").status == "AVAILABLE"


def test_the_plan_of_a_failed_run_is_stale_too(
    sc_plan: ServiceCatalog, provisioner: Provisioner, order: Order
) -> None:
    existing = sc_plan.add_provisioned_product("team-a", product=order.product_id)
    sc_plan.add_plan(provisioned_product=existing, status="EXECUTE_FAILED")

    provisioner.provision(order)

    assert existing.status == "AVAILABLE"


@pytest.mark.sc_plan(outcome="failed", failure_description="No capacity in eu-west-1a.")
def test_a_failed_provisioning_says_why(
    sc_plan: ServiceCatalog, provisioner: Provisioner, order: Order
) -> None:
    with pytest.raises(ProvisioningFailedError, match=r"No capacity in eu-west-1a\.") as caught:
        provisioner.provision(order)

    assert caught.value.status == "ERROR"
    assert sc_plan.provisioned_product("team-a").status == "ERROR"
    assert sc_plan.records[-1].status == "FAILED"
    assert sc_plan.plans == []


@pytest.mark.sc_plan(outcome="failed")
def test_a_failed_update_leaves_the_product_tainted(
    sc_plan: ServiceCatalog, provisioner: Provisioner, order: Order
) -> None:
    existing = sc_plan.add_provisioned_product("team-a", product=order.product_id)

    with pytest.raises(ProvisioningFailedError, match="team-a is TAINTED") as caught:
        provisioner.provision(order)

    assert existing.status == caught.value.status == "TAINTED"
    assert len(caught.value.reasons) == 1


@pytest.mark.sc_plan(outcome="stuck")
def test_patience_runs_out_when_provisioning_is_stuck(
    sc_plan: ServiceCatalog, provisioner: Provisioner, order: Order
) -> None:
    with pytest.raises(TookTooLongError, match="EXECUTE_IN_PROGRESS after 5 looks"):
        provisioner.provision(order)

    assert sc_plan.provisioned_product("team-a").status == "UNDER_CHANGE"
    assert [plan.status for plan in sc_plan.plans] == ["EXECUTE_IN_PROGRESS"]


@pytest.mark.sc_plan(polls=4)
def test_a_slow_provisioning_is_waited_for(
    sc_plan: ServiceCatalog, provisioner: Provisioner, order: Order
) -> None:
    provisioner.provision(order)

    assert sc_plan.provisioned_product("team-a").status == "AVAILABLE"


def test_it_sleeps_between_two_looks(
    sc_plan: ServiceCatalog, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)

    Provisioner().provision(order)

    assert slept == [3.0, 3.0]


def test_a_second_execution_with_the_same_token_is_the_same_execution(
    sc_plan: ServiceCatalog, provisioner: Provisioner
) -> None:
    plan = sc_plan.add_plan()

    first = provisioner.execute(plan.id, token="order-42")
    second = provisioner.execute(plan.id, token="order-42")

    assert first == second
    assert len(sc_plan.records) == 1
    sc_plan.assert_executed(plan, times=2)


@pytest.mark.sc_plan(idempotency="strict")
def test_a_token_of_one_order_is_not_good_for_another(
    sc_plan: ServiceCatalog, provisioner: Provisioner
) -> None:
    provisioner.execute(sc_plan.add_plan().id, token="order-42")
    other = sc_plan.add_plan()

    with pytest.raises(RejectedError, match="order-42"):
        provisioner.execute(other.id, token="order-42")

    sc_plan.assert_not_executed(other)


def test_the_sdk_makes_up_a_token_where_none_is_given(
    sc_plan: ServiceCatalog, provisioner: Provisioner, order: Order
) -> None:
    provisioner.provision(order)
    provisioner.provision(replace(order, token="order-42"))

    first, second = sc_plan.calls_to("ExecuteProvisionedProductPlan")
    assert first.params["IdempotencyToken"] not in {"", "order-42"}
    assert second.params["IdempotencyToken"] == "order-42"


def test_a_plan_that_changes_nothing_is_fine(
    sc_plan: ServiceCatalog, provisioner: Provisioner
) -> None:
    existing = sc_plan.add_provisioned_product("team-a")
    plan = sc_plan.add_plan(provisioned_product=existing, status="CREATE_FAILED")

    assert plan.status_message == "No updates are to be performed."
    assert provisioner.wait_for_plan(plan.id)["Status"] == "CREATE_FAILED"


def test_a_product_without_a_launch_path_is_not_there(
    sc_plan: ServiceCatalog, provisioner: Provisioner
) -> None:
    product = sc_plan.add_product("secret", launch_paths=0)
    order = Order("team-a", product.id, product.provisioning_artifacts[0].id)

    with pytest.raises(NotThereError, match="No launch paths found"):
        provisioner.provision(order)


def test_one_of_several_launch_paths_has_to_be_named(
    sc_plan: ServiceCatalog, provisioner: Provisioner
) -> None:
    product = sc_plan.add_product("shared", launch_paths=2)
    order = Order("team-a", product.id, product.provisioning_artifacts[0].id)

    with pytest.raises(RejectedError, match="specify the launch path"):
        provisioner.provision(order)
    provisioner.provision(replace(order, path_id=product.launch_paths[1].id))

    assert sc_plan.provisioned_product("team-a").path_id == product.launch_paths[1].id
