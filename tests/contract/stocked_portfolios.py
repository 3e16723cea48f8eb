"""What the operations of portfolios need: resources, requests, refusals, recorded answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client
from .recorded_scenes import Answer, Scene
from .recorded_shapes import PORTFOLIO
from .recording import Form, Recorded

if TYPE_CHECKING:
    from .stocked import Stock

TAGS = [{"Key": "team", "Value": "core"}]
DETAIL = {"DisplayName": "team", "ProviderName": "them"}


def stock_up(stock: Stock) -> None:
    """Put a portfolio of one's own into a fake, and products that are in several."""
    portfolios = [stock.catalog.add_portfolio(f"empty-{number}") for number in range(4)]
    stock.known |= {"PortfolioId": stock.product.launch_paths[0].portfolio_id, **DETAIL}
    stock.requests |= {
        "AssociateProductWithPortfolio": {"PortfolioId": portfolios[0].id},
        "DescribePortfolio": {"Id": portfolios[0].id},
        "UpdatePortfolio": {"Id": portfolios[0].id, "AddTags": TAGS},
        "DeletePortfolio": {"Id": portfolios[1].id},
    }


def _full_region(client: Client, stock: Stock) -> dict[str, Any]:
    own = [portfolio for portfolio in stock.catalog.portfolios if "123456789012" in portfolio.arn]
    for number in range(len(own), 100):
        stock.catalog.add_portfolio(f"more-{number}")
    return stock.request("CreatePortfolio")


def _full_portfolio(client: Client, stock: Stock) -> dict[str, Any]:
    request = stock.request("AssociateProductWithPortfolio")
    for number in range(150):
        stock.catalog.add_product(f"more-{number}", launch_paths=[request["PortfolioId"]])
    return request


def _constrained(client: Client, stock: Stock) -> dict[str, Any]:
    role = "arn:aws:iam::123456789012:role/launch"
    product = stock.catalog.add_product(launch_role_arn=role)
    path = product.launch_paths[0]
    return {"ProductId": product.id, "PortfolioId": path.portfolio_id}


def _in_use(client: Client, stock: Stock) -> dict[str, Any]:
    return {"Id": stock.known["PortfolioId"]}


SPECIAL: Final[dict[tuple[str, str], Callable[[Client, Stock], dict[str, Any]]]] = {
    ("CreatePortfolio", "LimitExceededException"): _full_region,
    ("AssociateProductWithPortfolio", "LimitExceededException"): _full_portfolio,
    ("DisassociateProductFromPortfolio", "ResourceInUseException"): _constrained,
    ("DeletePortfolio", "ResourceInUseException"): _in_use,
}
"""Requests that are refused with an error, and the calls before them."""

NEVER: Final[dict[tuple[str, str], str]] = {
    **dict.fromkeys(
        [
            (f"{verb}Portfolio", "TagOptionNotMigratedException")
            for verb in ("Create", "Update", "Delete")
        ],
        "of accounts from before TagOptions, which never migrated theirs",
    ),
    ("UpdatePortfolio", "LimitExceededException"): "nothing that it changes has a limit but tags",
}
"""Documented errors that can't come by themselves, and why."""

# -------------------------------------------------------------------------- recorded answers

RECORDED: Final = (
    Recorded("CreatePortfolio", "CLI 2019", {"PortfolioDetail": PORTFOLIO}),
    Recorded("ListPortfolios", "CLI 2019", {"PortfolioDetails": [PORTFOLIO]}),
    Recorded("ListPortfoliosForProduct", "CLI 2025", {"PortfolioDetails": [PORTFOLIO]}),
    Recorded(
        "DescribePortfolio",
        "CLI 2019, Budgets are younger",
        {
            "PortfolioDetail": PORTFOLIO,
            "Tags": Form.EMPTY,
            "TagOptions": Form.EMPTY,
            "Budgets": Form.EMPTY,
        },
    ),
    Recorded(
        "UpdatePortfolio",
        "CLI 2019",
        {"PortfolioDetail": PORTFOLIO, "Tags": Form.EMPTY},
    ),
    *(
        Recorded(operation, "CLI, 'This command produces no output.'", {})
        for operation in (
            "AssociateProductWithPortfolio",
            "DeletePortfolio",
            "DisassociateProductFromPortfolio",
        )
    ),
)
UNRECORDED: Final[dict[str, str]] = {}
"""Operations of which nobody has recorded an answer, and where it was looked for."""


def _portfolio(client: Client) -> str:
    made = client.create_portfolio(**DETAIL, IdempotencyToken="one")
    identifier: str = made["PortfolioDetail"]["Id"]
    return identifier


def _pair(catalog: ServiceCatalog, client: Client) -> dict[str, str]:
    return {"ProductId": catalog.add_product().id, "PortfolioId": _portfolio(client)}


def _list_portfolios(catalog: ServiceCatalog, client: Client) -> Answer:
    _portfolio(client)
    return client.list_portfolios()


def _list_for_product(catalog: ServiceCatalog, client: Client) -> Answer:
    pair = _pair(catalog, client)
    return client.list_portfolios_for_product(ProductId=pair["ProductId"])


def _disassociate(catalog: ServiceCatalog, client: Client) -> Answer:
    pair = _pair(catalog, client)
    client.associate_product_with_portfolio(**pair)
    return client.disassociate_product_from_portfolio(**pair)


SCENES: Final[dict[str, Scene]] = {
    "CreatePortfolio": lambda catalog, client: client.create_portfolio(**DETAIL),
    "ListPortfolios": _list_portfolios,
    "ListPortfoliosForProduct": _list_for_product,
    "DescribePortfolio": lambda _, client: client.describe_portfolio(Id=_portfolio(client)),
    "UpdatePortfolio": lambda _, client: client.update_portfolio(Id=_portfolio(client)),
    "AssociateProductWithPortfolio": lambda catalog, client: (
        client.associate_product_with_portfolio(**_pair(catalog, client))
    ),
    "DeletePortfolio": lambda _, client: client.delete_portfolio(Id=_portfolio(client)),
    "DisassociateProductFromPortfolio": _disassociate,
}
