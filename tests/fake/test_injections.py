"""Injected errors, as a boto3 client meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_sc_plan import (
    DocumentedError,
    ServiceCatalog,
    SettingsError,
    documented_error,
    documented_errors,
)
from pytest_sc_plan.wire.faults import FAULT_KINDS
from pytest_sc_plan.wire.service_model import operation_names

from ..contract.model import service_model
from ..helpers import Client, execute, invalid_state, not_found, refused, unvalidated_client
from .raising import raises

MESSAGES = {
    "InvalidParametersException": "One or more parameters provided to the operation are not valid.",
    "InvalidStateException": "An attempt was made to modify a resource that is in a state that is "
    "not valid. Check your resources to ensure that they are in valid states before retrying the "
    "operation.",
    "ResourceNotFoundException": "The specified resource was not found.",
}
STATE = MESSAGES["InvalidStateException"]
NOT_FOUND = MESSAGES["ResourceNotFoundException"]


def answers(client: Client, plan_id: str, calls: int) -> list[str]:
    """How so many executions are answered: the record's status, or the error's code."""
    found = []
    for _ in range(calls):
        try:
            found.append(execute(client, plan_id)["Status"])
        except ClientError as error:
            found.append(error.response["Error"]["Code"])
    return found


def unraised(catalog: ServiceCatalog) -> list[str]:
    """The reasons in the message about errors that were never raised."""
    with pytest.raises(AssertionError) as caught:
        catalog.assert_all_errors_raised()
    catalog.configure(assert_all_errors_raised=False)
    return str(caught.value).partition("\nThe calls:\n")[0].splitlines()


# --------------------------------------------------------------------------- errors


@pytest.mark.parametrize("code", MESSAGES)
def test_an_injected_error_is_raised_as_the_reference_words_it_and_nothing_happens(
    sc_plan: ServiceCatalog, sc_plan_client: Client, code: str
) -> None:
    plan = sc_plan.add_plan()
    injection = sc_plan.raise_error(code)
    with refused(code, MESSAGES[code]):
        execute(sc_plan_client, plan.id)
    assert (plan.status, plan.record, injection.raised) == ("CREATE_SUCCESS", None, 1)


@pytest.mark.parametrize("operation", service_model().operation_names)
def test_every_documented_error_of_every_operation_can_be_injected(operation: str) -> None:
    shapes = service_model().operation_model(operation).error_shapes
    errors = documented_errors(operation)
    assert [error.code for error in errors] == sorted(shape.name for shape in shapes)
    for error in errors:
        assert (error.operation, error.http_status, str(error)) == (operation, 400, error.code)
        assert not re.search(r"[<>]|\s\s", error.message)


def test_an_error_has_the_message_that_it_is_given(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.raise_error("InvalidStateException", message="Not now.")
    with invalid_state("Not now."):
        execute(sc_plan_client, "plan-none")


def test_an_error_is_raised_as_often_as_it_says_and_after_as_many_calls(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    injection = sc_plan.raise_error("InvalidStateException", times=2, after=1)
    plan = sc_plan.add_plan()
    assert answers(sc_plan_client, plan.id, 5) == [
        "CREATED",
        "InvalidStateException",
        "InvalidStateException",
        "CREATED",
        "CREATED",
    ]
    assert (injection.matched, injection.raised) == (5, 2)


def test_an_error_for_one_plan_spares_all_others(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    one, two = sc_plan.add_plan(), sc_plan.add_plan()
    sc_plan.raise_error("InvalidStateException", plan_id=one.id)
    assert answers(sc_plan_client, two.id, 1) == ["CREATED"]
    assert answers(sc_plan_client, one.id, 1) == ["InvalidStateException"]


def test_an_error_of_another_operation_spares_executions(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.raise_error("ResourceNotFoundException", operation="DescribeRecord")
    record_id = execute(sc_plan_client, sc_plan.add_plan().id)["RecordId"]
    with not_found(NOT_FOUND):
        sc_plan_client.describe_record(Id=record_id)


def test_of_several_errors_the_first_that_is_due_is_raised(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.raise_error("InvalidStateException", times=1)
    sc_plan.raise_error("InvalidParametersException", times=1)
    plan = sc_plan.add_plan()
    assert answers(sc_plan_client, plan.id, 3) == [
        "InvalidStateException",
        "InvalidParametersException",
        "CREATED",
    ]


def test_an_error_ends_with_its_block(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    plan = sc_plan.add_plan()
    with sc_plan.raise_error("InvalidStateException") as injection:
        assert answers(sc_plan_client, plan.id, 2) == ["InvalidStateException"] * 2
    assert answers(sc_plan_client, plan.id, 1) == ["CREATED"]
    assert injection.matched == 2


def test_an_undocumented_error_needs_documented_false(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.raise_error("LimitExceededException", documented=False)
    with refused(
        "LimitExceededException",
        "The current limits of the service would have been exceeded by this operation. Decrease "
        "your resource use or increase your service limits and retry the operation.",
    ):
        execute(sc_plan_client, "plan-none")


def test_an_error_without_description_has_its_code_as_message(sc_plan: ServiceCatalog) -> None:
    error = documented_error("TeapotException", documented=False)
    assert error == DocumentedError("TeapotException", "TeapotException")


def test_constraints_are_checked_before_an_error_is_raised(sc_plan: ServiceCatalog) -> None:
    injection = sc_plan.raise_error("InvalidStateException")
    with refused(
        "ValidationException",
        "1 validation error detected: Value '!' at 'planId' failed to satisfy constraint: Member "
        r"must satisfy regular expression pattern: ^[a-zA-Z0-9_\-]*",
    ):
        execute(unvalidated_client(), "!")
    assert injection.matched == 0
    assert unraised(sc_plan)[1].endswith("call 1: not valid, or not while this was waiting")


def test_an_error_comes_before_the_idempotent_answer_and_before_the_plan_is_looked_for(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id, IdempotencyToken="token")
    sc_plan.raise_error("InvalidStateException")
    with invalid_state(STATE):
        execute(sc_plan_client, plan.id, IdempotencyToken="token")
    with invalid_state(STATE):
        execute(sc_plan_client, "plan-none")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"code": "InvalidState"},
            "ExecuteProvisionedProductPlan does not document 'InvalidState'; did you mean "
            "'InvalidStateException'? Allowed: "
            "InvalidParametersException, InvalidStateException, ResourceNotFoundException; "
            "documented=False allows any other code",
        ),
        (
            {"code": "InvalidStateException", "operation": "DescribeRecord"},
            "DescribeRecord does not document 'InvalidStateException'; allowed: "
            "ResourceNotFoundException; documented=False allows any other code",
        ),
        (
            {"code": "InvalidStateException", "operation": "ListAcceptedPortfolioShare"},
            "unknown operation 'ListAcceptedPortfolioShare'; did you mean "
            f"'ListAcceptedPortfolioShares'? Nearest of the {len(operation_names())} allowed: "
            "ListAcceptedPortfolioShares, AcceptPortfolioShare, CreatePortfolioShare, "
            "UpdatePortfolioShare, DeletePortfolioShare",
        ),
        (
            {"code": "InvalidStateException", "operation": ["x"]},
            "operation must be a name such as 'DescribeRecord', not ['x']",
        ),
        ({"code": 400}, "code must be text, not 400 (int)"),
        ({"code": "InvalidStateException", "message": 1}, "message must be text, not 1 (int)"),
        (
            {"code": "InvalidStateException", "times": 0},
            "times must be a whole number of at least 1, not 0",
        ),
        (
            {"code": "InvalidStateException", "times": True},
            "times must be a whole number of at least 1, not True",
        ),
        (
            {"code": "InvalidStateException", "after": -1},
            "after must be a whole number of at least 0, not -1",
        ),
        ({"code": "InvalidStateException", "plan_id": 1}, "plan_id must be text, not 1"),
    ],
)
def test_an_error_that_can_not_be_injected_says_why(
    sc_plan: ServiceCatalog, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        sc_plan.raise_error(**arguments)
    assert str(caught.value) == message
    assert sc_plan.injections == []


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        *((kind, kind) for kind in FAULT_KINDS),
        ("ThrottlingException", "throttling"),
        ("InternalFailure", "internal_error"),
        ("ServiceUnavailable", "service_unavailable"),
        ("AccessDeniedException", "access_denied"),
        ("ExpiredTokenException", "expired_token"),
    ],
)
def test_a_fault_is_no_error_and_its_code_is_no_kind(
    sc_plan: ServiceCatalog, word: str, kind: str
) -> None:
    message = (
        f"{word} is the fault {kind!r}: use inject_fault({kind!r}), the marker "
        f"sc_plan_fault({kind!r}), or faults of a scenario"
    )
    with raises(SettingsError, message):
        sc_plan.raise_error(word)
    if word != kind:
        with raises(SettingsError, message):
            sc_plan.inject_fault(word)
    sc_plan.raise_error(word, documented=False)
    assert [str(injection.problem) for injection in sc_plan.injections] == [word]
    sc_plan.reset()


@pytest.mark.parametrize("code", ["InvalidStateException", "DuplicateResourceException"])
def test_an_error_is_no_fault(sc_plan: ServiceCatalog, code: str) -> None:
    with raises(
        SettingsError,
        f"{code} is an error of the service: use raise_error({code!r}), the marker "
        f"sc_plan_error({code!r}), or errors of a scenario",
    ):
        sc_plan.inject_fault(code)


# --------------------------------------------------------------------- never raised


def test_raised_errors_pass_the_assertion(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sc_plan.assert_all_errors_raised()
    sc_plan.raise_error("InvalidStateException")
    with invalid_state(STATE):
        execute(sc_plan_client, "plan-none")
    sc_plan.assert_all_errors_raised()


def arm_alone(catalog: ServiceCatalog, client: Client, plan_id: str) -> None:
    catalog.raise_error("InvalidStateException")


def arm_for_another_plan(catalog: ServiceCatalog, client: Client, plan_id: str) -> None:
    catalog.raise_error("InvalidStateException", plan_id="plan-other", times=1)
    answers(client, plan_id, 1)


def arm_after_more_calls(catalog: ServiceCatalog, client: Client, plan_id: str) -> None:
    catalog.raise_error("InvalidStateException", after=6)
    answers(client, plan_id, 6)


def arm_behind_another(catalog: ServiceCatalog, client: Client, plan_id: str) -> None:
    catalog.raise_error("ResourceNotFoundException")
    catalog.raise_error("InvalidStateException")
    answers(client, plan_id, 1)


def arm_too_late(catalog: ServiceCatalog, client: Client, plan_id: str) -> None:
    answers(client, plan_id, 2)
    catalog.raise_error("InvalidStateException")


@pytest.mark.parametrize(
    ("arm", "limits", "reason"),
    [
        (arm_alone, "", "ExecuteProvisionedProductPlan was never called"),
        (
            arm_for_another_plan,
            " (times=1, plan_id='plan-other')",
            "call 1: for PlanId plan-ready",
        ),
        (arm_after_more_calls, " (after=6)", "calls 1, 2, 3, 4, 5, ...: after=6 was not reached"),
        (arm_behind_another, "", "call 1: another came first"),
        (arm_too_late, "", "calls 1, 2: not valid, or not while this was waiting"),
    ],
)
@pytest.mark.sc_plan(auto_create_plans=True)
def test_an_error_that_was_never_raised_is_explained(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    arm: Callable[[ServiceCatalog, Client, str], None],
    limits: str,
    reason: str,
) -> None:
    arm(sc_plan, sc_plan_client, "plan-ready")
    assert unraised(sc_plan) == [
        "1 injected error was never raised:",
        f"  InvalidStateException on ExecuteProvisionedProductPlan{limits}: {reason}",
    ]


def test_the_message_names_all_unraised_injections_and_the_calls(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.raise_error("InvalidStateException")
    sc_plan.inject_fault("throttling", operation="DescribeRecord")
    sc_plan_client.list_provisioned_product_plans()
    with pytest.raises(AssertionError) as caught:
        sc_plan.assert_all_errors_raised()
    assert str(caught.value).splitlines() == [
        "2 injected errors and faults were never raised:",
        "  InvalidStateException on ExecuteProvisionedProductPlan: ExecuteProvisionedProductPlan "
        "was never called",
        "  throttling on DescribeRecord (times=1): DescribeRecord was never called",
        "The calls:",
        "  1  ListProvisionedProductPlans  ok",
    ]
    sc_plan.configure(assert_all_errors_raised=False)
