"""moto's Service Catalog and ours are one catalog."""

from __future__ import annotations

import json
import sys
import threading
import urllib.request
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from moto import mock_aws

from pytest_sc_plan import PlanServer, ServiceCatalog, mock_service_catalog

from ..helpers import (
    Client,
    client_of,
    execute,
    invalid_parameters,
    moto_with_portfolios,
    not_found,
    plan_status,
    record_status,
    refused,
    unvalidated_client,
)

pytestmark = moto_with_portfolios

TEMPLATE: dict[str, Any] = {
    "Parameters": {"Env": {"Type": "String"}},
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
    "Outputs": {"Env": {"Value": {"Ref": "Env"}}},
}


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        yield


def create_product(client: Client, name: str = "queue", **more: Any) -> str:
    """Make a product in moto, and give its id."""
    made = client.create_product(
        Name=name, Owner="platform", ProductType="CLOUD_FORMATION_TEMPLATE", **more
    )
    identifier: str = made["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
    return identifier


def version(url: str = "https://templates.s3.amazonaws.com/queue.json", **more: Any) -> Any:
    return {"Info": {"LoadTemplateFromURL": url}, **more}


def create_portfolio(client: Client, name: str = "team") -> str:
    """Make a portfolio in moto, and give its id."""
    made = client.create_portfolio(DisplayName=name, ProviderName="platform")
    identifier: str = made["PortfolioDetail"]["Id"]
    return identifier


def portfolios(client: Client) -> list[tuple[str, str]]:
    """The names and providers of the portfolios that moto lists."""
    listed = client.list_portfolios()["PortfolioDetails"]
    return [(found["DisplayName"], found["ProviderName"]) for found in listed]


def found(client: Client) -> list[str]:
    """The names of the products that users find."""
    return [product["Name"] for product in client.search_products()["ProductViewSummaries"]]


def paths(client: Client, product_id: str) -> list[str]:
    listed = client.list_launch_paths(ProductId=product_id)["LaunchPathSummaries"]
    return [launch_path["Name"] for launch_path in listed]


def put_template(template: Any = None, key: str = "queue.json") -> None:
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="templates")
    body = template if isinstance(template, str) else json.dumps(template or TEMPLATE)
    s3.put_object(Bucket="templates", Key=key, Body=body.encode())


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
    with not_found("Portfolio port-none was not found."):
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
    with not_found(f"Product {ours.id} was not found."):
        client.describe_product(Id=ours.id)
    with not_found("Product with name ours does not exist or access was denied"):
        client.describe_product(Name="ours")
    with not_found(f"Product view {view_id} was not found."):
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


@pytest.mark.parametrize(
    "url",
    [
        "https://templates.s3.amazonaws.com/a%20dir/queue.json",
        "https://templates.s3.eu-west-1.amazonaws.com/a%20dir/queue.json",
        "https://templates.s3-eu-west-1.amazonaws.com/a%20dir/queue.json",
        "https://s3.amazonaws.com/templates/a%20dir/queue.json",
        "https://s3.eu-west-1.amazonaws.com/templates/a%20dir/queue.json",
        "http://127.0.0.1:5000/templates/a%20dir/queue.json",
    ],
)
def test_a_template_is_read_from_any_url_of_s3(
    sc_plan: ServiceCatalog, aws: None, url: str
) -> None:
    put_template(key="a dir/queue.json")
    create_product(client_of(), ProvisioningArtifactParameters=version(url))
    (product,) = sc_plan.products
    assert product.provisioning_artifacts[0].template == TEMPLATE


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"ProvisioningArtifactParameters": version("https://templates.s3.amazonaws.com/none")},
        {"ProvisioningArtifactParameters": version("https://no-bucket.s3.amazonaws.com/queue")},
        {"ProvisioningArtifactParameters": {"Name": "v1", "Info": {"ImportFromPhysicalId": "x"}}},
    ],
)
@pytest.mark.parametrize("key", ["queue.json", None])
def test_without_a_template_there_is_one_that_is_made_up(
    sc_plan: ServiceCatalog, aws: None, arguments: dict[str, Any], key: str | None
) -> None:
    if key is not None:
        put_template()
    create_product(client_of(), **arguments)
    (artifact,) = sc_plan.products[0].provisioning_artifacts
    assert (artifact.name, list(artifact.template["Resources"])) == ("v1", ["Bucket"])


def test_where_nobody_used_s3_there_is_no_template(
    sc_plan: ServiceCatalog, aws: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "moto.s3.models", raising=False)
    create_product(client_of(), ProvisioningArtifactParameters=version())
    (artifact,) = sc_plan.products[0].provisioning_artifacts
    assert list(artifact.template["Resources"]) == ["Bucket"]


def test_a_template_that_is_none_is_refused(sc_plan: ServiceCatalog, aws: None) -> None:
    client = client_of()
    put_template("{}")
    request = {"ProvisioningArtifactParameters": version(), "IdempotencyToken": "token"}
    with invalid_parameters(
        "Invalid templateBody. Please make sure that your template is valid (product 'queue', "
        "version 'v1': it has no Resources)"
    ):
        create_product(client, **request)
    assert found(client) == []
    put_template()
    create_product(client, **request)
    assert found(client) == ["queue"]


