"""Callbacks run while nothing is locked: they may look at all that other threads are busy with."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pytest_sc_plan import PlanView, ServiceCatalog
from pytest_sc_plan.fake.lookup import state_of

from ..helpers import (
    Client,
    client_of,
    execute,
    invalid_state,
    not_found,
    plan_of,
    plan_status,
)
from ..waiting import HANG

ACCOUNTS = ("111111111111", "222222222222")


def test_callbacks_of_two_accounts_look_at_each_other(sc_plan: ServiceCatalog) -> None:
    both = threading.Barrier(2)
    plans = {account: sc_plan.for_account(account).add_plan() for account in ACCOUNTS}
    clients = {account: client_of(account) for account in ACCOUNTS}

    @sc_plan.on_execute
    def look(plan: PlanView) -> None:
        both.wait(HANG)
        for account in ACCOUNTS:
            assert len(sc_plan.for_account(account).plans) == 1
            assert plan_status(clients[account], plans[account].id) == "CREATE_SUCCESS"
        both.wait(HANG)

    with ThreadPoolExecutor(2) as pool:
        executed = [pool.submit(execute, clients[it], plans[it].id) for it in ACCOUNTS]
        assert [future.result(HANG)["Status"] for future in executed] == ["CREATED"] * 2


def test_a_callback_waits_for_a_call_of_another_thread(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan, other = sc_plan.add_plan(), sc_plan.add_plan()
    asked = []

    with ThreadPoolExecutor(1) as pool:

        @sc_plan.on_execute
        def delete_other(plan: PlanView) -> str:
            asked.append(plan.id)
            delete = sc_plan_client.delete_provisioned_product_plan
            pool.submit(delete, PlanId=other.id).result(HANG)
            return "failed"

        execute(sc_plan_client, plan.id)
    assert asked == [plan.id]
    assert [view.id for view in sc_plan.plans] == [plan.id]
    sc_plan.advance()
    assert plan.status == "EXECUTE_FAILED"


@pytest.mark.parametrize("idempotency", ["documented", "strict"])
def test_of_calls_at_once_one_executes_the_plan(
    sc_plan: ServiceCatalog, sc_plan_client: Client, idempotency: Any
) -> None:
    sc_plan.configure(idempotency=idempotency)
    plan = sc_plan.add_plan()
    all_called = threading.Barrier(8)
    asked = []

    @sc_plan.on_execute
    def outcome(plan: PlanView) -> None:
        asked.append(plan.id)

    def call() -> str:
        all_called.wait(HANG)
        try:
            return str(execute(sc_plan_client, plan.id)["RecordId"])
        except sc_plan_client.exceptions.InvalidStateException:
            return "refused"

    with ThreadPoolExecutor(8) as pool:
        answers = [future.result(HANG) for future in [pool.submit(call) for _ in range(8)]]
    assert asked == [plan.id]
    assert [record.id for record in sc_plan.records] == [plan.record.id]
    others = plan.record.id if idempotency == "documented" else "refused"
    assert sorted(answers) == sorted([plan.record.id, *[others] * 7])


def test_a_plan_that_its_callback_deletes_is_not_found(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()

    @sc_plan.on_execute
    def delete(plan: PlanView) -> None:
        sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id)

    with not_found(f"Plan {plan.id} was not found."):
        execute(sc_plan_client, plan.id)
    assert sc_plan.records == []


def test_a_product_that_its_callback_changes_is_under_change(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    existing = sc_plan.add_provisioned_product()
    plan = sc_plan.add_plan(provisioned_product=existing)

    @sc_plan.on_execute
    def update(plan: PlanView) -> None:
        sc_plan_client.update_provisioned_product(ProvisionedProductId=existing.id)

    with invalid_state(
        f"Provisioned product {existing.id} is UNDER_CHANGE: it must be AVAILABLE, TAINTED or "
        f"PLAN_IN_PROGRESS for plan {plan.id} to be executed."
    ):
        execute(sc_plan_client, plan.id)


def test_of_calls_at_once_one_creates_the_plan(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product()
    all_called = threading.Barrier(4)
    asked = []

    @sc_plan.on_create
    def outcome(plan: PlanView) -> None:
        asked.append(plan.id)

    def call() -> str:
        all_called.wait(HANG)
        return str(
            sc_plan_client.create_provisioned_product_plan(**plan_of(product, "logs"))["PlanId"]
        )

    with ThreadPoolExecutor(4) as pool:
        answers = [future.result(HANG) for future in [pool.submit(call) for _ in range(4)]]
    assert set(answers) == set(asked)
    assert [plan.id for plan in sc_plan.plans] == asked


def test_the_log_has_the_changes_of_each_call(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.configure(progress="time")
    waiting = sc_plan.add_plan(status="EXECUTE_IN_PROGRESS", provisioned_product_name="waiting")
    plan, other = sc_plan.add_plan(name="outer"), sc_plan.add_plan(name="inner")

    @sc_plan.on_execute
    def execute_other(plan: PlanView) -> None:
        if plan.name == "outer":
            execute(sc_plan_client, other.id)

    state_of(sc_plan).advance_clock(3600)
    execute(sc_plan_client, plan.id)
    inner, outer = sc_plan.calls
    assert {change.id for change in inner.transitions} == {other.id, other.provisioned_product.id}
    assert {change.id for change in outer.transitions} == {
        *(waiting.id, waiting.record.id, waiting.provisioned_product.id),
        *(plan.id, plan.provisioned_product.id),
    }


def test_what_another_call_took_can_not_be_seeded(sc_plan: ServiceCatalog) -> None:
    @sc_plan.on_execute
    def take(plan: PlanView) -> None:
        sc_plan.add_provisioned_product("logs")

    with pytest.raises(RuntimeError, match=r"^while a callback was asked about plan ") as caught:
        sc_plan.add_plan(name="p", provisioned_product_name="logs", status="EXECUTE_IN_PROGRESS")
    assert str(caught.value) == (
        "while a callback was asked about plan 'p', another call changed it, or provisioned "
        "product 'logs'"
    )
    assert sc_plan.plans == []
