"""Fixtures that are set up before the fake, used while it is live, and undone after it."""

from __future__ import annotations

import os
import time
from itertools import product
from pathlib import Path

import pytest
import pytest_mock  # noqa: F401 - pytester forgets what is imported while it runs

from ..global_state import global_state
from .conftest import Run

CHANGES = [
    'monkeypatch.setenv("AWS_ACCESS_KEY_ID", "111122223333")',
    'monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")',
    'monkeypatch.delenv("AWS_SESSION_TOKEN")',
    'monkeypatch.setenv("AWS_PROFILE", "other")',
    'mocker.patch.dict(os.environ, {"AWS_SECRET_ACCESS_KEY": "x"})',
    "mocker.patch.dict(os.environ, clear=True)",
    'mocker.patch.object(Endpoint, "_send")',
    'monkeypatch.setattr(Endpoint, "make_request", lambda *_: None)',
    'monkeypatch.setattr(requests.Session, "send", lambda *_: None)',
    'monkeypatch.setattr(time, "sleep", lambda seconds: None)',
    'mocker.patch("time.time")',
    'mocker.patch("asyncio.sleep")',
    'mocker.patch("botocore.retries.bucket.TokenBucket.acquire")',
    'monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)',
]
ORDERS = ["monkeypatch, mocker, sc_plan", "sc_plan, monkeypatch, mocker"]


@pytest.mark.parametrize(
    ("change", "fixtures", "engine"),
    [
        *product(CHANGES, ORDERS, ["scripted"]),
        # moto patches the environment, too.
        *product(CHANGES[:1] + CHANGES[5:6], ORDERS[:1], ["cloudformation"]),
    ],
)
def test_everything_is_as_it_was_before_the_test(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    change: str,
    fixtures: str,
    engine: str,
) -> None:
    config = tmp_path / "config"
    config.write_text("[profile own]\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_PROFILE", "own")
    before = global_state()
    result = run(
        f"""
        import asyncio, os, time, requests
        from botocore.endpoint import Endpoint

        @pytest.mark.sc_plan(sleep="skip", engine={engine!r})
        def test_change({fixtures}):
            {change}

        def test_after():
            left = {{name: value for name, value in os.environ.items() if name[:4] == "AWS_"}}
            assert left == {{"AWS_PROFILE": "own", "AWS_CONFIG_FILE": {str(config)!r}}}
            assert [time.sleep.__module__, time.time.__module__] == ["time", "time"]
            assert asyncio.sleep.__module__ == "asyncio.tasks"
            assert boto3.DEFAULT_SESSION is None
        """,
        "-p",
        "pytest_mock",
    )
    result.assert_outcomes(passed=2)
    assert global_state() == before


def test_what_other_fixtures_set_and_undo_is_left_to_them(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    result = run(
        """
        import os

        @pytest.fixture(scope="module", autouse=True)
        def region_of_the_module():
            with pytest.MonkeyPatch.context() as changed:
                changed.setenv("AWS_DEFAULT_REGION", "eu-west-1")
                yield

        @pytest.fixture
        def profile(monkeypatch):
            monkeypatch.setenv("AWS_PROFILE", "other")
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", "other")

        def test_change(profile, sc_plan, monkeypatch):
            monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")

        def test_after():
            left = {name: value for name, value in os.environ.items() if name[:4] == "AWS_"}
            assert left == {"AWS_ACCESS_KEY_ID": "testing", "AWS_DEFAULT_REGION": "eu-west-1"}
        """
    )
    result.assert_outcomes(passed=2)
    assert "AWS_DEFAULT_REGION" not in os.environ


def test_what_a_test_sets_for_good_is_left(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    result = run(
        """
        import os

        @pytest.fixture
        def credentials():
            os.environ["AWS_ACCESS_KEY_ID"] = "testing"

        def test_change(credentials, request):
            # A fixture that the test names would be there before the other.
            request.getfixturevalue("sc_plan")

        def test_after():
            assert os.environ["AWS_ACCESS_KEY_ID"] == "testing"
            del os.environ["AWS_ACCESS_KEY_ID"]
        """
    )
    result.assert_outcomes(passed=2)


def test_the_same_holds_for_the_fixtures_of_a_module(run: Run) -> None:
    result = run(
        """
        from pytest_sc_plan import mock_service_catalog

        @pytest.fixture(scope="module")
        def changed():
            with pytest.MonkeyPatch.context() as changed:
                yield changed

        @pytest.fixture(scope="module")
        def fake():
            with mock_service_catalog() as catalog:
                yield catalog

        def test_change(changed, fake, monkeypatch):
            changed.setenv("AWS_ACCESS_KEY_ID", "111122223333")
            monkeypatch.setenv("AWS_SESSION_TOKEN", "other")

        def test_still_live(fake):
            boto3.client("servicecatalog").list_provisioned_product_plans()
            assert fake.calls[0].account_id == "111122223333"
        """
    )
    result.assert_outcomes(passed=2)
    assert [name for name in os.environ if name.startswith("AWS_")] == []


def test_a_test_that_runs_again_is_looked_at_again(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        from _pytest.runner import runtestprotocol

        def pytest_runtest_protocol(item, nextitem):
            for _ in range(2):
                runtestprotocol(item, nextitem=nextitem, log=False)
                item._initrequest()
            return True
        """
    )
    run(
        """
        def test_change(monkeypatch, sc_plan):
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", "111122223333")
        """
    )
    assert [name for name in os.environ if name.startswith("AWS_")] == []


# ------------------------------------------------------------------ clocks that are patched first


@pytest.mark.parametrize("target", ["time.sleep", "time.time", "time.monotonic", "asyncio.sleep"])
def test_a_clock_that_is_patched_when_sleep_is_first_skipped_is_the_real_one_later(
    pytester: pytest.Pytester, target: str
) -> None:
    pytester.makepyfile(
        application="""
        from time import monotonic, sleep, time as now

        def pause():
            began = now(), monotonic()
            sleep(3600)
            return now() - began[0], monotonic() - began[1]
        """,
        test_1=f"""
        import pytest
        from unittest import mock

        @pytest.fixture(autouse=True, scope="module")
        def patched():
            with mock.patch({target!r}, return_value=0), mock.patch("application.sleep"):
                yield

        @pytest.mark.sc_plan(sleep="skip")
        def test_patched(sc_plan):
            import application
            application.pause()
        """,
        test_2="""
        import asyncio, time
        import application
        import pytest

        @pytest.mark.sc_plan(sleep="skip")
        def test_skipped(sc_plan):
            began = time.perf_counter()
            assert min(application.pause()) >= 3600
            time.sleep(3600)
            asyncio.run(asyncio.sleep(3600))
            assert time.perf_counter() - began < 3600

        def test_real():
            began = time.perf_counter()
            time.sleep(0.01)
            asyncio.run(asyncio.sleep(0.01))
            assert time.perf_counter() - began >= 0.02
        """,
    )
    pytester.runpytest_subprocess("-p", "pytest_timeout", "--timeout=300").assert_outcomes(passed=3)


def test_a_mock_of_the_time_is_not_asked_by_the_fake(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = time.time()
    pytester.makepyfile(
        f"""
        import time
        from unittest import mock

        def test_time(sc_plan, sc_plan_client):
            with mock.patch("time.time", side_effect=[1.0, 2.0]):
                plan = sc_plan.add_plan()
                assert time.time() == 1.0
                sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
                assert time.time() == 2.0
            assert sc_plan.calls[0].time >= {began}
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
