"""The call log, and how a person reads it."""

from __future__ import annotations

import pytest

from pytest_sc_plan import ServiceCatalog, SettingsError
from pytest_sc_plan.fake.calls import tally

from ..helpers import Client, client_of, execute, not_found, send


@pytest.mark.sc_plan(deterministic=True)
def test_a_call_has_request_and_answer(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id, IdempotencyToken="token")
    (call,) = sc_plan.calls
    assert call.operation == "ExecuteProvisionedProductPlan"
    assert call.params == {"PlanId": plan.id, "IdempotencyToken": "token"}
    assert call.response is not None
    assert call.response["RecordDetail"]["Status"] == "CREATED"
    assert (call.error_code, call.error_message, call.fault) == (None, None, None)
    assert (call.region, call.account_id, call.attempt) == ("us-east-1", "123456789012", 1)
    assert call.time == call.response["RecordDetail"]["CreatedTime"]


def test_a_call_that_was_refused_has_no_response(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    with not_found("Record not found"):
        sc_plan_client.describe_record(Id="rec-none")
    (call,) = sc_plan.calls
    assert (call.response, call.error_code, call.error_message) == (
        None,
        "ResourceNotFoundException",
        "Record not found",
    )


def test_a_call_has_the_changes_that_it_caused(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    record_id = execute(sc_plan_client, plan.id)["RecordId"]
    sc_plan_client.describe_record(Id=record_id)
    sc_plan_client.describe_record(Id=record_id)
    product_id = plan.provisioned_product.id
    changes = [
        [(change.id, change.before, change.after) for change in call.transitions]
        for call in sc_plan.calls
    ]
    assert changes == [
        [
            (product_id, "PLAN_IN_PROGRESS", "UNDER_CHANGE"),
            (plan.id, "CREATE_SUCCESS", "EXECUTE_IN_PROGRESS"),
        ],
        [(record_id, "CREATED", "IN_PROGRESS")],
        [
            (record_id, "IN_PROGRESS", "SUCCEEDED"),
            (product_id, "UNDER_CHANGE", "AVAILABLE"),
            (plan.id, "EXECUTE_IN_PROGRESS", "EXECUTE_SUCCESS"),
        ],
    ]


def test_changes_between_calls_belong_to_no_call(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.configure(progress="time")
    plan = sc_plan.add_plan(status="EXECUTE_IN_PROGRESS")
    sc_plan.advance(30)
    sc_plan_client.list_provisioned_product_plans()
    assert plan.status == "EXECUTE_SUCCESS"
    assert sc_plan.calls[-1].transitions == ()


def test_calls_are_filtered_by_operation(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sc_plan_client.list_provisioned_product_plans()
    execute(sc_plan_client, sc_plan.add_plan().id)
    assert len(sc_plan.calls) == 2
    assert sc_plan.calls_to("ExecuteProvisionedProductPlan") == sc_plan.calls[1:]
    assert sc_plan.calls_to("DescribeRecord") == []


def test_the_calls_of_an_operation_that_does_not_exist_are_refused(sc_plan: ServiceCatalog) -> None:
    with pytest.raises(SettingsError, match=r"^unknown operation 'ExecutePlan'; did you mean "):
        sc_plan.calls_to("ExecutePlan")


def test_the_calls_of_an_account_are_seen_from_there(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan_client.list_provisioned_product_plans()
    client_of("111111111111").list_provisioned_product_plans()
    client_of(region="eu-west-1").list_provisioned_product_plans()
    there = sc_plan.for_account("111111111111").calls
    assert [call.account_id for call in there] == ["111111111111"]
    assert [call.region for call in sc_plan.for_account(region="eu-west-1").calls] == ["eu-west-1"]
    assert len(sc_plan.calls) == 3


def test_a_call_is_shown_in_a_line(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    send(sc_plan, "DescribeRecord", {"Id": "r" * 50}, amz_sdk_request="attempt=2")
    sc_plan_client.list_provisioned_product_plans()
    execute(sc_plan_client, sc_plan.add_plan(status="EXECUTE_SUCCESS").id)
    plan_id = sc_plan.plans[0].id
    assert list(map(repr, sc_plan.calls)) == [
        f"<Call DescribeRecord Id={'r' * 37}...: ResourceNotFoundException attempt 2>",
        "<Call ListProvisionedProductPlans: ok>",
        f"<Call ExecuteProvisionedProductPlan PlanId={plan_id}: CREATED>",
    ]


def test_the_log_is_shown_in_columns_with_messages_and_changes(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    send(sc_plan, "DescribeRecord", {"Id": "rec-none"}, amz_sdk_request="attempt=2")
    product_id = plan.provisioned_product.id
    assert sc_plan.listing().splitlines() == [
        f"  1  ExecuteProvisionedProductPlan  PlanId={plan.id}  CREATED  {plan.record.id}",
        f"       {product_id} PLAN_IN_PROGRESS -> UNDER_CHANGE",
        f"       {plan.id} CREATE_SUCCESS -> EXECUTE_IN_PROGRESS",
        "  2  DescribeRecord                 Id=rec-none                ResourceNotFoundException"
        "  attempt 2",
        "       Record not found",
    ]


def test_an_empty_log_says_so(sc_plan: ServiceCatalog) -> None:
    assert sc_plan.listing() == "  (no calls)"


def test_a_log_of_several_accounts_names_them(sc_plan: ServiceCatalog) -> None:
    for account_id in ("111111111111", "222222222222"):
        client_of(account_id).list_provisioned_product_plans()
    assert sc_plan.listing().splitlines() == [
        "  1  111111111111 us-east-1  ListProvisionedProductPlans  ok",
        "  2  222222222222 us-east-1  ListProvisionedProductPlans  ok",
    ]


def test_a_long_log_is_shown_by_its_head_and_its_tail(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    for number in range(45):
        with not_found("Record not found"):
            sc_plan_client.describe_record(Id=f"rec-{number // 44}{number}")
    lines = sc_plan.listing().splitlines()
    assert len(lines) == 81
    assert lines[38:43] == [
        "  20  DescribeRecord  Id=rec-019  ResourceNotFoundException",
        "        Record not found",
        "  ... 5 calls are left out ...",
        "  26  DescribeRecord  Id=rec-025  ResourceNotFoundException",
        "        Record not found",
    ]
    assert lines[-2] == "  45  DescribeRecord  Id=rec-144  ResourceNotFoundException"


def test_equal_calls_are_one_line_and_count_once_among_those_shown(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.configure(deterministic=True, outcome="stuck")
    record_id = execute(sc_plan_client, sc_plan.add_plan().id)["RecordId"]
    for seconds in (0, 0.5, 1, 0):
        sc_plan.advance(seconds)
        sc_plan_client.describe_record(Id=record_id)
    for number in range(41):
        with not_found("Record not found"):
            sc_plan_client.describe_record(Id=f"rec-{number}")
    lines = sc_plan.listing().splitlines()
    assert lines[3].split() == [
        "2",
        "DescribeRecord",
        f"Id={record_id}",
        "IN_PROGRESS",
        "x4,",
        "1.5",
        "s",
    ]
    assert [line for line in lines if "left out" in line] == ["  ... 3 calls are left out ..."]


def test_only_what_repeats_is_one_line(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    plan = sc_plan.add_plan()
    record_id = execute(sc_plan_client, plan.id)["RecordId"]
    for _ in range(4):
        sc_plan_client.describe_record(Id=record_id)
    send(sc_plan, "DescribeRecord", {"Id": record_id}, amz_sdk_request="attempt=2")
    sc_plan_client.describe_record(Id=record_id)
    client_of("111111111111").list_provisioned_product_plans()
    rows = [line.split() for line in sc_plan.listing().splitlines() if "Describe" in line]
    assert [(row[0], *row[5:]) for row in rows] == [
        ("2", "IN_PROGRESS"),
        ("3", "SUCCEEDED", "x3"),
        ("6", "SUCCEEDED", "attempt", "2"),
        ("7", "SUCCEEDED"),
    ]


def test_the_tally_says_how_often_each_injected_error_was_raised(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.configure(assert_all_errors_raised=False)
    sc_plan.raise_error("InvalidStateException", times=1)
    sc_plan.raise_error("ResourceNotFoundException")
    plan = sc_plan.add_plan()
    for _ in range(3):
        with pytest.raises(sc_plan_client.exceptions.ClientError):
            execute(sc_plan_client, plan.id)
    assert tally(sc_plan.injections).splitlines() == [
        "  InvalidStateException on ExecuteProvisionedProductPlan (times=1): matched 3 times, "
        "raised once",
        "  ResourceNotFoundException on ExecuteProvisionedProductPlan: matched 3 times, raised 2 "
        "times",
    ]


def test_a_malformed_target_is_shown_shortened(sc_plan: ServiceCatalog) -> None:
    send(sc_plan, "X" * 1000, {})
    assert sc_plan.listing() == (
        f"  1  {'X' * 37}...  UnknownOperationException\n"
        f"       The target 'AWS242ServiceCatalogService.{'X' * 72}...' is not an operation of the "
        "service."
    )
