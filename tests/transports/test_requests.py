"""Callers that sign with Signature Version 4 and post with requests."""

from __future__ import annotations

import importlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import responses
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto import mock_aws
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from pytest_sc_plan import PlanServer, ServiceCatalog, UnservedOperationError, mock_service_catalog

from ..helpers import TARGET
from ..newer import NEW
from ..programs import run_program

URL = "https://servicecatalog.us-east-1.amazonaws.com/"
RealSend = requests.Session.send


def signed(operation: str, params: dict[str, Any], *, region: str = "us-east-1") -> Any:
    """A request as a caller without an SDK makes it."""
    url = URL.replace("us-east-1", region)
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"{TARGET}.{operation}",
    }
    request = AWSRequest("POST", url, data=json.dumps(params), headers=headers)
    SigV4Auth(Credentials("key", "secret"), "servicecatalog", region).add_auth(request)
    return requests.Request("POST", url, data=request.body, headers=dict(request.headers))


def call(operation: str, params: dict[str, Any], **more: Any) -> requests.Response:
    with requests.Session() as session:
        return session.send(session.prepare_request(signed(operation, params, **more)))


def execute(plan_id: str) -> requests.Response:
    return call("ExecuteProvisionedProductPlan", {"PlanId": plan_id, "IdempotencyToken": "t"})


