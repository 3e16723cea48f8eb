"""Provisioned products."""

from __future__ import annotations

from typing import Any

from ..errors import invalid_parameters, resource_not_found
from ..resources import ProvisionedProduct
from ..store import Store
from .registry import operation, present


@operation("DescribeProvisionedProduct")
def describe_provisioned_product(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Tell about a provisioned product, found by its id or by its name."""
    product = find(store, request.get("Id"), request.get("Name"))
    store.lifecycle.read(product)
    return {"ProvisionedProductDetail": provisioned_product_detail(product)}


def find(store: Store, identifier: str | None, name: str | None) -> ProvisionedProduct:
    """A provisioned product by its id or by its name, one of which is given.

    Source: DescribeProvisionedProduct, "You must provide the name or ID, but not both".
    """
    if (identifier is None) == (name is None):
        raise invalid_parameters(
            "You must provide either the name or the ID of a provisioned product, but not both."
        )
    if name is not None:
        product = store.provisioned_products_by_name.get(name)
        message = f"No stack named {name} exists."
    else:
        product = store.provisioned_products.get(str(identifier))
        message = f"Provisioned product {identifier} was not found."
    if product is None:
        raise resource_not_found(message)
    return product


def provisioned_product_detail(product: ProvisionedProduct) -> dict[str, Any]:
    """ProvisionedProductDetail."""
    return present(
        Name=product.name,
        Arn=product.arn,
        Type="CFN_STACK",
        Id=product.id,
        Status=product.status,
        StatusMessage=product.status_message,
        CreatedTime=product.created_time,
        IdempotencyToken=product.idempotency_token,
        LastRecordId=product.last_record_id,
        LastProvisioningRecordId=product.last_provisioning_record_id,
        LastSuccessfulProvisioningRecordId=product.last_successful_provisioning_record_id,
        ProductId=product.product.id,
        ProvisioningArtifactId=product.artifact.id,
        LaunchRoleArn=product.product.launch_role_arn,
    )
