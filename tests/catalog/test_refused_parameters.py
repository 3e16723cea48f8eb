"""Parameters that CloudFormation refuses: the call succeeds, and the work fails later.

Sources: the recorded examples of ProvisionProduct and of DescribeProvisionedProduct in aws-cli;
service-catalog-puppet issues 121 and 125; boto3 issue 4426.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ..helpers import CHANGE_SET_REFUSED, Client, plan_of, refusal_of_plan, values
from .both_engines import BOTH_ENGINES, QUEUE, SIZED, of_service, provision

pytestmark = BOTH_ENGINES


def update(client: Client, *parameters: dict[str, Any]) -> dict[str, Any]:
    detail: dict[str, Any] = client.update_provisioned_product(
        ProvisionedProductName="jobs", ProvisioningParameters=list(parameters)
    )["RecordDetail"]
    return detail


def status_and_message(client: Client) -> tuple[str, str]:
    detail = client.describe_provisioned_product(Name="jobs")["ProvisionedProductDetail"]
    return detail["Status"], detail["StatusMessage"]


PARAMETERS = [
    pytest.param([], "Parameters: [Size] must have values", id="missing"),
    pytest.param(
        values(Size="small", Shape="round"),
        "Parameters: [Shape] do not exist in the template",
        id="unknown",
    ),
    pytest.param(
        values(Size="huge"), "Parameter 'Size' must be one of AllowedValues", id="not allowed"
    ),
    pytest.param([{"Key": "Size"}], "Parameters: [Size] must have values", id="without a value"),
]


@pytest.mark.parametrize(("parameters", "reason"), PARAMETERS)
def test_parameters_fail_a_provisioning_later(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    engine: str,
    parameters: list[dict[str, Any]],
    reason: str,
) -> None:
    product = sc_plan.add_product(versions={"v1": SIZED})
    record = provision(sc_plan_client, product, *parameters)
    assert record["Status"] == "CREATED"
    sc_plan.advance()
    failed = sc_plan_client.describe_record(Id=record["RecordId"])["RecordDetail"]
    assert failed["Status"] == "FAILED"
    (error,) = failed["RecordErrors"]
    assert error["Code"] == "AmazonCloudFormationException"
    assert re.fullmatch(of_service(reason), error["Description"])
    assert status_and_message(sc_plan_client)[0] == "ERROR"


@pytest.mark.parametrize(("parameters", "reason"), PARAMETERS)
def test_parameters_fail_the_creation_of_a_plan(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    engine: str,
    parameters: list[dict[str, Any]],
    reason: str,
) -> None:
    product = sc_plan.add_product(versions={"v1": SIZED})
    request = plan_of(product, "jobs", ProvisioningParameters=parameters)
    assert refusal_of_plan(sc_plan_client, sc_plan, **request) == reason
    (plan,) = sc_plan.plans
    assert plan.resource_changes == ()
    assert plan.provisioned_product.status == "PLAN_IN_PROGRESS"


def test_an_update_leaves_it_tainted_until_the_next_good_one(
    sc_plan: ServiceCatalog, sc_plan_client: Client, engine: str
) -> None:
    sc_plan.configure(progress="immediate")
    product = sc_plan.add_product(versions={"v1": SIZED})
    existing = sc_plan.add_provisioned_product(
        "jobs", product=product, parameters={"Size": "small"}
    )
    update(sc_plan_client, *values(Size="huge"))
    assert existing.status == "TAINTED"
    assert existing.parameters == {"Size": "small"}
    update(sc_plan_client, *values(Size="large"))
    assert existing.status == "AVAILABLE"
    assert existing.parameters == {"Size": "large"}


def test_a_previous_value_is_not_given_too(
    sc_plan: ServiceCatalog, sc_plan_client: Client, engine: str
) -> None:
    sc_plan.configure(progress="immediate")
    product = sc_plan.add_product(versions={"v1": SIZED})
    sc_plan.add_provisioned_product("jobs", product=product, parameters={"Size": "small"})
    both = {"Key": "Size", "Value": "large", "UsePreviousValue": True}
    reason = (
        "Invalid input for parameter key Size. Cannot specify usePreviousValue as true and non "
        "empty value for a parameter"
    )
    record = update(sc_plan_client, both)
    (error,) = sc_plan.record(record["RecordId"]).errors
    assert re.fullmatch(of_service(reason), error.description)
    request = plan_of(product, "jobs", ProvisioningParameters=[both])
    assert refusal_of_plan(sc_plan_client, sc_plan, **request) == reason
    never = {"Key": "Shape", "UsePreviousValue": True}
    request = plan_of(product, "jobs", ProvisioningParameters=[never])
    sc_plan_client.delete_provisioned_product_plan(PlanId=sc_plan.plans[0].id)
    assert refusal_of_plan(sc_plan_client, sc_plan, **request) == (
        "Invalid input for parameter key Shape. Cannot specify usePreviousValue as true for a "
        "parameter key not in the previous template"
    )
    empty = {"Key": "Size", "Value": "", "UsePreviousValue": True}
    record = update(sc_plan_client, empty)
    assert sc_plan.record(record["RecordId"]).status == "SUCCEEDED"
    assert sc_plan.provisioned_product("jobs").parameters == {"Size": "small"}


def test_what_the_script_decides_comes_before_cloudformation(
    sc_plan: ServiceCatalog, sc_plan_client: Client, engine: str
) -> None:
    sc_plan.configure(outcome="stuck", progress="immediate")
    product = sc_plan.add_product(versions={"v1": SIZED})
    record = provision(sc_plan_client, product)
    assert sc_plan.record(record["RecordId"]).status in {"CREATED", "IN_PROGRESS"}


def test_what_is_seeded_fails_alike(
    sc_plan: ServiceCatalog, sc_plan_client: Client, engine: str
) -> None:
    circle = {"A": {"Fn::Not": [{"Condition": "A"}]}}
    for template, reason in (
        (SIZED, "Parameters: [Size] must have values"),
        (
            {"Conditions": circle, "Resources": {"Queue": QUEUE}},
            "Template format error: Circular dependency between conditions: [A]",
        ),
    ):
        product = sc_plan.add_product(versions={"v1": template})
        plan = sc_plan.add_plan(product=product, status="CREATE_FAILED")
        assert plan.status_message == CHANGE_SET_REFUSED + reason
        assert plan.resource_changes == ()
        message = re.escape(f"can't be made: {reason}")
        for status in ("CREATE_SUCCESS", "EXECUTE_FAILED"):
            with pytest.raises(ValueError, match=message):
                sc_plan.add_plan(product=product, status=status)
        with pytest.raises(ValueError, match=message):
            sc_plan.add_provisioned_product(product=product)
        broken = sc_plan.add_provisioned_product(product=product, status="ERROR")
        assert broken.status == "ERROR"
