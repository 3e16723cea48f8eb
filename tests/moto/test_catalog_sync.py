"""moto's Service Catalog and ours are one catalog."""

from __future__ import annotations

import threading

import boto3
import pytest
from moto import mock_aws

from pytest_sc_plan import ServiceCatalog, mock_service_catalog

from ..helpers import (
    client_of,
    execute,
    moto_with_portfolios,
    not_found,
    plan_status,
    record_status,
    unvalidated_client,
)
from .motos_catalog import (
    create_portfolio,
    create_product,
    found,
    paths,
    portfolios,
    put_template,
    version,
)

pytestmark = moto_with_portfolios


def test_a_product_that_was_made_in_moto_is_planned_and_provisioned(
    sc_plan: ServiceCatalog, aws: None
) -> None:
    client = client_of()
    put_template()
    create_portfolio(client)
    made = client.create_product(
        Name="queue",
        Owner="platform",
        ProductType="CLOUD_FORMATION_TEMPLATE",
        ProvisioningArtifactParameters=version(Name="2024", Description="first"),
    )
    product_id = made["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
    artifact = made["ProvisioningArtifactDetail"]
    assert (artifact["Name"], artifact["Description"]) == ("2024", "first")
    assert paths(client, product_id) == ["team"]
    plan_id = client.create_provisioned_product_plan(
        PlanName="plan",
        PlanType="CLOUDFORMATION",
        ProductId=product_id,
        ProvisioningArtifactId=artifact["Id"],
        ProvisionedProductName="queue-of-team",
        ProvisioningParameters=[{"Key": "Env", "Value": "prod"}],
    )["PlanId"]
    assert [plan_status(client, plan_id) for _ in range(2)][-1] == "CREATE_SUCCESS"
    record_id = execute(client, plan_id)["RecordId"]
    assert [record_status(client, record_id) for _ in range(2)][-1] == "SUCCEEDED"
    outputs = client.get_provisioned_product_outputs(ProvisionedProductName="queue-of-team")
    assert [output["OutputValue"] for output in outputs["Outputs"]][-1] == "prod"
    sc_plan.assert_executed(plan_id)
    assert [product.name for product in sc_plan.products] == ["queue"]


def test_a_product_that_was_made_in_moto_is_provisioned_without_a_plan(
    sc_plan: ServiceCatalog, aws: None
) -> None:
    client = client_of()
    create_product(client)
    record = client.provision_product(
        ProductName="queue", ProvisioningArtifactName="v1", ProvisionedProductName="it"
    )["RecordDetail"]
    assert record["ProvisionedProductName"] == "it"
    assert sc_plan.provisioned_product("it").status == "UNDER_CHANGE"


def test_an_engines_product_that_was_made_in_moto_is_of_its_type(
    sc_plan: ServiceCatalog, aws: None
) -> None:
    create_product(client_of(), ProductType="EXTERNAL")
    (product,) = sc_plan.products
    assert product.type == sc_plan.add_provisioned_product(product=product).type == "EXTERNAL"


@pytest.mark.sc_plan(engine="cloudformation")
def test_a_product_that_was_made_in_moto_becomes_a_stack(sc_plan: ServiceCatalog) -> None:
    put_template()
    create_product(client_of(), ProvisioningArtifactParameters=version())
    plan = sc_plan.add_plan(product="queue", parameters={"Env": "prod"})
    execute(client_of(), plan.id)
    assert len(boto3.client("sqs", region_name="us-east-1").list_queues()["QueueUrls"]) == 1


def test_resources_made_in_moto_before_the_fake_are_there(aws: None) -> None:
    before = boto3.client("servicecatalog", region_name="us-east-1")
    create_portfolio(before, "team")
    create_portfolio(before, "others")
    product_id = create_product(before)
    with mock_service_catalog(region="us-east-1") as catalog:
        assert [product.id for product in catalog.products] == [product_id]
        assert paths(client_of(), product_id) == ["team"]
        assert catalog.for_account("111111111111").products == []
        assert catalog.for_account(region="eu-west-1").products == []


def test_both_sides_describe_a_product_alike(sc_plan: ServiceCatalog, aws: None) -> None:
    client = client_of()
    said = {
        "Description": "A queue",
        "Distributor": "us",
        "SupportDescription": "Ask",
        "SupportEmail": "us@example.com",
        "SupportUrl": "https://example.com",
    }
    made = client.create_product(
        Name="queue", Owner="platform", ProductType="CLOUD_FORMATION_TEMPLATE", **said
    )["ProductViewDetail"]
    client.list_portfolios()
    seen = client.describe_product_as_admin(Name="queue")["ProductViewDetail"]
    assert seen["ProductViewSummary"] == made["ProductViewSummary"]
    assert (seen["ProductARN"], seen["CreatedTime"]) == (made["ProductARN"], made["CreatedTime"])
    view_id = made["ProductViewSummary"]["Id"]
    viewed = client.describe_product_view(Id=view_id)["ProductViewSummary"]
    assert viewed["ShortDescription"] == "A queue"


def test_both_sides_have_the_tags_of_a_product(sc_plan: ServiceCatalog, aws: None) -> None:
    client = client_of()
    tags = [{"Key": "team", "Value": "a"}]
    identifier = create_product(client, Tags=tags)
    assert client.describe_product_as_admin(Id=identifier)["Tags"] == tags
    assert sc_plan.products[0].tags == {"team": "a"}
    sc_plan.add_product("ours", tags={"team": "b"})
    client.list_portfolios()
    tagging = boto3.client("resourcegroupstaggingapi", region_name="us-east-1")
    found = tagging.get_resources(TagFilters=[{"Key": "team"}])["ResourceTagMappingList"]
    assert {resource["ResourceARN"]: resource["Tags"] for resource in found} == {
        sc_plan.products[0].arn: tags,
        sc_plan.products[1].arn: [{"Key": "team", "Value": "b"}],
    }


def test_a_seeded_portfolio_is_one_of_moto(sc_plan: ServiceCatalog, aws: None) -> None:
    client = client_of()
    sc_plan.add_portfolio("team", id="port-1")
    (listed,) = client.list_portfolios()["PortfolioDetails"]
    assert (listed["Id"], listed["DisplayName"]) == ("port-1", "team")
    others = create_portfolio(client, "others")
    assert [portfolio.id for portfolio in sc_plan.portfolios] == ["port-1", others]
    assert sc_plan.portfolio("others").created_time.tzinfo
    client.delete_portfolio(Id="port-1")
    assert [portfolio.name for portfolio in sc_plan.portfolios] == ["others"]


def test_launch_paths_of_ours_are_portfolios_of_moto(sc_plan: ServiceCatalog, aws: None) -> None:
    client = client_of()
    sc_plan.add_product("bucket", owner="storage", launch_paths=["storage", "shared"])
    sc_plan.add_product("topic", owner="messaging", launch_paths=["shared"])
    assert portfolios(client) == [("storage", "storage"), ("shared", "storage")]
    sc_plan.add_product("queue", owner="messaging", launch_paths=["queues"])
    assert portfolios(client)[2:] == [("queues", "messaging")]
    identifier = client.list_portfolios()["PortfolioDetails"][1]["Id"]
    described = client.describe_portfolio(Id=identifier)["PortfolioDetail"]
    assert (described["DisplayName"], described["Description"]) == ("shared", "")
    client.create_portfolio_share(PortfolioId=identifier, AccountId="111111111111")
    shares = client.list_portfolio_access(PortfolioId=identifier)
    assert shares["AccountIds"] == ["111111111111"]


@pytest.mark.parametrize("by", ["id", "name"])
def test_a_launch_path_leads_through_a_portfolio_of_moto(
    sc_plan: ServiceCatalog, aws: None, by: str
) -> None:
    client = client_of()
    identifier = create_portfolio(client, "team")
    create_portfolio(client, "others")
    product = sc_plan.add_product("bucket", launch_paths=[identifier if by == "id" else "team"])
    sc_plan.add_product("elsewhere")
    assert paths(client, product.id) == ["team"]
    assert [name for name, _ in portfolios(client)] == ["team", "others", "portfolio-1"]
    inside = client.search_products_as_admin(PortfolioId=identifier)["ProductViewDetails"]
    assert [detail["ProductViewSummary"]["Name"] for detail in inside] == ["bucket"]
    with not_found("Portfolio not found: port-none"):
        client.search_products_as_admin(PortfolioId="port-none")


def test_without_a_portfolio_of_moto_the_launch_path_is_named_after_it(
    sc_plan: ServiceCatalog, aws: None
) -> None:
    client = client_of()
    sc_plan.add_product("bucket")
    assert paths(client, create_product(client, "first")) == ["moto"]
    create_portfolio(client)
    assert paths(client, create_product(client, "second")) == ["team"]
    assert [name for name, _ in portfolios(client)] == ["portfolio-1", "team"]


def test_a_product_that_is_deleted_through_moto_is_gone(sc_plan: ServiceCatalog, aws: None) -> None:
    client = client_of()
    ours = sc_plan.add_product("ours")
    provisioned = sc_plan.add_provisioned_product("running", product=ours)
    view_id = client.describe_product(Id=ours.id)["ProductViewSummary"]["Id"]
    theirs = create_product(client, "theirs")
    assert found(client) == ["ours", "theirs"]
    client.delete_product(Id=theirs)
    assert found(client) == ["ours"]
    client.delete_product(Id=ours.id)
    assert found(client) == []
    with not_found(f"{ours.id} does not exist or access was denied"):
        client.describe_product(Id=ours.id)
    with not_found("Product with name ours does not exist or access was denied"):
        client.describe_product(Name="ours")
    with not_found(f"{view_id} does not exist or access was denied"):
        client.describe_product_view(Id=view_id)
    assert provisioned.status == "AVAILABLE"
    sc_plan.add_product("ours")
    assert found(client) == ["ours"]


def test_after_the_default_product_was_deleted_there_is_another(
    sc_plan: ServiceCatalog, aws: None
) -> None:
    client = client_of()
    first = sc_plan.add_plan()
    client.delete_product(Id=first.product_id)
    assert sc_plan.add_plan().product_id != first.product_id


def test_of_products_of_one_name_the_oldest_has_it(sc_plan: ServiceCatalog, aws: None) -> None:
    client = client_of()
    products = [create_product(client, "twin") for _ in range(3)]
    create_product(client, "other")

    def named() -> str:
        summary = client.describe_product(Name="twin")["ProductViewSummary"]
        return str(summary["ProductId"])

    assert named() == products[0]
    client.delete_product(Id=products[1])
    assert named() == products[0]
    client.delete_product(Id=products[0])
    assert named() == products[2]


def test_a_portfolio_that_is_deleted_through_moto_takes_its_launch_paths_along(
    sc_plan: ServiceCatalog, aws: None
) -> None:
    client = client_of()
    product = sc_plan.add_product("bucket", launch_paths=["team", "others"])
    identifier = client.list_portfolios()["PortfolioDetails"][0]["Id"]
    client.delete_portfolio(Id=identifier)
    assert paths(client, product.id) == ["others"]
    assert [name for name, _ in portfolios(client)] == ["others"]


def test_accounts_and_regions_are_apart(sc_plan: ServiceCatalog, aws: None) -> None:
    places = [("111111111111", "us-east-1"), ("222222222222", "us-east-1")]
    places.append(("111111111111", "eu-west-1"))
    for account_id, region in places:
        client = client_of(account_id, region)
        create_product(client, f"{account_id} {region}")
        sc_plan.for_account(account_id, region).add_product("ours", launch_paths=[region])
    for account_id, region in places:
        client = client_of(account_id, region)
        assert found(client) == [f"{account_id} {region}", "ours"]
        arn = client.describe_portfolio(Id=client.list_portfolios()["PortfolioDetails"][0]["Id"])
        assert arn["PortfolioDetail"]["ARN"].split(":")[3:5] == [region, account_id]
        assert [name for name, _ in portfolios(client)] == [region]
    assert sc_plan.products == []


def test_shared_resources_stay_in_the_fake_after_moto(sc_plan: ServiceCatalog) -> None:
    with mock_aws():
        create_product(client_of())
    assert found(client_of()) == ["queue"]
    with mock_aws():
        create_product(client_of(), "second")
        assert found(client_of()) == ["queue", "second"]


def test_threads(sc_plan: ServiceCatalog, aws: None) -> None:
    client = client_of()

    def make(number: int) -> None:
        create_product(client, f"theirs-{number}")
        sc_plan.add_product(f"ours-{number}")

    threads = [threading.Thread(target=make, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = [f"{whose}-{number}" for whose in ("ours", "theirs") for number in range(10)]
    assert sorted(found(client)) == sorted(expected)


def test_members_that_moto_does_not_ask_for_are_made_up(sc_plan: ServiceCatalog, aws: None) -> None:
    unvalidated_client().create_product()

    (product,) = sc_plan.products
    assert (product.name, sc_plan.calls) == (product.id, [])
    (found,) = client_of().search_products()["ProductViewSummaries"]
    assert (found["Owner"], found["Type"]) == ("", "CLOUD_FORMATION_TEMPLATE")


def test_counts_agree_with_results(sc_plan: ServiceCatalog, aws: None) -> None:
    client = client_of()
    ours = sc_plan.add_product("ours", owner="us", launch_paths=["team"])
    create_product(client, "theirs")

    def owners() -> dict[str, int]:
        counted = client.search_products()["ProductViewAggregations"]["Owner"]
        return {owner["Value"]: owner["ApproximateCount"] for owner in counted}

    assert owners() == {"us": 1, "platform": 1}
    (team,) = client.list_portfolios()["PortfolioDetails"]
    client.delete_portfolio(Id=team["Id"])
    assert owners() == {"platform": 1}
    client.delete_product(Id=ours.id)
    assert owners() == {"platform": 1}
