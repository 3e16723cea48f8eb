"""Stack sets: products that are provisioned in several accounts and regions at once.

Source: the API reference, "ProvisioningPreferences" and "UpdateProvisioningPreferences".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import invalid_parameters
from .model import StackInstance
from .offering import LaunchPath

Preferences = Mapping[str, Any]


def chosen_instances(path: LaunchPath | None, preferences: Preferences) -> list[StackInstance]:
    """List the stack instances that a request to provision asks for.

    'The specified accounts should be within the list of accounts from the STACKSET constraint ...
    If no values are specified, the default value is all accounts from the STACKSET constraint.'
    Where there is no such constraint, preferences count for nothing. Observed: acceptance tests of
    hashicorp/terraform-provider-aws, pull request 31293.

    Args:
        path: The launch path of what is to be provisioned.
        preferences: ProvisioningPreferences, as the request has them.

    Raises:
        ServiceError: InvalidParametersException for an account or region that the constraint does
            not have.
    """
    if path is None or not path.is_stack_set:
        return []
    accounts = _within("account", preferences.get("StackSetAccounts"), path.stack_set_accounts)
    regions = _within("Region", preferences.get("StackSetRegions"), path.stack_set_regions)
    return [StackInstance(account, region) for account in accounts for region in regions]


def updated_instances(
    path: LaunchPath, standing: list[StackInstance], preferences: Preferences
) -> list[StackInstance]:
    """List the stack instances that there are after an update; it may add or remove some.

    StackSetOperationType CREATE adds stack instances, DELETE takes some away; UPDATE, the default,
    brings those that there are up to date.
    """
    chosen = chosen_instances(path, preferences)
    kind = preferences.get("StackSetOperationType", "UPDATE")
    if kind == "CREATE":
        return [*standing, *(instance for instance in chosen if instance not in standing)]
    if kind == "DELETE":
        return [instance for instance in standing if instance not in chosen]
    return standing


def _within(what: str, asked: list[str] | None, allowed: list[str]) -> list[str]:
    for value in asked or ():
        if value not in allowed:
            raise invalid_parameters(
                f"{what} {value} is not in the STACKSET constraint: use {', '.join(allowed)}."
            )
    return asked or allowed
