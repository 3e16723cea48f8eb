"""A catalog that has enough of everything, and a request of every operation that it can answer.

The requests are made from the service model, by the names of the members, so that an operation that
is new has one of its own.
"""

from __future__ import annotations

from typing import Any

from pytest_sc_plan import ServiceCatalog

from . import (
    stocked_constraints,
    stocked_portfolios,
    stocked_products,
    stocked_service_actions,
    stocked_shares,
    stocked_tag_options,
)
from .direct import Direct
from .model import input_shape

GROUPS = (
    stocked_portfolios,
    stocked_products,
    stocked_constraints,
    stocked_tag_options,
    stocked_service_actions,
    stocked_shares,
)
"""The modules that say what the operations of administrators need."""

TEMPLATE: dict[str, Any] = {
    "Parameters": {"Size": {"Type": "String", "Default": "small"}},
    "Resources": {f"Topic{number}": {"Type": "AWS::SNS::Topic"} for number in range(4)},
    "Outputs": {f"Output{number}": {"Value": str(number)} for number in range(4)},
}


class Stock:
    """The resources of a fake, by the names of the members that ask for them.

    Args:
        catalog: Where it is put.
    """

    def __init__(self, catalog: ServiceCatalog) -> None:
        self.catalog = catalog
        self.client = Direct(catalog)
        versions = dict.fromkeys(("v1", "v2", "v3"), TEMPLATE)
        self.product = catalog.add_product("shop", versions=versions, launch_paths=4)
        for number in range(3):
            catalog.add_product(f"other-{number}")
            catalog.add_plan(provisioned_product_name=f"planned-{number}")
        self.item = catalog.add_provisioned_product("item", product=self.product, version="v1")
        for number in range(3):
            catalog.add_provisioned_product(f"item-{number}", product=self.product)
        stack_set = catalog.add_product(
            "stack-set",
            stack_set_accounts=["111111111111", "222222222222"],
            stack_set_regions=["us-east-1", "eu-west-1"],
        )
        self.stack_set = catalog.add_provisioned_product("everywhere", product=stack_set)
        self.plan = catalog.add_plan(product=self.product, provisioned_product_name="to-be")
        self.known: dict[str, Any] = {
            "PathId": self.product.launch_paths[0].id,
            "PathName": self.product.launch_paths[0].name,
            "PhysicalId": "arn:aws:cloudformation:us-east-1:123456789012:stack/by-hand/1",
            "PlanId": self.plan.id,
            "PlanName": "plan",
            "PlanType": "CLOUDFORMATION",
            "ProductId": self.product.id,
            "ProductName": self.product.name,
            "ProvisionedProductId": self.item.id,
            "ProvisionedProductProperties": {"OWNER": "arn:aws:iam::123456789012:user/ada"},
            "ProvisioningArtifactId": self.product.provisioning_artifacts[1].id,
            "ProvisioningArtifactName": self.product.provisioning_artifacts[1].name,
        }
        self.ids = {
            "DescribeProduct": self.product.id,
            "DescribeProductAsAdmin": self.product.id,
            "DescribeProductView": self.product.view_id,
            "DescribeProvisionedProduct": self.item.id,
            "DescribeRecord": self.item.last_record_id,
        }
        self.requests: dict[str, dict[str, Any]] = {}
        self.names = {
            "DescribeProduct": self.product.name,
            "DescribeProductAsAdmin": self.product.name,
            "DescribeProvisionedProduct": self.item.name,
        }
        for group in GROUPS:
            group.stock_up(self)

    def value(self, operation: str, member: str) -> Any:
        """What a member is to be of a request that succeeds."""
        if "StackInstances" in operation:
            return self.stack_set.id
        if member in {"Id", "Name"}:
            return (self.ids if member == "Id" else self.names)[operation]
        if member == "ProvisionedProductName":
            return self.item.name if pairs(operation).get("ProvisionedProductId") else "new"
        return self.known[member]

    def request(self, operation: str, **changes: Any) -> dict[str, Any]:
        """A request that succeeds, with ids where there is a choice, and what is to be changed."""
        shape = input_shape(operation)
        of_its_own = self.requests.get(operation, {})
        members = {*shape.required_members, *pairs(operation), *({"PathId"} & set(shape.members))}
        given = {
            member: self.value(operation, member)
            for member in members - of_its_own.keys()
            if not shape.members[member].metadata.get("idempotencyToken")
        }
        return {**given, **of_its_own, **changes}


def pairs(operation: str) -> dict[str, str]:
    """The members that name something by its id, and those that do so by its name."""
    members = input_shape(operation).members
    twins = {
        member: f"{member.removesuffix('Id')}Name" for member in members if member[-2:] == "Id"
    }
    # The Name of an update is a new one, and so is that of a copy.
    if operation.startswith("Update"):
        twins.pop("Id", None)
    twins.pop("TargetProductId", None)
    return {member: twin for member, twin in twins.items() if twin in members}
