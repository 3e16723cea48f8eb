"""A hub offers a product, a spoke accepts it, and a team there orders it: on each engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from vending import (
    Blueprint,
    Environments,
    Hub,
    NotThereError,
    OfferedProduct,
    Order,
    Patience,
    Spoke,
    Vendor,
)

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient

    from pytest_sc_plan import ServiceCatalog

TEMPLATES = Path(__file__).parents[1] / "templates"

SPOKE = "210987654321"
TEAM = f"arn:aws:iam::{SPOKE}:user/pytest-sc-plan"
"""Whoever calls with fake credentials of the spoke."""

UNIT = "ou-abcd-12345678"
IMPATIENT = Patience(interval=0, looks=5)
BLUEPRINT = Blueprint(
    "environment", "https://hub.s3.amazonaws.com/environment-v1.yaml", "SCLaunchRole"
)
ORDER = Order("team-a", "environment", "v1", {"Owner": "ada"})


@pytest.fixture
def hub(sc_plan: ServiceCatalog, sc_plan_client: ServiceCatalogClient) -> Hub:
    for version in ("v1", "v2"):
        url = BLUEPRINT.template_url.replace("v1", version)
        sc_plan.add_template(url, TEMPLATES / f"environment-{version}.yaml")
    return Hub(sc_plan_client, IMPATIENT)


@pytest.fixture
def client(sc_plan: ServiceCatalog) -> ServiceCatalogClient:
    """A client of the spoke's."""
    made: ServiceCatalogClient = boto3.client(
        "servicecatalog",
        region_name=sc_plan.settings.region,
        aws_access_key_id=SPOKE,
        aws_secret_access_key="secret",
    )
    return made


@pytest.fixture
def offered(hub: Hub) -> OfferedProduct:
    return hub.offer("environments", BLUEPRINT, "Platform")


@pytest.mark.parametrize(
    "engine",
    [
        pytest.param("scripted", marks=pytest.mark.sc_plan(engine="scripted")),
        pytest.param("cloudformation", marks=pytest.mark.sc_plan(engine="cloudformation")),
    ],
)
@pytest.mark.sc_plan(access="principals")
def test_a_spoke_orders_what_the_hub_offers(
    sc_plan: ServiceCatalog,
    hub: Hub,
    offered: OfferedProduct,
    client: ServiceCatalogClient,
    engine: str,
) -> None:
    spoke, vendor, environments = Spoke(client), Vendor(client, IMPATIENT), Environments(client)
    with pytest.raises(NotThereError, match="Portfolio not found"):
        spoke.accept(offered.portfolio_id, TEAM)

    hub.share(offered.portfolio_id, [SPOKE])
    assert spoke.portfolios() == []
    spoke.accept(offered.portfolio_id, TEAM)

    assert spoke.portfolios() == ["environments"]
    receipt = vendor.fulfil(ORDER)
    assert receipt.outputs["Stage"] == "dev"
    (record,) = sc_plan.for_account(SPOKE).records
    assert record.provisioned_product.product.id == offered.product_id
    assert record.launch_role_arn == f"arn:aws:iam::{SPOKE}:role/SCLaunchRole"
    assert sc_plan.settings.engine == engine

    hub.release(offered.product_id, "v2", BLUEPRINT.template_url.replace("v1", "v2"))
    changed = vendor.fulfil(Order("team-a", "environment", "v2", {"Stage": "test"}))
    assert changed.outputs["Stage"] == "test"

    hub.withdraw(offered.portfolio_id, SPOKE)
    assert spoke.portfolios() == []
    with pytest.raises(NotThereError, match="does not exist or access was denied"):
        vendor.fulfil(Order("team-b", "environment"))
    assert environments.get("team-a").status == "AVAILABLE"


@pytest.mark.sc_plan(access="principals")
def test_the_roles_of_a_unit_need_no_acceptance(
    hub: Hub,
    offered: OfferedProduct,
    client: ServiceCatalogClient,
    sc_plan: ServiceCatalog,
    sc_plan_client: ServiceCatalogClient,
) -> None:
    sc_plan_client.enable_aws_organizations_access()
    sc_plan.advance()

    hub.share_with_unit(offered.portfolio_id, UNIT, "arn:aws:iam:::user/pytest-*")

    assert Spoke(client).portfolios() == ["environments"]
    assert Vendor(client, IMPATIENT).fulfil(ORDER).outputs["Stage"] == "dev"
