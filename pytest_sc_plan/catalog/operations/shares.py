"""Shares of portfolios, on the side of the account that owns these."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from ..errors import invalid_parameters, invalid_state, not_supported, resource_not_found
from ..offering import Portfolio
from ..organizations import is_trusted
from ..sharing import (
    ACCOUNT,
    NODE_TYPES,
    Share,
    accounts_of,
    begin_action,
    is_under_way,
    remove_share,
    set_share,
)
from ..store import Store
from .administering import listed, require_room
from .finding import find_own_portfolio, find_portfolio
from .organizations import require_administrator
from .registry import operation

SHARES: Final = 5000
"""The number of accounts that a portfolio may be shared with."""

_IDS: Final = {"ACCOUNT": r"\d", "ORGANIZATIONAL_UNIT": "ou-", "ORGANIZATION": "o-"}
"""The beginnings of ids, by the types of nodes."""

_WITH_PRINCIPALS: Final = ("ORGANIZATION", "ORGANIZATIONAL_UNIT")


@operation("CreatePortfolioShare")
def create_portfolio_share(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Share a portfolio with an account, or with a part of the organization.

    Sources: 'If the portfolio share with the specified account or organization node already exists,
    this action will have no effect and will not return an error'; 'You can't share a shared
    resource, including portfolios that contain a shared product'. The token is for organization
    nodes only. Observed: hashicorp/terraform-provider-aws, portfolio_share.go.
    """
    portfolio = find_portfolio(store, request["PortfolioId"])
    _require_shareable(store, portfolio)
    kind, principal_id = _recipient(store, request)
    if (kind, principal_id) in portfolio.shares:
        return _token_of_node(portfolio, portfolio.shares[kind, principal_id])
    share = Share(
        kind,
        principal_id,
        accepted=kind != ACCOUNT,
        shares_tag_options=request.get("ShareTagOptions", False),
        shares_principals=request.get("SharePrincipals", False),
    )
    _require_principals_possible(share)
    if kind != ACCOUNT:
        _require_access(store)
    accounts = accounts_of(store, portfolio, share)
    if accounts is None:
        raise resource_not_found(f"Organization node not found: {principal_id}")
    require_room(portfolio.shares, SHARES, f"shares of portfolio {portfolio.id}")
    _require_nothing_under_way(store, portfolio)
    if kind == ACCOUNT:
        set_share(store, portfolio, replace(share, accounts=accounts))
    else:
        set_share(store, portfolio, share)
        begin_action(store, portfolio, share, creates=True)
    return _token_of_node(portfolio, share)


