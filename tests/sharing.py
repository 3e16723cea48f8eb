"""Helpers for tests of portfolios that several accounts see."""

from __future__ import annotations

from typing import Any

from pytest_sc_plan import PortfolioView, ServiceCatalog

from .helpers import Client, client_of

HUB = "123456789012"
"""The account of ``sc_plan_client``, which shares."""

SPOKE = "111122223333"
OTHER = "444455556666"

ORGANIZATION = {"Type": "ORGANIZATION", "Value": "o-1234567890"}
UNIT = {"Type": "ORGANIZATIONAL_UNIT", "Value": "ou-abcd-12345678"}
MEMBER = {"Type": "ACCOUNT", "Value": SPOKE}


def portfolio_with(catalog: ServiceCatalog, *products: str) -> PortfolioView:
    """A portfolio with new products of these names, which are in no other."""
    for product in products:
        catalog.add_product(product, launch_paths=0)
    return catalog.add_portfolio("offers", products=products)


def share(client: Client, portfolio_id: str, account_id: str = SPOKE) -> Client:
    """Share a portfolio with an account, which accepts it, and return a client of that."""
    recipient = client_of(account_id)
    client.create_portfolio_share(PortfolioId=portfolio_id, AccountId=account_id)
    recipient.accept_portfolio_share(PortfolioId=portfolio_id)
    return recipient


def share_with_node(client: Client, portfolio_id: str, node: Any, **more: Any) -> str:
    """Share a portfolio with a part of the organization, and wait until that is over."""
    client.enable_aws_organizations_access()
    while client.get_aws_organizations_access_status()["AccessStatus"] != "ENABLED":
        pass
    token: str = client.create_portfolio_share(
        PortfolioId=portfolio_id, OrganizationNode=node, **more
    )["PortfolioShareToken"]
    finish(client, token)
    return token


def finish(client: Client, token: str) -> Any:
    """Wait until an operation on a share is over, and return what is told of it."""
    while True:
        told = client.describe_portfolio_share_status(PortfolioShareToken=token)
        if told["Status"] != "IN_PROGRESS":
            return told


def accepted(client: Client, **kind: str) -> list[str]:
    """The ids of the portfolios that an account has accepted."""
    found = client.list_accepted_portfolio_shares(**kind)["PortfolioDetails"]
    return [portfolio["Id"] for portfolio in found]


def principals(client: Client, portfolio_id: str) -> list[tuple[str, str]]:
    """The principals of a portfolio, each with its type."""
    listed = client.list_principals_for_portfolio(PortfolioId=portfolio_id)["Principals"]
    return [(principal["PrincipalARN"], principal["PrincipalType"]) for principal in listed]
