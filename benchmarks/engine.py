"""The cost of a stack made through a plan, beside the same stack made directly in moto.

Both sides make the same five resources from the same template, by a change set, and look at what
comes of it: create, describe, execute, describe. Each stack is a new one, and each round starts
with an empty moto.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
from moto import mock_aws

from pytest_sc_plan import mock_service_catalog

from .measure import figure, interleave, milliseconds_each, ratios, require
from .table import Row

TEMPLATE: dict[str, Any] = {
    "Resources": {
        "Bucket": {"Type": "AWS::S3::Bucket"},
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 30}},
        "Topic": {"Type": "AWS::SNS::Topic"},
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            },
        },
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}},
        },
    },
    "Outputs": {"QueueUrl": {"Value": {"Ref": "Queue"}}},
}


def rows(*, quick: bool) -> Iterator[Row]:
    stacks, rounds = (5, 4) if quick else (20, 15)
    direct, planned = interleave(rounds, lambda: _direct(stacks), lambda: _planned(stacks))
    yield Row("a stack of five resources, in moto", figure(direct))
    yield Row(
        "the same stack through a plan",
        figure(planned),
        floor=figure(direct).median,
        ratio=ratios(planned, direct),
        target=1.3,
        of_ratio=True,
    )


def _direct(stacks: int) -> float:
    template = json.dumps(TEMPLATE)
    with mock_aws():
        client = boto3.client("cloudformation", region_name="us-east-1")

        def make(name: str) -> None:
            change_set = client.create_change_set(
                StackName=name,
                ChangeSetName=f"plan-{name}",
                ChangeSetType="CREATE",
                TemplateBody=template,
            )["Id"]
            client.describe_change_set(ChangeSetName=change_set)
            client.execute_change_set(ChangeSetName=change_set)
            (made,) = client.describe_stacks(StackName=name)["Stacks"]
            require(made["StackStatus"] == "CREATE_COMPLETE", "a stack is made")

        return milliseconds_each(make, [f"stack-{number}" for number in range(stacks)])


def _planned(stacks: int) -> float:
    with mock_service_catalog(engine="cloudformation", progress="immediate") as catalog:
        client = boto3.client("servicecatalog", region_name="us-east-1")
        product = catalog.add_product(versions={"v1": TEMPLATE})

        def make(name: str) -> None:
            plan = client.create_provisioned_product_plan(
                PlanName=f"plan-{name}",
                PlanType="CLOUDFORMATION",
                ProductId=product.id,
                ProvisioningArtifactId=product.provisioning_artifacts[0].id,
                ProvisionedProductName=name,
            )["PlanId"]
            client.describe_provisioned_product_plan(PlanId=plan)
            executed = client.execute_provisioned_product_plan(PlanId=plan)["RecordDetail"]
            record = client.describe_record(Id=executed["RecordId"])
            require(record["RecordDetail"]["Status"] == "SUCCEEDED", "a plan makes a stack")
            require(len(record["RecordOutputs"]) == 2, "the stack has its output")

        return milliseconds_each(make, [f"stack-{number}" for number in range(stacks)])
