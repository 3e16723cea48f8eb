"""Typed tests as a user writes them: mypy --strict and pyright accept each line, and they pass."""

from __future__ import annotations

import os
import unittest
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import boto3
import pytest
from botocore.exceptions import ClientError

import pytest_sc_plan
from pytest_sc_plan import (
    Call,
    DocumentedError,
    Fault,
    Injection,
    PlanServer,
    PlanView,
    ProductView,
    ProvisionedProductView,
    RecordView,
    Scenario,
    ServiceCatalog,
    ServiceCatalogMock,
    Settings,
    SettingsError,
    SharedServer,
    UnservedOperationError,
    documented_error,
    documented_errors,
    mock_service_catalog,
    serve_in_moto,
)

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient

TEMPLATE: dict[str, object] = {
    "Parameters": {"Size": {"Type": "String", "Default": "small"}},
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
}


def execute(plan_id: str) -> None:
    boto3.client("servicecatalog").execute_provisioned_product_plan(PlanId=plan_id)


# ------------------------------------------------------------------------------------ fixtures


def test_the_fake_and_its_client(
    sc_plan: ServiceCatalog, sc_plan_client: ServiceCatalogClient
) -> None:
    plan = sc_plan.add_plan()
    execute(plan.id)
    record = sc_plan_client.describe_record(Id=plan.record.id)
    assert record["RecordDetail"].get("Status") == "IN_PROGRESS"
    sc_plan.assert_executed(plan)
    sc_plan.assert_executed_once(plan.id)
    sc_plan.assert_not_executed(sc_plan.add_plan())
    sc_plan.assert_all_errors_raised()


def test_each_error(sc_plan_client: ServiceCatalogClient, sc_plan_error: DocumentedError) -> None:
    with pytest.raises(ClientError, match=sc_plan_error.code):
        sc_plan_client.execute_provisioned_product_plan(PlanId="plan-1", IdempotencyToken="one")
    shown: str = f"{sc_plan_error.message} {sc_plan_error.operation} {sc_plan_error}"
    status: int = sc_plan_error.http_status
    assert (shown.startswith(sc_plan_error.message), status) == (True, 400)


@pytest.mark.parametrize(
    "sc_plan_error", documented_errors("DescribeRecord"), indirect=True, ids=str
)
def test_each_error_of_another_operation(
    sc_plan_client: ServiceCatalogClient, sc_plan_error: DocumentedError
) -> None:
    assert sc_plan_error == documented_error(sc_plan_error.code, operation="DescribeRecord")
    with pytest.raises(sc_plan_client.exceptions.ResourceNotFoundException):
        sc_plan_client.describe_record(Id="rec-1")


@pytest.mark.parametrize("sc_plan_scenario", ["slow"], indirect=True)
def test_a_scenario(sc_plan: ServiceCatalog, sc_plan_scenario: Scenario) -> None:
    words: tuple[str, str] = (sc_plan_scenario.name, sc_plan_scenario.description)
    assert words == ("slow", "everything takes ten looks")
    assert sc_plan_scenario.settings["polls"] == sc_plan.settings.polls
    assert (sc_plan_scenario.outcomes, sc_plan_scenario.errors, sc_plan_scenario.faults) == (
        (),
        (),
        (),
    )


def test_a_server(sc_plan_server: PlanServer) -> None:
    sc_plan_server.verify_signature = True
    url: str = sc_plan_server.url
    environ: dict[str, str] = sc_plan_server.environ
    assert environ["AWS_ENDPOINT_URL_SERVICE_CATALOG"] == url
    assert sc_plan_server.catalog.calls == []


def test_a_shared_server(sc_plan_shared_server: SharedServer) -> None:
    sc_plan_shared_server.reset()
    sc_plan_shared_server.configure(polls=2)
    made = sc_plan_shared_server.seed(plans=[{"name": "first"}])
    assert made["plans"][0]["name"] == "first"
    sc_plan_shared_server.raise_error("InvalidStateException", times=1)
    sc_plan_shared_server.inject_fault("throttling")
    assert len(sc_plan_shared_server.errors) == 2
    assert sc_plan_shared_server.advance(1.5) == sc_plan_shared_server.state()
    assert sc_plan_shared_server.for_account("111122223333").calls == []
    url: str = sc_plan_shared_server.url
    assert sc_plan_shared_server.environ["AWS_ENDPOINT_URL_SERVICE_CATALOG"] == url


