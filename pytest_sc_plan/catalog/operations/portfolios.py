"""Portfolios, and the products in them."""

from __future__ import annotations

from typing import Any, Final

from ..access import sees_product
from ..builders import new_association, new_portfolio
from ..errors import invalid_parameters, resource_in_use, resource_not_found
from ..offering import Association, Product
from ..store import Store
from ..tags import wire_tags
from .administering import (
    changed_tags,
    given_tags,
    listed,
    require_room,
    require_unused,
    update,
)
from .finding import (
    find_own_portfolio,
    find_own_product,
    find_portfolio,
    find_product_as_admin,
)
from .presenting import budgets, portfolio_detail, tag_options
from .registry import operation, present
from .shares import require_no_shares

PORTFOLIOS: Final = 100
"""The number of portfolios that an account may have in a region."""

PRODUCTS: Final = 150
"""The number of products that a portfolio may have."""


@operation("CreatePortfolio", token="IdempotencyToken", about="PortfolioDetail.Id")
def create_portfolio(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Create a portfolio; names need not be different."""
    tags = given_tags(request)
    require_room(store.portfolios, PORTFOLIOS, "portfolios")
    portfolio = new_portfolio(
        store,
        request["DisplayName"],
        request["ProviderName"],
        description=request.get("Description"),
        tags=tags,
    )
    store.add_portfolio(portfolio)
    return present(
        PortfolioDetail=portfolio_detail(portfolio), Tags=wire_tags(portfolio.tags) or None
    )


@operation("DescribePortfolio")
def describe_portfolio(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Describe a portfolio."""
    portfolio = find_portfolio(store, request["Id"])
    return {
        "PortfolioDetail": portfolio_detail(portfolio),
        "Tags": wire_tags(portfolio.tags),
        "TagOptions": tag_options(store, portfolio),
        "Budgets": budgets(store, portfolio),
    }


@operation("UpdatePortfolio")
def update_portfolio(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Change a portfolio's name, description, provider and tags."""
    portfolio = find_own_portfolio(store, request["Id"])
    portfolio.tags = changed_tags(
        portfolio.tags, request.get("AddTags", []), request.get("RemoveTags", [])
    )
    store.portfolios.rename(portfolio, request.get("DisplayName", portfolio.name))
    update(portfolio, request, {"Description": "description", "ProviderName": "provider"})
    return {"PortfolioDetail": portfolio_detail(portfolio), "Tags": wire_tags(portfolio.tags)}


@operation("DeletePortfolio")
def delete_portfolio(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Delete a portfolio that nobody needs any more.

    Source: 'You cannot delete a portfolio if it was shared with you or if it has associated
    products, users, constraints, or shared accounts.'
    """
    portfolio = find_portfolio(store, request["Id"])
    if portfolio.scope != store.scope:
        raise resource_in_use(f"Portfolio {portfolio.id} was shared with this account")
    require_unused(
        f"Portfolio {portfolio.id}",
        {
            "Products": portfolio.associations,
            "Principals": [one for own in portfolio.principals.values() for one in own],
            "Shares": portfolio.shares,
        },
    )
    store.remove_portfolio(portfolio)
    return {}


@operation("ListPortfolios")
def list_portfolios(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the account's own portfolios, oldest first."""
    return listed(
        store,
        request,
        store.portfolios.after,
        portfolio_detail,
        member="PortfolioDetails",
        listing="ListPortfolios",
    )


@operation("ListPortfoliosForProduct")
def list_portfolios_for_product(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the account's own portfolios that a product is in, oldest association first."""
    product = find_product_as_admin(store, request["ProductId"])
    portfolios = [association.portfolio for association in product.associations.values()]
    return listed(
        store,
        request,
        [portfolio for portfolio in portfolios if portfolio.scope == store.scope],
        portfolio_detail,
        member="PortfolioDetails",
        listing=f"ListPortfoliosForProduct {product.id}",
    )


@operation("AssociateProductWithPortfolio")
def associate_product_with_portfolio(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Put a product into a portfolio, which is harmless to repeat.

    A product of another account comes from the portfolio that it is shared through.
    """
    portfolio = find_own_portfolio(store, request["PortfolioId"])
    source_id = request.get("SourcePortfolioId")
    source = find_portfolio(store, source_id) if source_id is not None else None
    if source is not None and source.scope == store.scope:
        source = None
    product = (
        _own_product(store, request["ProductId"])
        if source is None
        else find_association(store, source.id, request["ProductId"]).product
    )
    if portfolio.id not in product.associations:
        if source is not None:
            require_no_shares(portfolio)
        require_room(portfolio.associations, PRODUCTS, f"products in portfolio {portfolio.id}")
        association = new_association(store, portfolio, product)
        association.source = source
        store.associate(association)
    return {}


@operation("DisassociateProductFromPortfolio")
def disassociate_product_from_portfolio(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Take a product out of a portfolio; its constraints there have to go first."""
    portfolio = find_own_portfolio(store, request["PortfolioId"])
    association = find_association(store, portfolio.id, request["ProductId"])
    require_unused(
        f"Product {association.product.id} in portfolio {portfolio.id}",
        {"Constraints": association.own_constraints},
    )
    store.disassociate(association)
    return {}


def find_association(store: Store, portfolio_id: str, product_id: str) -> Association:
    """Find the association of a product with a portfolio that the account sees."""
    portfolio = find_portfolio(store, portfolio_id)
    product = find_product_as_admin(store, product_id)
    if product.id not in portfolio.associations:
        raise resource_not_found(
            f"Product {product.id} is not associated with portfolio {portfolio.id}"
        )
    return portfolio.associations[product.id]


def _own_product(store: Store, identifier: str) -> Product:
    product = store.region.products.get(identifier)
    if product is not None and product.scope != store.scope and sees_product(store, product):
        raise invalid_parameters(
            f"Product {product.id} is of account {product.scope.account_id}: SourcePortfolioId "
            "must name the portfolio that it is shared through."
        )
    return find_own_product(store, identifier)
