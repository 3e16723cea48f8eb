"""Injected faults, as a boto3 client meets them."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    ReadTimeoutError,
)

from pytest_sc_plan import ServiceCatalog, SettingsError

from ..helpers import Client, error_of, execute, plan_status, send


@pytest.fixture
def client_without_retries(sc_plan: ServiceCatalog) -> Client:
    return boto3.client("servicecatalog", config=Config(retries={"total_max_attempts": 1}))


@pytest.mark.parametrize(
    ("kind", "exception", "takes_effect"),
    [
        ("response_lost", ReadTimeoutError, True),
        ("read_timeout", ReadTimeoutError, False),
        ("connect_timeout", ConnectTimeoutError, False),
        ("connection_closed", ConnectionClosedError, False),
        ("throttling", ClientError, False),
        ("internal_error", ClientError, False),
        ("service_unavailable", ClientError, False),
        ("access_denied", ClientError, False),
        ("expired_token", ClientError, False),
    ],
)
def test_a_fault_becomes_an_exception_of_botocore(
    sc_plan: ServiceCatalog,
    client_without_retries: Client,
    kind: str,
    exception: type[Exception],
    *,
    takes_effect: bool,
) -> None:
    plan = sc_plan.add_plan()
    sc_plan.inject_fault(kind)
    with pytest.raises(exception):
        execute(client_without_retries, plan.id)
    assert plan.status == ("EXECUTE_IN_PROGRESS" if takes_effect else "CREATE_SUCCESS")
    (call,) = sc_plan.calls
    assert (call.fault, call.response is not None) == (kind, takes_effect)


def test_a_malformed_response_is_one_without_the_record(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    # That is what botocore makes of a 200 whose body is not JSON.
    plan = sc_plan.add_plan()
    sc_plan.inject_fault("malformed_response")
    answer = sc_plan_client.execute_provisioned_product_plan(PlanId=plan.id)
    assert list(answer) == ["ResponseMetadata"]
    assert plan.status == "EXECUTE_IN_PROGRESS"


@pytest.mark.parametrize(
    ("kind", "status", "code", "message"),
    [
        ("throttling", 400, "ThrottlingException", "Rate exceeded"),
        (
            "internal_error",
            500,
            "InternalFailure",
            "The request processing has failed because of an unknown error, exception or failure.",
        ),
        (
            "service_unavailable",
            503,
            "ServiceUnavailable",
            "The request has failed due to a temporary failure of the server.",
        ),
        (
            "access_denied",
            400,
            "AccessDeniedException",
            "You do not have sufficient access to perform this action.",
        ),
        (
            "expired_token",
            400,
            "ExpiredTokenException",
            "The security token included in the request is expired",
        ),
    ],
)
def test_a_fault_that_is_an_answer_has_its_status_code_and_message(
    sc_plan: ServiceCatalog, kind: str, status: int, code: str, message: str
) -> None:
    sc_plan.inject_fault(kind, operation="DescribeRecord")
    response = send(sc_plan, "DescribeRecord", {"Id": "rec-none"})
    assert error_of(response) == (status, code, message)


@pytest.mark.sc_plan(sleep="skip")
def test_a_lost_response_is_answered_again_by_the_sdks_own_retry(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    sc_plan.inject_fault("response_lost")
    assert execute(sc_plan_client, plan.id)["Status"] == "CREATED"
    assert [(call.attempt, call.answer) for call in sc_plan.calls] == [
        (1, "CREATED (response_lost)"),
        (2, "CREATED"),
    ]
    assert len(sc_plan.records) == 1
    sc_plan.assert_executed(plan)
    sc_plan.assert_executed_once(plan)


@pytest.mark.sc_plan(sleep="skip")
def test_a_fault_happens_at_the_attempts_that_it_says(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="EXECUTE_SUCCESS")
    sc_plan.inject_fault(
        "throttling", operation="DescribeProvisionedProductPlan", times=2, after=1, plan_id=plan.id
    )
    assert [plan_status(sc_plan_client, plan.id) for _ in range(2)] == ["EXECUTE_SUCCESS"] * 2
    assert [(call.attempt, call.answer) for call in sc_plan.calls] == [
        (1, "EXECUTE_SUCCESS"),
        (1, "ThrottlingException (throttling)"),
        (2, "ThrottlingException (throttling)"),
        (3, "EXECUTE_SUCCESS"),
    ]


def test_a_request_that_never_arrived_has_no_answer(
    sc_plan: ServiceCatalog, client_without_retries: Client
) -> None:
    sc_plan.inject_fault("read_timeout")
    with pytest.raises(ReadTimeoutError):
        execute(client_without_retries, sc_plan.add_plan().id)
    assert sc_plan.calls[0].answer == "no answer (read_timeout)"


@pytest.mark.sc_plan(progress="time", duration=10, deterministic=True)
def test_latency_takes_time_on_the_fakes_clock_beside_other_faults(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="EXECUTE_IN_PROGRESS")
    operation = "DescribeProvisionedProductPlan"
    sc_plan.inject_fault("latency", seconds=6, times=None, operation=operation)
    seen = [plan_status(sc_plan_client, plan.id) for _ in range(2)]
    assert seen == ["EXECUTE_IN_PROGRESS", "EXECUTE_SUCCESS"]
    assert sc_plan.calls[1].time - sc_plan.calls[0].time == 6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"kind": "timeout"},
            "unknown fault 'timeout'; did you mean 'read_timeout'? Allowed: access_denied, "
            "connect_timeout, connection_closed, "
            "expired_token, internal_error, latency, malformed_response, read_timeout, "
            "response_lost, service_unavailable, throttling",
        ),
        (
            {"kind": "latency"},
            "seconds goes with 'latency', which needs it, and with no other fault",
        ),
        (
            {"kind": "throttling", "seconds": 1},
            "seconds goes with 'latency', which needs it, and with no other fault",
        ),
        (
            {"kind": "latency", "seconds": -1},
            "seconds must be a number of 0 or more, not -1",
        ),
        (
            {"kind": "latency", "seconds": True},
            "seconds must be a number of 0 or more, not True",
        ),
        (
            {"kind": "latency", "seconds": float("nan")},
            "seconds must be a number of 0 or more, not nan",
        ),
        (
            {"kind": "latency", "seconds": float("inf")},
            "seconds must be a number of 0 or more, at most 253402214400, not inf",
        ),
        (
            {"kind": "latency", "seconds": 1e308},
            "seconds must be a number of 0 or more, at most 253402214400, not 1e+308",
        ),
    ],
)
def test_a_fault_that_can_not_be_injected_says_why(
    sc_plan: ServiceCatalog, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        sc_plan.inject_fault(**arguments)
    assert str(caught.value) == message


def test_a_fault_of_an_operation_that_does_not_exist_is_refused(sc_plan: ServiceCatalog) -> None:
    with pytest.raises(SettingsError, match=r"^unknown operation 'Dance'; nearest of the "):
        sc_plan.inject_fault("throttling", operation="Dance")
