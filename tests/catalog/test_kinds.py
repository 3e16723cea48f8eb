"""All types of provisioned product, and what holds for each of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_sc_plan import ServiceCatalog, mock_service_catalog
from pytest_sc_plan.catalog.kinds import KINDS

from ..fake.raising import raises
from ..helpers import client_of
from ..vending import provision

STACK_SET: dict[str, Any] = {
    "stack_set_accounts": ["111111111111"],
    "stack_set_regions": ["us-east-1"],
}
AFTER_FAILURE = {
    "CFN_STACK": "ERROR",
    "CFN_STACKSET": "ERROR",
    "CONTROL_TOWER_ACCOUNT": "TAINTED",
    "TERRAFORM_OPEN_SOURCE": "TAINTED",
    "TERRAFORM_CLOUD": "TAINTED",
    "EXTERNAL": "TAINTED",
}


def test_these_are_all() -> None:
    assert list(KINDS) == list(AFTER_FAILURE)


@given(
    kind=st.sampled_from(list(AFTER_FAILURE)),
    outcomes=st.lists(st.sampled_from(["succeeded", "failed"]), min_size=1, max_size=4),
)
def test_its_status_follows_from_its_records(kind: Any, outcomes: list[Any]) -> None:
    with mock_service_catalog(progress="immediate") as catalog:
        catalog.add_product(
            "shop", type=kind, versions={"v1": {}}, **STACK_SET if kind == "CFN_STACKSET" else {}
        )
        client, successes = client_of(), 0
        for number, outcome in enumerate(outcomes):
            catalog.configure(outcome=outcome)
            if number == 0:
                provision(client, "item")
            else:
                client.update_provisioned_product(ProvisionedProductName="item")
            successes += outcome == "succeeded"
            item = catalog.provisioned_product("item")
            if outcome == "succeeded":
                expected = "AVAILABLE"
            else:
                expected = "TAINTED" if successes else AFTER_FAILURE[kind]
            assert (item.status, item.type) == (expected, kind)
            assert (item.physical_id is not None) == (successes > 0)
            assert (item.last_successful_provisioning_record_id is not None) == (successes > 0)
            if expected == "ERROR":
                return


def test_an_unknown_type_is_refused(sc_plan: ServiceCatalog) -> None:
    allowed = ", ".join(sorted(AFTER_FAILURE))
    wrong: Any = "CONTROL_TOWER"
    with raises(
        ValueError,
        f"type: 'CONTROL_TOWER'; did you mean 'CONTROL_TOWER_ACCOUNT'? Allowed: {allowed}",
    ):
        sc_plan.add_product(type=wrong)
    assert sc_plan.products == []


@pytest.mark.sc_plan(deterministic=True)
@pytest.mark.parametrize("kind", ["CONTROL_TOWER_ACCOUNT", "EXTERNAL"])
def test_physical_ids_are_the_same_in_every_run(sc_plan: ServiceCatalog, kind: Any) -> None:
    sc_plan.add_product("shop", type=kind)
    here = sc_plan.add_provisioned_product(product="shop").physical_id
    with mock_service_catalog(deterministic=True) as catalog:
        catalog.add_product("shop", type=kind)
        assert catalog.add_provisioned_product(product="shop").physical_id == here
