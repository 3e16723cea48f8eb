from __future__ import annotations

import pytest

from .conftest import Run
from .reports import assert_teardown_fails, calls_section, failure, failures

CALL = "  1  ExecuteProvisionedProductPlan  PlanId=plan-x  ResourceNotFoundException"
EXECUTE = "ExecuteProvisionedProductPlan"


def assert_never_raised(result: pytest.RunResult, *reasons: str) -> None:
    """The test passed and failed at teardown, for those reasons and no others."""
    result.assert_outcomes(passed=1, errors=1)
    when, message = failure(result)
    given, _, calls = message.partition("\nThe calls:\n")
    noun = "error was" if len(reasons) == 1 else "errors were"
    assert when == "teardown"
    assert given.splitlines() == [
        f"{len(reasons)} injected {noun} never raised:",
        *(f"  {reason}" for reason in reasons),
    ]
    assert calls.startswith("  1  ")


@pytest.mark.parametrize(
    ("test", "phase"),
    [
        ("def test_call(sc_plan): execute('plan-x'); assert False", "call"),
        ("def test_setup(calls_at_setup): pass", "setup"),
        ("def test_teardown(calls_at_teardown): pass", "teardown"),
    ],
)
def test_the_calls_are_shown_when_the_test_fails(run: Run, test: str, phase: str) -> None:
    result = run(
        f"""
        from user_code import execute

        @pytest.fixture
        def calls_at_setup(sc_plan):
            execute("plan-x")
            raise RuntimeError

        @pytest.fixture
        def calls_at_teardown(sc_plan):
            yield
            execute("plan-x")
            raise RuntimeError

        {test}
        """
    )
    assert [report.when for report in failures(result)] == [phase]
    assert (calls_section(result) or "").splitlines()[0] == CALL
    result.stdout.fnmatch_lines(["*- AWS Service Catalog calls -*", CALL])


def test_the_calls_of_setup_are_shown_when_the_test_fails_later(run: Run) -> None:
    result = run(
        """
        from user_code import execute

        @pytest.fixture
        def executed(sc_plan):
            execute("plan-x")

        def test_call(executed):
            assert False
        """
    )
    assert (calls_section(result) or "").splitlines()[0] == CALL


def test_the_calls_are_shown_without_the_fixture_being_named(run: Run) -> None:
    result = run(
        """
        from user_code import execute

        @pytest.mark.sc_plan
        def test_call():
            execute("plan-x")
            assert False
        """
    )
    assert (calls_section(result) or "").splitlines()[0] == CALL


def test_nothing_is_shown_without_calls_or_without_the_fake(run: Run) -> None:
    result = run(
        """
        def test_no_calls(sc_plan): assert False
        def test_no_fake(): assert False
        """
    )
    assert [report.sections for report in failures(result)] == [[], []]


def test_nothing_is_shown_of_a_test_that_passes_or_is_skipped_unless_it_is_asked_for(
    run: Run,
) -> None:
    result = run(
        """
        from user_code import execute

        def test_passes(sc_plan):
            execute("plan-x")

        def test_skips(sc_plan):
            execute("plan-x")
            pytest.skip("no")

        @pytest.mark.xfail
        def test_fails_as_expected(sc_plan):
            execute("plan-x")
            assert False
        """,
        "-rxXsfE",
    )
    result.assert_outcomes(passed=1, skipped=1, xfailed=1)
    result.stdout.no_fnmatch_line("*AWS Service Catalog calls*")


@pytest.mark.parametrize(
    "inject",
    [
        "@pytest.mark.sc_plan_invalid_state\n        def test(sc_plan): pass",
        "def test(sc_plan): sc_plan.raise_error('InvalidStateException')",
    ],
)
def test_an_injected_error_that_was_never_raised_fails_a_test_that_passed(
    run: Run, inject: str
) -> None:
    result = run(
        f"""
        {inject}
        """
    )
    assert_teardown_fails(
        result,
        "1 injected error was never raised:\n"
        f"  InvalidStateException on {EXECUTE}: {EXECUTE} was never called\n"
        "The calls:\n"
        "  (no calls)",
    )


