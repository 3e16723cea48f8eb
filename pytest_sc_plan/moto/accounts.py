"""The account that a caller acts in, where moto decides it."""

from __future__ import annotations

import os
from typing import Any

from . import active

VARIABLE = "MOTO_ACCOUNT_ID"
"""The variable that names the account of every caller. moto looks at it first."""


def everyones_account() -> str | None:
    """Find the account that every caller acts in while moto is active; None without one."""
    return os.environ.get(VARIABLE) if active.is_active() else None


def account_of(access_key_id: str | None, account_id: str | None) -> str | None:
    """Find the account that a caller acts in; None where nothing says one.

    Args:
        access_key_id: The access key id that the caller signs with.
        account_id: The access key id once more, if it has the form of an account id.
    """
    if not active.is_active():
        return account_id
    return everyones_account() or account_id or _holder(access_key_id)


def access_key_of(account_id: str) -> str | None:
    """Make an access key id of an account in moto; None where moto takes any for that account's.

    Args:
        account_id: Twelve digits.
    """
    from moto.core.models import DEFAULT_ACCOUNT_ID

    if account_id == DEFAULT_ACCOUNT_ID:
        return None
    from moto.iam.models import iam_backends

    account: Any = iam_backends[account_id]
    backend = account["aws" if "aws" in account.regions else "global"]
    # moto looks up keys of twenty letters and digits. All others belong to its default account.
    access_key_id = f"ASIA{account_id}MOTO"
    if access_key_id not in backend.access_keys:
        backend.access_keys[access_key_id] = backend.create_temp_access_key()
    return access_key_id


def callers_of(access_key_id: str | None) -> tuple[str, ...]:
    """List the ARNs of whoever holds an access key in moto; none where moto doesn't know the key.

    A user goes by the ARNs of the groups that it is in, too, an assumed role by that of the role.

    Args:
        access_key_id: The access key id that the caller signs with.
    """
    for _, backend in active.backends("sts"):
        for assumed in list(backend.assumed_roles):
            if assumed.access_key_id == access_key_id:
                return assumed.arn, assumed.role_arn
    for _, backend in active.backends("iam"):
        for user in list(backend.users.values()):
            if any(key.access_key_id == access_key_id for key in list(user.access_keys)):
                groups = [group for group in list(backend.groups.values()) if user in group.users]
                return user.arn, *(group.arn for group in groups)
    return ()


def _holder(access_key_id: str | None) -> str | None:
    """Find the account in which moto's STS or IAM made an access key; None if neither did."""
    for account_id, backend in active.backends("iam"):
        if access_key_id in backend.access_keys:
            return account_id
    return None
