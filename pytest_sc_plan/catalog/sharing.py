"""Shares of portfolios, and what goes when an account does not see a portfolio any more.

What the owner takes away is gone downstream at once: the local associations of the products, with
their constraints, and the principals. What was provisioned stays. Source: the administrator guide,
"Sharing a portfolio".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from . import organizations

if TYPE_CHECKING:
    from .offering import Portfolio
    from .store import Store

ACCOUNT: Final = "ACCOUNT"
"""The type of a share with an account outside of organizations."""

NODE_TYPES: Final = {
    "ACCOUNT": "ORGANIZATION_MEMBER_ACCOUNT",
    "ORGANIZATIONAL_UNIT": "ORGANIZATIONAL_UNIT",
    "ORGANIZATION": "ORGANIZATION",
}
"""The types of shares, by those of the nodes of an organization. Observed:
hashicorp/terraform-provider-aws, portfolio_share.go."""

_NODES: Final = {share: node for node, share in NODE_TYPES.items()}


@dataclass(frozen=True, slots=True)
class Share:
    """A portfolio's share with an account, or with a part of an organization.

    Args:
        type: ``ACCOUNT``, ``ORGANIZATION``, ``ORGANIZATIONAL_UNIT`` or
            ``ORGANIZATION_MEMBER_ACCOUNT``.
        principal_id: The account, or the id of the part of an organization.
        accepted: Whether the account accepted it; that of an organization needs no acceptance.
        shares_tag_options: Whether the recipients see its TagOptions.
        shares_principals: Whether the recipients see its principals.
        accounts: The accounts that it reaches; none while it is made for an organization.
        rejected_by: The accounts that rejected it.
    """

    type: str
    principal_id: str
    accepted: bool = False
    shares_tag_options: bool = False
    shares_principals: bool = False
    accounts: tuple[str, ...] = ()
    rejected_by: tuple[str, ...] = ()

    def gives_access(self, account_id: str) -> bool:
        """Tell whether an account sees the portfolio because of it."""
        return self.accepted and account_id in self.accounts and account_id not in self.rejected_by


@dataclass(frozen=True, slots=True)
class ShareAction:
    """An operation on a share, which takes a while where it is about an organization.

    Args:
        token: Its PortfolioShareToken.
        node_id: The account, or the id of the part of an organization.
        accounts: The accounts that it is about.
        creates: Whether it creates the share, which reaches nobody before that is over.
    """

    token: str
    node_id: str
    accounts: tuple[str, ...] = ()
    creates: bool = False


def set_share(store: Store, portfolio: Portfolio, share: Share) -> None:
    """Enter a share, or what one is changed to."""
    portfolio.shares[share.type, share.principal_id] = share
    store.region.shared[portfolio.id] = portfolio
    _take_away(store, portfolio)


def remove_share(store: Store, portfolio: Portfolio, share: Share) -> None:
    """Stop sharing a portfolio."""
    del portfolio.shares[share.type, share.principal_id]
    if not portfolio.shares:
        del store.region.shared[portfolio.id]
    _take_away(store, portfolio)


def is_under_way(store: Store, portfolio: Portfolio) -> bool:
    """Tell whether an operation on a share is under way; to ask is a read of it."""
    return any(
        not store.world.changes.read(action.token) for action in portfolio.share_actions[-1:]
    )


def begin_action(
    store: Store, portfolio: Portfolio, share: Share, *, creates: bool = False
) -> ShareAction:
    """Begin an operation on a share that has a token."""
    accounts = accounts_of(store, portfolio, share) or ()
    action = ShareAction(store.new_id("share"), share.principal_id, accounts, creates=creates)
    portfolio.share_actions.append(action)
    store.world.changes.begin(action.token)
    return action


def synchronize(store: Store) -> None:
    """Bring the shares with organizations in line with these.

    Sources: EnableAWSOrganizationsAccess, 'sync your shares with the current structure';
    DeletePortfolioShare, 'if a delegated admin is de-registered, portfolio shares created from that
    account are removed'.
    """
    for portfolio in list(store.region.shared.values()):
        for share in list(portfolio.shares.values()):
            if share.type != ACCOUNT:
                _synchronize(store, portfolio, share)


def _synchronize(store: Store, portfolio: Portfolio, share: Share) -> None:
    owner = portfolio.scope.account_id
    if not organizations.administers(store.world, owner):
        remove_share(store, portfolio, share)
        return
    if _is_new(store, portfolio, share):
        return
    if organizations.is_trusted(store.world, owner) or not share.accounts:
        accounts = accounts_of(store, portfolio, share) or ()
        if accounts != share.accounts:
            set_share(store, portfolio, replace(share, accounts=accounts))


def _is_new(store: Store, portfolio: Portfolio, share: Share) -> bool:
    """Tell whether a share is still being made."""
    return any(
        action.creates
        and action.node_id == share.principal_id
        and not store.world.changes.is_over(action.token)
        for action in portfolio.share_actions[-1:]
    )


def accounts_of(store: Store, portfolio: Portfolio, share: Share) -> tuple[str, ...] | None:
    """List the accounts that a share is for; None where the node is not there."""
    if share.type == ACCOUNT:
        return (share.principal_id,)
    owner = portfolio.scope.account_id
    found = organizations.members(store.world, owner, _NODES[share.type], share.principal_id)
    return None if found is None else tuple(found)


def _take_away(store: Store, portfolio: Portfolio) -> None:
    """Take from accounts that do not see a portfolio any more what they made of it."""
    region = store.region

    def sees(account_id: str) -> bool:
        return any(share.gives_access(account_id) for share in portfolio.shares.values())

    for association in list(portfolio.associations.values()):
        for other in list(association.product.associations.values()):
            if other.source is portfolio and not sees(other.portfolio.scope.account_id):
                store.disassociate(other)
    portfolio.principals = {
        account: own
        for account, own in portfolio.principals.items()
        if account == portfolio.scope.account_id or sees(account)
    }
    region.revision += 1
