"""JSON Schemas of what functions and data classes take, and checks of JSON by them.

They are made from annotations and docstrings, so that nothing is described a second time.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from enum import Enum
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from ..settings import SettingsError, unknown

Schema = dict[str, Any]
"""A JSON Schema."""

T = TypeVar("T")

_TYPES: Final[Mapping[object, str]] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    NoneType: "null",
}

_NOUNS: Final[Mapping[str, str]] = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
"""Types of JSON, in words."""

SCALARS: Final = frozenset(_TYPES.values())


def schema_of(hint: Any) -> Schema:
    """Make the schema of an annotation; what JSON can't express is left out of it."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return {**schema_of(arguments[0]), **arguments[1]}
    if origin in {Union, UnionType}:
        return _any_of([schema_of(one) for one in arguments if not _is_python_only(one)])
    if origin is Literal:
        return {"enum": list(arguments)}
    if hint in _TYPES:
        return {"type": _TYPES[hint]}
    if _is_object(origin):
        return {"type": "object", "additionalProperties": schema_of(arguments[1])}
    if origin is not None:
        return {"type": "array", "items": schema_of(arguments[0])}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    return object_schema(cast("type[Any]", hint)) if dataclasses.is_dataclass(hint) else {}


def object_schema(documented: Callable[..., Any], **more: Schema) -> Schema:
    """Make the schema of an object that has the arguments of a function or a data class.

    Args:
        documented: The function or the class, whose docstring describes the arguments.
        **more: Additions to the schemas of arguments, by the names of these.
    """
    # Python 3.10 can't read the annotation KW_ONLY of a class, which its __init__ does not have.
    annotated = vars(documented)["__init__"] if isinstance(documented, type) else documented
    hints = get_type_hints(annotated, include_extras=True)
    described = descriptions(documented)
    properties: dict[str, Schema] = {}
    required: list[str] = []
    for name, parameter in inspect.signature(documented).parameters.items():
        if name == "self":
            continue
        schema = {**schema_of(hints[name]), **more.get(name, {})}
        if name in described:
            schema["description"] = described[name]
        if parameter.default is parameter.empty:
            required.append(name)
        elif isinstance(parameter.default, (str, int, float, NoneType)):
            schema["default"] = parameter.default
        properties[name] = schema
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def check_names(what: str, given: Iterable[str], allowed: Collection[str]) -> None:
    """Check that all names are allowed.

    Args:
        what: The beginning of the message.
        given: The names.
        allowed: Those that are allowed.

    Raises:
        SettingsError: One is not.
    """
    for name in given:
        if name not in allowed:
            raise SettingsError(unknown(what, name, allowed))


def check(schema: Schema, value: object, where: str, what: str = "member") -> None:
    """Check that a value is as a schema says.

    Args:
        schema: The schema.
        value: The value.
        where: Where it stands, for messages.
        what: The word for what an object consists of, for messages.

    Raises:
        SettingsError: It is not; the message says what is wrong and where.
    """
    if not schema:
        return
    alternatives = [one for one in schema.get("anyOf", [schema]) if _is_of_type(one, value)]
    if not alternatives:
        raise SettingsError(f"{where} must be {_noun(schema)}, not {value!r}")
    chosen = alternatives[0]
    if "enum" in chosen and value not in chosen["enum"]:
        raise SettingsError(unknown(f"{where}: unknown value", value, chosen["enum"]))
    if isinstance(value, (int, float)):
        _check_limits(chosen, value, where)
    if isinstance(value, list):
        for number, item in enumerate(value):
            check(chosen.get("items", {}), item, f"{where}[{number}]", what)
    if isinstance(value, Mapping):
        _check_object(chosen, value, where, what)


def built(kind: type[T], value: Mapping[str, Any]) -> T:
    """Make an object of a data class of JSON that ``check`` has accepted."""
    hints = get_type_hints(kind)
    return kind(**{name: _built(hints[name], item) for name, item in value.items()})


def _built(hint: Any, value: Any) -> Any:
    if isinstance(value, list):
        return [_built(get_args(hint)[0], item) for item in value]
    for kind in (hint, *get_args(hint)):
        if isinstance(value, Mapping) and dataclasses.is_dataclass(kind):
            return built(cast("type[Any]", kind), value)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(value)
    return value


def _check_object(schema: Schema, value: Mapping[Any, Any], where: str, what: str) -> None:
    others = schema.get("additionalProperties", {})
    properties = schema.get("properties", {})
    if others is False:
        check_names(f"{where}: unknown {what}", value, properties)
    for name in schema.get("required", ()):
        if name not in value:
            raise SettingsError(f"{where}: {what} {name!r} is missing")
    for name, item in value.items():
        check(properties.get(name, others), item, f"{where}: {name}")


def _check_limits(schema: Schema, value: float, where: str) -> None:
    least, most = schema.get("minimum", value), schema.get("maximum", value)
    if not least <= value <= most:
        raise SettingsError(f"{where} must be {least} to {most}, not {value!r}")


def _is_of_type(schema: Schema, value: object) -> bool:
    if "enum" in schema:
        return isinstance(value, str) or value in schema["enum"]
    types = schema["type"]
    return bool({*([types] if isinstance(types, str) else types)} & _types_of(value))


def _types_of(value: object) -> set[str]:
    """List the types of JSON that a value is of."""
    if isinstance(value, Mapping):
        return {"object"}
    if isinstance(value, list):
        return {"array"}
    if type(value) is int:
        return {"integer", "number"}
    return {_TYPES.get(type(value), "")}


def _noun(schema: Schema) -> str:
    """Name the types that a schema allows, in words."""
    nouns: list[str] = []
    for one in schema.get("anyOf", [schema]):
        types = one.get("type", "string")
        nouns += [_NOUNS[name] for name in ([types] if isinstance(types, str) else types)]
    given = [noun for noun in dict.fromkeys(nouns) if noun != "null"]
    return " or ".join(given)


def _any_of(schemas: list[Schema]) -> Schema:
    if len(schemas) == 1:
        return schemas[0]
    if all(schema.keys() == {"type"} for schema in schemas):
        return {"type": [schema["type"] for schema in schemas]}
    flat = [one for schema in schemas for one in schema.get("anyOf", [schema])]
    return {"anyOf": flat}


def _is_python_only(hint: Any) -> bool:
    """Tell whether no JSON is such a thing: a view, or a path."""
    origin = get_origin(hint)
    if isinstance(origin, type):
        keys = get_args(hint)[0] if _is_object(origin) else str
        return keys is not str or not issubclass(origin, Iterable)
    if dataclasses.is_dataclass(hint):
        return any(field.name.startswith("_") for field in dataclasses.fields(hint))
    return isinstance(hint, type) and hint not in _TYPES


def _is_object(origin: Any) -> bool:
    return isinstance(origin, type) and issubclass(origin, Mapping)


_JSON = {"None": "null", "True": "true", "False": "false", "``": "`"}
_PYTHON_WORD = re.compile(r"\b(?:None|True|False)\b|``")

_ARGUMENT = re.compile(r"^ {4}(\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)


def descriptions(documented: object) -> dict[str, str]:
    """Read the descriptions of arguments in a docstring, by their names."""
    described: dict[str, str] = {}
    for one in (
        reversed(inspect.getmro(documented)) if isinstance(documented, type) else [documented]
    ):
        section = (inspect.getdoc(one) or "").partition("Args:\n")[2].partition("\n\n")[0]
        for name, text in _ARGUMENT.findall(section):
            described[name] = _PYTHON_WORD.sub(lambda word: _JSON[word[0]], " ".join(text.split()))
    return described
