"""Rules: conditions that the values of several parameters have to meet together.

Source: the administrator guide, "Template constraint rules", and CloudFormation's template
reference, "Rules". Rules that ask about the account's own resources can't be judged, and hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .evaluation import Stack

UNKNOWABLE: Final = ("Fn::RefAll", "Fn::ValueOf")


def broken_rule(stack: Stack, rules: Mapping[str, Any]) -> str | None:
    """Tell what the first assertion that does not hold says; None where all rules are kept.

    Args:
        stack: The template with its values.
        rules: The rules by their names.
    """
    for name, rule in rules.items():
        if any(function in repr(rule) for function in UNKNOWABLE):
            continue
        if not stack.holds(rule.get("RuleCondition", True)):
            continue
        for assertion in rule.get("Assertions") or ():
            if not stack.holds(assertion.get("Assert", True)):
                return str(assertion.get("AssertDescription", f"Rule {name} is not satisfied."))
    return None
