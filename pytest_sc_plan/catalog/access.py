"""What an account sees: its own portfolios and products, and those that are shared with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from operator import itemgetter

from . import principals
from .offering import Association, LaunchPath, Portfolio, Product
from .principals import Principal
from .store import Store
from .tag_options import TagOption, seen_by


def imported_portfolios(store: Store) -> list[Portfolio]:
    """List the portfolios of other accounts that this one has accepted, oldest first."""
    return [portfolio for portfolio in store.region.shared.values() if _imports(store, portfolio)]


def portfolios_seen(store: Store) -> Iterator[Portfolio]:
    """Iterate over the account's own portfolios, then those that it has accepted."""
    yield from store.portfolios
    yield from imported_portfolios(store)


def portfolio_seen(store: Store, id_or_name: str) -> Portfolio | None:
    """Find a portfolio that the account sees by its id or its name, its own ones first."""
    own = store.portfolio_named(id_or_name)
    imported = imported_portfolios(store)
    return own or next((one for one in imported if id_or_name in {one.id, one.name}), None)


def sees_portfolio(store: Store, portfolio: Portfolio) -> bool:
    """Tell whether a portfolio is the account's own, or shared with it and accepted."""
    return portfolio.scope == store.scope or _imports(store, portfolio)


def _imports(store: Store, portfolio: Portfolio) -> bool:
    account = store.scope.account_id
    # An account may have shared a portfolio with itself.
    return portfolio.scope != store.scope and any(
        share.gives_access(account) for share in portfolio.shares.values()
    )


def associations(store: Store, product: Product) -> Iterator[Association]:
    """Yield the associations of a product with portfolios that the caller may use, oldest first."""
    for association in product.associations.values():
        if sees_portfolio(store, association.portfolio) and _lets_in(store, association.portfolio):
            yield association


def launch_paths(store: Store, product: Product) -> list[LaunchPath]:
    """List the launch paths that the caller has to a product, oldest first.

    Source: the administrator guide, "Granting access to users": a user launches the products of
    those portfolios that are granted to the user.
    """
    return [association.path(store.scope) for association in associations(store, product)]


def is_launchable(store: Store, product: Product) -> bool:
    """Tell whether the caller has a launch path to a product."""
    return next(associations(store, product), None) is not None


def principals_seen(store: Store, portfolio: Portfolio) -> list[Principal]:
    """List the principals that the account knows a portfolio to be for.

    Recipients of a share have principals of their own, and see the owner's patterns where these are
    shared. Source: CreatePortfolioShare, SharePrincipals.
    """
    account = store.scope.account_id
    seen = [*portfolio.principals.get(account, ())]
    if any(
        share.shares_principals and share.gives_access(account)
        for share in portfolio.shares.values()
    ):
        of_owner = portfolio.principals.get(portfolio.scope.account_id, ())
        shared = (principal for principal in of_owner if principal.type == principals.IAM_PATTERN)
        seen += [principal for principal in shared if principal not in seen]
    return seen


def _lets_in(store: Store, portfolio: Portfolio) -> bool:
    """Tell whether a principal that a portfolio is for lets the caller in."""
    callers = store.callers
    return callers is None or any(
        principals.matches(principal.arn, principal.type, callers)
        for principal in principals_seen(store, portfolio)
    )


def tag_options_seen(store: Store, resource: Portfolio | Product) -> list[TagOption]:
    """List the TagOptions of a portfolio or a product that the account sees."""
    account_id = store.scope.account_id
    through = (
        [resource]
        if isinstance(resource, Portfolio)
        else [
            association.source or association.portfolio
            for association in resource.associations.values()
            if sees_portfolio(store, association.portfolio)
        ]
    )
    shared = any(portfolio.shares_tag_options_with(account_id) for portfolio in through)
    return seen_by(account_id, resource.tag_options.values(), resource.scope, shared=shared)


def sees_product(store: Store, product: Product) -> bool:
    """Tell whether a product is the account's own, or in a portfolio that is shared with it."""
    if product.scope == store.scope:
        return True
    return any(
        sees_portfolio(store, association.portfolio)
        for association in product.associations.values()
    )


def product_of_id(store: Store, identifier: str) -> Product | None:
    """Find a product of an id that the account sees; None where there is none."""
    return _if_seen(store, store.region.products.get(identifier))


def product_of_view(store: Store, identifier: str) -> Product | None:
    """Find a product that the account sees by the id of its view; None where there is none."""
    return _if_seen(store, store.region.products_by_view.get(identifier))


def product_named(store: Store, name: str) -> Product | None:
    """Find the oldest product of a name that the account sees, its own ones first."""
    own = store.products.named(name)
    return own or next((item for item in shared_products(store) if item.name == name), None)


def products_seen(store: Store, after: int = 0) -> Iterator[tuple[int, Product]]:
    """Iterate over the products that an account sees after a number, oldest first, numbered."""
    own = store.products.after(after)
    if not store.region.shared:
        return own
    numbered = sorted(
        (store.region.products.number(product), product) for product in shared_products(store)
    )
    return merge(own, (row for row in numbered if row[0] > after), key=itemgetter(0))


def _if_seen(store: Store, product: Product | None) -> Product | None:
    return product if product is not None and sees_product(store, product) else None


def shared_products(store: Store) -> Iterable[Product]:
    """List the products of other accounts that the account sees, each of them once."""
    found = {
        product_id: association.product
        for portfolio in imported_portfolios(store)
        for product_id, association in portfolio.associations.items()
        if association.product.scope != store.scope
    }
    return found.values()
