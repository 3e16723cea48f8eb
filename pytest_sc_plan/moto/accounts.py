"""Whose account a caller acts in, where moto says so."""

from __future__ import annotations

import os
import sys

from . import bridge

VARIABLE = "MOTO_ACCOUNT_ID"
"""Names the account that every caller acts in: what moto looks at first."""


def everyones_account() -> str | None:
    """The account that every caller acts in while moto is active; None where nothing says one."""
    return os.environ.get(VARIABLE) if bridge.is_active() else None


def account_of(access_key_id: str | None, account_id: str | None) -> str | None:
    """The account that a caller acts in; None where nothing says one.

    Args:
        access_key_id: What the caller signs with.
        account_id: The account that this is by itself, if it is one.
    """
    if not bridge.is_active():
        return account_id
    return everyones_account() or account_id or _holder(access_key_id)


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
