"""Principals: the users, groups and roles that a portfolio is for."""

from __future__ import annotations

from typing import Any, Final

from .. import principals
from ..access import principals_seen
from ..errors import resource_not_found
from ..offering import Portfolio
from ..principals import Principal
from ..store import Store
from .administering import listed, require_room
from .finding import find_portfolio
from .registry import operation

PRINCIPALS: Final = 100
"""The number of principals that a portfolio may have."""

PATTERNS: Final = 10
"""The number of these that may be patterns. Source: AssociatePrincipalWithPortfolio."""


@operation("AssociatePrincipalWithPortfolio")
def associate_principal_with_portfolio(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Let a principal into a portfolio, which is harmless to repeat.

    Accounts that a portfolio is shared with have principals of their own. Observed: alchemy-run
    repeats it at each deployment.
    """
    portfolio = find_portfolio(store, request["PortfolioId"])
    principal = Principal(request["PrincipalARN"], request["PrincipalType"])
    principals.check(principal.arn, principal.type)
    own = portfolio.principals.get(store.scope.account_id, [])
    if principal not in own:
        require_room(own, PRINCIPALS, f"principals of portfolio {portfolio.id}")
        if principal.type == principals.IAM_PATTERN:
            patterns = [other for other in own if other.type == principal.type]
            require_room(patterns, PATTERNS, f"IAM_PATTERN principals of portfolio {portfolio.id}")
        _set(store, portfolio, [*own, principal])
    return {}


@operation("DisassociatePrincipalFromPortfolio")
def disassociate_principal_from_portfolio(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Keep a principal out of a portfolio again, which was associated with this very type."""
    portfolio = find_portfolio(store, request["PortfolioId"])
    principal = Principal(request["PrincipalARN"], request.get("PrincipalType", principals.IAM))
    own = portfolio.principals.get(store.scope.account_id, [])
    if principal not in own:
        raise resource_not_found(
            f"Principal {principal.arn} of type {principal.type} is not associated with portfolio "
            f"{portfolio.id}"
        )
    _set(store, portfolio, [other for other in own if other != principal])
    return {}


@operation("ListPrincipalsForPortfolio")
def list_principals_for_portfolio(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the principals of a portfolio, oldest first, those that its owner shares last."""
    portfolio = find_portfolio(store, request["PortfolioId"])
    return listed(
        store,
        request,
        principals_seen(store, portfolio),
        lambda principal: {"PrincipalARN": principal.arn, "PrincipalType": principal.type},
        member="Principals",
        listing=f"ListPrincipalsForPortfolio {portfolio.id}",
    )


def _set(store: Store, portfolio: Portfolio, own: list[Principal]) -> None:
    portfolio.principals[store.scope.account_id] = own
    store.region.revision += 1
