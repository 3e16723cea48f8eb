"""The service model, read anew from botocore and independently of the package's own reading.

It says which constraints a request has, with a request that breaks each of them alone, and what
is wrong with an answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session

if TYPE_CHECKING:
    from pytest_sc_plan import ServiceCatalog

Path = tuple[str | int, ...]


@cache
def service_model() -> Any:
    return botocore.session.Session().get_service_model("servicecatalog")


def input_shape(operation: str) -> Any:
    return service_model().operation_model(operation).input_shape


def output_shape(operation: str) -> Any:
    return service_model().operation_model(operation).output_shape


# ------------------------------------------------------------------- constraints


def fits(pattern: str, value: str) -> bool:
    r"""Whether a pattern matches a whole value; \p{L}, \p{Z} and \p{N} by a character for each."""
    plain = {"L": "a", "Z": " ", "N": "1"}
    if "\\p{" in pattern:
        pattern = re.sub(r"\\p\{(\w)\}", lambda category: plain[category[1]], pattern)
        value = "".join(plain.get(unicodedata.category(letter)[0], letter) for letter in value)
    return re.fullmatch(pattern, value) is not None


def constraints(shape: Any) -> dict[str, Any]:
    """The constraints of a shape by their names, in the order in which the service counts them."""
    return {
        name: shape.metadata[name]
        for name in ("max", "min", "pattern", "enum")
        if shape.metadata.get(name) not in (None, [])
    }


def broken(shape: Any, value: Any) -> list[str]:
    """The names of the constraints that a value breaks by itself."""
    size = value if isinstance(value, int) else len(value) if hasattr(value, "__len__") else 0
    holds = {
        "max": lambda limit: size <= limit,
        "min": lambda limit: size >= limit,
        "pattern": lambda pattern: fits(pattern, value),
        "enum": lambda values: value in values,
    }
    return [name for name, limit in constraints(shape).items() if not holds[name](limit)]


def words(shape: Any, name: str) -> str:
    """How the service puts a constraint."""
    limit = shape.metadata[name]
    noun = "value" if shape.type_name == "integer" else "length"
    return {
        "max": f"Member must have {noun} less than or equal to {limit}",
        "min": f"Member must have {noun} greater than or equal to {limit}",
        "pattern": f"Member must satisfy regular expression pattern: {limit}",
        "enum": f"Member must satisfy enum value set: [{', '.join(limit)}]"
        if isinstance(limit, list)
        else "",
    }[name]


def samples(length: int) -> list[str]:
    """Texts of that length, some of which fit most patterns and some of which fit few."""
    arn = "arn:" + ":".join(["a" * 63] * 4) + ":" + "t" * (length - 260)
    texts = [letter * length for letter in "a1-! \x00\ufffe"]
    part = "a" * 63
    connection = f"arn:{part}:codestar-connections:{part}:{part}:" + "t" * (length - 217)
    arns = ("arn:aws:sns:us-east-1::t", arn, connection)
    return [*texts, *(text for text in arns if len(text) == length)]


def candidates(shape: Any) -> list[Any]:
    """Values of a shape's type, around its limits."""
    limits = [shape.metadata[name] for name in ("min", "max") if name in shape.metadata]
    sizes = sorted({0, 1, 12, 24, *(limit + step for limit in limits for step in (-1, 0, 1))})
    if shape.type_name == "integer":
        return [1, *(limit + step for limit in limits for step in (0, -1, 1))]
    values = [text for size in sizes if size >= 0 for text in samples(size)]
    return [*shape.metadata.get("enum", ()), *values]


def valid_value(shape: Any) -> Any:
    """A value that breaks nothing, with all members."""
    if shape.type_name == "structure":
        return {name: valid_value(member) for name, member in shape.members.items()}
    if shape.type_name == "list":
        return [valid_value(shape.member)]
    if shape.type_name == "map":
        return {valid_value(shape.key): valid_value(shape.value)}
    if shape.type_name == "boolean":
        return True
    good = [value for value in candidates(shape) if not broken(shape, value)]
    assert good, f"samples() has no text for {shape.name}: {constraints(shape)}"
    return next((value for value in good if value), good[0])


