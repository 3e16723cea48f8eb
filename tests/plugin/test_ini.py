from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

import moto.cloudformation.parsing  # noqa: F401 - pytester forgets what is imported while it runs
import pytest

from pytest_sc_plan.settings import SETTINGS, Settings

from .conftest import Run

VALUES = {
    "region": "eu-west-1",
    "account_id": "000000000042",
    "outcome": "failed",
    "failure_code": "Stopped",
    "failure_description": "Somebody stopped it.",
    "creation_outcome": "stuck",
    "creation_failure_description": "The template is broken.",
    "progress": "time",
    "polls": 3,
    "created_polls": 2,
    "duration": 2.5,
    "engine": "cloudformation",
    "sleep": "skip",
    "idempotency": "strict",
    "auto_create_plans": True,
    "access": "principals",
    "workflow": "notify",
    "assert_all_errors_raised": False,
    "deterministic": True,
}

OWN_TYPES = pytest.version_tuple >= (8, 4)
"""Whether pytest itself reads numbers."""

native_toml = pytest.mark.skipif(
    pytest.version_tuple < (9, 0), reason="pytest 9 brought native TOML"
)

CHECK = f"""
from dataclasses import asdict

def test_settings(sc_plan):
    assert asdict(sc_plan.settings) == {VALUES!r}
"""

FILES = [
    ("pytest.ini", "pytest", "ini"),
    ("tox.ini", "pytest", "ini"),
    ("setup.cfg", "tool:pytest", "ini"),
    ("pyproject.toml", "tool.pytest.ini_options", "toml"),
    pytest.param("pyproject.toml", "tool.pytest", "toml", marks=native_toml),
    pytest.param("pytest.toml", "pytest", "toml", marks=native_toml),
    pytest.param(".pytest.toml", "pytest", "toml", marks=native_toml),
]


def written(section: str, values: Mapping[str, object], language: str) -> str:
    """An ini file with those settings; JSON writes numbers, texts and truth as TOML does."""
    lines = [f"[{section}]"]
    for name, value in values.items():
        bare = language == "ini" and isinstance(value, str)
        lines.append(f"sc_plan_{name} = {value if bare else json.dumps(value)}")
    return "\n".join(lines)


def usage_error(result: pytest.RunResult) -> str:
    """The one line that pytest refuses its configuration with."""
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    (line,) = filter(None, result.errlines)
    return line


def wrong(problem: str, value: str, words: str) -> str:
    """The message for a value that pytest itself refuses to read."""
    return f"{problem}: {words}" if OWN_TYPES else f"{problem}, not {value!r}"


def test_the_values_cover_all_settings_and_are_no_defaults() -> None:
    assert VALUES.keys() == SETTINGS.keys()
    assert not VALUES.items() & asdict(Settings()).items()


@pytest.mark.parametrize(("name", "section", "language"), FILES)
def test_every_setting_is_read_from(
    run: Run, pytester: pytest.Pytester, name: str, section: str, language: str
) -> None:
    pytester.path.joinpath(name).write_text(written(section, VALUES, language))
    run(CHECK).assert_outcomes(passed=1)


def test_texts_in_the_ini_options_of_pyproject_are_read_as_the_settings_type(
    run: Run, pytester: pytest.Pytester
) -> None:
    texts = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in VALUES.items()
    }
    pytester.makepyprojecttoml(written("tool.pytest.ini_options", texts, "toml"))
    run(CHECK).assert_outcomes(passed=1)


def test_every_setting_is_read_from_the_command_line(run: Run) -> None:
    options = [("-o", f"sc_plan_{name}={value}") for name, value in VALUES.items()]
    run(CHECK, *(word for option in options for word in option)).assert_outcomes(passed=1)


def test_the_command_line_wins_over_the_ini_file(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nsc_plan_polls = 3\nsc_plan_outcome = failed\n")
    run(
        """
        def test_settings(sc_plan):
            assert (sc_plan.settings.polls, sc_plan.settings.outcome) == (4, "failed")
        """,
        "-o",
        "sc_plan_polls=4",
    ).assert_outcomes(passed=1)


@native_toml
def test_duration_takes_a_whole_number_in_toml(run: Run, pytester: pytest.Pytester) -> None:
    pytester.path.joinpath("pytest.toml").write_text("[pytest]\nsc_plan_duration = 7\n")
    run(
        """
        def test_settings(sc_plan):
            assert sc_plan.settings.duration == 7
        """
    ).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("False", False), ("1", True), ("0", False)]
)
def test_booleans_are_spelled_as_in_pytest(
    run: Run, pytester: pytest.Pytester, text: str, value: object
) -> None:
    pytester.makeini(f"[pytest]\nsc_plan_auto_create_plans = {text}\n")
    run(
        f"""
        def test_settings(sc_plan):
            assert sc_plan.settings.auto_create_plans is {value}
        """
    ).assert_outcomes(passed=1)


