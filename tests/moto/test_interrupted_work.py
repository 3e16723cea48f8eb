"""Nothing is half made: what moto raises or warns of leaves everything as it was."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client, contents, execute, plan_of, plan_status

pytestmark = pytest.mark.sc_plan(engine="cloudformation")


def table(**properties: Any) -> dict[str, Any]:
    """A template with a table, which moto can't change."""
    properties["AttributeDefinitions"] = [{"AttributeName": "id", "AttributeType": "S"}]
    properties["KeySchema"] = [{"AttributeName": "id", "KeyType": "HASH"}]
    return {
        "Resources": {
            "Queue": {"Type": "AWS::SQS::Queue"},
            "Table": {"Type": "AWS::DynamoDB::Table", "Properties": properties},
        }
    }


THROUGHPUT = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
VERSIONS = {
    "v1": table(BillingMode="PAY_PER_REQUEST"),
    "v2": table(BillingMode="PROVISIONED", ProvisionedThroughput=THROUGHPUT),
}


def test_a_warning_that_is_an_error_leaves_the_plan_ready(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(versions=VERSIONS)
    existing = sc_plan.add_provisioned_product("orders", product=product, version="v1")
    plan_id = sc_plan_client.create_provisioned_product_plan(**plan_of(product, "orders"))["PlanId"]
    sc_plan.advance()
    before = contents(sc_plan)
    message = "moto can't change Table, an AWS::DynamoDB::Table: it stays as it is"

    for _ in range(2):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(UserWarning) as caught:
                execute(sc_plan_client, plan_id)
        assert str(caught.value) == message

    assert contents(sc_plan) == before
    assert sc_plan.plan(plan_id).status == "CREATE_SUCCESS"
    assert [call.error_code for call in sc_plan.calls] == [None, "UserWarning", "UserWarning"]
    (stack,) = boto3.client("cloudformation").describe_stacks()["Stacks"]
    assert (stack["StackId"], stack["StackStatus"]) == (
        existing.physical_id,
        "UPDATE_ROLLBACK_COMPLETE",
    )

    with pytest.warns(UserWarning, match="moto can't change Table"):
        assert execute(sc_plan_client, plan_id)["Status"] == "CREATED"
    sc_plan.advance()
    assert plan_status(sc_plan_client, plan_id) == "EXECUTE_SUCCESS"


def provision(client: Client, product: Any, existing: Any, plan_id: str) -> Any:
    return client.provision_product(
        ProductId=product.id,
        ProvisioningArtifactId=product.provisioning_artifacts[0].id,
        ProvisionedProductName="new",
    )


def plan_new(client: Client, product: Any, existing: Any, plan_id: str) -> Any:
    return client.create_provisioned_product_plan(**plan_of(product, "new"))


def plan_update(client: Client, product: Any, existing: Any, plan_id: str) -> Any:
    return client.create_provisioned_product_plan(**plan_of(product, existing.name))


def run_plan(client: Client, product: Any, existing: Any, plan_id: str) -> Any:
    return execute(client, plan_id)


def update(client: Client, product: Any, existing: Any, plan_id: str) -> Any:
    return client.update_provisioned_product(ProvisionedProductId=existing.id)


def terminate(client: Client, product: Any, existing: Any, plan_id: str) -> Any:
    return client.terminate_provisioned_product(ProvisionedProductId=existing.id)


@pytest.mark.parametrize(
    ("call", "method"),
    [
        (provision, "create_change_set"),
        (provision, "execute_change_set"),
        (plan_new, "create_change_set"),
        (plan_update, "create_change_set"),
        (run_plan, "execute_change_set"),
        (update, "create_change_set"),
        (update, "execute_change_set"),
        (terminate, "delete_stack"),
    ],
)
def test_a_warning_in_the_middle_of_moto_changes_nothing(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    monkeypatch: pytest.MonkeyPatch,
    call: Callable[..., Any],
    method: str,
) -> None:
    from moto.cloudformation.models import CloudFormationBackend

    product = sc_plan.add_product()
    existing = sc_plan.add_provisioned_product("existing", product=product)
    plan = sc_plan.add_plan(product=product)
    before = contents(sc_plan)

    def warn(*args: Any, **kwargs: Any) -> None:
        raise DeprecationWarning("this goes away")

    with monkeypatch.context() as patched:
        patched.setattr(CloudFormationBackend, method, warn)
        with pytest.raises(DeprecationWarning, match="this goes away"):
            call(sc_plan_client, product, existing, plan.id)

    assert contents(sc_plan) == before
    assert sc_plan.calls[-1].error_code == "DeprecationWarning"
    # Repeated, it is no repetition: it is carried out.
    answer = call(sc_plan_client, product, existing, plan.id)
    assert "PlanId" in answer or answer.get("RecordDetail", answer)["Status"] == "CREATED"
    sc_plan.advance()
    assert {record.status for record in sc_plan.records} == {"SUCCEEDED"}


@pytest.mark.sc_plan(engine="scripted")
def test_an_engine_that_can_not_be_started_leaves_the_settings(
    sc_plan: ServiceCatalog, sc_plan_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(mock: Any) -> None:
        raise RuntimeError("no moto today")

    plan = sc_plan.add_plan()
    with monkeypatch.context() as patched:
        patched.setattr("pytest_sc_plan.moto.mock.MotoMock.start", fail)
        with pytest.raises(RuntimeError, match="no moto today"):
            sc_plan.configure(engine="cloudformation", region="eu-west-1")

    assert (sc_plan.settings.engine, sc_plan.settings.region) == ("scripted", "us-east-1")
    assert boto3.client("sqs").meta.region_name == "us-east-1"
    execute(sc_plan_client, plan.id)
    sc_plan.advance()
    assert plan.status == "EXECUTE_SUCCESS"
