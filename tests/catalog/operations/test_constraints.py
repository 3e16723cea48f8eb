"""Constraints: made, changed, listed, deleted, and what they do to a launch."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, describe, invalid_parameters, not_found, plan_of, refused
from ..shares import share

ROLE = "arn:aws:iam::123456789012:role/launch"
LAUNCH = '{"RoleArn" : "arn:aws:iam::123456789012:role/launch"}'
OTHER = "111111111111"
STACK_SET = json.dumps(
    {"Version": "1.0", "Properties": {"AccountList": [OTHER], "RegionList": ["eu-west-1"]}}
)
ALLOWED, NOT_ALLOWED = (
    json.dumps({"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": permission}})
    for permission in ("ALLOWED", "NOT_ALLOWED")
)
TOPICS = '{"NotificationArns": ["arn:aws:sns:us-east-1:123456789012:events"]}'
RULES = json.dumps({"Rules": {"R": {"Assertions": [{"Assert": {"Fn::Equals": ["a", "b"]}}]}}})


class Shop:
    """A product in a portfolio, and requests about both."""

    def __init__(self, catalog: ServiceCatalog, client: Client) -> None:
        self.catalog, self.client = catalog, client
        self.product = catalog.add_product("shop", launch_paths=["team"])
        self.portfolio = catalog.portfolio("team")

    def constrain(self, kind: str, parameters: str, **more: Any) -> Any:
        request = {"PortfolioId": self.portfolio.id, "ProductId": self.product.id, **more}
        return self.client.create_constraint(Type=kind, Parameters=parameters, **request)

    def made(self, kind: str, parameters: str, **more: Any) -> str:
        detail = self.constrain(kind, parameters, **more)["ConstraintDetail"]
        identifier: str = detail["ConstraintId"]
        return identifier

    def listed(self, client: Client | None = None, **request: Any) -> list[str]:
        answered = (client or self.client).list_constraints_for_portfolio(
            **{"PortfolioId": self.portfolio.id, **request}
        )
        return [detail["ConstraintId"] for detail in answered["ConstraintDetails"]]

    def provision(self, name: str) -> Any:
        record = self.client.provision_product(
            ProductId=self.product.id, ProvisioningArtifactName="v1", ProvisionedProductName=name
        )["RecordDetail"]
        self.catalog.advance()
        return self.catalog.record(record["RecordId"])


@pytest.fixture
def shop(sc_plan: ServiceCatalog, sc_plan_client: Client) -> Shop:
    return Shop(sc_plan, sc_plan_client)


@pytest.mark.sc_plan(polls=1)
def test_a_constraint_from_its_creation_to_its_end(shop: Shop, sc_plan: ServiceCatalog) -> None:
    client = shop.client
    answer = shop.constrain("LAUNCH", LAUNCH)
    identifier = answer["ConstraintDetail"]["ConstraintId"]
    assert identifier.startswith("cons-")
    detail = {
        "ConstraintId": identifier,
        "Type": "LAUNCH",
        "Owner": "123456789012",
        "ProductId": shop.product.id,
        "PortfolioId": shop.portfolio.id,
    }
    del answer["ResponseMetadata"]
    assert answer == {
        "ConstraintDetail": detail,
        "ConstraintParameters": LAUNCH,
        "Status": "CREATING",
    }

    def status() -> Any:
        return client.describe_constraint(Id=identifier)["Status"]

    assert [status(), status()] == ["CREATING", "AVAILABLE"]
    local = '{"LocalRoleName": "TestLaunchRole"}'
    changed = client.update_constraint(Id=identifier, Parameters=local, Description="Mine")
    detail["Description"] = "Mine"
    assert changed["ConstraintDetail"] == detail
    assert (changed["ConstraintParameters"], changed["Status"]) == (local, "CREATING")
    sc_plan.advance(1000)
    assert status() == "AVAILABLE"
    assert client.update_constraint(Id=identifier)["ConstraintDetail"] == detail
    sc_plan.advance()
    described = client.describe_constraint(Id=identifier)
    assert (described["ConstraintDetail"], described["Status"]) == (detail, "AVAILABLE")
    assert described["ConstraintParameters"] == local
    assert [(one.type, one.description) for one in shop.portfolio.constraints] == [
        ("LAUNCH", "Mine")
    ]
    client.delete_constraint(Id=identifier)
    assert shop.portfolio.constraints == ()
    for call in (
        lambda: client.describe_constraint(Id=identifier),
        lambda: client.update_constraint(Id=identifier),
        lambda: client.delete_constraint(Id=identifier),
    ):
        with not_found(f"Constraint not found: {identifier}"):
            call()


@pytest.mark.sc_plan(progress="time", duration=10)
def test_a_change_that_is_over_by_the_settings_stays_over(
    shop: Shop, sc_plan: ServiceCatalog
) -> None:
    identifier = shop.made("LAUNCH", LAUNCH)
    sc_plan.advance(10)
    sc_plan.configure(progress="manual")
    assert shop.client.describe_constraint(Id=identifier)["Status"] == "AVAILABLE"
    shop.client.update_constraint(Id=identifier)
    assert shop.client.describe_constraint(Id=identifier)["Status"] == "CREATING"


def test_equal_requests_make_one_constraint(shop: Shop) -> None:
    first = shop.made("TEMPLATE", RULES, IdempotencyToken="a")
    assert shop.made("TEMPLATE", RULES, IdempotencyToken="b") == first
    shop.client.delete_constraint(Id=first)
    assert shop.made("TEMPLATE", RULES, IdempotencyToken="a") != first


def test_a_product_has_one_of_some_types(shop: Shop) -> None:
    where = f"product {shop.product.id} in portfolio {shop.portfolio.id}"
    for kind, parameters, others in (
        ("RESOURCE_UPDATE", NOT_ALLOWED, ALLOWED),
        ("LAUNCH", LAUNCH, '{"LocalRoleName": "mine"}'),
    ):
        shop.made(kind, parameters)
        with refused(
            "DuplicateResourceException", f"There is already a {kind} constraint on {where}."
        ):
            shop.constrain(kind, others)
    with invalid_parameters(
        f"There is a LAUNCH constraint on {where}: it can't have a STACKSET constraint too."
    ):
        shop.constrain("STACKSET", STACK_SET)
    shop.client.delete_constraint(Id=shop.listed()[1])
    shop.made("STACKSET", STACK_SET)
    with invalid_parameters(
        f"There is a STACKSET constraint on {where}: it can't have a LAUNCH constraint too."
    ):
        shop.constrain("LAUNCH", LAUNCH)
    with refused(
        "DuplicateResourceException", f"There is already a STACKSET constraint on {where}."
    ):
        shop.constrain("STACKSET", STACK_SET.replace("eu-west-1", "eu-west-2"))


def test_stack_sets_are_made_by_cloudformation(shop: Shop, sc_plan: ServiceCatalog) -> None:
    engine = sc_plan.add_product("engine", type="EXTERNAL", launch_paths=["others"])
    client, there = shop.client, sc_plan.portfolio("others")
    client.delete_constraint(Id=there.constraints[0].id)
    with invalid_parameters(
        f"Product {engine.id} is provisioned as EXTERNAL: a STACKSET constraint is for products of "
        "CloudFormation."
    ):
        shop.constrain("STACKSET", STACK_SET, PortfolioId=there.id, ProductId=engine.id)


def test_what_a_constraint_is_about_has_to_be_there(shop: Shop, sc_plan: ServiceCatalog) -> None:
    other = sc_plan.add_product("other")
    with not_found("There are no local or default portfolios with id port-x"):
        shop.constrain("LAUNCH", LAUNCH, PortfolioId="port-x")
    with not_found("prod-x does not exist or access was denied"):
        shop.constrain("LAUNCH", LAUNCH, ProductId="prod-x")
    with not_found(f"Product {other.id} is not associated with portfolio {shop.portfolio.id}"):
        shop.constrain("LAUNCH", LAUNCH, ProductId=other.id)
    with invalid_parameters(
        "Unknown constraint type 'LAUNCHES'; did you mean 'LAUNCH'? Allowed: LAUNCH, NOTIFICATION, "
        "RESOURCE_UPDATE, STACKSET, TEMPLATE"
    ):
        shop.constrain("LAUNCHES", LAUNCH)
    identifier = shop.made("LAUNCH", LAUNCH)
    with invalid_parameters(
        "Parameters of a LAUNCH constraint: one of RoleArn and LocalRoleName is wanted, and not "
        "both"
    ):
        shop.client.update_constraint(Id=identifier, Parameters="{}")
    described = shop.client.describe_constraint(Id=identifier)
    assert described["ConstraintParameters"] == LAUNCH


def test_a_product_has_a_hundred_constraints_at_most(shop: Shop) -> None:
    made = [shop.made("TEMPLATE", RULES, Description=f"Number {i}") for i in range(100)]
    with refused(
        "LimitExceededException",
        f"There are 100 constraints on product {shop.product.id} in portfolio {shop.portfolio.id} "
        "already, which is the limit.",
    ):
        shop.constrain("TEMPLATE", RULES)
    pages = shop.client.get_paginator("list_constraints_for_portfolio").paginate(
        PortfolioId=shop.portfolio.id
    )
    details = pages.build_full_result()["ConstraintDetails"]
    assert [detail["ConstraintId"] for detail in details] == made


def test_constraints_are_listed_for_all_products_or_one(
    shop: Shop, sc_plan: ServiceCatalog
) -> None:
    other = sc_plan.add_product("other", launch_paths=["team"], tag_updates=True)
    elsewhere = sc_plan.add_product("elsewhere")
    mine = shop.made("LAUNCH", LAUNCH)
    (updates,) = other.constraints
    assert shop.listed() == [mine, updates.id]
    assert shop.listed(ProductId=shop.product.id) == [mine]
    assert shop.listed(ProductId=other.id) == [updates.id]
    assert shop.listed(ProductId=elsewhere.id) == []
    with not_found("prod-x does not exist or access was denied"):
        shop.listed(ProductId="prod-x")
    with not_found("There are no local or default portfolios with id port-x"):
        shop.listed(PortfolioId="port-x")


def test_a_launch_keeps_the_constraints_of_its_time(shop: Shop) -> None:
    client = shop.client
    before = shop.provision("before")
    identifier = shop.made("LAUNCH", LAUNCH)
    after = shop.provision("after")
    client.update_constraint(Id=identifier, Parameters=LAUNCH.replace("launch", "other"))
    roles = [
        client.describe_record(Id=record.id)["RecordDetail"].get("LaunchRoleArn")
        for record in (before, after)
    ]
    assert roles == [None, ROLE]
    client.terminate_provisioned_product(ProvisionedProductName="before", TerminateToken="a")
    (record,) = client.list_record_history(PageSize=1)["RecordDetails"]
    assert "LaunchRoleArn" not in record
    updated = client.update_provisioned_product(
        ProvisionedProductName="after", PathName="team", UpdateToken="b"
    )["RecordDetail"]
    assert updated["LaunchRoleArn"] == ROLE.replace("launch", "other")


def test_a_local_role_is_of_the_account_that_launches(shop: Shop) -> None:
    shop.made("LAUNCH", '{"LocalRoleName": "mine"}')
    assert shop.provision("x").launch_role_arn == "arn:aws:iam::123456789012:role/mine"


def test_rules_count_from_the_next_launch_on(shop: Shop) -> None:
    identifier = shop.made("TEMPLATE", RULES)
    (error,) = shop.provision("first").errors
    assert error.description.startswith("Rule R is not satisfied.")
    shop.client.update_constraint(Id=identifier, Parameters=RULES.replace('"b"', '"a"'))
    assert shop.provision("second").status == "SUCCEEDED"


def test_a_stack_set_has_the_accounts_and_regions_of_its_constraint(shop: Shop) -> None:
    client = shop.client
    shop.provision("single")
    identifier = shop.made("STACKSET", STACK_SET)
    shop.provision("many")
    found = [
        client.describe_provisioned_product(Name=name)["ProvisionedProductDetail"]["Type"]
        for name in ("single", "many")
    ]
    assert found == ["CFN_STACK", "CFN_STACKSET"]
    searched = client.search_provisioned_products()["ProvisionedProducts"]
    assert {one["Name"]: bool(one["Tags"]) for one in searched} == {"single": True, "many": False}
    many = shop.catalog.provisioned_product("many").id
    (instance,) = client.list_stack_instances_for_provisioned_product(ProvisionedProductId=many)[
        "StackInstances"
    ]
    assert (instance["Account"], instance["Region"]) == (OTHER, "eu-west-1")
    client.delete_constraint(Id=identifier)
    assert shop.provision("third").type == "PROVISION_PRODUCT"
    assert client.describe_provisioned_product(Name="third")["ProvisionedProductDetail"][
        "Type"
    ] == ("CFN_STACK")


def test_tags_are_updated_where_a_constraint_allows_it(shop: Shop) -> None:
    client = shop.client
    shop.provision("x")

    def tags_after_update(value: str) -> dict[str, str]:
        client.update_provisioned_product(
            ProvisionedProductName="x", Tags=[{"Key": "team", "Value": value}], UpdateToken=value
        )
        shop.catalog.advance()
        return shop.catalog.provisioned_product("x").tags

    assert tags_after_update("red") == {}
    identifier = shop.made("RESOURCE_UPDATE", ALLOWED)
    assert tags_after_update("blue") == {"team": "blue"}
    client.update_constraint(Id=identifier, Parameters=NOT_ALLOWED)
    assert tags_after_update("green") == {"team": "blue"}


def test_users_see_summaries_of_constraints(shop: Shop, sc_plan: ServiceCatalog) -> None:
    shop.made("NOTIFICATION", TOPICS, Description="Tells the team")
    shop.made("LAUNCH", LAUNCH)
    (path,) = shop.client.list_launch_paths(ProductId=shop.product.id)["LaunchPathSummaries"]
    assert path["ConstraintSummaries"] == [
        {"Type": "NOTIFICATION", "Description": "Tells the team"},
        {"Type": "LAUNCH", "Description": f"Launch as {ROLE}"},
    ]
    # A plan shows the topics of its request alone.
    details = describe(shop.client, sc_plan, **plan_of(shop.product))
    assert "NotificationArns" not in details["ProvisionedProductPlanDetails"]


def test_a_recipient_overrides_the_role_and_adds_to_the_rest(shop: Shop) -> None:
    role, rules = shop.made("LAUNCH", LAUNCH), shop.made("TEMPLATE", RULES)
    updates = shop.made("RESOURCE_UPDATE", ALLOWED)
    recipient = share(shop.client, shop.portfolio, OTHER)
    assert shop.listed(recipient) == [role, rules, updates]
    assert recipient.describe_constraint(Id=role)["ConstraintParameters"] == LAUNCH
    with not_found(f"Constraint not found: {role}"):
        recipient.delete_constraint(Id=role)
    with not_found(f"There are no local or default portfolios with id {shop.portfolio.id}"):
        recipient.create_constraint(
            PortfolioId=shop.portfolio.id,
            ProductId=shop.product.id,
            Type="TEMPLATE",
            Parameters=RULES,
        )
    local = recipient.create_portfolio(DisplayName="local", ProviderName="x")["PortfolioDetail"]
    about = {"PortfolioId": local["Id"], "ProductId": shop.product.id}
    recipient.associate_product_with_portfolio(SourcePortfolioId=shop.portfolio.id, **about)
    assert shop.listed(recipient, PortfolioId=local["Id"]) == [role, rules, updates]
    with refused(
        "DuplicateResourceException",
        f"There is already a RESOURCE_UPDATE constraint on product {shop.product.id} in portfolio "
        f"{local['Id']}.",
    ):
        recipient.create_constraint(Type="RESOURCE_UPDATE", Parameters=NOT_ALLOWED, **about)
    mine = [
        recipient.create_constraint(Type=kind, Parameters=parameters, **about)["ConstraintDetail"]
        for kind, parameters in (("LAUNCH", '{"LocalRoleName": "mine"}'), ("TEMPLATE", RULES))
    ]
    assert [detail["Owner"] for detail in mine] == [OTHER, OTHER]
    kept = [rules, updates, *(detail["ConstraintId"] for detail in mine)]
    assert shop.listed(recipient, PortfolioId=local["Id"]) == kept
    assert shop.listed() == [role, rules, updates]
    with not_found(f"Constraint not found: {kept[-1]}"):
        shop.client.describe_constraint(Id=kept[-1])
    record = recipient.provision_product(
        ProductId=shop.product.id,
        ProvisioningArtifactName="v1",
        PathName="local",
        ProvisionedProductName="x",
    )["RecordDetail"]
    assert record["LaunchRoleArn"] == f"arn:aws:iam::{OTHER}:role/mine"
