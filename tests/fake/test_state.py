"""A fake from its beginning: two runs, alike or not, and what settings and resets do to it."""

from __future__ import annotations

import os
import time
from typing import Any

import pytest

from pytest_sc_plan import Call, ServiceCatalog, SettingsError
from pytest_sc_plan.fake.lookup import state_of

from ..helpers import Client, client_of, invalid_state, not_found, plan_of
from .raising import raises


def story(catalog: ServiceCatalog, client: Client, *, deterministic: bool) -> list[object]:
    """Everything that tells one run from another."""
    catalog.reset()
    catalog.configure(deterministic=deterministic)
    product = catalog.add_product("bucket")
    created = client.create_provisioned_product_plan(**plan_of(product, IdempotencyToken="token"))
    catalog.advance(60)
    executed = client.execute_provisioned_product_plan(
        PlanId=created["PlanId"], IdempotencyToken="token"
    )
    ids = [answer["ResponseMetadata"]["RequestId"] for answer in (created, executed)]
    return [*ids, *(call.body for call in catalog.calls), *(call.time for call in catalog.calls)]


def test_two_runs_are_the_same_where_they_are_deterministic(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    first, second = (story(sc_plan, sc_plan_client, deterministic=True) for _ in range(2))
    assert first == second
    assert sc_plan.calls[0].time == 1704067200.0
    assert sc_plan.calls[1].time == 1704067260.0
    assert sc_plan.plans[0].created_time.isoformat() == "2024-01-01T00:00:00+00:00"


def whole_story(catalog: ServiceCatalog, client: Client) -> list[Call]:
    """Calls of many kinds, with no token of the test's own, and with retries."""
    catalog.reset()
    catalog.configure(deterministic=True)
    product = catalog.add_product("bucket", launch_paths=1)
    made = [
        client.create_provisioned_product_plan(**plan_of(product, name))["PlanId"]
        for name in ("first", "second", "third")
    ]
    catalog.advance(60)
    catalog.inject_fault("throttling", times=2)
    catalog.raise_error("InvalidStateException", message="Not now.", plan_id=made[1])
    client.execute_provisioned_product_plan(PlanId=made[0])
    with invalid_state("Not now."):
        client.execute_provisioned_product_plan(PlanId=made[1])
    with not_found("Plan plan-none was not found."):
        client.execute_provisioned_product_plan(PlanId="plan-none")
    client.list_provisioned_product_plans(PageSize=1)
    [item, *_] = catalog.provisioned_products
    catalog.advance()
    client.terminate_provisioned_product(ProvisionedProductId=item.id)
    client.describe_record(Id=catalog.records[-1].id)
    client.search_provisioned_products()
    return catalog.calls


@pytest.mark.sc_plan(sleep="skip")
def test_the_calls_of_two_runs_are_the_same(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    first, second = (whole_story(sc_plan, sc_plan_client) for _ in range(2))
    assert first == second
    assert repr(first) == repr(second)
    assert [call.attempt for call in first[3:6]] == [1, 2, 3]
    sc_plan.reset()


def test_two_runs_differ_without_deterministic(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    first, second = (story(sc_plan, sc_plan_client, deterministic=False) for _ in range(2))
    assert first != second


def test_deterministic_accounts_have_different_identifiers(sc_plan: ServiceCatalog) -> None:
    sc_plan.configure(deterministic=True)
    assert sc_plan.add_plan().id != sc_plan.for_account("111111111111").add_plan().id


@pytest.mark.parametrize("deterministic", [True, False])
def test_deterministic_can_not_be_changed_once_something_was_made(
    sc_plan: ServiceCatalog, *, deterministic: bool
) -> None:
    sc_plan.configure(deterministic=deterministic)
    sc_plan.add_plan()
    sc_plan.configure(deterministic=deterministic)
    with raises(
        SettingsError,
        "configure(): deterministic must be set before anything is added or called: use the "
        "marker, the ini option, or configure() first",
    ):
        sc_plan.configure(deterministic=not deterministic)
    assert sc_plan.settings.deterministic is deterministic


def test_deterministic_forgets_nothing_that_waits_for_calls(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.raise_error("InvalidStateException", message="Not now.")
    sc_plan.configure(deterministic=True)
    with invalid_state("Not now."):
        sc_plan_client.execute_provisioned_product_plan(PlanId=sc_plan.add_plan().id)


@pytest.mark.sc_plan(polls=2)
@pytest.mark.sc_plan_invalid_state(message="Not now.")
@pytest.mark.sc_plan_scenario("throttled")
def test_reset_brings_back_what_the_markers_say(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    injected, sleep = [repr(injection) for injection in sc_plan.injections], time.sleep
    sc_plan.configure(polls=5, outcome="failed", region="eu-west-1", sleep="skip")
    sc_plan.for_account("111111111111").reset()
    assert (sc_plan.settings.polls, sc_plan.settings.outcome) == (2, "succeeded")
    assert os.environ["AWS_DEFAULT_REGION"] == sc_plan.settings.region == "us-east-1"
    assert time.sleep is sleep
    assert [repr(injection) for injection in sc_plan.injections] == injected
    assert len(injected) == 2
    sc_plan.configure(sleep="skip")
    with invalid_state("Not now."):
        sc_plan_client.execute_provisioned_product_plan(PlanId=sc_plan.add_plan().id)


@pytest.mark.parametrize("before", ["immediate", "time"])
@pytest.mark.parametrize("after", ["manual", "polls", "time"])
def test_what_is_over_stays_over(
    sc_plan: ServiceCatalog, sc_plan_client: Client, before: Any, after: Any
) -> None:
    sc_plan.configure(progress=before, duration=10)
    there = sc_plan.for_account("111111111111").add_plan()
    plan = sc_plan.add_plan()
    client_of("111111111111").execute_provisioned_product_plan(PlanId=there.id)
    sc_plan_client.execute_provisioned_product_plan(PlanId=plan.id)
    state_of(sc_plan).advance_clock(10)
    sc_plan.configure(progress=after, duration=1000, polls=5)
    late = sc_plan.add_plan()
    sc_plan_client.execute_provisioned_product_plan(PlanId=late.id)
    assert [view.status for view in (plan, there, late)] == [
        "EXECUTE_SUCCESS",
        "EXECUTE_SUCCESS",
        "EXECUTE_IN_PROGRESS",
    ]
    described = sc_plan_client.describe_record(Id=plan.record.id)["RecordDetail"]
    assert described["Status"] == "SUCCEEDED"
