"""The settings: what there is, and how ini options, markers and ``configure()`` become them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from .catalog.behavior import Behavior

INI_PREFIX = "sc_plan_"


class SettingsError(ValueError):
    """A setting, marker or argument is not one that is allowed; the message says what is."""


@dataclass(frozen=True)
class Settings(Behavior):
    """Everything that a user may set, with its default.

    Args:
        region: The region where nothing else says one.
        account_id: The account of the caller where nothing else says one: twelve digits.
        engine: What executes plans: ``scripted``, or ``cloudformation`` for stacks in moto.
        sleep: ``real``, or ``skip``: sleeping returns at once and moves the fake's clock.
        assert_all_errors_raised: Whether an injected error that was never raised fails the test.
        deterministic: Whether identifiers, request ids and times are the same in every run.
    """

    region: str = "us-east-1"
    account_id: str = "123456789012"
    engine: str = "scripted"
    sleep: str = "real"
    assert_all_errors_raised: bool = True
    deterministic: bool = False

    def updated(self, source: str, changes: Mapping[str, Any], *, prefix: str = "") -> Settings:
        """These settings with some of them changed.

        Args:
            source: What the changes come from, for the message.
            changes: Values by the names of the settings.
            prefix: What stands before the names where the user wrote them, for the message.

        Raises:
            SettingsError: A name is unknown, or a value is not allowed.
        """
        for name, value in changes.items():
            if name not in DESCRIPTIONS:
                raise SettingsError(unknown(f"{source}: unknown setting", name, DESCRIPTIONS))
            _check(source, f"{prefix}{name}", name, value)
        return replace(self, **changes) if changes else self


CHOICES: Mapping[str, tuple[str, ...]] = {
    "outcome": ("succeeded", "failed", "stuck"),
    "progress": ("immediate", "polls", "time", "manual"),
    "engine": ("scripted", "cloudformation"),
    "sleep": ("real", "skip"),
    "idempotency": ("documented", "strict"),
}

DESCRIPTIONS: Mapping[str, str] = {
    "region": "region where nothing else says one",
    "account_id": "account of the caller where nothing else says one: 12 digits",
    "outcome": "what becomes of an execution: succeeded, failed or stuck",
    "failure_code": "code of the RecordErrors entry of a failed execution",
    "failure_description": "description of that entry, and the StatusMessage",
    "progress": "what moves work on: immediate, polls, time or manual",
    "polls": "with progress=polls, how many reads see work still in progress",
    "duration": "with progress=time, seconds from start to end",
    "engine": "what executes plans: scripted, or cloudformation for real stacks in moto",
    "sleep": "real, or skip: sleeping returns at once and moves the fake's clock on by as much",
    "idempotency": "reading of the idempotency token: documented or strict",
    "auto_create_plans": "true: executing an unknown plan id creates that plan first",
    "assert_all_errors_raised": "an injected error that was never raised fails the test",
    "deterministic": "true: identifiers, request ids and times are the same in every run",
}

TYPES: Mapping[str, type] = {field.name: type(field.default) for field in fields(Settings)}

_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d+")
_ACCOUNT = re.compile(r"\d{12}")


def from_ini(name: str, value: object) -> Any:
    """The value of a setting as an ini file spells it; TOML's own types stay as they are.

    Raises:
        SettingsError: The text can't be read as the setting's type.
    """
    if not isinstance(value, str):
        return value
    text = value.strip()
    if TYPES[name] is bool:
        words = {"true": True, "false": False, "1": True, "0": False}
        if text.lower() not in words:
            raise SettingsError(f"{INI_PREFIX}{name} must be true or false, not {value!r}")
        return words[text.lower()]
    if TYPES[name] in {int, float}:
        try:
            return TYPES[name](text)
        except ValueError:
            noun = NOUNS[TYPES[name]]
            raise SettingsError(f"{INI_PREFIX}{name} must be {noun}, not {value!r}") from None
    return text


def unknown(what: str, word: object, allowed: Collection[str]) -> str:
    """The message for a word that is not allowed, with what is and the nearest match."""
    # Only a mistake needs this, and loading the plugin is to cost nothing.
    import difflib

    message = f"{what} {word!r}; allowed: {', '.join(sorted(allowed))}"
    nearest = difflib.get_close_matches(str(word), allowed, n=1, cutoff=0.5)
    return f"{message}; did you mean {nearest[0]!r}?" if nearest else message


def one_of(what: str, word: object, allowed: Collection[str]) -> str:
    """A word that is one of those that are allowed.

    Args:
        what: What it is for, for the message.
        word: The word.
        allowed: The words that are allowed.

    Raises:
        SettingsError: It is none of them.
    """
    if word not in allowed:
        raise SettingsError(unknown(what, word, allowed))
    return str(word)


def _check(source: str, shown: str, name: str, value: object) -> None:
    wanted = TYPES[name]
    accepted: tuple[type, ...] = (int, float) if wanted is float else (wanted,)
    must = f"{source}: {shown} must be"
    if not isinstance(value, accepted) or (isinstance(value, bool) and wanted is not bool):
        raise SettingsError(f"{must} {NOUNS[wanted]}, not {value!r} ({type(value).__name__})")
    if name in CHOICES and value not in CHOICES[name]:
        raise SettingsError(unknown(f"{source}: unknown {shown}", value, CHOICES[name]))
    if isinstance(value, (int, float)) and not 0 <= value < float("inf"):
        raise SettingsError(f"{must} 0 or more, not {value!r}")
    if name == "region" and not _REGION.fullmatch(str(value)):
        raise SettingsError(f"{must} a region such as eu-west-1, not {value!r}")
    if name == "account_id" and not _ACCOUNT.fullmatch(str(value)):
        raise SettingsError(f"{must} 12 digits, not {value!r}")


NOUNS: Mapping[type, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}
