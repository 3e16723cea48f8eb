from __future__ import annotations

import asyncio
import os
import time
import unittest
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from pytest_sc_plan import ServiceCatalogMock, SettingsError, mock_service_catalog
from pytest_sc_plan.settings import SETTINGS

from ..global_state import global_state
from ..helpers import Client, execute

NEVER_RAISED = (
    "1 injected error was never raised:\n"
    "  InvalidStateException on ExecuteProvisionedProductPlan: "
    "ExecuteProvisionedProductPlan was never called\n"
    "The calls:\n"
    "  (no calls)"
)


@pytest.fixture(autouse=True)
def everything_is_put_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Check that nothing of a test is left in the process."""
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    before = global_state()
    yield
    assert global_state() == before


def client() -> Client:
    return boto3.client("servicecatalog")


def is_live() -> bool:
    return os.environ.get("AWS_ACCESS_KEY_ID") == "testing"


def list_plans() -> None:
    client().list_provisioned_product_plans()


# ---------------------------------------------------------------------- context manager


def test_with_gives_a_live_fake() -> None:
    with mock_service_catalog() as catalog:
        plan = catalog.add_plan()
        execute(client(), plan.id)
        catalog.assert_executed(plan)


def test_with_takes_settings() -> None:
    with mock_service_catalog(region="eu-west-1", polls=3) as catalog:
        assert (catalog.settings.region, catalog.settings.polls) == ("eu-west-1", 3)
        assert client().meta.region_name == "eu-west-1"


def test_the_region_of_the_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as changed:
        changed.setenv("AWS_DEFAULT_REGION", "ap-southeast-2")
        with mock_service_catalog() as catalog:
            assert catalog.settings.region == client().meta.region_name == "ap-southeast-2"


def test_one_mock_is_a_new_fake_each_time() -> None:
    mock = mock_service_catalog()
    with mock as first:
        first.add_plan()
    with mock as second:
        assert second is not first
        assert second.plans == []


def test_an_error_that_was_never_raised_ends_the_block_with_an_assertion_error() -> None:
    with pytest.raises(AssertionError) as caught, mock_service_catalog() as catalog:
        catalog.raise_error("InvalidStateException")
    assert str(caught.value) == NEVER_RAISED


def test_an_exception_inside_the_block_is_not_masked() -> None:
    with (  # noqa: PT012
        pytest.raises(ZeroDivisionError),
        mock_service_catalog() as catalog,
    ):
        catalog.raise_error("InvalidStateException")
        raise ZeroDivisionError


def test_a_setting_lets_errors_be_injected_in_vain() -> None:
    with mock_service_catalog(assert_all_errors_raised=False) as catalog:
        catalog.raise_error("InvalidStateException")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"polls": "1"}, "polls must be a whole number, not '1' (str)"),
        (
            {"pols": 1},
            f"unknown setting 'pols'; allowed: {', '.join(sorted(SETTINGS))}; "
            "did you mean 'polls'?",
        ),
    ],
)
def test_a_wrong_setting_is_refused_when_it_is_written(
    settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        mock_service_catalog(**settings)
    assert str(caught.value) == f"mock_service_catalog(): {message}"


# ---------------------------------------------------------------------- start and stop


def test_start_and_stop_are_the_block_in_two_calls() -> None:
    mock = mock_service_catalog()
    catalog = mock.start()
    assert mock.catalog is catalog
    assert is_live()
    list_plans()
    mock.stop()
    assert len(catalog.calls) == 1


def test_stop_asserts_that_errors_were_raised() -> None:
    mock = mock_service_catalog()
    mock.start().raise_error("InvalidStateException")
    with pytest.raises(AssertionError) as caught:
        mock.stop()
    assert str(caught.value) == NEVER_RAISED


@pytest.mark.parametrize("use", [ServiceCatalogMock.stop, lambda mock: mock.catalog])
def test_a_mock_that_was_not_started_has_no_catalog_and_can_not_be_stopped(
    use: Callable[[ServiceCatalogMock], Any],
) -> None:
    mock = mock_service_catalog()
    mock.start()
    mock.stop()
    with pytest.raises(RuntimeError) as caught:
        use(mock)
    assert str(caught.value) == "mock_service_catalog() is not active: start it first"


# ---------------------------------------------------------------------- several at once


def test_the_inner_fake_answers_and_then_the_outer_again() -> None:
    with mock_service_catalog() as outer:
        list_plans()
        before = global_state()
        with mock_service_catalog(region="eu-west-1") as inner:
            plan = inner.add_plan()
            execute(client(), plan.id)
            inner.assert_executed(plan)
        assert global_state() == before
        list_plans()
        assert [call.region for call in outer.calls] == ["us-east-1", "us-east-1"]


def test_one_mock_may_be_nested_in_itself() -> None:
    mock = mock_service_catalog()
    with mock as outer, mock as inner:
        assert inner is not outer
        assert mock.catalog is inner


@pytest.mark.parametrize(
    "order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]
)
def test_fakes_may_be_stopped_in_any_order(
    order: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as changed:
        changed.setenv("AWS_DEFAULT_REGION", "ap-southeast-2")
        changed.setenv("AWS_PROFILE", "production")
        before = global_state()
        regions = ["eu-west-1", "eu-west-2", "eu-west-3"]
        mocks = [mock_service_catalog(region=region) for region in regions]
        catalogs = [mock.start() for mock in mocks]
        live = [0, 1, 2]
        for number in order:
            list_plans()
            last = catalogs[live[-1]].calls[-1]
            assert last.region == os.environ["AWS_DEFAULT_REGION"] == regions[live[-1]]
            mocks[number].stop()
            live.remove(number)
        assert global_state() == before


def test_an_outer_fake_that_is_configured_has_its_region_once_it_is_the_inner_no_more() -> None:
    with mock_service_catalog() as outer:
        with mock_service_catalog(region="eu-west-2"):
            outer.configure(region="eu-west-1")
            assert client().meta.region_name == "eu-west-2"
        assert client().meta.region_name == "eu-west-1"


def test_configure_leaves_a_region_alone_that_the_test_chose(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with mock_service_catalog() as catalog, monkeypatch.context() as changed:
        changed.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        catalog.configure(polls=2)
        assert client().meta.region_name == "eu-west-1"
        catalog.configure(region="eu-west-2")
        assert client().meta.region_name == "eu-west-2"


def test_sleep_is_skipped_while_the_fake_that_says_so_is_live() -> None:
    real = time.sleep
    with mock_service_catalog(sleep="skip") as catalog:
        time.sleep(10_000)
        catalog.configure(sleep="real")
        assert time.sleep is real
        catalog.configure(sleep="skip")
        assert time.sleep is not real


# ---------------------------------------------------------------------- functions


@mock_service_catalog
def bare(answer: str, *, more: str) -> tuple[str, bool]:
    """Bare."""
    list_plans()
    return answer + more, is_live()


@mock_service_catalog(region="eu-west-1")
def with_settings() -> str:
    region: str = client().meta.region_name
    return region


def test_a_function_is_decorated_without_parentheses() -> None:
    assert bare("a", more="b") == ("ab", True)
    assert (bare.__name__, bare.__doc__) == ("bare", "Bare.")


def test_a_function_is_decorated_with_settings() -> None:
    assert with_settings() == "eu-west-1"


def test_each_call_of_a_function_has_its_own_fake() -> None:
    mock = mock_service_catalog()
    plans: list[int] = []

    @mock
    def seed() -> None:
        mock.catalog.add_plan()
        plans.append(len(mock.catalog.plans))

    seed()
    seed()
    assert plans == [1, 1]


def test_an_error_that_was_never_raised_fails_the_function() -> None:
    mock = mock_service_catalog()

    @mock
    def inject() -> None:
        mock.catalog.raise_error("InvalidStateException")

    with pytest.raises(AssertionError) as caught:
        inject()
    assert str(caught.value) == NEVER_RAISED


def test_the_fake_is_live_while_a_coroutine_runs() -> None:
    @mock_service_catalog
    async def coroutine(answer: str) -> tuple[str, bool]:
        await asyncio.sleep(0)
        list_plans()
        return answer, is_live()

    async def main() -> tuple[tuple[str, bool], bool, bool]:
        made = coroutine("done")
        before = is_live()
        return await made, before, is_live()

    assert asyncio.run(main()) == (("done", True), False, False)


def test_the_fake_is_live_until_a_generator_ends() -> None:
    @mock_service_catalog
    def generator(first: str) -> Iterator[str]:
        list_plans()
        yield first
        assert is_live()
        yield "second"

    made = generator("first")
    assert not is_live()
    assert next(made) == "first"
    assert is_live()
    assert list(made) == ["second"]
    assert not is_live()


def test_a_generator_that_is_closed_ends_the_fake() -> None:
    @mock_service_catalog
    def generator() -> Iterator[None]:
        yield

    made = generator()
    next(made)
    assert is_live()
    made.close()  # type: ignore[attr-defined]
    assert not is_live()


@pytest.fixture
@mock_service_catalog(region="eu-west-3")
def region_of_a_fixture() -> Iterator[str]:
    yield client().meta.region_name
    assert is_live()


def test_a_fixture_is_decorated(region_of_a_fixture: str) -> None:
    assert region_of_a_fixture == client().meta.region_name == "eu-west-3"


# ---------------------------------------------------------------------- classes

CLASSES = """
import os
import unittest

