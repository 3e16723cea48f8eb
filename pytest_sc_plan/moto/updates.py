"""Updates of stacks in moto, step by step as CloudFormation makes them.

What moto's change sets lack or get wrong is made up for here, and what its deletions do in
``stacks.py``; ``tests/moto/test_what_moto_lacks.py`` has a test for each of it that tells when moto
has mended it:

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
import logging
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ..catalog.engine import EngineError

Template = Mapping[str, Any]

_LOG = logging.getLogger(__name__)

FAILED = "The following resource(s) failed to {}: [{}]. {{reason}}"
"""CloudFormation's words for a resource that makes a stack fail: create, update or delete."""


class StackError(EngineError):
    """A request that CloudFormation refuses, or work of it that failed."""


class Update:
    """The execution of a change set.

    Args:
        backend: moto's CloudFormation of an account and region.
        stack: moto's stack.
        change_set: moto's change set of it.
    """

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
        """Make and change resources, one after the other, before any is removed."""
        template, resources = self._change_set.template_dict, self._resources
        self._stack.cross_stack_resources = self._backend.exports
        resources.cross_stack_resources = self._backend.exports
        # moto would change each resource that refers to a changed parameter, and not say so.
        resources.input_parameters = self._change_set.parameters
        resources._resource_json_map = dict(self._before)
        with failing_as("{reason}"):
            self._update(template, resources._resource_json_map)
        for name in wanted:
            if name not in self._before:
                with failing_as(FAILED.format("create", name)):
                    self._create(template, name)
            elif name in changed:
                with failing_as(FAILED.format("update", name)):
                    if changed[name]:
                        self._replace(template, name, changed[name])
                    elif not self._change(template, name):
                        kind = template["Resources"][name]["Type"]
                        warnings.warn(
                            f"moto can't change {name}, an {kind}: it stays as it is", stacklevel=2
                        )

    def outputs(self) -> list[dict[str, str]]:
        """Give the stack the outputs of its new template."""
        stack = self._stack
        stack.template_dict = self._change_set.template_dict
        with failing_as("{reason}"):
            stack.output_map = stack._create_output_map()
            self._resources.validate_outputs()
            outputs = outputs_of(stack)
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
        """Remove the resources that the new template does not have, and let moto do the rest.

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
        """Undo what was made and changed."""
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
                with failing_as(FAILED.format("update", name)):
                    self._change(self._template_before, name)
            with failing_as("{reason}"):
                self._update(self._template_before, resources._resource_json_map)
        except StackError as failed:
            end(stack, f"{kind}ROLLBACK_FAILED", str(failed))
        else:
            end(stack, f"{kind}ROLLBACK_COMPLETE", reason)
        resources._template = self._template_before
        resources._resource_json_map = self._before

    def _create(self, template: Template, name: str) -> None:
        known = self._resources._resource_json_map
        self._update(template, {**known, name: copy.deepcopy(template["Resources"][name])})

    def _change(self, template: Template, name: str) -> bool:
        """Change a resource in place; False where moto can't, and it stays as it is."""
        resources = self._resources
        old = resources._parsed_resources[name]
        known = resources._resource_json_map
        # moto compares the texts of templates, and a parameter may have changed.
        known[name] = {**known[name], "Changed": True}
        if name not in self._changed:
            self._changed.append(name)
        self._create(template, name)
        if resources._parsed_resources[name] is None:
            resources._parsed_resources[name] = old
            return False
        return True

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
        with failing_as(FAILED.format("delete", name)):
            require_deletable(resource, resource_json)
            self._resources._delete_resource(resource, resource_json)

    @contextmanager
    def _leaving_what_fails(self) -> Iterator[None]:
        try:
            yield
        except StackError as failed:
            self._stack._add_stack_event(
                "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", resource_status_reason=str(failed)
            )


def require_deletable(resource: Any, resource_json: Mapping[str, Any]) -> None:
    """Refuse to delete a bucket that is not empty, which moto would silently keep."""
    if resource_json["Type"] == "AWS::S3::Bucket" and resource is not None and resource.keys:
        raise StackError(f"The bucket you tried to delete is not empty: {resource.name}")


def outputs_of(stack: Any) -> list[dict[str, str]]:
    """Make the outputs of one of moto's stacks, as DescribeRecord has them."""
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


def end(stack: Any, status: str, reason: str) -> None:
    """Set the final status of one of moto's stacks, with the reason."""
    stack.status = status
    stack.stack_status_reason = reason
    stack._add_stack_event(status, resource_status_reason=reason)


def _reason(error: Exception) -> str:
    """Give the reason of a failure in CloudFormation's words; Python's go to the log."""
    if isinstance(error, StackError):
        return str(error)
    message = getattr(error, "message", None)
    if message:
        return str(message)
    _LOG.warning("moto's code failed, which CloudFormation calls Internal Failure", exc_info=error)
    return "Internal Failure"


@contextmanager
def failing_as(words: str) -> Iterator[None]:
    """Turn an exception of moto into the reason why a stack fails; warnings reach the user."""
    try:
        yield
    except Warning:
        raise
    except Exception as error:
        raise StackError(words.format(reason=_reason(error))) from error
