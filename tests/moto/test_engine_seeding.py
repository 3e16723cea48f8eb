"""Seeded products and plans that have stacks in moto."""

from __future__ import annotations

import json

import boto3
import pytest

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client, execute
from .cloudformation import QUEUE, buckets, stacks, taken_role

pytestmark = pytest.mark.sc_plan(engine="cloudformation")


def test_seeding_makes_stacks(sc_plan: ServiceCatalog) -> None:
    sc_plan.add_provisioned_product("available")
    sc_plan.add_provisioned_product("tainted", status="TAINTED")
    sc_plan.add_provisioned_product("error", status="ERROR")
    sc_plan.add_plan(provisioned_product_name="planned")
    sc_plan.add_plan(provisioned_product_name="executed", status="EXECUTE_SUCCESS")
    sc_plan.add_plan(provisioned_product_name="failed", status="EXECUTE_FAILED")
    sc_plan.add_plan(provisioned_product_name="refused", status="CREATE_FAILED")

    statuses = {stack["StackName"]: stack["StackStatus"] for stack in stacks()}
    made = {
        product.name: statuses.get(f"SC-123456789012-{product.id}")
        for product in sc_plan.provisioned_products
    }
    assert made == {
        "available": "CREATE_COMPLETE",
        "tainted": "CREATE_COMPLETE",
        "error": None,
        "planned": "REVIEW_IN_PROGRESS",
        "executed": "CREATE_COMPLETE",
        "failed": "REVIEW_IN_PROGRESS",
        "refused": None,
    }
    assert len(buckets()) == 3


def test_seeding_an_impossible_stack_is_refused(sc_plan: ServiceCatalog) -> None:
    product = sc_plan.add_product(versions={"v1": {"Resources": {"Role": taken_role()}}})
    circular = {"Resources": {"A": {**QUEUE, "DependsOn": "A"}}}
    other = sc_plan.add_product(versions={"v1": circular})

    with pytest.raises(
        ValueError, match=r"^provisioned product 'one' can't be made: The following"
    ):
        sc_plan.add_provisioned_product("one", product=product)
    with pytest.raises(ValueError, match=r"^provisioned product 'two' can't be made: The"):
        sc_plan.add_plan(product=product, provisioned_product_name="two", status="EXECUTE_SUCCESS")
    with pytest.raises(ValueError, match=r"^provisioned product 'three' can't be made: Circular"):
        sc_plan.add_plan(product=other, provisioned_product_name="three")


def test_a_seeded_plan_may_have_its_own_resource_changes(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    bucket = sc_plan.add_provisioned_product("bucket")
    physical_id = buckets()[0]

    plan = sc_plan.add_plan(
        provisioned_product=bucket,
        resource_changes=[{"Action": "REMOVE", "LogicalResourceId": "Bucket"}, {}],
    )

    described = sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
    assert described["ResourceChanges"] == [
        {"Action": "REMOVE", "LogicalResourceId": "Bucket", "PhysicalResourceId": physical_id},
        {},
    ]


@pytest.mark.sc_plan(auto_create_plans=True)
def test_a_plan_that_nobody_seeded_makes_a_stack(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    execute(sc_plan_client, "plan-of-nobody")

    assert len(buckets()) == 1
    assert sc_plan.plan("plan-of-nobody").status == "EXECUTE_IN_PROGRESS"


def test_a_stack_that_is_there_is_taken_over(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    template = {
        "Parameters": {"Name": {"Type": "String"}},
        "Resources": {"Queue": QUEUE},
        "Outputs": {"Name": {"Value": {"Ref": "Name"}}},
    }
    stack_id = boto3.client("cloudformation").create_stack(
        StackName="by-hand",
        TemplateBody=json.dumps(template),
        Parameters=[{"ParameterKey": "Name", "ParameterValue": "first"}],
    )["StackId"]
    product = sc_plan.add_product(versions={"v1": template})
    item = sc_plan.add_provisioned_product(
        product=product, parameters={"Name": "first"}, physical_id=stack_id
    )
    assert (item.physical_id, item.outputs["Name"]) == (stack_id, "first")
    assert len(stacks()) == 1

    sc_plan_client.terminate_provisioned_product(ProvisionedProductId=item.id)

    assert stacks() == []


def test_a_stack_that_is_not_there_is_refused(sc_plan: ServiceCatalog) -> None:
    missing = "arn:aws:cloudformation:us-east-1:123456789012:stack/nobody/1"
    with pytest.raises(
        ValueError,
        match=f"^provisioned product 'one' can't be made: Stack with id {missing} does not exist$",
    ):
        sc_plan.add_provisioned_product("one", physical_id=missing)
