"""The control API described: what its paths take, and what they give, as JSON Schemas.

All of it is derived: from the settings' table, from signatures, and from docstrings.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .. import __version__
from ..catalog.behavior import ChosenOutcome, Failure
from ..catalog.model import PlanStatus, ProvisionedProductStatus
from ..fake.calls import Call
from ..fake.saved.adding import ADDED
from ..fake.saved.format import SavedState
from ..fake.schema import Schema, descriptions, object_schema, schema_of
from ..fake.service_catalog import ServiceCatalog
from ..settings import SETTINGS, Setting
from ..wire.faults import FAULT_KINDS

SERVICE = "pytest-sc-plan, a fake AWS Service Catalog"

STATE = "state"
SETTINGS_IN_FORCE = "settings"
"""The names of the schemas that several paths share."""


@dataclass(frozen=True)
class ShownInjection:
    """An injected error or fault.

    Args:
        error: The code of the error, or the kind of the fault.
        operation: The operation that it is for.
        matched: How many calls matched.
        raised: How many calls it happened to.
    """

    error: str
    operation: str
    matched: int
    raised: int


def whole(paths: Mapping[str, Any]) -> dict[str, Any]:
    """Describe the control API.

    Args:
        paths: What each path does, by its methods.
    """
    return {
        "service": SERVICE,
        "version": __version__,
        "query": query(),
        "headers": {"POST": {"Content-Type": "application/json"}},
        "errors": "An answer with another status than 200 has 'error', which says what is wrong.",
        "paths": paths,
        "schemas": {STATE: schema_of(SavedState), SETTINGS_IN_FORCE: settings()},
    }


def route(
    run: Callable[..., Any], gives: Callable[[], Schema], takes: Callable[[], Schema] | None
) -> dict[str, Any]:
    """Describe what a path does with a method.

    Args:
        run: The function that does it, whose docstring says so.
        gives: Makes the schema of the answer.
        takes: Makes the schema of the body; None where there is none.
    """
    does = {"does": " ".join((inspect.getdoc(run) or "").split())}
    return {**does, **({"takes": takes()} if takes is not None else {}), "gives": gives()}


def query() -> Schema:
    """Describe the parameters in the URL."""
    names = object_schema(ServiceCatalog.for_account)["properties"]
    return {"type": "object", "properties": {name: _setting(SETTINGS[name]) for name in names}}


def nothing() -> Schema:
    """Describe an object without members, and the description itself."""
    return {"type": "object", "properties": {}}


_ALLOWED: Mapping[str, Mapping[str, Schema]] = {
    "provisioned_products": {"status": schema_of(ProvisionedProductStatus)},
    "plans": {"status": schema_of(PlanStatus), "outcome": schema_of(ChosenOutcome | None)},
}
"""The allowed values of arguments whose annotations say less, by the kinds of resources."""


def state() -> Schema:
    """Describe the state of a fake."""
    return {"$ref": f"#/schemas/{STATE}"}


def added() -> Schema:
    """Describe what can be added: arguments, or what a state has."""
    of_state = f"#/schemas/{STATE}/properties"
    properties: dict[str, Schema] = {
        name: {"$ref": f"{of_state}/{name}"} for name in schema_of(SavedState)["properties"]
    }
    for kind, method in ADDED.items():
        arguments = object_schema(method, **_ALLOWED.get(kind, {}))
        saved = {"$ref": f"{of_state}/{kind}/items"}
        properties[kind] = {"type": "array", "items": {"anyOf": [arguments, saved]}}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def advance() -> Schema:
    """Describe what advancing takes."""
    return object_schema(ServiceCatalog.advance)


def injections() -> Schema:
    """Describe what injecting takes: the arguments of an error, or those of a fault."""
    kinds = {"enum": list(FAULT_KINDS)}
    return {
        "anyOf": [
            object_schema(ServiceCatalog.raise_error),
            object_schema(ServiceCatalog.inject_fault, kind=kinds),
        ]
    }


def shown_injection() -> Schema:
    """Describe an injected error or fault."""
    return schema_of(ShownInjection)


def listed_injections() -> Schema:
    """Describe the list of injected errors and faults."""
    return _listed("errors", shown_injection())


def settings_in_force() -> Schema:
    """Describe the settings in force, all of them."""
    return {"$ref": f"#/schemas/{SETTINGS_IN_FORCE}"}


def settings() -> Schema:
    """Describe the settings, of which a request has some."""
    return {
        "type": "object",
        "properties": {name: _setting(row) for name, row in SETTINGS.items()},
        "additionalProperties": False,
    }


def calls() -> Schema:
    """Describe the list of calls."""
    described = {
        **descriptions(Call),
        "answer": inspect.getdoc(Call.answer),
        "params": inspect.getdoc(Call.shown_params),
    }
    del described["body"], described["ahead"]
    properties = {name: {"description": text} for name, text in described.items()}
    return _listed("calls", {"type": "object", "properties": properties})


def since() -> Schema:
    """Describe what a summary takes."""
    said = "Calls before that time are not listed: seconds since the epoch, on the machine's clock."
    number = {"type": "number", "default": 0, "description": said}
    return {
        "type": "object",
        "properties": {"since": number},
        "required": [],
        "additionalProperties": False,
    }


def summary() -> Schema:
    """Describe a summary of the calls."""
    described = {
        "calls": "How many calls it is about.",
        "summary": "What a failing test shows: settings, calls, injections, unfinished work.",
    }
    properties = {name: {"description": text} for name, text in described.items()}
    return {"type": "object", "properties": properties}


def _listed(name: str, items: Schema) -> Schema:
    return {"type": "object", "properties": {name: {"type": "array", "items": items}}}


def _setting(setting: Setting) -> Schema:
    """Describe the value of a setting."""
    schema: Schema = {"enum": list(setting.choices)} if setting.choices else schema_of(setting.type)
    if setting.takes_failure:
        schema = {"anyOf": [schema, schema_of(Failure)]}
    if setting.type is str and not setting.choices:
        schema["pattern"] = setting.pattern
    if setting.type in {int, float}:
        schema["minimum"] = 0
    return {**schema, "default": setting.default, "description": setting.description}
