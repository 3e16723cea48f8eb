from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest
from botocore import UNSIGNED
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.endpoint import Endpoint
from botocore.exceptions import ClientError
from botocore.retries.bucket import TokenBucket

from pytest_sc_plan import ServiceCatalog, UnservedOperationError, mock_service_catalog
from pytest_sc_plan.activation.environment import FAKE_CREDENTIALS
from pytest_sc_plan.transports.botocore import _Raw
from pytest_sc_plan.wire.http import Request

from ..global_state import global_state
from ..helpers import Client, execute, nobody_serves, unserved
from ..newer import NEW
from ..programs import run_program

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def boto3_client(region: str = "us-east-1", **config: Any) -> Client:
    return boto3.client("servicecatalog", region_name=region, config=Config(**config))


def client_at(url: str) -> Client:
    return boto3.client("servicecatalog", endpoint_url=url)


def client_of_own_session() -> Client:
    return boto3.Session("AKIA", "secret", region_name="eu-west-1").client("servicecatalog")


def client_of_botocore() -> Client:
    return botocore.session.get_session().create_client("servicecatalog", region_name="eu-west-1")


def client_of_default_session() -> Client:
    boto3.setup_default_session(region_name="eu-west-1")
    return boto3.client("servicecatalog")


def answer_of(request: Any, body: bytes) -> AWSResponse:
    """An answer that is not the fake's."""
    return AWSResponse(request.url, 200, HTTPHeaders(), _Raw(body))


MADE_AT_IMPORT_TIME = client_of_own_session()


@pytest.mark.parametrize(
    ("make", "region"),
    [
        pytest.param(lambda: MADE_AT_IMPORT_TIME, "eu-west-1", id="made at import time"),
        pytest.param(lambda: boto3.client("servicecatalog"), "us-east-1", id="boto3"),
        pytest.param(client_of_own_session, "eu-west-1", id="boto3.Session"),
        pytest.param(client_of_botocore, "eu-west-1", id="botocore.session"),
        pytest.param(client_of_default_session, "eu-west-1", id="default session"),
        pytest.param(lambda: client_at("http://localhost:9"), "us-east-1", id="endpoint_url"),
        pytest.param(
            lambda: client_at("https://vpce-1.servicecatalog.example"), "us-east-1", id="endpoint"
        ),
        pytest.param(
            lambda: boto3_client("us-west-2", use_fips_endpoint=True), "us-west-2", id="FIPS"
        ),
        pytest.param(
            lambda: boto3_client("us-west-2", use_dualstack_endpoint=True),
            "us-west-2",
            id="dual stack",
        ),
        pytest.param(lambda: boto3_client("cn-north-1"), "cn-north-1", id="China"),
        pytest.param(lambda: boto3_client("us-gov-west-1"), "us-gov-west-1", id="GovCloud"),
        pytest.param(
            lambda: boto3_client("eu-west-2", signature_version=UNSIGNED),
            "eu-west-2",
            id="unsigned",
        ),
        pytest.param(
            lambda: boto3_client(
                "us-gov-east-1", signature_version=UNSIGNED, use_fips_endpoint=True
            ),
            "us-gov-east-1",
            id="unsigned FIPS",
        ),
        pytest.param(
            lambda: boto3_client("cn-northwest-1", signature_version=UNSIGNED),
            "cn-northwest-1",
            id="unsigned China",
        ),
    ],
)
def test_every_client_is_answered(
    sc_plan: ServiceCatalog, make: Callable[[], Client], region: str
) -> None:
    plan = sc_plan.for_account(region=region).add_plan()
    execute(make(), plan.id)
    sc_plan.assert_executed(plan)
    assert [(call.operation, call.region) for call in sc_plan.calls] == [
        ("ExecuteProvisionedProductPlan", region)
    ]


def test_a_client_made_before_is_answered_by_whichever_fake_is_live() -> None:
    for _ in range(2):
        with mock_service_catalog(region="eu-west-1") as catalog:
            plan = catalog.add_plan()
            execute(MADE_AT_IMPORT_TIME, plan.id)
            catalog.assert_executed(plan)


def test_a_client_made_where_there_were_no_credentials_is_answered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [*FAKE_CREDENTIALS, "AWS_PROFILE", "AWS_DEFAULT_PROFILE"]:
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    client = boto3.Session(region_name="eu-west-1").client("servicecatalog")
    for _ in range(2):
        with mock_service_catalog() as catalog:
            client.list_provisioned_product_plans()
            assert [call.region for call in catalog.calls] == ["eu-west-1"]


