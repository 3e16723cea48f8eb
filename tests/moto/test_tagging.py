"""Portfolios and products that are found by their tags, with moto's Resource Groups Tagging API."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import boto3
import pytest

from pytest_sc_plan import ServiceCatalog, mock_service_catalog, serve_in_moto

from ..helpers import Client
from ..motos_server import serving

MODELS, BACKENDS = "moto.resourcegroupstaggingapi.models", "iter_taggable_backends"
moto_with_backends = pytest.mark.skipif(
    find_spec("moto.core.resource_tagging") is None,
    reason="this moto does not look for tags in its backends: it asks each service by itself",
)
TEAM = {"team": "a", "stage": "dev"}


def client_for(service: str, **more: Any) -> Client:
    """A client with a session of its own: in some tests no fake is live yet."""
    session = boto3.Session("testing", "secret", region_name="us-east-1")
    return session.client(service, **more)


def tagging(**more: Any) -> Client:
    return client_for("resourcegroupstaggingapi", **more)


def found(client: Client, **asked: Any) -> dict[str, dict[str, str]]:
    """The tags of the resources that are found, by their ARNs."""
    listed = client.get_resources(**asked)["ResourceTagMappingList"]
    return {one["ResourceARN"]: {tag["Key"]: tag["Value"] for tag in one["Tags"]} for one in listed}


def with_tags(**tags: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def new_portfolio(client: Client, **tags: str) -> str:
    asked = {"DisplayName": "team", "ProviderName": "us", "Tags": with_tags(**tags)}
    arn: str = client.create_portfolio(**asked)["PortfolioDetail"]["ARN"]
    return arn


def new_product(client: Client, **tags: str) -> str:
    made = client.create_product(
        Name="queue", Owner="us", ProductType="CLOUD_FORMATION_TEMPLATE", Tags=with_tags(**tags)
    )
    arn: str = made["ProductViewDetail"]["ProductARN"]
    return arn


@pytest.fixture
def topic(aws: None) -> str:
    """A resource of moto's own."""
    arn: str = client_for("sns").create_topic(Name="topic", Tags=with_tags(team="b"))["TopicArn"]
    return arn


@moto_with_backends
def test_they_are_found_among_what_moto_has(sc_plan: ServiceCatalog, topic: str) -> None:
    client, asked = client_for("servicecatalog"), tagging()
    portfolio, product = new_portfolio(client, **TEAM), new_product(client, team="c")
    new_portfolio(client)
    calls = len(sc_plan.calls)
    assert found(asked) == {topic: {"team": "b"}, portfolio: TEAM, product: {"team": "c"}}
    assert found(asked, ResourceARNList=[product]) == {product: {"team": "c"}}
    assert set(found(asked, ResourceTypeFilters=["servicecatalog"])) == {portfolio, product}
    for kind, arn in (("portfolio", portfolio), ("product", product)):
        assert set(found(asked, ResourceTypeFilters=[f"servicecatalog:{kind}"])) == {arn}
    wanted = [{"Key": "team", "Values": ["a", "b"]}]
    assert set(found(asked, TagFilters=wanted)) == {topic, portfolio}
    assert sorted(asked.get_tag_keys()["TagKeys"]) == ["stage", "team", "team", "team"]
    assert sorted(asked.get_tag_values(Key="team")["TagValues"]) == ["a", "b", "c"]
    assert len(sc_plan.calls) == calls


@moto_with_backends
def test_they_are_found_with_the_tags_that_they_have_now(
    sc_plan: ServiceCatalog, sc_plan_client: Client, aws: None
) -> None:
    arn = new_portfolio(sc_plan_client, **TEAM)
    (portfolio,) = sc_plan.portfolios
    sc_plan_client.update_portfolio(
        Id=portfolio.id, AddTags=with_tags(team="b"), RemoveTags=["stage"]
    )
    assert found(tagging()) == {arn: {"team": "b"}}
    sc_plan_client.delete_portfolio(Id=portfolio.id)
    assert found(tagging()) == {}


