"""How a fake is told to behave."""

from __future__ import annotations

from typing import Any

from pytest_sc_plan import ServiceCatalog, SettingsError

from ..helpers import Client, execute, not_found, plan_status, record_status
from .raising import raises


def test_the_outcome_of_a_plan_wins_over_the_setting(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.configure(outcome="failed")
    plans = [sc_plan.add_plan(), sc_plan.add_plan(outcome="succeeded")]
    for plan in plans:
        execute(sc_plan_client, plan.id)
    sc_plan.advance()
    assert [plan.status for plan in plans] == ["EXECUTE_FAILED", "EXECUTE_SUCCESS"]


def test_a_callback_chooses_the_outcome_of_an_execution(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    asked = []

    @sc_plan.on_execute
    def fail_logs(plan: Any) -> str | None:
        asked.append((plan.id, plan.status))
        return "failed" if plan.provisioned_product.name == "logs" else None

    plans = [
        sc_plan.add_plan(provisioned_product_name="logs"),
        sc_plan.add_plan(outcome="stuck"),
        sc_plan.add_plan(),
    ]
    for plan in plans:
        execute(sc_plan_client, plan.id)
    sc_plan.advance()
    assert asked == [(plan.id, "CREATE_SUCCESS") for plan in plans]
    assert [plan.status for plan in plans] == [
        "EXECUTE_FAILED",
        "EXECUTE_IN_PROGRESS",
        "EXECUTE_SUCCESS",
    ]


def test_of_several_callbacks_the_last_that_answers_counts(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    for answer in ("failed", "succeeded", None):
        sc_plan.on_execute(lambda _, answer=answer: answer)  # type: ignore[misc]
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    sc_plan.advance()
    assert plan.status == "EXECUTE_SUCCESS"


def test_a_callback_is_asked_once_for_each_execution(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    asked: list[str] = []
    sc_plan.on_execute(lambda plan: asked.append(plan.id))
    plan = sc_plan.add_plan()
    for _ in range(3):
        execute(sc_plan_client, plan.id)
    assert asked == [plan.id]


def test_an_unknown_outcome_of_a_callback_is_an_error(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.on_execute(lambda _: "fail")
    plan = sc_plan.add_plan()
    with raises(
        SettingsError,
        "the on_execute callback's outcome: 'fail'; did you mean 'failed'? Allowed: failed, "
        "stuck, succeeded",
    ):
        execute(sc_plan_client, plan.id)
    assert plan.status == "CREATE_SUCCESS"


def test_a_changed_setting_applies_from_then_on(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    record_id = execute(sc_plan_client, plan.id)["RecordId"]
    sc_plan.configure(progress="manual")
    assert [record_status(sc_plan_client, record_id) for _ in range(3)] == ["IN_PROGRESS"] * 3
    sc_plan.configure(progress="immediate")
    assert record_status(sc_plan_client, record_id) == "SUCCEEDED"


def test_reset_forgets_everything(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sc_plan.configure(polls=3)
    sc_plan.raise_error("InvalidStateException")
    sc_plan.on_execute(lambda _: "failed")
    old = sc_plan.add_plan(status="EXECUTE_SUCCESS")
    sc_plan_client.list_provisioned_product_plans()
    sc_plan.reset()
    assert sc_plan.products == []
    assert sc_plan.plans == []
    assert sc_plan.records == []
    assert sc_plan.provisioned_products == []
    assert sc_plan.calls == []
    assert sc_plan.injections == []
    assert sc_plan.settings.polls == 1
    with not_found(f"Plan {old.id} was not found."):
        plan_status(sc_plan_client, old.id)
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    sc_plan.advance()
    assert plan.status == "EXECUTE_SUCCESS"
