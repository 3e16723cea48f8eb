from __future__ import annotations

import asyncio
import datetime
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import freezegun
import pytest
import time_machine
from botocore.config import Config
from botocore.retries.bucket import TokenBucket

from pytest_sc_plan import ServiceCatalog, mock_service_catalog
from pytest_sc_plan.activation.skipped_sleep import LIMIT, SkippedSleep, undo_again

from ..helpers import client_of, execute, plan_status
from ..programs import run_program

HOUR = 3600.0

APPLICATION = '''
import asyncio
import time
from time import monotonic, sleep
from time import time as now


def wait(done, *, timeout, interval=5):
    """Ask until it is done; how often it asked, or None after the timeout."""
    deadline = monotonic() + timeout
    rounds = 0
    while monotonic() < deadline:
        rounds += 1
        if done():
            return rounds
        sleep(interval)
    return None


def measure(clock, pause):
    began = clock()
    pause()
    return clock() - began
'''


@pytest.fixture
def application(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Code under test, which imported what it needs by name."""
    module: Any = types.ModuleType("application_under_test")
    exec(APPLICATION, vars(module))
    sys.modules[module.__name__] = module
    yield module
    del sys.modules[module.__name__]


@pytest.fixture
def skipping(application: Any, sc_plan: ServiceCatalog) -> ServiceCatalog:
    sc_plan.configure(sleep="skip")
    return sc_plan


def elapsed(action: Callable[[], Any]) -> float:
    """Real seconds; that they are no hour tells a skipped one from one that was not."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def test_sleep_returns_at_once_and_moves_the_fakes_clock(skipping: ServiceCatalog) -> None:
    client = client_of()
    client.list_provisioned_product_plans()
    assert elapsed(lambda: time.sleep(HOUR)) < HOUR
    client.list_provisioned_product_plans()
    before, after = skipping.calls
    assert HOUR <= after.time - before.time < 2 * HOUR


def test_asyncio_sleep_returns_at_once_with_its_result(skipping: ServiceCatalog) -> None:
    results: list[Any] = []

    async def main() -> None:
        results.append(await asyncio.sleep(HOUR, "slept"))
        results.append(await asyncio.sleep(0, "yielded"))

    assert elapsed(lambda: asyncio.run(main())) < HOUR
    assert results == ["slept", "yielded"]


def test_a_loop_with_a_deadline_meets_the_service_as_it_would_in_life(
    skipping: ServiceCatalog, application: Any
) -> None:
    skipping.configure(progress="time", duration=60 * 60)
    plan, client = skipping.add_plan(), client_of()
    execute(client, plan.id)

    def done() -> bool:
        return plan_status(client, plan.id) == "EXECUTE_SUCCESS"

    assert application.wait(done, timeout=50 * 60, interval=5 * 60) is None
    assert application.wait(done, timeout=50 * 60, interval=5 * 60) == 3
    assert plan.status == "EXECUTE_SUCCESS"


def test_a_loop_that_waits_for_stuck_work_times_out_at_once(
    skipping: ServiceCatalog, application: Any
) -> None:
    skipping.configure(outcome="stuck")
    plan, client = skipping.add_plan(), client_of()
    execute(client, plan.id)
    assert application.wait(lambda: plan.status == "EXECUTE_SUCCESS", timeout=1800) is None
    assert plan.status == "EXECUTE_IN_PROGRESS"


def test_the_code_under_test_sees_its_clocks_move_and_the_test_does_not(
    skipping: ServiceCatalog, application: Any
) -> None:
    moved = [
        application.measure(clock, lambda: time.sleep(HOUR))
        for clock in (application.monotonic, application.now)
    ]
    assert [int(seconds // HOUR) for seconds in moved] == [1, 1]
    began = time.monotonic(), time.time(), time.perf_counter()
    time.sleep(HOUR)
    ended = time.monotonic(), time.time(), time.perf_counter()
    assert all(end - begin < HOUR for begin, end in zip(began, ended, strict=True))


def test_everything_is_restored(application: Any) -> None:
    names = {
        time: ("sleep", "time", "monotonic"),
        asyncio: ("sleep",),
        asyncio.tasks: ("sleep",),
        application: ("sleep", "monotonic", "now"),
        TokenBucket: ("acquire",),
    }

    def current() -> list[Any]:
        return [getattr(holder, name) for holder, held in names.items() for name in held]

    before = current()
    with mock_service_catalog(sleep="skip") as outer:
        during = current()
        with mock_service_catalog(sleep="skip"):
            assert current() == during
        assert current() == during
        outer.configure(sleep="real")
        assert current() == before
        outer.configure(sleep="skip")
        assert current() == during
    assert current() == before
    assert not set(map(id, before)) & set(map(id, during))


def test_references_taken_while_sleep_was_skipped_are_real_afterwards() -> None:
    with mock_service_catalog(sleep="skip"):
        taken = time.sleep, time.time, time.monotonic, asyncio.sleep
    sleep, now, monotonic, async_sleep = taken
    assert elapsed(lambda: sleep(0.01)) >= 0.01
    assert abs(now() - time.time()) < HOUR
    assert abs(monotonic() - time.monotonic()) < HOUR
    assert asyncio.run(async_sleep(0.01, "result")) == "result"


def test_real_is_the_default_and_leaves_everything_alone(sc_plan: ServiceCatalog) -> None:
    assert elapsed(lambda: time.sleep(0.01)) >= 0.01


def test_wrong_arguments_are_refused_as_by_the_real_sleep(skipping: ServiceCatalog) -> None:
    with pytest.raises(ValueError, match=r"^sleep length must be non-negative$"):
        time.sleep(-1)
    time.sleep(0)


def test_a_thread_that_was_there_before_the_test_sleeps_for_real() -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(int).result()
        with mock_service_catalog(sleep="skip"):
            slept = pool.submit(elapsed, lambda: time.sleep(0.02)).result()
            began = pool.submit(time.monotonic).result()
            time.sleep(HOUR)
            ended = pool.submit(time.monotonic).result()
    assert slept >= 0.02
    assert ended - began < HOUR


def test_a_thread_that_the_test_starts_skips_its_sleep(skipping: ServiceCatalog) -> None:
    slept: list[float] = []
    thread = threading.Thread(target=lambda: slept.append(elapsed(lambda: time.sleep(HOUR))))
    thread.start()
    thread.join()
    assert slept[0] < HOUR


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_botocores_own_back_off_is_skipped(
    skipping: ServiceCatalog, monkeypatch: pytest.MonkeyPatch, mode: Any
) -> None:
    standard = "botocore.retries.standard.ExponentialBackoff.delay_amount"
    monkeypatch.setattr(standard, lambda *_: HOUR)
    monkeypatch.setattr("botocore.retryhandler.delay_exponential", lambda *_, **__: HOUR)
    skipping.inject_fault("throttling", times=4)
    plan = skipping.add_plan()
    config = Config(retries={"mode": mode, "total_max_attempts": 5})
    client = boto3.client("servicecatalog", config=config)
    assert elapsed(lambda: execute(client, plan.id)) < HOUR
    assert [call.attempt for call in skipping.calls] == [1, 2, 3, 4, 5]
    assert skipping.calls[-1].time - skipping.calls[0].time >= 4 * HOUR


def test_a_bucket_that_must_not_wait_does_not(skipping: ServiceCatalog) -> None:
    from botocore.exceptions import CapacityNotAvailableError
    from botocore.retries.bucket import Clock

    # It takes ten minutes to be full.
    bucket = TokenBucket(max_rate=1 / 600, clock=Clock(), min_rate=1 / 600)
    with pytest.raises(CapacityNotAvailableError):
        bucket.acquire(block=False)
    assert bucket.acquire() is True


def test_a_loop_without_an_end_is_stopped_with_an_explanation(skipping: ServiceCatalog) -> None:
    def wait_for_a_clock_that_does_not_move() -> None:
        deadline = datetime.datetime.now() + datetime.timedelta(hours=100)
        while datetime.datetime.now() < deadline:
            time.sleep(5)

    with pytest.raises(RuntimeError) as caught:
        wait_for_a_clock_that_does_not_move()
    assert str(caught.value) == (
        f"{LIMIT} sleeps were skipped in this test, {LIMIT * 5} seconds in all: with sleep='skip' "
        "a loop that waits for a clock that does not move, such as datetime.now(), has no end. "
        "Count its rounds, use time.monotonic(), or set sleep='real'."
    )


def test_time_that_freezegun_holds_stays_frozen(application: Any) -> None:
    with (
        freezegun.freeze_time("2026-01-01") as frozen,
        mock_service_catalog(sleep="skip") as sc_plan,
    ):
        before = time.time()
        time.sleep(HOUR)
        assert time.time() == before
        client_of().list_provisioned_product_plans()
        assert sc_plan.calls[0].time == before + HOUR
        frozen.tick(60)
        assert time.time() == before + 60
    assert elapsed(lambda: time.sleep(0.01)) >= 0.01


def test_clocks_move_in_tests_that_come_after_one_with_frozen_time(tmp_path: Path) -> None:
    program = """
import time
import freezegun
from pytest_sc_plan import mock_service_catalog

with freezegun.freeze_time("2026-01-01"), mock_service_catalog(sleep="skip"):
    time.sleep(3600)
with mock_service_catalog(sleep="skip"):
    began = time.time(), time.monotonic()
    time.sleep(3600)
    print(time.time() - began[0] >= 3600, time.monotonic() - began[1] >= 3600)
"""
    assert run_program(program, tmp_path) == ["True True"]


def test_time_that_freezegun_holds_within_a_test_is_its_own(skipping: ServiceCatalog) -> None:
    with freezegun.freeze_time("2026-01-01"):
        began = time.time()
        time.sleep(HOUR)
        assert time.time() == began


def test_time_that_time_machine_holds_stays_where_it_is(
    skipping: ServiceCatalog, application: Any
) -> None:
    with time_machine.travel(datetime.datetime(2026, 1, 1), tick=False):
        assert application.measure(application.now, lambda: time.sleep(HOUR)) == 0


def test_skipping_without_a_test_module_moves_every_clock() -> None:
    skipped = SkippedSleep(lambda seconds: None)
    skipped.start()
    try:
        began = time.monotonic()
        time.sleep(HOUR)
        assert time.monotonic() - began >= HOUR
    finally:
        skipped.stop()


def test_sleep_that_another_fake_skips_is_not_undone_later() -> None:
    skipped = SkippedSleep(lambda seconds: None)
    skipped.start()
    try:
        undo_again()
        began = time.monotonic()
        time.sleep(HOUR)
        assert time.monotonic() - began >= HOUR
    finally:
        skipped.stop()
