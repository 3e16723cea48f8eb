from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, describe, plan_of, refusal_of_plan, values

RESOURCES: dict[str, Any] = {"Queue": {"Type": "AWS::SQS::Queue"}}


def product_with(sc_plan: ServiceCatalog, **parameters: dict[str, Any]) -> Any:
    versions = {"v1": {"Parameters": parameters, "Resources": RESOURCES}}
    return sc_plan.add_product("x", versions=versions, tag_updates=True)


@pytest.mark.parametrize(
    ("declared", "value", "violation"),
    [
        ({"AllowedValues": ["a", 1, True]}, "b", "must be one of AllowedValues"),
        ({"AllowedPattern": "[a-z]+"}, "abc1", "must match pattern [a-z]+"),
        ({"MinLength": 2}, "a", "must contain at least 2 characters"),
        ({"MaxLength": "2"}, "abc", "must contain at most 2 characters"),
        ({"Type": "Number"}, "many", "must be a number."),
        ({"Type": "Number", "MinValue": 2}, "1.5", "must be a number not less than 2"),
        ({"Type": "Number", "MaxValue": "2"}, "3", "must be a number not greater than 2"),
        ({"Type": "List<Number>"}, "1, two", "must be a number."),
        ({"Type": "List<Number>", "MaxValue": 5}, "1,6", "must be a number not greater than 5"),
        (
            {"Type": "CommaDelimitedList", "AllowedValues": ["a", "b"]},
            "a,c",
            "must be one of AllowedValues",
        ),
        (
            {"Type": "List<AWS::EC2::Subnet::Id>", "AllowedPattern": "subnet-.*"},
            "subnet-1,net-2",
            "must match pattern subnet-.*",
        ),
    ],
)
def test_a_value_that_the_template_does_not_allow_is_refused(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    declared: dict[str, Any],
    value: str,
    violation: str,
) -> None:
    product = product_with(sc_plan, Size={"Type": "String", **declared})
    request = plan_of(product, ProvisioningParameters=values(Size=value))
    refusal = refusal_of_plan(sc_plan_client, sc_plan, **request)
    assert refusal == f"Parameter 'Size' {violation}"
    assert sc_plan.provisioned_product("bucket").status == "PLAN_IN_PROGRESS"


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        ({"AllowedValues": ["a", 1, True]}, "1"),
        ({"AllowedValues": ["a", 1, True]}, "true"),
        ({"AllowedPattern": "[a-z]+", "MinLength": 3, "MaxLength": 3}, "abc"),
        ({"Type": "Number", "MinValue": 1, "MaxValue": 2}, "1.5"),
        ({"Type": "Number"}, "-1e3"),
        ({"Type": "CommaDelimitedList", "AllowedValues": ["a", "b"]}, "a, b"),
        # Java's classes are none of Python's.
        ({"AllowedPattern": r"\p{Alpha}+"}, "abc"),
    ],
)
def test_a_value_that_the_template_allows_is_taken(
    sc_plan: ServiceCatalog, sc_plan_client: Client, declared: dict[str, Any], value: str
) -> None:
    product = product_with(sc_plan, Size={"Type": "String", **declared})
    request = plan_of(product, ProvisioningParameters=values(Size=value))
    details = describe(sc_plan_client, sc_plan, **request)["ProvisionedProductPlanDetails"]
    assert details["Status"] == "CREATE_SUCCESS"
    assert details["ProvisioningParameters"] == values(Size=value)