# ------------------------------------------------------------------------------------ settings

OUTCOMES: list[Literal["succeeded", "failed", "stuck"]] = ["succeeded", "failed", "stuck"]


@pytest.mark.sc_plan(polls=3)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_setting(
    sc_plan: ServiceCatalog, outcome: Literal["succeeded", "failed", "stuck"]
) -> None:
    sc_plan.configure(deterministic=False)
    sc_plan.configure(
        region="eu-west-1",
        account_id="111122223333",
        outcome=outcome,
        failure_code="Stopped",
        failure_description="Somebody stopped it.",
        progress="time",
        polls=2,
        duration=3,
        engine="scripted",
        sleep="skip",
        idempotency="strict",
        auto_create_plans=True,
        assert_all_errors_raised=False,
        deterministic=False,
    )
    settings: Settings = sc_plan.settings
    texts: list[str] = [settings.region, settings.account_id, settings.failure_code]
    texts += [settings.failure_description, settings.progress, settings.engine]
    texts += [settings.sleep, settings.idempotency]
    numbers: list[float] = [settings.polls, settings.duration]
    truths: list[bool] = [settings.auto_create_plans, settings.assert_all_errors_raised]
    assert (texts[0], numbers, truths) == ("eu-west-1", [2, 3], [True, False])
    assert (settings.outcome, settings.deterministic) == (outcome, False)


def test_a_wrong_setting_of_code_that_is_not_typed(sc_plan: ServiceCatalog) -> None:
    wrong: Any = {"pols": 3}
    with pytest.raises(SettingsError, match="did you mean 'polls'"):
        sc_plan.configure(**wrong)


# ------------------------------------------------------------------------------------- seeding


def test_seeding(sc_plan: ServiceCatalog, tmp_path: Path) -> None:
    file = tmp_path / "template.yaml"
    file.write_text("Resources: {Topic: {Type: AWS::SNS::Topic}}")
    product = sc_plan.add_product(
        "queue",
        versions={"v1": TEMPLATE, "v2": file, "v3": file.read_text()},
        launch_role_arn="arn:aws:iam::123456789012:role/launch",
        launch_paths=["first", "second"],
        inactive_versions=["v2"],
        deprecated_versions={"v1"},
        tag_options={"team": ["a", "b"], "cost": "1"},
        owner="us",
        description="A queue.",
    )
    sc_plan.add_product(versions={"v1": TEMPLATE}, launch_paths=0)
    existing = sc_plan.add_provisioned_product(
        "team-a", product=product, version="v1", parameters={"Size": "large"}, status="TAINTED"
    )
    plan = sc_plan.add_plan(
        provisioned_product=existing,
        name="change",
        version="v3",
        parameters=[{"Key": "Size", "UsePreviousValue": True}],
        tags={"team": "a"},
        notification_arns=(),
        resource_changes=[{"Action": "ADD", "LogicalResourceId": "Topic"}],
        outcome="failed",
    )
    assert plan.resource_changes[0]["Action"] == "ADD"
    assert sc_plan.add_plan(status="EXECUTE_SUCCESS").record.id
    assert sc_plan.add_plan(status="EXECUTE_FAILED").record.errors[0].code
    assert sc_plan.add_plan().record is None


# --------------------------------------------------------------------------------------- views


def test_a_product(sc_plan: ServiceCatalog) -> None:
    product: ProductView = sc_plan.add_product("queue", versions={"v1": TEMPLATE})
    created: datetime = product.created_time
    texts: list[str] = [product.id, product.name, product.arn, product.view_id, product.owner]
    version = product.provisioning_artifacts[0]
    texts += [version.id, version.name, product.launch_paths[0].id, product.launch_paths[0].name]
    template: dict[str, Any] = version.template
    active: bool = version.active
    options: dict[str, list[str]] = product.tag_options
    assert all(texts)
    assert created.tzinfo
    assert (template["Resources"], active, options) == (TEMPLATE["Resources"], True, {})
    assert [constraint.type for constraint in product.constraints] == []
    assert (product.launch_role_arn, product.description) == (None, None)
    assert product == sc_plan.products[0]


