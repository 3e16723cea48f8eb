"""Portfolios shared with another account that has accepted them."""

from __future__ import annotations

from pytest_sc_plan import PortfolioView

from ..helpers import Client, client_of


def share(
    client: Client, portfolio: PortfolioView, account: str, *, tag_options: bool = False
) -> Client:
    """Share a portfolio; gives a client of the account, which has accepted it."""
    client.create_portfolio_share(
        PortfolioId=portfolio.id, AccountId=account, ShareTagOptions=tag_options
    )
    recipient = client_of(account)
    recipient.accept_portfolio_share(PortfolioId=portfolio.id)
    return recipient
