"""The engine that makes real stacks in moto's CloudFormation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..catalog.engine import ScriptedEngine
from ..catalog.kinds import kind_of
from ..catalog.model import Plan, Record
from ..catalog.planning import planned_change, target_stack
from ..catalog.scope import Scope
from ..catalog.tags import automatic_tags, updated_tags
from ..catalog.template.changes import StackChange
from ..catalog.template.evaluation import TemplateError, stack_arn_output
from ..settings import SettingsError
from .stacks import MissingDependencyError, Stacks, require_cloudformation
from .updates import StackError


def cloudformation_engine() -> CloudFormation:
    """Make the engine.

    Raises:
        SettingsError: It needs something that is not installed.
    """
    try:
        require_cloudformation()
    except MissingDependencyError as missing:
        raise SettingsError(f"engine=cloudformation: {missing}") from None
    return CloudFormation()


class CloudFormation:
    """Provisioned products as stacks in moto's CloudFormation, plans as change sets.

    The stack of a provisioned product is named ``SC-ACCOUNT-pp-ID``, a change set as its plan. What
    is no stack, such as an account, is made as without this engine.
    """

    def __init__(self) -> None:
        self._change_sets: dict[str, tuple[Stacks, str]] = {}
        self._without_stacks = ScriptedEngine()

    def prepare(self, scope: Scope, plan: Plan, change: StackChange) -> None:
        """Make the change set of a plan, and show the physical ids of resources in the plan."""
        if not kind_of(plan.launch).is_stack:
            return
        stacks, change_set = _create_change_set(scope, plan, change)
        physical_ids = stacks.physical_ids(plan.provisioned_product.physical_id)
        self._change_sets[plan.id] = stacks, change_set
        plan.resource_changes = [
            _identified(resource_change, physical_ids) for resource_change in plan.resource_changes
        ]

    def provision(self, scope: Scope, record: Record) -> None:
        """Execute the change set of the record's plan, or one that is made for the record."""
        if not kind_of(record.launch).is_stack:
            self._without_stacks.provision(scope, record)
            return
        product = record.provisioned_product
        change = planned_change(product, target_stack(product, record.launch))
        try:
            wanted = change.target.creation_order()
        except TemplateError as refused:
            raise StackError(str(refused)) from None
        prepared = self._change_sets.get(record.plan.id) if record.plan is not None else None
        stacks, change_set = prepared or _create_change_set(scope, record, change)
        outputs = stacks.execute(
            change_set,
            wanted=wanted,
            changed=change.replacing_properties,
        )
        record.outputs = [stack_arn_output(product.physical_id), *outputs]

    def adopt(self, scope: Scope, record: Record) -> None:
        """Take over the parameters and the outputs of a stack that is there."""
        launch, stack_id = record.launch, record.provisioned_product.physical_id
        parameters, outputs = _stacks(scope).describe(stack_id)
        record.launch = replace(launch, parameters=parameters)
        record.outputs = [stack_arn_output(stack_id), *outputs]

    def template_of(self, scope: Scope, stack: str) -> str:
        """Read the template of a stack that is there."""
        return _stacks(scope).template(stack)

    def terminate(self, scope: Scope, record: Record) -> None:
        """Delete the stack."""
        if kind_of(record.launch).is_stack:
            _stacks(scope).delete(record.provisioned_product.physical_id)

    def discard(self, plan: Plan) -> None:
        """Delete the change set, and the stack of a product that was only planned."""
        if plan.id in self._change_sets:
            stacks, change_set = self._change_sets.pop(plan.id)
            stacks.delete_change_set(change_set)


def _stacks(scope: Scope) -> Stacks:
    return Stacks(scope.account_id, scope.region)


def _create_change_set(
    scope: Scope, asked: Plan | Record, change: StackChange
) -> tuple[Stacks, str]:
    stacks, launch, product = _stacks(scope), asked.launch, asked.provisioned_product
    if launch.is_stack_set:
        raise StackError("engine=cloudformation makes single stacks, no stack sets: use scripted")
    change_set, product.physical_id = stacks.create_change_set(
        asked.id,
        stack_id=product.physical_id,
        stack_name=f"SC-{scope.account_id}-{product.id}",
        template=change.target.template,
        parameters=change.target.parameters,
        tags={
            **automatic_tags(scope, product.arn, launch),
            **updated_tags(product.launch.tags, launch.tags),
        },
        notification_arns=launch.topics(asked.notification_arns),
        role_arn=product.role_arn,
    )
    stacks.show_changes(
        change_set,
        [
            (shown["Action"].title(), shown["LogicalResourceId"], shown["ResourceType"])
            for shown in change.resource_changes()
        ],
    )
    return stacks, change_set


def _identified(change: dict[str, Any], physical_ids: Mapping[str, str]) -> dict[str, Any]:
    logical_id = change.get("LogicalResourceId", "")
    if change.get("Action") == "ADD" or logical_id not in physical_ids:
        return change
    return {**change, "PhysicalResourceId": physical_ids[logical_id]}
