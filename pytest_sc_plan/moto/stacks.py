"""Stacks in moto's CloudFormation, made, changed and deleted through change sets."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .updates import (
    FAILED,
    StackError,
    Template,
    Update,
    end,
    failing_as,
    outputs_of,
    require_deletable,
)

INSTALL = "pip install 'pytest-sc-plan[cloudformation]'"


class MissingDependencyError(Exception):
    """A package that moto's CloudFormation needs and that is not installed."""


def require_cloudformation() -> None:
    """Require that moto's CloudFormation can be imported.

    Raises:
        MissingDependencyError: It needs something that is not installed.
    """
    try:
        import moto.cloudformation.models  # noqa: F401
    except ImportError as missing:
        raise MissingDependencyError(
            f"moto's CloudFormation can't be imported ({missing}): {INSTALL}"
        ) from missing


class Stacks:
    """The stacks of one account and region.

    Args:
        account_id: Twelve digits.
        region: A region's name.

    Raises:
        StackError: moto does not know the region.
    """

    def __init__(self, account_id: str, region: str) -> None:
        from moto.cloudformation.models import cloudformation_backends
        from moto.sns.models import sns_backends

        try:
            self._backend: Any = cloudformation_backends[account_id][region]
            self._topics: Any = sns_backends[account_id][region]
        except KeyError:
            raise StackError(f"moto has no region {region}") from None

    def has(self, stack_id: str) -> bool:
        """Tell whether there is a stack with something in it."""
        stack = self._backend.stacks.get(stack_id)
        return stack is not None and stack.status != "REVIEW_IN_PROGRESS"

    def create_change_set(
        self,
        name: str,
        *,
        stack_id: str,
        stack_name: str,
        template: Template,
        parameters: Mapping[str, str],
        tags: Mapping[str, str],
        notification_arns: Sequence[str],
        role_arn: str | None,
    ) -> tuple[str, str]:
        """Make a change set for a stack, or for a new one where there is no such stack.

        Args:
            name: The change set's name.
            stack_id: The stack to be changed.
            stack_name: The name of a new stack.
            template: The template that the stack is to have.
            parameters: The values of all its parameters.
            tags: The tags that it is to have.
            notification_arns: The topics that are told of its events.
            role_arn: The role that it is made with.

        Returns:
            The ids of the change set and of its stack.

        Raises:
            StackError: moto refuses it.
        """
        there = self.has(stack_id)
        with failing_as("{reason}"):
            for arn in notification_arns:
                self._topics.get_topic(arn)
            change_set_id, of_stack = self._backend.create_change_set(
                stack_name=self._backend.stacks[stack_id].name if there else stack_name,
                change_set_name=name,
                template=json.dumps(template),
                parameters=dict(parameters),
                description="",
                change_set_type="UPDATE" if there else "CREATE",
                notification_arns=list(notification_arns),
                tags=dict(tags),
                role_arn=role_arn,
            )
        return change_set_id, of_stack

    def show_changes(self, change_set_id: str, changes: Sequence[tuple[str, str, str]]) -> None:
        """Set the changes that a change set shows.

        Args:
            change_set_id: The change set.
            changes: Action, logical id and type of each resource.
        """
        from moto.cloudformation import models

        # The oldest moto calls it FakeChange.
        kind: Any = getattr(models, "Change", None) or vars(models)["FakeChange"]
        self._change_set(change_set_id).changes = [kind(*change) for change in changes]

    def delete_change_set(self, change_set_id: str) -> None:
        """Delete a change set, and with it a stack that has nothing else.

        What is gone already, as after a reset of moto, is none of our business.
        """
        change_set = self._backend.change_sets.pop(change_set_id, None)
        if change_set is not None and not self.has(change_set.stack_id):
            self._backend.stacks.pop(change_set.stack_id, None)

    def execute(
        self,
        change_set_id: str,
        *,
        wanted: Sequence[str],
        changed: Mapping[str, Collection[str]],
    ) -> list[dict[str, str]]:
        """Execute a change set; where that fails, the stack is as it was before.

        Args:
            change_set_id: The change set.
            wanted: The logical ids of the resources that are to be there, in the order in which
                they are to be made.
            changed: Those that there are and that change, and the properties for which they have to
                be replaced.

        Returns:
            The stack's outputs, as DescribeRecord has them.

        Raises:
            StackError: It failed; the message is the stack's reason.
        """
        change_set = self._change_set(change_set_id)
        stack = self._backend.stacks.get(change_set.stack_id)
        if stack is None:
            raise StackError(f"Stack [{change_set.stack_id}] does not exist")
        update = Update(self._backend, stack, change_set)
        try:
            update.make(wanted, changed)
            outputs = update.outputs()
        except BaseException as failed:
            # A warning that the user turned into an error counts too, or an interrupt.
            update.roll_back(str(failed))
            raise
        update.clean_up(wanted)
        self._backend.execute_change_set(change_set_id)
        return outputs

    def physical_ids(self, stack_id: str) -> dict[str, str]:
        """Map the logical ids of a stack's resources to their physical ids; empty for no stack."""
        stack = self._backend.stacks.get(stack_id)
        resources = stack.resource_map._parsed_resources if stack is not None else {}
        return {
            logical_id: resource.physical_resource_id
            for logical_id, resource in resources.items()
            if getattr(resource, "physical_resource_id", None)
        }

    def describe(self, stack_id: str) -> tuple[dict[str, str], list[dict[str, str]]]:
        """Read the parameters of a stack, and its outputs as DescribeRecord has them.

        Raises:
            StackError: There is no such stack.
        """
        stack = self._stack(stack_id)
        parameters = {key: str(value) for key, value in stack.parameters.items()}
        return parameters, outputs_of(stack)

    def template(self, stack_id: str) -> str:
        """Read the text of a stack's template.

        Raises:
            StackError: There is no such stack.
        """
        return str(self._stack(stack_id).template)

    def delete(self, stack_id: str) -> None:
        """Delete a stack with everything in it, unless it is gone already.

        Raises:
            StackError: Something can't be deleted; the stack is still there.
        """
        stack = self._backend.stacks.get(stack_id)
        if stack is None:
            return
        resources = stack.resource_map
        try:
            for name, resource in resources._resource_json_map.items():
                if resource.get("DeletionPolicy") != "Retain":
                    with failing_as(FAILED.format("delete", name)):
                        require_deletable(resources._parsed_resources.get(name), resource)
            with failing_as("{reason}"):
                self._backend.delete_stack(stack_id)
        except StackError as failed:
            self._backend.stacks[stack_id] = stack
            end(stack, "DELETE_FAILED", str(failed))
            raise

    def _stack(self, stack_id: str) -> Any:
        if not self.has(stack_id):
            raise StackError(f"Stack with id {stack_id} does not exist")
        return self._backend.stacks[stack_id]

    def _change_set(self, change_set_id: str) -> Any:
        if change_set_id not in self._backend.change_sets:
            raise StackError(f"ChangeSet [{change_set_id}] does not exist")
        return self._backend.change_sets[change_set_id]
