"""TagOptions, and the portfolios and products that they are associated with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from ..errors import duplicate_resource, invalid_parameters, resource_not_found
from ..offering import Portfolio, Product
from ..store import Store
from ..tag_options import TagOption, option_of
from .administering import listed, require_room, require_unused
from .finding import find_portfolio_or_product
from .presenting import tag_option_detail
from .registry import operation, present

VALUES: Final = 25
"""The number of TagOptions that a key may have."""

OF_RESOURCE: Final = 25
"""The number of TagOptions that a portfolio or product may have."""

RESOURCE_TYPES: Final = {"Portfolio": Portfolio, "Product": Product}
"""The types of resources, as ListResourcesForTagOption names them."""


@operation("CreateTagOption")
def create_tag_option(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Create a TagOption, which is active.

    Observed: awslabs/aws-service-catalog-factory, create_tag_option_task.py, for a key and a value
    that there are already.
    """
    key, value = request["Key"], request["Value"]
    _require_new(store, key, value)
    of_key = [option for option in store.tag_options if option.key == key]
    require_room(of_key, VALUES, f"TagOptions of key {key}")
    option = TagOption(store.new_id("tag"), key, value, store.scope)
    store.tag_options.add(option)
    return {"TagOptionDetail": tag_option_detail(option)}


@operation("DescribeTagOption")
def describe_tag_option(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Describe a TagOption of the account."""
    return {"TagOptionDetail": tag_option_detail(_find(store, request["Id"]))}


@operation("UpdateTagOption")
def update_tag_option(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Change a TagOption's value, or whether it is active.

    Observed: hashicorp/terraform-provider-aws, tag_option.go: the value that it has already is
    refused too.
    """
    option = _find(store, request["Id"])
    if "Value" not in request and "Active" not in request:
        raise invalid_parameters("Value or Active is wanted: there is nothing to change.")
    if "Value" in request:
        _require_new(store, option.key, request["Value"])
    option.value = request.get("Value", option.value)
    option.active = request.get("Active", option.active)
    return {"TagOptionDetail": tag_option_detail(option)}


@operation("DeleteTagOption")
def delete_tag_option(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Delete a TagOption that no portfolio or product has."""
    option = _find(store, request["Id"])
    require_unused(f"TagOption {option.id}", {"Resources": list(_resources(store, option))})
    store.tag_options.remove(option)
    return {}


@operation("ListTagOptions")
def list_tag_options(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the TagOptions of the account that all filters fit, oldest first."""
    filters: dict[str, Any] = request.get("Filters", {})

    def found(after: int) -> Iterator[tuple[int, TagOption]]:
        for number, option in store.tag_options.after(after):
            detail = tag_option_detail(option)
            if all(detail[name] == value for name, value in filters.items()):
                yield number, option

    return listed(
        store,
        request,
        found,
        tag_option_detail,
        member="TagOptionDetails",
        listing=f"ListTagOptions {sorted(filters.items())}",
        next_page="PageToken",
    )


@operation("AssociateTagOptionWithResource")
def associate_tag_option_with_resource(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Give a TagOption to a portfolio or product that the account sees.

    Observed: awslabs/aws-service-catalog-factory, associate_tag_option_task.py, for one that it has
    already.
    """
    resource = find_portfolio_or_product(store, request["ResourceId"])
    option = _find(store, request["TagOptionId"])
    if option.id in resource.tag_options:
        raise duplicate_resource(f"TagOption {option.id} is already associated with {resource.id}.")
    own = [other for other in resource.tag_options.values() if other.scope == store.scope]
    require_room(own, OF_RESOURCE, f"TagOptions on {resource.id}")
    resource.tag_options[option.id] = option
    return {}


@operation("DisassociateTagOptionFromResource")
def disassociate_tag_option_from_resource(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Take a TagOption from a portfolio or product; what was launched keeps its tags.

    A recipient takes its own from one that it does not see any more, too.
    """
    option = _find(store, request["TagOptionId"])
    identifier = request["ResourceId"]
    for resource in _resources(store, option):
        if resource.id == identifier:
            del resource.tag_options[option.id]
            return {}
    raise resource_not_found(f"TagOption {option.id} is not associated with {identifier}")


@operation("ListResourcesForTagOption")
def list_resources_for_tag_option(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the portfolios, and then the products, that have a TagOption, oldest first in each."""
    option = _find(store, request["TagOptionId"])
    asked = request.get("ResourceType")
    if asked is not None and asked not in RESOURCE_TYPES:
        raise invalid_parameters(
            f"ResourceType {asked} is not supported: use {' or '.join(RESOURCE_TYPES)}."
        )
    kind = (Portfolio, Product) if asked is None else RESOURCE_TYPES[asked]
    return listed(
        store,
        request,
        [resource for resource in _resources(store, option) if isinstance(resource, kind)],
        _resource_detail,
        member="ResourceDetails",
        listing=f"ListResourcesForTagOption {option.id} {asked}",
        next_page="PageToken",
    )


def _find(store: Store, identifier: str) -> TagOption:
    option = store.tag_options.get(identifier)
    if option is None:
        raise resource_not_found(f"TagOption not found: {identifier}")
    return option


def _require_new(store: Store, key: str, value: str) -> None:
    option = option_of(store.tag_options, key, value)
    if option is not None:
        raise duplicate_resource(
            f"TagOption {option.id} with key {key} and value {value} already exists."
        )


def _resources(store: Store, option: TagOption) -> Iterator[Portfolio | Product]:
    everywhere: Iterable[Portfolio | Product] = (
        *store.region.portfolios.values(),
        *store.region.products,
    )
    return (resource for resource in everywhere if option.id in resource.tag_options)


def _resource_detail(resource: Portfolio | Product) -> dict[str, Any]:
    return present(
        Id=resource.id,
        ARN=resource.arn,
        Name=resource.name,
        Description=resource.short_description
        if isinstance(resource, Product)
        else resource.description,
        CreatedTime=resource.created_time,
    )
