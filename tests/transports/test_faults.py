from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from pytest_sc_plan import ServiceCatalog, SettingsError
from pytest_sc_plan.activation.skipped_sleep import SkippedSleep
from pytest_sc_plan.wire.faults import FAULT_KINDS

from ..helpers import client_of, execute, plan_status
from ..waiting import HANG
from .misbehaving import misbehaving

KINDS = [kind for kind in FAULT_KINDS if kind != "latency"]

TAKES_EFFECT = {"response_lost", "malformed_response"}


@dataclass
class Seen:
    """The result of a failed call, as its caller sees it."""

    problem: str
    code: str | None
    members: list[str]


def see(client: Any, plan_id: str) -> Seen:
    try:
        answer = client.execute_provisioned_product_plan(PlanId=plan_id)
    except (BotoCoreError, ClientError) as error:
        response = getattr(error, "response", None) or {}
        return Seen(type(error).__name__, response.get("Error", {}).get("Code"), [])
    return Seen("none", None, sorted(answer))


def client_in(mode: Any, *, attempts: int = 3, waits_for: str = "", **more: Any) -> Any:
    """A client of botocore's that has no patience with one thing."""
    config = Config(
        retries={"mode": mode, "total_max_attempts": attempts},
        read_timeout=0.1 if waits_for in {"response_lost", "read_timeout"} else HANG,
        connect_timeout=0.1 if waits_for == "connect_timeout" else HANG,
    )
    return boto3.Session().client("servicecatalog", region_name="us-east-1", config=config, **more)


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_is_to_botocore_as_a_real_misbehaving_socket(
    kind: str, mode: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    back_off = SkippedSleep(lambda seconds: None)
    back_off.start()
    try:
        with misbehaving(kind) as endpoint:
            client = client_in(mode, waits_for=kind, endpoint_url=endpoint.url)
            real = see(client, "plan-x")
    finally:
        back_off.stop()

    sc_plan: ServiceCatalog = request.getfixturevalue("sc_plan")
    sc_plan.configure(sleep="skip", progress="manual")
    plan = sc_plan.add_plan()
    sc_plan.inject_fault(kind, times=None)
    fake = see(client_in(mode), plan.id)

    assert fake == real
    attempts = [call.attempt for call in sc_plan.calls]
    if kind == "connect_timeout":
        assert attempts == [1, 2, 3]  # of a request that never arrived nothing can be counted
    else:
        assert attempts == list(range(1, endpoint.requests + 1))
    assert plan.status == ("EXECUTE_IN_PROGRESS" if kind in TAKES_EFFECT else "CREATE_SUCCESS")


@pytest.mark.parametrize(
    ("kind", "exception", "code", "attempts"),
    [
        ("response_lost", "ReadTimeoutError", None, 3),
        ("read_timeout", "ReadTimeoutError", None, 3),
        ("connect_timeout", "ConnectTimeoutError", None, 3),
        ("connection_closed", "ConnectionClosedError", None, 3),
        ("throttling", "ClientError", "ThrottlingException", 3),
        ("internal_error", "ClientError", "InternalFailure", 3),
        ("service_unavailable", "ClientError", "ServiceUnavailable", 3),
        ("access_denied", "ClientError", "AccessDeniedException", 1),
        ("expired_token", "ClientError", "ExpiredTokenException", 1),
    ],
)
def test_each_fault_comes_out_of_botocore_as_the_exception_that_the_real_one_makes(
    sc_plan: ServiceCatalog, kind: str, exception: str, code: str | None, attempts: int
) -> None:
    sc_plan.configure(sleep="skip")
    sc_plan.inject_fault(kind, times=None)
    assert see(client_in("standard"), sc_plan.add_plan().id) == Seen(exception, code, [])
    assert [call.attempt for call in sc_plan.calls] == list(range(1, attempts + 1))
    assert {call.fault for call in sc_plan.calls} == {kind}


def test_a_malformed_response_is_an_answer_without_members_as_botocore_has_it(
    sc_plan: ServiceCatalog,
) -> None:
    plan = sc_plan.add_plan()
    sc_plan.inject_fault("malformed_response")
    assert see(client_of(), plan.id) == Seen("none", None, ["ResponseMetadata"])
    assert plan.status == "EXECUTE_IN_PROGRESS"


def test_botocores_retry_of_a_lost_response_gets_the_same_record(sc_plan: ServiceCatalog) -> None:
    sc_plan.configure(sleep="skip")
    plan = sc_plan.add_plan()
    sc_plan.inject_fault("response_lost")
    record = execute(client_of(), plan.id)
    first, second = sc_plan.calls
    assert (first.fault, first.attempt, second.fault, second.attempt) == (
        "response_lost",
        1,
        None,
        2,
    )
    assert first.response == second.response
    assert first.params == second.params
    assert [item.id for item in sc_plan.records] == [record["RecordId"]]
    sc_plan.assert_executed(plan)
    sc_plan.assert_executed_once(plan)


@pytest.mark.parametrize("idempotency", ["documented", "strict"])
def test_both_readings_of_the_token_answer_the_retry_of_a_lost_response(
    sc_plan: ServiceCatalog, idempotency: Any
) -> None:
    sc_plan.configure(sleep="skip", idempotency=idempotency)
    plan = sc_plan.add_plan()
    sc_plan.inject_fault("response_lost", times=2)
    execute(client_of(), plan.id)
    assert [call.attempt for call in sc_plan.calls] == [1, 2, 3]
    assert len(sc_plan.records) == 1
    sc_plan.assert_executed_once(plan)


def test_code_that_tries_again_with_a_fresh_token_is_found_out(sc_plan: ServiceCatalog) -> None:
    sc_plan.configure(deterministic=True)
    plan = sc_plan.add_plan()
    for token in ("first", "second"):
        execute(client_of(), plan.id, IdempotencyToken=token)
    with pytest.raises(AssertionError) as caught:
        sc_plan.assert_executed_once(plan)
    product, record = plan.provisioned_product.id, plan.record.id
    assert str(caught.value).splitlines() == [
        f"{plan.id} was requested with 2 tokens, not one: first, second. The calls:",
        f"  1  ExecuteProvisionedProductPlan  PlanId={plan.id}  CREATED  {record}",
        f"       {product} PLAN_IN_PROGRESS -> UNDER_CHANGE",
        f"       {plan.id} CREATE_SUCCESS -> EXECUTE_IN_PROGRESS",
        f"  2  ExecuteProvisionedProductPlan  PlanId={plan.id}  CREATED  {record}",
    ]


def test_a_plan_that_was_never_executed_was_not_executed_once(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.add_plan()
    with pytest.raises(AssertionError) as caught:
        sc_plan.assert_executed_once(plan)
    assert str(caught.value) == f"{plan.id} was not executed. The calls:\n  (no calls)"


def test_a_plan_whose_every_request_was_lost_was_not_executed_once(
    sc_plan: ServiceCatalog,
) -> None:
    sc_plan.configure(sleep="skip")
    plan = sc_plan.add_plan()
    sc_plan.inject_fault("connection_closed", times=None)
    see(client_in("standard"), plan.id)
    with pytest.raises(AssertionError, match=f"^{plan.id} was not executed. The calls:"):
        sc_plan.assert_executed_once(plan.id)
    sc_plan.assert_not_executed(plan)


def test_faults_come_in_sequence(sc_plan: ServiceCatalog) -> None:
    sc_plan.configure(sleep="skip")
    plan = sc_plan.add_plan()
    sc_plan.inject_fault("throttling", times=1)
    sc_plan.inject_fault("connection_closed", times=1)
    sc_plan.inject_fault("service_unavailable", times=1, after=2)
    execute(client_in("standard", attempts=4), plan.id)
    assert [call.fault for call in sc_plan.calls] == [
        "throttling",
        "connection_closed",
        "service_unavailable",
        None,
    ]


def test_a_fault_happens_to_any_operation_and_to_no_other(sc_plan: ServiceCatalog) -> None:
    sc_plan.configure(sleep="skip")
    plan = sc_plan.add_plan()
    sc_plan.inject_fault("internal_error", operation="DescribeProvisionedProductPlan")
    client = client_of()
    execute(client, plan.id)
    assert plan_status(client, plan.id) == "EXECUTE_IN_PROGRESS"
    assert [call.answer for call in sc_plan.calls] == [
        "CREATED",
        "InternalFailure (internal_error)",
        "EXECUTE_IN_PROGRESS",
    ]


def test_a_fault_happens_to_one_plan_only(sc_plan: ServiceCatalog) -> None:
    healthy, broken = sc_plan.add_plan(), sc_plan.add_plan()
    sc_plan.inject_fault("access_denied", plan_id=broken.id)
    client = client_of()
    execute(client, healthy.id)
    assert see(client, broken.id).code == "AccessDeniedException"


def test_a_fault_ends_with_its_block(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.add_plan()
    client = client_of()
    with sc_plan.inject_fault("access_denied", times=None) as injection:
        assert see(client, plan.id).code == "AccessDeniedException"
    execute(client, plan.id)
    assert (injection.matched, injection.raised) == (1, 1)


def test_latency_passes_on_the_fakes_clock_beside_other_faults(sc_plan: ServiceCatalog) -> None:
    sc_plan.configure(deterministic=True, sleep="skip", progress="time", duration=60)
    plan = sc_plan.add_plan()
    client = client_of()
    execute(client, plan.id)
    sc_plan.inject_fault(
        "latency", seconds=60, operation="DescribeProvisionedProductPlan", times=None
    )
    sc_plan.inject_fault("internal_error", operation="DescribeProvisionedProductPlan")
    assert plan_status(client, plan.id) == "EXECUTE_SUCCESS"
    assert (plan.updated_time - plan.created_time).total_seconds() == 60
    began = sc_plan.calls[0].time
    assert [call.time - began >= 60 for call in sc_plan.calls] == [False, True, True]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"kind": "throtling"},
            (
                "unknown fault 'throtling'; did you mean 'throttling'? Allowed: access_denied, "
                "connect_timeout, "
                "connection_closed, expired_token, internal_error, latency, malformed_response, "
                "read_timeout, response_lost, service_unavailable, throttling"
            ),
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
            {"kind": "latency", "seconds": "1"},
            "seconds must be a number of 0 or more, not '1'",
        ),
        (
            {"kind": "latency", "seconds": True},
            "seconds must be a number of 0 or more, not True",
        ),
        ({"kind": "throttling", "times": 0}, "times must be a whole number of at least 1, not 0"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(
    sc_plan: ServiceCatalog, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        sc_plan.inject_fault(**arguments)
    assert str(caught.value) == message
