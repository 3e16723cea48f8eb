"""Helpers for the tests of products, provisioning, searching and record history."""

from __future__ import annotations

from typing import Any

from pytest_sc_plan import ServiceCatalog
from pytest_sc_plan.settings import SettingsKeywords

from .helpers import Client

PLAIN: dict[str, Any] = {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}}

SIZED: dict[str, Any] = {
    "Parameters": {"Size": {"Type": "String", "Default": "small"}},
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
    "Outputs": {
        "Size": {"Value": {"Ref": "Size"}, "Description": "How large it is"},
        "Kind": {"Value": "queue"},
        "Shelf": {"Value": "top"},
    },
}
"""A template with a parameter and with outputs."""

LARGE = [{"Key": "Size", "Value": "large"}]

FAILURE: SettingsKeywords = {
    "outcome": "failed",
    "failure_code": "OutOfStock",
    "failure_description": "The shelf is empty",
}
"""Settings with which everything fails."""


def provision(client: Client, name: str, product: str = "shop", **more: Any) -> dict[str, Any]:
    """Provision version v1 of a product, and give the record."""
    record: dict[str, Any] = client.provision_product(
        ProductName=product,
        ProvisioningArtifactName="v1",
        ProvisionedProductName=name,
        **more,
    )["RecordDetail"]
    return record


def names(found: dict[str, Any]) -> list[str]:
    """The names of the provisioned products in an answer."""
    return [item["Name"] for item in found["ProvisionedProducts"]]


def stock(catalog: ServiceCatalog, count: int) -> list[str]:
    """Put that many provisioned products into the catalog, and give their names, oldest first."""
    return [catalog.add_provisioned_product(f"item-{number:03}").name for number in range(count)]
