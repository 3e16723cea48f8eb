"""Parts of a template in a wrong shape: refused at once, or by CloudFormation later."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, describe, plan_of, refusal_of_plan, values

QUEUE: dict[str, Any] = {"Type": "AWS::SQS::Queue"}
RESOURCES = {"Queue": QUEUE}


def parameter(**declared: Any) -> dict[str, Any]:
    return {"Parameters": {"Size": {"Type": "String", **declared}}, "Resources": RESOURCES}


EVERY = "Template format error: Every {} must be a {}."

LATER = {
    "default": (parameter(Default=["a"]), EVERY.format("Default member", "string")),
    "allowed values": (
        parameter(AllowedValues="a b"),
        EVERY.format("AllowedValues member", "list"),
    ),
    "no allowed values": (
        parameter(AllowedValues=None),
        "[/Parameters/Size/AllowedValues] 'null' values are not allowed in templates",
    ),
    "no length": (
        parameter(MinLength=None),
        "[/Parameters/Size/MinLength] 'null' values are not allowed in templates",
    ),
    "condition of a resource": (
        {"Resources": {"Queue": {**QUEUE, "Condition": ["A"]}}},
        EVERY.format("Condition member", "string"),
    ),
    "condition of an output": (
        {"Resources": RESOURCES, "Outputs": {"Out": {"Value": "a", "Condition": {}}}},
        EVERY.format("Condition member", "string"),
    ),
    "depends on a number": (
        {"Resources": {"Queue": {**QUEUE, "DependsOn": 5}}},
        EVERY.format("DependsOn value", "string"),
    ),
    "depends on lists": (
        {"Resources": {"Queue": {**QUEUE, "DependsOn": [["Queue"]]}}},
        EVERY.format("DependsOn value", "string"),
    ),
    "condition": (
        {"Resources": RESOURCES, "Conditions": {"A": ["a"]}},
        "Template format error: Conditions can only be boolean operations on parameters and other "
        "conditions",
    ),
    "assertions": (
        {"Resources": RESOURCES, "Rules": {"A": {"Assertions": None}}},
        "[/Rules/A/Assertions] 'null' values are not allowed in templates",
    ),
    "mapping": (
        {"Resources": RESOURCES, "Mappings": {"A": {"a": None}}},
        "[/Mappings/A/a] 'null' values are not allowed in templates",
    ),
}


@pytest.mark.parametrize(("template", "reason"), LATER.values(), ids=LATER)
def test_cloudformation_refuses_a_shape_later(
    sc_plan: ServiceCatalog, sc_plan_client: Client, template: dict[str, Any], reason: str
) -> None:
    product = sc_plan.add_product(versions={"v1": template})
    sc_plan_client.describe_provisioning_parameters(
        ProductId=product.id, ProvisioningArtifactId=product.provisioning_artifacts[0].id
    )
    assert refusal_of_plan(sc_plan_client, sc_plan, **plan_of(product)) == reason


@pytest.mark.parametrize("template", [template for template, _ in LATER.values()], ids=LATER)
def test_what_a_transform_may_mend_breaks_nothing(
    sc_plan: ServiceCatalog, sc_plan_client: Client, template: dict[str, Any]
) -> None:
    product = sc_plan.add_product(versions={"v1": {**template, "Transform": "Mending"}})
    request = plan_of(
        product, ProvisioningParameters=values(**dict.fromkeys(template.get("Parameters", {}), "a"))
    )
    details = describe(sc_plan_client, sc_plan, **request)["ProvisionedProductPlanDetails"]
    assert details["Status"] == "CREATE_SUCCESS"


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        (parameter(Type=["String"]), "the Type of parameter Size is not text"),
        (parameter(AllowedPattern={}), "the AllowedPattern of parameter Size is not text"),
        (parameter(MinLength="x"), "the MinLength of parameter Size is not a number"),
        (parameter(MaxValue=[1]), "the MaxValue of parameter Size is not a number"),
        (parameter(MinValue=True), "the MinValue of parameter Size is not a number"),
        (
            {"Resources": RESOURCES, "Mappings": {"A": {"a": "b"}}},
            "a of mapping A is not a mapping",
        ),
        (
            {"Resources": RESOURCES, "Rules": {"A": {"Assertions": ["a"]}}},
            "the Assertions of rule A are not a list of mappings",
        ),
        (
            {"Resources": RESOURCES, "Rules": {"A": {"Assertions": {"Assert": True}}}},
            "the Assertions of rule A are not a list of mappings",
        ),
    ],
)
def test_what_nobody_can_read_is_refused_at_once(
    sc_plan: ServiceCatalog, template: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ValueError, match=r"^product 'x', version 'v1': ") as caught:
        sc_plan.add_product("x", versions={"v1": template})
    assert str(caught.value) == f"product 'x', version 'v1': {problem}"


def test_mappings_may_be_included(sc_plan: ServiceCatalog) -> None:
    include = {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://a/b"}}}
    sc_plan.add_product(versions={"v1": {"Resources": RESOURCES, "Mappings": include}})
    sc_plan.add_product(versions={"v1": {"Resources": RESOURCES, "Mappings": {"A": include}}})


PATTERN = "Parameter 'Size' must match pattern {}"


@pytest.mark.parametrize(
    ("pattern", "value", "status"),
    [
        ("[[a-z]0-9]+", "abc-", "CREATE_SUCCESS"),
        ("[a-z&&[^x]]+", "5", "CREATE_SUCCESS"),
        ("[a||b]+", "5", "CREATE_SUCCESS"),
        ("a(?i)b", "5", "CREATE_SUCCESS"),
        ("a{99999999999}", "5", "CREATE_SUCCESS"),
        (r"[\[a-z]+", "5", "CREATE_FAILED"),
        (r"[]a-z]+", "a]", "CREATE_SUCCESS"),
        (r"\[[a-z]+", "[5", "CREATE_FAILED"),
        ("(?i)[a-z]+", "A", "CREATE_SUCCESS"),
        ("[a-z", "5", "CREATE_SUCCESS"),
        ("[a-z]{2}", "abc", "CREATE_FAILED"),
    ],
)
def test_a_pattern_that_python_reads_otherwise_accepts_anything(
    sc_plan: ServiceCatalog, sc_plan_client: Client, pattern: str, value: str, status: str
) -> None:
    product = sc_plan.add_product(versions={"v1": parameter(AllowedPattern=pattern)})
    request = plan_of(product, ProvisioningParameters=values(Size=value))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        details = describe(sc_plan_client, sc_plan, **request)["ProvisionedProductPlanDetails"]
    assert details["Status"] == status
    message = details.get("StatusMessage", PATTERN.format(pattern))
    assert message.endswith(PATTERN.format(pattern))
