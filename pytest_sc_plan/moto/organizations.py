"""The organizations that were made in moto: their accounts, units and delegated administrators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import active


def management_account_of(account_id: str) -> str | None:
    """Find the management account of an account's organization; None where it is in none.

    Args:
        account_id: Any account of the organization, its management account included.
    """
    backend = _organization_of(account_id)
    return None if backend is None else str(backend.org.master_account_id)


def members(node_type: str, value: str) -> list[str] | None:
    """List the accounts at or below a node, oldest first; None where moto has no such node.

    The management account is a member too. A closed one is, until it is removed.

    Args:
        node_type: ORGANIZATION, ORGANIZATIONAL_UNIT or ACCOUNT.
        value: The node's id or its ARN.
    """
    for backend in _organizations():
        for node in _nodes(backend, node_type):
            if value in {node.id, node.arn}:
                return [
                    str(account.id)
                    for account in list(backend.accounts)
                    if node.id in _lineage(backend, account)
                ]
    return None


def delegated_administrators(account_id: str, service_principal: str) -> list[str]:
    """List the accounts that administer a service for the organization of an account.

    Args:
        account_id: Any account of the organization, its management account included.
        service_principal: The service, such as ``servicecatalog.amazonaws.com``.
    """
    backend = _organization_of(account_id)
    if backend is None:
        return []
    return [
        str(admin.account.id)
        for admin in list(backend.admins)
        if service_principal in admin.services
    ]


def _organizations() -> list[Any]:
    """List moto's backends that have an organization: a member account's own has none."""
    return [backend for _, backend in active.backends("organizations") if backend.org is not None]


def _organization_of(account_id: str) -> Any:
    """Find the backend that has an account in its organization; None where none has."""
    for backend in _organizations():
        if any(account.id == account_id for account in list(backend.accounts)):
            return backend
    return None


def _nodes(backend: Any, node_type: str) -> list[Any]:
    """List the nodes of one type in an organization."""
    if node_type == "ORGANIZATION":
        return [backend.org]
    # Its root is among the units for moto, but nothing can be shared with a root.
    return [node for node in [*backend.ou, *backend.accounts] if node.type == node_type]


def _lineage(backend: Any, account: Any) -> Iterator[str]:
    """Yield the ids of an account, of all that it is below, and of its organization."""
    parents = {unit.id: unit.parent_id for unit in list(backend.ou)}
    node: str | None = account.id
    parents[node] = account.parent_id
    while node is not None:
        yield node
        node = parents.get(node)
    yield backend.org.id
