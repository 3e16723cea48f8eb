"""Settings: the table, its keywords, and the messages for wrong values."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_type_hints

import pytest

from pytest_sc_plan import ServiceCatalog, Settings, SettingsError
from pytest_sc_plan.catalog.behavior import Behavior
from pytest_sc_plan.settings import SETTINGS, SettingsKeywords

ALL = (
    "access, account_id, assert_all_errors_raised, auto_create_plans, created_polls, "
    "creation_failure_description, creation_outcome, deterministic, duration, engine, "
    "failure_code, failure_description, idempotency, outcome, polls, progress, region, sleep, "
    "workflow"
)


def test_the_defaults_are_those_of_the_contract() -> None:
    settings = Settings()
    assert {field.name: getattr(settings, field.name) for field in fields(settings)} == {
        "region": "us-east-1",
        "account_id": "123456789012",
        "outcome": "succeeded",
        "failure_code": "AmazonCloudFormationException",
        "failure_description": "Resource creation cancelled. The following resource(s) failed to "
        "create: [Resource].",
        "creation_outcome": "succeeded",
        "creation_failure_description": "Internal Failure",
        "progress": "polls",
        "polls": 1,
        "created_polls": 0,
        "duration": 30.0,
        "engine": "scripted",
        "sleep": "real",
        "idempotency": "documented",
        "auto_create_plans": False,
        "access": "open",
        "workflow": "automatic",
        "assert_all_errors_raised": True,
        "deterministic": False,
    }


def test_every_setting_is_a_row() -> None:
    rows = {row.name: row.metadata.get("description") for row in fields(Settings)}
    assert {name: setting.description for name, setting in SETTINGS.items()} == rows
    assert all(rows.values())


def test_the_keywords_are_the_rows() -> None:
    assert get_type_hints(SettingsKeywords) == {row.name: row.type for row in fields(Settings)}
    assert SettingsKeywords.__total__ is False


def test_the_catalog_reads_settings_that_there_are() -> None:
    rows = {row.name: row.type for row in fields(Settings)}
    read = get_type_hints(Behavior)
    assert read == {name: rows[name] for name in read}


def test_each_default_is_allowed() -> None:
    for setting in SETTINGS.values():
        setting.check("default", setting.name, setting.default)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("region", "region where nothing else says one (default: us-east-1)"),
        (
            "outcome",
            "what becomes of an execution: succeeded, failed or stuck (default: succeeded)",
        ),
        (
            "deterministic",
            "true: identifiers, request ids, tokens and times are the same in every run "
            "(default: false)",
        ),
    ],
)
def test_the_help_has_choices_and_default(name: str, line: str) -> None:
    assert SETTINGS[name].help == line


def test_configured_settings_are_in_force(sc_plan: ServiceCatalog) -> None:
    sc_plan.configure(polls=3, duration=5)
    assert (sc_plan.settings.polls, sc_plan.settings.duration) == (3, 5)
    assert sc_plan.settings.outcome == "succeeded"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"outcom": "failed"},
            f"unknown setting 'outcom'; did you mean 'outcome'? Allowed: {ALL}",
        ),
        ({"xyzzy": 1}, f"unknown setting 'xyzzy'; allowed: {ALL}"),
        (
            {"outcome": "fail"},
            "unknown outcome 'fail'; did you mean 'failed'? Allowed: failed, stuck, succeeded",
        ),
        (
            {"progress": "never"},
            "unknown progress 'never'; allowed: immediate, manual, polls, time",
        ),
        (
            {"idempotency": "Strict"},
            "unknown idempotency 'Strict'; did you mean 'strict'? Allowed: documented, strict",
        ),
        (
            {"access": "closed"},
            "unknown access 'closed'; allowed: open, principals",
        ),
        (
            {"workflow": "Notify"},
            "unknown workflow 'Notify'; did you mean 'notify'? Allowed: automatic, notify",
        ),
        ({"sleep": "none"}, "unknown sleep 'none'; allowed: real, skip"),
        ({"polls": -1}, "polls must be 0 or more, not -1"),
        ({"polls": "2"}, "polls must be a whole number, not '2' (str)"),
        ({"polls": 1.5}, "polls must be a whole number, not 1.5 (float)"),
        ({"polls": True}, "polls must be a whole number, not True (bool)"),
        ({"duration": True}, "duration must be a number, not True (bool)"),
        ({"duration": -0.5}, "duration must be 0 or more, not -0.5"),
        ({"duration": float("inf")}, "duration must be 0 or more, not inf"),
        ({"duration": float("nan")}, "duration must be 0 or more, not nan"),
        ({"duration": 1e308}, "duration must be at most 253402214400, not 1e+308"),
        ({"auto_create_plans": 1}, "auto_create_plans must be true or false, not 1 (int)"),
        ({"outcome": None}, "outcome must be text, not None (NoneType)"),
        ({"region": "Europe"}, "region must be a region such as eu-west-1, not 'Europe'"),
        ({"account_id": "123"}, "account_id must be 12 digits, not '123'"),
        (
            {"account_id": "12345678901\u0662"},
            "account_id must be 12 digits, not '12345678901\u0662'",
        ),
        (
            {"region": "eu-west-\u0661"},
            "region must be a region such as eu-west-1, not 'eu-west-\u0661'",
        ),
        ({"account_id": 123456789012}, "account_id must be text, not 123456789012 (int)"),
    ],
)
def test_a_wrong_setting_is_refused_with_the_allowed_ones(
    sc_plan: ServiceCatalog, settings: dict[str, Any], message: str
) -> None:
    before = sc_plan.settings
    with pytest.raises(SettingsError) as caught:
        sc_plan.configure(**settings)
    assert str(caught.value) == f"configure(): {message}"
    assert sc_plan.settings == before


def test_the_message_names_the_option_as_it_was_written() -> None:
    with pytest.raises(SettingsError) as caught:
        SETTINGS["polls"].from_ini("pytest.ini", "-1")
    assert str(caught.value) == "pytest.ini: sc_plan_polls must be 0 or more, not -1"


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("auto_create_plans", "true", True),
        ("auto_create_plans", " False ", False),
        ("auto_create_plans", "1", True),
        ("auto_create_plans", "0", False),
        ("auto_create_plans", True, True),
        ("polls", "3", 3),
        ("polls", 3, 3),
        ("duration", "1.5", 1.5),
        ("outcome", " failed ", "failed"),
    ],
)
def test_ini_text_becomes_the_type_of_its_setting(name: str, written: object, value: Any) -> None:
    read = SETTINGS[name].from_ini("pytest.ini", written)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "written", "message"),
    [
        (
            "auto_create_plans",
            "yes!",
            "sc_plan_auto_create_plans must be true or false, not 'yes!'",
        ),
        ("polls", "many", "sc_plan_polls must be a whole number, not 'many'"),
        ("duration", "long", "sc_plan_duration must be a number, not 'long'"),
    ],
)
def test_ini_text_that_can_not_be_read_is_refused(name: str, written: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        SETTINGS[name].from_ini("pytest.ini", written)
    assert str(caught.value) == f"pytest.ini: {message}"
