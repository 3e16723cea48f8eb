"""Products that an engine outside of the service provisions, such as Terraform."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...fake.raising import raises
from ...helpers import Client, invalid_parameters, plan_of, product_status, values
from ...vending import SIZED, names, provision

ENGINES = ["TERRAFORM_OPEN_SOURCE", "TERRAFORM_CLOUD", "EXTERNAL"]


@pytest.fixture(params=ENGINES)
def kind(request: Any) -> Any:
    return request.param


@pytest.fixture(autouse=True)
def network(sc_plan: ServiceCatalog, kind: Any) -> Any:
    return sc_plan.add_product("network", type=kind, versions={"v1": SIZED, "v2": SIZED})


def test_it_is_provisioned(
    sc_plan: ServiceCatalog, sc_plan_client: Client, network: Any, kind: str
) -> None:
    record = provision(
        sc_plan_client, "vpc", "network", ProvisioningParameters=values(Size="large")
    )
    assert record["ProvisionedProductType"] == network.type == kind
    sc_plan.advance()

    found = sc_plan_client.search_provisioned_products(Filters={"SearchQuery": [f"type:{kind}"]})
    assert names(found) == ["vpc"]
    identifier = found["ProvisionedProducts"][0]["Id"]
    assert found["ProvisionedProducts"][0]["PhysicalId"] == (
        f"arn:aws:resource-groups:us-east-1:123456789012:group/SC-123456789012-{identifier}"
    )
    assert sc_plan.provisioned_product("vpc").outputs == {
        "Size": "large",
        "Kind": "queue",
        "Shelf": "top",
    }


def test_outputs_are_made_of_what_the_template_says(sc_plan: ServiceCatalog, kind: Any) -> None:
    outputs = {"Where": {"Value": {"Fn::Sub": "${AWS::Region} ${AWS::StackName}"}}}
    sc_plan.add_product("other", type=kind, versions={"v1": {"Outputs": outputs}})

    item = sc_plan.add_provisioned_product("item", product="other", parameters={"any": "1"})
    assert item.outputs == {"Where": "us-east-1 item"}


def test_the_product_and_its_versions_are_of_its_type(
    sc_plan_client: Client, network: Any, kind: str
) -> None:
    found = sc_plan_client.search_products(Filters={"ProductType": [kind]})
    assert [view["Type"] for view in found["ProductViewSummaries"]] == [kind]
    version = sc_plan_client.describe_provisioning_artifact(
        ProductId=network.id, ProvisioningArtifactName="v1", Verbose=True
    )
    assert version["ProvisioningArtifactDetail"]["Type"] == kind
    assert list(version["Info"]) == ["TemplateUrl"]


def test_it_has_a_launch_role(sc_plan: ServiceCatalog, sc_plan_client: Client, kind: Any) -> None:
    record = provision(sc_plan_client, "vpc", "network")
    assert record["LaunchRoleArn"] == "arn:aws:iam::123456789012:role/SCLaunch"

    role = "arn:aws:iam::123456789012:role/mine"
    assert sc_plan.add_product(type=kind, launch_role_arn=role).launch_role_arn == role


@pytest.mark.sc_plan(outcome="failed")
def test_a_provisioning_that_fails_is_tainted_and_can_be_updated(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    provision(sc_plan_client, "vpc", "network")
    sc_plan.advance()
    detail = sc_plan_client.describe_provisioned_product(Name="vpc")["ProvisionedProductDetail"]
    assert detail["Status"] == "TAINTED"
    assert "LastSuccessfulProvisioningRecordId" not in detail

    sc_plan.configure(outcome="succeeded")
    record = sc_plan_client.update_provisioned_product(ProvisionedProductName="vpc")["RecordDetail"]
    assert record["RecordType"] == "UPDATE_PROVISIONED_PRODUCT"
    sc_plan.advance()
    assert product_status(sc_plan_client, "vpc") == "AVAILABLE"
    assert (
        sc_plan.provisioned_product("vpc").last_successful_provisioning_record_id
        == (record["RecordId"])
    )


@pytest.mark.parametrize("before", ["AVAILABLE", "TAINTED"])
def test_a_termination_that_fails_leaves_it_tainted(
    sc_plan: ServiceCatalog, sc_plan_client: Client, before: str
) -> None:
    item = sc_plan.add_provisioned_product(product="network", status=before)
    sc_plan.configure(outcome="failed")
    sc_plan_client.terminate_provisioned_product(ProvisionedProductId=item.id)
    sc_plan.advance()
    assert item.status == "TAINTED"

    sc_plan.configure(outcome="succeeded")
    sc_plan_client.terminate_provisioned_product(ProvisionedProductId=item.id)
    sc_plan.advance()
    assert sc_plan.provisioned_products == []


def test_a_failure_can_be_seeded(sc_plan: ServiceCatalog, kind: str) -> None:
    item = sc_plan.add_provisioned_product(product="network", status="TAINTED")
    assert item.last_successful_provisioning_record_id is None
    assert [record.status for record in sc_plan.records] == ["FAILED"]

    with raises(
        ValueError, f"status: a provisioning of type {kind} that fails leaves TAINTED, not ERROR"
    ):
        sc_plan.add_provisioned_product(product="network", status="ERROR")
    assert sc_plan.provisioned_products == [item]


def test_there_are_no_plans_for_it(
    sc_plan: ServiceCatalog, sc_plan_client: Client, network: Any, kind: str
) -> None:
    with invalid_parameters(
        f"Product {network.id} is of type {kind}: a plan of type CLOUDFORMATION can't be created "
        "for it."
    ):
        sc_plan_client.create_provisioned_product_plan(**plan_of(network, "vpc"))

    message = f"product 'network' is of type {kind}: it has no plans"
    with raises(ValueError, message):
        sc_plan.add_plan(product="network")
    with raises(ValueError, message):
        sc_plan.add_provisioned_product(product="network", status="PLAN_IN_PROGRESS")
    assert (sc_plan.plans, sc_plan.provisioned_products) == ([], [])


def test_nothing_becomes_of_another_type(
    sc_plan: ServiceCatalog, sc_plan_client: Client, network: Any, kind: str
) -> None:
    shop = sc_plan.add_product("shop")
    item = sc_plan.add_provisioned_product("item", product="network")
    refused = (
        f"Provisioned product {item.id} is of type {kind}, and product {shop.id} is provisioned as "
        "CFN_STACK."
    )
    with invalid_parameters(refused):
        sc_plan_client.update_provisioned_product(
            ProvisionedProductId=item.id, ProductName="shop", ProvisioningArtifactName="v1"
        )
    with invalid_parameters(refused):
        sc_plan_client.create_provisioned_product_plan(**plan_of(shop, "item"))
    with raises(
        ValueError,
        f"provisioned product 'item' is of type {kind}, and product 'shop' is provisioned as "
        "CFN_STACK",
    ):
        sc_plan.add_plan(provisioned_product=item, product="shop")
    assert (item.type, item.product) == (kind, network)
