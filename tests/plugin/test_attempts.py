"""Tests that are run again, tests that have subtests, and what is left after either."""

from __future__ import annotations

import pytest

from .conftest import Run

needs_subtests = pytest.mark.skipif(
    pytest.version_tuple < (9,), reason="this pytest has no subtests"
)


def test_an_attempt_is_not_judged_by_the_one_before(run: Run) -> None:
    result = run(
        """
        attempts = []

        @pytest.fixture
        def after(sc_plan):
            attempts.append("")
            if len(attempts) == 2:
                raise ZeroDivisionError

        @pytest.mark.sc_plan_invalid_state
        def test_passes_but_never_raises(sc_plan, after):
            pass
        """,
        "-p",
        "pytest_rerunfailures",
        "--reruns=1",
    )
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(["*ZeroDivisionError*"])
    result.stdout.no_fnmatch_line("*never raised*")


def test_calls_of_an_attempt_that_failed_are_not_shown_for_the_next(run: Run) -> None:
    result = run(
        """
        attempts = []

        @pytest.fixture
        def before():
            attempts.append("")
            if len(attempts) == 2:
                raise ZeroDivisionError

        def test_user(before, sc_plan, sc_plan_client):
            sc_plan_client.list_provisioned_product_plans()
            assert 0
        """,
        "-p",
        "pytest_rerunfailures",
        "--reruns=1",
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ZeroDivisionError*"])
    result.stdout.no_fnmatch_line("*ListProvisionedProductPlans*")


@needs_subtests
@pytest.mark.parametrize(
    "subtests",
    [
        "assert 0",
        "assert 0|pass",
        "pytest.skip('no')|pass",
    ],
)
def test_a_subtest_that_did_not_pass_is_reason_enough(run: Run, subtests: str) -> None:
    blocks = "".join(f"\n    with subtests.test():\n        {body}" for body in subtests.split("|"))
    result = run(f"@pytest.mark.sc_plan_invalid_state\ndef test_user(subtests, sc_plan):{blocks}\n")
    result.stdout.no_fnmatch_line("*never raised*")


@needs_subtests
def test_an_error_that_no_subtest_met_fails_the_test(run: Run) -> None:
    result = run(
        """
        @pytest.mark.sc_plan_invalid_state
        def test_user(subtests, sc_plan):
            for _ in range(2):
                with subtests.test():
                    pass
        """
    )
    result.stdout.fnmatch_lines(["1 injected error was never raised:"])


@needs_subtests
def test_a_subtest_that_failed_shows_the_calls_so_far(run: Run) -> None:
    result = run(
        """
        def test_user(subtests, sc_plan, sc_plan_client):
            for number in range(3):
                with subtests.test(number=number):
                    sc_plan_client.list_provisioned_product_plans()
                    assert number != 1
        """
    )
    shown = result.stdout.str()
    assert shown.count("  1  ListProvisionedProductPlans  ok  x2\n") == 1


MANY = """
import gc
import pytest
from pytest_sc_plan import ServiceCatalog, mock_service_catalog

@pytest.mark.parametrize("number", range(500))
def test_plain(sc_plan, number):
    sc_plan.add_plan()

@pytest.mark.sc_plan_invalid_state
@pytest.mark.parametrize("number", range(500))
def test_client(sc_plan, sc_plan_client, number):
    with pytest.raises(sc_plan_client.exceptions.InvalidStateException):
        sc_plan_client.execute_provisioned_product_plan(PlanId="plan-1")

@pytest.mark.sc_plan(sleep="skip", deterministic=True)
@pytest.mark.parametrize("number", range(500))
def test_marked(number):
    pass

@mock_service_catalog
@pytest.mark.parametrize("number", range(490))
def test_decorated(number):
    pass

@pytest.mark.sc_plan(engine="cloudformation")
@pytest.mark.parametrize("number", range(5))
def test_stacks(sc_plan, number):
    sc_plan.add_plan()

@pytest.mark.parametrize("number", range(5))
def test_failing(sc_plan, sc_plan_client, number):
    sc_plan_client.list_provisioned_product_plans()
    assert not sc_plan

def live():
    gc.collect()
    return [item for item in gc.get_objects() if type(item) is ServiceCatalog]

def test_what_is_left():
    # pytest keeps the last exception, and with it the fake of the test that failed last.
    assert len(live()) <= 1
"""


@pytest.mark.once
@pytest.mark.usefixtures("unmeasured")
def test_nothing_is_left_of_2000_tests(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(MANY)
    result = pytester.runpytest_subprocess("-q")
    result.assert_outcomes(passed=1996, failed=5)
