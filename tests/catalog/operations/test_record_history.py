from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, client_of, invalid_parameters, refused
from ...vending import provision


def history(client: Client, **asked: Any) -> list[str]:
    records = client.list_record_history(**asked)["RecordDetails"]
    return [f"{record['RecordType'].split('_')[0]} {record['Status']}" for record in records]


@pytest.fixture(autouse=True)
def shop(sc_plan: ServiceCatalog) -> Any:
    return sc_plan.add_product("shop")


def test_records_are_listed_newest_first(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    assert history(sc_plan_client) == []
    provision(sc_plan_client, "item")
    sc_plan.advance()
    sc_plan.configure(outcome="failed")
    sc_plan_client.update_provisioned_product(ProvisionedProductName="item")
    sc_plan.advance()
    sc_plan.configure(outcome="succeeded")
    sc_plan_client.terminate_provisioned_product(ProvisionedProductName="item")
    sc_plan.advance()
    assert history(sc_plan_client) == [
        "TERMINATE SUCCEEDED",
        "UPDATE FAILED",
        "PROVISION SUCCEEDED",
    ]
    newest = sc_plan_client.list_record_history(PageSize=1)["RecordDetails"][0]
    assert newest == sc_plan_client.describe_record(Id=newest["RecordId"])["RecordDetail"]
    assert history(client_of(region="eu-west-1")) == []


def test_listing_counts_as_reading(sc_plan_client: Client) -> None:
    provision(sc_plan_client, "item")
    assert history(sc_plan_client) == ["PROVISION IN_PROGRESS"]
    assert history(sc_plan_client) == ["PROVISION SUCCEEDED"]


def test_the_history_of_one(sc_plan: ServiceCatalog, sc_plan_client: Client, shop: Any) -> None:
    item = sc_plan.add_provisioned_product("item", product="shop", status="TAINTED")
    sc_plan.add_provisioned_product("other", product=sc_plan.add_product("else"))

    def filtered(key: str, value: str) -> list[str]:
        return history(sc_plan_client, SearchFilter={"Key": key, "Value": value})

    assert filtered("provisionedproduct", item.id) == ["UPDATE FAILED", "PROVISION SUCCEEDED"]
    assert filtered("product", shop.id) == ["UPDATE FAILED", "PROVISION SUCCEEDED"]
    assert filtered("product", item.id) == []
    assert len(history(sc_plan_client, SearchFilter={})) == 3
    sc_plan_client.terminate_provisioned_product(ProvisionedProductId=item.id)
    sc_plan.advance()
    assert filtered("provisionedproduct", item.id)[0] == "TERMINATE SUCCEEDED"


@pytest.mark.parametrize(
    "search_filter", [{"Key": "product"}, {"Value": "prod-1"}], ids=["no value", "no key"]
)
def test_half_a_filter_is_refused(sc_plan_client: Client, search_filter: dict[str, str]) -> None:
    with invalid_parameters("A SearchFilter has a Key and a Value."):
        sc_plan_client.list_record_history(SearchFilter=search_filter)


def test_a_filter_by_something_else_is_refused(sc_plan_client: Client) -> None:
    with refused("ValidationException", "status is an invalid filter."):
        sc_plan_client.list_record_history(SearchFilter={"Key": "status", "Value": "FAILED"})


def test_the_history_comes_in_pages(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    item = sc_plan.add_provisioned_product("item", product="shop")
    paginator = sc_plan_client.get_paginator("list_record_history")
    for number in range(24):
        sc_plan_client.update_provisioned_product_properties(
            ProvisionedProductId=item.id,
            ProvisionedProductProperties={
                "OWNER": f"arn:aws:iam::123456789012:user/owner-{number}"
            },
        )
    pages = list(paginator.paginate())
    assert [len(page["RecordDetails"]) for page in pages] == [20, 5]
    listed = [record["RecordId"] for page in pages for record in page["RecordDetails"]]
    assert listed == [record.id for record in reversed(sc_plan.records)]
    # Later records come before the first page, not on the second.
    provision(sc_plan_client, "late")
    token = pages[0]["NextPageToken"]
    second = sc_plan_client.list_record_history(PageToken=token)
    assert [record["RecordId"] for record in second["RecordDetails"]] == listed[20:]
    message = "Invalid page token. Please use the token of the last page."
    with refused("InvalidParametersException", message):
        sc_plan_client.list_record_history(
            PageToken=token, SearchFilter={"Key": "product", "Value": "prod-1"}
        )


def test_the_history_of_one_comes_in_pages(
    sc_plan: ServiceCatalog, sc_plan_client: Client, shop: Any
) -> None:
    for number in range(7):
        sc_plan.add_provisioned_product(f"item-{number}", product="shop")
        sc_plan.add_provisioned_product(product=sc_plan.add_product())
    asked: dict[str, Any] = {"SearchFilter": {"Key": "product", "Value": shop.id}, "PageSize": 3}
    names, page = [], sc_plan_client.list_record_history(**asked)
    while True:
        names += [record["ProvisionedProductName"] for record in page["RecordDetails"]]
        if "NextPageToken" not in page:
            break
        provision(sc_plan_client, f"late-{len(names)}")
        page = sc_plan_client.list_record_history(**asked, PageToken=page["NextPageToken"])
    assert names == [f"item-{number}" for number in reversed(range(7))]
