"""A saved state, put into a store: the same ids, names, statuses and times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from ...catalog.behavior import Failure
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
    LaunchPath,
    Product,
    ProvisioningArtifact,
)
from ...catalog.operations.plans import remember_execution
from ...catalog.store import Store
from ...catalog.table import Resource
from ...settings import SettingsError
from .. import arguments
from .format import (
    SavedDeleted,
    SavedLaunch,
    SavedPlan,
    SavedProvisionedProduct,
    SavedRecord,
    SavedWork,
)
from .problems import missing, placed, require_status, require_work
from .restoring_offers import OfferRestoration

R = TypeVar("R", bound=Resource)

_UNFINISHED: Final = frozenset(status for status, then in RECORD_TRANSITIONS.items() if then)
"""Statuses of records that are not final."""

_EXECUTED: Final[Mapping[RecordStatus, PlanStatus]] = {
    **dict.fromkeys(_UNFINISHED, PlanStatus.EXECUTE_IN_PROGRESS),
    RecordStatus.SUCCEEDED: PlanStatus.EXECUTE_SUCCESS,
    RecordStatus.FAILED: PlanStatus.EXECUTE_FAILED,
}
"""The status of a plan, by that of the record of its execution."""


class Restoration(OfferRestoration):
    """Saved resources on their way into a store, which the caller has locked.

    Each method raises ValueError where something is taken, does not exist, or contradicts another.
    They are called in their order.

    Args:
        store: The store.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._deleted_products: dict[str, Product] = {}
        self._deleted_versions: list[ProvisioningArtifact] = []
        self._deleted_paths: dict[str, LaunchPath] = {}
        self._terminated: dict[str, ProvisionedProduct] = {}

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
