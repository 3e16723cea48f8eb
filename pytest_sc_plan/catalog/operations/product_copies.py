"""Copies of products, in the same account and region or in others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..access import sees_product
from ..builders import new_product
from ..copies import ProductCopy
from ..errors import ServiceError, invalid_parameters, resource_not_found
from ..kinds import kind_of
from ..offering import Product, ProvisioningArtifact
from ..store import Store
from ..tags import wire_tags
from .administering import changed_tags, require_room
from .finding import find_artifact, find_own_product
from .own_products import DETAILS, PRODUCTS
from .registry import operation, present
from .versions import add_version, require_room_for_versions


@operation("CopyProduct", token="IdempotencyToken", about="CopyProductToken")
def copy_product(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Copy a product with some or all of its versions, to a new product or into another.

    The copy is there at once, but DescribeCopyProductStatus tells which it is only when the change
    is over, as ``progress`` says.
    """
    source = _source(store, request["SourceProductArn"])
    versions = _versions(source, request.get("SourceProvisioningArtifactIdentifiers", []))
    target_id, name = request.get("TargetProductId"), request.get("TargetProductName")
    if target_id is not None and name is not None:
        raise invalid_parameters(
            "TargetProductId and TargetProductName can't both be given: a name is that of a new "
            "product."
        )
    target = find_own_product(store, target_id) if target_id is not None else None
    if target is not None and target.type != source.type:
        raise invalid_parameters(
            f"Product {target.id} is of type {target.type}, and product {source.id} of type "
            f"{source.type}: versions can't be copied from one to the other."
        )
    tags = wire_tags(source.tags) if "CopyTags" in request.get("CopyOptions", []) else []
    copy = ProductCopy(store.new_id("copyproduct"))
    try:
        copy.target = (
            _new_copy(store, source, versions, name or source.name, tags)
            if target is None
            else _copied_into(store, target, versions, tags)
        )
    except ServiceError as failed:
        copy.failure = failed.message
    store.copies.add(copy)
    store.world.changes.begin(copy.id)
    return {"CopyProductToken": copy.id}


@operation("DescribeCopyProductStatus")
def describe_copy_product_status(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Tell how far a copy is, which product it is, or why it failed."""
    copy = store.copies.get(request["CopyProductToken"])
    if copy is None:
        raise resource_not_found(f"Copy of a product not found: {request['CopyProductToken']}")
    if not store.world.changes.read(copy.id):
        return {"CopyProductStatus": "IN_PROGRESS"}
    return present(
        CopyProductStatus="SUCCEEDED" if copy.failure is None else "FAILED",
        TargetProductId=copy.target.id if copy.target is not None else None,
        StatusDetail=copy.failure,
    )


def _source(store: Store, arn: str) -> Product:
    """Find a product by its ARN: one of the account in any region, or one that is shared with it.

    Source: 'If you copy a product to another account, you must first share the product in a
    portfolio using CreatePortfolioShare.'
    """
    named = re.fullmatch(r"arn:[^:]+:catalog:([^:]+):[0-9]{12}:product/([^/]+)", arn)
    if named is None:
        raise invalid_parameters(f"{arn} is not the ARN of a product.")
    region = store.world.regions.get(named[1])
    product = region.products.get(named[2]) if region is not None else None
    if product is None or product.arn != arn or not _may_copy(store, product):
        raise resource_not_found(f"Product not found: {arn}")
    return product


def _may_copy(store: Store, product: Product) -> bool:
    if product.scope.account_id == store.scope.account_id:
        return True
    return product.scope.region == store.scope.region and sees_product(store, product)


def _versions(
    source: Product, identifiers: Iterable[Mapping[str, str]]
) -> list[ProvisioningArtifact]:
    """List the versions that a request names; all of them where it names none."""
    chosen = [find_artifact(source, identifier.get("Id", "")) for identifier in identifiers]
    return chosen or source.provisioning_artifacts


def _new_copy(
    store: Store,
    source: Product,
    versions: Iterable[ProvisioningArtifact],
    name: str,
    tags: Iterable[Mapping[str, str]],
) -> Product:
    require_room(store.products, PRODUCTS, "products")
    product = new_product(
        store,
        name,
        [_copied(store, version) for version in versions],
        kind=kind_of(source).name,
        launch_paths={},
        owner=source.owner,
        tags=changed_tags({}, tags, []),
        **{field: getattr(source, field) for field in DETAILS.values()},
    )
    store.add_product(product)
    return product


def _copied_into(
    store: Store,
    target: Product,
    versions: Iterable[ProvisioningArtifact],
    tags: Iterable[Mapping[str, str]],
) -> Product:
    copied = [_copied(store, version) for version in versions]
    require_room_for_versions(target, len(copied))
    target.tags = changed_tags(target.tags, tags, [])
    for version in copied:
        add_version(store, target, version)
    return target


def _copied(store: Store, version: ProvisioningArtifact) -> ProvisioningArtifact:
    now = store.whole_seconds()
    return replace(version, id=store.new_id("pa"), created_time=now, service_actions={})
