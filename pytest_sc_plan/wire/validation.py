"""The constraints of the service model, checked as the service checks them.

A value of the wrong JSON type is a SerializationException. Everything else that is wrong is counted
in one ValidationException, in the service's own words. Sources: facts about ValidationException
messages observed on the real service, and other AWS services of the same framework for elements of
lists ("Member must satisfy constraint: [...]") and for maps ("Map keys must satisfy constraint:
[...]", boto/boto3 issue 2601, hashicorp/terraform issue 20076).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from .errors import SerializationError, ValidationError
from .service_model import metadata, operation_model, service_model

if TYPE_CHECKING:
    from botocore.model import Shape

Check = Callable[[Any, str, list[str]], None]


def validate(operation: str, params: Mapping[str, Any]) -> None:
    """Check the parameters of a request.

    Raises:
        SerializationError: A value has the wrong JSON type.
        ValidationError: A constraint is broken.
    """
    violations: list[str] = []
    _operation_check(operation)(params, "", violations)
    if violations:
        noun = "error" if len(violations) == 1 else "errors"
        raise ValidationError(
            f"{len(violations)} validation {noun} detected: {'; '.join(violations)}"
        )


def broken_constraints(shape: str, value: Any, path: str) -> list[str]:
    """List the constraints of a shape that a value breaks.

    Args:
        shape: The name of the shape in the service model.
        value: The value.
        path: How the violations name it.

    Raises:
        SerializationError: The value, or one in it, has the wrong JSON type.
    """
    violations: list[str] = []
    _named_check(shape)(value, path, violations)
    return violations


@cache
def _named_check(shape: str) -> Check:
    return _check_of(service_model().shape_for(shape))


@cache
def _operation_check(operation: str) -> Check:
    shape: Any = operation_model(operation).input_shape
    return _check_of(shape)


def _check_of(shape: Shape) -> Check:
    makers = {"structure": _structure, "list": _list, "map": _map}
    return makers.get(shape.type_name, _scalar)(shape)


def _structure(shape: Any) -> Check:
    required = tuple(shape.required_members)
    members = {
        name: (_lower_first(name), _check_of(member)) for name, member in shape.members.items()
    }

    def check(value: Any, path: str, violations: list[str]) -> None:
        if not isinstance(value, dict):
            raise SerializationError(_unexpected(value, "structure"))
        within = f"{path}." if path else ""
        for name in required:
            if value.get(name) is None:
                where = within + members[name][0]
                violations.append(_violation(None, where, "Member must not be null"))
        for name, member in value.items():
            if member is not None and name in members:
                spelled, check_member = members[name]
                check_member(member, within + spelled, violations)

    return check


def _list(shape: Any) -> Check:
    own = _constraints(shape)
    element_shape = shape.member
    element = _check_of(element_shape)
    scalar = element_shape.type_name not in {"structure", "list", "map"}
    constraints = _constraints(element_shape) if scalar else []

    def check(value: Any, path: str, violations: list[str]) -> None:
        if not isinstance(value, list):
            raise SerializationError(_unexpected(value, "list"))
        _add_broken(own, value, path, violations)
        if not scalar:
            for number, item in enumerate(value, 1):
                element(item, f"{path}.{number}.member", violations)
            return
        for item in value:
            _require_type(element_shape.type_name, item)
        if any(not holds(item) for item in value for holds, _ in constraints):
            every = ", ".join(words for _, words in constraints)
            violations.append(_violation(value, path, f"Member must satisfy constraint: [{every}]"))

    return check


def _map(shape: Any) -> Check:
    own = _constraints(shape)
    of_keys = _constraints(shape.key)
    check_value = _check_of(shape.value)

    def check(value: Any, path: str, violations: list[str]) -> None:
        if not isinstance(value, dict):
            raise SerializationError(_unexpected(value, "map"))
        _add_broken(own, value, path, violations)
        if any(not holds(key) for key in value for holds, _ in of_keys):
            every = ", ".join(words for _, words in of_keys)
            shown = ", ".join(f"{key}={_shown(item)}" for key, item in value.items())
            violations.append(
                _violation(f"{{{shown}}}", path, f"Map keys must satisfy constraint: [{every}]")
            )
        for key, item in value.items():
            check_value(item, f"{path}.{key}.member", violations)

    return check


def _scalar(shape: Any) -> Check:
    constraints = _constraints(shape)
    type_name = shape.type_name
    usual = _JSON_TYPES[type_name]

    def check(value: Any, path: str, violations: list[str]) -> None:
        if type(value) not in usual:
            _require_type(type_name, value)
        for holds, words in constraints:
            if not holds(value):
                violations.append(_violation(value, path, words))

    return check


Constraint = tuple[Callable[[Any], object], str]


def _constraints(shape: Shape) -> list[Constraint]:
    constraints: list[Constraint] = []
    number = shape.type_name == "integer"
    noun = "value" if number else "length"
    maximum, minimum = metadata(shape, "max"), metadata(shape, "min")
    if maximum is not None:
        constraints.append(
            (
                (lambda value: value <= maximum)
                if number
                else (lambda value: len(value) <= maximum),
                f"Member must have {noun} less than or equal to {maximum}",
            )
        )
    if minimum is not None:
        constraints.append(
            (
                (lambda value: value >= minimum)
                if number
                else (lambda value: len(value) >= minimum),
                f"Member must have {noun} greater than or equal to {minimum}",
            )
        )
    pattern = metadata(shape, "pattern")
    if pattern is not None:
        constraints.append(
            (_matcher(pattern), f"Member must satisfy regular expression pattern: {pattern}")
        )
    values = metadata(shape, "enum")
    if values:
        constraints.append(
            (
                frozenset(values).__contains__,
                f"Member must satisfy enum value set: [{', '.join(values)}]",
            )
        )
    return constraints


def _add_broken(
    constraints: list[Constraint], value: Any, path: str, violations: list[str]
) -> None:
    for holds, words in constraints:
        if not holds(value):
            violations.append(_violation(value, path, words))


def _matcher(pattern: str) -> Callable[[str], object]:
    r"""Compile a pattern of the model; it matches a whole value, as Java's regex would.

    Python's ``re`` has no ``\p{L}``: such a class is spelled out, for the value's own characters.
    """
    if "\\p{" not in pattern:
        return re.compile(pattern).fullmatch

    def matches(value: str) -> object:
        spelled = re.sub(r"\\p\{(\w+)\}", lambda category: _characters(category[1], value), pattern)
        return re.fullmatch(spelled, value)

    return matches


def _characters(category: str, value: str) -> str:
    return "".join(
        re.escape(character)
        for character in sorted(set(value))
        if unicodedata.category(character).startswith(category)
    )


_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "timestamp": (int, float),
}
_JAVA_NAMES = {
    "string": "a String",
    "integer": "an Integer",
    "boolean": "a Boolean",
    "timestamp": "a Timestamp",
}


def _require_type(type_name: str, value: Any) -> None:
    wrong_bool = isinstance(value, bool) and type_name != "boolean"
    if wrong_bool or not isinstance(value, _JSON_TYPES[type_name]):
        raise SerializationError(
            f"{_token(value)} can not be converted to {_JAVA_NAMES[type_name]}"
        )


def _unexpected(value: Any, wanted: str) -> str:
    return f"Unexpected {_token(value)} where a {wanted} is expected"


def _token(value: Any) -> str:
    if isinstance(value, bool):
        return f"{str(value).upper()}_VALUE"
    if isinstance(value, str):
        return "STRING_VALUE"
    if isinstance(value, (int, float)):
        return "NUMBER_VALUE"
    if value is None:
        return "NULL_VALUE"
    return "START_ARRAY" if isinstance(value, list) else "START_OBJECT"


def _violation(value: Any, path: str, constraint: str) -> str:
    shown = "null" if value is None else f"'{_shown(value)}'"
    return f"Value {shown} at '{path}' failed to satisfy constraint: {constraint}"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    return str(value)


def _lower_first(name: str) -> str:
    return name[0].lower() + name[1:]
