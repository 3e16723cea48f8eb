"""Plans that create stacks in moto: with engine=cloudformation."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_sc_plan import ServiceCatalog, SettingsError

from ..helpers import (
    Client,
    client_of,
    execute,
    moto_with_portfolios,
    plan_of,
    plan_status,
    product_status,
    record_status,
)

pytestmark = pytest.mark.sc_plan(engine="cloudformation")

WORKSPACE = """\
Parameters:
  Team:
    Type: String
  Timeout:
    Type: Number
    Default: 5
Resources:
  Bucket:
    Type: AWS::S3::Bucket
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub ${Team}-jobs
      VisibilityTimeout: !Ref Timeout
  Topic:
    Type: AWS::SNS::Topic
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub ${Team}-worker
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}
Outputs:
  QueueUrl:
    Value: !Ref Queue
  RoleArn:
    Description: Whom the workers are
    Value: !GetAtt Role.Arn
"""

WITHOUT_TOPIC = WORKSPACE.replace(
    "  Topic:\n    Type: AWS::SNS::Topic\n", "  Letters:\n    Type: AWS::SQS::Queue\n"
)

MODERN_MOTO = find_spec("moto.servicecatalog") is not None

BUCKET = {"Type": "AWS::S3::Bucket"}
QUEUE = {"Type": "AWS::SQS::Queue"}


def taken_role(**details: Any) -> dict[str, Any]:
    """A role whose name is taken already, so that it can't be created."""
    boto3.client("iam").create_role(RoleName="taken", AssumeRolePolicyDocument="{}")
    properties = {"RoleName": "taken", "AssumeRolePolicyDocument": {}}
    return {"Type": "AWS::IAM::Role", "Properties": properties, **details}


TAKEN = "The following resource(s) failed to create: [Role]. Role with name taken already exists."


def ready_plan(client: Client, request: dict[str, Any], **parameters: str) -> str:
    """The id of a plan that has been created."""
    given = [{"Key": key, "Value": value} for key, value in parameters.items()]
    created = client.create_provisioned_product_plan(**request, ProvisioningParameters=given)
    plan_id: str = created["PlanId"]
    while plan_status(client, plan_id) == "CREATE_IN_PROGRESS":
        pass
    return plan_id


def changes(client: Client, plan_id: str) -> dict[str, tuple[str, str | None]]:
    """What a plan would do to each resource, and its physical id."""
    described = client.describe_provisioned_product_plan(PlanId=plan_id)
    return {
        change["LogicalResourceId"]: (change["Action"], change.get("PhysicalResourceId"))
        for change in described["ResourceChanges"]
    }


def finished(client: Client, record_id: str) -> dict[str, Any]:
    """A record that has ended, described."""
    while record_status(client, record_id) in {"CREATED", "IN_PROGRESS", "IN_PROGRESS_IN_ERROR"}:
        pass
    described: dict[str, Any] = client.describe_record(Id=record_id)
    return described


def carry_out(client: Client, request: dict[str, Any], **parameters: str) -> dict[str, Any]:
    """A plan created, executed and deleted; the record that it leaves, described."""
    plan_id = ready_plan(client, request, **parameters)
    described = finished(client, execute(client, plan_id)["RecordId"])
    client.delete_provisioned_product_plan(PlanId=plan_id, IgnoreErrors=True)
    return described


def outputs(described: dict[str, Any]) -> dict[str, str]:
    return {output["OutputKey"]: output["OutputValue"] for output in described["RecordOutputs"]}


def stacks() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = boto3.client("cloudformation").describe_stacks()["Stacks"]
    return found


def stack_events() -> list[tuple[str, str | None]]:
    """What became of the only stack, oldest first, and why."""
    (stack,) = stacks()
    events = boto3.client("cloudformation").describe_stack_events(StackName=stack["StackId"])
    return [
        (event["ResourceStatus"], event.get("ResourceStatusReason"))
        for event in reversed(events["StackEvents"])
    ]


def buckets() -> list[str]:
    return [bucket["Name"] for bucket in boto3.client("s3").list_buckets()["Buckets"]]


def queues() -> list[str]:
    urls = boto3.client("sqs").list_queues().get("QueueUrls", [])
    return [url.rpartition("/")[2] for url in urls]


