"""Products and their versions, described to users and administrators."""

from __future__ import annotations

import json

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, invalid_parameters, not_found
from ...vending import PLAIN

ID = "prod-aaaaaaaaaaaaa"


# -------------------------------------------------------------------- describing


def test_a_user_describes_a_product(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    product = sc_plan.add_product(
        "website",
        versions={"v1": PLAIN, "v2": PLAIN, "v3": PLAIN},
        inactive_versions=["v2"],
        deprecated_versions=["v1"],
        launch_paths=["engineering", "sales"],
    )

    answer = sc_plan_client.describe_product(Id=product.id)

    first, _, third = product.provisioning_artifacts
    (summary,) = sc_plan_client.search_products()["ProductViewSummaries"]
    assert answer["ProductViewSummary"] == summary
    assert answer["ProvisioningArtifacts"] == [
        {
            "Id": first.id,
            "Name": "v1",
            "CreatedTime": product.created_time,
            "Guidance": "DEPRECATED",
        },
        {"Id": third.id, "Name": "v3", "CreatedTime": product.created_time, "Guidance": "DEFAULT"},
    ]
    assert answer["LaunchPaths"] == [
        {"Id": product.launch_paths[0].id, "Name": "engineering"},
        {"Id": product.launch_paths[1].id, "Name": "sales"},
    ]
    assert answer["Budgets"] == []


def test_a_product_is_described_by_name_and_by_view(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("website")
    by_id = sc_plan_client.describe_product(Id=product.id)

    by_name = sc_plan_client.describe_product(Name="website")
    by_view = sc_plan_client.describe_product_view(Id=product.view_id)

    for answer in (by_id, by_name, by_view):
        del answer["ResponseMetadata"]
    assert by_name == by_id
    assert by_view == {
        name: by_id[name] for name in ("ProductViewSummary", "ProvisioningArtifacts")
    }


def test_an_administrator_describes_a_product(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(
        "website",
        versions={"v1": PLAIN, "v2": PLAIN},
        inactive_versions=["v2"],
        launch_paths=0,
        tag_options={"Stage": ["dev", "prod"], "Team": "web"},
    )

    answer = sc_plan_client.describe_product_as_admin(Id=product.id)

    (detail,) = sc_plan_client.search_products_as_admin()["ProductViewDetails"]
    assert answer["ProductViewDetail"] == detail
    assert answer["ProvisioningArtifactSummaries"] == [
        {
            "Id": artifact.id,
            "Name": artifact.name,
            "CreatedTime": product.created_time,
            "ProvisioningArtifactMetadata": {"SourceProvisioningArtifactId": artifact.id},
        }
        for artifact in product.provisioning_artifacts
    ]
    identified = {"Active": True, "Owner": "123456789012"}
    options = answer["TagOptions"]
    assert {option.pop("Id")[:4] for option in options} == {"tag-"}
    assert options == [
        {"Key": "Stage", "Value": "dev", **identified},
        {"Key": "Stage", "Value": "prod", **identified},
        {"Key": "Team", "Value": "web", **identified},
    ]
    assert (answer["Tags"], answer["Budgets"]) == ([], [])
    by_name = sc_plan_client.describe_product_as_admin(Name="website")
    assert by_name["ProductViewDetail"] == detail


@pytest.mark.parametrize(
    ("call", "by_id", "by_name"),
    [
        (
            "describe_product",
            f"{ID} does not exist or access was denied",
            "Product with name website does not exist or access was denied",
        ),
        (
            "describe_product_as_admin",
            f"{ID} does not exist or access was denied",
            "Product with name website not found",
        ),
    ],
)
def test_a_product_that_does_not_exist_is_not_described(
    sc_plan_client: Client, call: str, by_id: str, by_name: str
) -> None:
    with not_found(by_id):
        getattr(sc_plan_client, call)(Id=ID)
    with not_found(by_name):
        getattr(sc_plan_client, call)(Name="website")
    message = "You must provide either the name or the ID of a product, but not both."
    for request in ({}, {"Id": ID, "Name": "website"}):
        with invalid_parameters(message):
            getattr(sc_plan_client, call)(**request)


def test_a_product_that_nobody_may_launch_is_not_described_to_users(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("website", launch_paths=0)

    with not_found(f"No launch paths found for resource: {product.id}"):
        sc_plan_client.describe_product(Id=product.id)
    with not_found("Product with name website does not exist or access was denied"):
        sc_plan_client.describe_product(Name="website")
    with not_found(f"{product.view_id} does not exist or access was denied"):
        sc_plan_client.describe_product_view(Id=product.view_id)


def test_a_view_that_does_not_exist_is_not_described(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("website")

    with not_found(f"{product.id} does not exist or access was denied"):
        sc_plan_client.describe_product_view(Id=product.id)


# ---------------------------------------------------------------------- versions


def test_versions_are_listed_inactive_ones_too(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(
        "website",
        versions={"v1": PLAIN, "v2": PLAIN},
        inactive_versions=["v1"],
        deprecated_versions=["v1"],
        launch_paths=0,
    )

    answer = sc_plan_client.list_provisioning_artifacts(ProductId=product.id)

    first, second = product.provisioning_artifacts
    common = {"Type": "CLOUD_FORMATION_TEMPLATE", "CreatedTime": product.created_time}
    assert answer["ProvisioningArtifactDetails"] == [
        {**common, "Id": first.id, "Name": "v1", "Active": False, "Guidance": "DEPRECATED"},
        {**common, "Id": second.id, "Name": "v2", "Active": True, "Guidance": "DEFAULT"},
    ]
    with not_found(f"{ID} does not exist or access was denied"):
        sc_plan_client.list_provisioning_artifacts(ProductId=ID)


def test_a_version_is_described_by_ids_and_by_names(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(
        "website", versions={"v1": PLAIN, "v2": PLAIN}, inactive_versions=["v2"]
    )
    details = sc_plan_client.list_provisioning_artifacts(ProductId=product.id)

    for number, artifact in enumerate(product.provisioning_artifacts):
        by_id = sc_plan_client.describe_provisioning_artifact(
            ProductId=product.id, ProvisioningArtifactId=artifact.id
        )
        by_name = sc_plan_client.describe_provisioning_artifact(
            ProductName="website", ProvisioningArtifactName=artifact.name
        )
        for answer in (by_id, by_name):
            detail = answer["ProvisioningArtifactDetail"]
            assert detail == details["ProvisioningArtifactDetails"][number]
            assert answer["Info"] == {
                "TemplateUrl": (
                    f"https://pytest-sc-plan.invalid/{product.id}/{artifact.id}.template"
                )
            }
            assert answer["Status"] == "AVAILABLE"
            assert "ProvisioningArtifactParameters" not in answer


def test_a_version_is_described_with_its_template_and_parameters(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    template = {**PLAIN, "Parameters": {"Size": {"Type": "Number", "Default": 1}}}
    product = sc_plan.add_product("website", versions={"v1": template})

    answer = sc_plan_client.describe_provisioning_artifact(
        ProductId=product.id,
        ProvisioningArtifactName="v1",
        Verbose=True,
        IncludeProvisioningArtifactParameters=True,
    )

    assert json.loads(answer["Info"]["CloudFormationTemplate"]) == template
    assert answer["ProvisioningArtifactParameters"] == [
        {
            "ParameterKey": "Size",
            "DefaultValue": "1",
            "ParameterType": "Number",
            "IsNoEcho": False,
            "ParameterConstraints": {"AllowedValues": []},
        }
    ]


def test_a_version_that_does_not_exist_is_not_described(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("website")
    describe = sc_plan_client.describe_provisioning_artifact

    with not_found(f"{ID} does not exist or access was denied"):
        describe(ProductId=ID, ProvisioningArtifactName="v1")
    with not_found("Product with name database not found"):
        describe(ProductName="database", ProvisioningArtifactName="v1")
    with not_found("ProvisioningArtifact pa-x not found."):
        describe(ProductId=product.id, ProvisioningArtifactId="pa-x")
    with not_found("ProvisioningArtifact with name v9 not found."):
        describe(ProductId=product.id, ProvisioningArtifactName="v9")
    with invalid_parameters(
        "You must provide either the name or the ID of a product, but not both."
    ):
        describe(ProvisioningArtifactName="v1")
    with invalid_parameters(
        "You must provide either the name or the ID of a provisioning artifact, but not both."
    ):
        describe(ProductId=product.id)