def test_a_request_shows_nothing_that_may_be_secret() -> None:
    headers = {"x-amz-target": "AWS242ServiceCatalogService.ListPortfolios", "authorization": "key"}
    assert repr(Request(headers, b"secret")) == (
        "<Request AWS242ServiceCatalogService.ListPortfolios>"
    )


MADE_BEFORE = """
import boto3
client = boto3.client("servicecatalog", region_name="eu-west-1")
import pytest_sc_plan
with pytest_sc_plan.mock_service_catalog(region="eu-west-1") as catalog:
    plan = catalog.add_plan()
    client.execute_provisioned_product_plan(PlanId=plan.id)
    print(plan.status, catalog.calls[0].region)
"""


def test_a_client_made_before_we_are_imported_and_without_credentials_is_answered(
    tmp_path: Path,
) -> None:
    assert run_program(MADE_BEFORE, tmp_path) == ["EXECUTE_IN_PROGRESS eu-west-1"]


def test_clients_are_answered_on_all_threads(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plans = [sc_plan.add_plan() for _ in range(20)]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda plan: execute(sc_plan_client, plan.id), plans))
    records = [sc_plan.record(answer["RecordId"]) for answer in answers]
    assert [plan.record for plan in plans] == records
    assert len(sc_plan.calls) == 20


def test_a_thread_that_was_there_before_is_answered_too() -> None:
    with ThreadPoolExecutor(1) as threads:
        threads.submit(int).result()
        with mock_service_catalog(region="eu-west-1") as catalog:
            plan = catalog.add_plan()
            threads.submit(execute, MADE_AT_IMPORT_TIME, plan.id).result()
            catalog.assert_executed(plan)


def test_event_handlers_run_as_they_would_in_life(sc_plan: ServiceCatalog) -> None:
    client = boto3_client()
    events = [
        "provide-client-params",
        "before-parameter-build",
        "before-call",
        "request-created",
        "before-sign",
        "before-send",
        "response-received",
        "needs-retry",
        "after-call",
    ]
    seen: list[str] = []

    def see(event_name: str, **_: Any) -> None:
        seen.append(event_name.partition(".")[0])

    for event in events:
        client.meta.events.register(f"{event}.servicecatalog.ListProvisionedProductPlans", see)
    client.list_provisioned_product_plans()
    assert seen == events
    assert len(sc_plan.calls) == 1


def test_changes_by_event_handlers_reach_the_fake(sc_plan: ServiceCatalog) -> None:
    client = boto3_client()

    def change(request: Any, **_: Any) -> None:
        request.headers["X-Amz-Target"] = b"AWS242ServiceCatalogService.DescribeProvisionedProduct"
        request.body = f'{{"Name": "{product.name}"}}'

    product = sc_plan.add_provisioned_product()
    client.meta.events.register("before-send.servicecatalog.*", change)
    client.list_provisioned_product_plans()
    (call,) = sc_plan.calls
    assert (call.operation, call.params) == ("DescribeProvisionedProduct", {"Name": product.name})


def test_a_request_without_a_body_has_no_parameters(sc_plan: ServiceCatalog) -> None:
    client = boto3_client()

    def change(request: Any, **_: Any) -> None:
        request.body = None

    client.meta.events.register("before-send.servicecatalog.*", change)
    client.list_provisioned_product_plans(PageSize=3)
    assert sc_plan.calls[0].params == {}


def test_a_handler_that_answers_itself_keeps_the_request(sc_plan: ServiceCatalog) -> None:
    client = boto3_client()
    client.meta.events.register(
        "before-send.servicecatalog.*",
        lambda request, **_: answer_of(request, b'{"NextPageToken": "own"}'),
    )
    assert client.list_provisioned_product_plans()["NextPageToken"] == "own"
    assert sc_plan.calls == []


