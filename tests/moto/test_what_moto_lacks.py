"""Faults and gaps of moto that pytest_sc_plan/moto makes up for.

Each test says what would be right and is expected to fail. One that passes tells that moto has
mended it: what makes up for it can go, and with it the test and its row in docs/fidelity.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from ..helpers import moto_with_portfolios

pytestmark = moto_with_portfolios

BUCKET = {"Type": "AWS::S3::Bucket"}
QUEUE = {"Type": "AWS::SQS::Queue"}
NAMED_QUEUE = {**QUEUE, "Properties": {"QueueName": {"Ref": "Name"}}}
PARAMETERS = {"Name": {"Type": "String", "Default": "jobs"}}


@pytest.fixture(autouse=True)
def moto() -> Iterator[None]:
    with mock_aws():
        yield


def lacks(what: str, *, raises: type[BaseException] = AssertionError) -> pytest.MarkDecorator:
    return pytest.mark.xfail(reason=f"moto: {what}", strict=True, raises=raises)


def change(kind: str, resources: dict[str, Any], **template: Any) -> list[dict[str, Any]]:
    """Make a change set of the stack and execute it; its changes."""
    cloudformation = boto3.client("cloudformation", region_name="us-east-1")
    given = template.pop("Given", {})
    change_set = cloudformation.create_change_set(
        StackName="stack",
        ChangeSetName=f"change-{kind.lower()}",
        ChangeSetType=kind,
        TemplateBody=json.dumps({"Resources": resources, **template}),
        Parameters=[{"ParameterKey": key, "ParameterValue": given[key]} for key in given],
        Tags=[{"Key": "kind", "Value": kind}],
    )["Id"]
    described = cloudformation.describe_change_set(ChangeSetName=change_set)
    cloudformation.execute_change_set(ChangeSetName=change_set)
    return [item["ResourceChange"] for item in described["Changes"]]


def taken_role() -> dict[str, Any]:
    """A role that can't be created, because its name is taken."""
    iam = boto3.client("iam", region_name="us-east-1")
    iam.create_role(RoleName="taken", AssumeRolePolicyDocument="{}")
    properties = {"RoleName": "taken", "AssumeRolePolicyDocument": {}}
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def stack() -> dict[str, Any]:
    cloudformation = boto3.client("cloudformation", region_name="us-east-1")
    described: dict[str, Any] = cloudformation.describe_stacks(StackName="stack")["Stacks"][0]
    return described


def queues() -> list[str]:
    urls = boto3.client("sqs", region_name="us-east-1").list_queues().get("QueueUrls", [])
    return [url.rpartition("/")[2] for url in urls]


def buckets() -> list[str]:
    s3 = boto3.client("s3", region_name="us-east-1")
    return [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]


@lacks("a stack made by a change set has no outputs")
def test_outputs() -> None:
    change("CREATE", {"Queue": QUEUE}, Outputs={"Url": {"Value": {"Ref": "Queue"}}})

    assert "Outputs" in stack()


@lacks("a stack made by a change set exports nothing")
def test_exports() -> None:
    output = {"Value": {"Ref": "Queue"}, "Export": {"Name": "url"}}
    change("CREATE", {"Queue": QUEUE}, Outputs={"Url": output})

    cloudformation = boto3.client("cloudformation", region_name="us-east-1")
    assert cloudformation.list_exports()["Exports"] != []


@lacks("a change set does not change the tags of a stack")
def test_tags() -> None:
    change("CREATE", {"Queue": QUEUE})
    change("UPDATE", {"Queue": QUEUE, "Bucket": BUCKET})

    assert stack()["Tags"] == [{"Key": "kind", "Value": "UPDATE"}]


@lacks("a parameter alone is no change of a change set")
def test_changed_parameters() -> None:
    resources = {"Queue": NAMED_QUEUE}
    change("CREATE", resources, Parameters=PARAMETERS, Given={"Name": "before"})
    changes = change("UPDATE", resources, Parameters=PARAMETERS, Given={"Name": "after"})

    assert [item["LogicalResourceId"] for item in changes] == ["Queue"]


