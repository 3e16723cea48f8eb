"""TerminateProvisionedProduct."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog
from pytest_sc_plan.fake.lookup import state_of

from ...helpers import Client, product_status, refused
from ...vending import FAILURE, provision

pytestmark = pytest.mark.usefixtures("shop")

UNDER_CHANGE = (
    "Can't terminate provisioned product because it's still under change or its status does not "
    "allow further operation"
)


def test_a_terminated_product_is_gone_once_the_record_succeeded(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any
) -> None:
    record = sc_plan_client.terminate_provisioned_product(ProvisionedProductName="item")[
        "RecordDetail"
    ]
    assert record["RecordType"] == "TERMINATE_PROVISIONED_PRODUCT"
    assert (record["Status"], record["RecordTags"]) == ("CREATED", [])
    assert product_status(sc_plan_client, "item") == "UNDER_CHANGE"
    for described in ({"Name": "item"}, {"Id": item.id}):
        said = item.id if "Id" in described else "item"
        message = (
            f"Provisioned product not found: {said}"
            if "Id" in described
            else f"No stack named {said} exists."
        )
        with refused("ResourceNotFoundException", message):
            sc_plan_client.describe_provisioned_product(**described)
    found = sc_plan_client.describe_record(Id=record["RecordId"])["RecordDetail"]
    assert found["Status"] == "SUCCEEDED"
    assert sc_plan.provisioned_products == []
    provision(sc_plan_client, "item")
    assert sc_plan.provisioned_product("item").id != item.id


@pytest.mark.sc_plan(deterministic=True)
@pytest.mark.parametrize("progress", ["immediate", "time"])
def test_the_clock_ends_a_termination_for_every_reader(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any, progress: Any
) -> None:
    sc_plan.configure(progress=progress, duration=30)
    sc_plan_client.terminate_provisioned_product(ProvisionedProductId=item.id)
    if progress == "time":
        state_of(sc_plan).advance_clock(29.5)
        assert [product.name for product in sc_plan.provisioned_products] == ["item"]
        assert sc_plan_client.search_provisioned_products()["TotalResultsCount"] == 1
        state_of(sc_plan).advance_clock(0.5)
    assert sc_plan.provisioned_products == []
    assert sc_plan_client.search_provisioned_products()["TotalResultsCount"] == 0
    assert sc_plan_client.scan_provisioned_products()["ProvisionedProducts"] == []
    provision(sc_plan_client, "item")


def test_plans_go_with_their_provisioned_product(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any
) -> None:
    plan = sc_plan.add_plan(provisioned_product=item)
    creating = sc_plan.add_plan(
        provisioned_product=sc_plan.add_provisioned_product("other"), status="CREATE_IN_PROGRESS"
    )
    for name in ("item", "other"):
        sc_plan_client.terminate_provisioned_product(ProvisionedProductName=name)
    sc_plan.advance()
    assert sc_plan.plans == []
    for gone in (plan, creating):
        with refused("ResourceNotFoundException", f"Plan {gone.id} was not found."):
            sc_plan_client.execute_provisioned_product_plan(PlanId=gone.id)


@pytest.mark.parametrize(("before", "after"), [("AVAILABLE", "TAINTED"), ("ERROR", "ERROR")])
def test_a_termination_that_fails_leaves_it(
    sc_plan: ServiceCatalog, sc_plan_client: Client, before: str, after: str
) -> None:
    item = sc_plan.add_provisioned_product("item", status=before)
    sc_plan.configure(**FAILURE)
    sc_plan_client.terminate_provisioned_product(ProvisionedProductId=item.id)
    sc_plan.advance()
    assert (item.status, item.status_message) == (after, "OutOfStock  The shelf is empty")
    assert sc_plan.records[-1].status == "FAILED"


@pytest.mark.parametrize("leniency", ["IgnoreErrors", "RetainPhysicalResources"])
def test_a_lenient_termination_does_not_fail(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any, leniency: str
) -> None:
    sc_plan.configure(**FAILURE)
    sc_plan_client.terminate_provisioned_product(ProvisionedProductId=item.id, **{leniency: True})
    sc_plan.advance()
    assert sc_plan.provisioned_products == []
    assert sc_plan.records[-1].status == "SUCCEEDED"


@pytest.mark.parametrize("idempotency", ["documented", "strict"])
def test_a_terminate_token_is_valid_during_the_termination(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any, idempotency: Any
) -> None:
    sc_plan.configure(idempotency=idempotency, progress="manual")
    asked = {"ProvisionedProductId": item.id, "TerminateToken": "token"}
    first = sc_plan_client.terminate_provisioned_product(**asked)["RecordDetail"]
    assert sc_plan_client.terminate_provisioned_product(**asked)["RecordDetail"] == first
    with refused("ValidationException", UNDER_CHANGE):
        sc_plan_client.terminate_provisioned_product(**asked, IgnoreErrors=True)
    sc_plan.advance()
    with refused("ResourceNotFoundException", f"Provisioned product not found: {item.id}"):
        sc_plan_client.terminate_provisioned_product(**asked)


def test_what_failed_is_terminated_as_anything_else(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    broken = sc_plan.add_provisioned_product("broken", status="ERROR")
    record = sc_plan_client.terminate_provisioned_product(ProvisionedProductId=broken.id)
    assert record["RecordDetail"]["Status"] == "CREATED"
    assert broken.status == "UNDER_CHANGE"


def test_a_termination_waits_for_nothing(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    planned = sc_plan.add_plan(provisioned_product_name="planned").provisioned_product
    sc_plan.add_provisioned_product("busy", status="UNDER_CHANGE")
    for name in ("planned", "busy"):
        for ignore in (False, True):
            with refused("ValidationException", UNDER_CHANGE):
                sc_plan_client.terminate_provisioned_product(
                    ProvisionedProductName=name, IgnoreErrors=ignore
                )
    with refused(
        "ValidationException", "ProvisionedProductId and ProvisionedProductName cannot both be null"
    ):
        sc_plan_client.terminate_provisioned_product()
    with refused(
        "ValidationException",
        "ProvisionedProductId and ProvisionedProductName cannot both be given",
    ):
        sc_plan_client.terminate_provisioned_product(
            ProvisionedProductId=planned.id, ProvisionedProductName="planned"
        )