def test_a_constraint_is_described_in_its_own_words(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = product_with(
        sc_plan,
        Size={"Type": "String", "MinLength": 3, "ConstraintDescription": "three letters at least"},
    )
    request = plan_of(product, ProvisioningParameters=values(Size="a"))
    refusal = refusal_of_plan(sc_plan_client, sc_plan, **request)
    assert refusal == "Parameter Size failed to satisfy constraint: three letters at least"


def test_a_default_has_to_keep_the_constraints_too(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = product_with(sc_plan, Size={"Type": "Number", "Default": 0, "MinValue": 1})
    refusal = refusal_of_plan(sc_plan_client, sc_plan, **plan_of(product))
    assert refusal == "Parameter 'Size' must be a number not less than 1"


@pytest.mark.parametrize("given", [[], [{"Key": "KeyName"}]])
def test_parameters_without_a_value_are_named(
    sc_plan: ServiceCatalog, sc_plan_client: Client, given: Any
) -> None:
    product = product_with(
        sc_plan,
        KeyName={"Type": "String"},
        Size={"Type": "String", "Default": "small"},
        Zone={"Type": "String"},
    )
    request = plan_of(product, ProvisioningParameters=given)
    assert refusal_of_plan(sc_plan_client, sc_plan, **request) == (
        "Parameters: [KeyName, Zone] must have values"
    )


def test_parameters_that_the_template_does_not_have_are_named(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = product_with(sc_plan, Size={"Type": "String"})
    request = plan_of(product, ProvisioningParameters=values(Size="1", Shape="round", Colour="red"))
    assert refusal_of_plan(sc_plan_client, sc_plan, **request) == (
        "Parameters: [Shape, Colour] do not exist in the template"
    )


def test_a_template_without_parameters_takes_none(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("x", versions={"v1": {"Resources": RESOURCES}})
    request = plan_of(product, ProvisioningParameters=values(Size="1"))
    assert refusal_of_plan(sc_plan_client, sc_plan, **request) == (
        "Parameter values specified for a template which does not require them."
    )


def test_a_template_that_was_made_up_takes_any(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("x")
    request = plan_of(product, ProvisioningParameters=values(Size="1"))
    assert sc_plan_client.create_provisioned_product_plan(**request)["PlanId"]


@pytest.mark.sc_plan(progress="immediate")
def test_values_are_given_previous_or_defaults(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = product_with(
        sc_plan,
        Size={"Type": "String", "Default": "small"},
        Colour={"Type": "String", "Default": "red"},
        Encrypted={"Type": "String", "Default": True},
    )

    def execute(given: list[dict[str, Any]], expected: dict[str, str], tag: str) -> None:
        plan_id = sc_plan_client.create_provisioned_product_plan(
            **plan_of(product, ProvisioningParameters=given, Tags=[{"Key": "turn", "Value": tag}])
        )["PlanId"]
        sc_plan_client.execute_provisioned_product_plan(PlanId=plan_id)
        assert sc_plan.provisioned_product("bucket").parameters == expected
        sc_plan_client.delete_provisioned_product_plan(PlanId=plan_id)

    first = {"Size": "large", "Colour": "red", "Encrypted": "true"}
    execute(values(Size="large"), first, "1")
    previous = [
        {"Key": "Size", "UsePreviousValue": True},
        {"Key": "Colour", "UsePreviousValue": True},
    ]
    execute(previous, first, "2")
    execute(values(Colour="blue"), {**first, "Size": "small", "Colour": "blue"}, "3")


def test_values_of_no_echo_parameters_are_not_shown(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = product_with(
        sc_plan,
        Password={"Type": "String", "NoEcho": "true"},
        Token={"Type": "String", "NoEcho": True, "Default": "token"},
        Size={"Type": "String"},
    )
    given = values(Password="secret", Size="1")
    described = describe(sc_plan_client, sc_plan, **plan_of(product, ProvisioningParameters=given))[
        "ProvisionedProductPlanDetails"
    ]
    assert described["ProvisioningParameters"] == values(Password="****", Size="1")
    existing = sc_plan.add_provisioned_product(
        "kept", product=product, parameters={"Password": "secret", "Size": "1"}
    )
    keep = [{"Key": "Password", "UsePreviousValue": True}, {"Key": "Size", "Value": "2"}]
    kept = describe(
        sc_plan_client,
        sc_plan,
        **plan_of(product, existing.name, ProvisioningParameters=keep),
    )["ProvisionedProductPlanDetails"]
    assert kept["ProvisioningParameters"] == keep
