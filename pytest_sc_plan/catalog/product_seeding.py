"""Products and portfolios that a test puts into the catalog."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from .access import sees_portfolio
from .builders import (
    DEFAULT_OWNER,
    DEFAULT_PATHS,
    TAG_UPDATES,
    made_up_product,
    new_association,
    new_portfolio,
    new_product,
)
from .errors import ServiceError
from .kinds import KINDS, Kind, ProvisionedProductType, kind_of
from .offering import Portfolio, Product, ProvisioningArtifact
from .principals import IAM, IAM_PATTERN, Principal, check
from .scope import partition
from .sharing import Share, set_share
from .store import Store
from .table import Resource
from .tag_options import TagOption, option_of


def seed_product(
    store: Store,
    name: str,
    versions: list[ProvisioningArtifact],
    *,
    identifier: str | None = None,
    kind: ProvisionedProductType = "CFN_STACK",
    launch_paths: Mapping[str, str | None] = DEFAULT_PATHS,
    template_constraints: Mapping[str, Any] | None = None,
    stack_set_accounts: Collection[str] = (),
    stack_set_regions: Collection[str] = (),
    tag_updates: bool = False,
    tag_options: Mapping[str, Iterable[str]] | None = None,
    **details: Any,
) -> Product:
    """Enter a product; the details are those of ``new_product``.

    'Products can have either a stack set or a launch constraint, but not both' (administrator
    guide, "Stack set constraints"). 'You must create a launch constraint for HashiCorp Terraform
    products' (the same, "Add a launch constraint to your Terraform product"): it is made up where a
    test leaves it out.
    """
    if store.products.named(name) is not None:
        raise ValueError(f"there is a product named {name!r} already")
    choose_id(store, identifier, store.region.products)
    _require_different_portfolios(store, launch_paths)
    if (stack_set_accounts or stack_set_regions) and kind == "CFN_STACK":
        kind = "CFN_STACKSET"
    is_stack_set = kind == "CFN_STACKSET"
    if (stack_set_accounts or stack_set_regions) and not is_stack_set:
        raise ValueError(f"stack_set_accounts and stack_set_regions are for stack sets, not {kind}")
    if is_stack_set and not (stack_set_accounts and stack_set_regions):
        raise ValueError("a stack set needs both stack_set_accounts and stack_set_regions")
    for account in stack_set_accounts:
        if not re.fullmatch("[0-9]{12}", account):
            raise ValueError(f"stack_set_accounts: an account has twelve digits, not {account!r}")
    if is_stack_set and any(launch_paths.values()):
        raise ValueError("a product has a launch role or is a stack set, not both")
    constraints: list[tuple[str, Mapping[str, Any]]] = []
    if is_stack_set:
        where = {"AccountList": [*stack_set_accounts], "RegionList": [*stack_set_regions]}
        constraints.append(("STACKSET", where))
    if template_constraints:
        constraints.append(("TEMPLATE", {"Rules": template_constraints}))
    if tag_updates:
        constraints.append(TAG_UPDATES)
    choose_version_ids(store, versions)
    product = new_product(
        store,
        name,
        versions,
        identifier=identifier,
        kind=kind,
        launch_paths={
            named: role or _necessary_role(store, KINDS[kind])
            for named, role in launch_paths.items()
        },
        constraints=constraints,
        **details,
    )
    store.add_product(product)
    for key, values in (tag_options or {}).items():
        for value in dict.fromkeys(values):
            option = _tag_option(store, key, value)
            product.tag_options[option.id] = option
    return product


def _tag_option(store: Store, key: str, value: str) -> TagOption:
    """Find the TagOption of a key and a value, or enter it."""
    option = option_of(store.tag_options, key, value)
    if option is None:
        option = TagOption(store.new_id("tag"), key, value, store.scope)
        store.tag_options.add(option)
    return option


def _necessary_role(store: Store, kind: Kind) -> str | None:
    """Make up the launch role that a product needs; None where it needs none."""
    if not kind.has_engine:
        return None
    return f"arn:{partition(store.scope.region)}:iam::{store.scope.account_id}:role/SCLaunch"


def _require_different_portfolios(store: Store, launch_paths: Iterable[str]) -> None:
    seen: set[str] = set()
    for named in launch_paths:
        portfolio = store.portfolio_named(named)
        key = portfolio.id if portfolio is not None else named
        if key in seen:
            raise ValueError(f"launch_paths: {named!r} is given more than once")
        seen.add(key)


def seed_portfolio(
    store: Store,
    name: str | None,
    *,
    identifier: str | None = None,
    products: Collection[Product] = (),
    launch_roles: Mapping[str, str] | None = None,
    principals: Iterable[str] = (),
    shared_with: Collection[str] = (),
) -> Portfolio:
    """Enter a portfolio, and give its products a launch path through it.

    Args:
        store: The store.
        name: Its name; made up where it is None.
        identifier: Its id; made up where it is None.
        products: The products in it.
        launch_roles: The roles of launch constraints, by the ids of their products.
        principals: The ARNs and patterns of those that it is for.
        shared_with: The accounts that have accepted it.
    """
    admitted = [_principal(arn) for arn in dict.fromkeys(principals)]
    sources = {product.id: _source(store, product) for product in products}
    if store.scope.account_id in shared_with:
        raise ValueError(f"shared_with: {store.scope.account_id} is the portfolio's own account")
    for product_id, source in sources.items():
        if source is not None and shared_with:
            raise ValueError(f"shared_with: product {product_id} is shared, and can't be shared on")
    roles = launch_roles or {}
    if name is not None and store.portfolio_named(name) is not None:
        raise ValueError(f"there is a portfolio named {name!r} already")
    choose_id(store, identifier, store.region.portfolios.values())
    there = {product.id: product for product in products}
    for product_id in roles:
        if product_id not in there:
            raise ValueError(f"launch_roles: product {product_id} is not one of products")
        if is_stack_set(there[product_id]):
            raise ValueError("a product has a launch role or is a stack set, not both")
    provider = next((product.owner for product in products), "") or DEFAULT_OWNER
    portfolio = new_portfolio(
        store, name or store.new_name("portfolio"), provider, identifier=identifier
    )
    store.add_portfolio(portfolio)
    for product in there.values():
        role = roles.get(product.id) or _necessary_role(store, kind_of(product))
        source = sources[product.id]
        # Those of a shared product are inherited.
        constraints = product.seeded_constraints if source is None else ()
        association = new_association(store, portfolio, product, role, constraints)
        association.source = source
        store.associate(association)
    portfolio.principals[store.scope.account_id] = admitted
    for account in shared_with:
        set_share(store, portfolio, Share("ACCOUNT", account, accepted=True, accounts=(account,)))
    return portfolio


def _principal(arn: str) -> Principal:
    """Make the principal of an ARN: one without an account is a pattern."""
    kind = IAM_PATTERN if re.match("arn:[^:]*:iam:::", arn) else IAM
    try:
        check(arn, kind)
    except ServiceError as refused:
        raise ValueError(f"principals: {refused.message}") from None
    return Principal(arn, kind)


def _source(store: Store, product: Product) -> Portfolio | None:
    """Find the portfolio that a product of another account is shared through."""
    if product.scope == store.scope:
        return None
    seen = (association.portfolio for association in product.associations.values())
    return next(
        portfolio
        for portfolio in seen
        if portfolio.scope == product.scope and sees_portfolio(store, portfolio)
    )


def is_stack_set(product: Product) -> bool:
    """Tell whether a stack set constraint is about a product, in any of its portfolios."""
    associations = product.associations.values()
    there = {item.type for association in associations for item in association.constraints}
    return "STACKSET" in there | {kind for kind, _ in product.seeded_constraints}


def default_product(store: Store) -> Product:
    """Get the product of everything that is seeded without one; a new one is not entered yet."""
    return store.default_product or made_up_product(store)


def enter_default_product(store: Store, product: Product) -> None:
    """Enter the product of everything that is seeded without one, if it is new."""
    if store.default_product is None:
        store.add_product(product)
        store.default_product = product


def choose_id(store: Store, identifier: str | None, there: Iterable[Resource]) -> None:
    """Check that an id that a test chose is free, and never make it for anything else."""
    if identifier is None:
        return
    if any(resource.id == identifier for resource in there):
        raise ValueError(f"id: {identifier!r} is taken")
    store.chosen_ids.add(identifier)


def choose_version_ids(store: Store, versions: list[ProvisioningArtifact]) -> None:
    """Check that the ids that a test chose for versions are free."""
    known = [
        version for product in store.region.products for version in product.provisioning_artifacts
    ]
    for number, version in enumerate(versions):
        choose_id(store, version.id, [*known, *versions[:number]])


def version_of(product: Product, version: str | None) -> ProvisioningArtifact:
    """Find a version by its name or id; the newest active one where none is named."""
    artifacts = product.provisioning_artifacts
    if version is None:
        return ([artifact for artifact in artifacts if artifact.active] or artifacts)[-1]
    found = [artifact for artifact in artifacts if version in {artifact.name, artifact.id}]
    if len(found) > 1:
        raise ValueError(
            f"product {product.name!r} has {len(found)} versions named {version!r}: name one by "
            f"its id, {' or '.join(artifact.id for artifact in found)}"
        )
    if not found:
        names = ", ".join(artifact.name for artifact in artifacts)
        raise ValueError(f"product {product.name!r} has no version {version!r}; it has {names}")
    return found[0]
