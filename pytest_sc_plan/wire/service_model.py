"""Service Catalog as botocore's own service model describes it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from .service import SERVICE

if TYPE_CHECKING:
    from botocore.model import OperationModel, ServiceModel, Shape


@cache
def service_model() -> ServiceModel:
    """Load the model that ships with the installed botocore, once."""
    from botocore.loaders import Loader
    from botocore.model import ServiceModel

    return ServiceModel(Loader().load_service_model(SERVICE, "service-2"), SERVICE)


@cache
def operation_names() -> frozenset[str]:
    """List every operation of the service."""
    return frozenset(service_model().operation_names)


@cache
def operation_spellings() -> Mapping[str, str]:
    """Map both spellings of each operation, such as ``describe_record``, to the API's name."""
    return {spelling: name for name in operation_names() for spelling in (name, method_of(name))}


def method_of(operation: str) -> str:
    """Give the name that an operation has in boto3, such as ``describe_record``."""
    from botocore import xform_name

    return xform_name(operation)


@cache
def operation_model(operation: str) -> OperationModel:
    """Get the model of one operation."""
    return service_model().operation_model(operation)


@cache
def documented_error_codes(operation: str) -> tuple[str, ...]:
    """List the codes of the errors that the API reference has for an operation, sorted."""
    return tuple(sorted(shape.name for shape in operation_model(operation).error_shapes))


@cache
def documented_message(code: str) -> str | None:
    """Get the sentence with which the API reference describes an error, if it does."""
    shapes = {shape.name: shape for shape in service_model().error_shapes}
    shape: Shape | None = shapes.get(code)
    if shape is None:
        return None
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", shape.documentation)).split())


def stray_member(shape: str, value: Any) -> tuple[str, list[str]] | None:
    """Find a member that its structure does not have, however deep.

    Args:
        shape: The name of the value's shape.
        value: The value.

    Returns:
        The member's name, and the names that there are; None where there is no such member.
    """
    return next(_stray_members(service_model().shape_for(shape), value), None)


def _stray_members(shape: Any, value: Any) -> Iterator[tuple[str, list[str]]]:
    if shape.type_name == "list" and isinstance(value, list):
        for item in value:
            yield from _stray_members(shape.member, item)
    elif shape.type_name == "structure" and isinstance(value, dict):
        for name, item in value.items():
            if name in shape.members:
                yield from _stray_members(shape.members[name], item)
            else:
                yield str(name), list(shape.members)


def metadata(shape: Shape, name: str) -> Any:
    """Get a constraint of a shape, such as ``max``; None where it has none."""
    return shape.metadata.get(name)
