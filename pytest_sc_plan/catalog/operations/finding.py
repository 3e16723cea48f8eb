"""Lookups of the resources that a request names, with the service's errors."""

from __future__ import annotations

from typing import Any

from ..errors import ServiceError, invalid_parameters, resource_not_found
from ..model import LaunchPath, Product, ProvisionedProduct, ProvisioningArtifact
from ..store import Store


def find_product(store: Store, identifier: str | None, name: str | None = None) -> Product:
    """Find a product by its id or by its name, one of which is given.

    Sources: DescribeProvisioningParameters, "You must provide the product name or ID, but not
    both"; awslabs/aws-service-catalog-puppet issue 677 for a name that is not there.
    """
    _require_one("product", identifier, name)
    if name is not None:
        product = store.products_by_name.get(name)
        refusal = _no_product(name)
    else:
        product = store.products.get(str(identifier))
        refusal = resource_not_found(f"Product {identifier} was not found.")
    if product is None:
        raise refusal
    return product


def find_product_of_user(store: Store, identifier: str | None, name: str | None = None) -> Product:
    """Find a product that a user may launch: to a user one without a launch path is not there.

    Sources: awslabs/aws-service-catalog-products issue 51 where it is asked for by its id, and
    awslabs/aws-service-catalog-puppet issue 677 by its name.
    """
    product = find_product(store, identifier, name)
    if product.launch_paths:
        return product
    raise _no_launch_paths(product) if name is None else _no_product(name)


def find_artifact(
    product: Product, identifier: str | None, name: str | None = None
) -> ProvisioningArtifact:
    """Find a version of a product by its id or by its name, one of which is given."""
    _require_one("provisioning artifact", identifier, name)
    for artifact in product.provisioning_artifacts:
        if artifact.id == identifier or artifact.name == name:
            return artifact
    raise _no_artifact(product, identifier, name)


def find_active_artifact(
    product: Product, identifier: str | None, name: str | None = None
) -> ProvisioningArtifact:
    """Find an active version of a product by its id or by its name.

    Source: UpdateProvisioningArtifact, "Inactive provisioning artifacts are invisible to end
    users".
    """
    artifact = find_artifact(product, identifier, name)
    if not artifact.active:
        raise _no_artifact(product, identifier, name)
    return artifact


def find_launch_path(
    product: Product, identifier: str | None, name: str | None = None
) -> LaunchPath:
    """Find a launch path by its id or by its name; the only one where neither is given.

    Source: DescribeProvisioningParameters, PathId, "optional if the product has a default path, and
    required if the product has more than one path".
    """
    if not product.launch_paths:
        raise _no_launch_paths(product)
    if identifier is None and name is None:
        if not product.has_default_path:
            raise invalid_parameters(
                "More than one launch path ids exist. Please specify the launch path id"
            )
        return product.launch_paths[0]
    _require_one("launch path", identifier, name)
    for launch_path in product.launch_paths:
        if launch_path.id == identifier or launch_path.name == name:
            return launch_path
    named = identifier if name is None else f"with name {name}"
    raise resource_not_found(f"Launch path {named} was not found for product {product.id}.")


def find_provisioned_product(
    store: Store, identifier: str | None, name: str | None
) -> ProvisionedProduct:
    """Find a provisioned product by its id or by its name, one of which is given.

    Where the pattern of the member allows it, an ARN may stand for the name. Source:
    DescribeProvisionedProduct, "You must provide the name or ID, but not both".
    """
    _require_one("provisioned product", identifier, name)
    if name is not None:
        product = store.provisioned_products_by_name.get(name) or _of_arn(store, name)
        message = f"No stack named {name} exists."
    else:
        product = store.provisioned_products.get(str(identifier))
        message = f"Provisioned product {identifier} was not found."
    if product is None:
        raise resource_not_found(message)
    return product


def _of_arn(store: Store, arn: str) -> ProvisionedProduct | None:
    product = store.provisioned_products.get(arn.rpartition("/")[2])
    return product if product is not None and product.arn == arn else None


def require_same_type(existing: ProvisionedProduct, product: Product) -> None:
    """Refuse to make something of another type of a provisioned product."""
    current, other = existing.launch.product, product
    if current.provisioned_product_type != other.provisioned_product_type:
        raise invalid_parameters(
            f"Provisioned product {existing.id} is of type {current.provisioned_product_type}, and "
            f"product {other.id} is provisioned as {other.provisioned_product_type}."
        )


def require_self(request: dict[str, Any]) -> None:
    """Refuse access levels other than ``self``; with any of them one sees the whole account.

    Source: AccessLevelFilter, "The only supported value is self".
    """
    value = request.get("AccessLevelFilter", {}).get("Value", "self")
    if value != "self":
        raise invalid_parameters(f"AccessLevelFilter value {value} is not supported: use self.")


def _no_product(name: str) -> ServiceError:
    return resource_not_found(f"Product with name {name} does not exist or access was denied")


def _no_artifact(product: Product, identifier: str | None, name: str | None) -> ServiceError:
    named = identifier if name is None else f"with name {name}"
    return resource_not_found(
        f"Provisioning artifact {named} was not found for product {product.id}."
    )


def _no_launch_paths(product: Product) -> ServiceError:
    return resource_not_found(f"No launch paths found for resource: {product.id}")


def _require_one(what: str, identifier: str | None, name: str | None) -> None:
    if (identifier is None) == (name is None):
        raise invalid_parameters(
            f"You must provide either the name or the ID of a {what}, but not both."
        )
