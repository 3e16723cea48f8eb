"""What executing a plan would change: the stack as it stands against the stack as planned.

Source: the API reference, "ResourceChange", "ResourceChangeDetail" and "ResourceTargetDefinition",
and CloudFormation's user guide, "Example change sets", which has the details that a changed
parameter makes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from .evaluation import NO_VALUE, Stack, references
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
"""For templates that were made up: they don't say which property it is."""


def additions(planned: Stack) -> list[dict[str, Any]]:
    """The changes of a plan for something that isn't there yet."""
    return [_added(name, resource["Type"]) for name, resource in planned.resources().items()]


def differences(
    standing: Stack, planned: Stack, everywhere: Sequence[Detail] = ()
) -> list[dict[str, Any]]:
    """The changes of a plan for something that is there.

    Args:
        standing: The stack as it is.
        planned: The stack as the plan would make it.
        everywhere: Details of every resource that stays.
    """
    before, after = standing.resources(), planned.resources()
    kept = {name: resource for name, resource in after.items() if name in before}
    details = {
        name: _with(everywhere, _details(standing, before[name], planned, resource))
        for name, resource in kept.items()
    }
    _follow_replacements(kept, details)
    changes = []
    for name in {**after, **before}:
        if name not in before:
            changes.append(_added(name, after[name]["Type"]))
        elif name not in after:
            changes.append(_change("REMOVE", standing, name))
        elif details[name]:
            scope = dict.fromkeys(detail["Target"]["Attribute"] for detail in details[name])
            changes.append(
                {
                    **_change("MODIFY", planned, name),
                    "Replacement": _replacement(details[name]),
                    "Scope": list(scope),
                    "Details": details[name],
                }
            )
    return changes


def changed_types(standing: Stack, planned: Stack) -> list[str]:
    """The resources that would become another type, which CloudFormation refuses."""
    before = standing.resources()
    return [
        name
        for name, resource in planned.resources().items()
        if name in before and before[name]["Type"] != resource["Type"]
    ]


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


def _with(everywhere: Sequence[Detail], details: list[Detail]) -> list[Detail]:
    targets = [detail["Target"] for detail in details]
    return [*details, *(detail for detail in everywhere if detail["Target"] not in targets)]


def _details(
    standing: Stack, before: Mapping[str, Any], planned: Stack, after: Mapping[str, Any]
) -> list[Detail]:
    """What changes in a resource: first the changes themselves, then the parameters behind them.

    'When you modify an input parameter value, AWS CloudFormation generates two changes for each
    resource that uses the updated parameter value', a dynamic one and a static one.
    """
    changed = {
        name
        for name, value in planned.parameters.items()
        if name not in standing.parameters or standing.parameters[name] != value
    }
    before_parts, after_parts = dict(_parts(before)), dict(_parts(after))
    direct, caused = [], []
    for part in {**after_parts, **before_parts}:
        old, new = before_parts.get(part), after_parts.get(part)
        if _value(standing, old) == _value(planned, new):
            continue
        target = _target(after["Type"], *part)
        causes = [name for name in dict.fromkeys(references(new)) if name in changed]
        evaluation = "DYNAMIC" if causes and old == new else "STATIC"
        direct.append({"Target": target, "Evaluation": evaluation})
        caused += [
            {"Target": target, "Evaluation": "STATIC", "CausingEntity": name} for name in causes
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
    """Add what depends on resources that are replaced, or may be: its value isn't known yet."""
    found = True
    while found:
        found = False
        replaced = {name for name in kept if _replacement(details[name]) != "FALSE"}
        for name, resource in kept.items():
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
    """Whether a resource is replaced: the change with the most impact decides.

    CloudFormation's ResourceChange: 'if the RequiresRecreation field is Always and the Evaluation
    field is Static, Replacement is True. If the RequiresRecreation field is Always and the
    Evaluation field is Dynamic, Replacement is Conditionally'.
    """
    impacts = {(detail["Target"]["RequiresRecreation"], detail["Evaluation"]) for detail in details}
    if ("ALWAYS", "STATIC") in impacts:
        return "TRUE"
    return "FALSE" if {impact for impact, _ in impacts} <= {"NEVER"} else "CONDITIONAL"
