"""Pages of listings and their tokens."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client, client_of, invalid_parameters

BAD_TOKEN = "Invalid page token. Please use the token of the last page."


def pages(client: Client, **request: Any) -> list[Any]:
    got = [client.list_provisioned_product_plans(**request)]
    while "NextPageToken" in got[-1]:
        token = got[-1]["NextPageToken"]
        got.append(client.list_provisioned_product_plans(**request, PageToken=token))
    return got


@pytest.mark.parametrize(
    ("request_", "sizes"),
    [({}, [20, 3]), ({"PageSize": 0}, [20, 3]), ({"PageSize": 10}, [10, 10, 3])],
)
def test_a_page_has_as_many_as_were_asked_for(
    sc_plan: ServiceCatalog, sc_plan_client: Client, request_: dict[str, int], sizes: list[int]
) -> None:
    ids = [sc_plan.add_plan().id for _ in range(23)]
    got = pages(sc_plan_client, **request_)
    assert [len(page["ProvisionedProductPlans"]) for page in got] == sizes
    assert [plan["PlanId"] for page in got for plan in page["ProvisionedProductPlans"]] == ids


def test_a_full_last_page_has_no_token(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    for _ in range(4):
        sc_plan.add_plan()
    assert len(pages(sc_plan_client, PageSize=2)) == 2


def test_the_sdks_paginator_gets_all(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    ids = [sc_plan.add_plan().id for _ in range(5)]
    paginator = sc_plan_client.get_paginator("list_provisioned_product_plans")
    got = paginator.paginate(PaginationConfig={"PageSize": 2}).build_full_result()
    assert [plan["PlanId"] for plan in got["ProvisionedProductPlans"]] == ids


def tampered(token: str) -> list[str]:
    raw = base64.urlsafe_b64decode(token)
    return [
        "forged",
        "Zm9yZ2Vk",
        "ümlaut",
        "===",
        f"{token}!",
        f"!{token}",
        f"{token}{token}",
        token[:-4],
        base64.urlsafe_b64encode((7).to_bytes(8, "big") + raw[8:]).decode(),
        base64.urlsafe_b64encode(raw[:8]).decode(),
    ]


@pytest.mark.parametrize("number", range(10))
def test_a_token_that_was_never_given_is_refused(
    sc_plan: ServiceCatalog, sc_plan_client: Client, number: int
) -> None:
    for _ in range(2):
        sc_plan.add_plan()
    token = sc_plan_client.list_provisioned_product_plans(PageSize=1)["NextPageToken"]
    with invalid_parameters(BAD_TOKEN):
        sc_plan_client.list_provisioned_product_plans(PageToken=tampered(token)[number])


def test_a_token_of_one_listing_is_refused_by_all_others(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plans = [sc_plan.add_plan() for _ in range(2)]
    token = sc_plan_client.list_provisioned_product_plans(PageSize=1)["NextPageToken"]
    for call, request in (
        ("list_provisioned_product_plans", {"AccessLevelFilter": {"Key": "Role", "Value": "self"}}),
        (
            "list_provisioned_product_plans",
            {"ProvisionProductId": plans[0].provisioned_product.id},
        ),
        ("describe_provisioned_product_plan", {"PlanId": plans[0].id}),
    ):
        with invalid_parameters(BAD_TOKEN):
            getattr(sc_plan_client, call)(**request, PageToken=token)
    with invalid_parameters(BAD_TOKEN):
        client_of(region="eu-west-1").list_provisioned_product_plans(PageToken=token)
