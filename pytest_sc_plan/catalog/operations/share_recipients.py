"""Shares of portfolios, on the side of the accounts that these are shared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..errors import resource_not_found
from ..offering import Portfolio
from ..sharing import ACCOUNT, Share, is_under_way, set_share
from ..store import Store
from .administering import listed
from .presenting import portfolio_detail
from .registry import operation

IMPORTED = "IMPORTED"
AWS_ORGANIZATIONS = "AWS_ORGANIZATIONS"


@operation("AcceptPortfolioShare")
def accept_portfolio_share(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Accept a portfolio, which is harmless to repeat, and for a portfolio of one's own.

    That of an organization needs it only once it was rejected.
    """
    for portfolio, share in _offered(store, request):
        _answer(store, portfolio, share, accepts=True)
    return {}


@operation("RejectPortfolioShare")
def reject_portfolio_share(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Reject a portfolio, accepted or not; it can be accepted as long as it is shared."""
    for portfolio, share in _offered(store, request):
        _answer(store, portfolio, share, accepts=False)
    return {}


@operation("ListAcceptedPortfolioShares")
def list_accepted_portfolio_shares(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the portfolios of other accounts that this one has accepted, oldest first.

    Whoever waits for a portfolio of the organization reads this, so it counts as a read.
    """
    kind = request.get("PortfolioShareType", IMPORTED)
    account = store.scope.account_id
    portfolios = [
        portfolio
        for portfolio in store.region.shared.values()
        if portfolio.scope != store.scope
        and any(share.gives_access(account) for share in _of_kind(portfolio, kind))
    ]
    if kind == AWS_ORGANIZATIONS:
        for portfolio in store.region.shared.values():
            is_under_way(store, portfolio)
    return listed(
        store,
        request,
        portfolios,
        portfolio_detail,
        member="PortfolioDetails",
        listing=f"ListAcceptedPortfolioShares {kind}",
    )


def _offered(store: Store, request: dict[str, Any]) -> list[tuple[Portfolio, Share]]:
    """Find the shares of a portfolio with the account, of the kind that a request is about.

    Observed: awslabs/aws-service-catalog-puppet issue 346, for a portfolio of an organization that
    is accepted as if it were imported.
    """
    identifier = request["PortfolioId"]
    portfolio = store.region.shared.get(identifier)
    account = store.scope.account_id
    kind = request.get("PortfolioShareType", IMPORTED)
    found = [
        (portfolio, share)
        for share in (() if portfolio is None else _of_kind(portfolio, kind))
        if portfolio is not None and account in share.accounts
    ]
    if not found and store.portfolios.get(identifier) is None:
        raise resource_not_found(f"Portfolio not found: {identifier}")
    return found


def _of_kind(portfolio: Portfolio, kind: str) -> Iterator[Share]:
    """Yield the shares that a PortfolioShareType is about; AWS_SERVICECATALOG is about none."""
    for share in list(portfolio.shares.values()):
        if kind == (IMPORTED if share.type == ACCOUNT else AWS_ORGANIZATIONS):
            yield share


def _answer(store: Store, portfolio: Portfolio, share: Share, *, accepts: bool) -> None:
    """Note whether the account accepts a share."""
    account = store.scope.account_id
    others = tuple(other for other in share.rejected_by if other != account)
    set_share(
        store,
        portfolio,
        replace(
            share,
            accepted=accepts or share.type != ACCOUNT,
            rejected_by=others if accepts else (*others, account),
        ),
    )
