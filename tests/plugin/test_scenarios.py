from __future__ import annotations

from textwrap import dedent

import pytest

from pytest_sc_plan.fake.scenarios import BUILT_IN

from .conftest import Run
from .reports import assert_setup_fails
from .test_ini import native_toml, usage_error

ALLOWED = (
    "fails-then-succeeds, happy-path, lost-response, rolled-back-update, slow, stuck, throttled"
)

EXECUTE = """
    def run(sc_plan):
        client = boto3.client("servicecatalog")
        plan = sc_plan.add_plan()
        client.execute_provisioned_product_plan(PlanId=plan.id)
        for _ in range(20):
            described = client.describe_provisioned_product_plan(PlanId=plan.id)
            status = described["ProvisionedProductPlanDetails"]["Status"]
            if status != "EXECUTE_IN_PROGRESS":
                break
        return plan
"""


def test_a_marker_runs_a_test_in_a_scenario_that_is_built_in(run: Run) -> None:
    run(
        dedent(EXECUTE)
        + dedent("""
        @pytest.mark.sc_plan_scenario("happy-path")
        def test_happy_path(sc_plan):
            assert run(sc_plan).status == "EXECUTE_SUCCESS"
            assert len(sc_plan.calls) == 3

        @pytest.mark.sc_plan_scenario("slow")
        def test_slow(sc_plan):
            assert run(sc_plan).status == "EXECUTE_SUCCESS"
            assert len(sc_plan.calls) == 12

        @pytest.mark.sc_plan_scenario("stuck")
        def test_stuck(sc_plan):
            assert run(sc_plan).status == "EXECUTE_IN_PROGRESS"

        @pytest.mark.sc_plan_scenario("fails-then-succeeds")
        def test_fails_then_succeeds(sc_plan):
            assert [run(sc_plan).status for _ in range(3)] == [
                "EXECUTE_FAILED", "EXECUTE_SUCCESS", "EXECUTE_SUCCESS"
            ]

        @pytest.mark.sc_plan(sleep="skip")
        @pytest.mark.sc_plan_scenario("throttled")
        def test_throttled(sc_plan):
            assert run(sc_plan).status == "EXECUTE_SUCCESS"
            assert [call.fault for call in sc_plan.calls[:3]] == ["throttling", "throttling", None]

        @pytest.mark.sc_plan(sleep="skip")
        @pytest.mark.sc_plan_scenario("lost-response")
        def test_lost_response(sc_plan):
            assert run(sc_plan).status == "EXECUTE_SUCCESS"
            sc_plan.assert_executed_once(sc_plan.plans[0])

        @pytest.mark.sc_plan_scenario("rolled-back-update")
        def test_rolled_back_update(sc_plan):
            plan = run(sc_plan)
            client = boto3.client("servicecatalog")
            update = sc_plan.add_plan(provisioned_product=plan.provisioned_product)
            client.execute_provisioned_product_plan(PlanId=update.id)
            seen = [
                client.describe_record(Id=update.record.id)["RecordDetail"]["Status"]
                for _ in range(3)
            ]
            assert seen == ["IN_PROGRESS", "IN_PROGRESS_IN_ERROR", "FAILED"]
            assert plan.provisioned_product.status == "TAINTED"
        """)
    ).assert_outcomes(passed=len(BUILT_IN))


def test_the_fixture_runs_a_test_in_every_scenario(run: Run) -> None:
    result = run(
        """
        def test_any(sc_plan_scenario, sc_plan):
            sc_plan.configure(assert_all_errors_raised=False)
            assert sc_plan_scenario.description
        """,
        "-v",
    )
    result.assert_outcomes(passed=len(BUILT_IN))
    result.stdout.fnmatch_lines([f"*::test_any[[]{name}[]] PASSED*" for name in BUILT_IN])


def test_the_fixture_is_parametrized_with_names(run: Run) -> None:
    result = run(
        """
        @pytest.mark.parametrize("sc_plan_scenario", ["stuck", "slow"], indirect=True)
        def test_some(sc_plan_scenario, sc_plan):
            assert sc_plan.settings.outcome == {"stuck": "stuck", "slow": "succeeded"}[
                str(sc_plan_scenario)
            ]
        """,
        "-v",
    )
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*::test_some[[]stuck[]]*", "*::test_some[[]slow[]]*"])


def test_a_direct_parametrization_is_refused(run: Run) -> None:
    result = run(
        """
        @pytest.mark.parametrize("sc_plan_scenario", ["stuck"])
        def test_some(sc_plan_scenario): pass
        """
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "*test_user.py::test_some: parametrize('sc_plan_scenario', ...) needs indirect=True, "
            "or the values would replace the fixture and do nothing*"
        ]
    )


