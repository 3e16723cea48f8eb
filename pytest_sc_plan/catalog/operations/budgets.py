"""Budgets of portfolios and products: no more than their names, which AWS Budgets knows."""

from __future__ import annotations

from typing import Any

from ..errors import duplicate_resource, resource_not_found
from ..offering import Portfolio, Product
from ..store import Store
from .administering import listed
from .finding import find_portfolio_or_product
from .presenting import budgets
from .registry import operation


@operation("AssociateBudgetWithResource")
def associate_budget_with_resource(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Give a budget to one of the account's own portfolios or products.

    That there is such a budget is taken for granted. 'Lists all the budgets associated to the
    specified resource' (ListBudgetsForResource) lets a resource have several.
    """
    resource, name = _find_own(store, request["ResourceId"]), request["BudgetName"]
    if name in resource.budgets:
        raise duplicate_resource(f"Budget {name} is already associated with {resource.id}.")
    resource.budgets.append(name)
    return {}


@operation("DisassociateBudgetFromResource")
def disassociate_budget_from_resource(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Take a budget from a portfolio or product."""
    resource, name = _find_own(store, request["ResourceId"]), request["BudgetName"]
    if name not in resource.budgets:
        raise resource_not_found(f"Budget {name} is not associated with {resource.id}")
    resource.budgets.remove(name)
    return {}


@operation("ListBudgetsForResource")
def list_budgets_for_resource(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the budgets of a portfolio or product, oldest first."""
    resource = find_portfolio_or_product(store, request["ResourceId"])
    return listed(
        store,
        request,
        budgets(store, resource),
        dict,
        member="Budgets",
        listing=f"ListBudgetsForResource {resource.id}",
    )


def _find_own(store: Store, identifier: str) -> Portfolio | Product:
    """Find a portfolio or product of the account itself: a budget is no part of a share."""
    resource = find_portfolio_or_product(store, identifier)
    if resource.scope != store.scope:
        raise resource_not_found(f"Resource not found: {identifier}")
    return resource
