"""Typed tests without the fixture: mypy --strict and pyright accept each line."""

from __future__ import annotations

import asyncio
import os
import unittest
from collections.abc import Iterator

import pytest

import pytest_sc_plan
from pytest_sc_plan import (
    ForkedProcessError,
    NoFakeError,
    PlanView,
    ServiceCatalog,
    ServiceCatalogMock,
    Settings,
    mock_service_catalog,
    serve_in_moto,
)

from .executing import execute


@pytest.fixture(scope="module")
def wider() -> Iterator[ServiceCatalog]:
    with mock_service_catalog(progress="immediate") as catalog:
        yield catalog


def test_a_wider_scope(wider: ServiceCatalog) -> None:
    plan = wider.add_plan()
    execute(plan.id)
    assert plan.status == "EXECUTE_SUCCESS"


@mock_service_catalog(auto_create_plans=True)
def decorated(plan_id: str, *, times: int = 1) -> int:
    for _ in range(times):
        execute(plan_id)
    return times


@mock_service_catalog
def decorated_without_settings() -> str:
    return os.environ["AWS_DEFAULT_REGION"]


@mock_service_catalog(polls=0)
async def decorated_coroutine(plan_id: str) -> str:
    return plan_id


def test_decorated_functions_keep_their_types() -> None:
    times: int = decorated("plan-1", times=2)
    region: str = decorated_without_settings()
    assert (times, bool(region)) == (2, True)
    coroutine = decorated_coroutine("plan-1")
    with pytest.raises(StopIteration, match="plan-1"):
        coroutine.send(None)


mock: ServiceCatalogMock = mock_service_catalog(region="eu-west-1")


@mock
class DecoratedTest(unittest.TestCase):
    plan_id: str

    def setUp(self) -> None:
        self.plan_id = mock.catalog.add_plan().id

    def test_each_test_has_a_new_fake(self) -> None:
        execute(self.plan_id)
        mock.catalog.assert_executed(self.plan_id)


def test_started_and_stopped() -> None:
    catalog: ServiceCatalog = mock.start()
    assert catalog.settings.region == "eu-west-1"
    mock.stop()
    mock.start()
    mock.abandon()


def test_an_asynchronous_block() -> None:
    async def main() -> None:
        async with mock_service_catalog() as catalog:
            plan: PlanView = catalog.add_plan()
            execute(plan.id)

    asyncio.run(main())


def test_a_guarded_call() -> None:
    errors: list[RuntimeError] = [NoFakeError("no fake"), ForkedProcessError("a copy")]
    assert [str(error) for error in errors] == ["no fake", "a copy"]


def test_in_motos_server() -> None:
    pytest.importorskip("flask")
    with serve_in_moto(polls=0) as catalog:
        plan: PlanView = catalog.add_plan()
    assert plan.status == "CREATE_SUCCESS"
    with serve_in_moto(ServiceCatalog(Settings(polls=2))) as catalog:
        assert catalog.settings.polls == 2


def test_the_version() -> None:
    version: str = pytest_sc_plan.__version__
    assert version
