"""Asynchronous clients, as their users see them."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from time import perf_counter
from typing import Any

import aiobotocore.endpoint  # type: ignore[import-untyped]
import pytest
from aiobotocore.config import AioConfig  # type: ignore[import-untyped]
from aiobotocore.session import get_session  # type: ignore[import-untyped]
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    ReadTimeoutError,
)
from moto import mock_aws

from pytest_sc_plan import Call, ServiceCatalog, UnservedOperationError, mock_service_catalog

from ..newer import NEW

RealSend = aiobotocore.endpoint.AioEndpoint._send


@asynccontextmanager
async def client_of(**config: Any) -> AsyncIterator[Any]:
    async with get_session().create_client(
        "servicecatalog", region_name="us-east-1", config=AioConfig(**config)
    ) as client:
        yield client


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(coroutine)


async def execute(plan_id: str, **config: Any) -> Any:
    async with client_of(**config) as client:
        answer = await client.execute_provisioned_product_plan(PlanId=plan_id)
        return answer["RecordDetail"]


def test_calls_of_a_deterministic_fake_are_the_same_in_each_run() -> None:
    def calls() -> list[Call]:
        with mock_service_catalog(deterministic=True, sleep="skip") as fake:
            fake.inject_fault("throttling", times=2)
            for plan in [fake.add_plan(), fake.add_plan()]:
                run(execute(plan.id))
            return fake.calls

    first, second = calls(), calls()
    assert first == second
    assert [call.attempt for call in first] == [1, 2, 3, 1]
    assert len({call.params["IdempotencyToken"] for call in first}) == 2


def test_a_plan_is_executed_and_polled(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.add_plan()

    async def main() -> list[str]:
        async with client_of() as client:
            answer = await client.execute_provisioned_product_plan(PlanId=plan.id)
            record_id = answer["RecordDetail"]["RecordId"]
            polls = [await client.describe_record(Id=record_id) for _ in range(2)]
            return [poll["RecordDetail"]["Status"] for poll in polls]

    assert run(main()) == ["IN_PROGRESS", "SUCCEEDED"]
    sc_plan.assert_executed(plan)


def test_paginators_work(sc_plan: ServiceCatalog) -> None:
    plans = [sc_plan.add_plan() for _ in range(3)]

    async def main() -> list[str]:
        async with client_of() as client:
            paginator = client.get_paginator("list_provisioned_product_plans")
            return [
                plan["PlanId"]
                async for page in paginator.paginate(PaginationConfig={"PageSize": 2})
                for plan in page["ProvisionedProductPlans"]
            ]

    assert sorted(run(main())) == sorted(plan.id for plan in plans)


def test_an_error_of_the_service_is_a_client_error(sc_plan: ServiceCatalog) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        run(execute("plan-x"))


@pytest.mark.parametrize(
    ("kind", "exception"),
    [
        ("read_timeout", ReadTimeoutError),
        ("response_lost", ReadTimeoutError),
        ("connect_timeout", ConnectTimeoutError),
        ("connection_closed", ConnectionClosedError),
    ],
)
def test_a_fault_is_what_aiobotocore_makes_of_it(
    sc_plan: ServiceCatalog, kind: str, exception: type[Exception]
) -> None:
    plan = sc_plan.add_plan()
    sc_plan.inject_fault(kind)
    with pytest.raises(exception):
        run(execute(plan.id, retries={"total_max_attempts": 1}))
    assert (plan.record is not None) is (kind == "response_lost")


@pytest.mark.sc_plan(sleep="skip")
@pytest.mark.parametrize("mode", ["legacy", "standard"])
@pytest.mark.parametrize("kind", ["throttling", "response_lost", "internal_error"])
def test_aiobotocore_retries(sc_plan: ServiceCatalog, kind: str, mode: Any) -> None:
    plan = sc_plan.add_plan()
    sc_plan.inject_fault(kind, times=2)
    run(execute(plan.id, retries={"mode": mode, "total_max_attempts": 3}))
    assert [call.attempt for call in sc_plan.calls] == [1, 2, 3]
    sc_plan.assert_executed(plan)


@pytest.mark.sc_plan(sleep="skip")
@pytest.mark.sc_plan_fault("throttling", times=2)
def test_the_sleeps_between_retries_are_skipped(
    sc_plan: ServiceCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Sleeps of one hour and of two.
    monkeypatch.setattr("random.random", lambda: 3600.0)
    began = perf_counter()
    run(execute(sc_plan.add_plan().id, retries={"mode": "legacy"}))
    assert sc_plan.calls[2].time - sc_plan.calls[0].time >= 3 * 3600
    assert perf_counter() - began < 3600


@pytest.mark.sc_plan(sleep="skip", progress="time", duration=3600)
def test_waiting_for_a_plan_takes_no_time(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.add_plan()

    async def main() -> int:
        async with client_of() as client:
            await client.execute_provisioned_product_plan(PlanId=plan.id)
            polls = 0
            while plan.status != "EXECUTE_SUCCESS":
                await client.describe_provisioned_product_plan(PlanId=plan.id)
                await asyncio.sleep(60)
                polls += 1
            return polls

    assert run(main()) == 60


def test_other_tasks_have_their_turn_while_a_call_is_under_way(sc_plan: ServiceCatalog) -> None:
    plans = [sc_plan.add_plan() for _ in range(2)]
    order: list[str] = []

    async def task(name: str, client: Any, plan_id: str) -> None:
        order.append(f"{name} calls")
        await client.execute_provisioned_product_plan(PlanId=plan_id)
        order.append(f"{name} goes on")

    async def main() -> None:
        async with client_of() as client:
            tasks = [task(name, client, plan.id) for name, plan in zip("ab", plans, strict=True)]
            await asyncio.gather(*tasks)

    run(main())
    assert order[:2] == ["a calls", "b calls"]


def test_a_client_made_before_the_fake_calls_it_too() -> None:
    async def main() -> str:
        session = get_session()
        session.set_credentials("a", "b")
        async with session.create_client("servicecatalog", region_name="eu-west-1") as client:
            with mock_service_catalog() as catalog:
                plan = catalog.for_account(region="eu-west-1").add_plan()
                await client.execute_provisioned_product_plan(PlanId=plan.id)
                return plan.status

    assert run(main()).startswith("EXECUTE_")


def test_an_operation_that_is_not_served_says_so(
    newer_botocore: None, sc_plan: ServiceCatalog
) -> None:
    async def main() -> None:
        async with client_of() as client:
            await client.list_new_things(ProductId="prod-1")

    with pytest.raises(UnservedOperationError, match=f"does not serve {NEW}"):
        run(main())
    sc_plan.reset()


def test_an_operation_that_only_moto_has_is_motos(
    newer_moto: None, sc_plan: ServiceCatalog
) -> None:
    async def main() -> Any:
        async with client_of() as client:
            return await client.list_new_things(ProductId="prod-1")

    with mock_aws():
        assert [made["Id"] for made in run(main())["PortfolioDetails"]] == [
            sc_plan.settings.account_id
        ]


@pytest.fixture
def other_service() -> Iterator[str]:
    """The URL of something that is not Service Catalog."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = json.dumps({"TableNames": ["from the network"]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_other_services_pass_untouched(sc_plan: ServiceCatalog, other_service: str) -> None:
    async def main() -> Any:
        async with get_session().create_client(
            "dynamodb", region_name="us-east-1", endpoint_url=other_service
        ) as client:
            return (await client.list_tables())["TableNames"]

    assert run(main()) == ["from the network"]
    assert sc_plan.calls == []


