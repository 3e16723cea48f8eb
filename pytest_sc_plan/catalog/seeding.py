"""Resources that a test puts into the catalog; the rest is made up, valid and consistent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from .access import launch_paths
from .behavior import Failure
from .builders import new_plan, new_provisioned_product, new_record, new_record_of_plan
from .engine import SUCCEEDED, EngineError
from .errors import ServiceError
from .execution import REFUSED_CHANGE_SET, awaited, begin_record, enter_plan, provision
from .kinds import kind_of, made_up_parameters, status_after_failure
from .lifecycle import FINISHED_PLANS
from .model import Launch, Outcome, Plan, PlanStatus, ProvisionedProduct, ProvisionedProductStatus
from .offering import Product, ProvisioningArtifact
from .operations.plans import remember_execution
from .planning import (
    check_keys,
    launch_values,
    planned_change,
    refusal,
    resource_changes,
    target_stack,
)
from .product_seeding import choose_id, default_product, enter_default_product, version_of
from .store import Store
from .template.changes import NO_UPDATES
from .template.evaluation import Stack


def seed_provisioned_product(
    store: Store,
    name: str | None,
    *,
    identifier: str | None = None,
    product: Product | None = None,
    version: str | None = None,
    parameters: list[dict[str, Any]] | None = None,
    tags: Mapping[str, str] | None = None,
    status: ProvisionedProductStatus = ProvisionedProductStatus.AVAILABLE,
    status_message: str | None = None,
    outputs: list[dict[str, str]] | None = None,
    physical_id: str | None = None,
) -> ProvisionedProduct:
    """Enter a provisioned product in any status, with the records that brought it there."""
    chosen = product or default_product(store)
    artifact = version_of(chosen, version)
    given = parameters or []
    launch = _launch(store, chosen, artifact, given, tags, None)
    provisioned_product = _new_provisioned_product(store, name, launch, identifier)
    if status not in _PROVISIONED:
        _require_none(status, outputs=outputs, physical_id=physical_id)
    if physical_id is not None:
        _require_stack(store, launch, physical_id)
        provisioned_product.physical_id = physical_id
    if status is ProvisionedProductStatus.PLAN_IN_PROGRESS:
        seed_plan(
            store,
            provisioned_product=provisioned_product,
            version=artifact.id,
            parameters=given,
            tags=tags,
        )
        if product is None:
            enter_default_product(store, chosen)
        return provisioned_product
    launch = _with_made_up_parameters(launch, provisioned_product)
    if status is not ProvisionedProductStatus.ERROR:
        _require_accepted(provisioned_product, launch, given)
    failure = _failure(store, status_message)
    succeeded = outputs is not None or physical_id is not None
    for outcome in _steps(provisioned_product, status, failure, succeeded=succeeded):
        record = new_record(store, provisioned_product, launch)
        if outcome is SUCCEEDED:
            engine = store.world.engine
            with _required(provisioned_product):
                # A stack that the test names is there already.
                work = engine.provision if physical_id is None else engine.adopt
                work(store.scope, record)
            record.outputs = record.outputs if outputs is None else outputs
        elif outcome is None:
            record.outputs = provisioned_product.outputs
        begin_record(store, record, outcome or awaited(store, record, SUCCEEDED))
        if outcome is not None and record.work is not None:
            store.lifecycle.finish(record.work)
    if status_message is not None:
        provisioned_product.status_message = status_message
    if product is None:
        enter_default_product(store, chosen)
    return provisioned_product


_PROVISIONED = frozenset(
    {
        ProvisionedProductStatus.AVAILABLE,
        ProvisionedProductStatus.UNDER_CHANGE,
        ProvisionedProductStatus.TAINTED,
    }
)
"""Statuses of what was provisioned successfully once."""


def _require_none(status: ProvisionedProductStatus, **arguments: object) -> None:
    for argument, value in arguments.items():
        if value is not None:
            raise ValueError(
                f"{argument}: a provisioned product that is {status} was never provisioned: it "
                f"has to be {', '.join(sorted(_PROVISIONED))}"
            )


_STACK = re.compile(r"arn:[^:]+:cloudformation:[^:]+:[0-9]{12}:(stack/[^/]+/[^/]+|stackset/.+)")


def _require_stack(store: Store, launch: Launch, physical_id: str) -> None:
    """Refuse a physical id that is none, or that another provisioned product has."""
    if kind_of(launch).is_stack and not _STACK.fullmatch(physical_id):
        raise ValueError(
            f"physical_id: {physical_id!r} is not the ARN of a CloudFormation stack, which is what "
            f"a {launch.provisioned_product_type} consists of"
        )
    for other in store.provisioned_products:
        if other.physical_id == physical_id:
            raise ValueError(
                f"physical_id: {physical_id!r} belongs to provisioned product {other.name!r}"
            )


def _steps(
    provisioned_product: ProvisionedProduct,
    status: ProvisionedProductStatus,
    failure: Failure,
    *,
    succeeded: bool,
) -> list[Outcome | None]:
    """List the outcomes of the requests that bring it to a status; None for one under way.

    Where a first failure may leave TAINTED too, ``succeeded`` says that there was a success before.
    """
    kind = kind_of(provisioned_product.launch)
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
        if after_failure is ProvisionedProductStatus.TAINTED and not succeeded
        else [SUCCEEDED, failed],
        ProvisionedProductStatus.UNDER_CHANGE: [SUCCEEDED, None],
    }
    return steps[status]


def seed_plan(
    store: Store,
    *,
    identifier: str | None = None,
    product: Product | None = None,
    version: str | None = None,
    name: str | None = None,
    provisioned_product_name: str | None = None,
    provisioned_product: ProvisionedProduct | None = None,
    status: PlanStatus = PlanStatus.CREATE_SUCCESS,
    changes: Iterable[Mapping[str, Any]] | None = None,
    parameters: list[dict[str, Any]] | None = None,
    tags: Mapping[str, str] | None = None,
    notification_arns: Iterable[str] = (),
    outcome: str | Failure | None = None,
    status_message: str | None = None,
) -> Plan:
    """Enter a plan in any status, for a new provisioned product unless one is given."""
    choose_id(store, identifier, store.plans)
    is_default = product is None and provisioned_product is None
    if provisioned_product is not None:
        _require_no_open_plan(store, provisioned_product)
        _require_plannable(store, provisioned_product, status)
        product = product or provisioned_product.launch.product
    product = product or default_product(store)
    _require_plans(product)
    artifact = version_of(product, version)
    given = parameters or []
    launch = _launch(store, product, artifact, given, tags, provisioned_product)
    if provisioned_product is not None:
        _require_same_type(provisioned_product, launch)
    else:
        provisioned_product = _new_provisioned_product(store, provisioned_product_name, launch)
    launch = _with_made_up_parameters(launch, provisioned_product)
    plan = new_plan(
        store,
        name or store.new_name("plan"),
        provisioned_product,
        launch,
        identifier=identifier,
        status=status if status in _CREATION else PlanStatus.CREATE_SUCCESS,
        parameters=given,
        notification_arns=list(notification_arns),
        resource_changes=[dict(change) for change in changes or ()],
    )
    plan.outcome = outcome
    if status is PlanStatus.CREATE_FAILED:
        plan.status_message = status_message or _creation_failure(plan)
    else:
        target = _require_accepted(provisioned_product, launch, given)
        change = planned_change(provisioned_product, target)
        if changes is None:
            plan.resource_changes = resource_changes(provisioned_product, launch, change)
        with _required(provisioned_product):
            store.world.engine.prepare(store.scope, plan, change)
    if status in _CREATION:
        enter_plan(store, plan)
    else:
        _enter_executed(store, plan, status, status_message)
    if is_default:
        enter_default_product(store, product)
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
    remember_execution(store, plan, record)
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
    store: Store,
    product: Product,
    artifact: ProvisioningArtifact,
    parameters: list[dict[str, Any]],
    tags: Mapping[str, str] | None,
    existing: ProvisionedProduct | None,
) -> Launch:
    try:
        check_keys(parameters)
    except ServiceError as error:
        raise ValueError(error.message) from None
    previous = existing.launch.parameters if existing is not None else {}
    values = launch_values(artifact, parameters, previous)
    path = next(iter(launch_paths(store, product)), None)
    return Launch(product, artifact, path, values, dict(tags or {}))


def _with_made_up_parameters(launch: Launch, provisioned_product: ProvisionedProduct) -> Launch:
    made_up = made_up_parameters(launch.product, launch.artifact, provisioned_product.name)
    return replace(launch, parameters={**made_up, **launch.parameters}) if made_up else launch


def _require_accepted(
    provisioned_product: ProvisionedProduct, launch: Launch, given: list[dict[str, Any]]
) -> Stack:
    """Make a stack, and refuse one that CloudFormation would not have made."""
    target = target_stack(provisioned_product, launch)
    reason = refusal(provisioned_product, launch, target, given)
    if reason is not None:
        raise _impossible(provisioned_product, reason)
    return target


def _creation_failure(plan: Plan) -> str:
    """Give the reason that the creation of a plan fails for, or else make one up."""
    product, launch = plan.provisioned_product, plan.launch
    reason = refusal(product, launch, target_stack(product, launch), plan.given_parameters)
    return NO_UPDATES if reason is None else REFUSED_CHANGE_SET.format(reason)


def _impossible(provisioned_product: ProvisionedProduct, reason: object) -> ValueError:
    return ValueError(f"provisioned product {provisioned_product.name!r} can't be made: {reason}")


def _new_provisioned_product(
    store: Store, name: str | None, launch: Launch, identifier: str | None = None
) -> ProvisionedProduct:
    choose_id(store, identifier, store.provisioned_products)
    if name in store.provisioned_products_by_name:
        raise ValueError(f"there is a provisioned product named {name!r} already")
    name = name or store.new_name("provisioned-product")
    token = store.new_uuid()
    return new_provisioned_product(store, name, launch, token=token, identifier=identifier)


@contextmanager
def _required(provisioned_product: ProvisionedProduct) -> Iterator[None]:
    """Turn a failure of the engine into an error of the test's own call."""
    try:
        yield
    except EngineError as failed:
        raise _impossible(provisioned_product, failed) from None


