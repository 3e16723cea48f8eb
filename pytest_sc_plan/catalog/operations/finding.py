"""Lookups of the resources that a request names, with the service's errors."""

from __future__ import annotations

import re
from typing import Any

from ..access import (
    is_launchable,
    launch_paths,
    product_named,
    product_of_id,
    product_of_view,
    sees_portfolio,
)
from ..errors import ServiceError, artifact_not_found, invalid_parameters, resource_not_found
from ..model import Launch, ProvisionedProduct
from ..offering import LaunchPath, Portfolio, Product, ProvisioningArtifact
from ..store import Store


def find_product(store: Store, identifier: str | None, name: str | None = None) -> Product:
    """Find a product for a user, by its id or by its name, one of which is given.

    Sources: awslabs/aws-service-catalog-puppet issue 677 for a name that is not there, getmoto/moto
    pull request 6672 for an id.
    """
    product = _product(store, identifier, name)
    if product is None:
        raise _no_product(str(identifier) if name is None else f"Product with name {name}")
    return product


def find_product_as_admin(store: Store, identifier: str | None, name: str | None = None) -> Product:
    """Find a product for an administrator, by its id or by its name, one of which is given.

    Sources: aws-ia/terraform-aws-control_tower_account_factory issue 285 for a name that is not
    there, getmoto/moto pull request 6672 for an id.
    """
    product = _product(store, identifier, name)
    if product is None and name is not None:
        raise resource_not_found(f"Product with name {name} not found")
    if product is None:
        raise _no_product(str(identifier))
    return product


def find_product_of_user(store: Store, identifier: str | None, name: str | None = None) -> Product:
    """Find a product that a user may launch: to a user one without a launch path is not there.

    Sources: awslabs/aws-service-catalog-products issue 51 where it is asked for by its id, and
    awslabs/aws-service-catalog-puppet issue 677 by its name.
    """
    product = find_product(store, identifier, name)
    if is_launchable(store, product):
        return product
    if name is None:
        raise _no_launch_paths(product)
    raise _no_product(f"Product with name {name}")


def find_product_of_view(store: Store, identifier: str) -> Product:
    """Find a product that a user may launch, by the id of its view."""
    product = product_of_view(store, identifier)
    if product is None or not is_launchable(store, product):
        raise _no_product(identifier)
    return product


def find_own_product(store: Store, identifier: str) -> Product:
    """Find a product of the account itself: nobody else changes it."""
    product = store.products.get(identifier)
    if product is None:
        raise _no_product(identifier)
    return product


def find_portfolio(store: Store, identifier: str) -> Portfolio:
    """Find a portfolio of the account, or one that is shared with it and accepted.

    Source: getmoto/moto pull request 6672, for one that is not there.
    """
    portfolio = store.region.portfolios.get(identifier)
    if portfolio is None or not sees_portfolio(store, portfolio):
        raise _no_portfolio(identifier)
    return portfolio


def find_own_portfolio(store: Store, identifier: str) -> Portfolio:
    """Find a portfolio of the account itself: nobody else changes it."""
    portfolio = store.portfolios.get(identifier)
    if portfolio is None:
        raise _no_portfolio(identifier)
    return portfolio


def find_portfolio_or_product(store: Store, identifier: str) -> Portfolio | Product:
    """Find a portfolio or a product that the account sees, by its id."""
    portfolio = store.region.portfolios.get(identifier)
    if portfolio is not None and sees_portfolio(store, portfolio):
        return portfolio
    product = product_of_id(store, identifier)
    if product is None:
        raise resource_not_found(f"Resource not found: {identifier}")
    return product


def find_artifact(
    product: Product, identifier: str | None, name: str | None = None
) -> ProvisioningArtifact:
    """Find a version of a product by its id or by its name, one of which is given."""
    return _artifact(product.provisioning_artifacts, identifier, name)


def find_active_artifact(
    product: Product, identifier: str | None, name: str | None = None
) -> ProvisioningArtifact:
    """Find an active version of a product by its id or by its name.

    Source: UpdateProvisioningArtifact, "Inactive provisioning artifacts are invisible to end
    users".
    """
    active = [artifact for artifact in product.provisioning_artifacts if artifact.active]
    return _artifact(active, identifier, name)


def find_launch_path(
    store: Store, product: Product, identifier: str | None, name: str | None = None
) -> LaunchPath:
    """Find a launch path by its id or by its name; the only one where neither is given.

    Source: DescribeProvisioningParameters, PathId, "optional if the product has a default path, and
    required if the product has more than one path".
    """
    paths = launch_paths(store, product)
    if not paths:
        raise _no_launch_paths(product)
    if identifier is None and name is None:
        if len(paths) > 1:
            raise invalid_parameters(
                "More than one launch path ids exist. Please specify the launch path id"
            )
        return paths[0]
    _require_one("launch path", identifier, name)
    for launch_path in paths:
        if launch_path.id == identifier or launch_path.name == name:
            return launch_path
    named = identifier if name is None else f"with name {name}"
    raise resource_not_found(f"Launch path {named} was not found for product {product.id}.")


