"""Updates of stacks in moto, and what they roll back and leave."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client, execute, plan_of, product_status
from .cloudformation import (
    BUCKET,
    CONDITIONAL,
    QUEUE,
    TAKEN,
    WORKSPACE,
    buckets,
    carry_out,
    not_empty,
    outputs,
    queues,
    ready_plan,
    stack_events,
    stacks,
    taken_role,
    timeout_of,
)

pytestmark = pytest.mark.sc_plan(engine="cloudformation")


def test_an_update_that_fails_leaves_the_old_resources(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    def slow(seconds: int) -> dict[str, Any]:
        return {**QUEUE, "Properties": {"QueueName": "slow", "VisibilityTimeout": seconds}}

    def named(name: str) -> dict[str, Any]:
        return {**QUEUE, "Properties": {"QueueName": name}}

    standing = {"Slow": slow(1), "Bucket": BUCKET, "Named": named("before")}
    planned = {
        "Slow": slow(60),
        "Named": named("after"),
        "New": BUCKET,
        "Role": taken_role(DependsOn=["Slow", "New", "Named"]),
    }
    with_output = {"Outputs": {"Slow": {"Value": {"Fn::GetAtt": ["Slow", "Arn"]}}}}
    product = sc_plan.add_product(
        versions={"v1": {"Resources": standing, **with_output}, "v2": {"Resources": planned}}
    )
    sc_plan.add_provisioned_product("bucket", product=product, version="v1")
    (bucket,) = buckets()
    boto3.client("s3").put_object(Bucket=bucket, Key="ledger", Body=b"1")

    described = carry_out(sc_plan_client, plan_of(product))

    assert described["RecordDetail"]["RecordErrors"][0]["Description"] == TAKEN
    made = sc_plan.provisioned_product("bucket")
    assert (made.status, made.status_message) == (
        "TAINTED",
        f"AmazonCloudFormationException  {TAKEN}",
    )
    assert made.provisioning_artifact.name == "v1"
    assert buckets() == [bucket]
    assert boto3.client("s3").get_object(Bucket=bucket, Key="ledger")
    assert (queues(), timeout_of("slow")) == (["slow", "before"], "1")
    assert (stacks()[0]["StackStatus"], len(stacks()[0]["Outputs"])) == (
        "UPDATE_ROLLBACK_COMPLETE",
        1,
    )
    assert [status for status, _ in stack_events()][-3:] == [
        "UPDATE_IN_PROGRESS",
        "UPDATE_ROLLBACK_IN_PROGRESS",
        "UPDATE_ROLLBACK_COMPLETE",
    ]

    boto3.client("iam").delete_role(RoleName="taken")
    boto3.client("s3").delete_object(Bucket=bucket, Key="ledger")
    carry_out(sc_plan_client, plan_of(product))

    assert product_status(sc_plan_client, made.id) == "AVAILABLE"
    assert (sorted(queues()), timeout_of("slow")) == (["after", "slow"], "60")
    assert len(buckets()) == 1


def test_a_parameter_alone_changes_a_resource(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(versions={"v1": WORKSPACE})
    carry_out(sc_plan_client, plan_of(product), Team="payments")
    sc_plan_client.update_provisioned_product(
        ProvisionedProductName="bucket",
        ProvisioningParameters=[
            {"Key": "Timeout", "Value": "7"},
            {"Key": "Team", "UsePreviousValue": True},
        ],
    )

    assert timeout_of("payments-jobs") == "7"


def test_a_resource_that_is_replaced_is_made_anew_before_the_old_one_goes(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(versions={"v1": WORKSPACE})
    carry_out(sc_plan_client, plan_of(product), Team="payments")

    described = carry_out(sc_plan_client, plan_of(product), Team="ledger")

    assert outputs(described)["QueueUrl"].endswith("/ledger-jobs")
    assert queues() == ["ledger-jobs"]
    assert [role["RoleName"] for role in boto3.client("iam").list_roles()["Roles"]] == [
        "ledger-worker"
    ]


def test_a_resource_with_a_name_of_its_own_can_not_be_replaced(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    def role(path: str) -> dict[str, Any]:
        properties = {"RoleName": "worker", "Path": path, "AssumeRolePolicyDocument": {}}
        return {"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": properties}}}

    product = sc_plan.add_product(versions={"v1": role("/"), "v2": role("/ops/")})
    sc_plan.add_provisioned_product("bucket", product=product, version="v1")

    described = carry_out(sc_plan_client, plan_of(product))

    assert described["RecordDetail"]["RecordErrors"][0]["Description"] == (
        "The following resource(s) failed to update: [Role]. CloudFormation cannot update a stack "
        "when a custom-named resource requires replacing. Rename worker and update the stack again."
    )
    assert boto3.client("iam").get_role(RoleName="worker")["Role"]["Path"] == "/"


def test_conditions_make_resources_come_and_go(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(versions={"v1": CONDITIONAL})
    there = []
    for value in ("no", "yes", "no", "yes"):
        described = carry_out(sc_plan_client, plan_of(product), Queues=value)
        there.append((len(queues()), sorted(outputs(described))[1:], len(buckets())))

    with_queue = (1, ["QueueUrl", "Queues"], 1)
    assert there == [(0, ["Queues"], 1), with_queue, (0, ["Queues"], 1), with_queue]
    assert outputs(described)["Queues"] == "true"


def test_resources_that_an_update_can_not_remove_stay(
    sc_plan: ServiceCatalog, sc_plan_client: Client, bucket_in_use: str
) -> None:
    described = carry_out(sc_plan_client, plan_of(sc_plan.products[0]))

    assert described["RecordDetail"]["Status"] == "SUCCEEDED"
    assert (len(queues()), buckets()) == (1, [bucket_in_use])
    assert stacks()[0]["StackStatus"] == "UPDATE_COMPLETE"
    assert (
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        not_empty(bucket_in_use),
    ) in stack_events()


def test_a_deletion_policy_retains_a_resource(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    kept = {**QUEUE, "DeletionPolicy": "Retain", "Properties": {"QueueName": "kept"}}
    resources = {"Queue": kept, "Bucket": BUCKET}
    product = sc_plan.add_product(
        versions={"v1": {"Resources": resources}, "v2": {"Resources": {"Bucket": BUCKET}}}
    )
    sc_plan.add_provisioned_product("bucket", product=product, version="v1")

    carry_out(sc_plan_client, plan_of(product))

    assert queues() == ["kept"]

    sc_plan.add_provisioned_product("other", product=product, version="v1")
    sc_plan_client.terminate_provisioned_product(ProvisionedProductName="other")

    assert (len(stacks()), queues()) == (1, ["kept"])


def test_exports_are_there_for_other_stacks(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    def exporting(name: str) -> dict[str, Any]:
        output = {"Value": {"Fn::GetAtt": ["Queue", "QueueName"]}, "Export": {"Name": name}}
        return {"Resources": {"Queue": QUEUE}, "Outputs": {"Name": output}}

    imported = {"QueueName": {"Fn::Join": ["-", [{"Fn::ImportValue": "q"}, "dead"]]}}
    importing = {"Resources": {"Dead": {**QUEUE, "Properties": imported}}}
    product = sc_plan.add_product(versions={"v1": exporting("q")})
    sc_plan.add_provisioned_product("one", product=product)
    other = sc_plan.add_product(versions={"v1": importing})

    carry_out(sc_plan_client, plan_of(other, "dead"))

    first, second = queues()
    assert second == f"{first}-dead"

    described = carry_out(sc_plan_client, plan_of(product, "two"))

    one = next(stack for stack in stacks() if stack.get("Outputs"))
    assert described["RecordDetail"]["RecordErrors"][0]["Description"] == (
        f"Export with name q is already exported by stack {one['StackId']}"
    )
    assert len(queues()) == 2
    sc_plan_client.terminate_provisioned_product(ProvisionedProductName="one")
    assert boto3.client("cloudformation").list_exports()["Exports"] == []


def test_a_type_that_moto_can_not_change_is_warned_of(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    def table(**properties: Any) -> dict[str, Any]:
        attributes = [{"AttributeName": "id", "AttributeType": "S"}]
        keys = [{"AttributeName": "id", "KeyType": "HASH"}]
        properties |= {"AttributeDefinitions": attributes, "KeySchema": keys}
        return {
            "Resources": {"Table": {"Type": "AWS::DynamoDB::Table", "Properties": properties}},
            "Outputs": {"Name": {"Value": {"Ref": "Table"}}},
        }

    throughput = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
    product = sc_plan.add_product(
        versions={
            "v1": table(BillingMode="PAY_PER_REQUEST"),
            "v2": table(BillingMode="PROVISIONED", ProvisionedThroughput=throughput),
        }
    )
    sc_plan.add_provisioned_product("bucket", product=product, version="v1")
    plan_id = ready_plan(sc_plan_client, plan_of(product))

    message = r"moto can't change Table, an AWS::DynamoDB::Table: it stays as it is"
    with pytest.warns(UserWarning, match=message):
        execute(sc_plan_client, plan_id)

    sc_plan.advance()
    (name,) = boto3.client("dynamodb").list_tables()["TableNames"]
    assert sc_plan.provisioned_product("bucket").outputs["Name"] == name
