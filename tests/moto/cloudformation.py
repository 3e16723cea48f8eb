"""Templates, plans that make stacks of them in moto, and what is seen of the stacks."""

from __future__ import annotations

from typing import Any

import boto3

from ..helpers import Client, execute, plan_status, record_status

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
    """List the action of a plan on each resource, and its physical id."""
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
    """List the statuses of the only stack and their reasons, oldest first."""
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


CONDITIONAL = {
    "Parameters": {"Queues": {"Type": "String"}},
    "Conditions": {"HasQueues": {"Fn::Equals": [{"Ref": "Queues"}, "yes"]}},
    "Resources": {"Bucket": BUCKET, "Queue": {**QUEUE, "Condition": "HasQueues"}},
    "Outputs": {
        "QueueUrl": {"Condition": "HasQueues", "Value": {"Ref": "Queue"}},
        "Queues": {"Value": {"Fn::If": ["HasQueues", True, False]}},
    },
}


def not_empty(bucket: str) -> str:
    return (
        "The following resource(s) failed to delete: [Bucket]. The bucket you tried to delete is "
        f"not empty: {bucket}"
    )
