"""Saved offers, put into a store: portfolios, products, and what is associated with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import TypeVar

from ...catalog.action_definitions import check
from ...catalog.builders import new_artifact
from ...catalog.constraint_parameters import parsed
from ...catalog.offering import (
    Association,
    Constraint,
    LaunchPath,
    Portfolio,
    Product,
    ProvisioningArtifact,
    ServiceAction,
)
from ...catalog.product_seeding import choose_id, choose_version_ids
from ...catalog.store import Store
from ...catalog.table import Resource, Table
from ...catalog.tag_options import TagOption
from ...catalog.template.loading import load
from ...settings import SettingsError
from .. import arguments
from .offer_format import (
    SavedConstraint,
    SavedLaunchPath,
    SavedPortfolio,
    SavedProduct,
    SavedServiceAction,
    SavedTagOption,
    SavedVersion,
)
from .problems import missing, placed, refused_as_settings
from .sharing import restore_shared_products, restored_sharing

R = TypeVar("R", bound=Resource)


class OfferRestoration:
    """Saved offers on their way into a store, which the caller has locked.

    Args:
        store: The store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def tag_option(self, saved: SavedTagOption) -> None:
        """Enter a TagOption."""
        self._choose(saved.id, "tag", self._store.tag_options)
        self._store.tag_options.add(
            TagOption(saved.id, saved.key, saved.value, self._store.scope, active=saved.active)
        )

    def service_action(self, saved: SavedServiceAction) -> None:
        """Enter a service action."""
        self._choose(saved.id, "act", self._store.service_actions)
        with refused_as_settings():
            check(saved.definition)
        action = ServiceAction(scope=self._store.scope, **asdict(saved))
        self._store.service_actions.add(action)

    def portfolio(self, saved: SavedPortfolio) -> None:
        """Enter a portfolio."""
        self._choose(saved.id, "port", self._store.region.portfolios.values())
        self._store.add_portfolio(
            Portfolio(
                saved.id,
                saved.name,
                saved.provider_name,
                saved.created_time,
                self._store.scope,
                description=saved.description,
                tags=saved.tags,
                tag_options=self._named("TagOption", self._store.tag_options, saved.tag_option_ids),
                budgets=saved.budgets,
                **restored_sharing(self._store, saved),
            )
        )
        restore_shared_products(self._store, saved, self._constraint)

    def product(self, saved: SavedProduct) -> None:
        """Enter a product with its versions and launch paths."""
        product = self._product(saved)
        self._store.add_product(product)
        for path in saved.launch_paths:
            self._associate(product, path)
        if saved.default and self._store.default_product is None:
            self._store.default_product = product

    def _choose(self, identifier: str, prefix: str, there: Iterable[Resource]) -> None:
        choose_id(self._store, arguments.identifier("id", identifier, prefix), there)

    def _product(self, saved: SavedProduct) -> Product:
        store = self._store
        self._choose(saved.id, "prod", store.region.products)
        if saved.view_id in store.region.products_by_view:
            raise SettingsError(f"view_id: {saved.view_id!r} is taken")
        versions = [self._version(version) for version in saved.provisioning_artifacts]
        if not versions:
            raise SettingsError("provisioning_artifacts: a product has at least one version")
        choose_version_ids(store, versions)
        store.chosen_ids.add(saved.view_id)
        return Product(
            id=saved.id,
            name=saved.name,
            created_time=saved.created_time,
            scope=store.scope,
            provisioning_artifacts=versions,
            view_id=saved.view_id,
            owner=saved.owner,
            type=saved.product_type,
            provisioned_product_type=saved.type,
            short_description=saved.description,
            distributor=saved.distributor,
            support_description=saved.support_description,
            support_email=saved.support_email,
            support_url=saved.support_url,
            source_connection=saved.source_connection,
            tags=saved.tags,
            tag_options=self._named("TagOption", self._store.tag_options, saved.tag_option_ids),
            budgets=saved.budgets,
        )

    def _named(self, what: str, there: Table[R], identifiers: Iterable[str]) -> dict[str, R]:
        found: dict[str, R] = {}
        for identifier in identifiers:
            resource = there.get(identifier)
            if resource is None:
                raise missing(what, identifier)
            found[identifier] = resource
        return found

    def _version(self, saved: SavedVersion) -> ProvisioningArtifact:
        version = new_artifact(
            self._store,
            saved.name,
            load(saved.template, f"version {saved.name!r}"),
            identifier=arguments.identifier("id", saved.id, "pa"),
            type=saved.type,
            description=saved.description,
            active=saved.active,
            guidance=saved.guidance,
            info=saved.info,
            service_actions=self._named(
                "service action", self._store.service_actions, saved.service_action_ids
            ),
        )
        return replace(version, created_time=saved.created_time)

    def _associate(self, product: Product, saved: SavedLaunchPath) -> None:
        portfolio = self._store.portfolios.get(saved.portfolio_id)
        if portfolio is None:
            raise missing("portfolio", saved.portfolio_id)
        self._store.chosen_ids.add(saved.id)
        constraints = [self._constraint(constraint) for constraint in saved.constraints]
        own = {constraint.id: constraint for constraint in constraints}
        self._store.associate(Association(saved.id, portfolio, product, own_constraints=own))

    def _constraint(self, saved: SavedConstraint) -> Constraint:
        with placed(f"constraint {saved.id}"), refused_as_settings():
            parsed(saved.type, saved.parameters)
        self._store.chosen_ids.add(saved.id)
        return Constraint(saved.type, saved.parameters, saved.description, saved.id, saved.owner)

    def _launch_path(self, saved: SavedLaunchPath) -> LaunchPath:
        self._store.chosen_ids.add(saved.id)
        return LaunchPath(
            saved.id,
            saved.name,
            saved.portfolio_id,
            saved.launch_role_arn,
            self._store.scope.arn("catalog", f"portfolio/{saved.portfolio_id}"),
            tuple(self._constraint(constraint) for constraint in saved.constraints),
        )