def test_a_marker_wins_over_the_ini_file_and_configure_over_the_marker(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makeini(
        "[pytest]\nsc_plan_polls = 3\nsc_plan_duration = 3\nsc_plan_failure_code = Three\n"
    )
    run(
        """
        @pytest.mark.sc_plan(duration=4, failure_code="Four")
        def test_settings(sc_plan):
            sc_plan.configure(failure_code="Five")
            settings = sc_plan.settings
            assert (settings.polls, settings.duration, settings.failure_code) == (3, 4, "Five")
        """
    ).assert_outcomes(passed=1)


def test_the_ini_file_wins_over_the_region_of_the_environment(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-southeast-2")
    pytester.makeini("[pytest]\nsc_plan_region = eu-west-1\n")
    run(
        """
        def test_settings(sc_plan, sc_plan_client):
            assert sc_plan_client.meta.region_name == "eu-west-1"
        """
    ).assert_outcomes(passed=1)


INT = "sc_plan_polls must be a whole number"
FLOAT = "sc_plan_duration must be a number"
BOOL = "sc_plan_deterministic must be true or false"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("polls = x", wrong(INT, "x", "invalid literal for int() with base 10: 'x'")),
        ("polls = 1.5", wrong(INT, "1.5", "invalid literal for int() with base 10: '1.5'")),
        ("polls = -1", "sc_plan_polls must be 0 or more, not -1"),
        ("duration = 3s", wrong(FLOAT, "3s", "could not convert string to float: '3s'")),
        ("duration = inf", "sc_plan_duration must be 0 or more, not inf"),
        ("duration = nan", "sc_plan_duration must be 0 or more, not nan"),
        ("deterministic = maybe", f"{BOOL}: invalid truth value 'maybe'"),
        (
            "outcome = fail",
            "unknown sc_plan_outcome 'fail'; did you mean 'failed'? Allowed: failed, stuck, "
            "succeeded",
        ),
        (
            "progress =",
            "unknown sc_plan_progress ''; allowed: immediate, manual, polls, time",
        ),
        ("region = mars", "sc_plan_region must be a region such as eu-west-1, not 'mars'"),
        ("account_id = 12", "sc_plan_account_id must be 12 digits, not '12'"),
    ],
)
def test_a_wrong_value_is_a_usage_error_that_names_the_file(
    run: Run, pytester: pytest.Pytester, line: str, problem: str
) -> None:
    path = pytester.makeini(f"[pytest]\nsc_plan_{line}\n")
    result = run("def test_never_reached(): assert False")
    assert usage_error(result) == f"ERROR: {path}: {problem}"


@native_toml
@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("polls = '3'", f"{INT}: config option 'sc_plan_polls' expects an int, got str: '3'"),
        ("polls = true", f"{INT}: config option 'sc_plan_polls' expects an int, got bool: True"),
        (
            "duration = '3'",
            f"{FLOAT}: config option 'sc_plan_duration' expects a float, got str: '3'",
        ),
        (
            "deterministic = 'true'",
            f"{BOOL}: config option 'sc_plan_deterministic' expects a bool, got str: 'true'",
        ),
        (
            "region = ['eu-west-1']",
            "sc_plan_region must be text: config option 'sc_plan_region' expects a string, "
            "got list: ['eu-west-1']",
        ),
        ("polls = -1", "sc_plan_polls must be 0 or more, not -1"),
    ],
)
def test_a_wrong_type_in_toml_is_a_usage_error_that_names_the_file(
    run: Run, pytester: pytest.Pytester, line: str, problem: str
) -> None:
    path = pytester.path / "pytest.toml"
    path.write_text(f"[pytest]\nsc_plan_{line}\n")
    result = run("def test_never_reached(): assert False")
    assert usage_error(result) == f"ERROR: {path}: {problem}"


@pytest.mark.parametrize("text", ["", "[pytest]\nsc_plan_polls = 3\n"])
@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("x", wrong(INT, "x", "invalid literal for int() with base 10: 'x'")),
        ("-1", "sc_plan_polls must be 0 or more, not -1"),
    ],
)
def test_a_wrong_value_of_the_command_line_is_not_put_down_to_the_ini_file(
    run: Run, pytester: pytest.Pytester, text: str, value: str, problem: str
) -> None:
    pytester.makeini(text)
    for option in ("-o", "--override-ini"):
        result = run("def test_never_reached(): assert False", option, f"sc_plan_polls={value}")
        assert usage_error(result) == f"ERROR: -o: {problem}"


def test_what_another_option_overrides_is_put_down_to_the_ini_file(
    run: Run, pytester: pytest.Pytester
) -> None:
    path = pytester.makeini("[pytest]\nsc_plan_polls = -1\n")
    result = run("def test_never_reached(): assert False", "-o", "sc_plan_duration=3")
    assert usage_error(result) == f"ERROR: {path}: sc_plan_polls must be 0 or more, not -1"


def test_pytest_refuses_an_unknown_option(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nsc_plan_pols = 3\n")
    result = run("def test_never_reached(): assert False")
    assert usage_error(result) == "ERROR: Unknown config option: sc_plan_pols"