def _require_plans(product: Product) -> None:
    if kind_of(product).has_engine:
        raise ValueError(
            f"product {product.name!r} is of type {product.provisioned_product_type}: it has no "
            "plans"
        )


def _require_same_type(existing: ProvisionedProduct, launch: Launch) -> None:
    current, other = existing.launch.provisioned_product_type, launch.provisioned_product_type
    if current != other:
        raise ValueError(
            f"provisioned product {existing.name!r} is of type {current}, and product "
            f"{launch.product.name!r} is provisioned as {other}"
        )


def _require_no_open_plan(store: Store, provisioned_product: ProvisionedProduct) -> None:
    for plan in store.plans_by_provisioned_product.get(provisioned_product.id, ()):
        if plan.status not in FINISHED_PLANS:
            raise ValueError(
                f"provisioned product {provisioned_product.name!r} has the plan {plan.id}, which "
                f"is {plan.status}: a provisioned product has one plan at a time"
            )


def _require_plannable(
    store: Store, provisioned_product: ProvisionedProduct, status: PlanStatus
) -> None:
    store.lifecycle.settle(provisioned_product)
    if provisioned_product.status is ProvisionedProductStatus.ERROR:
        raise ValueError(
            f"provisioned product {provisioned_product.name!r} is {provisioned_product.status}: it "
            "must be AVAILABLE or TAINTED for a plan"
        )
    under_change = provisioned_product.status is ProvisionedProductStatus.UNDER_CHANGE
    if under_change and status not in _CREATION:
        raise ValueError(
            f"provisioned product {provisioned_product.name!r} is {provisioned_product.status}: a "
            f"plan for it can't be {status}"
        )
