"""Organizations, whose accounts a portfolio can be shared with all at once.

Where an account is in no organization that is known, it is taken to be the management account of
one that has all accounts of the fake, and whose nodes all have all of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from .store import World

SERVICE: Final = "servicecatalog.amazonaws.com"
"""The name of the service in an organization."""


class Organizations(Protocol):
    """The organizations that are known."""

    def management_account_of(self, account_id: str) -> str | None:
        """Find the management account of an account's organization; None where it is in none."""
        ...

    def members(self, node_type: str, value: str) -> list[str] | None:
        """List the accounts at or below a node; None where there is no such node."""
        ...

    def delegated_administrators(self, account_id: str, service_principal: str) -> list[str]:
        """List the accounts that administer a service for an account's organization."""
        ...


def access_key(management_account: str | None) -> tuple[str, str | None]:
    """Make the key of the change that turns the service's access to an organization on or off."""
    return ("access to an organization", management_account)


def is_management(world: World, account_id: str) -> bool:
    """Tell whether an account is the management account of its organization."""
    return world.organizations.management_account_of(account_id) in {None, account_id}


def delegated(world: World, account_id: str) -> list[str]:
    """List the accounts that administer the service for an account's organization."""
    return world.organizations.delegated_administrators(account_id, SERVICE)


def administers(world: World, account_id: str) -> bool:
    """Tell whether an account may share portfolios with its organization."""
    return is_management(world, account_id) or account_id in delegated(world, account_id)


def is_trusted(world: World, account_id: str) -> bool:
    """Tell whether the service has access to the organization of an account by now."""
    management = world.organizations.management_account_of(account_id)
    return management in world.trusted and world.changes.is_over(access_key(management))


def members(world: World, account_id: str, node_type: str, value: str) -> list[str] | None:
    """List the other accounts at or below a node of an account's organization.

    Args:
        world: The world.
        account_id: The account.
        node_type: ORGANIZATION, ORGANIZATIONAL_UNIT or ACCOUNT.
        value: The node's id.

    Returns:
        The accounts, oldest first; None where there is no such node.
    """
    found = world.organizations.members(node_type, value)
    if found is None and world.organizations.management_account_of(account_id) is None:
        known = dict.fromkeys(scope.account_id for scope in list(world.stores))
        found = [value] if node_type == "ACCOUNT" else list(known)
    return None if found is None else [account for account in found if account != account_id]
