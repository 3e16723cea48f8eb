"""Versions that share a name: each is found by its id, and by the name only if it is alone."""

from __future__ import annotations

from pytest_sc_plan import ServiceCatalog, Version

from ...helpers import Client, invalid_parameters

SEVERAL = "Multiple Provisioning Artifact with name v1 found."


def test_the_name_of_two_versions_names_none(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    versions = [Version("v1", id="pa-1"), Version("v1", id="pa-2"), Version("v2", id="pa-3")]
    sc_plan.add_product("shop", versions=versions)
    shop = {"ProductName": "shop"}
    with invalid_parameters(SEVERAL):
        sc_plan_client.describe_provisioning_artifact(**shop, ProvisioningArtifactName="v1")
    with invalid_parameters(SEVERAL):
        sc_plan_client.provision_product(
            **shop, ProvisioningArtifactName="v1", ProvisionedProductName="item"
        )
    for identifier in ("pa-1", "pa-2"):
        described = sc_plan_client.describe_provisioning_artifact(
            **shop, ProvisioningArtifactId=identifier
        )
        assert described["ProvisioningArtifactDetail"]["Id"] == identifier
    described = sc_plan_client.describe_provisioning_artifact(**shop, ProvisioningArtifactName="v2")
    assert described["ProvisioningArtifactDetail"]["Id"] == "pa-3"


def test_to_users_an_inactive_version_does_not_share_its_name(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    output = {"Parameters": {"Size": {"Type": "String"}}}
    sc_plan.add_product("shop", versions=[Version("v1", active=False), Version("v1", output)])
    shop = {"ProductName": "shop", "ProvisioningArtifactName": "v1"}
    parameters = sc_plan_client.describe_provisioning_parameters(**shop)
    assert len(parameters["ProvisioningArtifactParameters"]) == 1
    with invalid_parameters(SEVERAL):
        sc_plan_client.describe_provisioning_artifact(**shop)
