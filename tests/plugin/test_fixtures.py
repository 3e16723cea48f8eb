from __future__ import annotations

import pytest

from ..global_state import global_state
from .conftest import Run


def test_sc_plan_gives_a_fake_that_every_client_calls(run: Run) -> None:
    run(
        """
        from user_code import execute

        from_import_time = boto3.client("servicecatalog", region_name="eu-west-1")

        def test_execution(sc_plan):
            plan = sc_plan.add_plan()
            assert execute(plan.id) == "CREATED"
            assert plan.status == "EXECUTE_IN_PROGRESS"
            sc_plan.assert_executed(plan)

        def test_client_made_before(sc_plan):
            from_import_time.list_provisioned_product_plans()
            assert [call.region for call in sc_plan.calls] == ["eu-west-1"]
        """
    ).assert_outcomes(passed=2)


def test_each_test_has_a_fake_of_its_own(run: Run) -> None:
    run(
        """
        @pytest.mark.parametrize("time", ["first", "second"])
        def test_fresh(sc_plan, sc_plan_client, time):
            assert (sc_plan.plans, sc_plan.calls) == ([], [])
            sc_plan.add_plan(name="plan")
            sc_plan.configure(polls=7)
            assert len(sc_plan_client.list_provisioned_product_plans()["ProvisionedProductPlans"])

        def test_settings_too(sc_plan):
            assert sc_plan.settings.polls == 1
        """
    ).assert_outcomes(passed=3)


def test_a_fake_inside_the_fixtures_answers_until_its_block_ends(run: Run) -> None:
    run(
        """
        from user_code import execute
        from pytest_sc_plan import mock_service_catalog

        def test_nested(sc_plan):
            execute("plan-a")
            with mock_service_catalog(auto_create_plans=True) as inner:
                assert execute("plan-b") == "CREATED"
            execute("plan-c")
            assert [call.params["PlanId"] for call in sc_plan.calls] == ["plan-a", "plan-c"]
            assert [call.params["PlanId"] for call in inner.calls] == ["plan-b"]
        """
    ).assert_outcomes(passed=1)


def test_fixtures_and_unittest_methods_may_ask_for_the_fake(run: Run) -> None:
    run(
        """
        from user_code import execute

        @pytest.fixture
        def plan(sc_plan):
            return sc_plan.add_plan()

        def test_fixture(plan):
            assert execute(plan.id) == "CREATED"

        class Plans(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def fake(self, sc_plan):
                self.sc_plan = sc_plan

            def test_method(self):
                self.assertEqual(execute(self.sc_plan.add_plan().id), "CREATED")
        """
    ).assert_outcomes(passed=2)


def test_sc_plan_client_is_a_client_of_the_configured_region(run: Run) -> None:
    run(
        """
        def test_default(sc_plan_client):
            assert sc_plan_client.meta.service_model.service_name == "servicecatalog"
            assert sc_plan_client.meta.region_name == "us-east-1"

        @pytest.mark.sc_plan(region="eu-central-1")
        def test_marker(sc_plan, sc_plan_client):
            assert sc_plan_client.meta.region_name == "eu-central-1"
            plan = sc_plan.add_plan()
            sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
            assert sc_plan.calls[0].region == "eu-central-1"

        @pytest.fixture
        def elsewhere(sc_plan):
            sc_plan.configure(region="eu-west-3")

        def test_configure(elsewhere, sc_plan_client):
            assert sc_plan_client.meta.region_name == "eu-west-3"
            assert boto3.client("servicecatalog").meta.region_name == "eu-west-3"
        """
    ).assert_outcomes(passed=3)


def test_the_region_of_the_environment_is_the_default(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-southeast-2")
    run(
        """
        def test_environment(sc_plan, sc_plan_client):
            assert sc_plan.settings.region == sc_plan_client.meta.region_name == "ap-southeast-2"

        @pytest.mark.sc_plan(region="eu-west-1")
        def test_marker(sc_plan, sc_plan_client):
            assert sc_plan.settings.region == sc_plan_client.meta.region_name == "eu-west-1"
        """
    ).assert_outcomes(passed=2)


def test_the_environment_holds_fake_credentials_and_a_region_while_the_fake_is_live(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_DEFAULT_PROFILE", "production")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
    before = global_state()
    run(
        """
        import os

        def read():
            return {name: value for name, value in os.environ.items() if name.startswith("AWS_")}

        before = read()

        def test_live(sc_plan):
            assert read() == {
                "AWS_ACCESS_KEY_ID": "testing",
                "AWS_SECRET_ACCESS_KEY": "testing",
                "AWS_SESSION_TOKEN": "testing",
                "AWS_SECURITY_TOKEN": "testing",
                "AWS_DEFAULT_REGION": "us-east-1",
            }

        def test_without():
            assert read() == before
        """
    ).assert_outcomes(passed=2)
    assert global_state() == before


@pytest.mark.parametrize("ending", ["pass", "assert False", "pytest.skip('no')", "boto3.none"])
def test_everything_is_put_back_however_the_test_ends(run: Run, ending: str) -> None:
    before = global_state()
    result = run(
        f"""
        def test_ending(sc_plan):
            boto3.client("servicecatalog")
            {ending}
        """
    )
    assert sum(result.parseoutcomes().values()) == 1
    assert global_state() == before


def test_everything_is_put_back_when_a_later_fixture_fails(run: Run) -> None:
    before = global_state()
    run(
        """
        @pytest.fixture
        def broken(sc_plan):
            yield
            raise RuntimeError("teardown")

        @pytest.fixture
        def never(sc_plan):
            raise RuntimeError("setup")

        def test_teardown(broken): pass
        def test_setup(never): pass
        """
    ).assert_outcomes(passed=1, errors=2)
    assert global_state() == before
