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


def account_of(access_key_id: str | None) -> str | None:
    """The account in which moto's STS or IAM gave an access key out; None where it gave none.

    Args:
        access_key_id: What a caller signs with.
    """
    module = sys.modules.get("moto.iam.models")
    if module is None or not bridge.is_active():
        return None
    # Other threads may assume roles meanwhile. Looking for a backend by its name would make it.
    for account_id, account in list(module.iam_backends.items()):
        if any(access_key_id in backend.access_keys for backend in list(account.values())):
            return str(account_id)
    return None
