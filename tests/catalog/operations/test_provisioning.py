"""ProvisionProduct."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, client_of, product_status, refused
from ...vending import FAILURE, LARGE, provision

pytestmark = pytest.mark.usefixtures("shop")


def test_a_product_is_provisioned_by_ids(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    role = "arn:aws:iam::123456789012:role/launcher"
    product = sc_plan.add_product("boxes", launch_role_arn=role)
    record = sc_plan_client.provision_product(
        ProductId=product.id,
        ProvisioningArtifactId=product.provisioning_artifacts[0].id,
        PathId=product.launch_paths[0].id,
        ProvisionedProductName="box",
        Tags=[{"Key": "team", "Value": "red"}],
        ProvisionToken="token",
    )["RecordDetail"]
    assert record.pop("CreatedTime") == record.pop("UpdatedTime")
    box = sc_plan.provisioned_product("box")
    assert record == {
        "RecordId": box.last_record_id,
        "ProvisionedProductName": "box",
        "Status": "CREATED",
        "ProvisionedProductType": "CFN_STACK",
        "RecordType": "PROVISION_PRODUCT",
        "ProvisionedProductId": box.id,
        "ProductId": product.id,
        "ProvisioningArtifactId": product.provisioning_artifacts[0].id,
        "PathId": product.launch_paths[0].id,
        "RecordErrors": [],
        "RecordTags": [{"Key": "team", "Value": "red"}],
        "LaunchRoleArn": role,
    }
    assert box.status == "UNDER_CHANGE"
    assert box.physical_id is None
    assert product_status(sc_plan_client, "box") == "UNDER_CHANGE"
    assert product_status(sc_plan_client, "box") == "AVAILABLE"
    assert box.tags == {"team": "red"}
    assert box.launch_role_arn == role
    assert re.fullmatch(
        rf"arn:aws:cloudformation:us-east-1:123456789012:stack/SC-123456789012-{box.id}/[0-9a-f-]+",
        str(box.physical_id),
    )


def test_a_product_is_provisioned_by_names(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    record = provision(sc_plan_client, "item", PathName="portfolio-1", ProvisioningParameters=LARGE)
    assert sc_plan.record(record["RecordId"]).product.name == "shop"
    sc_plan.advance()
    assert sc_plan.provisioned_product("item").parameters == {"Size": "large"}


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"ProductId": "prod-1"}, "product"),
        ({"ProductName": None}, "product"),
        ({"ProvisioningArtifactId": "pa-1"}, "provisioning artifact"),
        ({"ProvisioningArtifactName": None}, "provisioning artifact"),
        ({"PathId": "lpv3-1", "PathName": "portfolio-1"}, "launch path"),
    ],
)
def test_names_and_ids_exclude_each_other(
    sc_plan_client: Client, changes: dict[str, Any], what: str
) -> None:
    asked = {
        "ProductName": "shop",
        "ProvisioningArtifactName": "v1",
        "ProvisionedProductName": "item",
        **changes,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    message = f"You must provide either the name or the ID of a {what}, but not both."
    with refused("InvalidParametersException", message):
        sc_plan_client.provision_product(**given)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ProductName": "none"}, "Product with name none does not exist or access was denied"),
        (
            {"ProvisioningArtifactName": "v9"},
            "ProvisioningArtifact with name v9 not found.",
        ),
        ({"PathName": "none"}, "Launch path with name none was not found for product {product}."),
    ],
)
def test_unknown_names_are_not_provisioned(
    sc_plan_client: Client, shop: Any, changes: dict[str, Any], message: str
) -> None:
    with refused("ResourceNotFoundException", message.format(product=shop.id)):
        sc_plan_client.provision_product(
            **{
                "ProductName": "shop",
                "ProvisioningArtifactName": "v1",
                "ProvisionedProductName": "item",
                **changes,
            }
        )


def test_without_a_launch_path_nothing_is_provisioned(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    closed = sc_plan.add_product("closed", launch_paths=0)
    with refused("ResourceNotFoundException", f"No launch paths found for resource: {closed.id}"):
        provision(sc_plan_client, "item", "closed")
    sc_plan.add_product("two-doors", launch_paths=2)
    message = "More than one launch path ids exist. Please specify the launch path id"
    with refused("InvalidParametersException", message):
        provision(sc_plan_client, "item", "two-doors")


def test_administrators_have_a_say(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    strict = sc_plan.add_product("strict", tag_updates=True, tag_options={"team": ["red"]})
    twice = [*LARGE, *LARGE]
    with refused("InvalidParametersException", "Parameter Size is given more than once."):
        provision(sc_plan_client, "item", "strict", ProvisioningParameters=twice)
    provision(sc_plan_client, "item", "strict", ProvisioningParameters=LARGE)
    sc_plan.advance()
    assert sc_plan.provisioned_product("item").tags == {"team": "red"}
    message = f"Tag team of product {strict.id} must be one of red."
    with refused("InvalidParametersException", message):
        sc_plan_client.update_provisioned_product(
            ProvisionedProductName="item",
            ProvisioningParameters=LARGE,
            Tags=[{"Key": "team", "Value": "blue"}],
        )
    assert sc_plan.provisioned_product("item").status == "AVAILABLE"


def test_a_name_is_given_once(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    provision(sc_plan_client, "item")
    sc_plan.add_plan(provisioned_product_name="planned")
    with refused("InvalidParametersException", "A stack named item already exists."):
        provision(sc_plan_client, "item")
    message = "A provisioned product named planned already exists."
    with refused("DuplicateResourceException", message):
        provision(sc_plan_client, "planned")


def test_another_region_may_give_the_same_name(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    provision(sc_plan_client, "item")
    sc_plan.for_account(region="eu-west-1").add_product("shop")
    elsewhere = client_of(region="eu-west-1")
    there = provision(elsewhere, "item")
    assert sc_plan.provisioned_product("item").id != there["ProvisionedProductId"]
    with refused("ResourceNotFoundException", "Record not found"):
        sc_plan_client.describe_record(Id=there["RecordId"])


def test_a_first_failure_is_an_error(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sc_plan.configure(**FAILURE)
    record = provision(sc_plan_client, "item")
    sc_plan.advance()
    item = sc_plan.provisioned_product("item")
    assert (item.status, item.status_message) == ("ERROR", "OutOfStock  The shelf is empty")
    detail = sc_plan_client.describe_record(Id=record["RecordId"])["RecordDetail"]
    assert detail["Status"] == "FAILED"
    assert detail["RecordErrors"] == [{"Code": "OutOfStock", "Description": "The shelf is empty"}]
    assert item.physical_id is None


def test_a_stuck_product_stays_under_change(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.configure(outcome="stuck", progress="time")
    provision(sc_plan_client, "item")
    sc_plan.advance(3600)
    sc_plan.advance()
    assert product_status(sc_plan_client, "item") == "UNDER_CHANGE"


@pytest.mark.parametrize("idempotency", ["documented", "strict"])
def test_a_provision_token_names_its_request(
    sc_plan: ServiceCatalog, sc_plan_client: Client, idempotency: Any
) -> None:
    sc_plan.configure(idempotency=idempotency)
    first = provision(sc_plan_client, "item", ProvisionToken="token")
    sc_plan.advance()
    assert provision(sc_plan_client, "item", ProvisionToken="token") == first
    message = (
        "The token token was already used with other parameters: a token names one request. Use a "
        "new token, or repeat the request unchanged."
    )
    with refused("InvalidParametersException", message):
        provision(sc_plan_client, "other", ProvisionToken="token")
    assert len(sc_plan.records) == 1
    with refused("InvalidParametersException", "A stack named item already exists."):
        provision(sc_plan_client, "item", ProvisionToken="new-token")