def test_aiobotocore_is_as_it_was_afterwards() -> None:
    with mock_service_catalog() as catalog:
        plan = catalog.add_plan()
        run(execute(plan.id))
        assert aiobotocore.endpoint.AioEndpoint._send is not RealSend
    assert aiobotocore.endpoint.AioEndpoint._send is RealSend


def test_aiobotocore_is_not_loaded_by_us(
    sc_plan: ServiceCatalog, sc_plan_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "aiobotocore.endpoint")
    sc_plan_client.execute_provisioned_product_plan(PlanId=sc_plan.add_plan().id)
    assert "aiobotocore.endpoint" not in sys.modules


def test_on_another_event_loop_the_endpoint_gives_others_their_turn(
    sc_plan: ServiceCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A coroutine that is driven by hand stands for one on another event loop, such as trio's."""
    slept = []

    async def sleep(endpoint: Any, seconds: float) -> None:
        slept.append(seconds)

    async def enter() -> Any:
        return await get_session().create_client("servicecatalog").__aenter__()

    client = asyncio.run(enter())
    monkeypatch.setattr(type(client._endpoint), "_sleep", sleep, raising=False)
    with pytest.raises(StopIteration) as ended:
        client.list_provisioned_product_plans().send(None)
    assert ended.value.value["ProvisionedProductPlans"] == []
    assert slept == [0]
