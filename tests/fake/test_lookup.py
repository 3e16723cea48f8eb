"""Resources, looked up from the accounts of a fake."""

from __future__ import annotations

import pytest

from pytest_sc_plan import ServiceCatalog, SettingsError

from ..helpers import Client, client_of, execute
from .raising import raises

# -------------------------------------------------------------------------- looking


def test_resources_are_found_by_id_and_provisioned_products_by_name(
    sc_plan: ServiceCatalog,
) -> None:
    plan = sc_plan.add_plan(provisioned_product_name="logs", status="EXECUTE_SUCCESS")
    assert sc_plan.plan(plan.id) == plan
    assert plan.record is not None
    assert sc_plan.record(plan.record.id) == plan.record
    item = plan.provisioned_product
    assert sc_plan.provisioned_product("logs") == sc_plan.provisioned_product(item.id) == item


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("plan", "plan"),
        ("record", "record"),
        ("provisioned_product", "provisioned product"),
    ],
)
def test_a_missing_resource_is_a_lookup_error_that_lists_the_others(
    sc_plan: ServiceCatalog, method: str, kind: str
) -> None:
    with raises(
        LookupError,
        f"there is no {kind} 'x' in account 123456789012, region us-east-1; there is none at all",
    ):
        getattr(sc_plan, method)("x")
    there = [sc_plan.add_plan(status="EXECUTE_SUCCESS") for _ in range(11)]
    ids = {
        "plan": [plan.id for plan in there],
        "record": [record.id for record in sc_plan.records],
        "provisioned_product": [plan.provisioned_product.id for plan in there],
    }[method]
    with raises(
        LookupError,
        f"there is no {kind} 'x' in account 123456789012, region us-east-1; there is "
        f"{', '.join(ids[:10])}, ...",
    ):
        getattr(sc_plan, method)("x")


def test_resources_are_listed_oldest_first(sc_plan: ServiceCatalog) -> None:
    plans = [sc_plan.add_plan(status="EXECUTE_SUCCESS") for _ in range(3)]
    assert sc_plan.plans == plans
    assert sc_plan.records == [plan.record for plan in plans]
    assert sc_plan.provisioned_products == [plan.provisioned_product for plan in plans]


def test_the_repr_shows_account_region_and_counts(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.add_plan()
    sc_plan_client.list_provisioned_product_plans()
    assert repr(sc_plan) == "<ServiceCatalog 123456789012 us-east-1: 1 plans, 1 calls>"
    there = sc_plan.for_account("111111111111", "eu-west-1")
    assert repr(there) == "<ServiceCatalog 111111111111 eu-west-1: 0 plans, 0 calls>"


# ------------------------------------------------------------------------- accounts


def test_another_account_is_the_same_fake_seen_from_there(sc_plan: ServiceCatalog) -> None:
    there = sc_plan.for_account("111111111111")
    plan = there.add_plan()
    assert (sc_plan.plans, there.plans) == ([], [plan])
    there.configure(polls=3)
    assert sc_plan.settings.polls == 3


def test_account_and_region_are_kept_from_view_to_view(sc_plan: ServiceCatalog) -> None:
    there = sc_plan.for_account("111111111111").for_account(region="eu-west-1")
    there.add_plan()
    execute(client_of("111111111111", "eu-west-1"), there.plans[0].id)
    (call,) = there.calls
    assert (call.account_id, call.region) == ("111111111111", "eu-west-1")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"account_id": "1"}, "account_id must be 12 digits, not '1'"),
        ({"region": "Europe"}, "region must be a region such as eu-west-1, not 'Europe'"),
    ],
)
def test_a_malformed_account_or_region_is_refused(
    sc_plan: ServiceCatalog, arguments: dict[str, str], message: str
) -> None:
    with raises(SettingsError, f"for_account(): {message}"):
        sc_plan.for_account(**arguments)