def test_a_signed_request_is_answered(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.add_plan()
    answer = execute(plan.id)
    assert (answer.status_code, answer.reason, answer.ok) == (200, "OK", True)
    assert answer.json()["RecordDetail"]["RecordId"] == sc_plan.records[0].id
    assert answer.headers["X-Amzn-RequestId"]
    assert answer.url == URL
    assert answer.elapsed.total_seconds() >= 0
    sc_plan.assert_executed(plan)


def test_requests_post_is_answered(sc_plan: ServiceCatalog) -> None:
    headers = {"x-amz-target": f"{TARGET}.ListProvisionedProductPlans"}
    assert requests.post(URL, "{}", headers=headers).json() == {"ProvisionedProductPlans": []}


@pytest.mark.parametrize("body", [b"{}", "{}", None, io.BytesIO(b"{\n}"), iter([b"{", b"}"])])
def test_a_body_may_have_any_type_that_requests_takes(sc_plan: ServiceCatalog, body: Any) -> None:
    headers = {"X-Amz-Target": f"{TARGET}.ListProvisionedProductPlans"}
    assert requests.post(URL, body, headers=headers).status_code == 200


def test_the_region_is_that_of_the_signature(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.for_account(region="eu-west-1").add_plan()
    params = {"PlanId": plan.id}
    assert call("DescribeProvisionedProductPlan", params).status_code == 400
    assert call("DescribeProvisionedProductPlan", params, region="eu-west-1").status_code == 200


def test_an_error_is_an_answer(sc_plan: ServiceCatalog) -> None:
    answer = execute("plan-x")
    assert (answer.status_code, answer.reason) == (400, "Bad Request")
    assert answer.json()["__type"] == "ResourceNotFoundException"


def test_hooks_and_streams_of_a_session_work(sc_plan: ServiceCatalog) -> None:
    seen = []
    with requests.Session() as session:
        session.hooks["response"].append(lambda answer, **_: seen.append(answer.status_code))
        prepared = session.prepare_request(signed("ListProvisionedProductPlans", {}))
        with session.send(prepared, stream=True) as answer:
            assert b"".join(answer.iter_content(3)) == b'{"ProvisionedProductPlans":[]}'
    assert seen == [200]


@pytest.mark.parametrize(
    ("kind", "exception"),
    [
        ("read_timeout", requests.ReadTimeout),
        ("response_lost", requests.ReadTimeout),
        ("connect_timeout", requests.ConnectTimeout),
        ("connection_closed", requests.ConnectionError),
    ],
)
def test_a_fault_is_what_requests_makes_of_it(
    sc_plan: ServiceCatalog, kind: str, exception: type[Exception]
) -> None:
    plan = sc_plan.add_plan()
    sc_plan.inject_fault(kind)
    with pytest.raises(exception) as caught:
        execute(plan.id)
    assert type(caught.value) is exception
    assert (plan.record is not None) is (kind == "response_lost")


def test_the_retries_of_a_sessions_adapter_are_made(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.add_plan()
    sc_plan.inject_fault("internal_error", times=2)
    retries = Retry(3, status_forcelist=[500], allowed_methods=None, backoff_factor=0)
    params = {"PlanId": plan.id, "IdempotencyToken": "t"}
    with requests.Session() as session:
        session.mount("https://", HTTPAdapter(max_retries=retries))
        prepared = session.prepare_request(signed("ExecuteProvisionedProductPlan", params))
        assert session.send(prepared).status_code == 200
    assert [call.fault for call in sc_plan.calls] == ["internal_error", "internal_error", None]


def test_a_reference_to_send_that_somebody_kept_goes_to_the_original() -> None:
    with mock_service_catalog():
        kept = requests.Session.send
    with mocked() as mock, requests.Session() as session:
        prepared = session.prepare_request(requests.Request("GET", "https://example.com/"))
        assert kept(session, prepared).text == "mocked"
        mock.add("POST", URL, body="mocked")
        prepared = session.prepare_request(signed("ListProvisionedProductPlans", {}))
        assert kept(session, prepared).text == "mocked"


def test_a_malformed_answer_is_no_json(sc_plan: ServiceCatalog) -> None:
    sc_plan.inject_fault("malformed_response")
    with pytest.raises(requests.JSONDecodeError):
        execute(sc_plan.add_plan().id).json()


# --------------------------------------------------------------- beside responses


STRICT = [True, False]


def mocked(**settings: Any) -> responses.RequestsMock:
    mock = responses.RequestsMock(**settings)
    mock.add("GET", "https://example.com/", body="mocked")
    return mock


def both_answer() -> None:
    assert execute("plan-x").json()["__type"] == "ResourceNotFoundException"
    assert requests.get("https://example.com/").text == "mocked"


@pytest.mark.parametrize("strict", STRICT)
def test_mocks_that_were_active_before_go_on(strict: Any) -> None:
    with mocked(assert_all_requests_are_fired=strict) as mock:
        with mock_service_catalog():
            both_answer()
        assert len(mock.calls) == 1
        with pytest.raises(requests.ConnectionError):
            execute("plan-x")


@pytest.mark.parametrize("strict", STRICT)
def test_mocks_that_start_later_leave_us_our_requests(sc_plan: ServiceCatalog, strict: Any) -> None:
    with mocked(assert_all_requests_are_fired=strict) as mock:
        both_answer()
        assert len(mock.calls) == 1
    assert len(sc_plan.calls) == 1


def test_mocks_that_end_in_another_order_than_they_started(sc_plan: ServiceCatalog) -> None:
    fake, mock = mock_service_catalog(), mocked()
    fake.start()
    mock.start()
    both_answer()
    fake.stop()
    mock.stop()
    assert execute("plan-x").status_code == 400


def test_a_strict_mock_refuses_requests_that_nothing_answers(sc_plan: ServiceCatalog) -> None:
    with (
        mocked(assert_all_requests_are_fired=False),
        pytest.raises(requests.ConnectionError, match="Connection refused by Responses"),
    ):
        requests.get("https://example.org/")


@pytest.mark.parametrize("order", ["responses first", "responses later"])
def test_requests_that_pass_through_responses_reach_the_network(
    order: str, sc_plan_server: PlanServer
) -> None:
    # To this requests is a server like any other: what it is asked for is not the service's.
    mock = responses.RequestsMock()
    mock.add_passthru(sc_plan_server.url)
    mocks: list[Any] = [mock, mock_service_catalog()]
    first, later = mocks if order == "responses first" else reversed(mocks)
    with first, later:
        mock.add("GET", "https://example.com/", body="mocked")
        both_answer()
        passed = requests.get(f"{sc_plan_server.url}/other")
    assert (passed.status_code, passed.text) == (404, "<UnknownOperationException/>\n")


@responses.activate(assert_all_requests_are_fired=True)
def test_the_decorator_of_responses(sc_plan: ServiceCatalog) -> None:
    responses.add("GET", "https://example.com/", body="mocked")
    both_answer()
    assert len(sc_plan.calls) == len(responses.calls) == 1


# -------------------------------------------------------------------- beside moto


@pytest.mark.parametrize("order", ["moto first", "moto later"])
def test_motos_services_are_motos(order: str) -> None:
    mocks: list[Any] = [mock_aws(), mock_service_catalog()]
    first, later = mocks if order == "moto first" else reversed(mocks)
    with first, later:
        bucket = requests.put("https://bucket.s3.amazonaws.com/", headers={"Authorization": "x"})
        assert bucket.status_code == 200
        assert execute("plan-x").json()["__type"] == "ResourceNotFoundException"


def test_an_operation_that_only_moto_has_is_motos(
    newer_moto: None, sc_plan: ServiceCatalog
) -> None:
    with mock_aws():
        (called,) = call(NEW, {}).json()["PortfolioDetails"]
    assert called["Id"] == sc_plan.settings.account_id


def test_an_operation_that_neither_serves_says_so(
    newer_botocore: None, sc_plan: ServiceCatalog
) -> None:
    with pytest.raises(UnservedOperationError, match=f"does not serve {NEW}"):
        call(NEW, {})
    sc_plan.reset()


# -------------------------------------------------------------------------- loading


def test_requests_is_as_it_was_afterwards() -> None:
    with mock_service_catalog():
        assert requests.Session.send is not RealSend
    assert requests.Session.send is RealSend


@pytest.fixture
def not_loaded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """requests and responses were never imported."""
    for name in list(sys.modules):
        if name.partition(".")[0] in {"requests", "responses"}:
            monkeypatch.delitem(sys.modules, name)
    meta_path = list(sys.meta_path)
    yield
    assert sys.meta_path == meta_path


def test_requests_that_is_imported_later_calls_the_fake(not_loaded: None) -> None:
    meta_path = list(sys.meta_path)
    with mock_service_catalog() as catalog:
        assert sys.meta_path == meta_path
        late = importlib.import_module("requests")
        headers = {"X-Amz-Target": f"{TARGET}.ListProvisionedProductPlans"}
        assert late.post(URL, "{}", headers=headers).status_code == 200
        assert len(catalog.calls) == 1
        ours = late.Session.send
    assert late.Session.send is not ours


def test_responses_is_imported_with_the_first_request(not_loaded: None) -> None:
    with mock_service_catalog():
        assert "responses" not in sys.modules


IN_A_FAKE_FILE_SYSTEM = f"""
import sys
from pathlib import Path
import botocore
from pyfakefs.fake_filesystem_unittest import Patcher
from pytest_sc_plan import mock_service_catalog

assert "requests" not in sys.modules
with Patcher() as patcher:
    patcher.fs.add_real_directory(Path(botocore.__file__).parent / "data")
    with mock_service_catalog() as catalog:
        import requests
        headers = {{"X-Amz-Target": "{TARGET}.ListProvisionedProductPlans"}}
        print(requests.post("{URL}", "{{}}", headers=headers).status_code, len(catalog.calls))
"""


def test_the_fake_starts_in_a_file_system_of_pyfakefs(tmp_path: Path) -> None:
    assert run_program(IN_A_FAKE_FILE_SYSTEM, tmp_path) == ["200 1"]
