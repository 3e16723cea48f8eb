"""Resources, looked up from the accounts of a fake."""

from __future__ import annotations

import pytest

from pytest_sc_plan import ServiceCatalog, Settings, SettingsError

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


HERE = "in account 123456789012, region us-east-1; "


@pytest.mark.parametrize("method", ["plan", "record", "provisioned_product", "portfolio"])
def test_a_missing_resource_is_a_lookup_error_that_lists_the_others(
    sc_plan: ServiceCatalog, method: str
) -> None:
    kind = method.replace("_", " ")
    assert sc_plan.for_account("111111111111").plans == []
    with raises(LookupError, f"there is no {kind} 'x' {HERE}there is none at all"):
        getattr(sc_plan, method)("x")
    there = [
        sc_plan.add_plan(status="EXECUTE_SUCCESS", name=f"name-{number}") for number in range(11)
    ]
    products = [plan.provisioned_product for plan in there]
    portfolios = sc_plan.portfolios + [sc_plan.add_portfolio() for _ in range(10)]
    shown = {
        "plan": [f"{plan.id} {plan.name!r}" for plan in there],
        "record": [record.id for record in sc_plan.records],
        "provisioned_product": [f"{product.id} {product.name!r}" for product in products],
        "portfolio": [f"{portfolio.id} {portfolio.name!r}" for portfolio in portfolios],
    }[method]
    with raises(LookupError, f"there is no {kind} 'x' {HERE}there is {', '.join(shown[:10])}, ..."):
        getattr(sc_plan, method)("x")


def test_the_nearest_id_or_name_comes_first(sc_plan: ServiceCatalog) -> None:
    product = sc_plan.add_product("queue", id="prod-q")
    sc_plan.add_provisioned_product("logs", id="pp-logs", product=product)
    sc_plan.add_provisioned_product("team-a", id="pp-abc", product=product)
    with raises(
        LookupError,
        f"there is no provisioned product 'team_b' {HERE}did you mean pp-abc 'team-a'? There is "
        "also pp-logs 'logs'",
    ):
        sc_plan.provisioned_product("team_b")
    with raises(LookupError, f"there is no product 'qeue' {HERE}did you mean prod-q 'queue'?"):
        sc_plan.add_plan(product="qeue")


def test_what_is_in_another_account_or_region_is_said_to_be_there(sc_plan: ServiceCatalog) -> None:
    elsewhere = sc_plan.for_account(region="eu-west-1")
    product = elsewhere.add_product("queue", id="prod-q")
    elsewhere.add_plan(id="plan-a", product=product)
    there = "it is in account 123456789012, region eu-west-1: for_account(region='eu-west-1')"
    with raises(LookupError, f"there is no plan 'plan-a' {HERE}{there}"):
        sc_plan.plan("plan-a")
    with raises(LookupError, f"there is no product 'queue' {HERE}{there}"):
        sc_plan.add_plan(product="queue")
    # A product of that id here is another one.
    sc_plan.add_product("queue", id="prod-q")
    with raises(LookupError, f"there is no product 'prod-q' {HERE}{there}"):
        sc_plan.add_plan(product=product)
    with raises(
        LookupError,
        "there is no portfolio 'portfolio-1' in account 111111111111, region eu-west-1; it is in "
        "account 123456789012, region eu-west-1: for_account(account_id='123456789012')",
    ):
        sc_plan.for_account("111111111111", "eu-west-1").portfolio("portfolio-1")


def test_what_was_deleted_is_said_to_be(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    plan = sc_plan.add_plan(id="plan-a")
    sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id)
    with raises(LookupError, f"there is no plan 'plan-a' {HERE}it was deleted"):
        sc_plan.plan("plan-a")


def test_a_view_of_another_fake_is_refused(sc_plan: ServiceCatalog) -> None:
    other = ServiceCatalog(Settings())
    product = other.add_product("queue", id="prod-q")
    plan = other.add_plan(id="plan-a", name="first", product=product)
    sc_plan.add_product("queue", id="prod-q")
    foreign = "is of another fake, or was there before reset(): add it here"
    for add in (
        lambda: sc_plan.add_plan(product=product),
        lambda: sc_plan.add_provisioned_product(product=product),
        lambda: sc_plan.add_portfolio(products=[product]),
    ):
        with raises(SettingsError, f"product: <Product prod-q 'queue'> {foreign}"):
            add()
    with raises(SettingsError, f"plan: <Plan plan-a 'first' CREATE_SUCCESS> {foreign}"):
        sc_plan.assert_not_executed(plan)
    other.reset()
    with raises(SettingsError, f"product: <Product prod-q 'queue', from before reset()> {foreign}"):
        other.add_plan(product=product)


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
