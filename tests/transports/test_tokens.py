"""Idempotency tokens that botocore fills in: a deterministic fake makes them the same each time."""

from __future__ import annotations

import threading
import uuid
from typing import Any
from unittest import mock

import boto3
import botocore.handlers
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from pytest_sc_plan import ServiceCatalog, mock_service_catalog

from ..helpers import Client, client_of

RANDOM = "00000000-0000-4000-8000-000000000000"
handlers_of_botocore: Any = vars(botocore.handlers)


def tokens(catalog: ServiceCatalog) -> list[str]:
    return [call.params["IdempotencyToken"] for call in catalog.calls]


def execute(client: Client, *plans: Any) -> None:
    for plan in plans:
        client.execute_provisioned_product_plan(PlanId=plan.id)


def run(client: Client, number: int = 2) -> list[str]:
    with mock_service_catalog(deterministic=True) as fake:
        execute(client, *[fake.add_plan() for _ in range(number)])
        return tokens(fake)


def test_tokens_are_the_same_in_each_run_and_others_for_each_call() -> None:
    # Made before the fake, with the handlers of then.
    client = boto3.Session("key", "secret").client("servicecatalog", "us-east-1")
    first, second = run(client), run(client)
    assert first == second
    assert len({*first}) == 2
    assert [uuid.UUID(token).version for token in first] == [4, 4]
    assert run(client, 3)[:2] == first
    assert handlers_of_botocore["uuid"] is uuid


@pytest.mark.sc_plan(deterministic=True)
def test_reset_begins_again_with_the_first_token(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    execute(sc_plan_client, sc_plan.add_plan(), sc_plan.add_plan())
    before = tokens(sc_plan)
    sc_plan.reset()
    execute(sc_plan_client, sc_plan.add_plan())
    assert tokens(sc_plan) == before[:1]


@pytest.mark.sc_plan(deterministic=True)
def test_every_operation_has_its_token(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    item = sc_plan.add_provisioned_product()
    sc_plan_client.update_provisioned_product(ProvisionedProductId=item.id)
    sc_plan.advance()
    sc_plan_client.terminate_provisioned_product(ProvisionedProductId=item.id)
    given = sc_plan.calls[0].params["UpdateToken"], sc_plan.calls[1].params["TerminateToken"]
    assert given == tuple(run(sc_plan_client))


@pytest.mark.sc_plan(deterministic=True)
def test_a_token_of_the_caller_is_kept(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    plan = sc_plan.add_plan()
    sc_plan_client.execute_provisioned_product_plan(PlanId=plan.id, IdempotencyToken="mine")
    assert tokens(sc_plan) == ["mine"]


@pytest.mark.sc_plan(deterministic=True)
def test_threads_get_the_tokens_in_the_order_of_their_calls(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plans = [sc_plan.add_plan() for _ in range(8)]
    threads = [threading.Thread(target=execute, args=(sc_plan_client, plan)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {*tokens(sc_plan)} == {*run(sc_plan_client, 8)}


def test_the_fake_that_is_called_makes_the_token() -> None:
    with mock_service_catalog(deterministic=True) as outer:
        client = client_of(region="us-east-1")
        execute(client, outer.add_plan())
        with mock_service_catalog() as inner:
            execute(client, inner.add_plan())
            with mock_service_catalog(deterministic=True) as innermost:
                execute(client, innermost.add_plan())
        execute(client, outer.add_plan())
    assert tokens(inner)[0] not in tokens(outer)
    assert tokens(innermost) == tokens(outer)[:1]
    assert len({*tokens(outer)}) == 2


def test_tokens_are_random_without_the_setting(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    execute(sc_plan_client, sc_plan.add_plan())
    before = tokens(sc_plan)
    sc_plan.reset()
    execute(sc_plan_client, sc_plan.add_plan())
    assert before != tokens(sc_plan)


@pytest.mark.sc_plan(deterministic=True)
def test_a_test_that_has_replaced_uuid4_has_its_own_tokens(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    with mock.patch("uuid.uuid4", return_value=RANDOM):
        execute(sc_plan_client, sc_plan.add_plan())
    with mock.patch("botocore.handlers.uuid.uuid4", return_value="another"):
        execute(sc_plan_client, sc_plan.add_plan())
    execute(sc_plan_client, sc_plan.add_plan())
    assert tokens(sc_plan) == [RANDOM, "another", *run(sc_plan_client, 1)]


@pytest.mark.sc_plan(deterministic=True)
def test_other_services_and_other_callers_have_random_tokens(sc_plan: ServiceCatalog) -> None:
    model = boto3.client("athena", "us-east-1").meta.service_model
    filled: list[dict[str, str]] = [{}, {}]
    for params in filled:
        operation = model.operation_model("StartQueryExecution")
        botocore.handlers.generate_idempotent_uuid(params, operation)
    assert filled[0]["ClientRequestToken"] != filled[1]["ClientRequestToken"]
    assert handlers_of_botocore["uuid"].uuid4().version == 4
    assert handlers_of_botocore["uuid"].UUID is uuid.UUID


@pytest.mark.sc_plan(deterministic=True)
def test_a_stubber_expects_what_it_expected(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    client = client_of()
    with Stubber(client) as stubber:
        stubber.add_response(
            "execute_provisioned_product_plan", {"RecordDetail": {}}, {"PlanId": "plan-1"}
        )
        client.execute_provisioned_product_plan(PlanId="plan-1")
    assert sc_plan.calls == []


def test_what_a_mock_brings_back_later_makes_random_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    client = boto3.Session("key", "secret").client("servicecatalog", "us-east-1")
    with mock_service_catalog(deterministic=True):
        ours = handlers_of_botocore["uuid"]
    assert handlers_of_botocore["uuid"] is uuid
    monkeypatch.setattr(botocore.handlers, "uuid", ours)
    filled: dict[str, str] = {}
    model = client.meta.service_model.operation_model("ExecuteProvisionedProductPlan")
    botocore.handlers.generate_idempotent_uuid(filled, model)
    assert uuid.UUID(filled["IdempotencyToken"]).version == 4
    monkeypatch.setattr(botocore.handlers, "uuid", uuid)
    assert filled["IdempotencyToken"] not in run(client)


@mock_aws
@pytest.mark.sc_plan(deterministic=True)
def test_tokens_inside_motos_mock(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    execute(sc_plan_client, sc_plan.add_plan())
    assert tokens(sc_plan) == run(sc_plan_client, 1)
