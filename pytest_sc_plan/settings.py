"""The settings: one table of them, and how ini options, markers and keywords become values.

A new setting is one row of ``Settings``. Its name and type stand once more in ``SettingsKeywords``,
and in ``catalog.behavior.Behavior`` if the catalog reads it.
"""

# Annotations are objects here, not texts: the table reads them.
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import wraps
from typing import Any, Literal, NamedTuple, TypedDict, TypeVar, cast, get_args

from .catalog.behavior import (
    Access,
    Behavior,
    ChosenOutcome,
    Failure,
    Idempotency,
    Progress,
    Workflow,
)
from .catalog.clock import LATEST
from .catalog.words import unknown as unknown

INI_PREFIX = "sc_plan_"

Engine = Literal["scripted", "cloudformation"]
Sleep = Literal["real", "skip"]

T = TypeVar("T")


class SettingsError(ValueError):
    """The error for a setting, a marker or an argument that is not allowed."""


def _row(default: T, description: str, *, pattern: str = ".*", such_as: str = "") -> T:
    """Make a row of the table.

    Args:
        default: The value where nobody chooses one.
        description: The meaning, as ``pytest --help`` shows it; choices are added to it.
        pattern: A regular expression that a text must match.
        such_as: A phrase for what that expression wants, for messages.
    """
    metadata = {"description": description, "pattern": pattern, "such_as": such_as}
    row: T = field(default=default, metadata=metadata)
    return row


_NOT_EMPTY: Any = {"pattern": r".*\S.*", "such_as": "text that is not empty"}


@dataclass(frozen=True)
class Settings(Behavior):
    """The settings in force. A field is a row: name, type or choices, default and help."""

    region: str = _row(
        "us-east-1",
        "region where nothing else says one",
        pattern=r"[a-z]{2,4}(-[a-z]+)+-[0-9]+",
        such_as="a region such as eu-west-1",
    )
    account_id: str = _row(
        "123456789012",
        "account of the caller where nothing else says one: 12 digits",
        pattern=r"[0-9]{12}",
        such_as="12 digits",
    )
    outcome: ChosenOutcome = _row("succeeded", "what becomes of an execution")
    failure_code: str = _row(
        "AmazonCloudFormationException",
        "code of the RecordErrors entry of a failed execution",
        **_NOT_EMPTY,
    )
    failure_description: str = _row(
        "Resource creation cancelled. The following resource(s) failed to create: [Resource].",
        "description of that entry; the StatusMessage is the code and the description",
        **_NOT_EMPTY,
    )
    creation_outcome: ChosenOutcome = _row("succeeded", "what becomes of a plan's creation")
    creation_failure_description: str = _row(
        "Internal Failure", "StatusMessage of a plan whose creation failed", **_NOT_EMPTY
    )
    progress: Progress = _row("polls", "what moves work on")
    polls: int = _row(1, "with progress=polls, how many reads see work still in progress")
    created_polls: int = _row(
        0, "with progress=polls, how many reads see a record CREATED before that"
    )
    duration: float = _row(30.0, "with progress=time, seconds from start to end")
    engine: Engine = _row(
        "scripted", "what executes plans; cloudformation makes real stacks in moto"
    )
    sleep: Sleep = _row(
        "real", "with skip, sleeping returns at once and moves the fake's clock on by as much"
    )
    idempotency: Idempotency = _row("documented", "reading of the idempotency token")
    auto_create_plans: bool = _row(False, "true: executing an unknown plan id creates it first")
    access: Access = _row(
        "open", "who reaches a portfolio: everyone, or the principals associated with it"
    )
    workflow: Workflow = _row(
        "automatic", "what ends the work of an external engine: progress, or its Notify call"
    )
    assert_all_errors_raised: bool = _row(
        True, "an injected error that was never raised fails the test"
    )
    deterministic: bool = _row(
        False, "true: identifiers, request ids, tokens and times are the same in every run"
    )

    def updated(self, source: str, changes: Mapping[str, Any]) -> "Settings":
        """Copy these settings with some of them changed.

        Args:
            source: Where the changes come from, for the message.
            changes: Values by the names of the settings.

        Raises:
            SettingsError: A name is unknown, or a value is not allowed.
        """
        checked: dict[str, Any] = {}
        for name, value in changes.items():
            if name not in SETTINGS:
                raise SettingsError(unknown(f"{source}: unknown setting", name, SETTINGS))
            checked[name] = SETTINGS[name].check(source, name, value)
        return replace(self, **checked) if checked else self


class SettingsKeywords(TypedDict, total=False):
    """The settings as keyword arguments: type checkers need the names and types written out.

    A test compares them with the rows of ``Settings``.
    """

    region: str
    account_id: str
    outcome: ChosenOutcome
    failure_code: str
    failure_description: str
    creation_outcome: ChosenOutcome
    creation_failure_description: str
    progress: Progress
    polls: int
    created_polls: int
    duration: float
    engine: Engine
    sleep: Sleep
    idempotency: Idempotency
    auto_create_plans: bool
    access: Access
    workflow: Workflow
    assert_all_errors_raised: bool
    deterministic: bool


