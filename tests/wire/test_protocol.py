"""Requests and answers on the wire: who calls, and what comes back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_sc_plan import ServiceCatalog, UnservedOperationError

from ..helpers import (
    Client,
    client_of,
    error_of,
    execute,
    nobody_serves,
    send,
    unserved,
)
from ..newer import NEW

SCOPE = "AWS4-HMAC-SHA256 Credential={key}/20240101/{region}/servicecatalog/aws4_request, Signature"


@pytest.mark.parametrize(
    ("authorization", "host", "account_id", "region"),
    [
        ("", "", "123456789012", "us-east-1"),
        ("", "servicecatalog.eu-west-1.amazonaws.com", "123456789012", "eu-west-1"),
        ("", "servicecatalog-fips.us-gov-west-1.amazonaws.com", "123456789012", "us-gov-west-1"),
        ("", "servicecatalog.cn-north-1.amazonaws.com.cn", "123456789012", "cn-north-1"),
        ("", "localhost:4566", "123456789012", "us-east-1"),
        (
            SCOPE.format(key="111111111111", region="ap-south-1"),
            "servicecatalog.eu-west-1.amazonaws.com",
            "111111111111",
            "ap-south-1",
        ),
        (SCOPE.format(key="AKIA", region="ap-south-1"), "localhost", "123456789012", "ap-south-1"),
        (
            SCOPE.format(key="11111111111\u0661", region="eu-west-1"),
            "",
            "123456789012",
            "eu-west-1",
        ),
        ("", "vpce-1.servicecatalog.eu-west-1.vpce.amazonaws.com", "123456789012", "eu-west-1"),
        ("", "ServiceCatalog.EU-West-1.amazonaws.com", "123456789012", "eu-west-1"),
    ],
)
def test_the_signature_and_then_the_host_say_who_calls(
    sc_plan: ServiceCatalog, authorization: str, host: str, account_id: str, region: str
) -> None:
    send(sc_plan, "ListProvisionedProductPlans", {}, host=host, authorization=authorization)
    call = sc_plan.calls[-1]
    assert (call.account_id, call.region) == (account_id, region)


@pytest.mark.parametrize(
    ("headers", "attempt"),
    [
        ({}, 1),
        ({"amz_sdk_request": "attempt=1"}, 1),
        ({"amz_sdk_request": "ttl=x; attempt=3"}, 3),
        ({"amz_sdk_request": "attempt=999999999; max=3"}, 999999999),
        ({"amz_sdk_request": f"attempt={'9' * 5000}"}, 1),
        ({"amz_sdk_request": "attempt=\u0663"}, 1),
    ],
)
def test_the_sdk_says_which_attempt_it_is(
    sc_plan: ServiceCatalog, headers: dict[str, str], attempt: int
) -> None:
    send(sc_plan, "ListProvisionedProductPlans", {}, **headers)
    assert sc_plan.calls[-1].attempt == attempt


def nested(depth: int, opening: str, closing: str, value: str = "1") -> bytes:
    """A request with lists or objects inside one another."""
    inner = depth - 1
    return f'{{"A":{opening * inner}{value}{closing * inner}}}'.encode()


@pytest.mark.parametrize("brackets", [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")], ids=str)
@pytest.mark.parametrize("depth", [51, 101, 1_000, 100_000])
def test_json_that_is_nested_deeply_is_refused(
    sc_plan: ServiceCatalog, brackets: tuple[str, str], depth: int
) -> None:
    levels = depth * (2 if len(brackets[1]) == 2 else 1)
    body = nested(depth, *brackets)
    response = send(sc_plan, "ListProvisionedProductPlans", body)
    if levels == 51:
        assert response.status == 200
        return
    assert error_of(response) == (
        400,
        "SerializationException",
        "The request body is nested too deeply",
    )
    assert [call.params for call in sc_plan.calls] == [{}]


def test_json_may_be_nested_a_hundred_times(sc_plan: ServiceCatalog) -> None:
    assert send(sc_plan, "ListProvisionedProductPlans", nested(100, "[", "]")).status == 200
    assert send(sc_plan, "ListProvisionedProductPlans", nested(100, "[", "]", "")).status == 200
    assert send(sc_plan, "ListProvisionedProductPlans", nested(101, "[", "]", "")).status == 400


def test_a_success_is_json_with_a_request_id(sc_plan: ServiceCatalog) -> None:
    response = send(sc_plan, "ListProvisionedProductPlans", {})
    assert response.status == 200
    assert response.body == b'{"ProvisionedProductPlans":[]}'
    assert response.headers["Content-Type"] == "application/x-amz-json-1.1"
    assert response.headers["Content-Length"] == "30"
    assert len(response.headers["x-amzn-RequestId"]) == 36


def test_an_error_is_its_code_and_its_message(sc_plan: ServiceCatalog) -> None:
    response = send(sc_plan, "DescribeRecord", {"Id": "rec-none"})
    assert error_of(response) == (400, "ResourceNotFoundException", "Record not found")
    assert response.headers["Content-Length"] == str(len(response.body))


def test_times_are_epoch_seconds_and_members_without_a_value_are_left_out(
    sc_plan: ServiceCatalog,
) -> None:
    sc_plan.configure(deterministic=True)
    plan = sc_plan.add_plan()
    answer = json.loads(send(sc_plan, "DescribeProvisionedProductPlan", {"PlanId": plan.id}).body)
    details = answer["ProvisionedProductPlanDetails"]
    assert details["CreatedTime"] == 1704067200.0
    assert "StatusMessage" not in details
    assert "NextPageToken" not in answer


def test_an_sdk_sees_status_code_and_request_id(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    with pytest.raises(sc_plan_client.exceptions.ResourceNotFoundException) as caught:
        execute(sc_plan_client, "plan-none")
    metadata = caught.value.response["ResponseMetadata"]
    assert metadata["HTTPStatusCode"] == 400
    assert len(metadata["RequestId"]) == 36
    assert isinstance(caught.value, ClientError)


def test_every_answer_has_a_request_id_of_its_own(sc_plan_client: Client) -> None:
    ids = {
        sc_plan_client.list_provisioned_product_plans()["ResponseMetadata"]["RequestId"]
        for _ in range(3)
    }
    assert len(ids) == 3


def test_an_unserved_operation_says_so_and_lists_the_served_ones(
    newer_botocore: None, sc_plan: ServiceCatalog
) -> None:
    with pytest.raises(UnservedOperationError) as caught:
        client_of().list_new_things(ProductId="prod-1")
    assert str(caught.value) == unserved(nobody_serves())
    with pytest.raises(UnservedOperationError) as caught:
        send(sc_plan, NEW, {})
    assert str(caught.value) == unserved(nobody_serves())
    sc_plan.reset()


@pytest.mark.parametrize("endpoint", ["http://localhost:1", "https://proxy.example.com/aws"])
def test_any_endpoint_is_answered(sc_plan: ServiceCatalog, endpoint: str) -> None:
    import boto3

    client: Any = boto3.client("servicecatalog", endpoint_url=endpoint, region_name="eu-west-1")
    assert client.list_provisioned_product_plans()["ProvisionedProductPlans"] == []
    assert sc_plan.calls[-1].region == "eu-west-1"


@pytest.mark.parametrize("region", ["us-gov-west-1", "cn-north-1", "us-iso-east-1"])
def test_any_partition_is_answered(sc_plan: ServiceCatalog, region: str) -> None:
    client_of(region=region).list_provisioned_product_plans()
    assert sc_plan.calls[-1].region == region


@pytest.mark.parametrize(
    ("target", "shown"),
    [("." * 100, "." * 100), ("." * 101, "." * 100 + "...")],
    ids=["100", "101"],
)
def test_so_much_of_a_target_is_shown(sc_plan: ServiceCatalog, target: str, shown: str) -> None:
    assert error_of(send(sc_plan, target, {})) == (
        400,
        "UnknownOperationException",
        f"The target {shown!r} is not an operation of the service.",
    )
