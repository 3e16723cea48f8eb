"""Status messages of what is seeded as failed."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import Failure, ServiceCatalog

from .raising import raises

LIMIT = Failure("LimitExceededException", "You have 200 stacks already.")


@pytest.mark.parametrize("status", ["CREATE_FAILED", "EXECUTE_FAILED"])
def test_a_seeded_plan_has_a_message(sc_plan: ServiceCatalog, status: str) -> None:
    plan = sc_plan.add_plan(status=status, status_message="Internal Failure")
    assert (plan.status, plan.status_message) == (status, "Internal Failure")
    product = plan.provisioned_product
    assert (product.status, product.status_message) == (
        ("PLAN_IN_PROGRESS", None) if status == "CREATE_FAILED" else ("ERROR", "Internal Failure")
    )


@pytest.mark.parametrize("status", ["ERROR", "TAINTED"])
@pytest.mark.parametrize(
    ("message", "error"),
    [
        (LIMIT.message, LIMIT),
        ("No capacity.", Failure("AmazonCloudFormationException", "No capacity.")),
        ("Oh no.  It broke.", Failure("AmazonCloudFormationException", "Oh no.  It broke.")),
        ("Boom  ", Failure("AmazonCloudFormationException", "Boom  ")),
        ("Invalid.Id  Boom.", Failure("Invalid.Id", "Boom.")),
    ],
)
def test_a_seeded_product_has_a_message_and_its_record_the_error(
    sc_plan: ServiceCatalog, status: str, message: str, error: Failure
) -> None:
    item = sc_plan.add_provisioned_product(status=status, status_message=message)
    assert (item.status, item.status_message) == (status, message)
    assert sc_plan.records[-1].errors == (error,)


def test_a_message_of_what_did_not_fail_is_refused(sc_plan: ServiceCatalog) -> None:
    with raises(
        ValueError,
        "status_message needs the status CREATE_FAILED or EXECUTE_FAILED, not CREATE_SUCCESS",
    ):
        sc_plan.add_plan(status_message="Boom.")
    with raises(ValueError, "status_message needs the status TAINTED or ERROR, not AVAILABLE"):
        sc_plan.add_provisioned_product(status_message="Boom.")
    assert sc_plan.products == []


@pytest.mark.parametrize("message", ["", " ", 3])
def test_a_message_is_text(sc_plan: ServiceCatalog, message: Any) -> None:
    with raises(ValueError, f"status_message must be text that is not empty, not {message!r}"):
        sc_plan.add_plan(status="CREATE_FAILED", status_message=message)