def find_launch_path_of_update(
    store: Store, product: Product, identifier: str | None, name: str | None
) -> LaunchPath:
    """Find the launch path of an update, where the id of a path that is gone is not valid.

    Source: hashicorp/terraform-provider-aws issue 31705.
    """
    known = {launch_path.id for launch_path in launch_paths(store, product)}
    if name is None and identifier is not None and known and identifier not in known:
        raise invalid_parameters(f"Invalid PathId: {identifier}")
    return find_launch_path(store, product, identifier, name)


def find_provisioned_product(
    store: Store, identifier: str | None, name: str | None
) -> ProvisionedProduct:
    """Find a provisioned product by its id or by its name, one of which is given.

    Where the pattern of the member allows it, an ARN may stand for the name. Sources:
    DescribeProvisionedProduct, "You must provide the name or ID, but not both";
    aws-samples/aws-service-catalog-reference-architectures for an id that is not there,
    awslabs/aws-service-catalog-puppet issue 490 for a name.
    """
    _require_one("provisioned product", identifier, name)
    if name is not None:
        product = store.provisioned_products_by_name.get(name) or _of_arn(store, name)
        message = f"No stack named {name} exists."
    else:
        product = store.provisioned_products.get(str(identifier))
        message = f"Provisioned product not found: {identifier}"
    if product is None:
        raise resource_not_found(message)
    return product


def _product(store: Store, identifier: str | None, name: str | None) -> Product | None:
    """Look a product up; 'You must provide the product name or ID, but not both'."""
    _require_one("product", identifier, name)
    if name is not None:
        return product_named(store, name)
    return product_of_id(store, str(identifier))


def _artifact(
    artifacts: list[ProvisioningArtifact], identifier: str | None, name: str | None
) -> ProvisioningArtifact:
    """Find the one version of that id or name.

    Sources: hashicorp/terraform-provider-aws issue 24362 for several of one name, 29889 for none.
    """
    _require_one("provisioning artifact", identifier, name)
    if name is None:
        found = [artifact for artifact in artifacts if artifact.id == identifier]
    else:
        found = [artifact for artifact in artifacts if artifact.name == name]
    if len(found) > 1:
        raise invalid_parameters(f"Multiple Provisioning Artifact with name {name} found.")
    if not found:
        raise artifact_not_found(str(identifier) if name is None else f"with name {name}")
    return found[0]


def _of_arn(store: Store, arn: str) -> ProvisionedProduct | None:
    product = store.provisioned_products.get(arn.rpartition("/")[2])
    return product if product is not None and product.arn == arn else None


def require_same_type(
    existing: ProvisionedProduct, product: Product, artifact: ProvisioningArtifact, path: LaunchPath
) -> None:
    """Refuse to make something of another type of a provisioned product."""
    current = existing.launch.provisioned_product_type
    other = Launch(product, artifact, path).provisioned_product_type
    if current != other:
        raise invalid_parameters(
            f"Provisioned product {existing.id} is of type {current}, and product {product.id} is "
            f"provisioned as {other}."
        )


def require_own_stack(store: Store, stack: str) -> None:
    """Refuse to import anything but a stack of this account and region.

    Sources: ImportAsProvisionedProduct, PhysicalId; ProvisioningArtifactProperties, Info,
    ImportFromPhysicalId.
    """
    own = re.escape(store.scope.arn("cloudformation", "stack/"))
    if not re.fullmatch(f"{own}[^/]+/[^/]+", stack):
        raise invalid_parameters(
            f"{stack} is not the ARN of a CloudFormation stack of this account and region: nothing "
            "else can be imported."
        )


def require_self(request: dict[str, Any]) -> None:
    """Refuse access levels other than ``self``; with any of them one sees the whole account.

    Source: AccessLevelFilter, "The only supported value is self".
    """
    value = request.get("AccessLevelFilter", {}).get("Value", "self")
    if value != "self":
        raise invalid_parameters(f"AccessLevelFilter value {value} is not supported: use self.")


def _no_portfolio(identifier: str) -> ServiceError:
    return resource_not_found(f"There are no local or default portfolios with id {identifier}")


def _no_product(named: str) -> ServiceError:
    return resource_not_found(f"{named} does not exist or access was denied")


def _no_launch_paths(product: Product) -> ServiceError:
    return resource_not_found(f"No launch paths found for resource: {product.id}")


def _require_one(what: str, identifier: str | None, name: str | None) -> None:
    if (identifier is None) == (name is None):
        raise invalid_parameters(
            f"You must provide either the name or the ID of a {what}, but not both."
        )
