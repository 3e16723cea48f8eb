"""Resources that a test puts into the catalog; the rest is made up, valid and consistent."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from .behavior import Failure
from .builders import (
    new_plan,
    new_product,
    new_provisioned_product,
    new_record,
    new_record_of_plan,
)
from .engine import SUCCEEDED, EngineError
from .errors import ServiceError
from .execution import begin_record, enter_plan, provision
from .idempotency import key_of_members
from .kinds import (
    KINDS,
    ProvisionedProductType,
    kind_of,
    made_up_parameters,
    status_after_failure,
)
from .lifecycle import FINISHED_PLANS
from .model import (
    Launch,
    Outcome,
    Plan,
    PlanStatus,
    Product,
    ProvisionedProduct,
    ProvisionedProductStatus,
    ProvisioningArtifact,
)
from .operations.records import record_detail
from .planning import check_keys, launch_values, planned_change, resource_changes, target_stack
from .scope import partition
from .store import Store
from .template.changes import NO_UPDATES

EXECUTE = "ExecuteProvisionedProductPlan"

Parameters = Mapping[str, str] | Iterable[Mapping[str, Any]]


def seed_product(
    store: Store,
    name: str,
    *,
    kind: ProvisionedProductType = "CFN_STACK",
    versions: Mapping[str, dict[str, Any]] | None = None,
    launch_role_arn: str | None = None,
    stack_set_accounts: Collection[str] = (),
    stack_set_regions: Collection[str] = (),
    **details: Any,
) -> Product:
    """Enter a product; the details are those of ``new_product``.

    'Products can have either a stack set or a launch constraint, but not both' (administrator
    guide, "Stack set constraints"). 'You must create a launch constraint for HashiCorp Terraform
    products' (the same, "Add a launch constraint to your Terraform product"): it is made up where a
    test leaves it out.
    """
    if name in store.products_by_name:
        raise ValueError(f"there is a product named {name!r} already")
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
    if is_stack_set and launch_role_arn is not None:
        raise ValueError("a product has a launch role or is a stack set, not both")
    if KINDS[kind].has_engine and launch_role_arn is None:
        where = partition(store.scope.region)
        launch_role_arn = f"arn:{where}:iam::{store.scope.account_id}:role/SCLaunch"
    product = new_product(
        store,
        name,
        {"v1": KINDS[kind].template} if versions is None else versions,
        kind=kind,
        launch_role_arn=launch_role_arn,
        stack_set_accounts=stack_set_accounts,
        stack_set_regions=stack_set_regions,
        **details,
    )
    store.add_product(product)
    return product


def default_product(store: Store) -> Product:
    """Get the product of everything that is seeded without one."""
    if store.default_product is None:
        store.default_product = seed_product(store, store.new_name("product"))
    return store.default_product


def version_of(product: Product, version: str | None) -> ProvisioningArtifact:
    """Find a version by its name or id; the newest active one where none is named."""
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
    status_message: str | None = None,
) -> ProvisionedProduct:
    """Enter a provisioned product in any status, with the records that brought it there."""
    product = product or default_product(store)
    artifact = version_of(product, version)
    given = wire_parameters(parameters, None)
    launch = _launch(product, artifact, given, tags, None)
    provisioned_product = _new_provisioned_product(store, name, launch)
    if status is ProvisionedProductStatus.PLAN_IN_PROGRESS:
        seed_plan(
            store,
            provisioned_product=provisioned_product,
            version=artifact.id,
            parameters=given,
            tags=tags,
        )
        return provisioned_product
    launch = _with_made_up_parameters(launch, provisioned_product)
    for outcome in _steps(provisioned_product, status, _failure(store, status_message)):
        record = new_record(store, provisioned_product, launch)
        if outcome is SUCCEEDED:
            with _required(provisioned_product):
                store.world.engine.provision(store.scope, record)
        begin_record(store, record, outcome or SUCCEEDED)
        if outcome is not None and record.work is not None:
            store.lifecycle.finish(record.work)
    if status_message is not None:
        provisioned_product.status_message = status_message
    return provisioned_product


def _steps(
    provisioned_product: ProvisionedProduct, status: ProvisionedProductStatus, failure: Failure
) -> list[Outcome | None]:
    """List the outcomes of the requests that bring it to a status; None for one under way."""
    kind = kind_of(provisioned_product.launch.product)
    after_failure = status_after_failure(provisioned_product, failure)
    if status is ProvisionedProductStatus.ERROR and after_failure is not status:
        if kind.refusal is None:
            raise ValueError(
                f"status: a provisioning of type {kind.name} that fails leaves TAINTED, not ERROR"
            )
        failure = replace(failure, code=kind.refusal)
    failed = Outcome("failed", failure)
    steps: dict[ProvisionedProductStatus, list[Outcome | None]] = {
        ProvisionedProductStatus.AVAILABLE: [SUCCEEDED],
        ProvisionedProductStatus.ERROR: [failed],
        ProvisionedProductStatus.TAINTED: [failed]
        if after_failure is ProvisionedProductStatus.TAINTED
        else [SUCCEEDED, failed],
        ProvisionedProductStatus.UNDER_CHANGE: [SUCCEEDED, None],
    }
    return steps[status]


def seed_plan(
    store: Store,
    *,
    product: Product | None = None,
    version: str | None = None,
    name: str | None = None,
    provisioned_product_name: str | None = None,
    provisioned_product: ProvisionedProduct | None = None,
    status: PlanStatus = PlanStatus.CREATE_SUCCESS,
    changes: Iterable[Mapping[str, Any]] | None = None,
    parameters: Parameters | None = None,
    tags: Mapping[str, str] | None = None,
    notification_arns: Iterable[str] = (),
    outcome: str | Failure | None = None,
    status_message: str | None = None,
) -> Plan:
    """Enter a plan in any status, for a new provisioned product unless one is given."""
    if provisioned_product is not None:
        _require_no_open_plan(store, provisioned_product)
        _require_executable(store, provisioned_product, status)
        product = product or provisioned_product.launch.product
    product = product or default_product(store)
    _require_template(product, provisioned_product)
    artifact = version_of(product, version)
    given = wire_parameters(parameters, provisioned_product)
    launch = _launch(product, artifact, given, tags, provisioned_product)
    if provisioned_product is None:
        provisioned_product = _new_provisioned_product(store, provisioned_product_name, launch)
    launch = _with_made_up_parameters(launch, provisioned_product)
    change = planned_change(provisioned_product, target_stack(provisioned_product, launch))
    plan = new_plan(
        store,
        name or store.new_name("plan"),
        provisioned_product,
        launch,
        status=status if status in _CREATION else PlanStatus.CREATE_SUCCESS,
        parameters=given,
        notification_arns=list(notification_arns),
        resource_changes=resource_changes(provisioned_product, launch, change)
        if changes is None
        else [dict(change) for change in changes],
    )
    plan.outcome = outcome
    if status is PlanStatus.CREATE_FAILED:
        plan.status_message = status_message or NO_UPDATES
    else:
        with _required(provisioned_product):
            store.world.engine.prepare(store.scope, plan, change)
    if status not in _CREATION:
        _enter_executed(store, plan, status, status_message)
        return plan
    enter_plan(store, plan)
    if status is PlanStatus.CREATE_IN_PROGRESS:
        store.lifecycle.begin_creation(plan, SUCCEEDED)
    return plan


_CREATION = frozenset(
    {PlanStatus.CREATE_IN_PROGRESS, PlanStatus.CREATE_SUCCESS, PlanStatus.CREATE_FAILED}
)


def _enter_executed(
    store: Store, plan: Plan, status: PlanStatus, status_message: str | None
) -> None:
    """Enter a plan with the record of its execution."""
    record = new_record_of_plan(store, plan)
    outcome = SUCCEEDED
    if status is PlanStatus.EXECUTE_SUCCESS:
        with _required(plan.provisioned_product):
            store.world.engine.provision(store.scope, record)
    elif status is PlanStatus.EXECUTE_FAILED:
        outcome = Outcome("failed", _failure(store, status_message, plan.outcome))
    else:
        outcome = provision(store, record, store.world.outcome_of(store, plan))
    enter_plan(store, plan)
    begin_record(store, record, outcome)
    # Executing the plan once more is answered as if a call had executed it.
    answer = {"RecordDetail": record_detail(record)}
    request = {"PlanId": plan.id}
    store.answers.keep(key_of_members(EXECUTE, request), request, answer, about=plan.id)
    if status is not PlanStatus.EXECUTE_IN_PROGRESS and record.work is not None:
        store.lifecycle.finish(record.work)
    if status_message is not None:
        plan.status_message = plan.provisioned_product.status_message = status_message


def _failure(
    store: Store, status_message: str | None, chosen: str | Failure | None = None
) -> Failure:
    """Make the failure of something: what its message or its outcome says, if any.

    A message that begins with a code and two blanks has that code in RecordErrors too.
    """
    behavior = store.behavior
    if status_message is not None:
        code, _, description = status_message.partition("  ")
        is_split = re.fullmatch(r"\w+(\.\w+)*", code) and description.strip()
        return (
            Failure(code, description)
            if is_split
            else Failure(behavior.failure_code, status_message)
        )
    if isinstance(chosen, Failure):
        return chosen
    return Failure(behavior.failure_code, behavior.failure_description)


def _launch(
    product: Product,
    artifact: ProvisioningArtifact,
    parameters: list[dict[str, Any]],
    tags: Mapping[str, str] | None,
    existing: ProvisionedProduct | None,
) -> Launch:
    previous = existing.launch.parameters if existing is not None else {}
    values = launch_values(artifact, parameters, previous)
    path = product.launch_paths[0] if product.launch_paths else None
    return Launch(product, artifact, path, values, dict(tags or {}))


def _with_made_up_parameters(launch: Launch, provisioned_product: ProvisionedProduct) -> Launch:
    made_up = made_up_parameters(launch.product, launch.artifact, provisioned_product.name)
    return replace(launch, parameters={**made_up, **launch.parameters}) if made_up else launch


def _new_provisioned_product(store: Store, name: str | None, launch: Launch) -> ProvisionedProduct:
    if name in store.provisioned_products_by_name:
        raise ValueError(f"there is a provisioned product named {name!r} already")
    name = name or store.new_name("provisioned-product")
    return new_provisioned_product(store, name, launch, token=store.new_uuid())


@contextmanager
def _required(provisioned_product: ProvisionedProduct) -> Iterator[None]:
    """Turn a failure of the engine into an error of the test's own call."""
    try:
        yield
    except EngineError as failed:
        raise ValueError(
            f"provisioned product {provisioned_product.name!r} can't be made: {failed}"
        ) from None


def _require_template(product: Product, existing: ProvisionedProduct | None) -> None:
    kind = product.provisioned_product_type
    if kind_of(product).has_engine:
        raise ValueError(f"product {product.name!r} is of type {kind}: it has no plans")
    if existing is not None and existing.launch.product.provisioned_product_type != kind:
        raise ValueError(
            f"provisioned product {existing.name!r} is of type "
            f"{existing.launch.product.provisioned_product_type}, and product {product.name!r} is "
            f"provisioned as {kind}"
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
    """Write parameters as the API has them, from a mapping of values by keys or from those."""
    if isinstance(parameters, Mapping):
        return [{"Key": key, "Value": value} for key, value in parameters.items()]
    values = [dict(parameter) for parameter in parameters or ()]
    try:
        check_keys(values)
    except ServiceError as error:
        raise ValueError(error.message) from None
    return values
