"""Versions, portfolios, tags and constraints of seeded products, as the API shows them."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog, Version

from ..helpers import Client
from .raising import raises

DEV = "arn:aws:iam::123456789012:role/dev"
PROD = "arn:aws:iam::123456789012:role/prod"
QUEUE = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}


def provision(client: Client, product: Any, path: Any) -> dict[str, Any]:
    record: dict[str, Any] = client.provision_product(
        ProductId=product.id,
        ProvisioningArtifactId=product.provisioning_artifacts[0].id,
        ProvisionedProductName=path.name,
        PathId=path.id,
    )["RecordDetail"]
    return record


def parameters_of(client: Client, product: Any, path: Any) -> dict[str, Any]:
    described: dict[str, Any] = client.describe_provisioning_parameters(
        ProductId=product.id,
        ProvisioningArtifactId=product.provisioning_artifacts[0].id,
        PathId=path.id,
    )
    return described


def usage(client: Client, product: Any, path: Any) -> dict[str, str]:
    instructions = parameters_of(client, product, path)["UsageInstructions"]
    return {instruction["Type"]: instruction["Value"] for instruction in instructions}


# ------------------------------------------------------------------------------------ versions


def test_versions_are_described_in_full(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    versions: Any = iter(
        [
            Version("v1", QUEUE, id="pa-1", guidance="DEPRECATED", description="The first."),
            Version("v2", active=False),
        ]
    )
    product = sc_plan.add_product(versions=versions)
    listed = sc_plan_client.list_provisioning_artifacts(ProductId=product.id)
    first, second = listed["ProvisioningArtifactDetails"]
    assert (first["Id"], first["Name"], first["Description"]) == ("pa-1", "v1", "The first.")
    assert (first["Guidance"], first["Active"]) == ("DEPRECATED", True)
    assert (second["Guidance"], second["Active"], "Description" in second) == (
        "DEFAULT",
        False,
        False,
    )
    shown = sc_plan_client.describe_product(Id=product.id)["ProvisioningArtifacts"]
    assert [(version["Id"], version["Description"]) for version in shown] == [
        ("pa-1", "The first.")
    ]
    assert product.provisioning_artifacts[0].template == QUEUE
    assert product.created_time.timestamp() == product.provisioning_artifacts[0].created_time


def test_a_version_without_a_template_takes_any_parameter(sc_plan: ServiceCatalog) -> None:
    product = sc_plan.add_product(versions=[Version("v1")])
    plan = sc_plan.add_plan(product=product, parameters={"Any": "thing"})
    assert plan.resource_changes[0]["LogicalResourceId"] == "Bucket"


def test_versions_of_one_name_are_named_by_their_ids(sc_plan: ServiceCatalog) -> None:
    versions = [Version("v1", id="pa-1"), Version("v1", id="pa-2"), Version("v2")]
    product = sc_plan.add_product("x", versions=versions)
    assert sc_plan.add_plan(product=product, version="pa-1").provisioning_artifact_id == "pa-1"
    with raises(
        ValueError,
        "product 'x' has 2 versions named 'v1': name one by its id, pa-1 or pa-2",
    ):
        sc_plan.add_plan(product=product, version="v1")


# ------------------------------------------------------------------ launch paths, portfolios


def test_a_launch_role_belongs_to_a_launch_path(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(launch_paths={"dev": DEV, "prod": PROD, "free": None})
    assert product.launch_role_arn is None
    assert [constraint.description for constraint in product.constraints] == [
        f"Launch as {DEV}",
        f"Launch as {PROD}",
    ]
    listed = sc_plan_client.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"]
    assert [path["ConstraintSummaries"] for path in listed] == [
        [{"Type": "LAUNCH", "Description": f"Launch as {DEV}"}],
        [{"Type": "LAUNCH", "Description": f"Launch as {PROD}"}],
        [],
    ]
    for path, role in zip(product.launch_paths, (DEV, PROD, None), strict=True):
        assert path.launch_role_arn == role
        assert provision(sc_plan_client, product, path).get("LaunchRoleArn") == role
        described = sc_plan_client.describe_provisioned_product(Name=path.name)
        assert described["ProvisionedProductDetail"].get("LaunchRoleArn") == role
        assert sc_plan.provisioned_product(path.name).launch_role_arn == role
        assert usage(sc_plan_client, product, path).get("launchAsRole") == role
        summaries = parameters_of(sc_plan_client, product, path)["ConstraintSummaries"]
        assert len(summaries) == (role is not None)


def test_one_launch_role_is_that_of_all_launch_paths(sc_plan: ServiceCatalog) -> None:
    product = sc_plan.add_product(launch_role_arn=DEV, launch_paths=2)
    assert [path.launch_role_arn for path in product.launch_paths] == [DEV, DEV]
    assert product.launch_role_arn == DEV
    assert [constraint.type for constraint in product.constraints] == ["LAUNCH"]


def test_a_portfolio_is_a_launch_path_of_each_product_in_it(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    queue = sc_plan.add_product("queue", launch_paths=0, owner="messaging")
    topic = sc_plan.add_product("topic", launch_paths=["shared"])
    sc_plan_client.search_products()
    portfolio = sc_plan.add_portfolio(
        "team", id="port-1", products=[queue, "topic"], launch_roles={queue: DEV}
    )
    assert (portfolio.id, portfolio.name, portfolio.display_name) == ("port-1", "team", "team")
    assert portfolio.provider_name == "messaging"
    assert portfolio.arn == "arn:aws:catalog:us-east-1:123456789012:portfolio/port-1"
    assert portfolio.products == (queue, topic)
    assert repr(portfolio) == "<Portfolio port-1 'team'>"
    assert sc_plan.portfolios == [sc_plan.portfolio("shared"), portfolio]
    assert sc_plan.portfolio("port-1") == sc_plan.portfolio("team") == portfolio
    assert [path.name for path in topic.launch_paths] == ["shared", "team"]
    assert topic.launch_paths[1].portfolio_id == "port-1"
    assert provision(sc_plan_client, queue, queue.launch_paths[0])["LaunchRoleArn"] == DEV
    found = sc_plan_client.search_products()
    assert len(found["ProductViewSummaries"]) == 2
    assert found["ProductViewAggregations"]["Owner"] == [
        {"Value": "messaging", "ApproximateCount": 1},
        {"Value": "pytest-sc-plan", "ApproximateCount": 1},
    ]
    listed = sc_plan_client.search_products_as_admin(PortfolioId="port-1")
    assert len(listed["ProductViewDetails"]) == 2


def test_constraints_are_on_each_launch_path_that_is_seeded(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(
        launch_paths=0, stack_set_accounts=["111111111111"], stack_set_regions=["us-east-1"]
    )
    assert (product.type, product.constraints) == ("CFN_STACKSET", ())
    portfolios = [sc_plan.add_portfolio(products=[product]) for _ in range(2)]
    made = sc_plan_client.create_portfolio(DisplayName="made", ProviderName="us")
    sc_plan_client.associate_product_with_portfolio(
        ProductId=product.id, PortfolioId=made["PortfolioDetail"]["Id"]
    )
    assert [[item.type for item in path.constraints] for path in product.launch_paths] == [
        ["STACKSET"],
        ["STACKSET"],
        [],
    ]
    assert [len(portfolio.constraints) for portfolio in portfolios] == [1, 1]
    (constraint,) = product.constraints
    assert constraint.description == "Deploy to 111111111111, us-east-1"


def test_products_share_the_tag_options_of_a_key_and_a_value(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    for name in ("queue", "topic"):
        sc_plan.add_product(name, tag_options={"stage": ["dev", "prod", "dev"]})
    options = sc_plan_client.list_tag_options()["TagOptionDetails"]
    assert [(option["Key"], option["Value"]) for option in options] == [
        ("stage", "dev"),
        ("stage", "prod"),
    ]


def test_a_portfolio_that_is_made_up_can_be_a_launch_path(sc_plan: ServiceCatalog) -> None:
    sc_plan.add_product("queue")
    portfolio = sc_plan.add_portfolio()
    product = sc_plan.add_product("topic", launch_paths=[portfolio.id], owner="o" * 60)
    assert (portfolio.name, portfolio.provider_name) == ("portfolio-2", "pytest-sc-plan")
    assert [path.name for path in product.launch_paths] == ["portfolio-2"]
    assert portfolio.products == (product,)
    sc_plan.add_product("table", launch_paths=["tables"], owner="o" * 60)
    assert sc_plan.portfolio("tables").provider_name == "o" * 50
    with pytest.raises(LookupError, match=r"^there is no portfolio 'tabels' in account 1234"):
        sc_plan.portfolio("tabels")


# ------------------------------------------------------------------------ tags, tag updates


@pytest.mark.parametrize(
    "tags",
    [
        {"team": "a", "floor": 3, "public": True},
        [
            {"Key": "team", "Value": "a"},
            {"Key": "floor", "Value": "3"},
            {"Key": "public", "Value": "true"},
        ],
    ],
)
def test_a_product_has_tags(sc_plan: ServiceCatalog, sc_plan_client: Client, tags: Any) -> None:
    product = sc_plan.add_product(tags=tags)
    shown = [
        {"Key": "team", "Value": "a"},
        {"Key": "floor", "Value": "3"},
        {"Key": "public", "Value": "true"},
    ]
    assert sc_plan_client.describe_product_as_admin(Id=product.id)["Tags"] == shown
    (path,) = sc_plan_client.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"]
    assert path["Tags"] == shown
    assert product.tags == {"team": "a", "floor": "3", "public": "true"}


@pytest.mark.parametrize(
    ("constraints", "said"), [([{"Type": "RESOURCE_UPDATE"}], "ALLOWED"), ([], "NOT_ALLOWED")]
)
def test_a_product_says_whether_tags_may_be_updated(
    sc_plan: ServiceCatalog, sc_plan_client: Client, constraints: list[Any], said: str
) -> None:
    product = sc_plan.add_product(tag_updates=bool(constraints))
    (path,) = product.launch_paths
    assert usage(sc_plan_client, product, path)["tagUpdateOnProvisionedProduct"] == said
    assert parameters_of(sc_plan_client, product, path)["ConstraintSummaries"] == constraints
    (listed,) = sc_plan_client.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"]
    assert listed["ConstraintSummaries"] == constraints
    assert product.allows_tag_updates == bool(constraints)


@pytest.mark.sc_plan(auto_create_plans=True)
def test_a_product_that_is_made_up_lets_tags_be_updated(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan_client.execute_provisioned_product_plan(PlanId="plan-1")
    assert sc_plan.plan("plan-1").product.allows_tag_updates
    assert sc_plan.add_plan().product.allows_tag_updates
    assert not sc_plan.add_product().allows_tag_updates
