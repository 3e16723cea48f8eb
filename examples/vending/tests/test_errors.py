"""Each error that the service documents, where it does not come by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from vending import (
    ConflictError,
    NotThereError,
    Order,
    RejectedError,
    VendingError,
    Vendor,
)

if TYPE_CHECKING:
    from pytest_sc_plan import DocumentedError, ServiceCatalog


@pytest.mark.sc_plan_invalid_parameters(message="Parameter Stage must be one of: dev, prod.")
def test_wrong_parameters_reject_the_order(vendor: Vendor, order: Order) -> None:
    with pytest.raises(RejectedError, match="must be one of: dev, prod"):
        vendor.fulfil(order)


@pytest.mark.sc_plan_invalid_state
def test_a_wrong_state_is_a_conflict(vendor: Vendor, order: Order) -> None:
    with pytest.raises(ConflictError, match="state that is not valid"):
        vendor.fulfil(order)


@pytest.mark.sc_plan_resource_not_found
def test_a_plan_that_somebody_deleted_is_not_there(vendor: Vendor, order: Order) -> None:
    with pytest.raises(NotThereError):
        vendor.fulfil(order)


def test_every_documented_error_is_one_of_ours(
    sc_plan: ServiceCatalog, sc_plan_error: DocumentedError, vendor: Vendor, order: Order
) -> None:
    with pytest.raises(VendingError, match=sc_plan_error.message) as caught:
        vendor.fulfil(order)

    assert isinstance(caught.value.__cause__, ClientError)
    assert caught.value.__cause__.response["Error"]["Code"] == sc_plan_error.code
    assert sc_plan.plans == [], "the plan is cleaned up, whatever happened"
    assert sc_plan.records == []


@pytest.mark.parametrize(
    ("sc_plan_error", "raised"),
    [
        ("InvalidParametersException", RejectedError),
        ("InvalidStateException", ConflictError),
        ("ResourceNotFoundException", NotThereError),
    ],
    indirect=["sc_plan_error"],
)
@pytest.mark.usefixtures("sc_plan_error")
def test_which_of_ours_it_is(raised: type[VendingError], vendor: Vendor, order: Order) -> None:
    with pytest.raises(raised):
        vendor.fulfil(order)


@pytest.mark.sc_plan_error("LimitExceededException", documented=False)
def test_an_unexpected_error_is_not_hidden(
    sc_plan: ServiceCatalog, vendor: Vendor, order: Order
) -> None:
    with pytest.raises(ClientError, match="LimitExceededException"):
        vendor.fulfil(order)

    assert sc_plan.plans == []


@pytest.mark.sc_plan_invalid_state(times=1)
def test_an_order_can_be_repeated_after_a_conflict(
    sc_plan: ServiceCatalog, vendor: Vendor, order: Order
) -> None:
    with pytest.raises(ConflictError):
        vendor.fulfil(order)
    vendor.fulfil(order)

    assert sc_plan.provisioned_product("team-a").status == "AVAILABLE"


@pytest.mark.sc_plan_error(
    "InvalidParametersException", operation="CreateProvisionedProductPlan", message="No such Stage."
)
def test_a_plan_can_be_refused_as_well(
    sc_plan: ServiceCatalog, vendor: Vendor, order: Order
) -> None:
    with pytest.raises(RejectedError, match="No such Stage"):
        vendor.fulfil(order)

    assert sc_plan.calls_to("ExecuteProvisionedProductPlan") == []


def test_errors_that_come_by_themselves(
    sc_plan: ServiceCatalog, vendor: Vendor, order: Order
) -> None:
    """Nothing is injected here: the fake refuses what the service refuses."""
    with pytest.raises(NotThereError):
        vendor.execute("plan-0000000000000")
    with pytest.raises(ConflictError, match="CREATE_FAILED"):
        vendor.execute(sc_plan.add_plan(status="CREATE_FAILED").id)
    with pytest.raises(ClientError, match="ValidationException"):
        vendor.execute("not a plan id")
    sc_plan.add_provisioned_product(
        "team-a", product=order.product, parameters=order.parameters, status="UNDER_CHANGE"
    )
    with pytest.raises(ConflictError, match="UNDER_CHANGE"):
        vendor.fulfil(order)