def test_answers_have_the_metadata_of_real_ones(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    metadata = sc_plan_client.list_provisioned_product_plans()["ResponseMetadata"]
    assert re.fullmatch(UUID, metadata["RequestId"])
    assert metadata["HTTPStatusCode"] == 200
    assert metadata["RetryAttempts"] == 0
    assert metadata["HTTPHeaders"]["x-amzn-requestid"] == metadata["RequestId"]
    assert metadata["HTTPHeaders"]["content-type"] == "application/x-amz-json-1.1"
    with pytest.raises(ClientError) as caught:
        execute(sc_plan_client, "plan-x")
    refused = caught.value.response["ResponseMetadata"]
    assert re.fullmatch(UUID, refused["RequestId"])
    assert refused["RequestId"] != metadata["RequestId"]
    assert refused["HTTPStatusCode"] == 400


@pytest.fixture
def back_off(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that botocore would have slept between attempts."""
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    # Adaptive retries also wait for their turn before they send.
    monkeypatch.setattr(TokenBucket, "acquire", lambda *_, **__: True)
    return slept


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_botocore_retries_a_throttled_call(
    sc_plan: ServiceCatalog, back_off: list[float], mode: str
) -> None:
    plan = sc_plan.add_plan()
    throttled = sc_plan.raise_error("ThrottlingException", documented=False, times=2)
    client = boto3_client(retries={"mode": mode, "total_max_attempts": 3})
    answer = client.execute_provisioned_product_plan(PlanId=plan.id)
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2
    assert [(call.error_code, call.attempt) for call in sc_plan.calls] == [
        ("ThrottlingException", 1),
        ("ThrottlingException", 2),
        (None, 3),
    ]
    assert len({call.params["IdempotencyToken"] for call in sc_plan.calls}) == 1
    assert (throttled.raised, len(back_off)) == (2, 2)


@pytest.mark.parametrize(("mode", "attempts"), [("legacy", 5), ("standard", 3), ("adaptive", 3)])
def test_botocore_gives_up_after_as_many_attempts_as_its_mode_makes(
    sc_plan: ServiceCatalog, back_off: list[float], mode: str, attempts: int
) -> None:
    sc_plan.raise_error("ThrottlingException", documented=False, message="Slow down.")
    with pytest.raises(ClientError) as caught:
        execute(boto3_client(retries={"mode": mode}), "plan-x")
    assert str(caught.value) == (
        "An error occurred (ThrottlingException) when calling the ExecuteProvisionedProductPlan "
        f"operation (reached max retries: {attempts - 1}): Slow down."
    )
    assert [call.attempt for call in sc_plan.calls] == list(range(1, attempts + 1))
    assert len(back_off) == attempts - 1


def test_botocore_does_not_retry_a_documented_error(
    sc_plan: ServiceCatalog, back_off: list[float]
) -> None:
    sc_plan.raise_error("InvalidStateException")
    with pytest.raises(ClientError):
        execute(boto3_client(), "plan-x")
    assert ([call.attempt for call in sc_plan.calls], back_off) == ([1], [])


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The URLs of what would have gone to the network."""
    urls: list[str] = []

    def send(endpoint: Endpoint, request: Any) -> AWSResponse:
        urls.append(request.url)
        return answer_of(request, b"")

    monkeypatch.setattr(Endpoint, "_send", send)
    return urls


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_an_operation_that_is_not_served_fails_at_once_and_does_not_reach_the_network(
    newer_botocore: None, network: list[str], back_off: list[float], mode: str
) -> None:
    with mock_service_catalog() as catalog:
        client = boto3_client(retries={"mode": mode})
        with pytest.raises(UnservedOperationError) as caught:
            client.list_new_things(ProductId="prod-1")
        assert isinstance(caught.value, NotImplementedError)
        assert [(call.operation, call.error_code, call.attempt) for call in catalog.calls] == [
            (NEW, "UnservedOperationError", 1),
        ]
    assert str(caught.value) == unserved(nobody_serves())
    assert (network, back_off) == ([], [])


def test_calls_of_other_services_go_their_way(network: list[str]) -> None:
    before = global_state()
    with mock_service_catalog() as catalog:
        boto3.client("s3").list_buckets()
        boto3_client().list_provisioned_product_plans()
        assert [call.operation for call in catalog.calls] == ["ListProvisionedProductPlans"]
    assert network == ["https://s3.amazonaws.com/"]
    assert global_state() == before


def test_the_network_is_back_once_nothing_is_live(network: list[str]) -> None:
    with mock_service_catalog():
        pass
    MADE_AT_IMPORT_TIME.list_provisioned_product_plans()
    assert network == ["https://servicecatalog.eu-west-1.amazonaws.com/"]
