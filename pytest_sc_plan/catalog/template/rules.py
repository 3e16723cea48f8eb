"""Rules: conditions that the values of several parameters have to meet together.

Source: the administrator guide, "Template constraint rules", and CloudFormation's template
reference, "Rules". Rules that ask about the account's own resources can't be judged, and hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..errors import invalid_parameters
from .evaluation import Stack

UNKNOWABLE: Final = ("Fn::RefAll", "Fn::ValueOf")


def check_rules(stack: Stack, rules: Mapping[str, Any]) -> None:
    """Refuse values that break a rule.

    Args:
        stack: The template with its values.
        rules: The rules by their names.

    Raises:
        ServiceError: InvalidParametersException with the assertion's own description.
    """
    for name, rule in rules.items():
        if any(function in repr(rule) for function in UNKNOWABLE):
            continue
        if not stack.holds(rule.get("RuleCondition", True)):
            continue
        for assertion in rule.get("Assertions", ()):
            if not stack.holds(assertion.get("Assert", True)):
                raise invalid_parameters(
                    str(assertion.get("AssertDescription", f"Rule {name} is not satisfied."))
                )
