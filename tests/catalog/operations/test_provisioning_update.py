"""UpdateProvisionedProduct."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, not_found, product_status, refused
from ...vending import FAILURE, LARGE

pytestmark = pytest.mark.usefixtures("shop")


def test_a_version_and_parameters_are_updated(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any, shop: Any
) -> None:
    record = sc_plan_client.update_provisioned_product(
        ProvisionedProductName="item",
        ProvisioningArtifactName="v2",
        ProvisioningParameters=LARGE,
        Tags=[{"Key": "shelf", "Value": "top"}],
    )["RecordDetail"]
    assert (record["RecordType"], record["Status"]) == ("UPDATE_PROVISIONED_PRODUCT", "CREATED")
    assert item.provisioning_artifact.name == "v1"
    assert product_status(sc_plan_client, "item") == "UNDER_CHANGE"
    assert product_status(sc_plan_client, "item") == "AVAILABLE"
    assert item.provisioning_artifact.name == "v2"
    assert item.parameters == {"Size": "large"}
    assert item.tags == {"shelf": "top"}
    assert item.last_successful_provisioning_record_id == record["RecordId"]


def test_an_update_without_a_version_keeps_it(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any
) -> None:
    record = sc_plan_client.update_provisioned_product(
        ProvisionedProductId=item.id, ProvisioningParameters=LARGE
    )["RecordDetail"]
    assert record["ProvisioningArtifactId"] == item.provisioning_artifact_id
    sc_plan.advance()
    sc_plan_client.update_provisioned_product(
        ProvisionedProductId=item.id,
        ProvisioningParameters=[{"Key": "Size", "UsePreviousValue": True}],
    )
    sc_plan.advance()
    assert item.parameters == {"Size": "large"}


def test_an_update_may_go_to_another_product(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any
) -> None:
    other = sc_plan.add_product("other")
    sc_plan_client.update_provisioned_product(
        ProvisionedProductName=item.arn, ProductName="other", ProvisioningArtifactName="v1"
    )
    sc_plan.advance()
    assert item.product_id == other.id
    message = "You must provide either the name or the ID of a provisioning artifact, but not both."
    with refused("InvalidParametersException", message):
        sc_plan_client.update_provisioned_product(ProvisionedProductId=item.id, ProductName="shop")


def test_an_update_that_fails_leaves_it_tainted(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any
) -> None:
    sc_plan.configure(**FAILURE)
    sc_plan_client.update_provisioned_product(
        ProvisionedProductId=item.id, ProvisioningArtifactName="v2"
    )
    sc_plan.advance()
    assert (item.status, item.status_message) == ("TAINTED", "OutOfStock  The shelf is empty")
    assert item.provisioning_artifact.name == "v1"
    sc_plan.configure(outcome="succeeded")
    sc_plan_client.update_provisioned_product(ProvisionedProductId=item.id)
    assert item.status_message is None


@pytest.mark.parametrize("status", ["UNDER_CHANGE", "PLAN_IN_PROGRESS", "ERROR"])
def test_only_a_stable_product_is_updated(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    sc_plan.add_provisioned_product("item", status=status)
    message = (
        f"Provisioned product item is {status}: it must be AVAILABLE or TAINTED to be updated."
    )
    with refused("InvalidParametersException", message):
        sc_plan_client.update_provisioned_product(ProvisionedProductName="item")


def test_unknown_products_are_not_updated(sc_plan_client: Client, item: Any) -> None:
    with refused("ResourceNotFoundException", "Provisioned product not found: pp-none"):
        sc_plan_client.update_provisioned_product(ProvisionedProductId="pp-none")
    with refused("ResourceNotFoundException", "No stack named none exists."):
        sc_plan_client.update_provisioned_product(ProvisionedProductName="none")
    arn = item.arn.replace("stack/item", "stack/other")
    with refused("ResourceNotFoundException", f"No stack named {arn} exists."):
        sc_plan_client.update_provisioned_product(ProvisionedProductName=arn)
    message = "You must provide either the name or the ID of a provisioned product, but not both."
    with refused("InvalidParametersException", message):
        sc_plan_client.update_provisioned_product()


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ({"PathId": "lpv2-gone"}, "InvalidParametersException", "Invalid PathId: lpv2-gone"),
        (
            {"PathName": "gone"},
            "ResourceNotFoundException",
            "Launch path with name gone was not found for product {product}.",
        ),
        (
            {"PathId": "lpv2-gone", "PathName": "gone"},
            "InvalidParametersException",
            "You must provide either the name or the ID of a launch path, but not both.",
        ),
    ],
)
def test_an_update_through_a_path_that_is_gone(
    sc_plan_client: Client, shop: Any, item: Any, path: Any, code: str, message: str
) -> None:
    with refused(code, message.format(product=shop.id)):
        sc_plan_client.update_provisioned_product(ProvisionedProductId=item.id, **path)


def test_an_update_of_a_product_without_paths(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("private", launch_paths=0)
    sc_plan.add_provisioned_product("hidden", product=product)
    with not_found(f"No launch paths found for resource: {product.id}"):
        sc_plan_client.update_provisioned_product(
            ProvisionedProductName="hidden", PathId="lpv2-gone"
        )


@pytest.mark.parametrize("idempotency", ["documented", "strict"])
def test_an_update_token_names_its_request(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any, idempotency: Any
) -> None:
    sc_plan.configure(idempotency=idempotency)
    asked = {"ProvisionedProductId": item.id, "UpdateToken": "token"}
    first = sc_plan_client.update_provisioned_product(**asked)["RecordDetail"]
    assert sc_plan_client.update_provisioned_product(**asked)["RecordDetail"] == first
    assert first["RecordId"] == item.last_record_id
