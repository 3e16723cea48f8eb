"""Products that administrators create, change and delete."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, client_of, invalid_parameters, not_found, refused
from ...sharing import portfolio_with, share

URL = "https://templates.s3.amazonaws.com/queue.json"
VERSION: Any = {"Info": {"LoadTemplateFromURL": URL}}
CONNECTION: Any = {
    "ConnectionParameters": {
        "CodeStar": {
            "ConnectionArn": "arn:aws:codestar-connections:us-east-1:123456789012:connection/1",
            "Repository": "team/templates",
            "Branch": "main",
            "ArtifactPath": "queue.json",
        }
    }
}


def create(client: Client, name: str = "queue", **request: Any) -> dict[str, Any]:
    made: dict[str, Any] = client.create_product(
        **{
            "Name": name,
            "Owner": "platform",
            "ProductType": "CLOUD_FORMATION_TEMPLATE",
            "ProvisioningArtifactParameters": VERSION,
            **request,
        }
    )
    return made


def id_of(made: dict[str, Any]) -> str:
    identifier: str = made["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
    return identifier


def test_a_product_is_created_with_its_first_version(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    texts = {
        "Distributor": "D",
        "SupportDescription": "S",
        "SupportEmail": "a@example.com",
        "SupportUrl": "https://example.com",
    }
    version = {**VERSION, "Name": "2024", "Description": "The first."}
    tags = [{"Key": "team", "Value": "core"}]
    made = create(
        sc_plan_client,
        Description="A queue",
        ProvisioningArtifactParameters=version,
        Tags=tags,
        **texts,
    )
    (product,) = sc_plan.products
    (artifact,) = product.provisioning_artifacts
    detail = made["ProductViewDetail"]
    assert detail["ProductViewSummary"] == {
        "Id": product.view_id,
        "ProductId": product.id,
        "Name": "queue",
        "Owner": "platform",
        "ShortDescription": "A queue",
        "Type": "CLOUD_FORMATION_TEMPLATE",
        "HasDefaultPath": False,
        **texts,
    }
    assert (detail["Status"], detail["ProductARN"]) == ("CREATED", product.arn)
    assert "SourceConnection" not in detail
    assert made["Tags"] == tags
    assert made["ProvisioningArtifactDetail"] == {
        "Id": artifact.id,
        "Name": "2024",
        "Description": "The first.",
        "Type": "CLOUD_FORMATION_TEMPLATE",
        "CreatedTime": detail["CreatedTime"],
        "Active": True,
        "Guidance": "DEFAULT",
    }
    assert product.launch_paths == ()

    # A request that differs by the token alone is no other one, as long as the product is there.
    again = create(
        sc_plan_client,
        Description="A queue",
        ProvisioningArtifactParameters=version,
        Tags=tags,
        **texts,
    )
    assert id_of(again) == product.id
    assert id_of(create(sc_plan_client)) != product.id
    assert [view.name for view in sc_plan.products] == ["queue", "queue"]


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            {"ProductType": "TERRAFORM_OPEN_SOURCE"},
            "Product type TERRAFORM_OPEN_SOURCE is not supported: use one of "
            "CLOUD_FORMATION_TEMPLATE, EXTERNAL, TERRAFORM_CLOUD.",
        ),
        (
            {"ProductType": "MARKETPLACE"},
            "Product type MARKETPLACE is not supported: use one of CLOUD_FORMATION_TEMPLATE, "
            "EXTERNAL, TERRAFORM_CLOUD.",
        ),
        (
            {"SupportUrl": "example.com"},
            "SupportUrl example.com is not valid: it must match ^https?:\\/\\//.",
        ),
        (
            {"Tags": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]},
            "Tag a is given more than once.",
        ),
        (
            {"ProvisioningArtifactParameters": {**VERSION, "Type": "EXTERNAL"}},
            "Provisioning artifact type EXTERNAL does not match product type "
            "CLOUD_FORMATION_TEMPLATE.",
        ),
        (
            {"SourceConnection": {"ConnectionParameters": {}}},
            "SourceConnection must have the ConnectionParameters CodeStar.",
        ),
    ],
)
def test_what_can_not_be_created(
    sc_plan: ServiceCatalog, sc_plan_client: Client, request_: Any, message: str
) -> None:
    with invalid_parameters(message):
        create(sc_plan_client, **request_)
    assert sc_plan.products == []


def test_a_product_has_a_version_though_the_request_gives_none(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    made = sc_plan_client.create_product(Name="x", Owner="y", ProductType="EXTERNAL")
    assert made["ProvisioningArtifactDetail"]["Name"] == "v1"
    (version,) = sc_plan.products[0].provisioning_artifacts
    assert (version.name, version.type) == ("v1", "EXTERNAL")


def test_there_is_a_limit(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    for _ in range(350):
        sc_plan.add_product(launch_paths=0)
    with refused("LimitExceededException", "There are 350 products already, which is the limit."):
        create(sc_plan_client)
    elsewhere = client_of(region="eu-west-1")
    assert create(elsewhere)["ProductViewDetail"]["Status"] == "CREATED"


def test_a_product_can_be_synchronized_from_a_repository(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    made = sc_plan_client.create_product(
        Name="queue",
        Owner="platform",
        ProductType="CLOUD_FORMATION_TEMPLATE",
        SourceConnection=CONNECTION,
    )
    (product,) = sc_plan.products
    connection = made["ProductViewDetail"]["SourceConnection"]
    assert connection["Type"] == "CODESTAR"
    assert connection["ConnectionParameters"] == CONNECTION["ConnectionParameters"]
    sync = connection["LastSync"]
    assert sync["LastSyncStatus"] == "SUCCEEDED"
    assert sync["LastSuccessfulSyncTime"] == sync["LastSyncTime"]
    first = product.provisioning_artifacts[0].id
    assert sync["LastSuccessfulSyncProvisioningArtifactId"] == first
    assert (
        sc_plan_client.describe_product_as_admin(Id=product.id)["ProductViewDetail"]
        == sc_plan_client.search_products_as_admin()["ProductViewDetails"][0]
        == made["ProductViewDetail"]
    )

    updated = sc_plan_client.update_product(Id=product.id, SourceConnection=CONNECTION)
    names = [artifact.name for artifact in product.provisioning_artifacts]
    assert names == ["v1", "v2"]
    sync = updated["ProductViewDetail"]["SourceConnection"]["LastSync"]
    assert sync["LastSuccessfulSyncProvisioningArtifactId"] == product.provisioning_artifacts[1].id


def test_a_product_is_updated(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    product = sc_plan.add_product("queue", owner="A", description="D", tags={"a": "1", "b": "2"})
    assert sc_plan_client.search_products()["ProductViewAggregations"]["Owner"] == [
        {"Value": "A", "ApproximateCount": 1}
    ]
    updated = sc_plan_client.update_product(
        Id=product.id,
        Name="topic",
        Owner="B",
        Distributor="Shop",
        AddTags=[{"Key": "c", "Value": "3"}],
        RemoveTags=["a"],
    )
    summary = updated["ProductViewDetail"]["ProductViewSummary"]
    assert [summary[name] for name in ("Name", "Owner", "ShortDescription", "Distributor")] == [
        "topic",
        "B",
        "D",
        "Shop",
    ]
    assert updated["Tags"] == [{"Key": "b", "Value": "2"}, {"Key": "c", "Value": "3"}]
    assert sc_plan_client.describe_product(Name="topic")["ProductViewSummary"]["Owner"] == "B"
    assert sc_plan_client.search_products()["ProductViewAggregations"]["Owner"] == [
        {"Value": "B", "ApproximateCount": 1}
    ]

    with invalid_parameters("A resource has at most 20 tags, not 21."):
        tags = [{"Key": str(number), "Value": "x"} for number in range(19)]
        sc_plan_client.update_product(Id=product.id, AddTags=tags)
    with invalid_parameters("SupportUrl x is not valid: it must match ^https?:\\/\\//."):
        sc_plan_client.update_product(Id=product.id, SupportUrl="x")
    with not_found("prod-1 does not exist or access was denied"):
        sc_plan_client.update_product(Id="prod-1")
    with not_found(f"{product.id} does not exist or access was denied"):
        client_of("111111111111").update_product(Id=product.id, Name="mine")


def test_a_product_is_deleted_once_nothing_is_associated_with_it(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("queue", tag_options={"stage": "dev"})
    item = sc_plan.add_provisioned_product("item", product=product)
    portfolio = product.launch_paths[0].portfolio_id
    with in_use(f"Product {product.id} still has associated Portfolios"):
        sc_plan_client.delete_product(Id=product.id)
    sc_plan_client.disassociate_product_from_portfolio(PortfolioId=portfolio, ProductId=product.id)
    with in_use(f"Product {product.id} still has associated TagOptions"):
        sc_plan_client.delete_product(Id=product.id)
    option = sc_plan_client.describe_product_as_admin(Id=product.id)["TagOptions"][0]["Id"]
    sc_plan_client.disassociate_tag_option_from_resource(ResourceId=product.id, TagOptionId=option)
    sc_plan_client.associate_budget_with_resource(ResourceId=product.id, BudgetName="ours")
    with in_use(f"Product {product.id} still has associated Budgets"):
        sc_plan_client.delete_product(Id=product.id)
    sc_plan_client.disassociate_budget_from_resource(ResourceId=product.id, BudgetName="ours")
    action = sc_plan_client.create_service_action(
        Name="restart",
        DefinitionType="SSM_AUTOMATION",
        Definition={"Name": "AWS-RestartEC2Instance", "Version": "1"},
    )["ServiceActionDetail"]["ServiceActionSummary"]["Id"]
    version = {
        "ProductId": product.id,
        "ProvisioningArtifactId": product.provisioning_artifacts[0].id,
    }
    sc_plan_client.associate_service_action_with_provisioning_artifact(
        **version, ServiceActionId=action
    )
    with in_use(f"Product {product.id} still has associated Service Actions"):
        sc_plan_client.delete_product(Id=product.id)
    assert sc_plan.products == [product]

    other = sc_plan.add_product("topic", launch_paths=0)
    assert "ProductViewDetail" not in sc_plan_client.delete_product(Id=other.id)
    assert repr(other) == f"<Product {other.id} 'topic', deleted>"
    with not_found(f"{other.id} does not exist or access was denied"):
        sc_plan_client.delete_product(Id=other.id)
    assert item.status == "AVAILABLE"

    made = create(sc_plan_client)
    sc_plan_client.delete_product(Id=id_of(made))
    assert id_of(create(sc_plan_client)) != id_of(made)


def test_what_was_shared_is_the_owners(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    portfolio = portfolio_with(sc_plan, "queue")
    (product,) = portfolio.products
    recipient = share(sc_plan_client, portfolio.id)
    version = {
        "ProductId": product.id,
        "ProvisioningArtifactId": product.provisioning_artifacts[0].id,
    }
    with in_use(f"Product {product.id} was shared with this account"):
        recipient.delete_product(Id=product.id)
    gone = f"{product.id} does not exist or access was denied"
    with not_found(gone):
        recipient.update_product(Id=product.id, Name="mine")
    with not_found(gone):
        recipient.create_provisioning_artifact(ProductId=product.id, Parameters=VERSION)
    with not_found(gone):
        recipient.update_provisioning_artifact(**version, Name="mine")
    with not_found(gone):
        recipient.delete_provisioning_artifact(**version)

    copied = recipient.copy_product(SourceProductArn=product.arn)
    sc_plan.advance()
    mine = recipient.describe_copy_product_status(CopyProductToken=copied["CopyProductToken"])
    recipient.delete_product(Id=mine["TargetProductId"])
    assert sc_plan.products == [product]


def in_use(message: str) -> Any:
    return refused("ResourceInUseException", message)


def test_products_that_are_deleted_are_made_anew(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    """The product of plans that name none, and the target of a copy."""
    default = sc_plan.add_plan().product
    copied = sc_plan_client.copy_product(SourceProductArn=default.arn, IdempotencyToken="one")
    sc_plan.advance()
    copy = sc_plan.products[-1]
    sc_plan_client.delete_product(Id=copy.id)
    (path,) = default.launch_paths
    for constraint in path.constraints:
        sc_plan_client.delete_constraint(Id=constraint.id)
    sc_plan_client.disassociate_product_from_portfolio(
        ProductId=default.id, PortfolioId=path.portfolio_id
    )
    again = sc_plan_client.copy_product(SourceProductArn=default.arn, IdempotencyToken="two")
    assert again["CopyProductToken"] != copied["CopyProductToken"]
    sc_plan_client.delete_product(Id=default.id)
    assert repr(default) == f"<Product {default.id} {default.name!r}, deleted>"
    assert sc_plan.add_plan().product not in {default, copy}
