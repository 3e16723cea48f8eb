"""What the tests of the vending machine share. Here too so that ``vending`` can be imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from vending import Order, Provisioner

if TYPE_CHECKING:
    from pytest_sc_plan import ServiceCatalog


@pytest.fixture
def provisioner() -> Provisioner:
    """One that does not wait between looks, and soon gives up."""
    return Provisioner(interval=0, looks=5)


@pytest.fixture
def order(sc_plan: ServiceCatalog) -> Order:
    """An order of a product that is in the catalog."""
    product = sc_plan.add_product("bucket")
    return Order("team-a", product.id, product.provisioning_artifacts[0].id, {"Env": "dev"})
