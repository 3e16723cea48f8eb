from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_sc_plan.catalog.template.evaluation import NO_VALUE, Stack, references

ARN = "arn:aws:cloudformation:eu-west-1:123456789012:stack/SC-123456789012-pp-1/uuid"

TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "Name": {"Type": "String"},
        "Zones": {"Type": "CommaDelimitedList"},
        "Subnets": {"Type": "List<AWS::EC2::Subnet::Id>"},
        "Forgotten": {"Type": "String"},
    },
    "Mappings": {"Sizes": {"eu-west-1": {"web": "large", "nodes": ["a", "b"]}}},
    "Conditions": {
        "Prod": {"Fn::Equals": [{"Ref": "Name"}, "prod"]},
        "Test": {"Fn::Not": [{"Condition": "Prod"}]},
        "Either": {"Fn::Or": [{"Condition": "Prod"}, {"Condition": "Test"}]},
        "Both": {"Fn::And": [{"Condition": "Prod"}, {"Condition": "Test"}]},
    },
    "Resources": {
        "Bucket": {"Type": "AWS::S3::Bucket"},
        "Queue": {"Type": "AWS::SQS::Queue", "Condition": "Prod"},
        "Topic": {"Type": "AWS::SNS::Topic", "Condition": "Test"},
        "Table": {"Type": "AWS::DynamoDB::Table", "Condition": "Undeclared"},
    },
}


def stack(name: str = "prod", arn: str = ARN, **template: Any) -> Stack:
    values = {"Name": name, "Zones": "a, b", "Subnets": "subnet-1,subnet-2"}
    return Stack({**TEMPLATE, **template}, values, arn)


BUCKET = stack().physical_id("Bucket")
QUEUE = stack().physical_id("Queue")


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ("text", "text"),
        (3, 3),
        ({"Ref": "Name"}, "prod"),
        ({"Ref": "Zones"}, ["a", "b"]),
        ({"Ref": "Subnets"}, ["subnet-1", "subnet-2"]),
        ({"Ref": "AWS::Region"}, "eu-west-1"),
        ({"Ref": "AWS::AccountId"}, "123456789012"),
        ({"Ref": "AWS::Partition"}, "aws"),
        ({"Ref": "AWS::StackName"}, "SC-123456789012-pp-1"),
        ({"Ref": "AWS::StackId"}, ARN),
        ({"Ref": "AWS::URLSuffix"}, "amazonaws.com"),
        ({"Ref": "AWS::NotificationARNs"}, []),
        ({"Ref": "AWS::NoValue"}, NO_VALUE),
        ({"Ref": "Bucket"}, BUCKET),
        ({"Fn::GetAtt": ["Bucket", "Arn"]}, f"arn:aws:s3:::{BUCKET}"),
        ({"Fn::GetAtt": "Queue.Arn"}, f"arn:aws:sqs:eu-west-1:123456789012:{QUEUE}"),
        ({"Fn::GetAtt": ["Queue", "QueueName"]}, f"{QUEUE}.QueueName"),
        (
            {"Fn::Sub": "${Name}-${AWS::Region}-${!Literal}-${Zones}"},
            "prod-eu-west-1-${Literal}-a,b",
        ),
        ({"Fn::Sub": ["${Own}/${Name}", {"Own": {"Ref": "Zones"}}]}, "a,b/prod"),
        ({"Fn::Sub": "${Bucket.Arn}/*"}, f"arn:aws:s3:::{BUCKET}/*"),
        ({"Fn::If": ["Prod", {"Ref": "Name"}, "no"]}, "prod"),
        ({"Fn::If": ["Test", "yes", {"Ref": "Zones"}]}, ["a", "b"]),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "AWS::Region"}, "web"]}, "large"),
        ({"Fn::FindInMap": ["Sizes", "eu-west-1", "nodes"]}, ["a", "b"]),
        ({"Fn::FindInMap": ["Sizes", "no", "web", {"DefaultValue": {"Ref": "Name"}}]}, "prod"),
        ({"Fn::Join": ["-", ["x", {"Ref": "Name"}, 1, True]]}, "x-prod-1-true"),
        ({"Fn::Join": [",", {"Ref": "Zones"}]}, "a,b"),
        ({"Fn::Select": ["1", {"Ref": "Zones"}]}, "b"),
        ({"Fn::Split": ["-", {"Ref": "Bucket"}]}, BUCKET.split("-")),
        ({"Fn::Base64": {"Ref": "Name"}}, "cHJvZA=="),
        ({"Fn::GetAZs": ""}, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]),
        ({"Fn::GetAZs": {"Ref": "AWS::Region"}}, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]),
        ({"Fn::Contains": [{"Ref": "Zones"}, "b"]}, True),
        ({"Fn::EachMemberEquals": [["a", "a"], "a"]}, True),
        ({"Fn::EachMemberEquals": [{"Ref": "Zones"}, "a"]}, False),
        ({"Fn::EachMemberIn": [{"Ref": "Zones"}, ["a", "b", "c"]]}, True),
        ({"Fn::EachMemberIn": [{"Ref": "Zones"}, ["a"]]}, False),
        ([{"Ref": "AWS::NoValue"}, {"Ref": "Name"}], ["prod"]),
        ({"Kept": {"Ref": "Name"}, "Gone": {"Ref": "AWS::NoValue"}}, {"Kept": "prod"}),
    ],
)
def test_functions_are_resolved(node: Any, value: Any) -> None:
    assert stack().evaluate(node) == value


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ({"Ref": "Nothing"}, {"Ref": "Nothing"}),
        ({"Ref": "Forgotten"}, {"Ref": "Forgotten"}),
        ({"Fn::ImportValue": {"Fn::Sub": "${Name}-export"}}, {"Fn::ImportValue": "prod-export"}),
        ({"Fn::Select": ["9", {"Ref": "Zones"}]}, {"Fn::Select": ["9", ["a", "b"]]}),
        ({"Fn::Select": ["0", "text"]}, {"Fn::Select": ["0", "text"]}),
        ({"Fn::FindInMap": ["No", "x", "y"]}, {"Fn::FindInMap": ["No", "x", "y"]}),
        ({"Fn::If": ["Undeclared", "a", "b"]}, {"Fn::If": ["Undeclared", "a", "b"]}),
        ({"Fn::If": "Prod"}, {"Fn::If": "Prod"}),
        ({"Fn::GetAtt": ["Nothing", "Arn"]}, {"Fn::GetAtt": ["Nothing", "Arn"]}),
        ({"Fn::Sub": "${Nothing}"}, {"Fn::Sub": "${Nothing}"}),
        # The Condition of an IAM policy statement is none of the template's.
        (
            {"Condition": {"Bool": {"Secure": {"Ref": "Name"}}}},
            {"Condition": {"Bool": {"Secure": "prod"}}},
        ),
    ],
)
def test_what_can_not_be_resolved_stays(node: Any, value: Any) -> None:
    assert stack().evaluate(node) == value


