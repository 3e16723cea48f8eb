"""The engines that may do the work of plans and records: a script, or moto's CloudFormation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..catalog.engine import Engine, Scripted
from ..catalog.model import Plan, ProvisionedProduct, Record, RecordError
from ..catalog.planning import asked_stack, planned_stack, standing_stack
from ..catalog.store import Store
from ..catalog.tags import automatic_tags
from ..catalog.template.changes import additions, differences
from ..catalog.template.evaluation import Stack, stack_arn_output
from ..settings import SettingsError
from .stacks import MissingDependencyError, Stacks, require_cloudformation
from .updates import StackError

FAILURE_CODE = "AmazonCloudFormationException"


def engine_of(engine: str) -> Engine:
    """What does the work with an engine.

    Args:
        engine: ``scripted`` or ``cloudformation``.

    Raises:
        SettingsError: The engine needs something that is not installed.
    """
    if engine == "scripted":
        return Scripted()
    try:
        require_cloudformation()
    except MissingDependencyError as missing:
        raise SettingsError(f"engine=cloudformation: {missing}") from None
    return CloudFormation()


class CloudFormation:
    """Provisioned products as stacks in moto's CloudFormation, plans as change sets.

    The stack of a provisioned product is named ``SC-ACCOUNT-pp-ID``, a change set as its plan.
    """

    def __init__(self) -> None:
        self._change_sets: dict[str, tuple[Stacks, str]] = {}

    def prepare(self, store: Store, plan: Plan) -> RecordError | None:
        """Make the change set of a plan, and let the plan show the physical ids of resources."""
        planned = planned_stack(plan.provisioned_product, plan.artifact, plan.parameters)
        try:
            stacks, change_set = _create_change_set(store, plan, planned)
        except StackError as failed:
            return _error(failed)
        self._change_sets[plan.id] = stacks, change_set
        physical_ids = stacks.physical_ids(plan.provisioned_product.physical_id)
        plan.resource_changes = [
            _identified(change, physical_ids) for change in plan.resource_changes
        ]
        return None

    def carry_out(self, store: Store, record: Record) -> RecordError | None:
        """Execute the change set of the record's plan, or one that is made for the record."""
        product = record.provisioned_product
        planned = asked_stack(record)
        made_ready = self._change_sets.get(record.plan.id) if record.plan is not None else None
        try:
            stacks, change_set = made_ready or _create_change_set(store, record, planned)
            outputs = stacks.execute(
                change_set, wanted=planned.creation_order(), changed=_changed(product, planned)
            )
        except StackError as failed:
            return _error(failed)
        record.outputs = [stack_arn_output(product.physical_id), *outputs]
        return None

    def adopt(self, store: Store, record: Record) -> RecordError | None:
        """Take the parameters and outputs of the stack that is imported."""
        stack_id = record.provisioned_product.physical_id
        try:
            record.parameters, outputs = _stacks(store).describe(stack_id)
        except StackError as failed:
            return _error(failed)
        record.outputs = [stack_arn_output(stack_id), *outputs]
        return None

    def tear_down(self, store: Store, record: Record) -> RecordError | None:
        """Delete the stack."""
        try:
            _stacks(store).delete(record.provisioned_product.physical_id)
        except StackError as failed:
            return _error(failed)
        return None

    def discard(self, plan: Plan) -> None:
        """Delete the change set, and the stack of a product that was only planned."""
        if plan.id in self._change_sets:
            stacks, change_set = self._change_sets.pop(plan.id)
            stacks.delete_change_set(change_set)


def _stacks(store: Store) -> Stacks:
    return Stacks(store.account_id, store.region)


def _create_change_set(store: Store, asked: Plan | Record, planned: Stack) -> tuple[Stacks, str]:
    stacks, product = _stacks(store), asked.provisioned_product
    if asked.product.is_stack_set:
        raise StackError("engine=cloudformation makes single stacks, no stack sets: use scripted")
    try:
        planned.creation_order()
    except ValueError as circular:
        raise StackError(str(circular)) from None
    automatic = automatic_tags(store, product, asked.product, asked.artifact, asked.launch_path)
    change_set, product.physical_id = stacks.create_change_set(
        asked.id,
        stack_id=product.physical_id,
        stack_name=f"SC-{store.account_id}-{product.id}",
        template=planned.template,
        parameters=planned.parameters,
        tags={**automatic, **asked.tags},
        notification_arns=asked.notification_arns,
        role_arn=product.role_arn,
    )
    stacks.show_changes(
        change_set,
        [
            (change["Action"].title(), change["LogicalResourceId"], change["ResourceType"])
            for change in _changes(product, planned)
        ],
    )
    return stacks, change_set


def _changes(product: ProvisionedProduct, planned: Stack) -> list[dict[str, Any]]:
    if not product.provisioned:
        return additions(planned)
    return differences(standing_stack(product), planned)


def _changed(product: ProvisionedProduct, planned: Stack) -> dict[str, frozenset[str]]:
    """The resources that change, and the properties for which they have to be replaced."""
    return {
        change["LogicalResourceId"]: frozenset(
            detail["Target"]["Name"]
            for detail in change["Details"]
            if change["Replacement"] == "TRUE"
            and detail["Target"]["RequiresRecreation"] == "ALWAYS"
        )
        for change in _changes(product, planned)
        if change["Action"] == "MODIFY"
    }


def _identified(change: dict[str, Any], physical_ids: Mapping[str, str]) -> dict[str, Any]:
    logical_id = change.get("LogicalResourceId", "")
    if change.get("Action") == "ADD" or logical_id not in physical_ids:
        return change
    return {**change, "PhysicalResourceId": physical_ids[logical_id]}


def _error(failed: Exception) -> RecordError:
    return RecordError(FAILURE_CODE, str(failed))
