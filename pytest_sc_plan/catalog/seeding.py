"""What a test puts into the catalog: whatever it leaves out is made up, valid and consistent."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from .builders import (
    make_plan,
    make_product,
    make_provisioned_product,
    make_record,
)
from .errors import ServiceError
from .lifecycle import FINISHED_PLANS
from .model import (
    Outcome,
    Plan,
    PlanStatus,
    Product,
    ProvisionedProduct,
    ProvisionedProductStatus,
    ProvisioningArtifact,
    RecordError,
)
from .operations.finding import check_parameters
from .operations.plans import begin_execution
from .store import Store
from .template.changes import NO_UPDATES
from .template.default import DEFAULT_TEMPLATE

Parameters = Mapping[str, str] | Iterable[Mapping[str, Any]]


def seed_product(
    store: Store,
    name: str,
    *,
    versions: Mapping[str, dict[str, Any]] | None = None,
    launch_role_arn: str | None = None,
    stack_set_accounts: Collection[str] = (),
    stack_set_regions: Collection[str] = (),
    **details: Any,
) -> Product:
    """A product with its versions, oldest first; the details are those of ``make_product``.

    'Products can have either a stack set or a launch constraint, but not both' (administrator
    guide, "Stack set constraints").
    """
    if name in store.products_by_name:
        raise ValueError(f"there is a product named {name!r} already")
    if bool(stack_set_accounts) != bool(stack_set_regions):
        raise ValueError("a stack set needs both stack_set_accounts and stack_set_regions")
    for account in stack_set_accounts:
        if not re.fullmatch("[0-9]{12}", account):
            raise ValueError(f"stack_set_accounts: an account has twelve digits, not {account!r}")
    if stack_set_accounts and launch_role_arn is not None:
        raise ValueError("a product has a launch role or is a stack set, not both")
    return make_product(
        store,
        name,
        {"v1": DEFAULT_TEMPLATE} if versions is None else versions,
        launch_role_arn=launch_role_arn,
        stack_set_accounts=stack_set_accounts,
        stack_set_regions=stack_set_regions,
        **details,
    )


def default_product(store: Store) -> Product:
    """The product of everything that is seeded without one."""
    if store.default_product is None:
        store.default_product = seed_product(store, store.new_name("product"))
    return store.default_product


def version_of(product: Product, version: str | None) -> ProvisioningArtifact:
    """A version by its name or id; the newest active one where none is named."""
    if version is None:
        artifacts = product.provisioning_artifacts
        return ([artifact for artifact in artifacts if artifact.active] or artifacts)[-1]
    for artifact in product.provisioning_artifacts:
        if version in {artifact.name, artifact.id}:
            return artifact
    names = ", ".join(artifact.name for artifact in product.provisioning_artifacts)
    raise ValueError(f"product {product.name!r} has no version {version!r}; it has {names}")


def seed_provisioned_product(
    store: Store,
    name: str | None,
    *,
    product: Product | None = None,
    version: str | None = None,
    parameters: Parameters | None = None,
    tags: Mapping[str, str] | None = None,
    status: ProvisionedProductStatus = ProvisionedProductStatus.AVAILABLE,
) -> ProvisionedProduct:
    """A provisioned product in any status, with the records that brought it there."""
    product = product or default_product(store)
    artifact = version_of(product, version)
    values = wire_parameters(parameters, None)
    provisioned_product = _new_provisioned_product(store, name, product, artifact)
    if status is ProvisionedProductStatus.PLAN_IN_PROGRESS:
        seed_plan(
            store,
            provisioned_product=provisioned_product,
            version=artifact.id,
            parameters=values,
            tags=tags,
        )
        return provisioned_product
    succeeded = Outcome("succeeded")
    failed = Outcome(
        "failed", RecordError(store.behavior.failure_code, store.behavior.failure_description)
    )
    steps: dict[ProvisionedProductStatus, list[Outcome | None]] = {
        ProvisionedProductStatus.AVAILABLE: [succeeded],
        ProvisionedProductStatus.ERROR: [failed],
        ProvisionedProductStatus.TAINTED: [succeeded, failed],
        ProvisionedProductStatus.UNDER_CHANGE: [succeeded, None],
    }
    for outcome in steps[status]:
        record = make_record(
            store,
            provisioned_product,
            product,
            artifact,
            provisioned_product.launch_path,
            parameters=values,
            tags=tags or {},
        )
        if outcome is succeeded:
            error = store.world.engine.carry_out(store, record)
            _require_done(error.description if error else None, provisioned_product)
        store.lifecycle.begin(record, outcome or succeeded)
        if outcome is not None and record.work is not None:
            store.lifecycle.finish(record.work)
    return provisioned_product


def seed_plan(
    store: Store,
    *,
    product: Product | None = None,
    version: str | None = None,
    name: str | None = None,
    provisioned_product_name: str | None = None,
    provisioned_product: ProvisionedProduct | None = None,
    status: PlanStatus = PlanStatus.CREATE_SUCCESS,
    resource_changes: Iterable[Mapping[str, Any]] | None = None,
    parameters: Parameters | None = None,
    tags: Mapping[str, str] | None = None,
    notification_arns: Iterable[str] = (),
    outcome: str | None = None,
) -> Plan:
    """A plan in any status, for a new provisioned product unless one is given."""
    if provisioned_product is not None:
        _require_no_open_plan(store, provisioned_product)
        _require_executable(store, provisioned_product, status)
        product = product or provisioned_product.product
    product = product or default_product(store)
    artifact = version_of(product, version)
    values = wire_parameters(parameters, provisioned_product)
    if provisioned_product is None:
        provisioned_product = _new_provisioned_product(
            store, provisioned_product_name, product, artifact
        )
    created = status if status in _CREATION else PlanStatus.CREATE_SUCCESS
    plan = make_plan(
        store,
        name or store.new_name("plan"),
        provisioned_product,
        product,
        artifact,
        product.launch_paths[0] if product.launch_paths else None,
        status=created,
        parameters=values,
        tags=tags,
        notification_arns=notification_arns,
        resource_changes=resource_changes,
    )
    plan.outcome = outcome
    if status is not PlanStatus.CREATE_FAILED:
        error = store.world.engine.prepare(store, plan)
        _require_done(error.description if error else None, provisioned_product)
    if status is PlanStatus.CREATE_IN_PROGRESS:
        store.lifecycle.begin_creation(plan, Outcome("succeeded"))
    elif status is PlanStatus.CREATE_FAILED:
        plan.status_message = NO_UPDATES
    elif status is not PlanStatus.CREATE_SUCCESS:
        _execute(store, plan, status)
    return plan


_CREATION = frozenset(
    {PlanStatus.CREATE_IN_PROGRESS, PlanStatus.CREATE_SUCCESS, PlanStatus.CREATE_FAILED}
)


def _execute(store: Store, plan: Plan, status: PlanStatus) -> None:
    error = RecordError(store.behavior.failure_code, store.behavior.failure_description)
    outcomes = {
        PlanStatus.EXECUTE_SUCCESS: Outcome("succeeded"),
        PlanStatus.EXECUTE_FAILED: Outcome("failed", error),
    }
    begin_execution(store, plan, outcomes.get(status) or store.world.outcome_of(store, plan))
    if status in outcomes and plan.work is not None:
        store.lifecycle.finish(plan.work)
    if plan.status is PlanStatus.EXECUTE_FAILED and status is PlanStatus.EXECUTE_SUCCESS:
        _require_done(plan.status_message, plan.provisioned_product)


def _new_provisioned_product(
    store: Store, name: str | None, product: Product, artifact: ProvisioningArtifact
) -> ProvisionedProduct:
    if name in store.provisioned_products_by_name:
        raise ValueError(f"there is a provisioned product named {name!r} already")
    return make_provisioned_product(
        store,
        name or store.new_name("provisioned-product"),
        product,
        artifact,
        product.launch_paths[0] if product.launch_paths else None,
        token=store.new_uuid(),
    )


def _require_done(problem: str | None, provisioned_product: ProvisionedProduct) -> None:
    if problem is not None:
        raise ValueError(
            f"provisioned product {provisioned_product.name!r} can't be made: {problem}"
        )


def _require_no_open_plan(store: Store, provisioned_product: ProvisionedProduct) -> None:
    for plan in store.plans_by_provisioned_product.get(provisioned_product.id, ()):
        if plan.status not in FINISHED_PLANS:
            raise ValueError(
                f"provisioned product {provisioned_product.name!r} has the plan {plan.id}, which "
                f"is {plan.status}: a provisioned product has one plan at a time"
            )


def _require_executable(
    store: Store, provisioned_product: ProvisionedProduct, status: PlanStatus
) -> None:
    store.lifecycle.settle(provisioned_product)
    under_change = provisioned_product.status is ProvisionedProductStatus.UNDER_CHANGE
    if under_change and status not in _CREATION:
        raise ValueError(
            f"provisioned product {provisioned_product.name!r} is {provisioned_product.status}: a "
            f"plan for it can't be {status}"
        )


def wire_parameters(
    parameters: Parameters | None, existing: ProvisionedProduct | None
) -> list[dict[str, Any]]:
    """Parameters as the API gives them, from those or from a mapping of values by keys."""
    if isinstance(parameters, Mapping):
        return [{"Key": key, "Value": value} for key, value in parameters.items()]
    values = [dict(parameter) for parameter in parameters or ()]
    try:
        check_parameters(existing, values)
    except ServiceError as error:
        raise ValueError(error.message) from None
    return values
