"""DescribeRecord, as a boto3 client sees it."""

from __future__ import annotations

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, execute, invalid_parameters, not_found


def test_a_record_is_described_as_it_was_answered(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    detail = execute(sc_plan_client, sc_plan.add_plan().id)
    answer = sc_plan_client.describe_record(Id=detail["RecordId"])
    described = answer["RecordDetail"]
    assert described == {
        **detail,
        "Status": "IN_PROGRESS",
        "UpdatedTime": described["UpdatedTime"],
    }
    assert answer["RecordOutputs"] == []
    assert "NextPageToken" not in answer


def test_a_failed_record_says_why(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sc_plan.configure(failure_code="SomeCode", failure_description="Some reason.")
    plan = sc_plan.add_plan(status="EXECUTE_FAILED")
    assert plan.record is not None
    detail = sc_plan_client.describe_record(Id=plan.record.id)["RecordDetail"]
    assert detail["Status"] == "FAILED"
    assert detail["RecordErrors"] == [{"Code": "SomeCode", "Description": "Some reason."}]


def test_a_record_without_a_launch_constraint_has_no_role(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    assert "LaunchRoleArn" not in execute(sc_plan_client, sc_plan.add_plan().id)


def test_a_record_that_does_not_exist_is_not_found(sc_plan_client: Client) -> None:
    with not_found("Record not found"):
        sc_plan_client.describe_record(Id="rec-none")


@pytest.mark.parametrize("token", ["forged", "Zm9yZ2Vk", "ümlaut"])
def test_a_forged_page_token_is_refused(
    sc_plan: ServiceCatalog, sc_plan_client: Client, token: str
) -> None:
    record = sc_plan.add_plan(status="EXECUTE_SUCCESS").record
    assert record is not None
    with invalid_parameters("Invalid page token. Please use the token of the last page."):
        sc_plan_client.describe_record(Id=record.id, PageToken=token)
