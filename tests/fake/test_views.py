"""Views: live, read-only, and without effect."""

from __future__ import annotations

from datetime import timezone
from typing import Any
from unittest import mock

import pytest

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client, execute
from .raising import raises

ROLE = "arn:aws:iam::123456789012:role/launch"


@pytest.fixture
def plan(sc_plan: ServiceCatalog) -> Any:
    product = sc_plan.add_product("bucket", launch_role_arn=ROLE, launch_paths=2)
    return sc_plan.add_plan(
        product=product,
        name="create-logs",
        provisioned_product_name="logs",
        parameters={"Size": "1"},
        tags={"team": "storage"},
        notification_arns=["arn:aws:sns:us-east-1:123456789012:topic"],
        outcome="failed",
    )


def test_a_product_view_shows_its_resource(plan: Any) -> None:
    product = plan.product
    assert (product.name, product.launch_role_arn) == ("bucket", ROLE)
    assert product.arn == f"arn:aws:catalog:us-east-1:123456789012:product/{product.id}"
    assert [artifact.name for artifact in product.provisioning_artifacts] == ["v1"]
    assert product.provisioning_artifacts[0].template["Resources"] == {
        "Bucket": {"Type": "AWS::S3::Bucket"}
    }
    assert [path.name for path in product.launch_paths] == ["portfolio-1", "portfolio-2"]
    assert product.created_time.tzinfo is timezone.utc
    assert repr(product) == f"<Product {product.id} 'bucket'>"


def test_a_plan_view_shows_its_resource(plan: Any) -> None:
    assert (plan.name, plan.status, plan.status_message) == ("create-logs", "CREATE_SUCCESS", None)
    assert (plan.parameters, plan.tags) == ({"Size": "1"}, {"team": "storage"})
    assert plan.notification_arns == ("arn:aws:sns:us-east-1:123456789012:topic",)
    assert plan.product_id == plan.product.id
    assert plan.provisioning_artifact == plan.product.provisioning_artifacts[0]
    assert plan.provisioning_artifact_id == plan.provisioning_artifact.id
    assert plan.path_id == plan.product.launch_paths[0].id
    assert plan.updated_time == plan.created_time
    assert plan.record is None
    assert plan.resource_changes == (
        {"Action": "ADD", "LogicalResourceId": "Bucket", "ResourceType": "AWS::S3::Bucket"},
    )
    assert repr(plan) == f"<Plan {plan.id} 'create-logs' CREATE_SUCCESS>"


def test_a_record_view_shows_its_resource(
    sc_plan: ServiceCatalog, sc_plan_client: Client, plan: Any
) -> None:
    execute(sc_plan_client, plan.id)
    sc_plan.advance()
    record = plan.record
    assert (record.type, record.status) == ("PROVISION_PRODUCT", "FAILED")
    assert [error.code for error in record.errors] == ["AmazonCloudFormationException"]
    assert record.provisioned_product == plan.provisioned_product
    assert record.launch_role_arn == ROLE
    assert record.tags == {"team": "storage"}
    assert record.updated_time >= record.created_time
    assert repr(record) == f"<Record {record.id} PROVISION_PRODUCT FAILED>"
    assert sc_plan.records == [record]


def test_a_provisioned_product_view_shows_its_resource(plan: Any) -> None:
    item = plan.provisioned_product
    assert (item.name, item.status, item.status_message) == ("logs", "PLAN_IN_PROGRESS", None)
    assert (item.parameters, item.tags) == ({}, {})
    assert item.arn == f"arn:aws:servicecatalog:us-east-1:123456789012:stack/logs/{item.id}"
    assert item.last_record_id is None
    assert item.last_provisioning_record_id is None
    assert item.last_successful_provisioning_record_id is None
    assert repr(item) == f"<ProvisionedProduct {item.id} 'logs' PLAN_IN_PROGRESS>"


def test_a_view_is_live(sc_plan: ServiceCatalog, sc_plan_client: Client, plan: Any) -> None:
    execute(sc_plan_client, plan.id)
    assert plan.status == "EXECUTE_IN_PROGRESS"
    sc_plan.advance()
    assert (plan.status, plan.provisioned_product.status) == ("EXECUTE_FAILED", "ERROR")


def test_a_view_can_not_be_written(plan: Any) -> None:
    with raises(AttributeError, "'status' can't be set: a PlanView shows what the fake holds"):
        plan.status = "EXECUTE_SUCCESS"
    with raises(AttributeError, "'color' can't be set: a PlanView shows what the fake holds"):
        plan.color = "red"


def test_changing_what_a_view_returns_changes_nothing(plan: Any) -> None:
    plan.tags["team"] = "other"
    plan.parameters["Size"] = "2"
    plan.resource_changes[0]["Action"] = "REMOVE"
    assert (plan.tags, plan.parameters) == ({"team": "storage"}, {"Size": "1"})
    assert plan.resource_changes[0]["Action"] == "ADD"


def test_views_of_the_same_thing_are_equal_and_can_be_kept_in_a_set(
    sc_plan: ServiceCatalog, plan: Any
) -> None:
    other = sc_plan.add_plan()
    assert sc_plan.plan(plan.id) == plan
    assert plan != other
    assert plan != plan.id
    assert {plan, sc_plan.plan(plan.id), other} == {plan, other}


def test_a_view_of_a_deleted_resource_keeps_its_last_state(
    sc_plan: ServiceCatalog, sc_plan_client: Client, plan: Any
) -> None:
    sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id)
    assert (plan.status, plan.provisioned_product.status) == ("CREATE_SUCCESS", "PLAN_IN_PROGRESS")


def test_a_view_leaves_comparison_to_what_is_no_view(sc_plan: ServiceCatalog, plan: Any) -> None:
    class Matcher:
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    assert plan == sc_plan.plan(plan.id)
    assert plan != sc_plan.add_plan()
    assert plan != plan.id
    assert plan == mock.ANY
    assert [plan] == [Matcher()]
    called = mock.Mock()
    called(plan, other=plan)
    called.assert_called_once_with(mock.ANY, other=mock.ANY)