@lacks("a condition alone is no change of a change set")
def test_changed_conditions() -> None:
    resources = {"Bucket": BUCKET, "Queue": {**QUEUE, "Condition": "HasQueue"}}
    conditions = {"HasQueue": {"Fn::Equals": [{"Ref": "Name"}, "yes"]}}
    template = {"Parameters": PARAMETERS, "Conditions": conditions}
    change("CREATE", resources, **template, Given={"Name": "no"})
    change("UPDATE", resources, **template, Given={"Name": "yes"})

    assert len(queues()) == 1


@lacks("a change set says no more than which resources change")
def test_details_of_changes() -> None:
    change("CREATE", {"Queue": QUEUE})
    (changed,) = change("UPDATE", {"Queue": {**QUEUE, "Properties": {"VisibilityTimeout": 5}}})

    assert {"Details", "Replacement", "Scope"} <= set(changed)


@lacks("a queue whose name changes keeps its name")
def test_replaced_resources() -> None:
    change("CREATE", {"Queue": NAMED_QUEUE}, Parameters=PARAMETERS, Given={"Name": "before"})
    change("UPDATE", {"Queue": NAMED_QUEUE}, Parameters=PARAMETERS, Given={"Name": "after"})

    assert queues() == ["after"]


@lacks("what is made before a failure stays")
def test_rollback() -> None:
    role = taken_role()
    with pytest.raises(ClientError):
        change("CREATE", {"Bucket": BUCKET, "Role": role})

    assert buckets() == []


@lacks("what a change set removes goes before what fails")
def test_removal_comes_last() -> None:
    role = taken_role()
    change("CREATE", {"Queue": QUEUE, "Bucket": BUCKET})
    with pytest.raises(ClientError):
        change("UPDATE", {"Queue": QUEUE, "Role": role})

    assert len(buckets()) == 1


@lacks("a resource that comes back after it was removed is not made again")
def test_resources_that_come_back() -> None:
    cloudformation = boto3.client("cloudformation", region_name="us-east-1")
    change("CREATE", {"Queue": QUEUE, "Bucket": BUCKET})
    change("UPDATE", {"Queue": QUEUE})
    cloudformation.delete_change_set(ChangeSetName="change-update")
    change("UPDATE", {"Queue": QUEUE, "Bucket": BUCKET})

    assert len(buckets()) == 1


@lacks("a bucket that is not empty is left behind, and nothing is said of it")
def test_buckets_that_are_not_empty() -> None:
    cloudformation = boto3.client("cloudformation", region_name="us-east-1")
    change("CREATE", {"Bucket": BUCKET})
    boto3.client("s3", region_name="us-east-1").put_object(Bucket=buckets()[0], Key="x", Body=b"1")
    stack_id = stack()["StackId"]
    cloudformation.delete_stack(StackName="stack")

    (deleted,) = cloudformation.describe_stacks(StackName=stack_id)["Stacks"]
    assert deleted["StackStatus"] == "DELETE_FAILED"


@lacks("a new stack made by a change set imports nothing")
def test_imports() -> None:
    cloudformation = boto3.client("cloudformation", region_name="us-east-1")
    output = {"Value": "jobs", "Export": {"Name": "name"}}
    cloudformation.create_stack(
        StackName="other",
        TemplateBody=json.dumps({"Resources": {"Bucket": BUCKET}, "Outputs": {"Name": output}}),
    )
    imported = {**QUEUE, "Properties": {"QueueName": {"Fn::ImportValue": "name"}}}
    try:
        change("CREATE", {"Queue": imported})
    except cloudformation.exceptions.ClientError as refused:
        raise AssertionError(str(refused)) from None

    assert queues() == ["jobs"]
