"""Assertions about executions."""

from __future__ import annotations

import pytest

from pytest_sc_plan import PlanView, ServiceCatalog

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
    plan = sc_plan.add_plan(id="plan-x")
    with raises(AssertionError, "plan-x was not executed. The calls:\n  (no calls)"):
        sc_plan.assert_executed_once(plan)


# -------------------------------------------------------------------- unknown plans


NOT_HERE = "there is no plan {!r} in account 123456789012, region us-east-1; "


def assert_unknown(catalog: ServiceCatalog, plan: PlanView | str, reason: str) -> None:
    for check in (
        catalog.assert_executed,
        catalog.assert_not_executed,
        catalog.assert_executed_once,
    ):
        with raises(AssertionError, f"{reason}\nThe calls:\n  (no calls)"):
            check(plan)


def test_a_plan_that_there_never_was_fails_each_assertion(sc_plan: ServiceCatalog) -> None:
    assert_unknown(sc_plan, "plan-1", NOT_HERE.format("plan-1") + "there is none at all")
    sc_plan.add_plan(id="plan-a", name="first")
    sc_plan.add_plan(id="plan-b", name="second")
    both = "did you mean plan-a 'first'? There is also plan-b 'second'"
    assert_unknown(sc_plan, "first", NOT_HERE.format("first") + both)
    assert_unknown(sc_plan, "plan-aa", NOT_HERE.format("plan-aa") + both)


def test_a_plan_of_another_account_or_region_is_said_to_be_there(sc_plan: ServiceCatalog) -> None:
    there = sc_plan.for_account("111111111111", "eu-west-1")
    plan = there.add_plan(id="plan-a")
    for catalog in (sc_plan, there, sc_plan.for_account("111111111111")):
        catalog.assert_not_executed(plan)
        catalog.assert_not_executed("plan-a")
    here = sc_plan.for_account(region="us-east-1")
    reason = NOT_HERE.format("plan-a") + (
        "it is in account 111111111111, region eu-west-1: "
        "for_account(account_id='111111111111', region='eu-west-1')"
    )
    assert_unknown(here, "plan-a", reason)
    assert_unknown(here, plan, reason)


def test_a_plan_that_was_deleted_is_known(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    plan = sc_plan.add_plan()
    sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id)
    sc_plan.assert_not_executed(plan)
    sc_plan.assert_not_executed(plan.id)


def test_a_plan_that_a_call_named_is_known(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    with not_found("Plan plan-none was not found."):
        execute(sc_plan_client, "plan-none")
    with pytest.raises(AssertionError, match=r"^plan-none was executed 0 times, not once\. The "):
        sc_plan.assert_executed("plan-none")


@pytest.mark.sc_plan(auto_create_plans=True)
def test_any_plan_is_known_where_executing_one_makes_it(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.assert_not_executed("plan-ready")
    execute(sc_plan_client, "plan-ready")
    sc_plan.assert_executed_once("plan-ready")


def test_a_callback_may_assert_about_its_plan(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.on_create(lambda plan: sc_plan.assert_not_executed(plan))
    product = sc_plan.add_product("queue")
    made = sc_plan_client.create_provisioned_product_plan(
        PlanName="first",
        PlanType="CLOUDFORMATION",
        ProductId=product.id,
        ProvisioningArtifactId=product.provisioning_artifacts[0].id,
        ProvisionedProductName="logs",
    )
    sc_plan.assert_not_executed(made["PlanId"])
