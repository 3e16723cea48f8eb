"""The shapes of the parts of a template.

A part whose shape CloudFormation refuses in words that were observed is accepted into the catalog,
and refused when a stack is made. Any other part that can't be read is refused at once. Sources:

- 'Every AllowedValues member must be a list': aws-cloudformation/cfn-lint issue 1295
- 'Every DependsOn value must be a string': cloudtools/troposphere issue 982
- 'Every Default member': public logs
- 'Every Condition member': aws/serverless-application-model, which says it too
- 'Conditions can only be boolean operations': two emulators of CloudFormation
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from .evaluation import as_text
from .parameters import is_number

Template = Mapping[str, Any]

TEXTS: Final = ("Type", "Description", "AllowedPattern", "ConstraintDescription")
NUMBERS: Final = ("MinLength", "MaxLength", "MinValue", "MaxValue")

_EVERY: Final = "Template format error: Every {} must be a {}."


def shape_problem(template: Template) -> str | None:
    """Tell which part of a template can't be read; None where all can.

    Args:
        template: A template whose sections are mappings.
    """
    return next(_unreadable(template), None)


def _unreadable(template: Template) -> Iterator[str]:
    for name, declared in template.get("Parameters", {}).items():
        for member in TEXTS:
            if isinstance(declared.get(member), (list, dict)):
                yield f"the {member} of parameter {name} is not text"
        for member in NUMBERS:
            value = declared.get(member)
            is_scalar = not isinstance(value, (list, dict))
            if value is not None and not (is_scalar and is_number(as_text(value))):
                yield f"the {member} of parameter {name} is not a number"
    for name, keys in template.get("Mappings", {}).items():
        for key, values in keys.items():
            if values is not None and not isinstance(values, dict) and not _is_function(name, key):
                yield f"{key} of mapping {name} is not a mapping"
    for name, rule in template.get("Rules", {}).items():
        assertions = rule.get("Assertions")
        if assertions is None:
            continue
        if not isinstance(assertions, list) or not all(isinstance(one, dict) for one in assertions):
            yield f"the Assertions of rule {name} are not a list of mappings"


def _is_function(*keys: str) -> bool:
    return any(key.startswith("Fn::") for key in keys)


def format_problems(template: Template) -> Iterator[str]:
    """List why CloudFormation refuses the shapes of a template's parts."""
    for declared in template.get("Parameters", {}).values():
        if isinstance(declared.get("Default"), (list, dict)):
            yield _EVERY.format("Default member", "string")
        if not isinstance(declared.get("AllowedValues", []), list):
            yield _EVERY.format("AllowedValues member", "list")
    for condition in template.get("Conditions", {}).values():
        if not isinstance(condition, dict):
            yield (
                "Template format error: Conditions can only be boolean operations on parameters "
                "and other conditions"
            )
    for block in ("Resources", "Outputs"):
        for part in template.get(block, {}).values():
            if not isinstance(part.get("Condition", ""), str):
                yield _EVERY.format("Condition member", "string")
            explicit = part.get("DependsOn", [])
            names = explicit if isinstance(explicit, list) else [explicit]
            if not all(isinstance(name, str) for name in names):
                yield _EVERY.format("DependsOn value", "string")
