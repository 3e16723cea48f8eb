"""Provisioned products."""

from __future__ import annotations

from typing import Any

from ..resources import ProvisionedProduct
from ..store import Store
from .finding import find_provisioned_product
from .registry import operation, present


@operation("DescribeProvisionedProduct")
def describe_provisioned_product(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Tell about a provisioned product, found by its id or by its name."""
    product = find_provisioned_product(store, request.get("Id"), request.get("Name"))
    store.lifecycle.read(product)
    return {"ProvisionedProductDetail": provisioned_product_detail(product)}


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
