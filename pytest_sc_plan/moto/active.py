"""Whether moto is active, and the part of it that answers in this process."""

from __future__ import annotations

import sys
from contextvars import ContextVar
from typing import Any

in_server: list[Any] = []
"""The fakes that are installed into moto's server, in the order in which they were."""

serving: ContextVar[Any] = ContextVar("serving", default=None)
"""The one of these for which moto's server answers a request, in the thread that does."""


def is_active() -> bool:
    """Tell whether moto answers in this process, or as a server that a fake is installed into."""
    return bool(in_server) or stubber() is not None


def stubber() -> Any:
    """Give moto's handler of botocore's requests; None where moto isn't loaded, or not active."""
    module = sys.modules.get("moto.core.models")
    if module is None or not module.botocore_stubber.enabled:
        return None
    return module.botocore_stubber


def backends(service: str) -> list[tuple[str, Any]]:
    """List what moto holds of a service, with the account of each; none while moto is not active.

    A look-up by account in moto's own dictionaries would make a backend: this makes none.

    Args:
        service: The name of moto's package, such as ``iam``.
    """
    module = sys.modules.get(f"moto.{service}.models")
    if module is None or not is_active():
        return []
    accounts = getattr(module, f"{service}_backends")
    # list(), because other threads may make some meanwhile.
    return [
        (str(account_id), backend)
        for account_id, account in list(accounts.items())
        for backend in list(account.values())
    ]
