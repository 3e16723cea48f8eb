"""Types of resources ``AWS::ServiceCatalog::*``: the operations behind them, and their properties.

Source: CloudFormation's template reference, "Service Catalog resource type reference", and the
schemas in CloudFormation's registry. Most properties have the names of members of the API.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any, Final, NamedTuple

Properties = Mapping[str, Any]
Members = dict[str, Any]

PREFIX: Final = "AWS::ServiceCatalog::"
VERSIONS: Final = "ProvisioningArtifactParameters"
"""The property with the versions of a product, and the member with its first."""


class Kind(NamedTuple):
    """A type of resource.

    Args:
        create: The operation that makes one.
        delete: The operation that deletes one.
        ref: The properties that Ref consists of; or the path of the id in the answer to ``create``.
        update: The operation that changes one; None where each change replaces it.
        member: The member that has the id in the requests to change and to delete one, and the
            attribute that is the id; empty without an id.
        members: Makes the members of requests of the properties. Those that an operation does not
            have are left out later.
        attributes: The paths of attributes for Fn::GetAtt in the answers to these two.
        more_attributes: Other attributes, which do not follow from one answer.
    """

    create: str
    delete: str
    ref: str | tuple[str, ...]
    update: str | None = None
    member: str = ""
    members: Callable[[Properties], Members] = dict
    attributes: Mapping[str, str] = {}
    more_attributes: Collection[str] = ()


def _constraint(kind: str, write: Callable[[Properties], object]) -> Kind:
    """Make the type of resources for a type of constraint.

    Args:
        kind: The type of constraint.
        write: Makes the content of its Parameters of the properties.
    """

    def members(properties: Properties) -> Members:
        return {**properties, "Type": kind, "Parameters": json.dumps(write(properties))}

    return Kind(
        "CreateConstraint",
        "DeleteConstraint",
        "ConstraintDetail.ConstraintId",
        "UpdateConstraint",
        member="Id",
        members=members,
    )


def _some(properties: Properties, *names: str) -> Members:
    return {name: properties[name] for name in names if name in properties}


def _from_json(value: Any) -> Any:
    """Read a property that may be an object or its text; the service refuses any other text."""
    with suppress(ValueError):
        return json.loads(value) if isinstance(value, str) else value
    return value


def _service_action(properties: Properties) -> Members:
    definition = {item.get("Key"): item.get("Value") for item in properties.get("Definition", [])}
    return {**properties, "Definition": definition}


def _product(properties: Properties) -> Members:
    members = {"ProductType": "CLOUD_FORMATION_TEMPLATE", **properties}
    versions = versions_of(properties)
    if versions:
        return {**members, VERSIONS: versions[0]}
    return {name: value for name, value in members.items() if name != VERSIONS}


def versions_of(properties: Properties) -> list[Members]:
    """List the versions of a product, as CreateProvisioningArtifact takes them."""
    return [
        {**version, "Info": _from_json(version.get("Info"))}
        for version in properties.get(VERSIONS, [])
    ]


KINDS: Final[Mapping[str, Kind]] = {
    "AcceptedPortfolioShare": Kind(
        "AcceptPortfolioShare", "RejectPortfolioShare", ("PortfolioId",)
    ),
    "CloudFormationProduct": Kind(
        "CreateProduct",
        "DeleteProduct",
        "ProductViewDetail.ProductViewSummary.ProductId",
        "UpdateProduct",
        member="Id",
        members=_product,
        attributes={"ProductName": "ProductViewDetail.ProductViewSummary.Name"},
        more_attributes=("ProvisioningArtifactIds", "ProvisioningArtifactNames"),
    ),
    "CloudFormationProvisionedProduct": Kind(
        "ProvisionProduct",
        "TerminateProvisionedProduct",
        "RecordDetail.ProvisionedProductId",
        "UpdateProvisionedProduct",
        member="ProvisionedProductId",
        attributes={"RecordId": "RecordDetail.RecordId"},
        more_attributes=("CloudformationStackArn", "Outputs"),
    ),
    "LaunchNotificationConstraint": _constraint(
        "NOTIFICATION", lambda properties: _some(properties, "NotificationArns")
    ),
    "LaunchRoleConstraint": _constraint(
        "LAUNCH", lambda properties: _some(properties, "RoleArn", "LocalRoleName")
    ),
    "LaunchTemplateConstraint": _constraint(
        "TEMPLATE", lambda properties: {"Rules": _from_json(properties.get("Rules"))}
    ),
    "Portfolio": Kind(
        "CreatePortfolio",
        "DeletePortfolio",
        "PortfolioDetail.Id",
        "UpdatePortfolio",
        member="Id",
        attributes={"PortfolioName": "PortfolioDetail.DisplayName"},
    ),
    "PortfolioPrincipalAssociation": Kind(
        "AssociatePrincipalWithPortfolio",
        "DisassociatePrincipalFromPortfolio",
        ("PortfolioId", "PrincipalARN"),
    ),
    "PortfolioProductAssociation": Kind(
        "AssociateProductWithPortfolio",
        "DisassociateProductFromPortfolio",
        ("PortfolioId", "ProductId"),
    ),
    "PortfolioShare": Kind(
        "CreatePortfolioShare",
        "DeletePortfolioShare",
        ("PortfolioId", "AccountId"),
        "UpdatePortfolioShare",
    ),
    "ResourceUpdateConstraint": _constraint(
        "RESOURCE_UPDATE",
        lambda properties: {
            "Version": "2.0",
            "Properties": _some(properties, "TagUpdateOnProvisionedProduct"),
        },
    ),
    "ServiceAction": Kind(
        "CreateServiceAction",
        "DeleteServiceAction",
        "ServiceActionDetail.ServiceActionSummary.Id",
        "UpdateServiceAction",
        member="Id",
        members=_service_action,
    ),
    "ServiceActionAssociation": Kind(
        "AssociateServiceActionWithProvisioningArtifact",
        "DisassociateServiceActionFromProvisioningArtifact",
        ("ProductId", "ProvisioningArtifactId", "ServiceActionId"),
    ),
    # StackInstanceControl is none of the Parameters that the API reference has.
    "StackSetConstraint": _constraint(
        "STACKSET",
        lambda properties: {
            "Version": "1.0",
            "Properties": _some(
                properties, "AccountList", "RegionList", "AdminRole", "ExecutionRole"
            ),
        },
    ),
    "TagOption": Kind(
        "CreateTagOption", "DeleteTagOption", "TagOptionDetail.Id", "UpdateTagOption", member="Id"
    ),
    "TagOptionAssociation": Kind(
        "AssociateTagOptionWithResource",
        "DisassociateTagOptionFromResource",
        ("TagOptionId", "ResourceId"),
    ),
}
"""All types, by their names without the prefix."""
