"""Fakes of wider scope: with the other fixtures, in reports, and with the ini file's settings."""

from __future__ import annotations

from textwrap import dedent

import pytest

from .conftest import Run
from .reports import messages, sections
from .test_sections import LINE

CONFTEST = """
import pytest
from pytest_sc_plan import mock_service_catalog

@pytest.fixture(scope="module")
def sc_plan():
    with mock_service_catalog(assert_all_errors_raised=False) as catalog:
        yield catalog
"""

MODULE = """
def test_client(sc_plan, sc_plan_client):
    assert sc_plan.settings.polls == 3
    sc_plan_client.list_provisioned_product_plans()
    assert 0

def test_error(sc_plan, sc_plan_client, sc_plan_error):
    with pytest.raises(sc_plan_client.exceptions.ClientError, match=sc_plan_error.code):
        sc_plan_client.execute_provisioned_product_plan(PlanId="plan-1")

def test_error_has_ended(sc_plan, sc_plan_client, sc_plan_server):
    plan = sc_plan.add_plan()
    client = boto3.client("servicecatalog", endpoint_url=sc_plan_server.url)
    client.execute_provisioned_product_plan(PlanId=plan.id)
    sc_plan.advance()
    assert 0

@pytest.mark.sc_plan_invalid_state
def test_marked(): pass

@pytest.mark.sc_plan(polls=3)
class TestMarked:
    def test_settings(self, sc_plan): pass

@pytest.mark.sc_plan_fault("throttling")
def test_fault(sc_plan): pass

@pytest.mark.sc_plan_scenario("slow")
def test_scenario_marker(sc_plan): pass

@pytest.mark.parametrize("sc_plan_scenario", ["slow"], indirect=True)
def test_scenario(sc_plan_scenario): pass
"""

ON_OURS = """
@pytest.fixture
def sc_plan(sc_plan):
    sc_plan.add_product("bucket")
    return sc_plan

@pytest.mark.sc_plan(polls=4)
def test_marked(sc_plan):
    assert (sc_plan.settings.polls, sc_plan.products[0].name) == (4, "bucket")

class TestSetup:
    def setup_method(self):
        self.client = boto3.client("servicecatalog")

    @pytest.fixture(autouse=True)
    def before(self):
        self.other = boto3.client("servicecatalog")

    @pytest.fixture
    def indirect(self, sc_plan):
        return sc_plan

    def test_direct(self, sc_plan):
        self.client.list_provisioned_product_plans()
        self.other.list_provisioned_product_plans()
        assert len(sc_plan.calls) == 2

    def test_indirect(self, indirect):
        self.client.list_provisioned_product_plans()
        assert len(indirect.calls) == 1

@pytest.fixture(params=[1, 2])
def several(request):
    return request.param

class TestParametrized:
    @pytest.fixture
    def sc_plan(self, sc_plan, several):
        sc_plan.add_product(f"product-{several}")
        return sc_plan

    def test_each(self, sc_plan, several):
        assert sc_plan.products[1].name == f"product-{several}"
"""


def unreached(asking: str, instead: str) -> str:
    return (
        f"{asking} does not reach the fixture sc_plan (scope module, conftest.py:4), which makes a "
        f"fake of its own. Use {instead} instead."
    )


