"""Arguments of ``add_...``: checked, and written as the API has them.

Whatever could not be in an answer of the service is refused: a wrong shape, a value that is not
text, a constraint of the service model that is broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeGuard, TypeVar

from ..catalog.behavior import Failure
from ..catalog.template.plain import plain
from ..catalog.template.shapes import shape_problem
from ..settings import OUTCOMES, SettingsError, unknown
from ..wire.errors import SerializationError
from ..wire.service_model import stray_member
from ..wire.validation import broken_constraints

CallbackT = TypeVar("CallbackT")

Scalar = str | int | float | bool
"""A value that is text for the service; a number or a boolean is written as text."""

Tags = Mapping[str, Scalar] | Sequence[Mapping[str, str]]
"""Tags: values by keys, or as the API has them."""

Parameters = Mapping[str, Scalar] | Sequence[Mapping[str, Any]]
"""Parameters: values by keys, or as the API has them."""

Outputs = Mapping[str, Scalar] | Sequence[Mapping[str, str]]
"""Outputs: values by keys, or as the API has them."""

SHOWN = 80
"""How many characters are shown of a value that is no text."""

KINDS: Mapping[str, str] = {
    "lpv2": "a launch path",
    "lpv3": "a launch path",
    "pa": "a version",
    "plan": "a plan",
    "port": "a portfolio",
    "pp": "a provisioned product",
    "prod": "a product",
    "prodview": "a product view",
    "rec": "a record",
}
"""Kinds of resources, by the prefixes of their ids."""


def text(argument: str, value: Any, shape: str | None = None) -> str:
    """Return a text that is not empty.

    Args:
        argument: The argument, for messages.
        value: The text.
        shape: The shape in the service model whose constraints it has to satisfy.

    Raises:
        SettingsError: It is none.
    """
    if not isinstance(value, str):
        # A version shows its template, which may be long.
        shown = repr(value) if len(repr(value)) <= SHOWN else f"{repr(value)[:SHOWN]}..."
        hint = f": use its id, {value.id!r}" if hasattr(value, "id") else ""
        raise SettingsError(f"{argument} must be text, not {shown}{hint}")
    if not value:
        raise SettingsError(f"{argument} is empty")
    if shape is not None:
        fits(argument, shape, value)
    return value


def optional(argument: str, value: str | None, shape: str | None = None) -> str | None:
    """Return a text, or None where there is none."""
    return None if value is None else text(argument, value, shape)


def texts(argument: str, given: object, shape: str | None = None) -> list[str]:
    """Return a list of texts; a single text is not taken for its letters."""
    items = enumerate(listed(argument, given, "texts"))
    return [text(f"{argument}[{number}]", item, shape) for number, item in items]


def listed(argument: str, given: object, what: str) -> list[Any]:
    """Return the items of a list, or of any other iterable that is no text and no mapping."""
    if isinstance(given, str):
        raise SettingsError(f"{argument} must be a list of {what}, not {given!r}: use [{given!r}]")
    if isinstance(given, Mapping) or not isinstance(given, Iterable):
        raise SettingsError(f"{argument} must be a list of {what}, not {given!r}")
    return list(given)


def callback(name: str, setting: str, given: CallbackT) -> CallbackT:
    """Return a function that is to be called with plans.

    Args:
        name: The method that takes it.
        setting: The setting that says the same for all plans.
        given: The function.
    """
    if not callable(given):
        chosen = repr(given) if isinstance(given, Failure) or given in [*OUTCOMES] else "'failed'"
        raise SettingsError(
            f"{name}() takes a function that gets the plan, not {given!r}; for all plans: "
            f"configure({setting}={chosen})"
        )
    return given


def flag(argument: str, value: object) -> bool:
    """Return True or False."""
    if not isinstance(value, bool):
        raise SettingsError(f"{argument} must be True or False, not {value!r}")
    return value


def identifier(argument: str, value: str | None, prefix: str) -> str | None:
    """Return the id that a test chose; None where it chose none.

    Args:
        argument: The argument, for messages.
        value: The id.
        prefix: The prefix of its kind; it need not have that, but none of another kind.
    """
    if value is None:
        return None
    other = text(argument, value, "Id").partition("-")[0]
    if other in KINDS and other != prefix:
        raise SettingsError(
            f"{argument}: {value!r} is the id of {KINDS[other]}, not of {KINDS[prefix]}"
        )
    return value


def fits(argument: str, shape: str, value: Any) -> None:
    """Check a value against the constraints of a shape, in the service's own words."""
    try:
        violations = broken_constraints(shape, value, argument)
    except SerializationError as error:
        raise SettingsError(f"{argument}: {error}") from None
    if violations:
        raise SettingsError("; ".join(violations))


