"""A saved state, put into a store: the same ids, names, statuses and times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Final, TypeVar

from ...catalog.action_definitions import check
from ...catalog.behavior import Failure
from ...catalog.builders import new_artifact
from ...catalog.constraint_parameters import parsed
from ...catalog.engine import WAITING
from ...catalog.lifecycle import RECORD_TRANSITIONS
from ...catalog.model import (
    Launch,
    Outcome,
    Plan,
    PlanStatus,
    ProvisionedProduct,
    ProvisionedProductStatus,
    Record,
    RecordStatus,
)
from ...catalog.offering import (
    Association,
    Constraint,
    LaunchPath,
    Portfolio,
    Product,
    ProvisioningArtifact,
    ServiceAction,
)
from ...catalog.operations.plans import remember_execution
from ...catalog.product_seeding import choose_id, choose_version_ids
from ...catalog.store import Store
from ...catalog.table import Resource, Table
from ...catalog.tag_options import TagOption
from ...catalog.template.loading import load
from ...settings import SettingsError
from .. import arguments
from .format import (
    SavedConstraint,
    SavedDeleted,
    SavedLaunch,
    SavedLaunchPath,
    SavedPlan,
    SavedPortfolio,
    SavedProduct,
    SavedProvisionedProduct,
    SavedRecord,
    SavedServiceAction,
    SavedTagOption,
    SavedVersion,
    SavedWork,
)
from .problems import missing, placed, refused_as_settings, require_status, require_work
from .sharing import restore_shared_products, restored_sharing

R = TypeVar("R", bound=Resource)

_UNFINISHED: Final = frozenset(status for status, then in RECORD_TRANSITIONS.items() if then)
"""Statuses of records that are not final."""

_EXECUTED: Final[Mapping[RecordStatus, PlanStatus]] = {
    **dict.fromkeys(_UNFINISHED, PlanStatus.EXECUTE_IN_PROGRESS),
    RecordStatus.SUCCEEDED: PlanStatus.EXECUTE_SUCCESS,
    RecordStatus.FAILED: PlanStatus.EXECUTE_FAILED,
}
"""The status of a plan, by that of the record of its execution."""


class Restoration:
    """Saved resources on their way into a store, which the caller has locked.

    Each method raises ValueError where something is taken, does not exist, or contradicts another.
    They are called in their order.

    Args:
        store: The store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._deleted_products: dict[str, Product] = {}
        self._deleted_versions: list[ProvisioningArtifact] = []
        self._deleted_paths: dict[str, LaunchPath] = {}
        self._terminated: dict[str, ProvisionedProduct] = {}

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

    def deleted(self, saved: SavedDeleted) -> None:
        """Keep what is gone for those that tell of it."""
        for number, product in enumerate(saved.products):
            there = self._store.region.products.get(product.id)
            if there is not None and there.scope != self._store.scope:
                # It is not gone, but of another account.
                continue
            with placed(f"products[{number}]"):
                self._deleted_products[product.id] = self._product(product)
        for number, version in enumerate(saved.provisioning_artifacts):
            with placed(f"provisioning_artifacts[{number}]"):
                self._deleted_versions.append(self._version(version))
        for path in saved.launch_paths:
            self._deleted_paths[path.id] = self._launch_path(path)
        for number, terminated in enumerate(saved.provisioned_products):
            with placed(f"provisioned_products[{number}]"):
                self._terminated[terminated.id] = self._provisioned_product(terminated)

    def provisioned_product(self, saved: SavedProvisionedProduct) -> None:
        """Enter a provisioned product."""
        if saved.name in self._store.provisioned_products_by_name:
            raise SettingsError(f"there is a provisioned product named {saved.name!r} already")
        self._store.add_provisioned_product(self._provisioned_product(saved))

    def plan(self, saved: SavedPlan) -> None:
        """Enter a plan, whose creation goes on if it has work; its record comes later."""
        store = self._store
        self._choose(saved.id, "plan", store.plans)
        is_created = saved.status is not PlanStatus.CREATE_IN_PROGRESS
        require_work(saved.work, f"the plan is {saved.status}", needed=not is_created)
        launch = self._launch(saved)
        product = store.provisioned_products.get(saved.provisioned_product_id)
        if product is None:
            raise missing("provisioned product", saved.provisioned_product_id)
        plan = Plan(
            id=saved.id,
            name=arguments.text("name", saved.name, "ProvisionedProductPlanName"),
            created_time=saved.created_time,
            updated_time=saved.updated_time,
            status=saved.status,
            provisioned_product=product,
            launch=launch,
            given_parameters=arguments.parameters(saved.given_parameters),
            notification_arns=arguments.notification_arns(saved.notification_arns),
            resource_changes=arguments.changes(saved.resource_changes) or [],
            status_message=saved.status_message,
            outcome=saved.outcome,
        )
        store.add_plan(plan)
        if saved.work is not None:
            store.lifecycle.resume(plan, _outcome(saved.work), saved.work.reads)

    def record(self, saved: SavedRecord) -> None:
        """Enter a record, whose work goes on if it has some."""
        store = self._store
        self._choose(saved.id, "rec", store.records)
        is_unfinished = saved.status in _UNFINISHED
        require_work(saved.work, f"the record is {saved.status}", needed=is_unfinished)
        about = saved.provisioned_product_id
        product = store.provisioned_products.get(about) or self._terminated.get(about)
        if product is None:
            raise missing("provisioned product", about)
        plan = store.plans.get(saved.plan_id) if saved.plan_id is not None else None
        if plan is None and saved.plan_id is not None:
            raise missing("plan", saved.plan_id)
        record = Record(
            id=saved.id,
            type=saved.type,
            created_time=saved.created_time,
            updated_time=saved.updated_time,
            status=saved.status,
            provisioned_product=product,
            launch=self._launch(saved),
            launch_role_arn=saved.launch_role_arn,
            notification_arns=arguments.notification_arns(saved.notification_arns),
            errors=saved.errors,
            outputs=_outputs(saved.outputs),
            stack_instances=saved.stack_instances,
            plan=plan,
            action_run=saved.action_run,
            ignores_errors=saved.ignores_errors,
        )
        store.add_record(record)
        if plan is not None:
            require_status(plan, _EXECUTED[record.status], f"record {record.id}, {record.status}")
            plan.record = record
            begun = replace(
                record,
                status=RecordStatus.CREATED,
                errors=[],
                updated_time=record.created_time,
            )
            remember_execution(store, plan, begun)
        if saved.work is not None:
            require_status(
                product, ProvisionedProductStatus.UNDER_CHANGE, f"record {record.id}, under way"
            )
            store.lifecycle.resume(record, _outcome(saved.work), saved.work.reads)

    def check(
        self, plans: Mapping[int, SavedPlan], products: Mapping[int, SavedProvisionedProduct]
    ) -> None:
        """Check that all that was restored has what its status needs; keys are for messages."""
        for number, saved in plans.items():
            plan = self._store.plans.get(saved.id)
            record = plan.record if plan is not None else None
            executed = saved.status in _EXECUTED.values()
            if executed != (record is not None) or saved.record_id != (record and record.id):
                raise SettingsError(
                    f"plans[{number}]: the plan is {saved.status} with record_id "
                    f"{saved.record_id!r}, and the record of its execution is "
                    f"{record.id if record is not None else None!r}"
                )
        for number, product in products.items():
            restored = self._store.provisioned_products.get(product.id)
            under_change = product.status is ProvisionedProductStatus.UNDER_CHANGE
            if under_change and restored is not None and restored.work is None:
                raise SettingsError(
                    f"provisioned_products[{number}]: it is {product.status}, and no record about "
                    "it is under way"
                )

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

    def _launch(self, saved: SavedLaunch) -> Launch:
        """Find what is launched."""
        deleted = self._deleted_products.get(saved.product_id)
        product = self._store.region.products.get(saved.product_id) or deleted
        if product is None:
            raise missing("product", saved.product_id)
        versions = [*product.provisioning_artifacts, *self._deleted_versions]
        artifact = _one_of(versions, saved.provisioning_artifact_id)
        if artifact is None:
            raise missing(f"version of product {product.id}", saved.provisioning_artifact_id)
        path = self._launch_path(saved.path) if saved.path is not None else None
        if path is None and saved.path_id is not None:
            association = _one_of(product.associations.values(), saved.path_id)
            path = (
                association.path(self._store.scope)
                if association is not None
                else self._deleted_paths.get(saved.path_id)
            )
            if path is None:
                raise missing(f"launch path of product {product.id}", saved.path_id)
        return Launch(product, artifact, path, saved.parameters, saved.tags)

    def _provisioned_product(self, saved: SavedProvisionedProduct) -> ProvisionedProduct:
        store = self._store
        self._choose(saved.id, "pp", store.provisioned_products)
        launch = self._launch(saved)
        if saved.type != launch.provisioned_product_type:
            raise SettingsError(
                f"type: it is {saved.type}, and its product {launch.provisioned_product_type}"
            )
        name = arguments.text("name", saved.name, "ProvisionedProductName")
        return ProvisionedProduct(
            id=saved.id,
            name=name,
            arn=store.scope.arn("servicecatalog", f"stack/{name}/{saved.id}"),
            created_time=saved.created_time,
            status=saved.status,
            launch=launch,
            idempotency_token=saved.idempotency_token,
            user_arn=saved.user_arn,
            physical_id=saved.physical_id,
            launch_role_arn=saved.launch_role_arn,
            is_imported=saved.imported,
            status_message=saved.status_message,
            outputs=_outputs(saved.outputs),
            stack_instances=saved.stack_instances,
            last_record_id=saved.last_record_id,
            last_provisioning_record_id=saved.last_provisioning_record_id,
            last_successful_provisioning_record_id=saved.last_successful_provisioning_record_id,
        )


def _one_of(there: Iterable[R], identifier: str) -> R | None:
    return next((one for one in there if one.id == identifier), None)


def _outputs(saved: list[dict[str, str]]) -> list[dict[str, str]]:
    return arguments.outputs(saved) or []


def _outcome(work: SavedWork) -> Outcome:
    if isinstance(work.outcome, Failure):
        return Outcome("failed", work.outcome)
    return WAITING if work.outcome == "waiting" else Outcome(work.outcome)
