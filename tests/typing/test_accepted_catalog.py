"""Typed tests with a fake's methods and views: mypy --strict and pyright accept each line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import boto3
import pytest

from pytest_sc_plan import (
    Call,
    DocumentedError,
    Failure,
    Fault,
    Injection,
    PlanView,
    PortfolioView,
    ProductView,
    ProvisionedProductView,
    RecordView,
    ServiceCatalog,
    UnservedOperationError,
    Version,
)

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient
from .executing import execute

ROLE = "arn:aws:iam::123456789012:role/launch"

TEMPLATE: dict[str, object] = {
    "Parameters": {"Size": {"Type": "String", "Default": "small"}},
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
}


# ------------------------------------------------------------------------------------- seeding


def test_seeding(sc_plan: ServiceCatalog, tmp_path: Path) -> None:
    file = tmp_path / "template.yaml"
    file.write_text(
        "Parameters: {Size: {Type: String}}\nResources: {Topic: {Type: AWS::SNS::Topic}}"
    )
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
    version = Version("v1", TEMPLATE, id="pa-1", guidance="DEPRECATED", description="The first.")
    other = sc_plan.add_product(
        id="prod-1",
        versions=[version, Version("v1", active=False), Version("v2", file)],
        launch_paths={"first": "arn:aws:iam::123456789012:role/first", "second": None},
        tags={"team": "a", "floor": 3},
        tag_updates=True,
    )
    assert (version.name, version.template, version.active) == ("v1", TEMPLATE, True)
    assert (version.id, version.guidance, version.description) == (
        "pa-1",
        "DEPRECATED",
        "The first.",
    )
    assert (other.tags, other.allows_tag_updates) == ({"team": "a", "floor": "3"}, True)
    sc_plan.add_template("https://example.com/queue.yaml", file)
    sc_plan.add_template("https://example.com/topic.json", TEMPLATE)
    sc_plan.add_portfolio("third", id="port-1", products=[product, other.id])
    sc_plan.add_portfolio(products=["queue"], launch_roles={product: ROLE})
    sc_plan.add_portfolio(products=(other,), launch_roles={"prod-1": ROLE})
    made = sc_plan.add_provisioned_product(
        id="pp-1",
        product=other,
        version="pa-1",
        parameters={"Size": 3},
        tags=[{"Key": "team", "Value": "a"}],
        outputs={"Url": "https://example.com", "Port": 443},
        physical_id="arn:aws:cloudformation:us-east-1:123456789012:stack/by-hand/1",
    )
    sc_plan.add_provisioned_product(outputs=[{"OutputKey": "Url", "OutputValue": "/"}])
    planned = sc_plan.add_plan(
        id="plan-1", provisioned_product=made, version="v2", parameters={"Size": "large"}
    )
    assert planned.id == "plan-1"
    factory = sc_plan.add_product("factory", type="CONTROL_TOWER_ACCOUNT")
    assert factory.type == sc_plan.add_provisioned_product(product=factory).type
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


def test_a_portfolio(sc_plan: ServiceCatalog) -> None:
    product = sc_plan.add_product("queue", launch_paths=0)
    portfolio: PortfolioView = sc_plan.add_portfolio(
        "team",
        products=[product],
        principals=["arn:aws:iam:::role/team-*"],
        shared_with=["111122223333"],
    )
    texts: list[str] = [portfolio.id, portfolio.name, portfolio.display_name, portfolio.arn]
    products: tuple[ProductView, ...] = portfolio.products
    created: datetime = portfolio.created_time
    assert all([*texts, portfolio.provider_name, created.tzinfo])
    budgets: tuple[str, ...] = portfolio.budgets + product.budgets
    seen: list[str] = [principal.arn for principal in portfolio.principals]
    shared: list[bool] = [share.accepted for share in portfolio.shares]
    assert (budgets, seen, shared) == ((), ["arn:aws:iam:::role/team-*"], [True])
    assert products == (product,)
    assert [(principal.arn, principal.type) for principal in portfolio.principals] == [
        ("arn:aws:iam:::role/team-*", "IAM_PATTERN")
    ]
    assert [(share.type, share.principal_id, share.accepted) for share in portfolio.shares] == [
        ("ACCOUNT", "111122223333", True)
    ]
    assert [sc_plan.portfolio("team")] == sc_plan.portfolios


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
    more += [record.workflow_token, record.provisioning_artifact_id]
    more += [record.errors[0].code, record.errors[0].description]
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
    sc_plan.assert_called("execute_provisioned_product_plan", PlanId="plan-1")
    sc_plan.assert_called("DescribeRecord", times=0, Id="rec-1", PageSize=20)


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
    assert (error.times, error.after, error.plan_id) == (1, 0, plan.id)
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


def test_callbacks_return_failures(sc_plan: ServiceCatalog) -> None:
    full = Failure("LimitExceeded", "No capacity.")

    @sc_plan.on_create
    def create(plan: PlanView) -> Failure | None:
        return full if plan.name == "bad" else None

    @sc_plan.on_execute
    def choose(plan: PlanView) -> str | Failure:
        return full if plan.name == "bad" else "succeeded"

    bad = sc_plan.add_plan(name="bad")
    answers: list[str | Failure | None] = [create(bad), choose(bad)]
    execute(bad.id)
    sc_plan.advance()
    errors: tuple[Failure, ...] = bad.record.errors
    assert (answers, errors) == ([full, full], (full,))
    failed = sc_plan.add_plan(status="EXECUTE_FAILED", outcome=full, status_message="Boom.")
    item = sc_plan.add_provisioned_product(status="TAINTED", status_message="Boom.")
    assert (failed.status_message, item.status_message) == ("Boom.", "Boom.")


def test_an_operation_that_is_not_served(newer_botocore: None, sc_plan: ServiceCatalog) -> None:
    client: Any = boto3.Session().client("servicecatalog")
    sc_plan.assert_all_served()
    with pytest.raises(UnservedOperationError):
        client.list_new_things(ProductId="prod-1")
    sc_plan.reset()
