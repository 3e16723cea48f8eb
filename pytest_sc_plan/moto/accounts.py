"""Whose account a caller acts in, where moto says so."""

from __future__ import annotations

import os
import sys
from typing import Any

from . import active

VARIABLE = "MOTO_ACCOUNT_ID"
"""Names the account that every caller acts in: what moto looks at first."""


def everyones_account() -> str | None:
    """The account that every caller acts in while moto is active; None where nothing says one."""
    return os.environ.get(VARIABLE) if active.is_active() else None


def account_of(access_key_id: str | None, account_id: str | None) -> str | None:
    """The account that a caller acts in; None where nothing says one.

    Args:
        access_key_id: What the caller signs with.
        account_id: The account that this is by itself, if it is one.
    """
    if not active.is_active():
        return account_id
    return everyones_account() or account_id or _holder(access_key_id)


def access_key_of(account_id: str) -> str | None:
    """An access key id that moto takes for an account's own; None where it takes any for that.

    Args:
        account_id: Twelve digits.
    """
    from moto.core.models import DEFAULT_ACCOUNT_ID

    if account_id == DEFAULT_ACCOUNT_ID:
        return None
    from moto.iam.models import iam_backends

    account: Any = iam_backends[account_id]
    backend = account["aws" if "aws" in account.regions else "global"]
    # moto looks for keys of twenty letters and digits, and takes all others for its own account's.
    access_key_id = f"ASIA{account_id}MOTO"
    if access_key_id not in backend.access_keys:
        backend.access_keys[access_key_id] = backend.create_temp_access_key()
    return access_key_id


def _holder(access_key_id: str | None) -> str | None:
    """The account in which moto's STS or IAM gave an access key out; None where it gave none."""
    module = sys.modules.get("moto.iam.models")
    if module is None:
        return None
    # Other threads may assume roles meanwhile. Looking for a backend by its name would make it.
    for account_id, account in list(module.iam_backends.items()):
        if any(access_key_id in backend.access_keys for backend in list(account.values())):
            return str(account_id)
    return None
