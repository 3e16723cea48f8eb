"""CreateProvisionedProductPlan."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import (
    Client,
    execute,
    invalid_parameters,
    invalid_state,
    not_found,
    plan_of,
    refusal_of_plan,
)
from ..statuses import STATUSES


def test_creating_a_plan_answers_with_the_plan_and_a_planned_product(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("bucket")
    answer = sc_plan_client.create_provisioned_product_plan(**plan_of(product, "logs"))
    plan, provisioned = sc_plan.plans[0], sc_plan.provisioned_product("logs")
    del answer["ResponseMetadata"]
    assert answer == {
        "PlanName": "logs-plan",
        "PlanId": plan.id,
        "ProvisionProductId": provisioned.id,
        "ProvisionedProductName": "logs",
        "ProvisioningArtifactId": product.provisioning_artifacts[0].id,
    }
    assert re.fullmatch(r"plan-[a-z0-9]{13}", plan.id)
    assert re.fullmatch(r"pp-[a-z0-9]{13}", provisioned.id)
    assert (plan.status, provisioned.status) == ("CREATE_IN_PROGRESS", "PLAN_IN_PROGRESS")


def test_a_plan_keeps_its_request(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    product = sc_plan.add_product(launch_paths=2)
    topic = "arn:aws:sns:us-east-1:123456789012:topic"
    parameters = [{"Key": "Size", "Value": "3"}, {"Key": "Color"}]
    plan_id = sc_plan_client.create_provisioned_product_plan(
        **plan_of(
            product,
            PathId=product.launch_paths[1].id,
            NotificationArns=[topic],
            ProvisioningParameters=parameters,
            Tags=[{"Key": "team", "Value": "storage"}],
        )
    )["PlanId"]
    answer = sc_plan_client.describe_provisioned_product_plan(PlanId=plan_id)
    details = answer["ProvisionedProductPlanDetails"]
    plan = sc_plan.plan(plan_id)
    assert details == {
        "CreatedTime": plan.created_time.astimezone(details["CreatedTime"].tzinfo),
        "PathId": product.launch_paths[1].id,
        "ProductId": product.id,
        "PlanName": "bucket-plan",
        "PlanId": plan_id,
        "ProvisionProductId": plan.provisioned_product.id,
        "ProvisionProductName": "bucket",
        "PlanType": "CLOUDFORMATION",
        "ProvisioningArtifactId": product.provisioning_artifacts[0].id,
        "Status": "CREATE_IN_PROGRESS",
        "UpdatedTime": plan.updated_time,
        "NotificationArns": [topic],
        "ProvisioningParameters": parameters,
        "Tags": [{"Key": "team", "Value": "storage"}],
    }


@pytest.mark.parametrize("status", ["AVAILABLE", "TAINTED"])
def test_a_plan_can_be_made_for_a_product_that_is_stable(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    existing = sc_plan.add_provisioned_product("logs", status=status)
    answer = sc_plan_client.create_provisioned_product_plan(**plan_of(existing.product, "logs"))
    assert answer["ProvisionProductId"] == existing.id
    assert existing.status == status


@pytest.mark.parametrize("status", ["UNDER_CHANGE", "ERROR"])
def test_a_plan_can_not_be_made_for_a_product_that_is_not(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    existing = sc_plan.add_provisioned_product("logs", status=status)
    with invalid_state(
        f"Provisioned product logs is {status}: it must be AVAILABLE or TAINTED for a plan."
    ):
        sc_plan_client.create_provisioned_product_plan(**plan_of(existing.product, "logs"))


@pytest.mark.parametrize("status", STATUSES)
def test_a_product_has_one_plan_at_a_time(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    plan = sc_plan.add_plan(provisioned_product_name="logs", status=status)
    with invalid_state(
        f"Provisioned product logs already has the plan {plan.id}, which is {status}. A "
        "provisioned product has one plan at a time: delete that plan first."
    ):
        sc_plan_client.create_provisioned_product_plan(**plan_of(plan.product, "logs"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ProductId": "prod-none"}, "prod-none does not exist or access was denied"),
        (
            {"ProvisioningArtifactId": "pa-none"},
            "ProvisioningArtifact pa-none not found.",
        ),
        ({"PathId": "lpv3-none"}, "Launch path lpv3-none was not found for product {product}."),
    ],
)
def test_a_plan_for_unknown_resources_is_refused(
    sc_plan: ServiceCatalog, sc_plan_client: Client, changes: dict[str, Any], message: str
) -> None:
    product = sc_plan.add_product()
    with not_found(message.format(product=product.id)):
        sc_plan_client.create_provisioned_product_plan(**plan_of(product, **changes))
    assert sc_plan.plans == []
    assert sc_plan.provisioned_products == []


def test_a_product_without_launch_paths_can_not_be_planned(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(launch_paths=0)
    with not_found(f"No launch paths found for resource: {product.id}"):
        sc_plan_client.create_provisioned_product_plan(**plan_of(product))


def test_of_several_launch_paths_one_has_to_be_named(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(launch_paths=2)
    with invalid_parameters(
        "More than one launch path ids exist. Please specify the launch path id"
    ):
        sc_plan_client.create_provisioned_product_plan(**plan_of(product))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ([{"Value": "3"}], "A provisioning parameter has no Key."),
        (
            [{"Key": "Size", "Value": "3"}, {"Key": "Size", "Value": "4"}],
            "Parameter Size is given more than once.",
        ),
    ],
)
def test_parameters_that_contradict_each_other_are_refused(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    parameters: list[dict[str, Any]],
    message: str,
) -> None:
    product = sc_plan.add_product()
    with invalid_parameters(message):
        sc_plan_client.create_provisioned_product_plan(
            **plan_of(product, ProvisioningParameters=parameters)
        )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        sc_plan.add_plan(product=product, parameters=parameters)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        sc_plan.add_provisioned_product(product=product, parameters=parameters)
    assert sc_plan.provisioned_products == []


def test_a_parameter_that_the_product_never_had_has_no_previous_value(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    existing = sc_plan.add_provisioned_product("logs", parameters={"Color": "red"})
    parameters = [{"Key": "Size", "UsePreviousValue": True}]
    request = plan_of(existing.product, "logs", ProvisioningParameters=parameters)
    assert refusal_of_plan(sc_plan_client, sc_plan, **request) == (
        "Invalid input for parameter key Size. Cannot specify usePreviousValue as true for a "
        "parameter key not in the previous template"
    )


@pytest.mark.sc_plan(progress="immediate")
def test_a_previous_value_is_used_and_others_replace_it(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    existing = sc_plan.add_provisioned_product("logs", parameters={"Color": "red", "Size": "1"})
    plan_id = sc_plan_client.create_provisioned_product_plan(
        **plan_of(
            existing.product,
            "logs",
            ProvisioningParameters=[
                {"Key": "Color", "UsePreviousValue": True},
                {"Key": "Size", "Value": "2"},
            ],
        )
    )["PlanId"]
    execute(sc_plan_client, plan_id)
    sc_plan.advance()
    assert existing.parameters == {"Color": "red", "Size": "2"}
    assert sc_plan.plan(plan_id).parameters == {"Color": None, "Size": "2"}
