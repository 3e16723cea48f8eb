"""A state that was written, and read back by a fake that is empty."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog
from pytest_sc_plan.fake.saved.adding import add_state
from pytest_sc_plan.fake.saved.writing import state

from ..helpers import (
    Client,
    client_of,
    plan_of,
    plan_status,
    product_status,
    record_status,
)
from .stocked_with_all import SECRET, stock

State = dict[str, Any]


def moved(catalog: ServiceCatalog, target: ServiceCatalog | None = None) -> State:
    """Read the state back after a reset, by way of JSON; gives it as it was."""
    text = json.dumps(state(catalog))
    catalog.reset()
    add_state(target or catalog, json.loads(text))
    before: State = json.loads(text)
    return before


def compared(shown: State) -> list[str]:
    """All that is to be the same, in order."""
    return json.dumps({**shown, "calls": 0}, indent=1).splitlines()


ASKED: list[Callable[[Client], Any]] = [
    lambda client: client.search_provisioned_products()["ProvisionedProducts"],
    lambda client: client.list_record_history(PageSize=20)["RecordDetails"],
    lambda client: client.list_provisioned_product_plans()["ProvisionedProductPlans"],
    lambda client: client.search_products()["ProductViewSummaries"],
    lambda client: client.list_launch_paths(ProductId="prod-shopshopshops")["LaunchPathSummaries"],
    lambda client: client.describe_provisioning_parameters(
        ProductName="shop", ProvisioningArtifactName="v2", PathName="team-b"
    )["ConstraintSummaries"],
]


@pytest.mark.sc_plan(progress="manual", deterministic=True)
def test_a_fake_is_the_same_after_its_state_was_read_back(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    stock(sc_plan)
    answers = [ask(sc_plan_client) for ask in ASKED]
    before = moved(sc_plan)
    counts = {kind: len(entries) for kind, entries in before.items() if kind != "calls"}
    assert counts == {
        "products": 7,
        "portfolios": 4,
        "provisioned_products": 18,
        "plans": 9,
        "records": 18,
        "tag_options": 2,
        "service_actions": 0,
        "deleted": 4,
    }
    assert [product["name"] for product in before["deleted"]["provisioned_products"]] == ["gone"]
    assert compared(state(sc_plan)) == compared(before)
    assert [ask(sc_plan_client) for ask in ASKED] == answers


@pytest.mark.sc_plan(deterministic=True)
def test_what_is_made_later_has_ids_of_its_own(sc_plan: ServiceCatalog) -> None:
    sc_plan.add_plan(status="EXECUTE_SUCCESS")
    before = moved(sc_plan)
    later = sc_plan.add_plan(status="EXECUTE_SUCCESS")
    assert [one in json.dumps(before) for one in (later.id, later.record.id)] == [False, False]
    assert later.product_id == before["products"][0]["id"]
    assert before["products"][0]["default"]


def test_a_state_can_be_read_in_another_account_and_region(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.add_plan(status="EXECUTE_SUCCESS")
    there = sc_plan.for_account("111111111111", "eu-west-1")
    before = moved(sc_plan, there)
    assert compared(state(there)) == compared(before)
    assert there.plan(plan.id).provisioned_product.arn == (
        "arn:aws:servicecatalog:eu-west-1:111111111111:stack/"
        f"{plan.provisioned_product.name}/{plan.provisioned_product.id}"
    )
    assert sc_plan.plans == []


# ------------------------------------------------------------------ what goes on


@pytest.mark.sc_plan(workflow="notify")
def test_work_that_waits_for_an_engine_goes_on_waiting(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.add_product("network", type="EXTERNAL")
    item = sc_plan.add_provisioned_product("vpc", product="network")
    sc_plan_client.terminate_provisioned_product(ProvisionedProductId=item.id, IgnoreErrors=True)
    before = moved(sc_plan)
    assert before["records"][-1]["work"] == {"outcome": "waiting", "reads": 0}
    sc_plan.advance()
    record = sc_plan.records[-1]
    assert record.status == "CREATED"
    sc_plan_client.notify_terminate_provisioned_product_engine_workflow_result(
        WorkflowToken=record.workflow_token, RecordId=record.id, Status="FAILED"
    )
    assert (record.status, sc_plan.provisioned_products) == ("SUCCEEDED", [])


@pytest.mark.sc_plan(polls=2)
def test_unfinished_work_goes_on_where_it_was(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    creating = sc_plan.add_plan(status="CREATE_IN_PROGRESS").id
    executing = sc_plan.add_plan(status="EXECUTE_IN_PROGRESS")
    assert plan_status(sc_plan_client, creating) == "CREATE_IN_PROGRESS"
    assert record_status(sc_plan_client, executing.record.id) == "IN_PROGRESS"
    before = moved(sc_plan)
    assert before["plans"][0]["work"] == {"outcome": "succeeded", "reads": 1}
    assert [plan_status(sc_plan_client, creating) for _ in range(2)] == [
        "CREATE_IN_PROGRESS",
        "CREATE_SUCCESS",
    ]
    seen = [record_status(sc_plan_client, executing.record.id) for _ in range(2)]
    assert seen == ["IN_PROGRESS", "SUCCEEDED"]
    assert plan_status(sc_plan_client, executing.id) == "EXECUTE_SUCCESS"
    assert product_status(sc_plan_client, executing.provisioned_product.id) == "AVAILABLE"


@pytest.mark.sc_plan(progress="time", duration=30)
def test_the_time_of_unfinished_work_begins_anew(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.add_plan(status="EXECUTE_IN_PROGRESS")
    sc_plan.advance(20)
    moved(sc_plan)
    sc_plan.advance(20)
    assert sc_plan.plan(plan.id).status == "EXECUTE_IN_PROGRESS"
    sc_plan.advance(10)
    assert sc_plan.plan(plan.id).status == "EXECUTE_SUCCESS"


def test_what_is_stuck_stays_so_and_what_will_fail_fails(sc_plan: ServiceCatalog) -> None:
    failure = {"code": "LimitExceeded", "description": "Too many."}
    outcomes: list[Any] = ["stuck", failure]
    stuck, failing = (
        sc_plan.add_plan(status="EXECUTE_IN_PROGRESS", outcome=outcome) for outcome in outcomes
    )
    later = sc_plan.add_plan(outcome=outcomes[1])
    before = moved(sc_plan)
    assert [record["work"]["outcome"] for record in before["records"]] == outcomes
    assert [plan["outcome"] for plan in before["plans"]] == ["stuck", failure, failure]
    sc_plan.advance()
    assert [sc_plan.plan(plan.id).status for plan in (stuck, failing, later)] == [
        "EXECUTE_IN_PROGRESS",
        "EXECUTE_FAILED",
        "CREATE_SUCCESS",
    ]
    assert sc_plan.plan(failing.id).status_message == "LimitExceeded  Too many."


def test_a_second_execution_is_answered_as_the_first_was(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    first = sc_plan_client.execute_provisioned_product_plan(PlanId=plan.id)["RecordDetail"]
    sc_plan.advance()
    moved(sc_plan)
    second = sc_plan_client.execute_provisioned_product_plan(PlanId=plan.id)["RecordDetail"]
    assert second == first
    assert len(sc_plan.records) == 1


def test_a_template_that_was_made_up_takes_any_parameter_still(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("any")
    before = moved(sc_plan)
    assert before["products"][0]["provisioning_artifacts"][0]["template"] == {
        "AWSTemplateFormatVersion": "2010-09-09"
    }
    parameters = [{"Key": "Any", "Value": "thing"}]
    created = sc_plan_client.create_provisioned_product_plan(
        **plan_of(product, ProvisioningParameters=parameters, IdempotencyToken="token")
    )
    sc_plan.advance()
    assert sc_plan.plan(created["PlanId"]).status == "CREATE_SUCCESS"


# ------------------------------------------------------------------ secrets


@pytest.mark.sc_plan(progress="manual")
def test_values_of_no_echo_parameters_are_masked(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("shop", versions={"v1": SECRET})
    given = {"Password": "given-secret"}
    sc_plan.add_provisioned_product("item", product=product, parameters=given)
    sc_plan.add_provisioned_product("other", product=product)
    failure = {"code": "Refused", "description": "given-secret is weak"}
    refused: dict[str, Any] = {"product": product, "parameters": given, "outcome": failure}
    sc_plan.add_plan(status="EXECUTE_FAILED", **refused)
    sc_plan.add_plan(status="EXECUTE_IN_PROGRESS", **refused)
    shown = state(sc_plan)
    assert "secret" not in json.dumps(shown)
    template = shown["products"][0]["provisioning_artifacts"][0]["template"]
    assert template["Parameters"]["Password"]["Default"] == "****"
    item = shown["provisioned_products"][0]
    assert item["parameters"] == {"Size": "small", "Password": "****"}
    assert item["outputs"][1] == {
        "OutputKey": "Login",
        "OutputValue": "admin:****",
        "Description": "A login",
    }
    plan = shown["plans"][0]
    assert plan["given_parameters"] == [{"Key": "Password", "Value": "****"}]
    assert plan["status_message"] == "Refused  **** is weak"
    assert shown["records"][-1]["work"]["outcome"]["description"] == "**** is weak"
    moved(sc_plan)
    assert compared(state(sc_plan)) == compared(shown)
    assert sc_plan.provisioned_product("item").parameters["Password"] == "****"


# ------------------------------------------------------------------ deleted


def test_what_was_deleted_is_kept(sc_plan: ServiceCatalog) -> None:
    client = client_of()
    portfolio = client.create_portfolio(
        DisplayName="imported", ProviderName="them", IdempotencyToken="p"
    )["PortfolioDetail"]["Id"]
    made = sc_plan.add_product("made", launch_paths=["imported"])
    gone = sc_plan.add_product("gone", launch_paths=["imported"])
    kept = sc_plan.add_product("kept", versions={"v1": None, "v2": None})
    version = kept.provisioning_artifacts[0]
    of_version = sc_plan.add_plan(product=kept, version="v1", status="EXECUTE_SUCCESS")
    plan = sc_plan.add_plan(product=made, status="EXECUTE_SUCCESS")
    sc_plan.add_plan(product=gone, status="EXECUTE_SUCCESS")
    for product in (made, gone):
        client.disassociate_product_from_portfolio(ProductId=product.id, PortfolioId=portfolio)
    client.delete_portfolio(Id=portfolio)
    client.delete_product(Id=gone.id)
    client.delete_provisioning_artifact(ProductId=kept.id, ProvisioningArtifactId=version.id)
    elsewhere = sc_plan.for_account(region="eu-west-1")
    before = json.loads(json.dumps(state(sc_plan)))
    add_state(elsewhere, before)
    deleted = before["deleted"]
    assert [product["name"] for product in deleted["products"]] == ["gone"]
    assert [path["name"] for path in deleted["launch_paths"]] == ["imported", "imported"]
    assert [version["name"] for version in deleted["provisioning_artifacts"]] == ["v1"]
    assert compared(state(elsewhere)) == compared(before)
    assert elsewhere.plan(plan.id).path_id == plan.path_id
    assert elsewhere.plan(of_version.id).provisioning_artifact.id == version.id