def test_a_plan_and_its_record(sc_plan: ServiceCatalog) -> None:
    plan: PlanView = sc_plan.add_plan(outcome="failed", parameters={"Size": "large"})
    execute(plan.id)
    sc_plan.advance()
    assert "failed to create" in plan.status_message
    texts: list[str] = [plan.id, plan.name, plan.status, plan.product_id, plan.path_id]
    texts += [plan.provisioning_artifact_id, plan.provisioning_artifact.name, plan.product.name]
    assert all(texts)
    assert plan.created_time <= plan.updated_time
    parameters: dict[str, str | None] = plan.parameters
    assert (parameters, plan.tags, plan.notification_arns) == ({"Size": "large"}, {}, ())
    changes: list[str] = [change["Action"] for change in plan.resource_changes]
    assert changes == ["ADD"]

    record: RecordView = plan.record
    more: list[str] = [record.id, record.status, record.type, record.product_id, record.path_id]
    more += [record.provisioning_artifact_id, record.errors[0].code, record.errors[0].description]
    assert all(more)
    assert record.product == plan.product
    assert record.provisioning_artifact == plan.provisioning_artifact
    assert record.created_time <= record.updated_time
    outputs: dict[str, str] = record.outputs
    assert (outputs, record.tags, record.launch_role_arn) == ({}, {}, None)
    assert record.provisioned_product.status == "ERROR"


