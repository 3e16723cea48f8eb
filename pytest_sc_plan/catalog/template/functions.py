"""The intrinsic functions that CloudFormation knows, and the arguments that they take.

Sources: CloudFormation's template reference, "Intrinsic function reference". The sentences were
observed: serverless/serverless and ittus/aws-lambda-vpc-nat-examples issue 28, and public logs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

SUPPORTED: Final = (
    "Fn::Base64",
    "Fn::GetAtt",
    "Fn::GetAZs",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Split",
    "Fn::FindInMap",
    "Fn::Select",
    "Ref",
    "Fn::Equals",
    "Fn::If",
    "Fn::Not",
    "Condition",
    "Fn::And",
    "Fn::Or",
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::ValueOf",
    "Fn::ValueOfAll",
    "Fn::RefAll",
    "Fn::Sub",
    "Fn::Cidr",
)
"""The functions that need no transform, in the order in which CloudFormation's message has them."""


class Wanted(NamedTuple):
    """The arguments that a function takes.

    Args:
        accepts: Tells whether an argument is one of them.
        sentence: CloudFormation's sentence where it is not.
    """

    accepts: Callable[[Any], bool]
    sentence: str


def _list_of(*counts: int) -> Callable[[Any], bool]:
    return lambda argument: isinstance(argument, list) and len(argument) in counts


def _names_attribute(argument: Any) -> bool:
    parts = argument.split(".", 1) if isinstance(argument, str) else argument
    return isinstance(parts, list) and len(parts) >= 2 and all(parts) and isinstance(parts[0], str)


def _substitutes(argument: Any) -> bool:
    if isinstance(argument, str):
        return True
    if not _list_of(2)(argument):
        return False
    text, values = argument
    return isinstance(text, str) and isinstance(values, Mapping)


_BOOLEANS: Final = (
    "Template error: every {} object requires a list of at least 2 and at most 10 boolean "
    "parameters."
)

ARGUMENTS: Final[Mapping[str, Wanted]] = {
    "Ref": Wanted(
        lambda argument: isinstance(argument, str),
        "Template format error: Every Ref object must have a single String value.",
    ),
    "Fn::GetAtt": Wanted(
        _names_attribute,
        "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource "
        "name and the resource attribute",
    ),
    "Fn::Sub": Wanted(
        _substitutes,
        "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. "
        "Specify a string as first argument, and an optional second argument to specify a mapping "
        "of values to replace in the string",
    ),
    "Fn::Join": Wanted(
        _list_of(2),
        "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and "
        "(2) a list of strings to be joined or a function that returns a list of strings (such as "
        "Fn::GetAZs) to be joined.",
    ),
    "Fn::Split": Wanted(
        _list_of(2),
        "Template error: every Fn::Split object requires two parameters, (1) a string delimiter "
        "and (2) a string to be split or a function that returns a string to be split.",
    ),
    "Fn::Select": Wanted(
        _list_of(2),
        "Template error: Fn::Select requires a list argument with two elements: an integer index "
        "and a list",
    ),
    "Fn::FindInMap": Wanted(
        _list_of(3, 4),
        "Template error: every Fn::FindInMap object requires three parameters, the map name, map "
        "key and the attribute for return value",
    ),
    "Fn::If": Wanted(
        _list_of(3), "Template error: Fn::If requires a list argument with three elements"
    ),
    "Fn::Equals": Wanted(
        _list_of(2),
        "Template error: every Fn::Equals object requires a list of 2 string parameters.",
    ),
    "Fn::Not": Wanted(
        _list_of(1), "Template error: every Fn::Not object requires one boolean parameter."
    ),
    "Fn::And": Wanted(_list_of(*range(2, 11)), _BOOLEANS.format("Fn::And")),
    "Fn::Or": Wanted(_list_of(*range(2, 11)), _BOOLEANS.format("Fn::Or")),
}


def function_problem(name: str, argument: Any) -> str | None:
    """Tell why CloudFormation refuses a function; None where it does not.

    Args:
        name: The name, as the template has it.
        argument: The argument.
    """
    if name.lower().startswith("fn::") and name not in SUPPORTED:
        return (
            f"Template Error: Encountered unsupported function: {name} Supported functions are: "
            f"[{', '.join(SUPPORTED)}]"
        )
    wanted = ARGUMENTS.get(name)
    return None if wanted is None or wanted.accepts(argument) else wanted.sentence