def test_a_fixture_named_sc_plan_serves_a_module(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nsc_plan_polls = 3")
    pytester.makeconftest(CONFTEST)
    result = run(MODULE)
    title = "mock_service_catalog() in the fixture sc_plan (scope module, conftest.py:6):"
    settings = "settings: polls=3, assert_all_errors_raised=false"
    assert sections(result) == {
        "test_client": [title, settings, "  1  ListProvisionedProductPlans  ok"],
        "test_error_has_ended": [
            title,
            settings,
            "4 calls before this test",
            "  5  ExecuteProvisionedProductPlan  PlanId=plan-a  CREATED  rec-a",
            "       pp-a PLAN_IN_PROGRESS -> UNDER_CHANGE",
            "       plan-a CREATE_SUCCESS -> EXECUTE_IN_PROGRESS",
            "     advance()",
            "       rec-a CREATED -> IN_PROGRESS",
            "       rec-a IN_PROGRESS -> SUCCEEDED",
            "       pp-a UNDER_CHANGE -> AVAILABLE",
            "       plan-a EXECUTE_IN_PROGRESS -> EXECUTE_SUCCESS",
        ],
    }
    as_settings = "sc_plan.configure(...), and sc_plan.reset() after the test,"
    both = "sc_plan.configure(...) and sc_plan.raise_error(...)"
    shown = messages(result)
    del shown["test_client"], shown["test_error_has_ended"]
    assert shown == {
        "test_marked": unreached(
            "the marker sc_plan_invalid_state", "sc_plan.raise_error(...) as a context manager"
        ),
        "test_settings": unreached("the marker sc_plan", as_settings),
        "test_fault": unreached(
            "the marker sc_plan_fault", "sc_plan.inject_fault(...) as a context manager"
        ),
        "test_scenario_marker": unreached("the marker sc_plan_scenario", both),
        "test_scenario[slow]": unreached("the fixture sc_plan_scenario", both),
    }


def test_a_fixture_that_builds_on_ours_and_what_is_set_up_after_it(run: Run) -> None:
    run(ON_OURS).assert_outcomes(passed=5)


SECOND = """
from pytest_sc_plan import mock_service_catalog

mock = mock_service_catalog()

@pytest.fixture(scope="module")
def wide(request):
    with mock_service_catalog() as catalog:
        request.getfixturevalue("tmp_path_factory")
        yield catalog

class TestWide:
    def test_client(self, wide, sc_plan_client): pass

    @pytest.mark.sc_plan_invalid_state
    def test_marker(self, wide): pass

    def test_nested(self, wide):
        with mock_service_catalog() as inner:
            boto3.client("servicecatalog").list_provisioned_product_plans()
        assert (len(wide.calls), len(inner.calls)) == (0, 1)
"""

OTHERS = """
from pytest_sc_plan import mock_service_catalog

mock = mock_service_catalog()

@pytest.fixture
def beside():
    with mock as catalog:
        yield catalog

def test_beside(beside, sc_plan): pass

def test_in_the_body(request):
    with mock:
        request.getfixturevalue("sc_plan")

@mock
def test_decorated(sc_plan): pass

@mock
@pytest.mark.sc_plan
def test_decorated_and_marked(): pass

@mock
class TestDecorated:
    def test_method(self, sc_plan): pass

@pytest.fixture(scope="module")
def wants_sc_plan(sc_plan): pass

@pytest.fixture(scope="class")
def wants_client(request):
    request.getfixturevalue("sc_plan_client")

def test_module(wants_sc_plan): pass

def test_class(wants_client): pass
"""

INSTEAD = "instead of sc_plan, sc_plan_client and the markers."

SCOPED = """    @pytest.fixture(scope="{}")
    def sc_plan():
        with mock_service_catalog() as catalog:
            yield catalog"""


def test_a_second_fake_is_refused(run: Run) -> None:
    result = run(SECOND)
    shown = {name: LINE.sub(":LINE", text) for name, text in messages(result).items()}
    live = (
        "would make a second fake: one is live already, from mock_service_catalog() in the fixture "
        "wide (scope module, test_user.py:LINE). Name that fixture sc_plan, or use wide"
    )
    assert shown == {
        "test_client": f"sc_plan {live} {INSTEAD}",
        "test_marker": f"the marker sc_plan_invalid_state {live} {INSTEAD}",
    }
    result.assert_outcomes(passed=1, errors=2)


def test_a_fake_of_another_kind_is_refused_beside_ours(run: Run) -> None:
    shown = {name: LINE.sub(":LINE", text) for name, text in messages(run(OTHERS)).items()}
    scopes = {name: shown.pop(name) for name in ("test_module", "test_class")}
    take = f"which is another one. Take the decorator away, or use its catalog {INSTEAD}"
    around = "does not reach the fake of mock_service_catalog() around"
    assert shown == {
        "test_beside": "mock_service_catalog() in the fixture beside (scope function, "
        "test_user.py:LINE) would make a second fake: that of sc_plan is live already. Use sc_plan "
        "there, or take sc_plan, sc_plan_client and the markers away from the test.",
        "test_in_the_body": "sc_plan would make a second fake: one is live already, from "
        f"mock_service_catalog() in test_in_the_body (test_user.py:LINE). Use that one {INSTEAD}",
        "test_decorated": f"sc_plan {around} test_decorated (test_user.py:LINE), {take}",
        "test_decorated_and_marked": f"the marker sc_plan {around} test_decorated_and_marked "
        f"(test_user.py:LINE), {take}",
        "test_method": f"sc_plan {around} TestDecorated, {take}",
    }
    assert scopes["test_module"].startswith("ScopeMismatch: ")
    assert scopes["test_module"].endswith(
        "\nsc_plan is there for one test. For one fake in each module put this into conftest.py:\n"
        + SCOPED.format("module")
    )
    assert scopes["test_class"].endswith(
        "\nsc_plan_client is there for one test. For one fake in each class put this into "
        "conftest.py, and use sc_plan there instead of sc_plan_client:\n" + SCOPED.format("class")
    )


def test_the_ini_files_settings_are_the_defaults_of_every_fake(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makeini(
        "[pytest]\nsc_plan_polls = 3\nsc_plan_sleep = skip\nsc_plan_region = eu-west-3"
    )
    result = run(
        """
        from pytest_sc_plan import mock_service_catalog, serve_in_moto

        pytest_plugins = ["pytester"]

        def test_keywords_win():
            with mock_service_catalog(region="eu-west-1") as catalog:
                assert (catalog.settings.polls, catalog.settings.region) == (3, "eu-west-1")

        @mock_service_catalog
        def test_decorated():
            assert boto3.client("servicecatalog").meta.region_name == "eu-west-3"

        def test_in_moto():
            with serve_in_moto() as catalog:
                assert catalog.settings.polls == 3

        def test_inner_run(pytester):
            pytester.makeini("[pytest]")
            pytester.makepyfile(
                "from pytest_sc_plan import mock_service_catalog\\n"
                "def test_inner():\\n"
                "    with mock_service_catalog() as catalog:\\n"
                "        assert catalog.settings.polls == 1\\n"
            )
            pytester.runpytest_inprocess("-p", "sc_plan").assert_outcomes(passed=1)
            test_keywords_win()
        """
    )
    result.assert_outcomes(passed=4)


SHARED = """
def client(server):
    return boto3.client(
        "servicecatalog",
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )

def test_passes(sc_plan_shared_server):
    client(sc_plan_shared_server).list_provisioned_product_plans()

def test_calls(sc_plan_shared_server):
    for _ in range(2):
        client(sc_plan_shared_server).list_provisioned_product_plans()
    assert 0

def test_no_calls(sc_plan_shared_server):
    assert 0
"""

PARALLEL = """
def test_ours(sc_plan, sc_plan_client):
    sc_plan_client.list_provisioned_product_plans()
    assert 0
"""


@pytest.mark.once
def test_the_shared_server_tells_its_calls_to_the_worker_whose_test_failed(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(test_user=f"import boto3\n{SHARED}{PARALLEL}")
    result = pytester.runpytest_subprocess("-p", "xdist", "-n", "1", "-q")
    result.assert_outcomes(passed=1, failed=3)
    shown = result.stdout.str()
    assert shown.count("AWS Service Catalog calls") == 2
    section = "AWS Service Catalog calls ---------------------------\n"
    assert f"{section}  1  ListProvisionedProductPlans  ok\n" in shown
    assert (
        f"{section}sc_plan_shared_server:\n"
        "1 call before this test\n"
        "  2  ListProvisionedProductPlans  ok  x2\n"
    ) in shown


def test_a_shared_server_that_died_is_told_in_the_section(run: Run) -> None:
    result = run(
        """
        def test_died(sc_plan_shared_server, monkeypatch):
            monkeypatch.setattr(sc_plan_shared_server, "url", "http://127.0.0.1:1/main")
            assert 0
        """
    )
    (lines,) = sections(result).values()
    assert lines[0] == "sc_plan_shared_server:"
    assert lines[1].startswith(
        "  (the shared server at http://127.0.0.1:1/main has ended, and its states with it: "
    )


def test_a_class_that_failed_is_not_told_of_errors_that_were_never_raised(run: Run) -> None:
    result = run(
        dedent("""
        from pytest_sc_plan import mock_service_catalog

        mock = mock_service_catalog()

        @mock
        class TestPlain:
            def test_plain(self):
                mock.catalog.raise_error("InvalidStateException")
                assert 0

        @mock
        class TestCase(unittest.TestCase):
            def test_case(self):
                mock.catalog.raise_error("InvalidStateException")
                self.fail()

            def test_skipped(self):
                mock.catalog.raise_error("InvalidStateException")
                self.skipTest("no")

            @unittest.expectedFailure
            def test_expected(self):
                mock.catalog.raise_error("InvalidStateException")
                self.fail()
        """)
    )
    result.assert_outcomes(failed=2, skipped=1, xfailed=1)


def test_without_a_terminal(run: Run) -> None:
    assert run("def test_user(sc_plan): pass", "-p", "no:terminal").ret is pytest.ExitCode.OK