@pytest.mark.parametrize(
    ("injected", "reasons"),
    [
        (
            ["sc_plan_invalid_state(after=1)"],
            [f"InvalidStateException on {EXECUTE} (after=1): call 1: after=1 was not reached"],
        ),
        (
            ["sc_plan_invalid_state(plan_id='plan-y')"],
            [f"InvalidStateException on {EXECUTE} (plan_id='plan-y'): call 1: for PlanId plan-x"],
        ),
        (
            ["sc_plan_resource_not_found", "sc_plan_invalid_state"],
            [f"InvalidStateException on {EXECUTE}: call 1: another came first"],
        ),
        (
            ["sc_plan_resource_not_found(operation='DescribeRecord')"],
            ["ResourceNotFoundException on DescribeRecord: DescribeRecord was never called"],
        ),
        (
            ["sc_plan_invalid_state(after=2, times=3)", "sc_plan_invalid_parameters(after=1)"],
            [
                f"InvalidStateException on {EXECUTE} (after=2, times=3): "
                "call 1: after=2 was not reached",
                f"InvalidParametersException on {EXECUTE} (after=1): "
                "call 1: after=1 was not reached",
            ],
        ),
    ],
)
def test_the_failure_says_why_an_error_was_never_raised(
    run: Run, injected: list[str], reasons: list[str]
) -> None:
    marks = ", ".join(f"pytest.mark.{marker}" for marker in injected)
    result = run(
        f"""
        from user_code import execute

        @pytest.mark.parametrize("_", [pytest.param(1, marks=[{marks}][::-1])])
        def test_call(sc_plan, _):
            assert execute("plan-x") == "ResourceNotFoundException"
        """
    )
    assert_never_raised(result, *reasons)


def test_an_error_that_was_injected_too_late_is_explained(run: Run) -> None:
    result = run(
        """
        from user_code import execute

        def test_call(sc_plan):
            execute("plan-x")
            sc_plan.raise_error("InvalidStateException")
        """
    )
    assert_never_raised(
        result,
        f"InvalidStateException on {EXECUTE}: call 1: not valid, or not while this was waiting",
    )


def test_sc_plan_error_has_to_be_raised_too(run: Run) -> None:
    run("def test_no_call(sc_plan_error): pass").assert_outcomes(passed=3, errors=3)


@pytest.mark.parametrize(
    ("ending", "outcome"),
    [
        ("assert False", "failed"),
        ("pytest.skip('no')", "skipped"),
        ("pytest.xfail('no')", "xfailed"),
    ],
)
def test_unraised_errors_are_no_second_failure_of_a_test(
    run: Run, ending: str, outcome: str
) -> None:
    result = run(
        f"""
        @pytest.mark.sc_plan_invalid_state
        def test_ending(sc_plan):
            {ending}
        """
    )
    assert result.parseoutcomes() == {outcome: 1}


def test_unraised_errors_are_no_second_failure_after_setup(run: Run) -> None:
    result = run(
        """
        @pytest.fixture
        def broken(sc_plan):
            raise RuntimeError

        @pytest.mark.sc_plan_invalid_state
        def test_never_reached(broken):
            pass
        """
    )
    assert [report.when for report in failures(result)] == ["setup"]


@pytest.mark.parametrize(
    ("off", "arguments"),
    [
        ("@pytest.mark.sc_plan(assert_all_errors_raised=False)", []),
        ("", ["-o", "sc_plan_assert_all_errors_raised=false"]),
    ],
)
def test_a_setting_allows_unraised_errors(run: Run, off: str, arguments: list[str]) -> None:
    run(
        f"""
        {off}
        @pytest.mark.sc_plan_invalid_state
        def test_no_call(sc_plan):
            pass
        """,
        *arguments,
    ).assert_outcomes(passed=1)


def test_configure_allows_unraised_errors(run: Run) -> None:
    run(
        """
        @pytest.mark.sc_plan_invalid_state
        def test_no_call(sc_plan):
            sc_plan.configure(assert_all_errors_raised=False)
        """
    ).assert_outcomes(passed=1)
