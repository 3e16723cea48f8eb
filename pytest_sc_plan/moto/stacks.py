"""Stacks in moto's CloudFormation, made, changed and deleted through change sets.

What moto lacks or gets wrong for that is made up for here and nowhere else; ``tests/moto`` has a
test for each of it that tells when moto has mended it:

- a change set that is executed leaves a stack without outputs, exports, parameters and tags
- what fails on the way is neither rolled back nor said in the stack's events
- a change set for a new stack imports nothing that other stacks export
- what a change set removes goes first, so that a failure comes too late for it
- a resource whose parameters changed, or whose condition did, is not among a change set's changes
- a resource of a type that moto can't change is forgotten, and one that was removed is remembered
- a resource that has to be replaced is replaced by some types only
- a bucket that is not empty is not deleted, and nothing is said of it
"""

from __future__ import annotations

import copy
import json
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

Template = Mapping[str, Any]

INSTALL = "pip install 'pytest-sc-plan[cloudformation]'"


class MissingDependencyError(Exception):
    """moto's CloudFormation needs something that is not installed."""


class StackError(Exception):
    """CloudFormation can't do what was asked of it, or what it did has failed."""


def require_cloudformation() -> None:
    """See to it that moto's CloudFormation can be used.

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
    """

    def __init__(self, account_id: str, region: str) -> None:
        from moto.cloudformation.models import cloudformation_backends
        from moto.sns.models import sns_backends

        self._backend: Any = cloudformation_backends[account_id][region]
        self._topics: Any = sns_backends[account_id][region]

    def has(self, stack_id: str) -> bool:
        """Whether there is a stack with something in it."""
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
        with _failing_as("{reason}"):
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
        """Let a change set show the changes that it will make.

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
        update = _Update(self._backend, stack, change_set)
        try:
            update.make(wanted, changed)
            outputs = update.outputs()
        except StackError as failed:
            update.roll_back(str(failed))
            raise
        update.clean_up(wanted)
        self._backend.execute_change_set(change_set_id)
        return outputs

    def physical_ids(self, stack_id: str) -> dict[str, str]:
        """The physical ids of a stack's resources by their logical ids; none for no stack."""
        stack = self._backend.stacks.get(stack_id)
        resources = stack.resource_map._parsed_resources if stack is not None else {}
        return {
            logical_id: resource.physical_resource_id
            for logical_id, resource in resources.items()
            if getattr(resource, "physical_resource_id", None)
        }

    def describe(self, stack_id: str) -> tuple[dict[str, str], list[dict[str, str]]]:
        """The parameters of a stack, and its outputs as DescribeRecord has them.

        Raises:
            StackError: There is no such stack.
        """
        if not self.has(stack_id):
            raise StackError(f"Stack with id {stack_id} does not exist")
        stack = self._backend.stacks[stack_id]
        parameters = {key: str(value) for key, value in stack.parameters.items()}
        return parameters, _outputs(stack)

    def delete(self, stack_id: str) -> None:
        """Delete a stack with all that is in it; one that is gone already is no matter.

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
                    with _failing_as(_FAILED.format("delete", name)):
                        _require_deletable(resources._parsed_resources.get(name), resource)
            with _failing_as("{reason}"):
                self._backend.delete_stack(stack_id)
        except StackError as failed:
            self._backend.stacks[stack_id] = stack
            _end(stack, "DELETE_FAILED", str(failed))
            raise

    def _change_set(self, change_set_id: str) -> Any:
        if change_set_id not in self._backend.change_sets:
            raise StackError(f"ChangeSet [{change_set_id}] does not exist")
        return self._backend.change_sets[change_set_id]


class _Update:
    """A stack on its way from one template and its parameters to another."""

    def __init__(self, backend: Any, stack: Any, change_set: Any) -> None:
        self._backend = backend
        self._stack = stack
        self._change_set = change_set
        self._resources = stack.resource_map
        # Conditions keep some of a template's resources from being there.
        self._before = {
            name: resource
            for name, resource in self._resources._resource_json_map.items()
            if name in self._resources._parsed_resources
        }
        self._template_before = self._resources._template
        self._parameters_before = dict(self._resources.input_parameters)
        self._described_before = (stack.template_dict, stack.output_map)
        self._changed: list[str] = []
        self._replaced: dict[str, Any] = {}

    def make(self, wanted: Sequence[str], changed: Mapping[str, Collection[str]]) -> None:
        """Make and change resources, one after the other; what goes is still there then."""
        template, resources = self._change_set.template_dict, self._resources
        self._stack.cross_stack_resources = self._backend.exports
        resources.cross_stack_resources = self._backend.exports
        # moto would take what refers to a changed parameter for changed, and tell nobody.
        resources.input_parameters = self._change_set.parameters
        resources._resource_json_map = dict(self._before)
        with _failing_as("{reason}"):
            self._update(template, resources._resource_json_map)
        for name in wanted:
            if name not in self._before:
                with _failing_as(_FAILED.format("create", name)):
                    self._create(template, name)
            elif name in changed:
                with _failing_as(_FAILED.format("update", name)):
                    if changed[name]:
                        self._replace(template, name, changed[name])
                    else:
                        self._change(template, name)

    def outputs(self) -> list[dict[str, str]]:
        """Give the stack the outputs of its new template."""
        stack = self._stack
        stack.template_dict = self._change_set.template_dict
        with _failing_as("{reason}"):
            stack.output_map = stack._create_output_map()
            self._resources.validate_outputs()
            outputs = _outputs(stack)
            exports = {export.name: export for export in stack.output_map.exports}
        of_others = {
            name: export
            for name, export in self._backend.exports.items()
            if export.exporting_stack_id != stack.stack_id
        }
        for name in exports:
            if name in of_others:
                raise StackError(
                    f"Export with name {name} is already exported by stack "
                    f"{of_others[name].exporting_stack_id}"
                )
        self._backend.exports.clear()
        self._backend.exports.update(of_others, **exports)
        return outputs

    def clean_up(self, wanted: Sequence[str]) -> None:
        """Remove what the new template does not have, and hand the rest over to moto.

        As CloudFormation does, it leaves what can't be removed to itself.
        """
        stack, template = self._stack, self._change_set.template_dict
        for name in reversed([name for name in self._before if name not in wanted]):
            with self._leaving_what_fails():
                self._remove(name)
        for name, old in self._replaced.items():
            with self._leaving_what_fails():
                self._delete(name, old, self._before[name])
        there = {name: template["Resources"][name] for name in wanted}
        self._resources._resource_json_map = there
        self._change_set.template_dict = {**template, "Resources": there}
        stack.parameters = self._change_set.parameters
        stack.tags = {**stack.tags, **self._change_set.tags}
        stack.notification_arns = self._change_set.notification_arns or stack.notification_arns
        stack.description = template.get("Description")

    def roll_back(self, reason: str) -> None:
        """Bring everything back to where it was."""
        kind = "UPDATE_" if self._change_set.change_set_type == "UPDATE" else ""
        stack, resources = self._stack, self._resources
        stack.template_dict, stack.output_map = self._described_before
        self._change_set.execution_status = "EXECUTE_FAILED"
        stack._add_stack_event(
            f"{kind or 'CREATE_'}IN_PROGRESS", resource_status_reason="User Initiated"
        )
        stack._add_stack_event(f"{kind}ROLLBACK_IN_PROGRESS", resource_status_reason=reason)
        try:
            for name, old in self._replaced.items():
                self._remove(name)
                resources._parsed_resources[name] = old
                resources._resource_json_map[name] = self._before[name]
            for name in reversed([name for name in resources if name not in self._before]):
                self._remove(name)
            resources.input_parameters = self._parameters_before
            for name in self._changed:
                with _failing_as(_FAILED.format("update", name)):
                    self._change(self._template_before, name)
        except StackError as failed:
            _end(stack, f"{kind}ROLLBACK_FAILED", str(failed))
        else:
            _end(stack, f"{kind}ROLLBACK_COMPLETE", reason)
        resources._template = self._template_before
        resources._resource_json_map = self._before

    def _create(self, template: Template, name: str) -> None:
        known = self._resources._resource_json_map
        self._update(template, {**known, name: copy.deepcopy(template["Resources"][name])})

    def _change(self, template: Template, name: str) -> None:
        resources = self._resources
        old = resources._parsed_resources[name]
        known = resources._resource_json_map
        # moto compares texts, and what changed may be a parameter.
        known[name] = {**known[name], "Changed": True}
        if name not in self._changed:
            self._changed.append(name)
        self._create(template, name)
        if resources._parsed_resources[name] is None:
            resources._parsed_resources[name] = old
            kind = template["Resources"][name]["Type"]
            warnings.warn(f"moto can't change {name}, an {kind}: it stays as it is", stacklevel=2)

    def _replace(self, template: Template, name: str, reasons: Collection[str]) -> None:
        from moto.cloudformation.parsing import resource_name_property_from_type

        parsed, known = self._resources._parsed_resources, self._resources._resource_json_map
        resource, old = template["Resources"][name], parsed.pop(name)
        its_name = resource_name_property_from_type(resource["Type"])
        self._resources._resource_json_map = {
            key: resource for key, resource in known.items() if key != name
        }
        try:
            if its_name in resource.get("Properties", {}) and its_name not in reasons:
                raise StackError(
                    "CloudFormation cannot update a stack when a custom-named resource requires "
                    f"replacing. Rename {old.physical_resource_id} and update the stack again."
                )
            self._create(template, name)
        except BaseException:
            parsed[name], self._resources._resource_json_map = old, known
            raise
        self._replaced[name] = old

    def _update(self, template: Template, resources: Mapping[str, Any]) -> None:
        self._resources.update(
            {**template, "Resources": dict(resources)}, self._resources.input_parameters
        )

    def _remove(self, name: str) -> None:
        parsed, known = self._resources._parsed_resources, self._resources._resource_json_map
        if known[name].get("DeletionPolicy") != "Retain" and name in parsed:
            self._delete(name, parsed[name], known[name])
        parsed.pop(name, None)
        del known[name]

    def _delete(self, name: str, resource: Any, resource_json: Mapping[str, Any]) -> None:
        with _failing_as(_FAILED.format("delete", name)):
            _require_deletable(resource, resource_json)
            self._resources._delete_resource(resource, resource_json)

    @contextmanager
    def _leaving_what_fails(self) -> Iterator[None]:
        try:
            yield
        except StackError as failed:
            self._stack._add_stack_event(
                "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", resource_status_reason=str(failed)
            )


_FAILED = "The following resource(s) failed to {}: [{}]. {{reason}}"


def _require_deletable(resource: Any, resource_json: Mapping[str, Any]) -> None:
    """Refuse to delete a bucket that has something in it, which moto would just leave there."""
    if resource_json["Type"] == "AWS::S3::Bucket" and resource is not None and resource.keys:
        raise StackError(f"The bucket you tried to delete is not empty: {resource.name}")


def _outputs(stack: Any) -> list[dict[str, str]]:
    outputs = []
    for output in stack.output_map.values() if stack.output_map.outputs else ():
        if output is None:
            continue
        shown = {"OutputKey": output.key, "OutputValue": _as_text(output.value)}
        if output.description:
            shown["Description"] = str(output.description)
        outputs.append(shown)
    return outputs


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _end(stack: Any, status: str, reason: str) -> None:
    stack.status = status
    stack.stack_status_reason = reason
    stack._add_stack_event(status, resource_status_reason=reason)


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, StackError) else f"{type(error).__name__}: {error}"


@contextmanager
def _failing_as(words: str) -> Iterator[None]:
    """Whatever moto raises is a reason why a stack fails; its warnings are for the user."""
    try:
        yield
    except Warning:
        raise
    except Exception as error:
        said = getattr(error, "message", None) or _said(error)
        raise StackError(words.format(reason=said)) from error
