"""The part of a saved portfolio that is about other accounts, written and read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, cast

from ...catalog.access import sees_portfolio
from ...catalog.offering import Association, Constraint, Portfolio
from ...catalog.principals import Principal
from ...catalog.sharing import Share, ShareAction
from ...catalog.store import Store
from ...settings import SettingsError
from .offer_format import (
    SavedConstraint,
    SavedPortfolio,
    SavedPrincipal,
    SavedShare,
    SavedShareAction,
    SavedSharedProduct,
)


def saved_sharing(
    portfolio: Portfolio, saved_constraint: Callable[[Constraint], SavedConstraint]
) -> dict[str, Any]:
    """Write the members of a saved portfolio that are about other accounts.

    Args:
        portfolio: The portfolio.
        saved_constraint: Writes a constraint.
    """
    owner = portfolio.scope.account_id
    return {
        "principals": [
            SavedPrincipal(
                arn=one.arn,
                type=cast("Any", one.type),
                account=None if account == owner else account,
            )
            for account, principals in portfolio.principals.items()
            for one in principals
        ],
        "shares": [SavedShare(**_with(list, share)) for share in portfolio.shares.values()],
        "share_actions": [
            SavedShareAction(**_with(list, action)) for action in portfolio.share_actions
        ],
        "shared_products": [
            SavedSharedProduct(
                id=association.id,
                product_id=association.product.id,
                source_portfolio_id=association.source.id,
                constraints=list(map(saved_constraint, association.own_constraints.values())),
            )
            for association in portfolio.associations.values()
            if association.source is not None
        ],
    }


def restored_sharing(store: Store, saved: SavedPortfolio) -> dict[str, Any]:
    """Make what a saved portfolio says of its principals and shares."""
    principals: dict[str, list[Principal]] = {}
    for one in saved.principals:
        account = one.account or store.scope.account_id
        principals.setdefault(account, []).append(Principal(one.arn, one.type))
    return {
        "principals": principals,
        "shares": {
            (share.type, share.principal_id): Share(**_with(tuple, share)) for share in saved.shares
        },
        "share_actions": [ShareAction(**_with(tuple, one)) for one in saved.share_actions],
    }


def restore_shared_products(
    store: Store,
    saved: SavedPortfolio,
    restored_constraint: Callable[[SavedConstraint], Constraint],
) -> None:
    """Put the products of other accounts into a portfolio again.

    Raises:
        SettingsError: The account does not see one of them.
    """
    for one in saved.shared_products:
        source = store.region.portfolios.get(one.source_portfolio_id)
        if (
            source is None
            or one.product_id not in source.associations
            or not sees_portfolio(store, source)
        ):
            raise SettingsError(
                f"product {one.product_id} is not shared with account {store.scope.account_id} "
                f"through portfolio {one.source_portfolio_id}: read the state of the account that "
                "shares it first"
            )
        store.chosen_ids.add(one.id)
        constraints = {item.id: restored_constraint(item) for item in one.constraints}
        product = source.associations[one.product_id].product
        portfolio = store.region.portfolios[saved.id]
        store.associate(Association(one.id, portfolio, product, source, constraints))


def _with(sequence: type[list[str]] | type[tuple[str, ...]], one: Any) -> dict[str, Any]:
    """List the fields of a data class, its sequences as JSON or the model has them."""
    fields = asdict(one)
    return {
        name: sequence(value) if isinstance(value, (list, tuple)) else value
        for name, value in fields.items()
    }
