"""The administrators' side of a state that was written, and read back by a fake that is empty."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog, SettingsError
from pytest_sc_plan.fake.saved.adding import add_state
from pytest_sc_plan.fake.saved.writing import state

from ..catalog.shares import share
from ..helpers import Client, product_status, record_status
from .test_saved_state import compared, moved

ROLE = '{"RoleArn": "arn:aws:iam::123456789012:role/launch"}'
PARAMETERS = '[{"Name": "Reason", "Type": "TEXT_VALUE"}]'
DEFINITION = {"Name": "AWS-RestartEC2Instance", "Version": "1", "Parameters": PARAMETERS}


def provision(client: Client, name: str) -> dict[str, Any]:
    detail: dict[str, Any] = client.provision_product(
        ProductName="shop", ProvisioningArtifactName="v1", ProvisionedProductName=name
    )["RecordDetail"]
    return detail


def test_a_launch_keeps_its_constraints(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    client = sc_plan_client
    product = sc_plan.add_product("shop")
    about = {"PortfolioId": product.launch_paths[0].portfolio_id, "ProductId": product.id}
    constraint = client.create_constraint(Type="LAUNCH", Parameters=ROLE, **about)
    provision(client, "before")
    sc_plan.advance()
    identifier = constraint["ConstraintDetail"]["ConstraintId"]
    client.update_constraint(Id=identifier, Parameters=ROLE.replace("launch", "other"))
    before = moved(sc_plan)
    former = before["provisioned_products"][0]["path"]
    assert former["constraints"][0]["parameters"] == ROLE
    assert compared(state(sc_plan)) == compared(before)
    detail = client.describe_constraint(Id=identifier)
    assert detail["ConstraintParameters"] == ROLE.replace("launch", "other")
    terminated = client.terminate_provisioned_product(
        ProvisionedProductName="before", TerminateToken="a"
    )["RecordDetail"]
    assert terminated["LaunchRoleArn"] == "arn:aws:iam::123456789012:role/launch"
    assert provision(client, "after")["LaunchRoleArn"].endswith("/other")


@pytest.mark.sc_plan(polls=1)
def test_a_service_action_goes_on(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    client = sc_plan_client
    product = sc_plan.add_product("shop")
    action = client.create_service_action(
        Name="restart",
        Description="Restarts",
        DefinitionType="SSM_AUTOMATION",
        Definition=DEFINITION,
    )["ServiceActionDetail"]
    identifier = action["ServiceActionSummary"]["Id"]
    version = {
        "ProductId": product.id,
        "ProvisioningArtifactId": product.provisioning_artifacts[0].id,
    }
    client.associate_service_action_with_provisioning_artifact(
        **version, ServiceActionId=identifier
    )
    existing = sc_plan.add_provisioned_product("x", product="shop", status="TAINTED")
    record = client.execute_provisioned_product_service_action(
        ProvisionedProductId=existing.id,
        ServiceActionId=identifier,
        Parameters={"Reason": ["a", "b"]},
    )["RecordDetail"]["RecordId"]
    before = moved(sc_plan)
    assert before["records"][-1]["action_run"] == {
        "service_action_id": identifier,
        "parameters": {"Reason": ["a", "b"]},
        "status_before": "TAINTED",
    }
    assert compared(state(sc_plan)) == compared(before)
    assert client.describe_service_action(Id=identifier)["ServiceActionDetail"] == action
    (summary,) = client.list_service_actions_for_provisioning_artifact(**version)[
        "ServiceActionSummaries"
    ]
    assert summary == action["ServiceActionSummary"]
    assert product_status(client, "x") == "UNDER_CHANGE"
    sc_plan.advance()
    assert record_status(client, record) == "SUCCEEDED"
    assert product_status(client, "x") == "TAINTED"


def test_what_an_owner_has_is_written_without_the_tag_options_of_recipients(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    portfolio = sc_plan.add_portfolio("team")
    recipient = share(sc_plan_client, portfolio, "111111111111")
    for client in (sc_plan_client, recipient):
        made = client.create_tag_option(Key="stage", Value="dev")["TagOptionDetail"]
        client.associate_tag_option_with_resource(ResourceId=portfolio.id, TagOptionId=made["Id"])
        client.update_tag_option(Id=made["Id"], Active=False)
    sc_plan_client.associate_budget_with_resource(ResourceId=portfolio.id, BudgetName="small")
    before = moved(sc_plan)
    (option,) = before["tag_options"]
    assert before["portfolios"][0]["tag_option_ids"] == [option["id"]]
    described = sc_plan_client.describe_portfolio(Id=portfolio.id)
    assert [one["Active"] for one in described["TagOptions"]] == [False]
    assert described["Budgets"] == [{"BudgetName": "small"}]


def test_what_can_not_be_is_refused(sc_plan: ServiceCatalog) -> None:
    action = {"id": "act-aaaaaaaaaaaaa", "name": "x", "definition": {"Name": "x"}}
    with pytest.raises(SettingsError) as caught:
        add_state(sc_plan, {"service_actions": [action]})
    assert str(caught.value) == "service_actions[0]: Definition: Version is missing."
    sc_plan.add_product("shop")
    (product,) = state(sc_plan)["products"]
    sc_plan.reset()
    product["provisioning_artifacts"][0]["service_action_ids"] = ["act-aaaaaaaaaaaaa"]
    with pytest.raises(SettingsError) as caught:
        add_state(sc_plan, {"products": [product]})
    assert str(caught.value) == (
        "products[0]: there is no service action 'act-aaaaaaaaaaaaa', neither here nor in the fake"
    )
