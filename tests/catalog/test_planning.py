"""A plan for an update asks each question once."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

import pytest

from pytest_sc_plan import ServiceCatalog
from pytest_sc_plan.catalog.template.changes import StackChange
from pytest_sc_plan.catalog.template.evaluation import Stack
from pytest_sc_plan.catalog.template.parameters import parameter_values

from ..helpers import Client, plan_of

TEMPLATE = {
    "Parameters": {"Delay": {"Type": "Number", "Default": "1"}},
    "Rules": {"Short": {"Assertions": [{"Assert": {"Fn::Equals": ["a", "a"]}}]}},
    "Resources": {
        "Queue": {
            "Type": "AWS::SQS::Queue",
            "Properties": {"DelaySeconds": {"Ref": "Delay"}},
        },
        "Bucket": {"Type": "AWS::S3::Bucket"},
    },
}


def count_property(monkeypatch: pytest.MonkeyPatch, holder: Any, name: str) -> list[Any]:
    """Count how often a cached property is worked out, by the objects whose property it is."""
    worked_out: list[Any] = []
    original = vars(holder)[name].func

    def counting(owner: Any) -> Any:
        worked_out.append(owner)
        return original(owner)

    counted: Any = cached_property(counting)
    counted.__set_name__(holder, name)
    monkeypatch.setattr(holder, name, counted)
    return worked_out


@pytest.mark.parametrize("engine", ["scripted", "cloudformation"])
def test_a_plan_for_an_update_evaluates_resources_parameters_and_differences_once(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    monkeypatch: pytest.MonkeyPatch,
    engine: Literal["scripted", "cloudformation"],
) -> None:
    sc_plan.configure(engine=engine)
    product = sc_plan.add_product(versions={"v1": TEMPLATE})
    sc_plan.add_provisioned_product("jobs", product=product)
    resources = count_property(monkeypatch, Stack, "resources")
    differences = count_property(monkeypatch, StackChange, "details")
    resolved: list[Any] = []

    def resolve(*args: Any, **options: Any) -> dict[str, str]:
        resolved.append(args)
        return parameter_values(*args, **options)

    monkeypatch.setattr("pytest_sc_plan.catalog.planning.parameter_values", resolve)

    plan_id = sc_plan_client.create_provisioned_product_plan(
        **plan_of(product, "jobs", ProvisioningParameters=[{"Key": "Delay", "Value": "2"}])
    )["PlanId"]

    assert [stack.parameters["Delay"] for stack in resources] in [["1", "2"], ["2", "1"]]
    assert (len(differences), len(resolved)) == (1, 1)
    (change,) = sc_plan.plan(plan_id).resource_changes
    assert (change["Action"], change["LogicalResourceId"]) == ("MODIFY", "Queue")
