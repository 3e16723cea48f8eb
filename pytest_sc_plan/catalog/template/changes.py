"""The changes that the execution of a plan makes to a stack.

Source: the API reference, "ResourceChange", "ResourceChangeDetail" and "ResourceTargetDefinition",
and CloudFormation's user guide, "Example change sets", which has the details that a changed
parameter makes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from .evaluation import NO_VALUE, Stack
from .references import references
from .replacement import requires_recreation

NO_UPDATES: Final = "No updates are to be performed."
NO_CHANGES: Final = (
    "The submitted information didn't contain changes. "
    "Submit different information to create a change set."
)

ATTRIBUTES: Final = {
    "Metadata": "METADATA",
    "CreationPolicy": "CREATIONPOLICY",
    "UpdatePolicy": "UPDATEPOLICY",
    "DeletionPolicy": "DELETIONPOLICY",
}
"""ResourceAttribute of the parts of a resource, other than PROPERTIES and TAGS."""

Detail = dict[str, Any]

TAGS_CHANGED: Final[Detail] = {
    "Target": {"Attribute": "TAGS", "RequiresRecreation": "NEVER"},
    "Evaluation": "STATIC",
}
"""Tags of a provisioned product go to each of its resources."""

PROPERTIES_CHANGED: Final[Detail] = {
    "Target": {"Attribute": "PROPERTIES", "RequiresRecreation": "NEVER"},
    "Evaluation": "STATIC",
}
"""For templates that were made up: it is not known which property changes."""


@dataclass(frozen=True)
class StackChange:
    """The difference between a stack as it is and as a template would make it.

    Args:
        current: The stack as it is; None before there is one.
        target: The stack as the template would make it.
    """

    current: Stack | None
    target: Stack

    @cached_property
    def details(self) -> dict[str, list[Detail]]:
        """The details of the change of each resource that is there before and after."""
        if self.current is None:
            return {}
        before = self.current.resources
        kept = {name: part for name, part in self.target.resources.items() if name in before}
        details = {
            name: _details(self.current, before[name], self.target, resource)
            for name, resource in kept.items()
        }
        _follow_replacements(kept, details)
        return details

    def resource_changes(self, everywhere: Sequence[Detail] = ()) -> list[dict[str, Any]]:
        """Make the ResourceChanges: the resources that are added, modified and removed.

        Args:
            everywhere: Details to add to each resource that is there before and after.
        """
        after = self.target.resources
        if self.current is None:
            return [_added(name, resource["Type"]) for name, resource in after.items()]
        changes = []
        for name in {**after, **self.current.resources}:
            details = _with(everywhere, self.details.get(name, ()))
            if name not in self.current.resources:
                changes.append(_added(name, after[name]["Type"]))
            elif name not in after:
                changes.append(_change("REMOVE", self.current, name))
            elif details:
                changes.append(_modified(self.target, name, details))
        return changes

    @property
    def changed_types(self) -> list[str]:
        """The resources that would become another type, which CloudFormation refuses."""
        before = self.current.resources if self.current is not None else {}
        return [
            name
            for name, resource in self.target.resources.items()
            if name in before and before[name]["Type"] != resource["Type"]
        ]

    @property
    def replacing_properties(self) -> dict[str, frozenset[str]]:
        """The resources that are modified, and the properties for which they are replaced."""
        return {
            name: frozenset(
                detail["Target"]["Name"]
                for detail in details
                if _replacement(details) == "TRUE"
                and detail["Target"]["RequiresRecreation"] == "ALWAYS"
            )
            for name, details in self.details.items()
            if details
        }


@lru_cache(maxsize=4096)
def _added(logical_id: str, resource_type: str) -> dict[str, Any]:
    # Thousands of plans may add the same: one object serves them all.
    return {"Action": "ADD", "LogicalResourceId": logical_id, "ResourceType": resource_type}


def _change(action: str, stack: Stack, logical_id: str) -> dict[str, Any]:
    return {
        "Action": action,
        "LogicalResourceId": logical_id,
        "PhysicalResourceId": stack.physical_id(logical_id),
        "ResourceType": stack.template["Resources"][logical_id]["Type"],
    }


def _modified(stack: Stack, logical_id: str, details: list[Detail]) -> dict[str, Any]:
    scope = dict.fromkeys(detail["Target"]["Attribute"] for detail in details)
    return {
        **_change("MODIFY", stack, logical_id),
        "Replacement": _replacement(details),
        "Scope": list(scope),
        "Details": details,
    }


def _with(everywhere: Sequence[Detail], details: Sequence[Detail]) -> list[Detail]:
    targets = [detail["Target"] for detail in details]
    return [*details, *(detail for detail in everywhere if detail["Target"] not in targets)]


def _details(
    current: Stack, before: Mapping[str, Any], target: Stack, after: Mapping[str, Any]
) -> list[Detail]:
    """List the changes of a resource, and then the changed parameters that cause them.

    'When you modify an input parameter value, AWS CloudFormation generates two changes for each
    resource that uses the updated parameter value', a dynamic one and a static one.
    """
    changed = {
        name
        for name, value in target.parameters.items()
        if name not in current.parameters or current.parameters[name] != value
    }
    before_parts, after_parts = dict(_parts(before)), dict(_parts(after))
    direct, caused = [], []
    for part in {**after_parts, **before_parts}:
        old, new = before_parts.get(part), after_parts.get(part)
        if _value(current, old) == _value(target, new):
            continue
        where = _target(after["Type"], *part)
        causes = [name for name in dict.fromkeys(references(new)) if name in changed]
        evaluation = "DYNAMIC" if causes and old == new else "STATIC"
        direct.append({"Target": where, "Evaluation": evaluation})
        caused += [
            {"Target": where, "Evaluation": "STATIC", "CausingEntity": name} for name in causes
        ]
    return direct + caused


def _value(stack: Stack, node: Any) -> Any:
    value = stack.evaluate(node)
    return None if value is NO_VALUE else value


Part = tuple[str, str]
"""A part of a resource that changes by itself: a section, and the property in Properties."""


def _parts(resource: Mapping[str, Any]) -> Iterator[tuple[Part, Any]]:
    for name, value in resource.get("Properties", {}).items():
        yield ("Properties", name), value
    for section in ATTRIBUTES:
        if section in resource:
            yield (section, ""), resource[section]


def _target(resource_type: str, section: str, name: str) -> dict[str, str]:
    if section in ATTRIBUTES or name == "Tags":
        return {"Attribute": ATTRIBUTES.get(section, "TAGS"), "RequiresRecreation": "NEVER"}
    return {
        "Attribute": "PROPERTIES",
        "Name": name,
        "RequiresRecreation": requires_recreation(resource_type, name),
    }


def _follow_replacements(
    kept: Mapping[str, Mapping[str, Any]], details: dict[str, list[Detail]]
) -> None:
    """Add the properties that refer to replaced resources: their values are not known yet."""
    found = True
    while found:
        found = False
        replaced = {name for name in kept if _replacement(details[name]) != "FALSE"}
        for name, resource in kept.items() if replaced else ():
            for part, value in _parts(resource):
                for reference in dict.fromkeys(references(value)):
                    detail = {
                        "Target": _target(resource["Type"], *part),
                        "Evaluation": "DYNAMIC",
                        "CausingEntity": reference,
                    }
                    if reference.partition(".")[0] in replaced and detail not in details[name]:
                        details[name].append(detail)
                        found = True


def _replacement(details: Sequence[Detail]) -> str:
    """Tell whether a resource is replaced: the change with the most impact decides.

    CloudFormation's ResourceChange: 'if the RequiresRecreation field is Always and the Evaluation
    field is Static, Replacement is True. If the RequiresRecreation field is Always and the
    Evaluation field is Dynamic, Replacement is Conditionally'.
    """
    impacts = {(detail["Target"]["RequiresRecreation"], detail["Evaluation"]) for detail in details}
    if ("ALWAYS", "STATIC") in impacts:
        return "TRUE"
    return "FALSE" if {impact for impact, _ in impacts} <= {"NEVER"} else "CONDITIONAL"