@moto_with_backends
def test_each_account_and_region_has_its_own(sc_plan: ServiceCatalog, aws: None) -> None:
    credentials = client_for("sts").assume_role(
        RoleArn="arn:aws:iam::111111111111:role/spoke", RoleSessionName="hub"
    )["Credentials"]
    keys = {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretAccessKey"],
        "aws_session_token": credentials["SessionToken"],
    }
    spoke = boto3.Session(**keys, region_name="eu-west-1")
    arn = new_portfolio(spoke.client("servicecatalog"), **TEAM)
    assert found(spoke.client("resourcegroupstaggingapi")) == {arn: TEAM}
    assert found(tagging()) == {}
    assert found(spoke.client("resourcegroupstaggingapi", region_name="us-east-1")) == {}


@moto_with_backends
def test_tags_are_not_changed_there(sc_plan: ServiceCatalog, aws: None) -> None:
    arn = new_portfolio(client_for("servicecatalog"), **TEAM)
    asked = tagging()
    for failed in (
        asked.tag_resources(ResourceARNList=[arn], Tags={"team": "b"}),
        asked.untag_resources(ResourceARNList=[arn], TagKeys=["team"]),
    ):
        assert failed["FailedResourcesMap"][arn]["ErrorMessage"] == "Service not yet supported"
    assert found(asked) == {arn: TEAM}


@moto_with_backends
def test_what_moto_had_before_is_found_once(topic: str) -> None:
    before = new_portfolio(client_for("servicecatalog"), team="z")
    models = import_module(MODELS)
    original = getattr(models, BACKENDS)
    with mock_service_catalog(region="us-east-1"):
        arn = new_portfolio(client_for("servicecatalog"), **TEAM)
        listed = tagging().get_resources()["ResourceTagMappingList"]
        assert sorted(one["ResourceARN"] for one in listed) == sorted([topic, before, arn])
        with mock_service_catalog(region="us-east-1"):
            # The fake that was started last is the one that answers.
            assert set(found(tagging())) == {topic, before}
        kept = getattr(models, BACKENDS)
    assert getattr(models, BACKENDS) is original
    assert set(found(tagging())) == {topic, before}
    backends = kept("123456789012", "us-east-1")
    assert {type(backend).__name__ for backend in backends} >= {"SNSBackend"}


@moto_with_backends
def test_the_pages_of_a_fake_that_has_stopped_end(topic: str) -> None:
    with mock_service_catalog(region="us-east-1"):
        new_portfolio(client_for("servicecatalog"), **TEAM)
        asked = tagging()
        first = asked.get_resources(ResourcesPerPage=1)
        assert [one["ResourceARN"] for one in first["ResourceTagMappingList"]] == [topic]


@moto_with_backends
class TestServer:
    @pytest.fixture
    def url(self) -> Iterator[str]:
        with serving() as url:
            yield url

    def test_motos_server_finds_those_of_its_fake(self, url: str) -> None:
        where = {"endpoint_url": url}
        client = client_for("servicecatalog", **where)
        models = import_module(MODELS)
        original = getattr(models, BACKENDS)
        with serve_in_moto(region="us-east-1") as catalog:
            arn = new_portfolio(client, **TEAM)
            assert found(tagging(**where)) == {arn: TEAM}
            with mock_service_catalog(region="us-east-1"):
                # A fake that is live in the process of the server changes nothing.
                listed = tagging(**where).get_resources()["ResourceTagMappingList"]
                assert [one["ResourceARN"] for one in listed] == [arn]
            assert len(catalog.calls) == 1
        assert getattr(models, BACKENDS) is original


def test_a_moto_without_such_backends_is_left_alone(
    aws: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = import_module(MODELS)
    monkeypatch.delattr(models, BACKENDS, raising=False)
    with mock_service_catalog(region="us-east-1") as catalog:
        assert not hasattr(models, BACKENDS)
        new_portfolio(client_for("servicecatalog"), **TEAM)
        assert [call.operation for call in catalog.calls] == ["CreatePortfolio"]
