"""What the operations of TagOptions need: resources, requests, refusals, recorded answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client
from .recorded_scenes import Answer, Scene
from .recorded_shapes import ACCOUNT, TEXT, identifier
from .recording import May, Recorded

if TYPE_CHECKING:
    from .stocked import Stock

KEY_AND_VALUE: Final = {"Key": "1234", "Value": "name"}


def stock_up(stock: Stock) -> None:
    """Make TagOptions, one of which several products have."""
    common, unused, another, *_ = (
        stock.client.create_tag_option(Key="team", Value=value)["TagOptionDetail"]["Id"]
        for value in ("red", "green", "blue", "grey")
    )
    products = [stock.catalog.add_product(f"tagged-{number}") for number in range(4)]
    for product in products:
        stock.client.associate_tag_option_with_resource(ResourceId=product.id, TagOptionId=common)
    stock.known |= {"TagOptionId": common}
    stock.requests |= {
        "CreateTagOption": KEY_AND_VALUE,
        "DescribeTagOption": {"Id": common},
        "UpdateTagOption": {"Id": common, "Value": "pink"},
        "DeleteTagOption": {"Id": unused},
        "AssociateTagOptionWithResource": {"TagOptionId": another},
        "DisassociateTagOptionFromResource": {"ResourceId": products[0].id},
    }


def _again(client: Client, stock: Stock) -> dict[str, Any]:
    request = stock.request("CreateTagOption")
    client.create_tag_option(**request)
    return request


def _full_key(client: Client, stock: Stock) -> dict[str, Any]:
    request = stock.request("CreateTagOption")
    for number in range(25):
        client.create_tag_option(Key=request["Key"], Value=f"value-{number}")
    return request


def _unchanged(client: Client, stock: Stock) -> dict[str, Any]:
    return stock.request("UpdateTagOption", Value="red")


def _associated(client: Client, stock: Stock) -> dict[str, Any]:
    request = stock.request("AssociateTagOptionWithResource")
    client.associate_tag_option_with_resource(**request)
    return request


def _full_resource(client: Client, stock: Stock) -> dict[str, Any]:
    request = stock.request("AssociateTagOptionWithResource")
    for number in range(25):
        made = client.create_tag_option(Key="more", Value=str(number))["TagOptionDetail"]
        client.associate_tag_option_with_resource(
            ResourceId=request["ResourceId"], TagOptionId=made["Id"]
        )
    return request


SPECIAL: Final[dict[tuple[str, str], Callable[[Client, Stock], dict[str, Any]]]] = {
    ("CreateTagOption", "DuplicateResourceException"): _again,
    ("CreateTagOption", "LimitExceededException"): _full_key,
    ("UpdateTagOption", "DuplicateResourceException"): _unchanged,
    ("UpdateTagOption", "InvalidParametersException"): lambda _, stock: {
        "Id": stock.known["TagOptionId"]
    },
    ("DeleteTagOption", "ResourceInUseException"): lambda _, stock: {
        "Id": stock.known["TagOptionId"]
    },
    ("ListTagOptions", "InvalidParametersException"): lambda _, stock: stock.request(
        "ListTagOptions", PageToken="none"
    ),
    ("ListResourcesForTagOption", "InvalidParametersException"): lambda _, stock: stock.request(
        "ListResourcesForTagOption", ResourceType="Plan"
    ),
    ("AssociateTagOptionWithResource", "DuplicateResourceException"): _associated,
    ("AssociateTagOptionWithResource", "LimitExceededException"): _full_resource,
}
"""Requests that are refused with an error, and the calls before them."""

NEVER: Final[dict[tuple[str, str], str]] = {
    **dict.fromkeys(
        [
            (operation, "TagOptionNotMigratedException")
            for operation in (
                "CreateTagOption",
                "DescribeTagOption",
                "UpdateTagOption",
                "DeleteTagOption",
                "ListTagOptions",
                "AssociateTagOptionWithResource",
                "DisassociateTagOptionFromResource",
                "ListResourcesForTagOption",
            )
        ],
        "of accounts from before TagOptions, which never migrated theirs",
    ),
    **dict.fromkeys(
        [
            ("AssociateTagOptionWithResource", code)
            for code in ("InvalidParametersException", "InvalidStateException")
        ],
        "when it would come is not documented, and nobody has seen it",
    ),
}
"""Documented errors that can't come by themselves, and why."""

# -------------------------------------------------------------------------- recorded answers

DETAIL: Final = {
    "Id": identifier("tag"),
    "Key": TEXT,
    "Value": TEXT,
    "Active": True,
    "Owner": May(ACCOUNT, "later than 2019: Terraform's provider reads it"),
}

RECORDED: Final = (
    Recorded("CreateTagOption", "CLI 2019", {"TagOptionDetail": DETAIL}),
    Recorded("ListTagOptions", "CLI 2019", {"TagOptionDetails": [DETAIL]}),
    Recorded(
        "DescribeTagOption", "terraform-provider-aws, tag_option.go", {"TagOptionDetail": DETAIL}
    ),
    *(
        Recorded(operation, "CLI, 'This command produces no output.'", {})
        for operation in (
            "AssociateTagOptionWithResource",
            "DeleteTagOption",
            "DisassociateTagOptionFromResource",
        )
    ),
)
UNRECORDED: Final = dict.fromkeys(
    ("UpdateTagOption", "ListResourcesForTagOption"),
    "neither aws-cli's examples have it nor does Terraform's provider show an answer",
)
"""Operations of which nobody has recorded an answer, and where it was looked for."""


def _create(client: Client) -> str:
    made: str = client.create_tag_option(**KEY_AND_VALUE)["TagOptionDetail"]["Id"]
    return made


def _pair(catalog: ServiceCatalog, client: Client) -> dict[str, str]:
    return {"ResourceId": catalog.add_product().id, "TagOptionId": _create(client)}


def _list(_: ServiceCatalog, client: Client) -> Answer:
    _create(client)
    return client.list_tag_options()


def _disassociate(catalog: ServiceCatalog, client: Client) -> Answer:
    pair = _pair(catalog, client)
    client.associate_tag_option_with_resource(**pair)
    return client.disassociate_tag_option_from_resource(**pair)


SCENES: Final[dict[str, Scene]] = {
    "CreateTagOption": lambda _, client: client.create_tag_option(**KEY_AND_VALUE),
    "ListTagOptions": _list,
    "DescribeTagOption": lambda _, client: client.describe_tag_option(Id=_create(client)),
    "AssociateTagOptionWithResource": lambda catalog, client: (
        client.associate_tag_option_with_resource(**_pair(catalog, client))
    ),
    "DeleteTagOption": lambda _, client: client.delete_tag_option(Id=_create(client)),
    "DisassociateTagOptionFromResource": _disassociate,
}
