"""Work of engines that waits for their results."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import Failure, ServiceCatalog

from ...helpers import (
    Client,
    invalid_parameters,
    not_found,
    record_status,
    refused,
    values,
)
from ...vending import SIZED, provision

pytestmark = pytest.mark.sc_plan(workflow="notify")

NOTIFY = "notify_{}_engine_workflow_result"
PROVISION, UPDATE, TERMINATE = (
    NOTIFY.format(what)
    for what in ("provision_product", "update_provisioned_product", "terminate_provisioned_product")
)


@pytest.fixture(autouse=True)
def network(sc_plan: ServiceCatalog) -> Any:
    return sc_plan.add_product("network", type="EXTERNAL", versions={"v1": SIZED})


def notify(client: Client, operation: str, record: Any, status: str, **more: Any) -> Any:
    request = {"WorkflowToken": record.workflow_token, "RecordId": record.id, "Status": status}
    answer = getattr(client, operation)(**{**request, **more})
    assert list(answer) == ["ResponseMetadata"]


def test_a_provisioning_waits_for_its_result(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    identifier = provision(sc_plan_client, "vpc", "network")["RecordId"]
    record, item = sc_plan.record(identifier), sc_plan.provisioned_product("vpc")
    sc_plan.advance()
    sc_plan.advance(3600)
    seen = [record_status(sc_plan_client, record.id) for _ in range(5)]
    assert seen == ["IN_PROGRESS"] * 5
    assert sc_plan.summary().endswith(
        f"unfinished: {record.id} IN_PROGRESS: NotifyProvisionProductEngineWorkflowResult ends it"
    )
    with refused(
        "ValidationException",
        "Can't terminate provisioned product because it's still under change or its status does "
        "not allow further operation",
    ):
        sc_plan_client.terminate_provisioned_product(ProvisionedProductId=item.id)

    outputs = [{"OutputKey": "VpcId", "OutputValue": "vpc-1", "Description": "The VPC"}]
    tag = {"UniqueTag": {"Key": "SERVICE_CATALOG_TERRAFORM-1", "Value": "1"}}
    notify(
        sc_plan_client,
        PROVISION,
        record,
        "SUCCEEDED",
        Outputs=outputs,
        ResourceIdentifier=tag,
    )
    described = sc_plan_client.describe_record(Id=record.id)
    assert (described["RecordDetail"]["Status"], described["RecordOutputs"]) == (
        "SUCCEEDED",
        outputs,
    )
    assert (item.status, item.outputs) == ("AVAILABLE", {"VpcId": "vpc-1"})
    # The same result again, with another token.
    notify(
        sc_plan_client,
        PROVISION,
        record,
        "SUCCEEDED",
        Outputs=outputs,
        ResourceIdentifier=tag,
    )
    with invalid_parameters(
        f"Record {record.id} is SUCCEEDED, and does not wait for the result of an engine."
    ):
        notify(sc_plan_client, PROVISION, record, "FAILED")


def test_an_update_and_a_termination_wait_too(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    item = sc_plan.add_provisioned_product("vpc", product="network")
    assert item.status == "AVAILABLE"
    update = sc_plan.record(
        sc_plan_client.update_provisioned_product(
            ProvisionedProductName="vpc", ProvisioningParameters=values(Size="large")
        )["RecordDetail"]["RecordId"]
    )
    notify(sc_plan_client, UPDATE, update, "FAILED", FailureReason="Quota exceeded")
    failure = Failure("AmazonCloudFormationException", "Quota exceeded")
    assert (update.status, update.errors) == ("FAILED", (failure,))
    assert (item.status, item.status_message) == ("TAINTED", failure.message)

    ended = []
    for status in ("FAILED", "SUCCEEDED"):
        record = sc_plan.record(
            sc_plan_client.terminate_provisioned_product(ProvisionedProductId=item.id)[
                "RecordDetail"
            ]["RecordId"]
        )
        sc_plan.advance()
        notify(sc_plan_client, TERMINATE, record, status)
        ended.append((record.status, [error.description for error in record.errors]))
    assert ended == [("FAILED", ["The engine gave no reason."]), ("SUCCEEDED", [])]
    assert sc_plan.provisioned_products == []


def test_a_termination_may_ignore_errors_or_retain_everything(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.add_provisioned_product("ignoring", product="network")
    sc_plan.add_provisioned_product("retaining", product="network")
    identifier = sc_plan_client.terminate_provisioned_product(
        ProvisionedProductName="ignoring", IgnoreErrors=True
    )["RecordDetail"]["RecordId"]
    record = sc_plan.record(identifier)
    notify(sc_plan_client, TERMINATE, record, "FAILED", FailureReason="No")
    assert (record.status, record.errors) == ("SUCCEEDED", ())
    sc_plan_client.terminate_provisioned_product(
        ProvisionedProductName="retaining", RetainPhysicalResources=True
    )
    sc_plan.advance()
    assert sc_plan.provisioned_products == []


def test_what_is_seeded_under_change_waits_as_well(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    item = sc_plan.add_provisioned_product("vpc", product="network", status="UNDER_CHANGE")
    sc_plan.advance()
    assert item.status == "UNDER_CHANGE"
    notify(sc_plan_client, UPDATE, sc_plan.records[-1], "SUCCEEDED")
    assert item.status == "AVAILABLE"


def test_results_that_are_refused(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    record = sc_plan.record(provision(sc_plan_client, "vpc", "network")["RecordId"])
    with not_found("Record not found"):
        notify(sc_plan_client, PROVISION, record, "SUCCEEDED", RecordId="rec-1")
    with invalid_parameters(f"WorkflowToken is not that of record {record.id}."):
        notify(sc_plan_client, PROVISION, record, "SUCCEEDED", WorkflowToken="x")
    with invalid_parameters(
        f"Record {record.id} is of type PROVISION_PRODUCT: its result comes with "
        "NotifyProvisionProductEngineWorkflowResult."
    ):
        notify(sc_plan_client, TERMINATE, record, "SUCCEEDED")
    with invalid_parameters("Each of the Outputs has an OutputKey and an OutputValue."):
        notify(sc_plan_client, PROVISION, record, "SUCCEEDED", Outputs=[{"OutputKey": "a"}])
    assert record.status == "CREATED"

    other = sc_plan.add_provisioned_product("item", status="UNDER_CHANGE")
    stack = sc_plan.records[-1]
    with invalid_parameters(
        f"Record {stack.id} is CREATED, and does not wait for the result of an engine."
    ):
        notify(sc_plan_client, UPDATE, stack, "SUCCEEDED")
    sc_plan.advance()
    assert other.status == "AVAILABLE"


@pytest.mark.sc_plan(outcome="failed")
def test_work_that_fails_before_the_engine_gets_it_does_not_wait(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    record = sc_plan.record(provision(sc_plan_client, "vpc", "network")["RecordId"])
    sc_plan.advance()
    assert record.status == "FAILED"


def test_without_a_launch_constraint_no_engine_launches_anything(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("vpc", type="TERRAFORM_CLOUD", launch_paths=0)
    portfolio = sc_plan_client.create_portfolio(DisplayName="team", ProviderName="p")
    identifier = portfolio["PortfolioDetail"]["Id"]
    sc_plan_client.associate_product_with_portfolio(PortfolioId=identifier, ProductId=product.id)
    required = (
        "Error occurred during parameter parsing: LaunchRoleArn is required and must be non empty"
    )
    with invalid_parameters(required):
        provision(sc_plan_client, "vpc", "vpc")
    with invalid_parameters(required):
        sc_plan_client.describe_provisioning_parameters(
            ProductName="vpc", ProvisioningArtifactName="v1"
        )
    assert sc_plan.provisioned_products == []
