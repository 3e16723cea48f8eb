"""Identifiers, names, accounts and regions apart, and pages."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog
from pytest_sc_plan.catalog.scope import partition

from ..helpers import Client, client_of, execute, invalid_parameters, not_found, plan_status

BAD_TOKEN = "Invalid page token. Please use the token of the last page."


def pages(client: Client, **request: Any) -> list[Any]:
    got = [client.list_provisioned_product_plans(**request)]
    while "NextPageToken" in got[-1]:
        token = got[-1]["NextPageToken"]
        got.append(client.list_provisioned_product_plans(**request, PageToken=token))
    return got


def test_identifiers_are_a_prefix_and_13_letters_and_digits(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.add_plan(status="EXECUTE_SUCCESS")
    record = plan.record
    assert record is not None
    found = {
        "prod": plan.product_id,
        "pa": plan.provisioning_artifact_id,
        "lpv3": plan.path_id,
        "plan": plan.id,
        "pp": plan.provisioned_product.id,
        "rec": record.id,
    }
    for prefix, identifier in found.items():
        assert re.fullmatch(rf"{prefix}-[a-z2-7]{{13}}", str(identifier))


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("us-east-1", "aws"),
        ("eu-west-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
        ("eu-isoe-west-1", "aws-iso-e"),
        ("us-isof-south-1", "aws-iso-f"),
    ],
)
def test_arns_name_the_partition_of_the_region(
    sc_plan: ServiceCatalog, region: str, expected: str
) -> None:
    assert partition(region) == expected
    seen = sc_plan.for_account("111111111111", region)
    product = seen.add_product("bucket")
    existing = seen.add_provisioned_product("logs", product=product)
    assert product.arn == f"arn:{expected}:catalog:{region}:111111111111:product/{product.id}"
    assert existing.arn == (
        f"arn:{expected}:servicecatalog:{region}:111111111111:stack/logs/{existing.id}"
    )


# ------------------------------------------------------------- accounts and regions


def test_plans_of_another_account_or_region_are_not_found(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    for client in (client_of("111111111111"), client_of(region="eu-west-1")):
        with not_found(f"Plan {plan.id} was not found."):
            execute(client, plan.id)
    assert plan_status(sc_plan_client, plan.id) == "CREATE_SUCCESS"


def test_an_access_key_of_12_digits_names_the_account(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.for_account("111111111111").add_plan()
    execute(client_of("111111111111"), plan.id)
    assert plan.status == "EXECUTE_IN_PROGRESS"
    assert sc_plan.calls[-1].account_id == "111111111111"


@pytest.mark.parametrize("key", ["AKIA1234567890123456", "1234567890123"])
def test_any_other_access_key_is_that_of_the_settings_account(
    sc_plan: ServiceCatalog, key: str
) -> None:
    plan = sc_plan.add_plan()
    execute(client_of(key), plan.id)
    assert sc_plan.calls[-1].account_id == "123456789012"


def test_the_region_of_the_client_names_the_region(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.for_account(region="eu-central-1").add_plan()
    execute(client_of(region="eu-central-1"), plan.id)
    assert sc_plan.calls[-1].region == "eu-central-1"


@pytest.mark.sc_plan(account_id="222222222222", region="ap-south-1")
def test_the_settings_say_where_nothing_else_does(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    call = sc_plan.calls[-1]
    assert (call.account_id, call.region) == ("222222222222", "ap-south-1")


def test_a_token_of_another_account_is_another_token(sc_plan: ServiceCatalog) -> None:
    sc_plan.configure(idempotency="strict")
    plans = [sc_plan.add_plan(), sc_plan.for_account("111111111111").add_plan()]
    for plan, client in zip(plans, [client_of(), client_of("111111111111")], strict=True):
        execute(client, plan.id, IdempotencyToken="token")
    assert [plan.status for plan in plans] == ["EXECUTE_IN_PROGRESS"] * 2


# --------------------------------------------------------------------------- pages


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
