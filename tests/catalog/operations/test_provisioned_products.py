"""DescribeProvisionedProduct, as a boto3 client sees it."""

from __future__ import annotations

import re

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, invalid_parameters, not_found, plan_of, product_status

NEITHER_OR_BOTH = (
    "You must provide either the name or the ID of a provisioned product, but not both."
)


@pytest.mark.parametrize("by", ["Id", "Name"])
def test_a_product_is_found_by_its_id_and_by_its_name(
    sc_plan: ServiceCatalog, sc_plan_client: Client, by: str
) -> None:
    role = "arn:aws:iam::123456789012:role/launch"
    product = sc_plan.add_product(launch_role_arn=role)
    existing = sc_plan.add_provisioned_product("logs", product=product)
    detail = sc_plan_client.describe_provisioned_product(
        **{by: existing.id if by == "Id" else "logs"}
    )["ProvisionedProductDetail"]
    record = sc_plan.records[0]
    assert re.fullmatch(r"[0-9a-f-]{36}", detail["IdempotencyToken"])
    assert detail == {
        "Name": "logs",
        "Arn": f"arn:aws:servicecatalog:us-east-1:123456789012:stack/logs/{existing.id}",
        "Type": "CFN_STACK",
        "Id": existing.id,
        "Status": "AVAILABLE",
        "CreatedTime": existing.created_time,
        "IdempotencyToken": detail["IdempotencyToken"],
        "LastRecordId": record.id,
        "LastProvisioningRecordId": record.id,
        "LastSuccessfulProvisioningRecordId": record.id,
        "ProductId": product.id,
        "ProvisioningArtifactId": product.provisioning_artifacts[0].id,
        "LaunchRoleArn": role,
    }


def test_the_token_is_that_of_the_request_that_planned_it(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan_client.create_provisioned_product_plan(
        **plan_of(sc_plan.add_product(), "logs", IdempotencyToken="token")
    )
    detail = sc_plan_client.describe_provisioned_product(Name="logs")["ProvisionedProductDetail"]
    assert (detail["IdempotencyToken"], detail["Status"]) == ("token", "PLAN_IN_PROGRESS")
    assert "LastRecordId" not in detail


@pytest.mark.parametrize("request_", [{}, {"Id": "pp-1", "Name": "logs"}])
def test_one_of_name_and_id_is_given(
    sc_plan: ServiceCatalog, sc_plan_client: Client, request_: dict[str, str]
) -> None:
    with invalid_parameters(NEITHER_OR_BOTH):
        sc_plan_client.describe_provisioned_product(**request_)


def test_an_unknown_id_is_not_found(sc_plan_client: Client) -> None:
    with not_found("Provisioned product not found: pp-none"):
        sc_plan_client.describe_provisioned_product(Id="pp-none")


def test_an_unknown_name_is_not_found(sc_plan_client: Client) -> None:
    with not_found("No stack named logs exists."):
        sc_plan_client.describe_provisioned_product(Name="logs")


BROKEN = "AmazonCloudFormationException  It broke."


@pytest.mark.parametrize(
    ("status", "records", "message"),
    [
        ("AVAILABLE", ["SUCCEEDED"], None),
        ("ERROR", ["FAILED"], BROKEN),
        ("TAINTED", ["SUCCEEDED", "FAILED"], BROKEN),
        ("UNDER_CHANGE", ["SUCCEEDED", "CREATED"], None),
        ("PLAN_IN_PROGRESS", [], None),
    ],
)
def test_a_seeded_product_comes_with_its_records(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    status: str,
    records: list[str],
    message: str | None,
) -> None:
    sc_plan.configure(failure_description="It broke.")
    existing = sc_plan.add_provisioned_product("logs", parameters={"Size": "1"}, status=status)
    assert existing.status == status
    assert existing.status_message == message
    assert [record.status for record in sc_plan.records] == records
    assert [record.type for record in sc_plan.records] == [
        "PROVISION_PRODUCT",
        "UPDATE_PROVISIONED_PRODUCT",
    ][: len(records)]
    assert len(sc_plan.plans) == (status == "PLAN_IN_PROGRESS")
    detail = sc_plan_client.describe_provisioned_product(Name="logs")["ProvisionedProductDetail"]
    assert (detail["Status"], detail.get("StatusMessage")) == (status, message)


def test_an_update_that_was_under_way_comes_to_its_end(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    existing = sc_plan.add_provisioned_product(status="UNDER_CHANGE")
    statuses = [product_status(sc_plan_client, existing.id) for _ in range(2)]
    assert statuses == ["UNDER_CHANGE", "AVAILABLE"]
    assert [record.status for record in sc_plan.records] == ["SUCCEEDED", "SUCCEEDED"]
