"""Markers, and the fakes that they make live."""

from __future__ import annotations

import pytest

from .conftest import Run

CODES = {
    "sc_plan_invalid_parameters": "InvalidParametersException",
    "sc_plan_invalid_state": "InvalidStateException",
    "sc_plan_resource_not_found": "ResourceNotFoundException",
}


@pytest.mark.parametrize(("marker", "code"), CODES.items())
def test_each_documented_error_has_a_marker(run: Run, marker: str, code: str) -> None:
    run(
        f"""
        from user_code import execute

        @pytest.mark.{marker}
        def test_code(sc_plan):
            assert execute(sc_plan.add_plan().id) == {code!r}
        """
    ).assert_outcomes(passed=1)


@pytest.mark.parametrize("arguments", ["'InvalidStateException'", "code='InvalidStateException'"])
def test_sc_plan_error_takes_the_code_first_or_by_name(run: Run, arguments: str) -> None:
    run(
        f"""
        from user_code import execute

        @pytest.mark.sc_plan_error({arguments})
        def test_code(sc_plan):
            assert execute(sc_plan.add_plan().id) == "InvalidStateException"
        """
    ).assert_outcomes(passed=1)


def test_the_arguments_of_an_error_marker_are_those_of_raise_error(run: Run) -> None:
    run(
        """
        from user_code import execute

        @pytest.mark.sc_plan(auto_create_plans=True)
        @pytest.mark.sc_plan_invalid_state(times=2, after=1, plan_id="plan-a", message="Busy.")
        def test_error(sc_plan):
            plans = ["plan-a", "plan-b", "plan-a", "plan-b", "plan-a", "plan-a"]
            assert [execute(plan) for plan in plans] == [
                "CREATED", "CREATED", "InvalidStateException", "CREATED", "InvalidStateException",
                "CREATED",
            ]
            assert sc_plan.calls[2].error_message == "Busy."

        @pytest.mark.sc_plan_error("NoSuchThing", documented=False, operation="DescribeRecord")
        def test_undocumented(sc_plan_client):
            with pytest.raises(Exception, match="NoSuchThing"):
                sc_plan_client.describe_record(Id="rec-x")
        """
    ).assert_outcomes(passed=2)


def test_stacked_error_markers_are_raised_from_the_top(run: Run) -> None:
    run(
        """
        from user_code import execute

        @pytest.mark.sc_plan_invalid_state(times=1)
        @pytest.mark.sc_plan_resource_not_found(times=1)
        @pytest.mark.sc_plan_invalid_parameters(times=1)
        def test_order(sc_plan):
            plan = sc_plan.add_plan()
            assert [execute(plan.id) for _ in range(4)] == [
                "InvalidStateException", "ResourceNotFoundException", "InvalidParametersException",
                "CREATED",
            ]
        """
    ).assert_outcomes(passed=1)


def test_error_markers_of_the_test_come_before_those_of_its_class_and_module(run: Run) -> None:
    run(
        """
        from user_code import execute

        pytestmark = pytest.mark.sc_plan_invalid_parameters(times=1)

        @pytest.mark.sc_plan_resource_not_found(times=1)
        class TestOrder:
            @pytest.mark.sc_plan_invalid_state(times=1)
            def test_order(self, sc_plan):
                plan = sc_plan.add_plan()
                assert [execute(plan.id) for _ in range(4)] == [
                    "InvalidStateException", "ResourceNotFoundException",
                    "InvalidParametersException", "CREATED",
                ]
        """
    ).assert_outcomes(passed=1)


def test_the_closest_sc_plan_marker_wins_name_by_name(run: Run) -> None:
    run(
        """
        pytestmark = [
            pytest.mark.sc_plan(polls=2, outcome="failed"),
            pytest.mark.sc_plan(region="eu-west-1"),
        ]

        def read(sc_plan):
            settings = sc_plan.settings
            return settings.polls, settings.outcome, settings.region, settings.duration

        def test_of_module(sc_plan):
            assert read(sc_plan) == (2, "failed", "eu-west-1", 30)

        @pytest.mark.sc_plan(polls=3)
        @pytest.mark.sc_plan(duration=5)
        class TestClass:
            def test_of_class(self, sc_plan):
                assert read(sc_plan) == (3, "failed", "eu-west-1", 5)

            @pytest.mark.sc_plan(polls=4, region="eu-west-2")
            def test_of_test(self, sc_plan):
                assert read(sc_plan) == (4, "failed", "eu-west-2", 5)

        @pytest.mark.sc_plan(polls=5)
        @pytest.mark.parametrize("polls", [5, pytest.param(6, marks=pytest.mark.sc_plan(polls=6))])
        def test_of_parameter(sc_plan, polls):
            assert read(sc_plan) == (polls, "failed", "eu-west-1", 30)
        """
    ).assert_outcomes(passed=5)


