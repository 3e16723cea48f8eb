"""Reprs: short, without templates and secrets, and with a word about what is gone."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import Failure, Scenario, ServiceCatalog, Version

from ..helpers import Client, execute, plan_of

ROLE = "arn:aws:iam::123456789012:role/launch"
SECRET = "correct horse battery staple"
TEMPLATE: dict[str, Any] = {
    "Parameters": {"Password": {"Type": "String", "NoEcho": True, "Default": SECRET}},
    "Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}},
}


def test_versions_and_what_belongs_to_a_product(sc_plan: ServiceCatalog) -> None:
    rule = {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Password"}, SECRET]}}]}
    product = sc_plan.add_product(
        "bucket",
        versions=[
            Version("v1", TEMPLATE, id="pa-1"),
            Version("v2", TEMPLATE, id="pa-2", active=False, guidance="DEPRECATED"),
        ],
        launch_paths={"team": ROLE},
        template_constraints={"Strong": rule},
        tag_updates=True,
    )
    path = product.launch_paths[0]
    assert repr(product.provisioning_artifacts) == (
        "(<ProvisioningArtifact pa-1 'v1'>, <ProvisioningArtifact pa-2 'v2', inactive, DEPRECATED>)"
    )
    assert repr(path) == f"<LaunchPath {path.id} 'team' through {path.portfolio_id} as {ROLE}>"
    launch, update, template = sorted(product.constraints, key=lambda each: each.type)
    assert repr(launch) == f"<Constraint LAUNCH 'Launch as {ROLE}'>"
    assert repr(update).startswith("<Constraint RESOURCE_UPDATE")
    assert repr(template).endswith(", rules Strong>")


def test_what_a_test_makes_itself() -> None:
    everything = Version(
        "v1", TEMPLATE, id="pa-1", active=False, guidance="DEPRECATED", description="The first."
    )
    assert repr(everything) == (
        "Version('v1', template=..., id='pa-1', active=False, guidance='DEPRECATED', "
        "description='The first.')"
    )
    assert repr(Version("v2")) == "Version('v2')"
    assert repr(Scenario("slow", "ten looks", {"polls": 10})) == "<Scenario 'slow': ten looks>"
    assert repr(Scenario("mine")) == "<Scenario 'mine'>"
    assert repr(Failure("Full", "No room.")) == "Failure(code='Full', description='No room.')"


def test_no_repr_has_the_value_of_a_parameter(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("bucket", versions={"v1": TEMPLATE})
    given = [{"Key": "Password", "Value": SECRET}]
    made = sc_plan_client.create_provisioned_product_plan(
        **plan_of(product, ProvisioningParameters=given)
    )
    sc_plan.advance()
    execute(sc_plan_client, made["PlanId"])
    sc_plan.advance()
    sc_plan.raise_error("InvalidStateException", plan_id=made["PlanId"])
    plan = sc_plan.plan(made["PlanId"])
    handed = [sc_plan, sc_plan.calls, sc_plan.injections, plan, plan.record, product]
    handed += [plan.provisioned_product, plan.provisioning_artifact, product.launch_paths]
    assert SECRET not in repr(handed)
    sc_plan.reset()


def test_a_plan_that_was_deleted(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    plan = sc_plan.add_plan(name="first")
    item = plan.provisioned_product
    sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id)
    assert repr(plan) == f"<Plan {plan.id} 'first' CREATE_SUCCESS, deleted>"
    assert repr(item) == f"<ProvisionedProduct {item.id} {item.name!r} PLAN_IN_PROGRESS, deleted>"
    again = sc_plan.add_plan(id=plan.id, name="second")
    assert repr(again) == f"<Plan {plan.id} 'second' CREATE_SUCCESS>"
    assert repr(plan).endswith(", deleted>")


def test_a_provisioned_product_that_was_terminated(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    item = sc_plan.add_provisioned_product("logs")
    plan = sc_plan.add_plan(provisioned_product=item)
    sc_plan_client.terminate_provisioned_product(ProvisionedProductId=item.id)
    assert repr(item) == f"<ProvisionedProduct {item.id} 'logs' UNDER_CHANGE>"
    sc_plan.advance()
    assert repr(item) == f"<ProvisionedProduct {item.id} 'logs' {item.status}, terminated>"
    assert repr(plan) == f"<Plan {plan.id} {plan.name!r} CREATE_SUCCESS, deleted>"
    record = sc_plan.records[-1]
    assert repr(record) == f"<Record {record.id} TERMINATE_PROVISIONED_PRODUCT SUCCEEDED>"


def test_what_was_there_before_a_reset(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    plan, deleted = sc_plan.add_plan(name="first"), sc_plan.add_plan()
    sc_plan_client.delete_provisioned_product_plan(PlanId=deleted.id)
    sc_plan.reset()
    assert repr(plan) == f"<Plan {plan.id} 'first' CREATE_SUCCESS, from before reset()>"
    assert repr(plan.product) == (
        f"<Product {plan.product_id} {plan.product.name!r}, from before reset()>"
    )
    assert repr(deleted).endswith(", from before reset()>")
    assert repr(sc_plan.add_plan()).endswith(" CREATE_SUCCESS>")


@pytest.mark.sc_plan(auto_create_plans=True)
def test_what_is_not_there_yet_is_not_gone(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    seen: list[str] = []

    def look(plan: Any) -> None:
        seen.extend(map(repr, (plan, plan.product, plan.provisioned_product)))

    sc_plan.on_create(look)
    sc_plan.on_execute(look)
    sc_plan_client.create_provisioned_product_plan(**plan_of(sc_plan.add_product("bucket")))
    execute(sc_plan_client, "plan-1")
    assert len(seen) == 6
    assert [shown for shown in seen if "," in shown] == []


def test_a_product_and_a_portfolio_that_were_deleted(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("bucket", launch_paths=["team"])
    portfolio = sc_plan.portfolio("team")
    sc_plan_client.disassociate_product_from_portfolio(
        ProductId=product.id, PortfolioId=portfolio.id
    )
    sc_plan_client.delete_portfolio(Id=portfolio.id)
    sc_plan_client.delete_product(Id=product.id)
    assert (sc_plan.products, sc_plan.portfolios) == ([], [])
    assert repr(product) == f"<Product {product.id} 'bucket', deleted>"
    assert repr(portfolio) == f"<Portfolio {portfolio.id} 'team', deleted>"
