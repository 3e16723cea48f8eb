"""Fixtures of the vending service's tests. It also makes ``vending`` importable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from vending import Catalog, Environments, Order, Patience, Vendor

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient

    from pytest_sc_plan import ServiceCatalog

TEMPLATES = Path(__file__).parent / "templates"

IMPATIENT = Patience(interval=0, looks=5)
"""Does not wait between looks, and soon gives up."""


@pytest.fixture
def product(sc_plan: ServiceCatalog) -> str:
    """The product that teams order: two versions, and a third that is not out yet."""
    return sc_plan.add_product(
        "environment",
        versions={
            "v1": TEMPLATES / "environment-v1.yaml",
            "v2": TEMPLATES / "environment-v2.yaml",
            "v3": {"Resources": {"Nothing": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}},
        },
        inactive_versions=["v3"],
        launch_role_arn="arn:aws:iam::123456789012:role/vending",
        description="A place for a team to work in",
    ).name


@pytest.fixture
def order(product: str) -> Order:
    """An order of what is in the catalog."""
    return Order("team-a", product, "v1", {"Owner": "ada"})


@pytest.fixture
def catalog(sc_plan_client: ServiceCatalogClient) -> Catalog:
    return Catalog(sc_plan_client)


@pytest.fixture
def vendor(sc_plan_client: ServiceCatalogClient) -> Vendor:
    return Vendor(sc_plan_client, IMPATIENT)


@pytest.fixture
def environments(sc_plan_client: ServiceCatalogClient) -> Environments:
    return Environments(sc_plan_client, IMPATIENT)