def test_a_provisioned_product(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.add_plan()
    execute(plan.id)
    sc_plan.advance()
    item: ProvisionedProductView = plan.provisioned_product
    texts: list[str] = [item.id, item.name, item.arn, item.status, item.type, item.owner_arn]
    texts += [item.product_id, item.provisioning_artifact_id, item.provisioning_artifact.id]
    texts += [item.path_id, item.physical_id, item.last_record_id, item.product.id]
    texts += [item.last_provisioning_record_id, item.last_successful_provisioning_record_id]
    assert all(texts)
    created: datetime = item.created_time
    parameters: dict[str, str] = item.parameters
    assert (created.tzinfo, parameters, item.tags) == (plan.created_time.tzinfo, {}, {})
    assert isinstance(item.outputs, dict)
    assert [stack.region + stack.account for stack in item.stack_instances] == []
    assert (item.status_message, item.launch_role_arn) == (None, None)


def test_looking(sc_plan: ServiceCatalog) -> None:
    theirs: ServiceCatalog = sc_plan.for_account("999988887777", "eu-west-1")
    plan = theirs.add_plan(status="EXECUTE_SUCCESS", provisioned_product_name="team-b")
    assert theirs.plan(plan.id) == theirs.plans[0]
    assert theirs.record(plan.record.id) == theirs.records[0]
    assert theirs.provisioned_product("team-b") == theirs.provisioned_products[0]
    assert sc_plan.plans == []


# --------------------------------------------------------------------------------------- calls


@pytest.mark.sc_plan(auto_create_plans=True)
def test_a_call(sc_plan: ServiceCatalog) -> None:
    execute("plan-1")
    call: Call = sc_plan.calls_to("ExecuteProvisionedProductPlan")[0]
    assert call.params["PlanId"] == "plan-1"
    assert call.response["RecordDetail"]["RecordId"] == sc_plan.plan("plan-1").record.id
    texts: list[str] = [call.operation, call.region, call.account_id]
    numbers: list[float] = [call.attempt, call.time]
    assert (texts[0], numbers[0]) == ("ExecuteProvisionedProductPlan", 1)
    assert (call.error_code, call.error_message, call.fault) == (None, None, None)
    assert [change.after for change in call.transitions][-1] == "EXECUTE_IN_PROGRESS"
    assert sc_plan.listing()


# ----------------------------------------------------------------- errors, faults, callbacks


def test_errors_and_faults_in_a_block(
    sc_plan: ServiceCatalog, sc_plan_client: ServiceCatalogClient
) -> None:
    plan = sc_plan.add_plan()
    busy = sc_plan.raise_error("InvalidStateException", message="Busy.", times=1, plan_id=plan.id)
    with busy as injected, pytest.raises(sc_plan_client.exceptions.InvalidStateException):
        sc_plan_client.execute_provisioned_product_plan(PlanId=plan.id, IdempotencyToken="one")
    error: Injection[DocumentedError] = injected
    assert (error.raised, error.matched, error.problem.code) == (1, 1, "InvalidStateException")
    assert "Busy" in sc_plan.calls[0].error_message
    with sc_plan.inject_fault("latency", seconds=2, times=None) as late:
        execute(plan.id)
    fault: Fault = late.problem
    assert (fault.kind, fault.seconds, fault.operation) == (
        "latency",
        2,
        "ExecuteProvisionedProductPlan",
    )
    assert [injection.raised for injection in sc_plan.injections] == [1, 1]


def test_callbacks_keep_their_types(sc_plan: ServiceCatalog) -> None:
    @sc_plan.on_execute
    def choose(plan: PlanView) -> Literal["failed"] | None:
        return "failed" if plan.name == "bad" else None

    @sc_plan.on_execute
    def never(plan: PlanView) -> None:
        assert plan.id

    @sc_plan.on_execute
    def look_up(plan: PlanView) -> str | None:
        return {"worse": "stuck"}.get(plan.name)

    sc_plan.on_execute(lambda plan: "failed" if plan.name == "worst" else None)
    bad = sc_plan.add_plan(name="bad")
    answer: Literal["failed"] | None = choose(bad)
    assert (answer, look_up(bad)) == ("failed", None)
    execute(bad.id)
    sc_plan.advance()
    assert bad.status == "EXECUTE_FAILED"
    sc_plan.advance(30)
    sc_plan.reset()


def test_an_operation_that_is_not_served(sc_plan_client: ServiceCatalogClient) -> None:
    with pytest.raises(UnservedOperationError):
        sc_plan_client.list_service_actions()


# ---------------------------------------------------------------------- outside of the fixture


@pytest.fixture(scope="module")
def wider() -> Iterator[ServiceCatalog]:
    with mock_service_catalog(progress="immediate") as catalog:
        yield catalog


def test_a_wider_scope(wider: ServiceCatalog) -> None:
    plan = wider.add_plan()
    execute(plan.id)
    assert plan.status == "EXECUTE_SUCCESS"


@mock_service_catalog(auto_create_plans=True)
def decorated(plan_id: str, *, times: int = 1) -> int:
    for _ in range(times):
        execute(plan_id)
    return times


@mock_service_catalog
def decorated_without_settings() -> str:
    return os.environ["AWS_DEFAULT_REGION"]


@mock_service_catalog(polls=0)
async def decorated_coroutine(plan_id: str) -> str:
    return plan_id


def test_decorated_functions_keep_their_types() -> None:
    times: int = decorated("plan-1", times=2)
    region: str = decorated_without_settings()
    assert (times, bool(region)) == (2, True)
    coroutine = decorated_coroutine("plan-1")
    with pytest.raises(StopIteration, match="plan-1"):
        coroutine.send(None)


mock: ServiceCatalogMock = mock_service_catalog(region="eu-west-1")


@mock
class DecoratedTest(unittest.TestCase):
    plan_id: str

    def setUp(self) -> None:
        self.plan_id = mock.catalog.add_plan().id

    def test_each_test_has_a_new_fake(self) -> None:
        execute(self.plan_id)
        mock.catalog.assert_executed(self.plan_id)


def test_started_and_stopped() -> None:
    catalog: ServiceCatalog = mock.start()
    assert catalog.settings.region == "eu-west-1"
    mock.stop()


def test_in_motos_server() -> None:
    pytest.importorskip("flask")
    with serve_in_moto(polls=0) as catalog:
        plan: PlanView = catalog.add_plan()
    assert plan.status == "CREATE_SUCCESS"
    with serve_in_moto(ServiceCatalog(Settings(polls=2))) as catalog:
        assert catalog.settings.polls == 2


def test_the_version() -> None:
    version: str = pytest_sc_plan.__version__
    assert version
