"""Constraints: the conditions under which a product of a portfolio is launched."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from ..access import sees_portfolio
from ..builders import new_constraint
from ..constraint_parameters import parsed
from ..errors import duplicate_resource, invalid_parameters, resource_not_found
from ..offering import Association, Constraint
from ..store import Store
from .administering import listed, require_room
from .finding import find_own_portfolio, find_portfolio, find_product_as_admin
from .portfolios import find_association
from .presenting import constraint_detail
from .registry import operation

CONSTRAINTS: Final = 100
"""The number of constraints that a product may have in a portfolio."""

SINGLE: Final = frozenset({"LAUNCH", "STACKSET", "RESOURCE_UPDATE"})
"""The types of which a product has at most one in a portfolio.

Source: CreateConstraint, Parameters. Observed for RESOURCE_UPDATE: aws/aws-cdk, pull request 15678.
"""

EXCLUSIVE: Final = {"LAUNCH": "STACKSET", "STACKSET": "LAUNCH"}
"""The types that a product can't have both of in a portfolio, each with the other one."""


@operation("CreateConstraint", token="IdempotencyToken", about="ConstraintDetail.ConstraintId")
def create_constraint(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Create a constraint on a product of one of the account's own portfolios.

    It counts from the next launch on, also while it is CREATING. Source: the administrator guide,
    "Using constraints", 'Constraints are active as soon as you create them'.
    """
    portfolio = find_own_portfolio(store, request["PortfolioId"])
    association = find_association(store, portfolio.id, request["ProductId"])
    constraint = new_constraint(
        store, request["Type"], request["Parameters"], request.get("Description")
    )
    _require_compatible(association, constraint)
    named = f"constraints on product {association.product.id} in portfolio {portfolio.id}"
    require_room(association.own_constraints, CONSTRAINTS, named)
    return _set(store, association, constraint)


@operation("UpdateConstraint")
def update_constraint(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Change a constraint's description and parameters; what was launched keeps the old ones."""
    constraint, association = _find_own(store, request["Id"])
    changed = replace(
        constraint,
        parameters=request.get("Parameters", constraint.parameters),
        description=request.get("Description", constraint.description),
    )
    parsed(changed.type, changed.parameters)
    return _set(store, association, changed)


@operation("DeleteConstraint")
def delete_constraint(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Delete a constraint at once; what was launched keeps it until it is updated."""
    constraint, _ = _find_own(store, request["Id"])
    store.remove_constraint(constraint)
    return {}


@operation("DescribeConstraint")
def describe_constraint(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Describe a constraint of a portfolio that the account sees."""
    constraint, association = _find(store, request["Id"])
    is_over = store.world.changes.read(constraint.id)
    return _described(constraint, association, "AVAILABLE" if is_over else "CREATING")


@operation("ListConstraintsForPortfolio")
def list_constraints_for_portfolio(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the constraints of a portfolio, or those on one product in it, oldest first in each.

    Those that a shared product brings along are among them: they are shown as the constraints of
    the portfolio that it is shared through.
    """
    portfolio = find_portfolio(store, request["PortfolioId"])
    constraints = portfolio.constraints
    asked = request.get("ProductId")
    if asked is not None:
        product = find_product_as_admin(store, asked)
        association = portfolio.associations.get(product.id)
        constraints = association.constraints if association is not None else []
    return listed(
        store,
        request,
        [store.region.constraints[constraint.id] for constraint in constraints],
        lambda found: _detail(*found),
        member="ConstraintDetails",
        listing=f"ListConstraintsForPortfolio {portfolio.id} {asked}",
    )


def _require_compatible(association: Association, constraint: Constraint) -> None:
    """Refuse a constraint that is not valid, or that others on the same product rule out.

    Source: CreateConstraint, Parameters, 'You can't have both a LAUNCH and a STACKSET constraint',
    'You also can't have more than one LAUNCH constraint on a product and portfolio'. A LAUNCH
    constraint that a shared product brings along is overridden.
    """
    kind, product = constraint.type, association.product
    parsed(kind, constraint.parameters)
    there = association.own_constraints.values() if kind == "LAUNCH" else association.constraints
    where = f"product {product.id} in portfolio {association.portfolio.id}"
    if kind in SINGLE and any(other.type == kind for other in there):
        raise duplicate_resource(f"There is already a {kind} constraint on {where}.")
    excluded = EXCLUSIVE.get(kind)
    if any(other.type == excluded for other in association.constraints):
        raise invalid_parameters(
            f"There is a {excluded} constraint on {where}: it can't have a {kind} constraint too."
        )
    if kind == "STACKSET" and product.provisioned_product_type != "CFN_STACK":
        raise invalid_parameters(
            f"Product {product.id} is provisioned as {product.provisioned_product_type}: a "
            "STACKSET constraint is for products of CloudFormation."
        )


def _set(store: Store, association: Association, constraint: Constraint) -> dict[str, Any]:
    """Enter a constraint, which is CREATING at first. Observed: recordings of aws/aws-cli."""
    store.set_constraint(association, constraint)
    store.world.changes.begin(constraint.id)
    return _described(constraint, association, "CREATING")


def _find(store: Store, identifier: str) -> tuple[Constraint, Association]:
    found = store.region.constraints.get(identifier)
    if found is None or not sees_portfolio(store, found[1].portfolio):
        raise resource_not_found(f"Constraint not found: {identifier}")
    return found


def _find_own(store: Store, identifier: str) -> tuple[Constraint, Association]:
    constraint, association = _find(store, identifier)
    if association.portfolio.scope != store.scope:
        raise resource_not_found(f"Constraint not found: {identifier}")
    return constraint, association


def _described(constraint: Constraint, association: Association, status: str) -> dict[str, Any]:
    return {
        "ConstraintDetail": _detail(constraint, association),
        "ConstraintParameters": constraint.parameters,
        "Status": status,
    }


def _detail(constraint: Constraint, association: Association) -> dict[str, Any]:
    return constraint_detail(constraint, association.product, association.portfolio)
