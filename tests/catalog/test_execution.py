"""Nothing is half made: a callback that fails leaves everything as it was."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog, SettingsError

from ..helpers import Client, contents, execute, plan_status


class CallbackError(Exception):
    """An error of the test's own callback."""


def test_a_callback_that_raises_leaves_the_plan_ready(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    broken = True

    @sc_plan.on_execute
    def outcome(plan: Any) -> None:
        if broken:
            raise CallbackError("not today")

    plan = sc_plan.add_plan()
    before = contents(sc_plan)

    with pytest.raises(CallbackError, match="not today"):
        execute(sc_plan_client, plan.id)

    assert contents(sc_plan) == before
    assert (plan.status, plan.record) == ("CREATE_SUCCESS", None)
    assert sc_plan.listing() == (
        f"  1  ExecuteProvisionedProductPlan  PlanId={plan.id}  CallbackError\n       not today"
    )
    broken = False
    assert execute(sc_plan_client, plan.id)["Status"] == "CREATED"
    assert [plan_status(sc_plan_client, plan.id) for _ in range(2)] == [
        "EXECUTE_IN_PROGRESS",
        "EXECUTE_SUCCESS",
    ]


def test_a_callback_that_returns_no_outcome_leaves_the_plan_ready(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    sc_plan.on_execute(lambda plan: "done")
    before = contents(sc_plan)

    with pytest.raises(SettingsError) as caught:
        execute(sc_plan_client, plan.id)

    assert str(caught.value) == (
        "the on_execute callback's outcome: 'done'; allowed: failed, stuck, succeeded"
    )
    assert contents(sc_plan) == before


@pytest.mark.sc_plan(auto_create_plans=True)
def test_a_plan_is_not_created_automatically_for_a_callback_that_raises(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    broken = True

    @sc_plan.on_execute
    def outcome(plan: Any) -> None:
        assert (plan.id, plan.status) == ("plan-unknown", "CREATE_SUCCESS")
        assert plan.provisioned_product.status == "PLAN_IN_PROGRESS"
        if broken:
            raise CallbackError("not today")

    with pytest.raises(CallbackError):
        execute(sc_plan_client, "plan-unknown")

    assert contents(sc_plan) == [[], [], [], []]
    broken = False
    execute(sc_plan_client, "plan-unknown")
    assert [plan.status for plan in sc_plan.plans] == ["EXECUTE_IN_PROGRESS"]
    assert len(sc_plan.products) == 1


def test_seeding_asks_the_callback_before_anything_is_made(sc_plan: ServiceCatalog) -> None:
    product = sc_plan.add_product()

    @sc_plan.on_execute
    def outcome(plan: Any) -> None:
        raise CallbackError("not today")

    before = contents(sc_plan)
    with pytest.raises(CallbackError):
        sc_plan.add_plan(product=product, status="EXECUTE_IN_PROGRESS")
    assert contents(sc_plan) == before


def test_a_seeded_execution_is_answered_again(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="EXECUTE_SUCCESS")

    answer = execute(sc_plan_client, plan.id)

    assert [record.id for record in sc_plan.records] == [answer["RecordId"]]
    assert answer["Status"] == "CREATED"
