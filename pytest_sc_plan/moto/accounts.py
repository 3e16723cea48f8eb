"""The account that a caller acts in, where moto decides it."""

from __future__ import annotations

import os
import sys
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


def _holder(access_key_id: str | None) -> str | None:
    """Find the account in which moto's STS or IAM made an access key; None if neither did."""
    module = sys.modules.get("moto.iam.models")
    if module is None:
        return None
    # list(), because other threads may assume roles. A look-up by name would make a backend.
    for account_id, account in list(module.iam_backends.items()):
        if any(access_key_id in backend.access_keys for backend in list(account.values())):
            return str(account_id)
    return None
