"""What was made in moto's own Service Catalog is copied into a fake that begins."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
from moto import mock_aws

from pytest_sc_plan import mock_service_catalog

from ..helpers import (
    Client,
    client_of,
    execute,
    moto_with_portfolios,
    plan_status,
    record_status,
    unvalidated_client,
)
from . import credentials

pytestmark = moto_with_portfolios

TEMPLATE: dict[str, Any] = {
    "Parameters": {"Env": {"Type": "String"}},
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
    "Outputs": {"Env": {"Value": {"Ref": "Env"}}},
}
URL = "https://templates.s3.amazonaws.com/queue.json"
TAGS = [{"Key": "team", "Value": "a"}]


@pytest.fixture(autouse=True)
def moto(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


def put_template(text: str = json.dumps(TEMPLATE), key: str = "queue.json") -> None:
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="templates")
    s3.put_object(Bucket="templates", Key=key, Body=text.encode())


def version(url: str = URL, **more: Any) -> Any:
    return {"ProvisioningArtifactParameters": {"Info": {"LoadTemplateFromURL": url}, **more}}


def create_portfolio(name: str = "team", **more: Any) -> Any:
    """Make a portfolio in moto; its PortfolioDetail."""
    client = boto3.client("servicecatalog")
    made = client.create_portfolio(DisplayName=name, ProviderName="platform", **more)
    return made["PortfolioDetail"]


def create_product(client: Client = None, **more: Any) -> Any:
    """Make a product in moto; its ProductViewDetail."""
    more = {"Name": "queue", "ProductType": "CLOUD_FORMATION_TEMPLATE", **more}
    client = client or boto3.client("servicecatalog")
    return client.create_product(Owner="platform", **more)["ProductViewDetail"]


def test_a_product_that_was_made_in_moto_is_planned_and_provisioned() -> None:
    put_template()
    create_portfolio()
    made = create_product(**version(Name="2024", Description="first"))
    product_id = made["ProductViewSummary"]["ProductId"]
    with mock_service_catalog() as catalog:
        client = client_of()
        (artifact,) = client.describe_product(Id=product_id)["ProvisioningArtifacts"]
        assert (artifact["Name"], artifact["Description"]) == ("2024", "first")
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
        assert [product.name for product in catalog.products] == ["queue"]


def test_a_product_that_was_made_in_moto_becomes_a_stack() -> None:
    put_template()
    create_product(**version())
    with mock_service_catalog(engine="cloudformation") as catalog:
        execute(client_of(), catalog.add_plan(product="queue", parameters={"Env": "prod"}).id)
        assert len(boto3.client("sqs").list_queues()["QueueUrls"]) == 1


def test_everything_that_moto_knows_is_copied() -> None:
    portfolio = create_portfolio(Description="Ours", Tags=TAGS)
    boto3.client("servicecatalog").create_portfolio_share(
        PortfolioId=portfolio["Id"], AccountId="111111111111"
    )
    create_portfolio("others")
    said = {
        "Description": "A queue",
        "Distributor": "us",
        "SupportDescription": "Ask",
        "SupportEmail": "us@example.com",
        "SupportUrl": "https://example.com",
    }
    product = create_product(**said, Tags=TAGS)
    product_id = product["ProductViewSummary"]["ProductId"]
    with mock_service_catalog() as catalog:
        client = client_of()
        described = client.describe_portfolio(Id=portfolio["Id"])
        assert (described["PortfolioDetail"], described["Tags"]) == (portfolio, TAGS)
        seen = client.describe_product_as_admin(Id=product_id)
        assert seen["ProductViewDetail"]["ProductViewSummary"] == product["ProductViewSummary"]
        assert seen["ProductViewDetail"]["CreatedTime"] == product["CreatedTime"]
        assert seen["ProductViewDetail"]["ProductARN"] == product["ProductARN"]
        assert seen["Tags"] == TAGS
        # moto can't say in which portfolio a product is: it is in the oldest.
        paths = client.list_launch_paths(ProductId=product_id)["LaunchPathSummaries"]
        assert [path["Name"] for path in paths] == ["team"]
        assert [made.name for made in catalog.portfolios] == ["team", "others"]
        assert catalog.calls != []


def test_what_begins_later_is_not_copied() -> None:
    with mock_service_catalog() as catalog:
        assert (catalog.products, catalog.portfolios) == ([], [])
        boto3.client("servicecatalog").create_portfolio(DisplayName="team", ProviderName="us")
        assert [call.operation for call in catalog.calls] == ["CreatePortfolio"]
    assert boto3.client("servicecatalog").list_portfolios()["PortfolioDetails"] == []


def test_accounts_and_regions_are_apart() -> None:
    create_product()
    of_other = credentials.of_role("arn:aws:iam::111111111111:role/admin")
    other = boto3.client("servicecatalog", region_name="eu-west-1", **of_other)
    create_product(other, Name="abroad")
    with mock_service_catalog() as catalog:
        assert [product.name for product in catalog.products] == ["queue"]
        assert [portfolio.name for portfolio in catalog.portfolios] == ["moto"]
        there = catalog.for_account("111111111111", "eu-west-1")
        assert [product.name for product in there.products] == ["abroad"]
        assert catalog.for_account(region="eu-west-1").products == []
        assert catalog.for_account("111111111111").products == []


def test_members_that_moto_does_not_ask_for_are_made_up() -> None:
    unvalidated_client().create_product()
    with mock_service_catalog() as catalog:
        (product,) = catalog.products
        assert product.name == product.id
        (found,) = client_of().search_products()["ProductViewSummaries"]
        assert (found["Owner"], found["Type"]) == ("", "CLOUD_FORMATION_TEMPLATE")


def test_an_engines_product_is_of_its_type() -> None:
    create_product(ProductType="EXTERNAL")
    with mock_service_catalog() as catalog:
        (product,) = catalog.products
        assert product.type == catalog.add_provisioned_product(product=product).type == "EXTERNAL"


def test_a_moto_without_products_has_portfolios(monkeypatch: pytest.MonkeyPatch) -> None:
    create_portfolio()
    backends = pytest.importorskip("moto.servicecatalog.models").servicecatalog_backends
    monkeypatch.delattr(backends["123456789012"]["us-east-1"], "products", raising=False)
    with mock_service_catalog() as catalog:
        assert [portfolio.name for portfolio in catalog.portfolios] == ["team"]


def test_what_is_made_beside_moto_stays_after_it() -> None:
    with mock_service_catalog() as catalog:
        with mock_aws():
            create_portfolio()
        assert [portfolio.name for portfolio in catalog.portfolios] == ["team"]


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
def test_a_template_is_read_from_any_url_of_s3(url: str) -> None:
    put_template(key="a dir/queue.json")
    create_product(**version(url))
    with mock_service_catalog() as catalog:
        (artifact,) = catalog.products[0].provisioning_artifacts
        assert artifact.template == TEMPLATE


@pytest.mark.parametrize("key", ["queue.json", None])
def test_without_a_template_there_is_one_that_is_made_up(key: str | None) -> None:
    if key is not None:
        put_template()
    create_product()
    create_product(**version("https://templates.s3.amazonaws.com/none"))
    create_product(**version("https://no-bucket.s3.amazonaws.com/queue"))
    imported = {"Name": "v1", "Info": {"ImportFromPhysicalId": "x"}}
    create_product(ProvisioningArtifactParameters=imported)
    with mock_service_catalog() as catalog:
        for product in catalog.products:
            (artifact,) = product.provisioning_artifacts
            assert (artifact.name, list(artifact.template["Resources"])) == ("v1", ["Bucket"])


def test_a_template_that_is_none_is_refused() -> None:
    put_template("{}")
    create_product(**version())
    with mock_service_catalog() as catalog:
        with pytest.raises(ValueError, match="queue") as caught:
            catalog.add_plan()
        assert str(caught.value) == "product 'queue', version 'v1': it has no Resources"