@pytest.mark.parametrize(("name", "there"), [("prod", "Queue"), ("test", "Topic")])
def test_a_condition_decides_about_a_resource(name: str, there: str) -> None:
    assert list(stack(name).resources) == ["Bucket", there, "Table"]


def test_conditions_are_combined() -> None:
    assert stack().evaluate(
        [{"Fn::If": [name, "yes", "no"]} for name in ("Prod", "Test", "Either", "Both")]
    ) == ["yes", "no", "yes", "no"]


def test_china_has_another_suffix() -> None:
    china = stack(arn="arn:aws-cn:cloudformation:cn-north-1:123456789012:stack/SC/uuid")
    assert china.evaluate({"Fn::Sub": "${AWS::Partition} ${AWS::URLSuffix}"}) == (
        "aws-cn amazonaws.com.cn"
    )


def test_physical_ids_are_stable_and_of_one_stack() -> None:
    assert QUEUE.startswith("SC-123456789012-pp-1-Queue-")
    assert BUCKET.islower()
    assert stack("test").physical_id("Queue") == QUEUE
    assert stack(arn=f"{ARN}2").physical_id("Queue") != QUEUE


def test_outputs_are_those_whose_condition_is_true() -> None:
    outputs = {
        "Name": {"Value": {"Ref": "Name"}, "Description": "What it is called"},
        "Flag": {"Value": True, "Condition": "Prod"},
        "Absent": {"Value": "x", "Condition": "Test"},
        "Empty": {},
    }
    assert stack(Outputs=outputs).outputs() == [
        {
            "OutputKey": "CloudformationStackARN",
            "OutputValue": ARN,
            "Description": "The ARN of the launched Cloudformation Stack",
        },
        {"OutputKey": "Name", "OutputValue": "prod", "Description": "What it is called"},
        {"OutputKey": "Flag", "OutputValue": "true"},
        {"OutputKey": "Empty", "OutputValue": ""},
    ]


@pytest.mark.parametrize(
    ("node", "found"),
    [
        ("text", []),
        ({"Ref": "A"}, ["A"]),
        ({"Ref": {"not": "a name"}}, []),
        ({"Fn::GetAtt": None}, []),
        ({"Fn::Sub": []}, []),
        ({"Fn::GetAtt": ["A", "Arn"]}, ["A.Arn"]),
        ({"Fn::GetAtt": "A.Arn"}, ["A.Arn"]),
        ({"Fn::Sub": "${A} ${!B} ${C.Arn}"}, ["A", "C.Arn"]),
        ({"Fn::Sub": ["${Own}", {"Own": {"Ref": "D"}}]}, ["Own", "D"]),
        ([{"Fn::Join": ["", [{"Ref": "A"}, {"Ref": "B"}]]}], ["A", "B"]),
    ],
)
def test_references_are_found(node: Any, found: list[str]) -> None:
    assert list(references(node)) == found


nodes = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Ref", "Fn::Sub", "Fn::If", "Fn::Join", "Fn::Select", "Fn::GetAtt"])
            | st.sampled_from(["Condition", "Fn::FindInMap", "Fn::Equals", "Fn::Split", "Other"]),
            children,
            max_size=2,
        )
    ),
    max_leaves=12,
)


@given(nodes)
def test_whatever_a_template_holds_comes_to_something_twice_the_same(node: Any) -> None:
    assert stack().evaluate(node) == stack().evaluate(node)
    assert list(references(node)) == list(references(node))
