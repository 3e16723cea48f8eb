"""Templates that a transform rewrites: nothing is known of the result, and nothing breaks."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, describe, plan_of

EXTENDED = "AWS::LanguageExtensions"
QUEUE: dict[str, Any] = {"Type": "AWS::SQS::Queue"}
NAMES = {"Type": "CommaDelimitedList", "Default": "a,b"}


def outputs_of(sc_plan: ServiceCatalog, **sections: Any) -> dict[str, str]:
    template = {"Transform": EXTENDED, "Resources": {"Queue": QUEUE}, **sections}
    existing = sc_plan.add_provisioned_product(
        product=sc_plan.add_product(versions={"v1": template})
    )
    outputs = existing.outputs
    del outputs["CloudformationStackARN"]
    return outputs


def test_functions_of_the_language_extensions_are_resolved(sc_plan: ServiceCatalog) -> None:
    assert outputs_of(
        sc_plan,
        Parameters={"Names": NAMES},
        Outputs={
            "Count": {"Value": {"Fn::Length": {"Ref": "Names"}}},
            "Three": {"Value": {"Fn::Length": [1, {"Ref": "Names"}, 3]}},
            "Json": {"Value": {"Fn::ToJsonString": {"names": {"Ref": "Names"}, "some": True}}},
            "Unknown": {"Value": {"Fn::Length": {"Ref": "AWS::Region"}}},
        },
    ) == {
        "Count": "2",
        "Three": "3",
        "Json": '{"names":["a","b"],"some":true}',
        "Unknown": '{"Fn::Length": "us-east-1"}',
    }


def test_without_the_transform_cloudformation_does_not_know_them(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    template = {"Resources": {"Queue": {**QUEUE, "Metadata": {"Fn::Length": ["a"]}}}}
    product = sc_plan.add_product(versions={"v1": template})
    details = describe(sc_plan_client, sc_plan, **plan_of(product))["ProvisionedProductPlanDetails"]
    assert "unsupported function: Fn::Length Supported" in details["StatusMessage"]


def test_conditions_that_depend_on_themselves_are_false_in_there(sc_plan: ServiceCatalog) -> None:
    assert outputs_of(
        sc_plan,
        Conditions={"One": {"Fn::Not": [{"Condition": "Other"}]}, "Other": {"Condition": "One"}},
        Outputs={
            "Some": {"Value": "x", "Condition": "One"},
            "Other": {"Value": {"Fn::If": ["Other", "yes", "no"]}},
            "None": {"Description": "without a value"},
        },
    ) == {"Some": "x", "Other": "no"}


@pytest.mark.parametrize(
    "value",
    [
        {"Fn::Select": [5, ["a"]]},
        {"Fn::FindInMap": ["Sizes", "a", "b"]},
        {"Fn::FindInMap": ["Sizes", "broken", "b"]},
        {"Fn::Cidr": ["10.9.0.0/16", 0, 8]},
        {"Fn::Cidr": ["10.9.0.0/8", 300, 8]},
        {"Fn::Cidr": ["10.9.0.0/31", 2, 8]},
    ],
)
def test_a_function_that_fails_stays(sc_plan: ServiceCatalog, value: Any) -> None:
    sizes = {"a": {"c": "d"}, "broken": None}
    outputs = outputs_of(
        sc_plan,
        Mappings={"Sizes": sizes},
        Outputs={"Out": {"Value": {"Fn::ToJsonString": value}}},
    )
    assert outputs["Out"].startswith('{"Fn::')


def test_a_rule_whose_function_fails_is_refused_not_raised(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    wrong = {"Assert": {"Fn::Select": [5, ["a"]]}, "AssertDescription": "never"}
    template = {"Resources": {"Queue": QUEUE}, "Rules": {"A": {"Assertions": [wrong]}}}
    product = sc_plan.add_product(versions={"v1": template})
    details = describe(sc_plan_client, sc_plan, **plan_of(product))["ProvisionedProductPlanDetails"]
    assert details["StatusMessage"].endswith("Message: never")


def test_text_that_is_no_unicode_is_a_name_too(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    text = r'{"Resources": {"\ud800": {"Type": "AWS::SQS::Queue"}}}'
    product = sc_plan.add_product(versions={"v1": text})
    existing = sc_plan.add_provisioned_product(product=product)
    other = sc_plan.add_product(versions={"v1": {"Resources": {"Queue": QUEUE}}})
    plan = sc_plan.add_plan(product=other, provisioned_product=existing)
    described = sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
    assert [change["Action"] for change in described["ResourceChanges"]] == ["ADD", "REMOVE"]
