"""A template for each resource type that is tried end to end through a plan.

Run as ``python -m tests.moto.resource_types`` it writes docs/resource-types.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "resource-types.md"

HEADER = """\
# Resource types

<!-- Written by tests/moto/resource_types.py: do not edit. -->

With `engine=cloudformation` a plan can create whatever moto's CloudFormation can. These resource
types were tried end to end: the tests provision a product with one of them through a plan, find it
in moto by its physical id, and terminate the product. "Changed in place" says whether moto changes
one of that type when a second plan does; where it can't, the plan succeeds, the resource stays as
it is, and a warning says so. Resources that have to be replaced are replaced, whatever the type.

| resource type | changed in place |
| --- | --- |
"""

Resource = dict[str, Any]


def ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def arn(name: str) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [name, "Arn"]}


ASSUMED_BY_LAMBDA = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }
    ],
}
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}

VPC: Resource = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.9.0.0/16"}}
SUBNET: Resource = {
    "Type": "AWS::EC2::Subnet",
    "Properties": {"VpcId": ref("Vpc"), "CidrBlock": "10.9.1.0/24"},
}
ROLE: Resource = {
    "Type": "AWS::IAM::Role",
    "Properties": {"AssumeRolePolicyDocument": ASSUMED_BY_LAMBDA},
}
TYPES: dict[str, tuple[Resource, dict[str, Resource]]] = {
    "AWS::ApiGateway::RestApi": ({"Name": "api"}, {}),
    "AWS::AutoScaling::LaunchConfiguration": (
        {"ImageId": "ami-12c6146b", "InstanceType": "t2.micro"},
        {},
    ),
    "AWS::CloudWatch::Dashboard": ({"DashboardBody": "{}"}, {}),
    "AWS::DynamoDB::Table": (
        {
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        },
        {},
    ),
    "AWS::EC2::EIP": ({"Domain": "vpc"}, {}),
    "AWS::EC2::InternetGateway": ({}, {}),
    "AWS::EC2::SecurityGroup": (
        {"GroupDescription": "ours", "VpcId": ref("Vpc")},
        {"Vpc": VPC},
    ),
    "AWS::EC2::Subnet": (SUBNET["Properties"], {"Vpc": VPC}),
    "AWS::EC2::VPC": (VPC["Properties"], {}),
    "AWS::EC2::Volume": ({"AvailabilityZone": "us-east-1a", "Size": 8}, {}),
    "AWS::ECR::Repository": ({"RepositoryName": "images"}, {}),
    "AWS::ECS::Cluster": ({"ClusterName": "cluster"}, {}),
    "AWS::ECS::TaskDefinition": (
        {
            "Family": "task",
            "ContainerDefinitions": [{"Name": "main", "Image": "busybox", "Memory": 64}],
        },
        {},
    ),
    "AWS::EFS::FileSystem": ({"Encrypted": True}, {}),
    "AWS::Events::Rule": ({"ScheduleExpression": "rate(5 minutes)", "State": "ENABLED"}, {}),
    "AWS::IAM::AccessKey": (
        {"UserName": ref("User")},
        {"User": {"Type": "AWS::IAM::User", "Properties": {"UserName": "worker"}}},
    ),
    "AWS::IAM::InstanceProfile": ({"Roles": [ref("Role")]}, {"Role": ROLE}),
    "AWS::IAM::ManagedPolicy": ({"PolicyDocument": POLICY}, {}),
    "AWS::IAM::Policy": (
        {"PolicyName": "ours", "PolicyDocument": POLICY, "Roles": [ref("Role")]},
        {"Role": ROLE},
    ),
    "AWS::IAM::Role": (ROLE["Properties"], {}),
    "AWS::IAM::User": ({"UserName": "worker"}, {}),
    "AWS::KMS::Key": ({"Description": "ours", "KeyPolicy": POLICY}, {}),
    "AWS::Kinesis::Stream": ({"ShardCount": 1}, {}),
    "AWS::Lambda::Function": (
        {
            "Code": {"ZipFile": "def handler(event, context): return event"},
            "Handler": "index.handler",
            "Role": arn("Role"),
            "Runtime": "python3.12",
        },
        {"Role": ROLE},
    ),
    "AWS::Logs::LogGroup": ({"RetentionInDays": 7}, {}),
    "AWS::Route53::HostedZone": ({"Name": "example.com."}, {}),
    "AWS::S3::Bucket": ({}, {}),
    "AWS::SNS::Topic": ({}, {}),
    "AWS::SQS::Queue": ({}, {}),
    "AWS::SSM::Parameter": ({"Type": "String", "Value": "on", "Name": "/ours/switch"}, {}),
    "AWS::StepFunctions::StateMachine": (
        {
            "DefinitionString": '{"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}',
            "RoleArn": arn("Role"),
        },
        {"Role": ROLE},
    ),
}
"""The properties of a resource of each type, and the resources that it needs beside it."""


def template(resource_type: str) -> dict[str, Any]:
    """A template whose resource ``Tried`` is of that type."""
    properties, others = TYPES[resource_type]
    resource = {"Type": resource_type, "Properties": properties}
    return {
        "Resources": {**others, "Tried": resource},
        "Outputs": {"Tried": {"Value": ref("Tried")}},
    }


def can_be_changed(resource_type: str) -> bool:
    """Whether moto changes a resource of that type in place."""
    from moto.cloudformation.parsing import get_model_map

    change = get_model_map()[resource_type].update_from_cloudformation_json
    return not hasattr(change, "__isabstractmethod__")


def page() -> str:
    """The page as it should be."""
    rows = (
        f"| {resource_type} | {'yes' if can_be_changed(resource_type) else 'no'} |\n"
        for resource_type in sorted(TYPES)
    )
    return HEADER + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
