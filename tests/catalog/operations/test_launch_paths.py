"""Launch paths, which every user's way to a product is one of."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, invalid_parameters, not_found

ID = "prod-aaaaaaaaaaaaa"
ROLE = "arn:aws:iam::123456789012:role/launch"


def test_launch_paths_are_listed(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    product = sc_plan.add_product("website", launch_paths=["engineering", "sales"])

    answer = sc_plan_client.list_launch_paths(ProductId=product.id)

    assert answer["LaunchPathSummaries"] == [
        {
            "Id": path.id,
            "Name": path.name,
            "ConstraintSummaries": [],
            "Tags": [],
        }
        for path in product.launch_paths
    ]
    assert [path.name for path in product.launch_paths] == ["engineering", "sales"]
    assert "NextPageToken" not in answer


def test_a_launch_path_has_the_constraints_of_its_product(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    rules = {"Small": {"Assertions": [{"Assert": {"Fn::Equals": ["a", "a"]}}]}}
    product = sc_plan.add_product("website", launch_role_arn=ROLE, template_constraints=rules)

    (summary,) = sc_plan_client.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"]

    types = [constraint["Type"] for constraint in summary["ConstraintSummaries"]]
    assert types == ["LAUNCH", "TEMPLATE"]


@pytest.mark.parametrize("page_size", [1, 2, 5, 20, 0])
def test_boto3_pages_through_launch_paths(
    sc_plan: ServiceCatalog, sc_plan_client: Client, page_size: int
) -> None:
    product = sc_plan.add_product("website", launch_paths=23)
    paginator = sc_plan_client.get_paginator("list_launch_paths")

    pages: list[dict[str, Any]] = list(paginator.paginate(ProductId=product.id, PageSize=page_size))

    listed = [summary["Id"] for page in pages for summary in page["LaunchPathSummaries"]]
    assert listed == [path.id for path in product.launch_paths]
    assert {len(page["LaunchPathSummaries"]) for page in pages[:-1]} == {page_size or 20}


def test_a_page_token_is_good_for_its_own_product_alone(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product, other = (sc_plan.add_product(launch_paths=2) for _ in range(2))
    token = sc_plan_client.list_launch_paths(ProductId=product.id, PageSize=1)["NextPageToken"]

    with invalid_parameters("Invalid page token. Please use the token of the last page."):
        sc_plan_client.list_launch_paths(ProductId=other.id, PageSize=1, PageToken=token)


def test_a_product_without_launch_paths_has_none_to_list(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("website", launch_paths=0)

    with not_found(f"No launch paths found for resource: {product.id}"):
        sc_plan_client.list_launch_paths(ProductId=product.id)
    with not_found(f"{ID} does not exist or access was denied"):
        sc_plan_client.list_launch_paths(ProductId=ID)
