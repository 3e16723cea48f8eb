"""Asynchronous tests, as the plugins run them that are there for that."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from .conftest import missing

ASYNC_TESTS = """
import asyncio
import pytest
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.exceptions import ClientError, ReadTimeoutError

pytestmark = pytest.mark.PLUGIN

session = get_session()

@pytest.fixture
def anyio_backend():
    return "asyncio"

@FIXTURE
async def client(sc_plan):
    config = AioConfig(retries={"mode": "standard", "total_max_attempts": 2})
    async with session.create_client("servicecatalog", config=config) as client:
        yield client

async def test_plan_is_executed_and_polled(sc_plan, client):
    plan = sc_plan.add_plan()
    answer = await client.execute_provisioned_product_plan(PlanId=plan.id)
    record_id = answer["RecordDetail"]["RecordId"]
    polls = [await client.describe_record(Id=record_id) for _ in range(2)]
    assert [poll["RecordDetail"]["Status"] for poll in polls] == ["IN_PROGRESS", "SUCCEEDED"]

async def test_errors_of_the_service(client, sc_plan_error):
    with pytest.raises(ClientError, match=sc_plan_error.message):
        await client.execute_provisioned_product_plan(PlanId="plan-1")

@pytest.mark.sc_plan(sleep="skip")
@pytest.mark.parametrize("kind", ["throttling", "response_lost", "internal_error"])
async def test_faults_and_retries(sc_plan, client, kind):
    plan = sc_plan.add_plan()
    sc_plan.inject_fault(kind)
    await client.execute_provisioned_product_plan(PlanId=plan.id)
    assert [call.attempt for call in sc_plan.calls] == [1, 2]
    sc_plan.assert_executed_once(plan)

@pytest.mark.sc_plan(sleep="skip")
@pytest.mark.sc_plan_fault("read_timeout", times=2)
async def test_fault_that_outlasts_the_retries(sc_plan, client):
    with pytest.raises(ReadTimeoutError):
        await client.execute_provisioned_product_plan(PlanId=sc_plan.add_plan().id)

@pytest.mark.sc_plan(sleep="skip", progress="time", duration=3600)
async def test_skipped_sleeps(sc_plan, client):
    plan = sc_plan.add_plan()
    await client.execute_provisioned_product_plan(PlanId=plan.id)
    await asyncio.sleep(3599)
    assert plan.status == "EXECUTE_IN_PROGRESS"
    await asyncio.sleep(1)
    assert plan.status == "EXECUTE_SUCCESS"

async def test_event_loop_goes_round_during_each_call(sc_plan, client):
    turns = []

    async def count():
        while True:
            turns.append(len(sc_plan.calls))
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    for _ in range(5):
        await client.list_provisioned_product_plans()
    counting.cancel()
    assert {0, 1, 2, 3, 4} <= set(turns)
"""

PLUGINS = {
    "asyncio": ("pytest_asyncio", "pytest_asyncio.plugin", "pytest_asyncio.fixture"),
    "anyio": ("anyio", "anyio.pytest_plugin", "pytest.fixture"),
}


@pytest.mark.parametrize("plugin", PLUGINS)
def test_async_tests_have_the_fake(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, plugin: str
) -> None:
    module, name, fixture = PLUGINS[plugin]
    if find_spec(module) is None:
        missing(f"{module} (tox -e clients installs it)")
    # The two are at odds where both see a test.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    tests = ASYNC_TESTS.replace("PLUGIN", plugin).replace("FIXTURE", fixture)
    pytester.makepyfile(f"import {module}\n{tests}")
    if plugin == "asyncio":
        pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function")
    result = pytester.runpytest_subprocess("-p", "sc_plan", "-p", name, "-W", "error")
    result.assert_outcomes(passed=10)
