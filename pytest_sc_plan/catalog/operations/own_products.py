"""The account's own products: created, changed and deleted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, cast

from ..builders import new_artifact, new_product
from ..errors import invalid_parameters, resource_in_use
from ..kinds import KINDS, ProvisionedProductType
from ..offering import ProvisioningArtifact
from ..store import Store
from ..tags import wire_tags
from ..template.default import DEFAULT_TEMPLATE
from .administering import changed_tags, given_tags, require_room, require_unused, update
from .finding import find_own_product, find_product_as_admin
from .presenting import product_view_detail, provisioning_artifact_detail
from .registry import operation
from .versions import add_version, begin_creation, given_version, require_room_for_versions

PRODUCTS: Final = 350
"""The number of products that an account may have in a region."""

CREATABLE: Final = ("CLOUD_FORMATION_TEMPLATE", "EXTERNAL", "TERRAFORM_CLOUD")
"""The types of products that can be created. Source: aws-samples/service-catalog-engine-for-
terraform-os, IMPORTANT_UPDATES.md: TERRAFORM_OPEN_SOURCE can't be since 2023-12-14."""

DETAILS: Final[Mapping[str, str]] = {
    "Description": "short_description",
    "Distributor": "distributor",
    "SupportDescription": "support_description",
    "SupportEmail": "support_email",
    "SupportUrl": "support_url",
}
"""The fields of a product, by the members of a request that it need not have."""


@operation(
    "CreateProduct",
    token="IdempotencyToken",
    about="ProductViewDetail.ProductViewSummary.ProductId",
)
def create_product(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Create a product with its first version; names need not be different."""
    product_type = request["ProductType"]
    if product_type not in CREATABLE:
        raise invalid_parameters(
            f"Product type {product_type} is not supported: use one of {', '.join(CREATABLE)}."
        )
    _check(request)
    tags = given_tags(request)
    require_room(store.products, PRODUCTS, "products")
    connection = _connection(request)
    version = _first_version(store, request)
    product = new_product(
        store,
        request["Name"],
        [version],
        kind=cast("ProvisionedProductType", product_type if product_type in KINDS else "CFN_STACK"),
        launch_paths={},
        owner=request["Owner"],
        tags=tags,
        **{field: request[member] for member, field in DETAILS.items() if member in request},
    )
    (artifact,) = product.provisioning_artifacts
    if connection is not None:
        product.source_connection = {**connection, "LastSync": _last_sync(store, artifact)}
    store.add_product(product)
    begin_creation(store, artifact)
    return {
        "ProductViewDetail": product_view_detail(product),
        "ProvisioningArtifactDetail": provisioning_artifact_detail(artifact),
        "Tags": wire_tags(product.tags),
    }


@operation("UpdateProduct")
def update_product(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Change a product's name, owner, texts and tags, or where it is synchronized from."""
    product = find_own_product(store, request["Id"])
    _check(request)
    connection = _connection(request)
    tags = changed_tags(product.tags, request.get("AddTags", []), request.get("RemoveTags", []))
    if connection is not None:
        require_room_for_versions(product, 1)
        number = len(product.provisioning_artifacts) + 1
        version = _unknown_version(store, product.type, number)
        add_version(store, product, version)
        product.source_connection = {**connection, "LastSync": _last_sync(store, version)}
    product.tags = tags
    store.products.rename(product, request.get("Name", product.name))
    update(product, request, {**DETAILS, "Owner": "owner"})
    # How many products an owner has is counted anew.
    store.region.revision += 1
    return {"ProductViewDetail": product_view_detail(product), "Tags": wire_tags(product.tags)}


@operation("DeleteProduct")
def delete_product(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Delete a product that nothing is associated with, and its versions.

    What was provisioned goes on. Sources: 'You cannot delete a product if it was shared with you or
    is associated with a portfolio'; the administrator guide, "Deleting products".
    """
    product = find_product_as_admin(store, request["Id"])
    if product.scope != store.scope:
        raise resource_in_use(f"Product {product.id} was shared with this account")
    require_unused(
        f"Product {product.id}",
        {
            "Portfolios": product.associations,
            "TagOptions": product.tag_options,
            "Budgets": product.budgets,
            "Service Actions": [
                action
                for artifact in product.provisioning_artifacts
                for action in artifact.service_actions
            ],
        },
    )
    store.remove_product(product)
    return {}


def _first_version(store: Store, request: dict[str, Any]) -> ProvisioningArtifact:
    """Make the version that a new product begins with: it has one, whatever the request gives.

    Source: DeleteProvisioningArtifact, 'a product must have at least one provisioning artifact'.
    """
    if "ProvisioningArtifactParameters" in request:
        given = request["ProvisioningArtifactParameters"]
        return given_version(store, request["Name"], request["ProductType"], given)
    return _unknown_version(store, request["ProductType"], 1)


def _check(request: dict[str, Any]) -> None:
    """Refuse a SupportUrl that is none. Source: SupportUrl, 'the pattern used to validate'."""
    url = request.get("SupportUrl", "")
    if url and not re.match(r"https?://", url):
        raise invalid_parameters(f"SupportUrl {url} is not valid: it must match ^https?:\\/\\//.")


def _connection(request: dict[str, Any]) -> dict[str, Any] | None:
    """Take the SourceConnection of a request; None where it has none."""
    given = request.get("SourceConnection")
    if given is None:
        return None
    if "CodeStar" not in given["ConnectionParameters"]:
        raise invalid_parameters("SourceConnection must have the ConnectionParameters CodeStar.")
    return {"Type": "CODESTAR", **given}


def _unknown_version(store: Store, product_type: str, number: int) -> ProvisioningArtifact:
    """Make a version whose template nobody knows, as that of a repository."""
    return new_artifact(store, f"v{number}", DEFAULT_TEMPLATE, type=product_type)


def _last_sync(store: Store, artifact: ProvisioningArtifact) -> dict[str, Any]:
    now = store.now()
    return {
        "LastSyncTime": now,
        "LastSyncStatus": "SUCCEEDED",
        "LastSuccessfulSyncTime": now,
        "LastSuccessfulSyncProvisioningArtifactId": artifact.id,
    }
