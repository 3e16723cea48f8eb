"""Requests that are made again, with the same token or another."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client, execute, invalid_parameters, invalid_state, plan_of
from .statuses import FINISHED


def test_creating_the_same_plan_with_another_token_gives_the_first(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    request = plan_of(sc_plan.add_product())
    first = sc_plan_client.create_provisioned_product_plan(**request, IdempotencyToken="one")
    again = sc_plan_client.create_provisioned_product_plan(**request, IdempotencyToken="two")
    assert first["PlanId"] == again["PlanId"]
    assert len(sc_plan.plans) == 1


def test_the_same_token_with_other_parameters_is_another_plan_where_it_plays_no_part(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product()
    for name in ("logs", "data"):
        sc_plan_client.create_provisioned_product_plan(
            **plan_of(product, name), IdempotencyToken="one"
        )
    assert [plan.name for plan in sc_plan.plans] == ["logs-plan", "data-plan"]


def test_a_deleted_plan_is_made_anew_by_the_same_request(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    request = plan_of(sc_plan.add_product(), IdempotencyToken="one")
    first = sc_plan_client.create_provisioned_product_plan(**request)["PlanId"]
    sc_plan_client.delete_provisioned_product_plan(PlanId=first)
    assert sc_plan_client.create_provisioned_product_plan(**request)["PlanId"] != first


@pytest.mark.parametrize("idempotency", ["documented", "strict"])
@pytest.mark.parametrize("finished", [False, True])
def test_executing_again_with_the_same_token_gives_the_same_answer_to_the_letter(
    sc_plan: ServiceCatalog, sc_plan_client: Client, idempotency: Any, *, finished: bool
) -> None:
    sc_plan.configure(idempotency=idempotency)
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id, IdempotencyToken="one")
    if finished:
        sc_plan.advance()
    execute(sc_plan_client, plan.id, IdempotencyToken="one")
    first, second = sc_plan.calls_to("ExecuteProvisionedProductPlan")
    assert first.body == second.body
    assert len(sc_plan.records) == 1


@pytest.mark.parametrize("status", ["EXECUTE_IN_PROGRESS", *FINISHED])
def test_another_token_changes_nothing_where_it_plays_no_part(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    plan = sc_plan.add_plan(status=status)
    assert plan.record is not None
    for token in ("one", "two"):
        detail = execute(sc_plan_client, plan.id, IdempotencyToken=token)
        assert (detail["RecordId"], detail["Status"]) == (plan.record.id, "CREATED")
    first, second = sc_plan.calls_to("ExecuteProvisionedProductPlan")
    assert first.body == second.body


@pytest.mark.sc_plan(idempotency="strict")
def test_a_token_used_with_other_parameters_is_refused(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    one, two = sc_plan.add_plan(), sc_plan.add_plan()
    execute(sc_plan_client, one.id, IdempotencyToken="token")
    with invalid_parameters(
        "The token token was already used with other parameters: a token names one request. Use a "
        "new token, or repeat the request unchanged."
    ):
        execute(sc_plan_client, two.id, IdempotencyToken="token")
    assert two.status == "CREATE_SUCCESS"


@pytest.mark.sc_plan(idempotency="strict")
def test_a_new_token_for_an_executed_plan_is_refused(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="EXECUTE_SUCCESS")
    with invalid_state(
        f"Plan {plan.id} is EXECUTE_SUCCESS: only a plan that is CREATE_SUCCESS can be executed."
    ):
        execute(sc_plan_client, plan.id)


@pytest.mark.sc_plan(idempotency="strict")
def test_a_token_that_was_used_is_answered_when_the_plan_is_no_more(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="CREATE_SUCCESS")
    first = execute(sc_plan_client, plan.id, IdempotencyToken="token")
    sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id, IgnoreErrors=True)
    assert execute(sc_plan_client, plan.id, IdempotencyToken="token") == first


@pytest.mark.sc_plan(idempotency="strict")
def test_a_token_of_a_request_that_was_refused_can_be_used_again(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="CREATE_IN_PROGRESS")
    with invalid_state(
        f"Plan {plan.id} is CREATE_IN_PROGRESS: only a plan that is CREATE_SUCCESS can be executed."
    ):
        execute(sc_plan_client, plan.id, IdempotencyToken="token")
    sc_plan.advance()
    assert execute(sc_plan_client, plan.id, IdempotencyToken="token")["Status"] == "CREATED"


@pytest.mark.sc_plan(idempotency="strict")
def test_a_token_names_one_request_of_one_operation(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    request = plan_of(sc_plan.add_product(), IdempotencyToken="token")
    created = sc_plan_client.create_provisioned_product_plan(**request)
    assert sc_plan_client.create_provisioned_product_plan(**request)["PlanId"] == created["PlanId"]
    sc_plan.advance()
    assert execute(sc_plan_client, created["PlanId"], IdempotencyToken="token")
    with invalid_state(
        f"Provisioned product bucket already has the plan {created['PlanId']}, which is "
        "EXECUTE_IN_PROGRESS. A provisioned product has one plan at a time: delete that plan first."
    ):
        sc_plan_client.create_provisioned_product_plan(**{**request, "IdempotencyToken": "other"})
