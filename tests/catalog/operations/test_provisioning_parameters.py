"""The description of a version before it is provisioned."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, invalid_parameters, not_found

ID = "prod-aaaaaaaaaaaaa"
ROLE = "arn:aws:iam::123456789012:role/launch"
BUCKET = {"Bucket": {"Type": "AWS::S3::Bucket"}}


def template_of(**sections: Any) -> dict[str, Any]:
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": BUCKET, **sections}


def described(catalog: ServiceCatalog, client: Client, template: Any, **details: Any) -> Any:
    """Describe the only version of a product with that template."""
    product = catalog.add_product(versions={"v1": template}, **details)
    return client.describe_provisioning_parameters(
        ProductId=product.id,
        ProvisioningArtifactId=product.provisioning_artifacts[0].id,
        PathId=product.launch_paths[0].id,
    )


def instructions(answer: dict[str, Any]) -> dict[str, str]:
    return {item["Type"]: item["Value"] for item in answer["UsageInstructions"]}


def test_a_plain_version_has_nothing_to_say(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    answer = described(sc_plan, sc_plan_client, template_of())

    (version,) = sc_plan.products[0].provisioning_artifacts
    del answer["ResponseMetadata"]
    assert answer == {
        "ProvisioningArtifactParameters": [],
        "ConstraintSummaries": [],
        "UsageInstructions": [
            {"Type": "rules", "Value": "{}"},
            {"Type": "version", "Value": "2010-09-09"},
            {"Type": "tagUpdateOnProvisionedProduct", "Value": "NOT_ALLOWED"},
        ],
        "TagOptions": [],
        "ProvisioningArtifactPreferences": {},
        "ProvisioningArtifactOutputs": [{"Key": version.id, "Description": ""}],
        "ProvisioningArtifactOutputKeys": [],
    }


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({}, {}),
        ({"Type": "Number"}, {"ParameterType": "Number"}),
        (
            {"Type": "AWS::SSM::Parameter::Value<String>"},
            {"ParameterType": "AWS::SSM::Parameter::Value<String>"},
        ),
        ({"Default": "small"}, {"DefaultValue": "small"}),
        ({"Default": ""}, {"DefaultValue": ""}),
        ({"Default": 0}, {"DefaultValue": "0"}),
        ({"Default": True}, {"DefaultValue": "true"}),
        ({"Description": "How big"}, {"Description": "How big"}),
        ({"NoEcho": True}, {"IsNoEcho": True}),
        ({"NoEcho": "true"}, {"IsNoEcho": True}),
        ({"NoEcho": "false"}, {"IsNoEcho": False}),
        (
            {"AllowedValues": ["a", 1, True]},
            {"ParameterConstraints": {"AllowedValues": ["a", "1", "true"]}},
        ),
        (
            {
                "AllowedPattern": "[a-z]+",
                "ConstraintDescription": "must be small",
                "MinLength": 1,
                "MaxLength": "9",
            },
            {
                "ParameterConstraints": {
                    "AllowedValues": [],
                    "AllowedPattern": "[a-z]+",
                    "ConstraintDescription": "must be small",
                    "MinLength": "1",
                    "MaxLength": "9",
                }
            },
        ),
        (
            {"MinValue": 0, "MaxValue": 1.5},
            {"ParameterConstraints": {"AllowedValues": [], "MinValue": "0", "MaxValue": "1.5"}},
        ),
    ],
)
def test_a_parameter_is_described_as_the_template_declares_it(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    declared: dict[str, Any],
    expected: dict[str, Any],
) -> None:
    template = template_of(Parameters={"Size": {"Type": "String", **declared}})

    answer = described(sc_plan, sc_plan_client, template)

    assert answer["ProvisioningArtifactParameters"] == [
        {
            "ParameterKey": "Size",
            "ParameterType": "String",
            "IsNoEcho": False,
            "ParameterConstraints": {"AllowedValues": []},
            **expected,
        }
    ]


def test_parameters_and_outputs_come_in_the_order_of_the_template(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    keys = ["Size", "Colour", "Name"]
    template = template_of(
        Parameters={key: {"Type": "String"} for key in keys},
        Outputs={
            "Url": {"Value": {"Ref": "Name"}, "Description": "Where it is"},
            "Arn": {"Value": {"Fn::GetAtt": ["Bucket", "Arn"]}},
        },
    )

    answer = described(sc_plan, sc_plan_client, template)

    parameters = answer["ProvisioningArtifactParameters"]
    assert [parameter["ParameterKey"] for parameter in parameters] == keys
    outputs = [{"Key": "Url", "Description": "Where it is"}, {"Key": "Arn"}]
    assert answer["ProvisioningArtifactOutputKeys"] == outputs


def test_constraints_and_tag_options_are_described(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    own = {"Assertions": [{"Assert": {"Fn::Equals": ["a", "a"]}}]}
    of_constraint = {"Assertions": [{"Assert": {"Fn::Equals": ["b", "b"]}}]}

    answer = described(
        sc_plan,
        sc_plan_client,
        {"Resources": BUCKET, "Rules": {"Own": own}},
        launch_role_arn=ROLE,
        template_constraints={"Small": of_constraint},
        tag_options={"Stage": ["dev", "prod"], "Team": "web"},
    )

    types = [summary["Type"] for summary in answer["ConstraintSummaries"]]
    assert types == ["LAUNCH", "TEMPLATE"]
    said = instructions(answer)
    assert json.loads(said.pop("rules")) == {"Own": own, "Small": of_constraint}
    assert said == {"launchAsRole": ROLE, "tagUpdateOnProvisionedProduct": "NOT_ALLOWED"}
    assert answer["TagOptions"] == [
        {"Key": "Stage", "Values": ["dev", "prod"]},
        {"Key": "Team", "Values": ["web"]},
    ]


def test_product_version_and_path_are_found_by_their_names(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.add_product(
        "website",
        versions={"v1": template_of(), "v2": template_of(Parameters={"Size": {"Type": "String"}})},
        launch_paths=["engineering", "sales"],
    )

    answer = sc_plan_client.describe_provisioning_parameters(
        ProductName="website", ProvisioningArtifactName="v2", PathName="sales"
    )

    (parameter,) = answer["ProvisioningArtifactParameters"]
    assert parameter["ParameterKey"] == "Size"


def test_the_only_path_need_not_be_named(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sc_plan.add_product("website")

    answer = sc_plan_client.describe_provisioning_parameters(
        ProductName="website", ProvisioningArtifactName="v1"
    )

    assert answer["ProvisioningArtifactParameters"] == []


def test_the_active_versions_are_named(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    product = sc_plan.add_product(
        "website",
        versions={"v1": template_of(), "v2": template_of(), "v3": template_of()},
        inactive_versions=["v2"],
    )

    answer = sc_plan_client.describe_provisioning_parameters(
        ProductName="website", ProvisioningArtifactName="v3"
    )

    first, _, third = product.provisioning_artifacts
    assert answer["ProvisioningArtifactOutputs"] == [
        {"Key": first.id, "Description": ""},
        {"Key": third.id, "Description": ""},
    ]


def test_the_template_describes_itself(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    template = template_of(Description="A bucket", Metadata={"Team": {"Name": "web"}})

    answer = described(sc_plan, sc_plan_client, template)

    assert answer["UsageInstructions"] == [
        {"Type": "rules", "Value": "{}"},
        {"Type": "version", "Value": "2010-09-09"},
        {"Type": "description", "Value": "A bucket"},
        {"Type": "metadata", "Value": '{"Team":{"Name":"web"}}'},
        {"Type": "tagUpdateOnProvisionedProduct", "Value": "NOT_ALLOWED"},
    ]


@pytest.mark.parametrize(
    ("properties", "capability"),
    [({}, "CAPABILITY_IAM"), ({"RoleName": "web"}, "CAPABILITY_NAMED_IAM")],
)
def test_a_template_that_makes_permissions_needs_a_capability(
    sc_plan: ServiceCatalog, sc_plan_client: Client, properties: Any, capability: str
) -> None:
    resources = {
        "Reader": {"Type": "AWS::IAM::Role", "Properties": properties},
        "Writer": {"Type": "AWS::IAM::Role"},
        "Rights": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "web"}},
    }

    answer = described(sc_plan, sc_plan_client, template_of(Resources={**BUCKET, **resources}))

    said = instructions(answer)
    assert said["capability"] == capability
    assert said["capabilitiesReason"] == (
        "The following resource(s) require capabilities: [AWS::IAM::Role, AWS::IAM::Policy]"
    )


def test_an_unknown_product_is_not_described(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("website")
    describe = sc_plan_client.describe_provisioning_parameters
    version = {"ProductId": product.id, "ProvisioningArtifactName": "v1"}

    with not_found(f"{ID} does not exist or access was denied"):
        describe(ProductId=ID, ProvisioningArtifactName="v1")
    with not_found("Product with name database does not exist or access was denied"):
        describe(ProductName="database", ProvisioningArtifactName="v1")
    with not_found("ProvisioningArtifact pa-x not found."):
        describe(ProductId=product.id, ProvisioningArtifactId="pa-x")
    with not_found(f"Launch path lpv3-x was not found for product {product.id}."):
        describe(**version, PathId="lpv3-x")
    with not_found(f"Launch path with name sales was not found for product {product.id}."):
        describe(**version, PathName="sales")


def test_a_name_or_an_id_is_needed_and_not_both(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("website")
    describe = sc_plan_client.describe_provisioning_parameters
    message = "You must provide either the name or the ID of a {}, but not both."
    path = product.launch_paths[0]

    with invalid_parameters(message.format("product")):
        describe(ProvisioningArtifactName="v1")
    with invalid_parameters(message.format("product")):
        describe(ProductId=product.id, ProductName="website", ProvisioningArtifactName="v1")
    with invalid_parameters(message.format("provisioning artifact")):
        describe(ProductId=product.id)
    with invalid_parameters(message.format("launch path")):
        describe(
            ProductId=product.id,
            ProvisioningArtifactName="v1",
            PathId=path.id,
            PathName=path.name,
        )


def test_one_of_several_paths_is_to_be_named(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.add_product("website", launch_paths=2)

    with invalid_parameters(
        "More than one launch path ids exist. Please specify the launch path id"
    ):
        sc_plan_client.describe_provisioning_parameters(
            ProductName="website", ProvisioningArtifactName="v1"
        )


def test_a_product_that_nobody_may_launch_is_not_described(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("website", launch_paths=0)
    describe = sc_plan_client.describe_provisioning_parameters

    with not_found(f"No launch paths found for resource: {product.id}"):
        describe(ProductId=product.id, ProvisioningArtifactName="v1")
    with not_found("Product with name website does not exist or access was denied"):
        describe(ProductName="website", ProvisioningArtifactName="v1")


def test_an_inactive_version_is_not_described(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("website", inactive_versions=["v1"])
    artifact = product.provisioning_artifacts[0]

    for request, named in (
        ({"ProvisioningArtifactId": artifact.id}, artifact.id),
        ({"ProvisioningArtifactName": "v1"}, "with name v1"),
    ):
        with not_found(f"ProvisioningArtifact {named} not found."):
            sc_plan_client.describe_provisioning_parameters(ProductId=product.id, **request)