def test_a_template_that_is_none_is_refused_when_the_fake_comes_later(aws: None) -> None:
    put_template("{}")
    before = boto3.client("servicecatalog", region_name="us-east-1")
    create_product(before, ProvisioningArtifactParameters=version())
    with mock_service_catalog(region="us-east-1") as catalog:
        with pytest.raises(ValueError, match="queue") as caught:
            catalog.add_plan()
        assert str(caught.value) == "product 'queue', version 'v1': it has no Resources"


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


@pytest.mark.sc_plan(account_id="999999999999")
def test_moto_acts_in_the_account_of_the_settings(sc_plan: ServiceCatalog, aws: None) -> None:
    made = client_of().create_portfolio(DisplayName="team", ProviderName="us")
    assert made["PortfolioDetail"]["ARN"].split(":")[4] == "999999999999"


def test_a_region_that_moto_does_not_know_is_shared_with_nobody(
    sc_plan: ServiceCatalog, aws: None
) -> None:
    nowhere = client_of(region="mars-east-1")
    with pytest.raises(KeyError, match="mars-east-1"):
        nowhere.list_portfolios()
    assert found(nowhere) == []


def test_shared_resources_stay_in_the_fake_after_moto(sc_plan: ServiceCatalog) -> None:
    with mock_aws():
        create_product(client_of())
    assert found(client_of()) == ["queue"]
    with mock_aws():
        create_product(client_of(), "second")
        assert found(client_of()) == ["queue", "second"]


def test_clients_of_our_own_server_share_the_catalog_too(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer, aws: None
) -> None:
    sc_plan.add_product("ours", launch_paths=["team"])
    request = urllib.request.Request(
        sc_plan_server.url,
        b"{}",
        {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AWS242ServiceCatalogService.ListPortfolios",
        },
    )
    with urllib.request.urlopen(request) as answer:
        listed = json.load(answer)["PortfolioDetails"]
    assert [portfolio["DisplayName"] for portfolio in listed] == ["team"]


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


def test_a_moto_without_products_shares_portfolios(
    sc_plan: ServiceCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    backends = pytest.importorskip("moto.servicecatalog.models").ServiceCatalogBackend
    made = backends.__init__

    def make(backend: Any, *args: Any, **kwargs: Any) -> None:
        made(backend, *args, **kwargs)
        vars(backend).pop("products", None)

    monkeypatch.setattr(backends, "__init__", make)
    with mock_aws():
        client = client_of()
        product = sc_plan.add_product("ours", launch_paths=["team"])
        create_portfolio(client, "others")
        assert [name for name, _ in portfolios(client)] == ["team", "others"]
        client.delete_portfolio(Id=client.list_portfolios()["PortfolioDetails"][0]["Id"])
        assert product.launch_paths == ()
        assert [product.name for product in sc_plan.products] == ["ours"]


class TestWhatIsInjectedIntoCallsThatMotoAnswers:
    @pytest.mark.sc_plan(sleep="skip")
    @pytest.mark.sc_plan_fault("response_lost", operation="CreatePortfolio", times=None)
    def test_a_lost_response(self, sc_plan: ServiceCatalog, aws: None) -> None:
        client = client_of()
        with pytest.raises(ReadTimeoutError):
            client.create_portfolio(DisplayName="team", ProviderName="us", IdempotencyToken="token")
        assert [name for name, _ in portfolios(client)] == ["team"]

    @pytest.mark.sc_plan_fault("connection_closed", operation="CreatePortfolio")
    def test_a_request_that_is_lost_is_sent_again(self, sc_plan: ServiceCatalog, aws: None) -> None:
        client = client_of()
        create_portfolio(client)
        assert [name for name, _ in portfolios(client)] == ["team"]

    @pytest.mark.sc_plan_fault("malformed_response", operation="ListPortfolios")
    def test_a_malformed_response(self, sc_plan: ServiceCatalog, aws: None) -> None:
        client = client_of()
        create_portfolio(client)
        assert "PortfolioDetails" not in client.list_portfolios()
        assert "PortfolioDetails" in client.list_portfolios()

    @pytest.mark.sc_plan_error("InvalidParametersException", operation="CreatePortfolio", times=1)
    def test_an_error(self, sc_plan: ServiceCatalog, aws: None) -> None:
        client = client_of()
        with pytest.raises(ClientError, match="InvalidParametersException"):
            create_portfolio(client)
        assert portfolios(client) == []

    @pytest.mark.sc_plan_error(
        "InvalidParametersException", operation="CreatePortfolio", message="Enough"
    )
    def test_an_error_where_nobody_would_answer(self, sc_plan: ServiceCatalog) -> None:
        with refused("InvalidParametersException", "Enough"):
            create_portfolio(client_of())


def test_members_that_moto_does_not_ask_for_are_made_up(sc_plan: ServiceCatalog, aws: None) -> None:
    unvalidated_client().create_product()

    (product,) = sc_plan.products
    assert (product.name, sc_plan.calls) == (product.id, [])
    (found,) = client_of().search_products()["ProductViewSummaries"]
    assert (found["Owner"], found["Type"]) == ("", "CLOUD_FORMATION_TEMPLATE")


def test_what_is_counted_is_what_there_is(sc_plan: ServiceCatalog, aws: None) -> None:
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