import boto3
import pytest

from pytest_sc_plan import mock_service_catalog

mock = mock_service_catalog(region="eu-west-1")
events = []


def region():
    assert mock.catalog.settings.region == "eu-west-1"
    return boto3.client("servicecatalog").meta.region_name


@mock
class TestPlain:
    def test_first(self):
        mock.catalog.add_plan()
        assert (region(), len(mock.catalog.plans)) == ("eu-west-1", 1)

    def test_second(self):
        assert (region(), len(mock.catalog.plans)) == ("eu-west-1", 0)


@mock
class TestWithSetup:
    def setup_method(self, method):
        events.append((method.__name__, region()))

    def teardown_method(self):
        events.append(("teardown", region()))

    def test_method(self):
        assert region() == "eu-west-1"
        assert events == [("test_method", "eu-west-1")]


@mock
class TestCase(unittest.TestCase):
    def setUp(self):
        self.addCleanup(lambda: events.append(("cleanup", region())))
        self.plan = mock.catalog.add_plan()

    def test_first(self):
        self.assertEqual((region(), len(mock.catalog.plans)), ("eu-west-1", 1))

    def test_second(self):
        self.assertEqual((region(), len(mock.catalog.plans)), ("eu-west-1", 1))


def test_in_between_nothing_is_live():
    with pytest.raises(RuntimeError):
        mock.catalog
    assert "AWS_DEFAULT_REGION" not in os.environ
    assert ("teardown", "eu-west-1") in events
    assert events.count(("cleanup", "eu-west-1")) == 2
