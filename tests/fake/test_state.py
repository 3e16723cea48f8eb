"""Two runs of a fake, alike or not."""

from __future__ import annotations

import pytest

from pytest_sc_plan import ServiceCatalog, SettingsError

from ..helpers import Client, plan_of
from .raising import raises


def story(catalog: ServiceCatalog, client: Client) -> list[object]:
    """Everything that tells one run from another."""
    catalog.reset()
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
    sc_plan.configure(deterministic=True)
    assert story(sc_plan, sc_plan_client) == story(sc_plan, sc_plan_client)
    assert sc_plan.calls[0].time == 1704067200.0
    assert sc_plan.calls[1].time == 1704067260.0
    assert sc_plan.plans[0].created_time.isoformat() == "2024-01-01T00:00:00+00:00"


def test_two_runs_differ_without_deterministic(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    assert story(sc_plan, sc_plan_client) != story(sc_plan, sc_plan_client)


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
