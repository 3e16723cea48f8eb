"""The references in a template: from one part of it to another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

SUBSTITUTE: Final = re.compile(r"\$\{(!?)([^}]*)\}")
"""A variable in the text of Fn::Sub; one with an exclamation mark stays as it is."""


def references(node: Any) -> Iterator[str]:
    """List the references in a part of a template: ``Name``, or ``Name.Attribute``."""
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    elif isinstance(node, Mapping):
        for name, argument in node.items():
            if name == "Ref" and isinstance(argument, str):
                yield argument
            elif name == "Fn::GetAtt" and isinstance(argument, (str, list)):
                yield attribute_name(argument)
            elif name == "Fn::Sub" and argument:
                text, values = substitution(argument)
                named = (match[2].strip() for match in SUBSTITUTE.finditer(text) if not match[1])
                yield from (name for name in named if name not in values)
                yield from references(values)
            else:
                yield from references(argument)


def substitution(argument: Any) -> tuple[str, Mapping[str, Any]]:
    """Read the argument of Fn::Sub: the text, and its own variables."""
    text, *rest = argument if isinstance(argument, list) else [argument]
    return str(text), rest[0] if rest and isinstance(rest[0], Mapping) else {}


def condition_names(node: Any) -> Iterator[str]:
    """List the conditions that a part of a template refers to."""
    if isinstance(node, Mapping):
        if isinstance(node.get("Condition"), str):
            yield node["Condition"]
        elif isinstance(node.get("Fn::If"), list):
            yield from map(str, node["Fn::If"][:1])
        for part in node.values():
            yield from condition_names(part)
    elif isinstance(node, list):
        for part in node:
            yield from condition_names(part)


def dependencies(resource: Mapping[str, Any]) -> Iterator[str]:
    """List the references of a resource, those of its DependsOn first."""
    explicit = resource.get("DependsOn", [])
    names = explicit if isinstance(explicit, list) else [explicit]
    yield from (name for name in names if isinstance(name, str))
    yield from references(resource)


def attribute_name(argument: Any) -> str:
    """Write the argument of Fn::GetAtt as ``Name.Attribute``."""
    return argument if isinstance(argument, str) else ".".join(map(str, argument))