@operation("UpdatePortfolioShare")
def update_portfolio_share(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Change what of a portfolio is shared; what the request leaves out stays as it is."""
    portfolio = find_own_portfolio(store, request["PortfolioId"])
    share = _find_share(store, portfolio, request)
    changed = replace(
        share,
        shares_tag_options=request.get("ShareTagOptions", share.shares_tag_options),
        shares_principals=request.get("SharePrincipals", share.shares_principals),
    )
    _require_principals_possible(changed)
    _require_nothing_under_way(store, portfolio)
    set_share(store, portfolio, changed)
    action = begin_action(store, portfolio, changed)
    is_over = store.world.changes.is_over(action.token)
    return {
        "PortfolioShareToken": action.token,
        "Status": "COMPLETED" if is_over else "IN_PROGRESS",
    }


@operation("DeletePortfolioShare")
def delete_portfolio_share(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Stop sharing a portfolio: at once nobody sees it because of this share any more."""
    portfolio = find_own_portfolio(store, request["PortfolioId"])
    share = _find_share(store, portfolio, request)
    _require_nothing_under_way(store, portfolio)
    if share.type != ACCOUNT:
        begin_action(store, portfolio, share)
    remove_share(store, portfolio, share)
    return _token_of_node(portfolio, share)


@operation("DescribePortfolioShareStatus")
def describe_portfolio_share_status(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Tell how far an operation on a share has got."""
    require_administrator(store)
    token = request["PortfolioShareToken"]
    for portfolio in store.portfolios:
        for action in portfolio.share_actions:
            if action.token == token:
                is_over = store.world.changes.read(token)
                return {
                    "PortfolioShareToken": token,
                    "PortfolioId": portfolio.id,
                    "OrganizationNodeValue": action.node_id,
                    "Status": "COMPLETED" if is_over else "IN_PROGRESS",
                    "ShareDetails": {
                        "SuccessfulShares": list(action.accounts) if is_over else [],
                        "ShareErrors": [],
                    },
                }
    raise resource_not_found(f"Portfolio share token not found: {token}")


@operation("DescribePortfolioShares")
def describe_portfolio_shares(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the shares of a portfolio that are of one type, oldest first."""
    portfolio = find_own_portfolio(store, request["PortfolioId"])
    is_under_way(store, portfolio)
    return listed(
        store,
        request,
        _shares(portfolio, request["Type"]),
        lambda share: {
            "PrincipalId": share.principal_id,
            "Type": share.type,
            "Accepted": share.accepted,
            "ShareTagOptions": share.shares_tag_options,
            "SharePrincipals": share.shares_principals,
        },
        member="PortfolioShareDetails",
        listing=f"DescribePortfolioShares {portfolio.id} {request['Type']}",
    )


@operation("ListPortfolioAccess")
def list_portfolio_access(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the accounts that a portfolio is shared with, or those that a node passes it on to."""
    portfolio = find_own_portfolio(store, request["PortfolioId"])
    parent = request.get("OrganizationParentId")
    accounts = dict.fromkeys(
        account
        for share in portfolio.shares.values()
        if _is_listed(share, parent)
        for account in share.accounts
    )
    return listed(
        store,
        request,
        list(accounts),
        str,
        member="AccountIds",
        listing=f"ListPortfolioAccess {portfolio.id} {parent}",
    )


@operation("ListOrganizationPortfolioAccess")
def list_organization_portfolio_access(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the nodes of one type that a portfolio is shared with, oldest first."""
    require_administrator(store)
    portfolio = find_own_portfolio(store, request["PortfolioId"])
    node_type = request["OrganizationNodeType"]
    return listed(
        store,
        request,
        _shares(portfolio, NODE_TYPES[node_type]),
        lambda share: {"Type": node_type, "Value": share.principal_id},
        member="OrganizationNodes",
        listing=f"ListOrganizationPortfolioAccess {portfolio.id} {node_type}",
    )


def require_no_shares(portfolio: Portfolio) -> None:
    """Refuse to put a shared product into a portfolio that is shared."""
    if portfolio.shares:
        raise not_supported(
            f"Portfolio {portfolio.id} is shared: a product of another account can't be shared on."
        )


def _recipient(store: Store, request: dict[str, Any]) -> tuple[str, str]:
    """Read the type of a share and the id of whom it is with."""
    account, node = request.get("AccountId"), request.get("OrganizationNode")
    if (account is None) == (node is None):
        raise invalid_parameters("You must provide either AccountId or OrganizationNode, not both.")
    if node is None:
        return ACCOUNT, str(account)
    kind, value = node.get("Type"), node.get("Value")
    if kind is None or value is None:
        raise invalid_parameters("OrganizationNode must have a Type and a Value.")
    # An ARN ends in the id.
    identifier = value.rpartition("/")[2]
    if not re.match(_IDS[kind], identifier):
        raise invalid_parameters(f"OrganizationNode {value} is not of type {kind}.")
    require_administrator(store)
    return NODE_TYPES[kind], identifier


def _find_share(store: Store, portfolio: Portfolio, request: dict[str, Any]) -> Share:
    kind, principal_id = _recipient(store, request)
    share = portfolio.shares.get((kind, principal_id))
    if share is None:
        raise resource_not_found(f"Portfolio {portfolio.id} is not shared with {principal_id}")
    return share


def _require_shareable(store: Store, portfolio: Portfolio) -> None:
    if portfolio.scope != store.scope:
        raise not_supported(
            f"Portfolio {portfolio.id} is shared with this account: it can't be shared on."
        )
    for association in portfolio.associations.values():
        if association.source is not None:
            raise not_supported(
                f"Portfolio {portfolio.id} contains the shared product {association.product.id}: "
                "it can't be shared on."
            )


def _require_principals_possible(share: Share) -> None:
    """Refuse to share principals with a single account. Source: SharePrincipals."""
    if share.shares_principals and share.type not in _WITH_PRINCIPALS:
        raise invalid_parameters(
            "SharePrincipals is only supported for an OrganizationNode of type "
            f"{' or '.join(_WITH_PRINCIPALS)}."
        )


def _require_access(store: Store) -> None:
    """Refuse nodes before the organization may be looked at."""
    if not is_trusted(store.world, store.scope.account_id):
        raise not_supported(
            "AWSOrganizationsAccess must be enabled in order to create a portfolio share to an "
            "organization node: call EnableAWSOrganizationsAccess."
        )


def _require_nothing_under_way(store: Store, portfolio: Portfolio) -> None:
    """Refuse a second operation at a time: each refusal is a read, so retries come to an end.

    Observed: awslabs/landing-zone-accelerator-on-aws issue 893.
    """
    if is_under_way(store, portfolio):
        raise invalid_state(
            "Cannot process more than one portfolio share action at the same time. Try again later."
        )


def _token_of_node(portfolio: Portfolio, share: Share) -> dict[str, Any]:
    """Answer with the token of the last operation on a share; there is none for an account."""
    if share.type == ACCOUNT:
        return {}
    tokens = [one.token for one in portfolio.share_actions if one.node_id == share.principal_id]
    return {"PortfolioShareToken": tokens[-1]}


def _shares(portfolio: Portfolio, kind: str) -> list[Share]:
    return [share for share in portfolio.shares.values() if share.type == kind]


def _is_listed(share: Share, parent: str | None) -> bool:
    """Tell whether ListPortfolioAccess lists the accounts of a share."""
    if parent is not None:
        return share.principal_id == parent
    return share.type in {ACCOUNT, NODE_TYPES["ACCOUNT"]}
