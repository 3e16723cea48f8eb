"""Templates of moto's products, and a moto that has no products."""

from __future__ import annotations

import sys
from typing import Any

import boto3
import pytest
from moto import mock_aws

from pytest_sc_plan import ServiceCatalog, mock_service_catalog

from ..helpers import client_of, invalid_parameters, moto_with_portfolios
from .motos_catalog import (
    TEMPLATE,
    create_portfolio,
    create_product,
    found,
    portfolios,
    put_template,
    version,
)

pytestmark = moto_with_portfolios


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


def test_without_s3_in_moto_there_is_no_template(
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
