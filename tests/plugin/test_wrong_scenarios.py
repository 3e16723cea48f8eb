"""Scenarios that an ini file, or the file that it names, got wrong."""

from __future__ import annotations

import pytest

from .test_ini import native_toml, usage_error


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        (
            "[a]\npolls = 3",
            "own.toml, line 2: sc_plan_scenarios: scenario 'a': unknown key 'polls'; allowed: "
            "description, errors, "
            "faults, outcomes, settings",
        ),
        (
            '[a]\n"pol\\u006cs" = 3',
            "own.toml, line 1: sc_plan_scenarios: scenario 'a': unknown key 'polls'; allowed: "
            "description, errors, "
            "faults, outcomes, settings",
        ),
        ("a = 1", "own.toml, line 1: sc_plan_scenarios: scenario 'a' must be a table, not 1"),
        (
            "[b]\n[a]\nsettings = 3",
            "own.toml, line 3: sc_plan_scenarios: scenario 'a': settings must be a table, not 3",
        ),
        (
            "[a]\n\n[a.settings]\npols = 3",
            "own.toml, line 4: sc_plan_scenarios: scenario 'a': settings: unknown setting 'pols'; "
            "did you mean "
            "'polls'? Allowed: "
            "access, account_id, assert_all_errors_raised, auto_create_plans, created_polls, "
            "creation_failure_description, creation_outcome, deterministic, duration, engine, "
            "failure_code, failure_description, idempotency, outcome, polls, progress, region, "
            "sleep, workflow",
        ),
        (
            "[a]\nsettings = { polls = 'x' }",
            "own.toml, line 2: sc_plan_scenarios: scenario 'a': settings: polls must be a whole "
            "number, not 'x' (str)",
        ),
        (
            "[a]\noutcomes = ['fail']",
            "own.toml, line 2: sc_plan_scenarios: scenario 'a': unknown outcome 'fail'; did you "
            "mean 'failed'? "
            "Allowed: failed, stuck, "
            "succeeded",
        ),
        (
            "[a]\noutcomes = [{ code = 'x' }]",
            "own.toml, line 2: sc_plan_scenarios: scenario 'a': unknown outcome: a failure has "
            "code and description, "
            "not {'code': 'x'}",
        ),
        (
            "[a]\ndescription = 'x'\nerrors = [{ operation = 'x' }]",
            "own.toml, line 3: sc_plan_scenarios: scenario 'a': each of errors must be a table "
            "with code, not "
            "{'operation': 'x'}",
        ),
        (
            "[a]\nfaults = ['throttling']",
            "own.toml, line 2: sc_plan_scenarios: scenario 'a': each of faults must be a table "
            "with kind, not "
            "'throttling'",
        ),
        (
            "[a]\nfaults = [\n  { kind = 'throttling', time = 3 },\n]",
            "own.toml, line 3: sc_plan_scenarios: scenario 'a': unknown key of faults 'time'; did "
            "you mean 'times'? "
            "Allowed: after, kind, "
            "operation, plan_id, seconds, times",
        ),
        (
            "[a]\nfaults = [{ kind = 'throttling', times = 0 }]",
            "own.toml, line 2: sc_plan_scenarios: scenario 'a': faults: times must be a whole "
            "number of at least 1, "
            "not 0",
        ),
        (
            "[a]\nerrors = [{ code = 'InvalidState' }]",
            "own.toml, line 2: sc_plan_scenarios: scenario 'a': errors: "
            "ExecuteProvisionedProductPlan does not "
            "document 'InvalidState'; did you mean 'InvalidStateException'? Allowed: "
            "InvalidParametersException, InvalidStateException, "
            "ResourceNotFoundException; "
            "documented=False allows any other code",
        ),
        (
            "[b]\n[a",
            "own.toml, line 2: sc_plan_scenarios: not TOML: Expected ']' at the end of a table "
            "declaration",
        ),
        ("[b]\na = [", "own.toml, line 2: sc_plan_scenarios: not TOML: Invalid value"),
        ("a = 1\na = 1", "own.toml, line 2: sc_plan_scenarios: not TOML: Cannot overwrite a value"),
    ],
)
def test_a_wrong_scenario_is_refused_with_file_line_and_key(
    pytester: pytest.Pytester, toml: str, message: str
) -> None:
    pytester.makeini("[pytest]\nsc_plan_scenarios = own.toml")
    pytester.path.joinpath("own.toml").write_text(toml, encoding="utf-8")
    pytester.makepyfile("def test_nothing(): pass")
    result = pytester.runpytest_inprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    literal = message.replace("[", "[[]")
    result.stderr.fnmatch_lines([f"ERROR: {pytester.path}/{literal}"])