class Setting(NamedTuple):
    """A row of the table, as the rest of the package reads it."""

    name: str
    type: type
    default: object
    choices: tuple[str, ...]
    takes_failure: bool
    description: str
    pattern: str
    such_as: str

    @property
    def option(self) -> str:
        """Name of the ini option."""
        return f"{INI_PREFIX}{self.name}"

    @property
    def noun(self) -> str:
        """Kind of value that it takes, in words."""
        return _NOUNS[self.type]

    @property
    def help(self) -> str:
        """Line that ``pytest --help`` shows, with choices and default."""
        *others, last = self.choices or [""]
        choices = f": {', '.join(others)} or {last}" if others else ""
        default = str(self.default).lower() if self.type is bool else self.default
        return f"{self.description}{choices} (default: {default})"

    def from_ini(self, source: str, value: object) -> Any:
        """Read a value as an ini file spells it; TOML's own types stay as they are.

        Args:
            source: Where the value comes from, for the message.
            value: The value.

        Raises:
            SettingsError: The text can't be read as the setting's type, or is not allowed.
        """
        if isinstance(value, str):
            text = value.strip()
            try:
                value = _WORDS[text.lower()] if self.type is bool else self.type(text)
            except (KeyError, ValueError):
                problem = f"{self.option} must be {self.noun}, not {value!r}"
                raise SettingsError(f"{source}: {problem}") from None
        return self.check(source, self.option, value)

    def check(self, source: str, shown: str, value: object) -> Any:
        """Check that a value is allowed, and return it.

        Args:
            source: Where the value comes from, for the message.
            shown: The name as the user wrote it, for the message.
            value: The value.

        Raises:
            SettingsError: It is not.
        """
        if self.takes_failure and isinstance(value, (Failure, Mapping)):
            return as_failure(f"{source}: {shown}", value)
        accepted = (int, float) if self.type is float else self.type
        must = f"{source}: {shown} must be"
        if not isinstance(value, accepted) or (isinstance(value, bool) and self.type is not bool):
            raise SettingsError(f"{must} {self.noun}, not {value!r} ({type(value).__name__})")
        if self.choices and value not in self.choices:
            raise SettingsError(unknown(f"{source}: unknown {shown}", value, self.choices))
        if isinstance(value, (int, float)) and not 0 <= value < float("inf"):
            raise SettingsError(f"{must} 0 or more, not {value!r}")
        if isinstance(value, (int, float)) and value > LATEST:
            raise SettingsError(f"{must} at most {LATEST}, not {value!r}")
        if isinstance(value, str) and not re.fullmatch(self.pattern, value, re.DOTALL):
            raise SettingsError(f"{must} {self.such_as}, not {value!r}")
        return value


_NOUNS: Mapping[type, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}

_WORDS: Mapping[str, bool] = {"true": True, "false": False, "1": True, "0": False}


def _choices(kind: Any) -> tuple[str, ...]:
    """List the words of a Literal, alone or beside Failure; none for any other type."""
    return get_args(get_args(kind)[0] if Failure in get_args(kind) else kind)


SETTINGS: Mapping[str, Setting] = {
    row.name: Setting(
        row.name,
        type(row.default),
        row.default,
        _choices(row.type),
        Failure in get_args(row.type),
        **dict(row.metadata),
    )
    for row in fields(Settings)
}
"""The rows of ``Settings``, by name."""

OUTCOMES = SETTINGS["outcome"].choices


F = TypeVar("F", bound=Callable[..., Any])


def only_by_name(method: F) -> F:
    """Let a method that takes settings as keywords refuse one that comes without its name."""

    @wraps(method)
    def checked(self: Any, /, *nameless: object, **settings: Any) -> Any:
        __tracebackhide__ = True
        if nameless:
            raise nameless_setting(f"{method.__name__}()", nameless[0])
        return method(self, **settings)

    return cast("F", checked)


def nameless_setting(what: str, given: object, takes: str = "settings by name") -> SettingsError:
    """Make the error for a setting that comes without its name; it shows how to write it.

    Args:
        what: What it was given to, as a call without arguments.
        given: The setting.
        takes: The arguments that are allowed.
    """
    if isinstance(given, Mapping):
        named = ", ".join(f"{name}={value!r}" for name, value in given.items())
    else:
        known = (setting.name for setting in SETTINGS.values() if given in setting.choices)
        name = next(known, None)
        named = "outcome='failed'" if name is None else f"{name}={given!r}"
    return SettingsError(f"{what} takes {takes}, not {given!r}: {what[:-1]}{named})")


def read_outcome(what: str, value: object) -> str | Failure:
    """Read an outcome: one of the words, or a failure as ``as_failure`` takes it.

    Args:
        what: The beginning of the message.
        value: The outcome as it was given.

    Raises:
        SettingsError: It is none.
    """
    if isinstance(value, (Failure, Mapping)):
        return as_failure(what, value)
    return one_of(what, value, OUTCOMES)


def as_failure(what: str, value: Failure | Mapping[str, Any]) -> Failure:
    """Return a Failure, or make one of its code and description, as JSON and TOML write it.

    Args:
        what: The beginning of the message.
        value: The failure as it was given.

    Raises:
        SettingsError: Something else is given, or they are no text, or empty.
    """
    if isinstance(value, Failure):
        return value
    what = what.rstrip(":")
    if value.keys() != {"code", "description"}:
        raise SettingsError(f"{what}: a failure has code and description, not {dict(value)!r}")
    try:
        return Failure(**value)
    except ValueError as error:
        raise SettingsError(f"{what}: {error}") from None


def one_of(what: str, word: object, allowed: Collection[str]) -> str:
    """Return a word if it is one of those that are allowed.

    Args:
        what: The beginning of the message.
        word: The word.
        allowed: The words that are allowed.

    Raises:
        SettingsError: It is none of them.
    """
    # Some mappings of words can't be asked about a list.
    if not isinstance(word, str) or word not in allowed:
        raise SettingsError(unknown(what, word, allowed))
    return word
