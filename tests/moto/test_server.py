"""moto's server with the fake in it, as clients of other processes see it."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    HTTPClientError,
    ReadTimeoutError,
)
from moto.core.models import botocore_stubber
from moto.moto_api import state_manager
from moto.moto_server.werkzeug_app import DomainDispatcherApplication

from pytest_sc_plan import ServiceCatalog, SettingsError, serve_in_moto
from pytest_sc_plan.fake.lookup import state_of
from pytest_sc_plan.moto import active

from ..helpers import Client, execute, moto_with_portfolios, plan_status, record_status, refused
from ..motos_server import serving
from ..newer import NEW
from ..waiting import HANG

MODEL = "servicecatalog::plan"


@pytest.fixture
def url() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture
def catalog(url: str) -> Iterator[ServiceCatalog]:
    """The fake in the server of moto."""
    with serve_in_moto(region="us-east-1") as catalog:
        yield catalog


@pytest.fixture
def no_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")


def client_at(url: str, service: str = "servicecatalog", **more: Any) -> Client:
    arguments: dict[str, Any] = {
        "region_name": "us-east-1",
        "endpoint_url": url,
        "aws_access_key_id": "testing",
        "aws_secret_access_key": "testing",
        **more,
    }
    return boto3.Session().client(service, **arguments)


def fetch(url: str, body: Any = None, **headers: str) -> Any:
    """The status and the JSON that a URL is answered with."""
    data = None if body is None else json.dumps(body).encode()
    given = {"Content-Type": "application/json"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, given)) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_plans_are_ours_and_s3_is_motos(url: str, catalog: ServiceCatalog) -> None:
    s3 = client_at(url, "s3")
    s3.create_bucket(Bucket="bucket")
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["bucket"]
    plan = catalog.add_plan()
    client = client_at(url)
    record_id = execute(client, plan.id)["RecordId"]
    seen = [record_status(client, record_id) for _ in range(2)]
    assert seen == ["IN_PROGRESS", "SUCCEEDED"]
    catalog.assert_executed(plan)
    assert catalog.calls[0].region == "us-east-1"
    with refused("ResourceNotFoundException", "Plan plan-none was not found."):
        execute(client, "plan-none")


@moto_with_portfolios
def test_what_is_in_the_server_already_is_copied(url: str) -> None:
    client, s3 = client_at(url), client_at(url, "s3")
    s3.create_bucket(Bucket="templates")
    template = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}
    s3.put_object(Bucket="templates", Key="queue", Body=json.dumps(template).encode())
    client.create_portfolio(DisplayName="team", ProviderName="us")
    client.create_product(
        Name="theirs",
        Owner="us",
        ProductType="CLOUD_FORMATION_TEMPLATE",
        ProvisioningArtifactParameters={"Info": {"LoadTemplateFromURL": f"{url}/templates/queue"}},
    )
    with serve_in_moto(region="us-east-1") as catalog:
        (product,) = catalog.products
        assert product.provisioning_artifacts[0].template == template
        (listed,) = client.list_portfolios()["PortfolioDetails"]
        assert listed["DisplayName"] == "team"
        plan = catalog.add_plan(product=product)
        (change,) = client.describe_provisioned_product_plan(PlanId=plan.id)["ResourceChanges"]
        assert change["LogicalResourceId"] == "Queue"


def test_stacks_in_the_server_have_their_resources_in_its_fake(
    url: str, catalog: ServiceCatalog
) -> None:
    properties = {"DisplayName": "team", "ProviderName": "us"}
    team = {"Type": "AWS::ServiceCatalog::Portfolio", "Properties": properties}
    body = json.dumps({"Resources": {"Team": team}})
    client = client_at(url, "cloudformation")
    for _ in range(2):
        client.create_stack(StackName="stack", TemplateBody=body)
        assert [portfolio.name for portfolio in catalog.portfolios] == ["team"]
        client.delete_stack(StackName="stack")
        assert catalog.portfolios == []


def test_plans_make_stacks_in_motos_server(url: str) -> None:
    template = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}
    with serve_in_moto(region="us-east-1", engine="cloudformation") as catalog:
        product = catalog.add_product("queue", versions={"v1": template})
        plan = catalog.add_plan(product=product)
        execute(client_at(url), plan.id)
        assert len(client_at(url, "sqs").list_queues()["QueueUrls"]) == 1
        (stack,) = client_at(url, "cloudformation").describe_stacks()["Stacks"]
        assert stack["StackStatus"] == "CREATE_COMPLETE"


def test_a_caller_with_an_assumed_role_acts_in_its_account(
    url: str, catalog: ServiceCatalog
) -> None:
    sts = client_at(url, "sts")
    credentials = sts.assume_role(
        RoleArn="arn:aws:iam::111111111111:role/spoke", RoleSessionName="hub"
    )["Credentials"]
    client = client_at(
        url,
        region_name="eu-west-1",
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )
    plan = catalog.for_account("111111111111", "eu-west-1").add_plan()
    execute(client, plan.id)
    assert [(call.account_id, call.region) for call in catalog.calls] == [
        ("111111111111", "eu-west-1")
    ]


def test_state_transitions_are_set_over_http(url: str, catalog: ServiceCatalog) -> None:
    transition = {"progression": "manual", "times": 3}
    transitions = f"{url}/moto-api/state-manager"
    client = client_at(url)
    try:
        fetch(
            f"{transitions}/set-transition",
            {"model_name": MODEL, "transition": transition},
            Content_Type="application/json",
        )
        record_id = execute(client, catalog.add_plan().id)["RecordId"]
        seen = [record_status(client, record_id) for _ in range(3)]
        assert seen == ["IN_PROGRESS", "IN_PROGRESS", "SUCCEEDED"]
        state_manager.set_transition(MODEL, {"progression": "backwards"})
        message = (
            "moto's state transition of 'servicecatalog::plan' is {'progression': 'backwards'}: "
            "progression must be immediate, manual or time"
        )
        with refused("SettingsError", message):
            record_status(client, record_id)
    finally:
        state_manager.unset_transition(MODEL)


def test_a_reset_of_moto_resets_us(url: str, catalog: ServiceCatalog) -> None:
    catalog.add_plan()
    catalog.configure(outcome="failed")
    client_at(url, "s3").create_bucket(Bucket="bucket")
    assert fetch(f"{url}/moto-api/reset", {}) == (200, {"status": "ok"})
    assert (catalog.plans, catalog.products, catalog.calls) == ([], [], [])
    assert catalog.settings.outcome == "succeeded"
    assert client_at(url, "s3").list_buckets()["Buckets"] == []


def test_the_fake_is_controlled_beside_moto(url: str, catalog: ServiceCatalog) -> None:
    status, seeded = fetch(f"{url}/_sc_plan/state?region=eu-west-1", {"plans": [{}]})
    assert status == 200
    assert [plan.id for plan in catalog.for_account(region="eu-west-1").plans] == [
        seeded["plans"][0]["id"]
    ]
    assert fetch(f"{url}/_sc_plan/nothing")[0] == 404
    status, state = fetch(f"{url}/_sc_plan/reset?region=eu-west-1", {})
    assert (status, state["plans"]) == (200, [])


def test_operations_that_only_moto_has_are_motos(
    newer_moto: None, url: str, catalog: ServiceCatalog
) -> None:
    (called,) = client_at(url).list_new_things(ProductId="prod-x")["PortfolioDetails"]
    assert called == {"Id": "123456789012", "DisplayName": "us-east-1"}


def test_operations_that_neither_has_are_refused(
    newer_botocore: None, url: str, catalog: ServiceCatalog
) -> None:
    with pytest.raises(ClientError) as caught:
        client_at(url).list_new_things(ProductId="prod-x")
    error = caught.value.response["Error"]
    assert error["Code"] == "UnknownOperationException"
    assert error["Message"].startswith(f"pytest-sc-plan does not serve {NEW}, and moto ")


def test_a_moto_without_service_catalog_has_none_of_its_operations(
    newer_moto: None, url: str, catalog: ServiceCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_sc_plan.moto.service_catalog.find_spec", lambda name: None)
    with pytest.raises(ClientError, match=f"does not serve {NEW}"):
        client_at(url).list_new_things(ProductId="prod-x")


class TestFaults:
    def test_a_lost_response(self, url: str, catalog: ServiceCatalog, no_retries: None) -> None:
        plan = catalog.add_plan()
        client = client_at(url, config=Config(read_timeout=0.3))
        heard = threading.Event()
        state_of(catalog).call_listeners.append(lambda call: heard.set())
        with catalog.inject_fault("response_lost"):
            with pytest.raises(ReadTimeoutError):
                execute(client, plan.id)
            assert heard.wait(HANG)
        assert plan.status == "EXECUTE_IN_PROGRESS"

    def test_a_closed_connection(self, url: str, catalog: ServiceCatalog, no_retries: None) -> None:
        plan = catalog.add_plan()
        with catalog.inject_fault("connection_closed"), pytest.raises(ConnectionClosedError):
            execute(client_at(url), plan.id)
        assert plan.status == "CREATE_SUCCESS"
        execute(client_at(url), plan.id)

    def test_a_client_that_goes_away(self, url: str, catalog: ServiceCatalog) -> None:
        plan = catalog.add_plan()
        catalog.inject_fault("response_lost")
        heard = threading.Event()
        state_of(catalog).call_listeners.append(lambda call: heard.set())
        body = json.dumps({"PlanId": plan.id, "IdempotencyToken": "token"})
        host, _, port = url.partition("//")[2].partition(":")
        with socket.create_connection((host, int(port)), timeout=HANG) as connection:
            connection.sendall(
                b"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: "
                b"AWS242ServiceCatalogService.ExecuteProvisionedProductPlan\r\n"
                + f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
            )
            assert heard.wait(HANG)
            connection.sendall(b"more")
            connection.shutdown(socket.SHUT_WR)
            assert connection.recv(1) == b""

    def test_throttling_and_retries(self, url: str, catalog: ServiceCatalog) -> None:
        plan = catalog.add_plan()
        catalog.inject_fault("throttling")
        execute(client_at(url), plan.id)
        assert [call.error_code for call in catalog.calls] == ["ThrottlingException", None]

    def test_faults_of_calls_that_moto_answers(
        self, newer_moto: None, url: str, catalog: ServiceCatalog, no_retries: None
    ) -> None:
        client = client_at(url)
        catalog.inject_fault("connection_closed", operation=NEW)
        with pytest.raises(HTTPClientError):
            client.list_new_things(ProductId="prod-x")
        catalog.inject_fault("malformed_response", operation=NEW)
        assert "PortfolioDetails" not in client.list_new_things(ProductId="prod-x")


def test_a_server_that_runs_already_is_as_it_was_afterwards(url: str) -> None:
    original = DomainDispatcherApplication.__call__
    with serve_in_moto() as outer:
        plan = outer.add_plan()
        with serve_in_moto() as inner:
            assert client_at(url).list_provisioned_product_plans()["ProvisionedProductPlans"] == []
        execute(client_at(url), plan.id)
        assert (len(outer.calls), len(inner.calls)) == (1, 1)
        assert active.is_active()
    assert DomainDispatcherApplication.__call__ is original
    assert not active.is_active()
    assert not botocore_stubber.enabled


def test_the_fixtures_own_fake_is_served(url: str, sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.add_plan()
    target = "AWS242ServiceCatalogService.DescribeProvisionedProductPlan"
    with serve_in_moto(sc_plan) as catalog:
        assert catalog is sc_plan
        status, answer = fetch(url, {"PlanId": plan.id}, X_Amz_Target=target)
    assert (status, answer["ProvisionedProductPlanDetails"]["PlanId"]) == (200, plan.id)


def test_an_error_that_was_never_raised_fails_at_the_end() -> None:
    with pytest.raises(AssertionError, match="never raised"), serve_in_moto() as catalog:
        catalog.raise_error("InvalidStateException")
    with serve_in_moto(assert_all_errors_raised=False) as catalog:
        catalog.raise_error("InvalidStateException")


@pytest.mark.sc_plan(assert_all_errors_raised=False)
def test_a_fake_that_is_given_is_its_owners_to_check(sc_plan: ServiceCatalog) -> None:
    with serve_in_moto(sc_plan):
        sc_plan.raise_error("InvalidStateException")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"polls": -1}, "serve_in_moto(): polls must be 0 or more, not -1"),
        (
            {"sleep": "skip"},
            "serve_in_moto(): sleep='skip' is for a fake that is live in this process: give it, "
            "as in serve_in_moto(sc_plan)",
        ),
    ],
)
def test_wrong_settings_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError) as caught, serve_in_moto(**settings):
        pass
    assert str(caught.value) == message


def test_a_fake_has_its_settings(sc_plan: ServiceCatalog) -> None:
    with pytest.raises(SettingsError) as caught, serve_in_moto(sc_plan, polls=2):
        pass
    assert str(caught.value) == "serve_in_moto(): give a fake or settings, not both"


def test_missing_resources_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_sc_plan.moto.server.find_spec", lambda name: None)
    with pytest.raises(ImportError) as caught, serve_in_moto():
        pass
    assert str(caught.value) == (
        "moto's server needs flask and flask_cors: pip install 'moto[server]'"
    )


@contextmanager
def command(*arguments: str) -> Iterator[str]:
    """The URL of the command at work in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "pytest_sc_plan", "moto-server", *arguments],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                found = re.search(r"Running on (http://[\d.:]+)", line)
                if found:
                    yield found[1]
                    break
        finally:
            process.terminate()
            process.stderr.read()
    assert process.returncode == 0


def test_the_command_runs_motos_server_with_a_fake_in_it(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    state.write_text('{"products": [{"name": "bucket"}], "plans": [{"product": "bucket"}]}')
    with command("--state", str(state), "-p", "0", "--scenario", "slow") as url:
        client = client_at(url)
        (plan,) = client.list_provisioned_product_plans()["ProvisionedProductPlans"]
        execute(client, plan["PlanId"])
        assert plan_status(client, plan["PlanId"]) == "EXECUTE_IN_PROGRESS"
        client_at(url, "s3").create_bucket(Bucket="bucket")
        fetch(f"{url}/moto-api/reset", {})
        assert client_at(url, "s3").list_buckets()["Buckets"] == []
        (again,) = client.list_provisioned_product_plans()["ProvisionedProductPlans"]
        assert plan_status(client, again["PlanId"]) == "CREATE_SUCCESS"