def timeout_of(queue: str) -> str:
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
    timeout: str = attributes["Attributes"]["VisibilityTimeout"]
    return timeout


def test_a_workspace_is_provisioned_changed_and_terminated(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("workspace", versions={"v1": WORKSPACE, "v2": WITHOUT_TOPIC})
    version_1, version_2 = product.provisioning_artifacts
    request = plan_of(product, "payments", ProvisioningArtifactId=version_1.id)

    plan_id = ready_plan(sc_plan_client, request, Team="payments")

    added = dict.fromkeys(("Bucket", "Queue", "Topic", "Table", "Role"), ("ADD", None))
    assert changes(sc_plan_client, plan_id) == added
    assert (buckets(), queues()) == ([], [])

    described = finished(sc_plan_client, execute(sc_plan_client, plan_id)["RecordId"])

    made = sc_plan.provisioned_product("payments")
    (stack,) = stacks()
    assert made.status == "AVAILABLE"
    assert stack["StackName"] == f"SC-123456789012-{made.id}"
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert outputs(described) == {
        "CloudformationStackARN": stack["StackId"],
        "QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/payments-jobs",
        "RoleArn": "arn:aws:iam::123456789012:role/payments-worker",
    }
    assert described["RecordOutputs"][2]["Description"] == "Whom the workers are"
    assert [output["OutputKey"] for output in stack["Outputs"]] == ["QueueUrl", "RoleArn"]
    (bucket,), (topic,) = buckets(), boto3.client("sns").list_topics()["Topics"]
    boto3.client("s3").put_object(Bucket=bucket, Key="ledger", Body=b"1")
    (table,) = boto3.client("dynamodb").list_tables()["TableNames"]
    assert boto3.client("iam").get_role(RoleName="payments-worker")
    assert (queues(), timeout_of("payments-jobs")) == (["payments-jobs"], "5")

    sc_plan_client.delete_provisioned_product_plan(PlanId=plan_id)
    request = plan_of(product, "payments", ProvisioningArtifactId=version_2.id)
    plan_id = ready_plan(sc_plan_client, request, Team="payments", Timeout="60")

    assert changes(sc_plan_client, plan_id) == {
        "Queue": ("MODIFY", outputs(described)["QueueUrl"]),
        "Letters": ("ADD", None),
        "Topic": ("REMOVE", topic["TopicArn"]),
    }

    finished(sc_plan_client, execute(sc_plan_client, plan_id)["RecordId"])

    assert product_status(sc_plan_client, made.id) == "AVAILABLE"
    assert stacks()[0]["StackStatus"] == "UPDATE_COMPLETE"
    assert {"ParameterKey": "Timeout", "ParameterValue": "60"} in stacks()[0]["Parameters"]
    assert len(queues()) == 2
    assert timeout_of("payments-jobs") == "60"
    assert boto3.client("sns").list_topics()["Topics"] == []
    assert boto3.client("s3").get_object(Bucket=bucket, Key="ledger")
    assert boto3.client("dynamodb").list_tables()["TableNames"] == [table]
    boto3.client("s3").delete_object(Bucket=bucket, Key="ledger")

    terminated = sc_plan_client.terminate_provisioned_product(ProvisionedProductName="payments")
    finished(sc_plan_client, terminated["RecordDetail"]["RecordId"])

    assert sc_plan.provisioned_products == []
    assert (stacks(), buckets(), queues()) == ([], [], [])
    assert boto3.client("iam").list_roles()["Roles"] == []


def test_a_plan_is_a_change_set_of_its_stack(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("workspace", versions={"v1": WORKSPACE})

    plan_id = ready_plan(sc_plan_client, plan_of(product), Team="payments")

    (stack,) = stacks()
    assert stack["StackStatus"] == "REVIEW_IN_PROGRESS"
    change_set = boto3.client("cloudformation").describe_change_set(
        StackName=stack["StackName"], ChangeSetName=plan_id
    )
    assert change_set["StackId"] == stack["StackId"]
    shown = [change["ResourceChange"] for change in change_set["Changes"]]
    assert [(change["Action"], change["LogicalResourceId"]) for change in shown] == [
        ("Add", name) for name in changes(sc_plan_client, plan_id)
    ]

    sc_plan_client.delete_provisioned_product_plan(PlanId=plan_id)

    assert stacks() == []
    assert boto3.client("cloudformation").list_change_sets(StackName="x")["Summaries"] == []


def test_the_stack_has_the_tags_of_the_plan_and_those_of_the_service(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product()
    team = {"Key": "team", "Value": "payments"}

    carry_out(sc_plan_client, {**plan_of(product), "Tags": [team]})

    made = sc_plan.provisioned_product("bucket")
    tags = {tag["Key"]: tag["Value"] for tag in stacks()[0]["Tags"]}
    assert tags["team"] == "payments"
    assert tags["aws:servicecatalog:provisionedProductArn"] == made.arn
    found = sc_plan_client.search_provisioned_products()["ProvisionedProducts"][0]
    assert {tag["Key"]: tag["Value"] for tag in found["Tags"]} == tags
    assert found["PhysicalId"] == stacks()[0]["StackId"]

    again = {"Key": "team", "Value": "ledger"}
    carry_out(sc_plan_client, {**plan_of(product), "Tags": [again]})

    assert again in stacks()[0]["Tags"]


def test_a_topic_is_told_of_the_stack(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sns, sqs = boto3.client("sns"), boto3.client("sqs")
    topic = sns.create_topic(Name="events")["TopicArn"]
    queue = sqs.create_queue(QueueName="listener")["QueueUrl"]
    sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:us-east-1:123456789012:listener"
    )
    product = sc_plan.add_product("workspace", versions={"v1": WORKSPACE})

    carry_out(sc_plan_client, {**plan_of(product), "NotificationArns": [topic]}, Team="payments")

    messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    told = [json.loads(message["Body"])["Message"] for message in messages]
    lines = [dict(line.split("=", 1) for line in message.split("\n")) for message in told]
    assert [line["ResourceStatus"] for line in lines] == [
        "'REVIEW_IN_PROGRESS'",
        "'CREATE_IN_PROGRESS'",
        "'CREATE_COMPLETE'",
    ]
    assert {line["StackId"] for line in lines} == {f"'{stacks()[0]['StackId']}'"}


def test_a_topic_that_is_not_there_fails_the_plan(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product()
    missing = "arn:aws:sns:us-east-1:123456789012:missing"

    plan_id = ready_plan(sc_plan_client, {**plan_of(product), "NotificationArns": [missing]})

    plan = sc_plan.plan(plan_id)
    assert (plan.status, plan.status_message) == ("CREATE_FAILED", "Topic does not exist")
    assert stacks() == []

    sc_plan_client.delete_provisioned_product_plan(PlanId=plan_id)

    assert sc_plan.provisioned_products == []


def test_a_first_provision_that_fails_leaves_nothing(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    template = {"Resources": {"Role": taken_role(DependsOn="Bucket"), "Bucket": BUCKET}}
    product = sc_plan.add_product(versions={"v1": template})

    plan_id = ready_plan(sc_plan_client, plan_of(product))
    described = finished(sc_plan_client, execute(sc_plan_client, plan_id)["RecordId"])

    assert described["RecordDetail"]["Status"] == "FAILED"
    assert described["RecordDetail"]["RecordErrors"] == [
        {"Code": "AmazonCloudFormationException", "Description": TAKEN}
    ]
    plan, made = sc_plan.plan(plan_id), sc_plan.provisioned_product("bucket")
    assert (plan.status, plan.status_message) == ("EXECUTE_FAILED", TAKEN)
    assert (made.status, made.status_message) == ("ERROR", TAKEN)
    assert buckets() == []
    assert stacks()[0]["StackStatus"] == "ROLLBACK_COMPLETE"
    assert stack_events() == [
        ("REVIEW_IN_PROGRESS", "User Initiated"),
        ("CREATE_IN_PROGRESS", "User Initiated"),
        ("ROLLBACK_IN_PROGRESS", TAKEN),
        ("ROLLBACK_COMPLETE", TAKEN),
    ]

    sc_plan_client.terminate_provisioned_product(ProvisionedProductName="bucket")
    sc_plan.advance()

    assert stacks() == []


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
    assert (made.status, made.status_message) == ("TAINTED", TAKEN)
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


@pytest.mark.parametrize("outcome", ["failed", "stuck"])
def test_the_script_has_the_first_word(
    sc_plan: ServiceCatalog, sc_plan_client: Client, outcome: str
) -> None:
    plan = sc_plan.add_plan(outcome=outcome)

    execute(sc_plan_client, plan.id)
    sc_plan.advance()

    assert plan.status == {"failed": "EXECUTE_FAILED", "stuck": "EXECUTE_IN_PROGRESS"}[outcome]
    assert buckets() == []
    assert stacks()[0]["StackStatus"] == "REVIEW_IN_PROGRESS"


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


CONDITIONAL = {
    "Parameters": {"Queues": {"Type": "String"}},
    "Conditions": {"HasQueues": {"Fn::Equals": [{"Ref": "Queues"}, "yes"]}},
    "Resources": {"Bucket": BUCKET, "Queue": {**QUEUE, "Condition": "HasQueues"}},
    "Outputs": {
        "QueueUrl": {"Condition": "HasQueues", "Value": {"Ref": "Queue"}},
        "Queues": {"Value": {"Fn::If": ["HasQueues", True, False]}},
    },
}


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


def test_without_a_plan_it_is_a_stack_too(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    topic = boto3.client("sns").create_topic(Name="events")["TopicArn"]
    product = sc_plan.add_product(versions={"v1": WORKSPACE, "v2": WITHOUT_TOPIC})
    request = {
        "ProductId": product.id,
        "ProvisioningArtifactName": "v1",
        "ProvisionedProductName": "payments",
        "ProvisioningParameters": [{"Key": "Team", "Value": "payments"}],
        "NotificationArns": [topic],
    }

    record = sc_plan_client.provision_product(**request)["RecordDetail"]["RecordId"]

    assert outputs(finished(sc_plan_client, record))["QueueUrl"].endswith("/payments-jobs")
    assert stacks()[0]["NotificationARNs"] == [topic]

    record = sc_plan_client.update_provisioned_product(
        ProvisionedProductName="payments",
        ProvisioningArtifactName="v2",
        ProvisioningParameters=[{"Key": "Team", "UsePreviousValue": True}],
    )["RecordDetail"]["RecordId"]

    assert finished(sc_plan_client, record)["RecordDetail"]["Status"] == "SUCCEEDED"
    assert len(queues()) == 2
    assert stacks()[0]["NotificationARNs"] == [topic]


def test_a_stack_is_imported(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    stack = boto3.client("cloudformation").create_stack(
        StackName="old",
        TemplateBody=json.dumps(CONDITIONAL),
        Parameters=[{"ParameterKey": "Queues", "ParameterValue": "yes"}],
    )["StackId"]
    product = sc_plan.add_product(versions={"v1": CONDITIONAL})
    request = {
        "ProductId": product.id,
        "ProvisioningArtifactId": product.provisioning_artifacts[0].id,
        "ProvisionedProductName": "bucket",
    }

    imported = sc_plan_client.import_as_provisioned_product(**request, PhysicalId=stack)
    described = finished(sc_plan_client, imported["RecordDetail"]["RecordId"])

    assert outputs(described)["CloudformationStackARN"] == stack
    assert outputs(described)["QueueUrl"].startswith("https://sqs.us-east-1.amazonaws.com/")
    assert sc_plan.provisioned_product("bucket").parameters == {"Queues": "yes"}

    plan_id = ready_plan(sc_plan_client, plan_of(product), Queues="no")

    assert changes(sc_plan_client, plan_id)["Queue"] == ("REMOVE", outputs(described)["QueueUrl"])

    execute(sc_plan_client, plan_id)

    assert (len(stacks()), queues()) == (1, [])


def test_a_stack_that_is_not_there_can_not_be_imported(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product()
    missing = "arn:aws:cloudformation:us-east-1:123456789012:stack/missing/1"

    imported = sc_plan_client.import_as_provisioned_product(
        ProductId=product.id,
        ProvisioningArtifactId=product.provisioning_artifacts[0].id,
        ProvisionedProductName="bucket",
        PhysicalId=missing,
    )
    described = finished(sc_plan_client, imported["RecordDetail"]["RecordId"])

    assert described["RecordDetail"]["RecordErrors"][0]["Description"] == (
        f"Stack with id {missing} does not exist"
    )


def test_physical_resources_can_be_retained(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.add_provisioned_product("bucket")

    sc_plan_client.terminate_provisioned_product(
        ProvisionedProductName="bucket", RetainPhysicalResources=True
    )
    sc_plan.advance()

    assert sc_plan.provisioned_products == []
    assert (len(stacks()), len(buckets())) == (1, 1)


@pytest.fixture
def bucket_in_use(sc_plan: ServiceCatalog) -> str:
    """The bucket of a provisioned product, which can't be deleted: there is something in it."""
    versions = {"v1": {"Resources": {"Bucket": BUCKET}}, "v2": {"Resources": {"Queue": QUEUE}}}
    product = sc_plan.add_product(versions=versions)
    sc_plan.add_provisioned_product("bucket", product=product, version="v1")
    (bucket,) = buckets()
    boto3.client("s3").put_object(Bucket=bucket, Key="ledger", Body=b"1")
    return bucket


def not_empty(bucket: str) -> str:
    return (
        "The following resource(s) failed to delete: [Bucket]. The bucket you tried to delete is "
        f"not empty: {bucket}"
    )


def test_a_stack_that_can_not_be_deleted_fails_the_termination(
    sc_plan: ServiceCatalog, sc_plan_client: Client, bucket_in_use: str
) -> None:
    terminated = sc_plan_client.terminate_provisioned_product(ProvisionedProductName="bucket")
    described = finished(sc_plan_client, terminated["RecordDetail"]["RecordId"])

    assert described["RecordDetail"]["RecordErrors"] == [
        {"Code": "AmazonCloudFormationException", "Description": not_empty(bucket_in_use)}
    ]
    assert stacks()[0]["StackStatus"] == "DELETE_FAILED"
    assert stack_events()[-1] == ("DELETE_FAILED", not_empty(bucket_in_use))
    assert product_status(sc_plan_client, sc_plan.provisioned_product("bucket").id) == "TAINTED"

    terminated = sc_plan_client.terminate_provisioned_product(
        ProvisionedProductName="bucket", IgnoreErrors=True
    )
    described = finished(sc_plan_client, terminated["RecordDetail"]["RecordId"])

    assert described["RecordDetail"]["Status"] == "SUCCEEDED"
    assert sc_plan.provisioned_products == []
    assert buckets() == [bucket_in_use]


def test_what_an_update_can_not_remove_is_left(
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


@moto_with_portfolios  # The oldest moto deletes what is in use.
def test_a_rollback_that_fails_is_said(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    """A subnet that is retained uses the network that is to be deleted."""
    vpc = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.9.0.0/16"}}
    subnet = {
        "Type": "AWS::EC2::Subnet",
        "DeletionPolicy": "Retain",
        "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.9.1.0/24"},
    }
    template = {"Resources": {"Vpc": vpc, "Subnet": subnet, "Role": taken_role(DependsOn="Subnet")}}
    product = sc_plan.add_product(versions={"v1": template})

    carry_out(sc_plan_client, plan_of(product))

    made = sc_plan.provisioned_product("bucket")
    assert (made.status, made.status_message) == ("ERROR", TAKEN)
    status, reason = stack_events()[-1]
    assert status == stacks()[0]["StackStatus"] == "ROLLBACK_FAILED"
    assert str(reason).startswith("The following resource(s) failed to delete: [Vpc]. ")


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


def test_outputs_that_can_not_be_had_fail_the_stack(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    template = {
        "Resources": {"Queue": QUEUE},
        "Outputs": {"Wrong": {"Value": {"Fn::GetAtt": ["Queue", "Wrong"]}}},
    }
    product = sc_plan.add_product(versions={"v1": template})

    described = carry_out(sc_plan_client, plan_of(product))

    (error,) = described["RecordDetail"]["RecordErrors"]
    if MODERN_MOTO:
        assert error["Description"] == (
            "Template error: resource Queue does not support attribute type Wrong in Fn::GetAtt"
        )
    assert queues() == []


def test_resources_that_depend_on_each_other_fail_the_plan(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    template = {"Resources": {"A": {**QUEUE, "DependsOn": "B"}, "B": {**QUEUE, "DependsOn": ["A"]}}}
    product = sc_plan.add_product(versions={"v1": template})

    plan = sc_plan.plan(ready_plan(sc_plan_client, plan_of(product)))

    assert plan.status == "CREATE_FAILED"
    assert plan.status_message in {
        "Circular dependency between resources: [A, B]",
        "Circular dependency between resources: [B, A]",
    }


def test_a_type_that_moto_does_not_know_is_warned_of(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    template = {"Resources": {"App": {"Type": "AWS::AppSync::GraphQLApi"}, "Bucket": BUCKET}}
    product = sc_plan.add_product(versions={"v1": template})
    plan_id = ready_plan(sc_plan_client, plan_of(product))

    with pytest.warns(UserWarning, match=r"Tried to parse AWS::AppSync::GraphQLApi but it's not"):
        execute(sc_plan_client, plan_id)

    assert len(buckets()) == 1

    other = ready_plan(sc_plan_client, plan_of(product, "other"))
    with pytest.raises(UserWarning, match=r"Tried to parse AWS::AppSync::GraphQLApi but it's not"):
        execute(sc_plan_client, other)


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


def test_what_moto_has_forgotten_fails_the_execution(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    from moto.cloudformation.models import cloudformation_backends

    backend = cloudformation_backends["123456789012"]["us-east-1"]
    plan = sc_plan.add_plan()
    other = sc_plan.add_plan()
    first, _ = backend.change_sets
    del backend.change_sets[first]
    stack_of_other = stacks()[1]["StackId"]
    boto3.client("cloudformation").delete_stack(StackName=stack_of_other)

    execute(sc_plan_client, plan.id)
    execute(sc_plan_client, other.id)
    sc_plan.advance()

    assert plan.status_message == f"ChangeSet [{first}] does not exist"
    assert other.status_message == f"Stack [{stack_of_other}] does not exist"


def test_seeding_makes_stacks(sc_plan: ServiceCatalog) -> None:
    sc_plan.add_provisioned_product("available")
    sc_plan.add_provisioned_product("tainted", status="TAINTED")
    sc_plan.add_provisioned_product("error", status="ERROR")
    sc_plan.add_plan(provisioned_product_name="planned")
    sc_plan.add_plan(provisioned_product_name="executed", status="EXECUTE_SUCCESS")
    sc_plan.add_plan(provisioned_product_name="failed", status="EXECUTE_FAILED")
    sc_plan.add_plan(provisioned_product_name="refused", status="CREATE_FAILED")

    statuses = {stack["StackName"]: stack["StackStatus"] for stack in stacks()}
    made = {
        product.name: statuses.get(f"SC-123456789012-{product.id}")
        for product in sc_plan.provisioned_products
    }
    assert made == {
        "available": "CREATE_COMPLETE",
        "tainted": "CREATE_COMPLETE",
        "error": None,
        "planned": "REVIEW_IN_PROGRESS",
        "executed": "CREATE_COMPLETE",
        "failed": "REVIEW_IN_PROGRESS",
        "refused": None,
    }
    assert len(buckets()) == 3


def test_seeding_what_can_not_be_made_is_refused(sc_plan: ServiceCatalog) -> None:
    product = sc_plan.add_product(versions={"v1": {"Resources": {"Role": taken_role()}}})
    circular = {"Resources": {"A": {**QUEUE, "DependsOn": "A"}}}
    other = sc_plan.add_product(versions={"v1": circular})

    with pytest.raises(
        ValueError, match=r"^provisioned product 'one' can't be made: The following"
    ):
        sc_plan.add_provisioned_product("one", product=product)
    with pytest.raises(ValueError, match=r"^provisioned product 'two' can't be made: The"):
        sc_plan.add_plan(product=product, provisioned_product_name="two", status="EXECUTE_SUCCESS")
    with pytest.raises(ValueError, match=r"^provisioned product 'three' can't be made: Circular"):
        sc_plan.add_plan(product=other, provisioned_product_name="three")


def test_a_plan_of_its_own_making_may_say_what_it_changes(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    bucket = sc_plan.add_provisioned_product("bucket")
    physical_id = buckets()[0]

    plan = sc_plan.add_plan(
        provisioned_product=bucket,
        resource_changes=[{"Action": "REMOVE", "LogicalResourceId": "Bucket"}, {}],
    )

    described = sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
    assert described["ResourceChanges"] == [
        {"Action": "REMOVE", "LogicalResourceId": "Bucket", "PhysicalResourceId": physical_id},
        {},
    ]


@pytest.mark.sc_plan(auto_create_plans=True)
def test_a_plan_that_nobody_seeded_makes_a_stack(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    execute(sc_plan_client, "plan-of-nobody")

    assert len(buckets()) == 1
    assert sc_plan.plan("plan-of-nobody").status == "EXECUTE_IN_PROGRESS"


def test_accounts_and_regions_have_stacks_of_their_own(sc_plan: ServiceCatalog) -> None:
    for account_id, region in (("111111111111", "eu-west-1"), ("222222222222", "us-east-1")):
        seen = sc_plan.for_account(account_id, region)
        plan = seen.add_plan()
        execute(client_of(account_id, region), plan.id)
        sc_plan.advance()
        outputs = seen.provisioned_products[0].outputs
        assert outputs["CloudformationStackARN"].startswith(
            f"arn:aws:cloudformation:{region}:{account_id}:stack/SC-{account_id}-pp-"
        )
    assert stacks() == []


def test_a_region_that_moto_does_not_know_has_no_stacks(sc_plan: ServiceCatalog) -> None:
    nowhere = sc_plan.for_account(region="xx-nowhere-1")

    with pytest.raises(ValueError, match=r"can't be made: moto has no region xx-nowhere-1$"):
        nowhere.add_plan()


@pytest.mark.sc_plan(deterministic=True)
@pytest.mark.parametrize("run", [1, 2])
def test_deterministic_stacks(sc_plan: ServiceCatalog, run: int, seen: dict[int, str]) -> None:
    seen[run] = sc_plan.add_provisioned_product().outputs["CloudformationStackARN"]

    assert len(set(seen.values())) == 1


@pytest.fixture(scope="module")
def seen() -> dict[int, str]:
    return {}


@pytest.mark.sc_plan(engine="scripted")
def test_without_what_it_needs_it_says_what_to_install(
    sc_plan: ServiceCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "moto.cloudformation.models", None)

    with pytest.raises(SettingsError) as caught:
        sc_plan.configure(engine="cloudformation")

    assert str(caught.value) == (
        "engine=cloudformation: moto's CloudFormation can't be imported (import of "
        "moto.cloudformation.models halted; None in sys.modules): "
        "pip install 'pytest-sc-plan[cloudformation]'"
    )
    assert sc_plan.settings.engine == "scripted"


def test_the_fixture_says_it_too(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "moto.cloudformation.models", None)
    pytester.makeini("[pytest]\nsc_plan_engine = cloudformation")
    pytester.makepyfile("def test_it(sc_plan): pass")

    result = pytester.runpytest("-p", "no:randomly")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["engine=cloudformation: moto's CloudFormation can't be imported*"])


def test_a_client_error_of_moto_is_not_ours(sc_plan: ServiceCatalog) -> None:
    assert sc_plan.settings.engine == "cloudformation"
    with pytest.raises(ClientError, match="NoSuchBucket"):
        boto3.client("s3").get_object(Bucket="missing", Key="x")


def test_stack_sets_are_none_of_this_engines(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.configure(progress="immediate")
    product = sc_plan.add_product(
        "guard",
        versions={"v1": WORKSPACE},
        stack_set_accounts=["111111111111"],
        stack_set_regions=["us-east-1"],
    )
    record = sc_plan_client.provision_product(
        ProductId=product.id,
        ProvisioningArtifactName="v1",
        ProvisionedProductName="item",
        ProvisioningParameters=[{"Key": "Team", "Value": "payments"}],
    )["RecordDetail"]

    ended = sc_plan_client.describe_record(Id=record["RecordId"])["RecordDetail"]
    assert [error["Description"] for error in ended["RecordErrors"]] == [
        "engine=cloudformation makes single stacks, no stack sets: use scripted"
    ]
    assert stacks() == []

    sc_plan_client.terminate_provisioned_product(ProvisionedProductName="item")
    with pytest.raises(sc_plan_client.exceptions.ResourceNotFoundException):
        sc_plan_client.describe_provisioned_product(Name="item")