def test_settings_of_a_marker_win_over_a_scenario_and_a_scenario_over_the_ini_file(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makeini("[pytest]\nsc_plan_polls = 2\nsc_plan_outcome = failed")
    run(
        """
        @pytest.mark.sc_plan_scenario("stuck")
        @pytest.mark.sc_plan(polls=3)
        def test_closest(sc_plan):
            assert (sc_plan.settings.polls, sc_plan.settings.outcome) == (3, "stuck")

        @pytest.mark.sc_plan_scenario("slow")
        def test_scenario(sc_plan):
            assert (sc_plan.settings.polls, sc_plan.settings.outcome) == (10, "failed")
        """
    ).assert_outcomes(passed=2)


OWN = """
[flaky-network]
description = "the connection is lost twice"
settings = { polls = 2 }
outcomes = ["failed", { code = "LimitExceeded", description = "No capacity." }]
errors = [{ code = "InvalidStateException", times = 1, after = 1 }]
faults = [
    { kind = "connection_closed", times = 2 },
    { kind = "latency", seconds = 3 },
]
"""

USE_OWN = """
    @pytest.mark.sc_plan(sleep="skip")
    @pytest.mark.sc_plan_scenario("flaky-network")
    def test_own(sc_plan):
        client = boto3.client("servicecatalog")
        first, second = sc_plan.add_plan(), sc_plan.add_plan()
        client.execute_provisioned_product_plan(PlanId=first.id)
        with pytest.raises(client.exceptions.InvalidStateException):
            client.execute_provisioned_product_plan(PlanId=second.id)
        assert [call.fault for call in sc_plan.calls] == [
            "connection_closed", "connection_closed", None, None
        ]
        client.execute_provisioned_product_plan(PlanId=second.id)
        sc_plan.advance()
        assert first.status == "EXECUTE_FAILED"
        assert second.status_message == "LimitExceeded  No capacity."
        assert sc_plan.settings.polls == 2
"""


def test_own_scenarios_come_from_a_toml_file_beside_the_ini_file(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makeini("[pytest]\nsc_plan_scenarios = scenarios/own.toml")
    pytester.mkdir("scenarios").joinpath("own.toml").write_text(OWN, encoding="utf-8")
    run(USE_OWN).assert_outcomes(passed=1)


def test_own_scenarios_stand_in_the_ini_file(run: Run, pytester: pytest.Pytester) -> None:
    indented = OWN.replace("\n", "\n    ")
    pytester.makeini(f"[pytest]\nsc_plan_scenarios ={indented}")
    run(USE_OWN).assert_outcomes(passed=1)


def test_own_scenarios_stand_in_pyproject(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyprojecttoml(f"[tool.pytest.ini_options]\nsc_plan_scenarios = '''{OWN}'''")
    run(USE_OWN).assert_outcomes(passed=1)


def test_own_scenarios_join_those_that_are_built_in(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nsc_plan_scenarios = own.toml")
    pytester.path.joinpath("own.toml").write_text("[mine]\n[stuck]", encoding="utf-8")
    run(
        """
        def test_all(sc_plan_scenario, sc_plan):
            sc_plan.configure(assert_all_errors_raised=False)
            if sc_plan_scenario.name == "stuck":
                assert sc_plan.settings.outcome == "succeeded"
        """
    ).assert_outcomes(passed=len(BUILT_IN) + 1)


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
            "account_id, assert_all_errors_raised, auto_create_plans, created_polls, "
            "creation_failure_description, creation_outcome, deterministic, duration, engine, "
            "failure_code, failure_description, idempotency, outcome, polls, progress, region, "
            "sleep",
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


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        (
            "sc_plan_scenario('stuk')",
            "marker sc_plan_scenario('stuk'): unknown scenario 'stuk'; did you mean 'stuck'? "
            f"Allowed: {ALLOWED}",
        ),
        (
            "sc_plan_scenario(3)",
            f"marker sc_plan_scenario(3): unknown scenario 3; allowed: {ALLOWED}",
        ),
        (
            "sc_plan_scenario()",
            "marker sc_plan_scenario(): takes the name of one scenario, and nothing else",
        ),
        (
            "sc_plan_scenario('stuck', polls=2)",
            "marker sc_plan_scenario('stuck', polls=2): takes the name of one scenario, and "
            "nothing else",
        ),
    ],
)
def test_a_wrong_marker_fails_the_setup(run: Run, marker: str, message: str) -> None:
    assert_setup_fails(run(f"@pytest.mark.{marker}\ndef test_it(): pass"), message)


def test_a_wrong_parameter_fails_the_setup(run: Run) -> None:
    result = run(
        "@pytest.mark.parametrize('sc_plan_scenario', ['stuk'], indirect=True)\n"
        "def test_it(sc_plan_scenario): pass"
    )
    assert_setup_fails(
        result,
        f"sc_plan_scenario: unknown scenario 'stuk'; did you mean 'stuck'? Allowed: {ALLOWED}",
    )
