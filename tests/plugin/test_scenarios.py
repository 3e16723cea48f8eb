from __future__ import annotations

from textwrap import dedent

import pytest

from pytest_sc_plan.fake.scenarios import BUILT_IN

from .conftest import Run
from .reports import assert_setup_fails

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
