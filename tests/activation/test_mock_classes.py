"""mock_service_catalog around classes."""

from __future__ import annotations

import unittest

import pytest

from pytest_sc_plan import mock_service_catalog

from .live_fake import is_live, list_plans

pytestmark = pytest.mark.usefixtures("everything_is_put_back")


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


HOOKS_OF_CLASSES = """
import unittest

import boto3
import pytest

from pytest_sc_plan import mock_service_catalog

mock = mock_service_catalog(region="eu-west-1")
events = []


def see(event):
    boto3.client("servicecatalog").list_provisioned_product_plans()
    events.append((event, len(mock.catalog.calls)))


class Base:
    @classmethod
    def setup_class(cls):
        see(f"setup {cls.__name__}")

    def setup_method(self):
        see("setup")

    @staticmethod
    def teardown_class():
        see("teardown class")


@mock
class TestInherited(Base):
    def test_first(self):
        see("test")

    def test_second(self):
        see("test")


@mock
class TestBeforeAlone:
    def setup_class(cls):
        see(f"setup {cls.__name__}")

    def test_method(self):
        see("test")


class BaseOfCases:
    @classmethod
    def setUpClass(cls):
        see(f"setup {cls.__name__}")

    def setUp(self):
        see("setup")


@mock
class TestCase(BaseOfCases, unittest.TestCase):
    def test_first(self):
        see("test")


@mock
class TestCaseAfterAlone(unittest.TestCase):
    @classmethod
    def tearDownClass(cls):
        see(f"teardown {cls.__name__}")

    def test_first(self):
        see("test")


def test_in_between_nothing_is_live():
    with pytest.raises(RuntimeError):
        mock.catalog
    assert events == [
        ("setup TestInherited", 1),
        ("setup", 1),
        ("test", 2),
        ("setup", 1),
        ("test", 2),
        ("teardown class", 2),
        ("setup TestBeforeAlone", 1),
        ("test", 1),
        ("setup TestCase", 1),
        ("setup", 1),
        ("test", 2),
        ("test", 1),
        ("teardown TestCaseAfterAlone", 1),
    ]
"""


def test_what_a_class_does_before_and_after_its_tests_has_a_fake_too(
    quiet: pytest.Pytester,
) -> None:
    quiet.makepyfile(HOOKS_OF_CLASSES)
    quiet.runpytest_inprocess().assert_outcomes(passed=6)


ABOVE = """
import boto3
from moto import mock_aws
from pytest_sc_plan import mock_service_catalog


def make_bucket():
    s3 = boto3.client("s3", region_name="us-east-1")
    assert s3.list_buckets()["Buckets"] == []
    s3.create_bucket(Bucket="bucket")


class Shared:
    def test_first(self):
        make_bucket()

    def test_second(self):
        make_bucket()


@mock_aws
@mock_service_catalog
class TestAbove:
    test_first, test_second = Shared.test_first, Shared.test_second


@mock_service_catalog
@mock_aws
class TestBelow:
    test_first, test_second = Shared.test_first, Shared.test_second


@mock_aws
@mock_service_catalog
class TestAboveWithSetup:
    test_first, test_second = Shared.test_first, Shared.test_second

    def setup_method(self):
        pass
"""


def test_moto_resets_between_the_tests_of_a_class(quiet: pytest.Pytester) -> None:
    quiet.makepyfile(ABOVE)
    quiet.runpytest_inprocess().assert_outcomes(passed=6)


def run_case(case: type[unittest.TestCase]) -> list[str]:
    """Run a class as unittest does; gives the last line of each failure and error."""
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    return [text.splitlines()[-1] for _, text in [*result.failures, *result.errors]]


def test_a_class_whose_setup_fails_ends_its_fake() -> None:
    mock = mock_service_catalog()

    @mock
    class Case(unittest.TestCase):
        @classmethod
        def setUpClass(cls) -> None:
            mock.catalog.raise_error("InvalidStateException")
            raise ZeroDivisionError

        def runTest(self) -> None:  # noqa: N802
            """Never reached."""

    assert run_case(Case) == ["ZeroDivisionError"]
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
