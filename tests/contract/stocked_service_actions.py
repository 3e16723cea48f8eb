"""What the operations of service actions need: resources, requests and refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ..helpers import Client
from .direct import Direct
from .recorded_scenes import Scene
from .recording import Recorded

if TYPE_CHECKING:
    from .stocked import Stock

ACTION: Final = {
    "Name": "restart",
    "DefinitionType": "SSM_AUTOMATION",
    "Definition": {"Name": "AWS-RestartEC2Instance", "Version": "1"},
}


def _made(client: Client | Direct, name: str) -> str:
    detail = client.create_service_action(**{**ACTION, "Name": name})["ServiceActionDetail"]
    identifier: str = detail["ServiceActionSummary"]["Id"]
    return identifier


def stock_up(stock: Stock) -> None:
    """Make service actions: the item's version has several, and the first has several versions."""
    common, *others = (_made(stock.client, f"action-{number}") for number in range(6))
    item = stock.item.provisioning_artifact
    products = [stock.catalog.add_product(f"acting-{number}") for number in range(4)]
    pairs = [
        *((stock.product.id, item.id, action) for action in (common, *others[:3])),
        *((product.id, product.provisioning_artifacts[0].id, common) for product in products),
    ]
    for product, version, action in pairs:
        stock.client.associate_service_action_with_provisioning_artifact(
            ProductId=product, ProvisioningArtifactId=version, ServiceActionId=action
        )
    of_item = {"ProductId": stock.product.id, "ProvisioningArtifactId": item.id}
    associations = {
        "ServiceActionAssociations": [{**of_item, "ServiceActionId": action} for action in others]
    }
    stock.known |= {"ServiceActionId": common}
    stock.requests |= {
        "CreateServiceAction": ACTION,
        "DescribeServiceAction": {"Id": common},
        "UpdateServiceAction": {"Id": common, "Name": "other"},
        "DeleteServiceAction": {"Id": others[-1]},
        "ListServiceActionsForProvisioningArtifact": of_item,
        "DisassociateServiceActionFromProvisioningArtifact": of_item,
        "BatchAssociateServiceActionWithProvisioningArtifact": associations,
        "BatchDisassociateServiceActionFromProvisioningArtifact": associations,
    }


def _full_region(client: Client, stock: Stock) -> dict[str, Any]:
    for number in range(6, 200):
        _made(client, f"action-{number}")
    return stock.request("CreateServiceAction")


ASSOCIATE: Final = "AssociateServiceActionWithProvisioningArtifact"


def _associated(client: Client, stock: Stock) -> dict[str, Any]:
    request = stock.request(ASSOCIATE)
    client.associate_service_action_with_provisioning_artifact(**request)
    return request


def _full_version(client: Client, stock: Stock) -> dict[str, Any]:
    request = stock.request(ASSOCIATE)
    for number in range(25):
        client.associate_service_action_with_provisioning_artifact(
            **{**request, "ServiceActionId": _made(client, f"more-{number}")}
        )
    return request


def _under_change(client: Client, stock: Stock) -> dict[str, Any]:
    client.update_provisioned_product(**stock.request("UpdateProvisionedProduct"))
    return stock.request("ExecuteProvisionedProductServiceAction")


SPECIAL: Final[dict[tuple[str, str], Callable[[Client, Stock], dict[str, Any]]]] = {
    ("CreateServiceAction", "LimitExceededException"): _full_region,
    ("DeleteServiceAction", "ResourceInUseException"): lambda _, stock: {
        "Id": stock.known["ServiceActionId"]
    },
    (ASSOCIATE, "DuplicateResourceException"): _associated,
    (ASSOCIATE, "LimitExceededException"): _full_version,
    ("ExecuteProvisionedProductServiceAction", "InvalidStateException"): _under_change,
}
"""Requests that are refused with an error, and the calls before them."""

NEVER: Final[dict[tuple[str, str], str]] = {}
"""Documented errors that can't come by themselves, and why."""

RECORDED: Final[tuple[Recorded, ...]] = ()
UNRECORDED: Final = dict.fromkeys(
    (
        "CreateServiceAction",
        "DescribeServiceAction",
        "UpdateServiceAction",
        "DeleteServiceAction",
        "ListServiceActions",
        ASSOCIATE,
        "DisassociateServiceActionFromProvisioningArtifact",
        "BatchAssociateServiceActionWithProvisioningArtifact",
        "BatchDisassociateServiceActionFromProvisioningArtifact",
        "ListServiceActionsForProvisioningArtifact",
        "ListProvisioningArtifactsForServiceAction",
        "DescribeServiceActionExecutionParameters",
        "ExecuteProvisionedProductServiceAction",
    ),
    "neither aws-cli's examples have it nor does Terraform's provider show an answer",
)
"""Operations of which nobody has recorded an answer, and where it was looked for."""

SCENES: Final[dict[str, Scene]] = {}
