"""Copies of products."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog, Version

from ...helpers import Client, client_of, invalid_parameters, not_found

TAGS = {"team": "core"}
QUEUE = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}


@pytest.fixture
def source(sc_plan: ServiceCatalog) -> Any:
    return sc_plan.add_product(
        "queue",
        versions=[
            Version("v1", guidance="DEPRECATED"),
            Version("v2", QUEUE, active=False, description="The second."),
        ],
        owner="Shop",
        description="A queue",
        support_url="https://example.com",
        tags=TAGS,
    )


def copy(client: Client, product: Any, **more: Any) -> str:
    token: str = client.copy_product(SourceProductArn=product.arn, **more)["CopyProductToken"]
    assert token.startswith("copyproduct-")
    return token


def status(client: Client, token: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.describe_copy_product_status(CopyProductToken=token)
    del answer["ResponseMetadata"]
    return answer


def test_a_copy_is_a_new_product(
    sc_plan: ServiceCatalog, sc_plan_client: Client, source: Any
) -> None:
    token = copy(sc_plan_client, source, CopyOptions=["CopyTags"])
    made = sc_plan.products[-1]
    assert [status(sc_plan_client, token) for _ in range(2)] == [
        {"CopyProductStatus": "IN_PROGRESS"},
        {"CopyProductStatus": "SUCCEEDED", "TargetProductId": made.id},
    ]
    assert made.id != source.id
    assert (made.name, made.owner, made.description, made.tags) == (
        "queue",
        "Shop",
        "A queue",
        TAGS,
    )
    assert made.launch_paths == ()
    pairs = list(zip(made.provisioning_artifacts, source.provisioning_artifacts, strict=True))
    for mine, theirs in pairs:
        assert mine.id != theirs.id
        assert (mine.name, mine.active, mine.guidance, mine.template, mine.description) == (
            theirs.name,
            theirs.active,
            theirs.guidance,
            theirs.template,
            theirs.description,
        )

    # A request that differs by the token alone is no other one, as long as the copy is there.
    assert copy(sc_plan_client, source, CopyOptions=["CopyTags"]) == token
    other = copy(sc_plan_client, source, TargetProductName="other")
    sc_plan_client.delete_product(Id=made.id)
    assert copy(sc_plan_client, source, TargetProductName="other") == other
    assert copy(sc_plan_client, source, CopyOptions=["CopyTags"]) != token
    assert status(sc_plan_client, token)["TargetProductId"] == made.id


def test_a_copy_has_a_name_and_the_versions_that_are_asked_for(
    sc_plan: ServiceCatalog, sc_plan_client: Client, source: Any
) -> None:
    chosen = [{"Id": source.provisioning_artifacts[1].id}]
    copy(
        sc_plan_client,
        source,
        TargetProductName="topic",
        SourceProvisioningArtifactIdentifiers=chosen,
    )
    made = sc_plan.products[-1]
    assert (made.name, made.tags) == ("topic", {})
    assert [version.name for version in made.provisioning_artifacts] == ["v2"]


def test_versions_are_copied_into_another_product(
    sc_plan: ServiceCatalog, sc_plan_client: Client, source: Any
) -> None:
    target = sc_plan.add_product("topic", tags={"stage": "dev"})
    token = copy(sc_plan_client, source, TargetProductId=target.id, CopyOptions=["CopyTags"])
    sc_plan.advance()
    assert status(sc_plan_client, token) == {
        "CopyProductStatus": "SUCCEEDED",
        "TargetProductId": target.id,
    }
    assert [version.name for version in target.provisioning_artifacts] == ["v1", "v1", "v2"]
    assert target.tags == {"stage": "dev", **TAGS}
    assert sc_plan.products == [source, target]


def test_a_copy_may_fail(sc_plan: ServiceCatalog, sc_plan_client: Client, source: Any) -> None:
    full = sc_plan.add_product(versions=dict.fromkeys(map(str, range(99))))
    token = copy(sc_plan_client, source, TargetProductId=full.id)
    sc_plan.advance()
    assert status(sc_plan_client, token) == {
        "CopyProductStatus": "FAILED",
        "StatusDetail": f"There are 100 versions of product {full.id} already, which is the limit.",
    }
    assert len(full.provisioning_artifacts) == 99


def test_products_are_copied_from_other_regions_but_not_from_other_accounts(
    sc_plan: ServiceCatalog, sc_plan_client: Client, source: Any
) -> None:
    there = client_of(region="eu-west-1")
    copy(there, source)
    assert [product.name for product in sc_plan.for_account(region="eu-west-1").products] == [
        "queue"
    ]
    stranger = client_of("111111111111")
    for client in (stranger, client_of("111111111111", "eu-west-1")):
        with not_found(f"Product not found: {source.arn}"):
            copy(client, source)
    assert sc_plan.for_account("111111111111").products == []


def test_what_can_not_be_copied(
    sc_plan: ServiceCatalog, sc_plan_client: Client, source: Any
) -> None:
    engine = sc_plan.add_product("network", type="EXTERNAL")
    with invalid_parameters("arn:aws:catalog:us-east-1:1:product is not the ARN of a product."):
        sc_plan_client.copy_product(SourceProductArn="arn:aws:catalog:us-east-1:1:product")
    for arn in (source.arn.replace(source.id, "prod-1"), source.arn.replace("us-", "ap-")):
        with not_found(f"Product not found: {arn}"):
            sc_plan_client.copy_product(SourceProductArn=arn)
    with not_found("prod-1 does not exist or access was denied"):
        copy(sc_plan_client, source, TargetProductId="prod-1")
    with not_found("ProvisioningArtifact pa-1 not found."):
        copy(sc_plan_client, source, SourceProvisioningArtifactIdentifiers=[{"Id": "pa-1"}])
    with invalid_parameters(
        "TargetProductId and TargetProductName can't both be given: a name is that of a new "
        "product."
    ):
        copy(sc_plan_client, source, TargetProductId=engine.id, TargetProductName="x")
    with invalid_parameters(
        f"Product {engine.id} is of type EXTERNAL, and product {source.id} of type "
        "CLOUD_FORMATION_TEMPLATE: versions can't be copied from one to the other."
    ):
        copy(sc_plan_client, source, TargetProductId=engine.id)
    with not_found("Copy of a product not found: copyproduct-1"):
        status(sc_plan_client, "copyproduct-1")
    assert sc_plan.products == [source, engine]
