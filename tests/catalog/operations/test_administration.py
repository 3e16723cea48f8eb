"""The administrator's settings, and their effect on plans and provisioning."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import (
    Client,
    describe,
    invalid_parameters,
    not_found,
    plan_of,
    refusal_of_plan,
    values,
)

ROLE = "arn:aws:iam::123456789012:role/launch"

TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "Size": {"Type": "String", "Default": "small"},
        "Stage": {"Type": "String", "Default": "test"},
    },
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
}

SMALL_TESTS = {
    "RuleCondition": {"Fn::Equals": [{"Ref": "Stage"}, "test"]},
    "Assertions": [
        {
            "Assert": {"Fn::Contains": [["small", "medium"], {"Ref": "Size"}]},
            "AssertDescription": "Tests are small or medium",
        }
    ],
}


def test_launch_paths_have_the_names_that_they_are_given(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("x", launch_paths=["web", "data"])
    assert [path.name for path in product.launch_paths] == ["web", "data"]
    with invalid_parameters(
        "More than one launch path ids exist. Please specify the launch path id"
    ):
        sc_plan_client.create_provisioned_product_plan(**plan_of(product))
    details = describe(
        sc_plan_client, sc_plan, **plan_of(product, PathId=product.launch_paths[1].id)
    )["ProvisionedProductPlanDetails"]
    assert details["PathId"] == product.launch_paths[1].id


def test_a_product_without_a_launch_path_can_not_be_planned(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("x", launch_paths=[])
    with not_found(f"No launch paths found for resource: {product.id}"):
        sc_plan_client.create_provisioned_product_plan(**plan_of(product))


def test_a_launch_role_is_that_of_the_record(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("x", launch_role_arn=ROLE)
    details = describe(sc_plan_client, sc_plan, **plan_of(product))
    plan_id = details["ProvisionedProductPlanDetails"]["PlanId"]
    record = sc_plan_client.execute_provisioned_product_plan(PlanId=plan_id)["RecordDetail"]
    assert record["LaunchRoleArn"] == ROLE


def test_an_inactive_version_is_invisible(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    product = sc_plan.add_product(
        "x",
        versions={"v1": TEMPLATE, "v2": TEMPLATE},
        inactive_versions=["v2"],
        deprecated_versions=["v1"],
    )
    first, second = product.provisioning_artifacts
    assert (first.active, first.guidance) == (True, "DEPRECATED")
    assert (second.active, second.guidance) == (False, "DEFAULT")
    message = f"ProvisioningArtifact {second.id} not found."
    with not_found(message):
        sc_plan_client.create_provisioned_product_plan(**plan_of(product))
    with not_found(message):
        sc_plan_client.provision_product(
            ProductId=product.id,
            ProvisioningArtifactId=second.id,
            ProvisionedProductName="bucket",
        )
    assert sc_plan.add_plan(product=product).provisioning_artifact == first
    existing = sc_plan.add_provisioned_product("old", product=product, version="v2")
    with not_found(message):
        sc_plan_client.update_provisioned_product(
            ProvisionedProductId=existing.id, ProvisioningParameters=values(Size="large")
        )


def test_versions_that_are_all_inactive_can_still_be_seeded(sc_plan: ServiceCatalog) -> None:
    product = sc_plan.add_product("x", inactive_versions=["v1"])
    existing = sc_plan.add_provisioned_product(product=product)
    assert existing.provisioning_artifact.name == "v1"


@pytest.mark.parametrize("argument", ["inactive_versions", "deprecated_versions"])
@pytest.mark.parametrize(
    ("versions", "there"), [(None, "v1"), ({"a": TEMPLATE, "b": TEMPLATE}, "a, b")]
)
def test_a_version_that_does_not_exist_is_refused(
    sc_plan: ServiceCatalog, argument: str, versions: Any, there: str
) -> None:
    message = f"^{argument}: there is no version 'v9'; there is {there}$"
    arguments: Any = {"versions": versions, argument: ["v9"]}
    with pytest.raises(ValueError, match=message):
        sc_plan.add_product("x", **arguments)


@pytest.mark.parametrize("origin", ["template", "constraint"])
def test_rules_are_kept(sc_plan: ServiceCatalog, sc_plan_client: Client, origin: str) -> None:
    rules = {"SmallTests": SMALL_TESTS}
    product = (
        sc_plan.add_product("x", versions={"v1": {**TEMPLATE, "Rules": rules}})
        if origin == "template"
        else sc_plan.add_product("x", versions={"v1": TEMPLATE}, template_constraints=rules)
    )
    given = values(Size="large")
    request = plan_of(product, ProvisioningParameters=given)
    assert refusal_of_plan(sc_plan_client, sc_plan, **request) == "Tests are small or medium"
    record = sc_plan_client.provision_product(
        ProductId=product.id,
        ProvisioningArtifactName="v1",
        ProvisionedProductName="other",
        ProvisioningParameters=given,
    )["RecordDetail"]
    sc_plan.advance()
    (error,) = sc_plan.record(record["RecordId"]).errors
    assert error.description.startswith("Tests are small or medium (Service: Amazon")
    request = plan_of(product, "third", ProvisioningParameters=values(Size="large", Stage="prod"))
    described = describe(sc_plan_client, sc_plan, **request)
    assert described["ProvisionedProductPlanDetails"]["Status"] == "CREATE_SUCCESS"


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"Assertions": [{"Assert": {"Fn::Equals": ["a", "b"]}}]}, "Rule Rule is not satisfied."),
        ({"Assertions": [{"Assert": {"Fn::Equals": ["a", "a"]}}]}, None),
        ({"Assertions": [{}]}, None),
        ({}, None),
        # The fake knows no subnets.
        ({"Assertions": [{"Assert": {"Fn::Contains": [{"Fn::RefAll": "X"}, "a"]}}]}, None),
        ({"Assertions": [{"Assert": {"Fn::Equals": [{"Fn::ValueOf": ["A", "B"]}, "a"]}}]}, None),
    ],
)
def test_a_rule_that_can_be_judged_is_kept(
    sc_plan: ServiceCatalog, sc_plan_client: Client, rule: Any, message: str | None
) -> None:
    product = sc_plan.add_product("x", template_constraints={"Rule": rule})
    if message is None:
        details = describe(sc_plan_client, sc_plan, **plan_of(product))
        assert details["ProvisionedProductPlanDetails"]["Status"] == "CREATE_SUCCESS"
    else:
        assert refusal_of_plan(sc_plan_client, sc_plan, **plan_of(product)) == message


def test_tag_options_are_applied_or_chosen(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    product = sc_plan.add_product(
        "x", tag_options={"cost": "42", "stage": ["test", "prod"], "team": ("red",)}
    )
    assert describe(
        sc_plan_client, sc_plan, **plan_of(product, Tags=[{"Key": "stage", "Value": "prod"}])
    )["ProvisionedProductPlanDetails"]["Tags"] == [
        {"Key": "cost", "Value": "42"},
        {"Key": "team", "Value": "red"},
        {"Key": "stage", "Value": "prod"},
    ]
    with invalid_parameters(f"Tag stage of product {product.id} must be one of test, prod."):
        sc_plan_client.create_provisioned_product_plan(
            **plan_of(product, "other", Tags=[{"Key": "stage", "Value": "dev"}])
        )


def test_a_tag_option_has_a_value(sc_plan: ServiceCatalog) -> None:
    message = re.escape("tag_options: 'stage' has no value")
    with pytest.raises(ValueError, match=f"^{message}$"):
        sc_plan.add_product("x", tag_options={"stage": []})


def test_a_product_view_has_all_details(sc_plan: ServiceCatalog) -> None:
    product = sc_plan.add_product(
        "x",
        owner="Central IT",
        description="A queue",
        launch_role_arn=ROLE,
        template_constraints={"SmallTests": SMALL_TESTS},
        tag_options={"cost": "42"},
    )
    assert (product.owner, product.description) == ("Central IT", "A queue")
    assert product.tag_options == {"cost": ["42"]}
    launch, template = product.constraints
    assert (launch.type, launch.description, launch.rules) == ("LAUNCH", f"Launch as {ROLE}", {})
    assert (template.type, template.rules) == ("TEMPLATE", {"SmallTests": SMALL_TESTS})
    bare = sc_plan.add_product("y")
    assert (bare.owner, bare.description) == ("pytest-sc-plan", None)
    assert (bare.tag_options, bare.constraints) == ({}, ())
