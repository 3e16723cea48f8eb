"""The Parameters of constraints: JSON text whose shape depends on the constraint's type.

Source: the API reference, CreateConstraint, "Parameters". That says neither how strictly they are
checked nor in what words a text is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from .errors import invalid_parameters
from .template.plain import TOO_DEEP, DuplicateKeyError, different_keys, plain
from .template.shapes import shape_problem
from .words import unknown

SHOWN: Final = 80
"""How many characters are shown of a value that is not allowed."""


class _Text(NamedTuple):
    """A value that is text: in words, and as a regular expression."""

    noun: str
    pattern: str

    def problem(self, name: str, value: object) -> str | None:
        """Tell why a value is not allowed; None where it is."""
        if isinstance(value, str) and re.fullmatch(self.pattern, value):
            return None
        return f"{name} must be {self.noun}, not {_shown(value)}"


class _Texts(NamedTuple):
    """A value that is a list of texts, with one at least."""

    nouns: str
    item: _Text
    most: int | None = None

    def problem(self, name: str, value: object) -> str | None:
        """Tell why a value is not allowed; None where it is."""
        if not isinstance(value, list) or not value:
            return f"{name} must be a list of one or more {self.nouns}, not {_shown(value)}"
        if self.most is not None and len(value) > self.most:
            return f"{name} has {len(value)} {self.nouns}: {self.most} are allowed"
        problems = (self.item.problem(f"{name}[{at}]", item) for at, item in enumerate(value))
        return next(filter(None, problems), None)


class _Rules(NamedTuple):
    """A value that is the Rules section of a template."""

    def problem(self, name: str, value: object) -> str | None:
        """Tell why a value is not allowed; None where it is."""
        if not isinstance(value, dict) or not value:
            return f"{name} must be an object with one rule or more, not {_shown(value)}"
        for rule_name, rule in value.items():
            if not isinstance(rule, dict):
                return f"rule {rule_name} must be an object, not {_shown(rule)}"
        return shape_problem({"Rules": value})


class _Type(NamedTuple):
    """A type of constraint.

    Args:
        members: The values that it may have.
        needed: Those that it must have.
        either: Those of which it must have exactly one.
        version: The Version beside the Properties that hold the values; None where there is none.
    """

    members: Mapping[str, _Text | _Texts | _Rules]
    needed: Collection[str] = ()
    either: Collection[str] = ()
    version: str | None = None


# The model's pattern of a RoleArn.
ROLE_ARN = _Text(
    "the ARN of a role",
    r"arn:[a-z0-9-.]{1,63}:iam::[a-z0-9-.]{0,63}:role/.{0,1023}",
)
_ROLE_NAME = _Text(
    "the name of a role, 1 to 64 letters, digits or any of +=,.@_-", r"[A-Za-z0-9+=,.@_-]{1,64}"
)
_TOPIC = _Text(
    "the ARN of an SNS topic",
    r"arn:[a-z0-9-]{1,63}:sns:[a-z0-9-]{1,63}:[0-9]{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?",
)
_ACCOUNT = _Text("an account of 12 digits", r"[0-9]{12}")
_REGION = _Text("a Region such as eu-west-1", r"[a-z]{2,4}(-[a-z]+)+-[0-9]+")
_PERMISSION = _Text("ALLOWED or NOT_ALLOWED", r"(NOT_)?ALLOWED")

TAG_UPDATES: Final = "TagUpdateOnProvisionedProduct"
_TAG_UPDATES_IN_PROSE: Final = "TagUpdatesOnProvisionedProduct"
"""The API reference has the first in its example, and the second in the sentences around it."""

TYPES: Final[Mapping[str, _Type]] = {
    "LAUNCH": _Type(
        {"RoleArn": ROLE_ARN, "LocalRoleName": _ROLE_NAME}, either=("RoleArn", "LocalRoleName")
    ),
    # The model allows as many NotificationArns with a plan and with a launch.
    "NOTIFICATION": _Type(
        {"NotificationArns": _Texts("ARNs of SNS topics", _TOPIC, most=5)},
        needed=("NotificationArns",),
    ),
    "RESOURCE_UPDATE": _Type(
        {TAG_UPDATES: _PERMISSION, _TAG_UPDATES_IN_PROSE: _PERMISSION},
        either=(TAG_UPDATES, _TAG_UPDATES_IN_PROSE),
        version="2.0",
    ),
    "STACKSET": _Type(
        {
            "AccountList": _Texts("accounts", _ACCOUNT),
            "RegionList": _Texts("Regions", _REGION),
            "AdminRole": ROLE_ARN,
            "ExecutionRole": _ROLE_NAME,
        },
        needed=("AccountList", "RegionList"),
        version="1.0",
    ),
    "TEMPLATE": _Type({"Rules": _Rules()}, needed=("Rules",)),
}
"""All types of constraints."""


def parsed(kind: str, text: str) -> Mapping[str, Any]:
    """Check the type and the Parameters of a constraint, and return the values.

    These are the members of the object, or of its Properties where it has such.

    Args:
        kind: The constraint's type.
        text: Its Parameters.

    Raises:
        ServiceError: InvalidParametersException for a type that there is not, or for Parameters
            that it can't have.
    """
    if kind not in TYPES:
        raise invalid_parameters(unknown("Unknown constraint type", kind, TYPES))
    try:
        return _values(TYPES[kind], _object(text))
    except ValueError as error:
        raise invalid_parameters(f"Parameters of a {kind} constraint: {error}") from None


def written(kind: str, values: Mapping[str, Any]) -> str:
    """Write the Parameters of a constraint; the same values are always the same text."""
    version = TYPES[kind].version
    content = values if version is None else {"Version": version, "Properties": values}
    return json.dumps(content, separators=(",", ":"))


def summary(kind: str, values: Mapping[str, Any]) -> str | None:
    """Say in a few words what a constraint does, for one that nobody described."""
    if kind == "LAUNCH":
        return f"Launch as {values.get('RoleArn') or values['LocalRoleName']}"
    if kind == "STACKSET":
        return f"Deploy to {', '.join([*values['AccountList'], *values['RegionList']])}"
    return None


def _object(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text, object_pairs_hook=different_keys, parse_constant=_refused)
    except DuplicateKeyError:
        raise
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from None
    if not isinstance(content, dict):
        raise ValueError(f"an object is wanted, not {_shown(content)}")
    copied: dict[str, Any] = plain(content)
    return copied


def _refused(constant: str) -> None:
    """Refuse NaN and Infinity, which Python takes."""
    raise ValueError(f"{constant} is no value")


def _values(kind: _Type, content: dict[str, Any]) -> Mapping[str, Any]:
    if kind.version is not None:
        _check(_keys(content, ("Version", "Properties"), needed=("Version", "Properties")))
        if content["Version"] != kind.version:
            shown = _shown(content["Version"])
            raise ValueError(f'Version must be the text "{kind.version}", not {shown}')
        content = content["Properties"]
        if not isinstance(content, dict):
            raise ValueError(f"Properties must be an object, not {_shown(content)}")
    _check(_keys(content, kind.members, kind.needed, kind.either))
    _check(kind.members[name].problem(name, value) for name, value in content.items())
    if _TAG_UPDATES_IN_PROSE in content:
        return {TAG_UPDATES: content[_TAG_UPDATES_IN_PROSE]}
    return content


def _keys(
    content: Mapping[str, Any],
    known: Collection[str],
    needed: Collection[str],
    either: Collection[str] = (),
) -> Iterator[str]:
    """List what is wrong with the keys of an object."""
    for key in content:
        if key not in known:
            yield unknown("unknown key", key, known)
    for key in needed:
        if key not in content:
            yield f"{key} is missing"
    if either and len(content.keys() & either) != 1:
        yield f"one of {' and '.join(either)} is wanted, and not both"


def _check(problems: Iterable[str | None]) -> None:
    problem = next(filter(None, problems), None)
    if problem is not None:
        raise ValueError(problem)


def _shown(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
