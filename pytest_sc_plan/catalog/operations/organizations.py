"""Access of the service to the organization that an account belongs to."""

from __future__ import annotations

from typing import Any

from ..errors import invalid_state, not_supported
from ..organizations import access_key, administers, delegated, is_management
from ..store import Store
from .registry import operation


@operation("EnableAWSOrganizationsAccess")
def enable_aws_organizations_access(store: Store, _request: dict[str, Any]) -> dict[str, Any]:
    """Let portfolios be shared with the organization, which is harmless to repeat."""
    management = _management(store)
    if management not in store.world.trusted:
        store.world.trusted.add(management)
        store.world.changes.begin(access_key(management))
    return {}


@operation("DisableAWSOrganizationsAccess")
def disable_aws_organizations_access(store: Store, _request: dict[str, Any]) -> dict[str, Any]:
    """Let no more portfolios be shared with the organization; those that are shared stay so.

    Source: 'You cannot call this API if there are active delegated administrators in the
    organization.'
    """
    management = _management(store)
    administrators = delegated(store.world, store.scope.account_id)
    if administrators:
        raise invalid_state(
            "AWSOrganizationsAccess can't be disabled while the organization has delegated "
            f"administrators: {', '.join(administrators)}"
        )
    if management in store.world.trusted:
        store.world.trusted.discard(management)
        store.world.changes.begin(access_key(management))
    return {}


@operation("GetAWSOrganizationsAccessStatus")
def get_aws_organizations_access_status(store: Store, _request: dict[str, Any]) -> dict[str, Any]:
    """Tell whether portfolios can be shared with the organization.

    Observed: the waiter of hashicorp/terraform-provider-aws, for UNDER_CHANGE.
    """
    require_administrator(store)
    management = store.world.organizations.management_account_of(store.scope.account_id)
    if not store.world.changes.read(access_key(management)):
        return {"AccessStatus": "UNDER_CHANGE"}
    return {"AccessStatus": "ENABLED" if management in store.world.trusted else "DISABLED"}


def require_administrator(store: Store) -> None:
    """Refuse accounts that may share nothing with their organization."""
    account = store.scope.account_id
    if not administers(store.world, account):
        raise not_supported(
            f"Account {account} is neither the management account of its organization nor a "
            "delegated administrator."
        )


def _management(store: Store) -> str | None:
    """Find the management account, which must be the one that calls, between two changes."""
    account = store.scope.account_id
    if not is_management(store.world, account):
        raise not_supported(f"Account {account} is not the management account of its organization.")
    management = store.world.organizations.management_account_of(account)
    if not store.world.changes.read(access_key(management)):
        raise invalid_state("AWSOrganizationsAccess is UNDER_CHANGE. Try again later.")
    return management