"""


@pytest.fixture
def quiet(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A pytester whose runs have no plugins but ours."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p sc_plan -W error")
    return pytester


def test_a_decorated_class_has_a_fake_for_each_of_its_tests(quiet: pytest.Pytester) -> None:
    quiet.makepyfile(CLASSES)
    quiet.runpytest_inprocess().assert_outcomes(passed=6)


def test_a_class_whose_setup_or_teardown_fails_ends_its_fake(quiet: pytest.Pytester) -> None:
    quiet.makepyfile(
        """
        from pytest_sc_plan import mock_service_catalog

        mock = mock_service_catalog()

        @mock
        class TestSetup:
            def setup_method(self):
                raise ZeroDivisionError("setup")

            def test_never_reached(self):
                pass

        @mock
        class TestTeardown:
            def teardown_method(self, method):
                mock.catalog.raise_error("InvalidStateException")
                raise ZeroDivisionError(method.__name__)

            def test_method(self):
                pass
        """
    )
    result = quiet.runpytest_inprocess()
    result.assert_outcomes(passed=1, errors=2)
    result.stdout.fnmatch_lines(
        ["E   *ZeroDivisionError: setup", "E   *ZeroDivisionError: test_method"]
    )
    result.stdout.no_fnmatch_line("*never raised*")
    assert not is_live()


def test_an_error_that_was_never_raised_fails_the_test_of_a_class(quiet: pytest.Pytester) -> None:
    quiet.makepyfile(
        """
        import unittest
        from pytest_sc_plan import mock_service_catalog

        mock = mock_service_catalog()

        @mock
        class TestPlain:
            def test_plain(self):
                mock.catalog.raise_error("InvalidStateException")

        @mock
        class TestCase(unittest.TestCase):
            def test_case(self):
                mock.catalog.raise_error("InvalidStateException")
        """
    )
    result = quiet.runpytest_inprocess()
    result.assert_outcomes(passed=1, errors=1, failed=1)
    result.stdout.fnmatch_lines(["E   *AssertionError: 1 injected error was never raised:"] * 2)
    assert not is_live()


class Decorated(unittest.TestCase):
    """Run by unittest itself, below; not collected: its name does not begin with Test."""

    seen: list[tuple[str, bool, int]]

    def setUp(self) -> None:
        self.see("setUp")

    def tearDown(self) -> None:
        self.see("tearDown")

    def runTest(self) -> None:  # noqa: N802
        self.see("runTest")

    def see(self, where: str) -> None:
        list_plans()
        self.seen.append((where, is_live(), len(mock_of_case.catalog.calls)))


Decorated.__test__ = False  # type: ignore[attr-defined]
mock_of_case = mock_service_catalog()
mock_of_case(Decorated)


def test_unittest_runs_a_decorated_testcase() -> None:
    Decorated.seen = []
    result = unittest.TestResult()
    unittest.TestSuite([Decorated(), Decorated()]).run(result)
    assert (result.testsRun, result.failures, result.errors) == (2, [], [])
    assert Decorated.seen == [("setUp", True, 1), ("runTest", True, 2), ("tearDown", True, 3)] * 2


def test_a_testcase_whose_setup_fails_ends_its_fake() -> None:
    @mock_service_catalog
    class Broken(unittest.TestCase):
        def setUp(self) -> None:
            raise ZeroDivisionError

        def runTest(self) -> None:  # noqa: N802
            """Never reached."""

    result = unittest.TestResult()
    Broken().run(result)
    assert len(result.errors) == 1
    assert not is_live()
