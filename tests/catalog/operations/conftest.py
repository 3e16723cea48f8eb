from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...vending import SIZED


@pytest.fixture
def shop(sc_plan: ServiceCatalog) -> Any:
    versions = {"v1": SIZED, "v2": SIZED}
    return sc_plan.add_product("shop", versions=versions, tag_updates=True)


@pytest.fixture
def item(sc_plan: ServiceCatalog, shop: Any) -> Any:
    return sc_plan.add_provisioned_product(
        "item", product="shop", version="v1", tags={"team": "red"}
    )
