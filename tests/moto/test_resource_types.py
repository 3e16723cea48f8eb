"""Resource types, each tried end to end through a plan."""

from __future__ import annotations

import boto3
import pytest

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client, execute, moto_with_portfolios
from .resource_types import PAGE, TYPES, page, template


@moto_with_portfolios
@pytest.mark.sc_plan(engine="cloudformation")
@pytest.mark.parametrize("resource_type", TYPES)
def test_it_comes_and_goes(
    sc_plan: ServiceCatalog, sc_plan_client: Client, resource_type: str
) -> None:
    product = sc_plan.add_product(versions={"v1": template(resource_type)})
    plan = sc_plan.add_plan(product=product, provisioned_product_name="tried")

    execute(sc_plan_client, plan.id)
    sc_plan.advance()

    assert (plan.status_message, plan.provisioned_product.status) == (None, "AVAILABLE")
    physical_id = plan.provisioned_product.outputs["Tried"]
    cloudformation = boto3.client("cloudformation")
    found = cloudformation.describe_stack_resource(
        StackName=plan.provisioned_product.physical_id or "", LogicalResourceId="Tried"
    )["StackResourceDetail"]
    assert (found["PhysicalResourceId"], found["ResourceType"]) == (physical_id, resource_type)

    sc_plan_client.terminate_provisioned_product(ProvisionedProductName="tried")
    sc_plan.advance()

    assert sc_plan.provisioned_products == []
    assert cloudformation.describe_stacks()["Stacks"] == []


@moto_with_portfolios
def test_the_page_is_up_to_date() -> None:
    assert page() == PAGE.read_text(encoding="utf-8"), "run python -m tests.moto.resource_types"