def test_the_marker_of_a_class_wins_over_that_of_the_class_it_extends(run: Run) -> None:
    run(
        """
        @pytest.mark.sc_plan(polls=2, duration=5)
        class Base:
            def test_settings(self, sc_plan):
                assert (sc_plan.settings.polls, sc_plan.settings.duration) == (3, 5)

        @pytest.mark.sc_plan(polls=3)
        class TestDerived(Base):
            pass
        """
    ).assert_outcomes(passed=1)


def test_the_mark_of_a_parameter_injects_for_that_parameter_alone(run: Run) -> None:
    run(
        """
        from user_code import execute

        @pytest.mark.parametrize(
            "answer",
            [
                "CREATED",
                pytest.param("InvalidStateException", marks=pytest.mark.sc_plan_invalid_state),
            ],
        )
        def test_answer(sc_plan, answer):
            assert execute(sc_plan.add_plan().id) == answer
        """
    ).assert_outcomes(passed=2)


def test_a_marker_alone_makes_the_fake_live(run: Run) -> None:
    run(
        """
        from user_code import execute

        @pytest.mark.sc_plan
        def test_sc_plan():
            assert execute() == "ResourceNotFoundException"

        @pytest.mark.sc_plan_error("InvalidStateException")
        def test_sc_plan_error():
            assert execute() == "InvalidStateException"

        @pytest.mark.sc_plan_invalid_parameters
        class TestClass:
            def test_method(self):
                assert execute() == "InvalidParametersException"
        """
    ).assert_outcomes(passed=3)


def test_a_marker_alone_makes_the_fake_live_for_methods_of_a_unittest_testcase(run: Run) -> None:
    run(
        """
        from user_code import execute

        @pytest.mark.sc_plan_invalid_parameters(times=1)
        class Plans(unittest.TestCase):
            def setUp(self):
                self.first = execute()

            @pytest.mark.sc_plan_invalid_state
            def test_of_method(self):
                self.assertEqual([self.first, execute()], ["InvalidStateException"] * 2)

            @pytest.mark.sc_plan(auto_create_plans=True)
            def test_of_class(self):
                self.assertEqual([self.first, execute()], ["InvalidParametersException", "CREATED"])
        """,
        "-o",
        "sc_plan_assert_all_errors_raised=false",
    ).assert_outcomes(passed=2)


def test_the_mark_of_a_parameter_makes_the_fake_live_for_that_parameter_alone(run: Run) -> None:
    run(
        """
        import os

        @pytest.mark.parametrize(
            "live", [False, pytest.param(True, marks=pytest.mark.sc_plan), False]
        )
        def test_live(live):
            assert ("AWS_ACCESS_KEY_ID" in os.environ) is live
        """
    ).assert_outcomes(passed=3)


def test_a_marker_that_a_hook_adds_makes_the_fake_live(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        import pytest

        def pytest_collection_modifyitems(items):
            for item in items:
                if item.name == "test_collected":
                    item.add_marker(pytest.mark.sc_plan)

        def pytest_runtest_setup(item):
            if item.name == "test_about_to_start":
                item.add_marker(pytest.mark.sc_plan_invalid_state)
        """
    )
    run(
        """
        from user_code import execute

        def test_collected():
            assert execute() == "ResourceNotFoundException"

        def test_about_to_start():
            assert execute() == "InvalidStateException"
        """
    ).assert_outcomes(passed=2)


def test_the_fake_of_a_marker_is_live_before_the_fixtures_of_the_test_alone(run: Run) -> None:
    run(
        """
        import os
        from user_code import execute

        @pytest.fixture(scope="module")
        def of_module():
            assert "AWS_ACCESS_KEY_ID" not in os.environ

        @pytest.fixture
        def of_test(of_module):
            return execute()

        @pytest.mark.sc_plan
        def test_answer(of_test):
            assert of_test == "ResourceNotFoundException"
        """
    ).assert_outcomes(passed=1)


def test_a_test_without_marker_or_fixture_is_left_alone(run: Run) -> None:
    run(
        """
        import os
        from botocore.endpoint import Endpoint

        before = dict(vars(Endpoint))

        def test_nothing_of_ours():
            assert dict(vars(Endpoint)) == before
            assert [name for name in os.environ if name.startswith("AWS_")] == []
        """
    ).assert_outcomes(passed=1)
