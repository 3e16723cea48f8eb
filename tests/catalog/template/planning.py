"""What the tests of templates in plans share."""

from __future__ import annotations

from typing import Any

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client


def plan_request(
    product: Any, name: str = "logs", version: int = -1, **request: Any
) -> dict[str, Any]:
    """A request for a plan of one version of a product."""
    return {
        "PlanName": "plan",
        "PlanType": "CLOUDFORMATION",
        "ProductId": product.id,
        "ProvisionedProductName": name,
        "ProvisioningArtifactId": product.provisioning_artifacts[version].id,
        **request,
    }


def values(**parameters: str) -> list[dict[str, str]]:
    """Parameters as a request has them."""
    return [{"Key": key, "Value": value} for key, value in parameters.items()]


def describe(client: Client, sc_plan: ServiceCatalog, **request: Any) -> dict[str, Any]:
    """Make a plan, let its creation end, and describe it."""
    plan_id = client.create_provisioned_product_plan(**request)["PlanId"]
    sc_plan.advance()
    described: dict[str, Any] = client.describe_provisioned_product_plan(PlanId=plan_id)
    return described
