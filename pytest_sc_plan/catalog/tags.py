"""The tags of provisioned products."""

from __future__ import annotations

from .model import LaunchPath, Product, ProvisionedProduct, ProvisioningArtifact
from .store import Store


def automatic_tags(
    store: Store,
    provisioned_product: ProvisionedProduct,
    product: Product,
    artifact: ProvisioningArtifact,
    launch_path: LaunchPath | None,
) -> dict[str, str]:
    """The tags that the service gives to each provisioned product and to its resources.

    Source: the user guide, "AutoTags"; the recorded example of search-provisioned-products.

    Args:
        store: Where it is.
        provisioned_product: What is provisioned.
        product: The product that it is, or is becoming.
        artifact: The version that it is, or is becoming.
        launch_path: The way by which it is launched.
    """
    tags = {
        "aws:servicecatalog:productArn": product.arn,
        "aws:servicecatalog:provisioningPrincipalArn": store.principal_arn,
        "aws:servicecatalog:provisioningArtifactIdentifier": artifact.id,
        "aws:servicecatalog:provisionedProductArn": provisioned_product.arn,
    }
    if launch_path is not None:
        # A launch path of what was made in moto may lead through none.
        portfolio = launch_path.portfolio_id or f"port-{launch_path.id.partition('-')[2]}"
        tags["aws:servicecatalog:portfolioArn"] = store.arn("catalog", f"portfolio/{portfolio}")
    return tags


def all_tags(store: Store, product: ProvisionedProduct) -> dict[str, str]:
    """The tags of a provisioned product, and those that the service gives to each of them."""
    automatic = automatic_tags(
        store, product, product.product, product.artifact, product.launch_path
    )
    return {**automatic, **product.tags}