def breaking_value(shape: Any, name: str) -> Any:
    """A value that breaks one constraint, and no other unless it is empty."""
    if shape.type_name == "list":
        item = valid_value(shape.member)
        return [item] * (shape.metadata[name] + (1 if name == "max" else -1))
    values = [value for value in candidates(shape) if name in broken(shape, value)]
    alone = [value for value in values if broken(shape, value) == [name]]
    # No text breaks the length of an enum alone.
    assert alone or "" in values or "enum" in shape.metadata, (
        f"samples() has no text that breaks {name} of {shape.name} alone"
    )
    return alone[0] if alone else next((text for text in values if not text), values[0])


@dataclass(frozen=True)
class Breach:
    """A request that breaks one constraint.

    Args:
        operation: The operation's name in the API.
        path: Where in the request.
        name: Which constraint.
        request: The request, valid but for that.
        message: What the service says.
        sendable: Whether botocore can send it: not a null for a structure or a list.
    """

    operation: str
    path: Path
    name: str
    request: dict[str, Any]
    message: str
    sendable: bool = True

    def __str__(self) -> str:
        return f"{self.operation}-{'.'.join(map(str, self.path))}-{self.name}"


def valid_request(operation: str) -> dict[str, Any]:
    request: dict[str, Any] = valid_value(input_shape(operation))
    return request


def breaches(operation: str) -> Iterator[Breach]:
    """One for each constraint of an operation, at whatever depth."""
    for path, shape, element_of, name in _places(input_shape(operation), ()):
        request = valid_request(operation)
        place = _spelled(path[:-1] if element_of is not None else path)
        if name == "required":
            _put(request, path, None)
            found = [
                f"Value null at '{place}' failed to satisfy constraint: Member must not be null"
            ]
        elif element_of is not None and element_of.type_name == "map":
            held = valid_value(element_of.value)
            # A key may have an enum, so that nothing breaks a length alone.
            value = next((text for text in candidates(shape) if name in broken(shape, text)), "*")
            _put(request, path[:-1], {value: held})
            every = ", ".join(words(shape, each) for each in constraints(shape))
            shown = f"[{', '.join(held)}]" if isinstance(held, list) else held
            found = [
                f"Value '{{{value}={shown}}}' at '{place}' failed to satisfy constraint: Map keys "
                f"must satisfy constraint: [{every}]"
            ]
        elif element_of is not None:
            value = breaking_value(shape, name)
            _put(request, path, value)
            every = ", ".join(words(shape, each) for each in constraints(shape))
            found = [
                f"Value '[{value}]' at '{place}' failed to satisfy constraint: Member must satisfy "
                f"constraint: [{every}]"
            ]
        else:
            value = breaking_value(shape, name)
            _put(request, path, value)
            shown = f"[{', '.join(map(str, value))}]" if isinstance(value, list) else value
            found = [
                f"Value '{shown}' at '{place}' failed to satisfy constraint: {words(shape, each)}"
                for each in broken(shape, value)
            ]
        sendable = name != "required" or shape.type_name not in {"structure", "list"}
        yield Breach(operation, path, name, request, counted(found), sendable)


def at_limits(operation: str) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """Requests with a value as long, or as large, as is just allowed: path, constraint, request."""
    for path, shape, element_of, name in _places(input_shape(operation), ()):
        if name not in ("max", "min") or (element_of and element_of.type_name == "map"):
            continue
        limit = shape.metadata[name]
        if shape.type_name == "list":
            values: list[Any] = [[valid_value(shape.member)] * limit]
        else:
            values = [
                value for value in candidates(shape) if value == limit or _size(value) == limit
            ]
        for value in values:
            if not broken(shape, value):
                request = valid_request(operation)
                _put(request, path, value)
                yield path, name, request
                break


