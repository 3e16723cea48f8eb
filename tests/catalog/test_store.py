"""Identifiers and names, and accounts and regions that do not see each other."""

from __future__ import annotations

import re

import pytest

from pytest_sc_plan import ServiceCatalog
from pytest_sc_plan.catalog.scope import partition

from ..helpers import Client, client_of, execute, not_found, plan_status


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
