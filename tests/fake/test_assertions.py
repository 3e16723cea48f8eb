"""Assertions about executions."""

from __future__ import annotations

import pytest

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client, execute, not_found, send
from .raising import raises


def test_an_execution_that_was_made_is_asserted(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    done, idle = sc_plan.add_plan(), sc_plan.add_plan()
    execute(sc_plan_client, done.id)
    sc_plan.assert_executed(done)
    sc_plan.assert_executed(done.id)
    sc_plan.assert_executed_once(done)
    sc_plan.assert_not_executed(idle)
    execute(sc_plan_client, done.id)
    sc_plan.assert_executed(done, times=2)


def test_an_attempt_that_the_sdk_repeats_counts_once(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.add_plan()
    for attempt, token in ((1, "one"), (2, "one"), (3, "one"), (1, "two")):
        send(
            sc_plan,
            "ExecuteProvisionedProductPlan",
            {"PlanId": plan.id, "IdempotencyToken": token},
            amz_sdk_request=f"attempt={attempt}",
        )
    sc_plan.assert_executed(plan, times=2)


def test_an_execution_that_was_refused_does_not_count(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    with not_found("Plan plan-none was not found."):
        execute(sc_plan_client, "plan-none")
    sc_plan.assert_not_executed("plan-none")


@pytest.mark.parametrize(
    ("executions", "times", "words"),
    [(0, 1, "0 times, not once"), (1, 0, "once, not 0 times"), (2, 3, "2 times, not 3 times")],
)
def test_an_assertion_that_fails_shows_the_calls(
    sc_plan: ServiceCatalog, sc_plan_client: Client, executions: int, times: int, words: str
) -> None:
    plan = sc_plan.add_plan(status="EXECUTE_SUCCESS")
    for _ in range(executions):
        execute(sc_plan_client, plan.id)
    shown = [
        f"  {number}  ExecuteProvisionedProductPlan  PlanId={plan.id}  CREATED  {plan.record.id}"
        for number in range(1, executions + 1)
    ] or ["  (no calls)"]
    with pytest.raises(AssertionError) as caught:
        sc_plan.assert_executed(plan, times=times)
    assert [line.rstrip() for line in str(caught.value).splitlines()] == [
        f"{plan.id} was executed {words}. The calls:",
        *shown,
    ]


def test_asserting_that_nothing_was_executed_shows_the_calls_too(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="EXECUTE_SUCCESS")
    execute(sc_plan_client, plan.id)
    with pytest.raises(AssertionError) as caught:
        sc_plan.assert_not_executed(plan)
    assert str(caught.value).startswith(f"{plan.id} was executed once, not 0 times. The calls:\n")


def test_executing_with_a_fresh_token_is_another_request(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    for token in ("one", "two"):
        execute(sc_plan_client, plan.id, IdempotencyToken=token)
    with pytest.raises(AssertionError) as caught:
        sc_plan.assert_executed_once(plan)
    assert str(caught.value).startswith(
        f"{plan.id} was requested with 2 tokens, not one: one, two. The calls:\n"
    )


def test_assert_executed_once_fails_without_an_execution(sc_plan: ServiceCatalog) -> None:
    with raises(AssertionError, "plan-x was not executed. The calls:\n  (no calls)"):
        sc_plan.assert_executed_once("plan-x")