def written(argument: str, value: object) -> str:
    """Write a value as text, as JSON has numbers and booleans."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value)
    if not isinstance(value, str):
        raise SettingsError(f"{argument} must be text, a number or a boolean, not {value!r}")
    return value


def tags(given: Tags | None, shape: str = "Tags") -> dict[str, str]:
    """Return tags as values by keys."""
    entries = pairs("tags", {} if given is None else given, shape)
    _require_different("tags", [entry["Key"] for entry in entries])
    return {entry["Key"]: entry["Value"] for entry in entries}


def parameters(given: Parameters | None) -> list[dict[str, Any]]:
    """Return parameters as the API has them; the catalog judges which of them go together."""
    return pairs("parameters", {} if given is None else given, "UpdateProvisioningParameters")


def notification_arns(given: Iterable[str] | None) -> list[str]:
    """Return the ARNs of topics."""
    found = [] if given is None else texts("notification_arns", given)
    fits("notification_arns", "NotificationArns", found)
    return found


def outputs(given: Outputs | None) -> list[dict[str, str]] | None:
    """Return outputs as the API has them; None where none are given."""
    if given is None:
        return None
    found = pairs("outputs", given, "RecordOutputs", key="OutputKey", value="OutputValue")
    for output in found:
        if not {"OutputKey", "OutputValue"} <= output.keys():
            raise SettingsError(f"outputs: each has an OutputKey and an OutputValue, not {output}")
    _require_different("outputs", [output["OutputKey"] for output in found])
    return found


def pairs(
    argument: str,
    given: Mapping[str, Scalar] | Iterable[Mapping[str, Any]],
    shape: str,
    *,
    key: str = "Key",
    value: str = "Value",
) -> list[dict[str, Any]]:
    """Return values and their keys as the API has them: a list of small structures.

    Args:
        argument: The argument, for messages.
        given: Values by keys, or such a list.
        shape: The shape of the list in the service model.
        key: The name of the member that is the key.
        value: The name of the member that is the value.
    """
    if isinstance(given, Mapping):
        entries: list[dict[str, Any]] = [{key: name, value: item} for name, item in given.items()]
    else:
        wanted = "a mapping, or a list of mappings"
        entries = structures(argument, given, shape, wanted=wanted)
    for entry in entries:
        if key in entry:
            text(f"a key of {argument}", entry[key])
        if value in entry:
            entry[value] = written(f"{argument}[{entry.get(key)!r}]", entry[value])
    fits(argument, shape, entries)
    return entries


def _require_different(argument: str, keys: list[str]) -> None:
    for number, key in enumerate(keys):
        if key in keys[:number]:
            raise SettingsError(f"{argument}: {key!r} is given more than once")


def structures(
    argument: str, given: object, shape: str, *, wanted: str = "a list of mappings"
) -> list[dict[str, Any]]:
    """Return a list of structures that have no members but their own."""
    entries: list[dict[str, Any]] = []
    if isinstance(given, (str, Mapping)) or not isinstance(given, Iterable):
        raise SettingsError(f"{argument} must be {wanted}, not {given!r}")
    for entry in given:
        if not isinstance(entry, Mapping):
            raise SettingsError(f"{argument} must be a list of mappings, not of {entry!r}")
        entries.append(dict(entry))
    stray = stray_member(shape, entries)
    if stray is not None:
        raise SettingsError(unknown(f"{argument}: unknown member", *stray))
    return entries


def changes(given: Iterable[Mapping[str, Any]] | None) -> list[dict[str, Any]] | None:
    """Return resource changes as the API has them; None where none are given."""
    if given is None:
        return None
    found = structures("resource_changes", given, "ResourceChanges")
    fits("resource_changes", "ResourceChanges", found)
    return found


def launch_paths(
    given: int | Iterable[str] | Mapping[str, str | None], role: str | None
) -> dict[str, str | None]:
    """Return the roles of launch paths, or None, by the names or ids of their portfolios.

    Args:
        given: How many there are, the portfolios, or roles by portfolios.
        role: The role of all of them.
    """
    if role is not None and isinstance(given, Mapping):
        raise SettingsError("give launch_role_arn or the roles in launch_paths, not both")
    if isinstance(given, Mapping):
        roles = dict(given)
    else:
        roles = dict.fromkeys(_portfolios(given), optional("launch_role_arn", role, "RoleArn"))
    for portfolio, own in roles.items():
        text("a portfolio of launch_paths", portfolio, "PortfolioDisplayName")
        optional(f"the role of launch_paths[{portfolio}]", own, "RoleArn")
    if role is not None and not roles:
        raise SettingsError("launch_role_arn: there is no launch path that could have a role")
    return roles


def _portfolios(given: object) -> list[str]:
    if isinstance(given, int) and not isinstance(given, bool):
        if given < 0:
            raise SettingsError(f"launch_paths must be 0 or more, not {given!r}")
        return [f"portfolio-{number}" for number in range(1, given + 1)]
    if isinstance(given, bool) or not isinstance(given, Iterable):
        wanted = "a whole number, a list of portfolios, or roles by portfolios"
        raise SettingsError(f"launch_paths must be {wanted}, not {given!r}")
    named = texts("launch_paths", given)
    _require_different("launch_paths", named)
    return named


def tag_options(given: Mapping[str, Scalar | Iterable[str]] | None) -> dict[str, list[str]]:
    """Return the values of tag options by their keys."""
    options: dict[str, list[str]] = {}
    for key, values in mapping("tag_options", {} if given is None else given).items():
        name = text("a key of tag_options", key, "TagOptionKey")
        argument = f"tag_options: {name!r}"
        several = not isinstance(values, (str, int, float))
        found = listed(argument, values, "texts") if several else [values]
        if not found:
            raise SettingsError(f"{argument} has no value")
        options[name] = [
            text(argument, written(argument, item), "TagOptionValue") for item in found
        ]
    return options


def rules(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the rules of a template constraint, by their names."""
    found = dict(mapping("template_constraints", {} if given is None else given))
    for name, rule in found.items():
        text("a name of template_constraints", name)
        mapping(f"template_constraints[{name}]", rule)
    try:
        copied: dict[str, Any] = plain(found)
    except ValueError as error:
        raise SettingsError(f"template_constraints: {error}") from None
    problem = shape_problem({"Rules": copied})
    if problem is not None:
        raise SettingsError(f"template_constraints: {problem}")
    return copied


def mapping(argument: str, given: Any) -> Mapping[Any, Any]:
    """Return a mapping."""
    if not _is_mapping(given):
        raise SettingsError(f"{argument} must be a mapping, not {given!r}")
    return given


def _is_mapping(given: object) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(given, Mapping)