def _size(value: Any) -> int | None:
    return len(value) if isinstance(value, str) else None


def counted(violations: list[str]) -> str:
    noun = "error" if len(violations) == 1 else "errors"
    return f"{len(violations)} validation {noun} detected: {'; '.join(violations)}"


def _places(shape: Any, path: Path) -> Iterator[tuple[Path, Any, Any, str]]:
    """Path, shape, the list or map that it is a scalar element or key of, and constraint."""
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            # botocore can't send what is no map where one is expected.
            own = [] if member.type_name == "map" else list(constraints(member))
            if name in shape.required_members and member.type_name != "map":
                own.insert(0, "required")
            for constraint in own:
                yield (*path, name), member, None, constraint
            yield from _places(member, (*path, name))
    elif shape.type_name == "list":
        if shape.member.type_name in ("structure", "list", "map"):
            yield from _places(shape.member, (*path, 0))
        else:
            for constraint in constraints(shape.member):
                yield (*path, 0), shape.member, shape, constraint
    elif shape.type_name == "map":
        for constraint in constraints(shape.key):
            yield (*path, "key"), shape.key, shape, constraint


def _put(request: Any, path: Path, value: Any) -> None:
    for step in path[:-1]:
        request = request[step]
    request[path[-1]] = value


def without_nulls(request: dict[str, Any]) -> dict[str, Any]:
    """A request with what is null left out instead."""

    def cleaned(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: cleaned(item) for name, item in value.items() if item is not None}
        return [cleaned(item) for item in value] if isinstance(value, list) else value

    result: dict[str, Any] = cleaned(deepcopy(request))
    return result


def _spelled(path: Path) -> str:
    return ".".join(
        f"{step + 1}.member" if isinstance(step, int) else step[0].lower() + step[1:]
        for step in path
    )


# ------------------------------------------------------------------------ answers


BEYOND_THE_MODEL = {
    "ProvisioningArtifactOutputKey": "pa-[a-z0-9]{13}",
    "Status": "CREATED",
}
"""Shapes, and values that the service was seen to answer with though its model forbids them."""


def complaints(shape: Any, value: Any, path: str = "answer") -> list[str]:
    """List the faults of a part of an answer as it goes over the wire."""
    types: dict[str, tuple[type, ...]] = {
        "structure": (dict,),
        "list": (list,),
        "map": (dict,),
        "string": (str,),
        "integer": (int,),
        "boolean": (bool,),
        "timestamp": (int, float),
    }
    if type(value) not in types[shape.type_name]:
        return [f"{path}: {value!r} is no {shape.type_name}"]
    observed = (
        isinstance(value, str)
        and shape.name in BEYOND_THE_MODEL
        and fits(BEYOND_THE_MODEL[shape.name], value)
    )
    found = [f"{path}: {value!r} breaks {name}" for name in broken(shape, value) if not observed]
    if shape.type_name == "structure":
        found += [
            f"{path}: {name} is missing" for name in shape.required_members if name not in value
        ]
        for name, item in value.items():
            if name in shape.members:
                found += complaints(shape.members[name], item, f"{path}.{name}")
            else:
                found.append(f"{path}: the service has no member {name}")
    elif shape.type_name == "list":
        for number, item in enumerate(value):
            found += complaints(shape.member, item, f"{path}[{number}]")
    elif shape.type_name == "map":
        for key, item in value.items():
            found += complaints(shape.key, key, f"{path} key")
            found += complaints(shape.value, item, f"{path}[{key!r}]")
    return found


def complaints_about_answers(catalog: ServiceCatalog) -> list[str]:
    """List the faults of all answers that a fake has given."""
    return [
        complaint
        for call in catalog.calls
        if call.response is not None
        for complaint in complaints(output_shape(call.operation), call.response, call.operation)
    ]
