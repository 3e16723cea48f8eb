"""The tags of products and provisioned products."""

from __future__ import annotations

from collections.abc import Mapping

from .model import Launch, ProvisionedProduct
from .scope import Scope


def wire_tags(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Write tags as the API has them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def automatic_tags(scope: Scope, arn: str, launch: Launch) -> dict[str, str]:
    """Make the tags that the service gives to a provisioned product and to its resources.

    Sources: the user guide, "AutoTags"; the recorded example of search-provisioned-products; the
    administrator guide, "Stack set constraints", which says that stack sets have none.

    Args:
        scope: The account and region.
        arn: The ARN of the provisioned product.
        launch: Its launch, or the one that it is being brought to.
    """
    if launch.is_stack_set:
        return {}
    tags = {
        "aws:servicecatalog:productArn": launch.product.arn,
        "aws:servicecatalog:provisioningPrincipalArn": scope.principal_arn,
        "aws:servicecatalog:provisioningArtifactIdentifier": launch.artifact.id,
        "aws:servicecatalog:provisionedProductArn": arn,
    }
    if launch.path is not None:
        tags["aws:servicecatalog:portfolioArn"] = launch.path.portfolio_arn
    return tags


def updated_tags(current: Mapping[str, str], asked: Mapping[str, str]) -> dict[str, str]:
    """Make the tags that a provisioned product has after a change.

    Observed: aws-samples/aws-service-catalog-reference-architectures issue 124. A tag that is left
    out stays, unless the same change adds another tag or gives one another value.

    Args:
        current: The tags that it has.
        asked: The tags that are asked for.
    """
    changes = any(current.get(key) != value for key, value in asked.items())
    return dict(asked if changes else current)


def all_tags(scope: Scope, product: ProvisionedProduct) -> dict[str, str]:
    """Make the tags of a provisioned product, those that the service gives to it included."""
    return {**automatic_tags(scope, product.arn, product.launch), **product.launch.tags}