def test_a_file_of_scenarios_that_is_not_there_is_refused(pytester: pytest.Pytester) -> None:
    path = pytester.makeini("[pytest]\naddopts =\nsc_plan_scenarios = own.toml")
    assert usage_error(pytester.runpytest_inprocess()) == (
        f"ERROR: {path}, line 3: sc_plan_scenarios: {pytester.path / 'own.toml'} can't be read: No "
        "such file or directory"
    )


def test_a_file_of_scenarios_that_is_no_text_is_refused(pytester: pytest.Pytester) -> None:
    path = pytester.makeini("[pytest]\nsc_plan_scenarios = own.toml")
    pytester.path.joinpath("own.toml").write_bytes(b"\xff")
    assert usage_error(pytester.runpytest_inprocess()) == (
        f"ERROR: {path}, line 2: sc_plan_scenarios: {pytester.path / 'own.toml'} is not UTF-8"
    )


UNKNOWN_KEY = (
    "scenario 'a': unknown key 'polls'; allowed: description, errors, faults, outcomes, settings"
)

IN_INI = """[other]
polls = 3
# sc_plan_scenarios = is below
[{}]
addopts =
sc_plan_scenarios =
    [b]

    # a comment
    [a]
    description = "x"
      ; another
    {}
"""

IN_TOML = """[other]
polls = 3
[{}]
addopts = ""
sc_plan_scenarios = '''
[b]

# a comment
[a]
description = "x"


{}'''
"""


@pytest.mark.parametrize(
    ("name", "section", "text"),
    [
        ("pytest.ini", "pytest", IN_INI),
        ("tox.ini", "pytest", IN_INI),
        ("setup.cfg", "tool:pytest", IN_INI),
        ("pyproject.toml", "tool.pytest.ini_options", IN_TOML),
        pytest.param("pytest.toml", "pytest", IN_TOML.replace('""', "[]"), marks=native_toml),
    ],
)
@pytest.mark.parametrize(
    ("mistake", "reason"),
    [
        ("polls = 3", UNKNOWN_KEY),
        ("polls 3", "not TOML: Expected '=' after a key in a key/value pair"),
    ],
)
def test_a_mistake_in_the_ini_file_itself_names_the_line_of_that_file(
    pytester: pytest.Pytester, name: str, section: str, text: str, mistake: str, reason: str
) -> None:
    path = pytester.path / name
    path.write_text(text.format(section, mistake), encoding="utf-8")
    assert (
        usage_error(pytester.runpytest_inprocess())
        == f"ERROR: {path}, line 13: sc_plan_scenarios: {reason}"
    )


@pytest.mark.parametrize(
    "option",
    [
        'sc_plan_scenarios = "[a]\\npolls = 3"',
        '"sc_plan_scenarios" = "[a]\\npolls = 3"\naddopts = ""\n[other]\npolls = 3',
    ],
)
def test_scenarios_on_one_line_are_on_the_line_of_the_option(
    pytester: pytest.Pytester, option: str
) -> None:
    path = pytester.makepyprojecttoml(f"[tool.pytest.ini_options]\n{option}")
    said = usage_error(pytester.runpytest_inprocess())
    assert said == f"ERROR: {path}, line 2: sc_plan_scenarios: {UNKNOWN_KEY}"


def test_scenarios_whose_line_is_not_found_are_on_the_first(pytester: pytest.Pytester) -> None:
    path = pytester.makepyprojecttoml(
        '[tool.pytest.ini_options]\n"sc_plan_\\u0073cenarios" = "[a]\\npolls = 3"'
    )
    said = usage_error(pytester.runpytest_inprocess())
    assert said == f"ERROR: {path}, line 1: sc_plan_scenarios: {UNKNOWN_KEY}"


def test_a_mistake_on_the_command_line_is_not_put_down_to_the_ini_file(
    pytester: pytest.Pytester,
) -> None:
    pytester.makeini("[pytest]\nsc_plan_scenarios =\n    [b]")
    said = usage_error(pytester.runpytest_inprocess("-o", "sc_plan_scenarios=[b]\n[a]\npolls = 3"))
    assert said == f"ERROR: -o, line 3: sc_plan_scenarios: {UNKNOWN_KEY}"
