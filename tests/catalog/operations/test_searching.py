from __future__ import annotations

import re
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, client_of, refused
from ...vending import names, provision, stock

INVALID_TOKEN = "Invalid page token. Please use the token of the last page."


def search(client: Client, *texts: str, **more: Any) -> list[str]:
    return names(client.search_provisioned_products(Filters={"SearchQuery": list(texts)}, **more))


# ------------------------------------------------------------ ScanProvisionedProducts


def test_a_scan_leaves_out_terminated_products(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    item = sc_plan.add_provisioned_product("item")
    sc_plan.add_plan(provisioned_product_name="planned")
    sc_plan.add_provisioned_product("broken", status="ERROR")
    scanned = sc_plan_client.scan_provisioned_products(
        AccessLevelFilter={"Key": "Account", "Value": "self"}
    )
    assert "NextPageToken" not in scanned
    assert [(found["Name"], found["Status"]) for found in scanned["ProvisionedProducts"]] == [
        ("item", "AVAILABLE"),
        ("planned", "PLAN_IN_PROGRESS"),
        ("broken", "ERROR"),
    ]
    described = sc_plan_client.describe_provisioned_product(Id=item.id)
    assert scanned["ProvisionedProducts"][0] == described["ProvisionedProductDetail"]
    assert client_of("210987654321").scan_provisioned_products()["ProvisionedProducts"] == []


def test_a_scan_comes_in_pages(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    stocked = stock(sc_plan, 45)
    pages = list(sc_plan_client.get_paginator("scan_provisioned_products").paginate())
    assert [len(page["ProvisionedProducts"]) for page in pages] == [20, 20, 5]
    assert [name for page in pages for name in names(page)] == stocked
    token = pages[0]["NextPageToken"]
    with refused("InvalidParametersException", INVALID_TOKEN):
        sc_plan_client.search_provisioned_products(PageToken=token)


def test_a_page_is_stable_while_plans_come_and_go(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    stocked = stock(sc_plan, 6)
    first = sc_plan_client.scan_provisioned_products(PageSize=3)
    for name in (stocked[1], stocked[2], stocked[4]):
        sc_plan_client.terminate_provisioned_product(ProvisionedProductName=name)
    sc_plan.advance()
    sc_plan.add_provisioned_product("late")
    second = sc_plan_client.scan_provisioned_products(PageToken=first["NextPageToken"])
    assert names(second) == [stocked[3], stocked[5], "late"]


def test_a_scan_counts_as_a_read_of_its_results(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    stock(sc_plan, 2)
    sc_plan.configure(polls=2)
    for name in ("item-000", "item-001"):
        sc_plan_client.terminate_provisioned_product(ProvisionedProductName=name)
    first = sc_plan_client.scan_provisioned_products(PageSize=1)
    assert names(first) == ["item-000"]
    assert names(sc_plan_client.scan_provisioned_products(PageSize=1)) == ["item-000"]
    # The third read of the first is the one that sees its end; the second was read once.
    assert names(sc_plan_client.scan_provisioned_products()) == ["item-001"]
    assert names(sc_plan_client.scan_provisioned_products()) == ["item-001"]
    assert names(sc_plan_client.scan_provisioned_products()) == []


@pytest.mark.parametrize(
    "operation",
    ["scan_provisioned_products", "search_provisioned_products", "list_record_history"],
)
def test_an_access_level_is_that_of_oneself(sc_plan_client: Client, operation: str) -> None:
    call = getattr(sc_plan_client, operation)
    with refused(
        "InvalidParametersException", "AccessLevelFilter value ada is not supported: use self."
    ):
        call(AccessLevelFilter={"Key": "User", "Value": "ada"})
    for level in ("Account", "Role", "User"):
        call(AccessLevelFilter={"Key": level, "Value": "self"})


# ---------------------------------------------------------- SearchProvisionedProducts


def test_the_members_of_a_search_result(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    item: Any = sc_plan.add_provisioned_product("item", tags={"team": "red"})
    answer = sc_plan_client.search_provisioned_products()
    assert answer["TotalResultsCount"] == 1
    found = answer["ProvisionedProducts"][0]
    tags = {tag["Key"]: tag["Value"] for tag in found.pop("Tags")}
    portfolio = tags.pop("aws:servicecatalog:portfolioArn")
    arn = "arn:aws:catalog:us-east-1:123456789012:portfolio/port-"
    assert re.fullmatch(f"{arn}[a-z2-7]{{13}}", portfolio)
    assert tags == {
        "aws:servicecatalog:productArn": item.product.arn,
        "aws:servicecatalog:provisioningPrincipalArn": (
            "arn:aws:iam::123456789012:user/pytest-sc-plan"
        ),
        "aws:servicecatalog:provisioningArtifactIdentifier": item.provisioning_artifact_id,
        "aws:servicecatalog:provisionedProductArn": item.arn,
        "team": "red",
    }
    assert found.pop("CreatedTime") == item.created_time
    assert len(found.pop("IdempotencyToken")) == 36
    assert found == {
        "Name": "item",
        "Arn": item.arn,
        "Type": "CFN_STACK",
        "Id": item.id,
        "Status": "AVAILABLE",
        "LastRecordId": item.last_record_id,
        "LastProvisioningRecordId": item.last_provisioning_record_id,
        "LastSuccessfulProvisioningRecordId": item.last_successful_provisioning_record_id,
        "PhysicalId": item.physical_id,
        "ProductId": item.product_id,
        "ProductName": item.product.name,
        "ProvisioningArtifactId": item.provisioning_artifact_id,
        "ProvisioningArtifactName": item.provisioning_artifact.name,
        "UserArn": "arn:aws:iam::123456789012:user/pytest-sc-plan",
        "UserArnSession": "arn:aws:iam::123456789012:user/pytest-sc-plan",
    }


def test_an_imported_stack_without_a_launch_path_has_no_portfolio(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("closed", launch_paths=0)
    stack = "arn:aws:cloudformation:us-east-1:123456789012:stack/web/1"
    sc_plan_client.import_as_provisioned_product(
        ProductId=product.id,
        ProvisioningArtifactId=product.provisioning_artifacts[0].id,
        ProvisionedProductName="web",
        PhysicalId=stack,
    )
    found = sc_plan_client.search_provisioned_products()["ProvisionedProducts"][0]
    assert "aws:servicecatalog:portfolioArn" not in {tag["Key"] for tag in found["Tags"]}
    assert "PhysicalId" not in found
    assert search(sc_plan_client, f"physicalId:{stack}") == []
    sc_plan.advance()
    assert search(sc_plan_client, f"physicalId:{stack}") == ["web"]


@pytest.fixture
def three(sc_plan: ServiceCatalog) -> Any:
    """Three provisioned products of two products, of which the second is ours to find."""
    # An id that is made up anew each time may hold any word one day.
    sc_plan.configure(deterministic=True)
    sc_plan.add_provisioned_product("red-item", product=sc_plan.add_product("Fruit"))
    product = sc_plan.add_product("Wood")
    second = sc_plan.add_provisioned_product("Red-Box", product=product, tags={"Team": "Blue"})
    sc_plan.add_provisioned_product("blue-box", product=product, status="ERROR")
    return second


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name:red-box", ["Red-Box"]),
        ("Name: Red-Box ", ["Red-Box"]),
        ("name:red", []),
        ("name:red*", ["red-item", "Red-Box"]),
        ("name:*", ["red-item", "Red-Box", "blue-box"]),
        ("status:available", ["red-item", "Red-Box"]),
        ("status:ERROR", ["blue-box"]),
        ("type:CFN_STACK", ["red-item", "Red-Box", "blue-box"]),
        ("type:CONTROL_TOWER_ACCOUNT", []),
        ("productName:wood", ["Red-Box", "blue-box"]),
        ("provisioningArtifactName:v1", ["red-item", "Red-Box", "blue-box"]),
        ("tags:team", ["Red-Box"]),
        ("tags:blue", ["Red-Box"]),
        ("tags:Team=Blue", ["Red-Box"]),
        ("tags:green", []),
        ("createdTime:*", ["red-item", "Red-Box", "blue-box"]),
        ("userArnSession:*user/pytest-sc-plan", ["red-item", "Red-Box", "blue-box"]),
        ("red", ["red-item", "Red-Box"]),
        ("BLUE", ["Red-Box", "blue-box"]),
        ("colour:red", []),
        ("name:", []),
        ("nothing of the kind", []),
    ],
)
@pytest.mark.usefixtures("three")
def test_a_query(sc_plan_client: Client, query: str, found: list[str]) -> None:
    answer = sc_plan_client.search_provisioned_products(Filters={"SearchQuery": [query]})
    assert names(answer) == found
    assert answer["TotalResultsCount"] == len(found)


@pytest.mark.parametrize(
    ("field", "attribute"),
    [
        ("id", "id"),
        ("arn", "arn"),
        ("physicalId", "physical_id"),
        ("lastRecordId", "last_record_id"),
        ("lastProvisioningRecordId", "last_provisioning_record_id"),
        ("lastSuccessfulProvisioningRecordId", "last_successful_provisioning_record_id"),
    ],
)
def test_a_query_for_a_unique_value(
    sc_plan_client: Client, three: Any, field: str, attribute: str
) -> None:
    value = getattr(three, attribute)
    assert search(sc_plan_client, f"{field}:{value}") == ["Red-Box"]
    assert search(sc_plan_client, value) == ["Red-Box"]
    assert search(sc_plan_client, f"{field}:{value}x") == []


def test_a_query_for_product_and_version(sc_plan_client: Client, three: Any) -> None:
    for query in (
        f"productId:{three.product_id}",
        three.product_id,
        f"provisioningArtifactId:{three.provisioning_artifact_id}",
    ):
        assert search(sc_plan_client, query) == ["Red-Box", "blue-box"]


def test_a_query_for_a_token(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sc_plan.add_product("shop")
    provision(sc_plan_client, "item", ProvisionToken="the-token")
    assert search(sc_plan_client, "idempotencyToken:the-token") == ["item"]


@pytest.mark.usefixtures("three")
def test_all_of_several_texts_hold(sc_plan_client: Client) -> None:
    assert search(sc_plan_client, "red", "productName:Wood") == ["Red-Box"]
    assert search(sc_plan_client, "name:red-item", "name:Red-Box") == []
    assert search(sc_plan_client) == ["red-item", "Red-Box", "blue-box"]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("sort", ["arn", "createdTime", "id", "lastRecordId", "name"])
def test_a_search_is_sorted(sc_plan: ServiceCatalog, sc_plan_client: Client, sort: str) -> None:
    attribute = {"lastRecordId": "last_record_id", "createdTime": "created_time"}.get(sort, sort)
    expected = sorted(
        sc_plan.provisioned_products, key=lambda view: (getattr(view, attribute), view.created_time)
    )
    wanted = [view.name for view in expected]
    assert search(sc_plan_client, SortBy=sort) == wanted
    assert search(sc_plan_client, SortBy=sort, SortOrder="ASCENDING") == wanted
    if sort != "createdTime":
        assert search(sc_plan_client, SortBy=sort, SortOrder="DESCENDING") == wanted[::-1]


def test_a_planned_one_is_sorted_too(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sc_plan.add_provisioned_product("item")
    sc_plan.add_plan(provisioned_product_name="planned")
    assert search(sc_plan_client, SortBy="lastRecordId") == ["planned", "item"]


def test_a_search_can_not_be_sorted_by_status(sc_plan_client: Client) -> None:
    message = "status is not a supported sort field. It must be [arn, id, name, lastRecordId]"
    with refused("ValidationException", message):
        sc_plan_client.search_provisioned_products(SortBy="status")


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"SortBy": "name"},
        {"SortBy": "name", "SortOrder": "DESCENDING"},
        {"Filters": {"SearchQuery": ["name:item-*"]}},
    ],
    ids=str,
)
def test_a_search_comes_in_pages(
    sc_plan: ServiceCatalog, sc_plan_client: Client, asked: dict[str, Any]
) -> None:
    stocked = stock(sc_plan, 25)
    found: list[str] = []
    page: dict[str, Any] = {}
    while not found or "NextPageToken" in page:
        token = {"PageToken": page["NextPageToken"]} if page else {}
        page = sc_plan_client.search_provisioned_products(PageSize=10, **asked, **token)
        assert page["TotalResultsCount"] == 25
        found += names(page)
        if len(found) == 10:
            # Nobody who comes later moves those who are there already.
            last = page["NextPageToken"]
    assert found == (stocked[::-1] if "SortOrder" in asked else stocked)
    with refused("InvalidParametersException", INVALID_TOKEN):
        sc_plan_client.search_provisioned_products(
            Filters={"SearchQuery": ["name:x"]}, PageToken=last
        )


def test_waiting_for_a_status_ends(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sc_plan.add_product("shop")
    provision(sc_plan_client, "item")
    other = sc_plan.provisioned_product(provision(sc_plan_client, "other")["ProvisionedProductId"])
    wanted = ("name:item", "status:AVAILABLE")
    assert search(sc_plan_client, *wanted) == []
    assert search(sc_plan_client, *wanted) == ["item"]
    assert other.status == "UNDER_CHANGE"
    busy = ("name:other", "status:UNDER_CHANGE")
    assert search(sc_plan_client, *busy) == ["other"]
    assert search(sc_plan_client, *busy) == []
    assert other.status == "AVAILABLE"


def test_a_product_whose_end_is_seen_is_not_found(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    for name in ("item", "other"):
        sc_plan.add_provisioned_product(name)
        sc_plan_client.terminate_provisioned_product(ProvisionedProductName=name)
    assert search(sc_plan_client) == ["item", "other"]
    assert search(sc_plan_client, "name:item") == []
    assert search(sc_plan_client, "status:AVAILABLE") == []
    assert sc_plan.provisioned_products == []
