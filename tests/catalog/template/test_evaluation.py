"""Templates evaluated: what a provisioned product gives out, and which resources a plan adds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_sc_plan import ServiceCatalog
from pytest_sc_plan.catalog.template.evaluation import Stack
from pytest_sc_plan.catalog.template.references import references
from pytest_sc_plan.fake.views import ProvisionedProductView

from ...helpers import Client

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
    },
}


VALUES = {"Name": "prod", "Zones": "a, b", "Subnets": "subnet-1,subnet-2"}
SEEDED = {**VALUES, "Forgotten": ""}


def joined(node: Any) -> dict[str, Any]:
    """A list as the text that an output has to be."""
    return {"Fn::Join": [",", node]}


def stack() -> Stack:
    return Stack(TEMPLATE, VALUES, ARN)


def provisioned(
    catalog: ServiceCatalog, outputs: dict[str, Any], name: str = "prod"
) -> ProvisionedProductView:
    """Provision the template with these outputs."""
    product = catalog.add_product(versions={"v1": {**TEMPLATE, "Outputs": outputs}})
    return catalog.add_provisioned_product(product=product, parameters={**SEEDED, "Name": name})


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ("text", "text"),
        (3, "3"),
        (True, "true"),
        ({"Ref": "Name"}, "prod"),
        (joined({"Ref": "Zones"}), "a,b"),
        (joined({"Ref": "Subnets"}), "subnet-1,subnet-2"),
        ({"Ref": "AWS::Region"}, "eu-west-1"),
        ({"Ref": "AWS::AccountId"}, "123456789012"),
        ({"Ref": "AWS::Partition"}, "aws"),
        ({"Ref": "AWS::StackName"}, "SC-123456789012-PRODUCT"),
        ({"Ref": "AWS::StackId"}, "STACK"),
        ({"Ref": "AWS::URLSuffix"}, "amazonaws.com"),
        (joined({"Ref": "AWS::NotificationARNs"}), ""),
        ({"Fn::GetAtt": ["Bucket", "Arn"]}, "arn:aws:s3:::BUCKET"),
        ({"Fn::GetAtt": "Queue.Arn"}, "arn:aws:sqs:eu-west-1:123456789012:QUEUE"),
        ({"Fn::GetAtt": ["Queue", "QueueName"]}, "QUEUE.QueueName"),
        (
            {"Fn::Sub": "${Name}-${AWS::Region}-${!Literal}-${Zones}"},
            "prod-eu-west-1-${Literal}-a,b",
        ),
        ({"Fn::Sub": ["${Own}/${Name}", {"Own": {"Ref": "Zones"}}]}, "a,b/prod"),
        ({"Fn::Sub": "${Bucket.Arn}/*"}, "arn:aws:s3:::BUCKET/*"),
        ({"Fn::If": ["Prod", {"Ref": "Name"}, "no"]}, "prod"),
        (joined({"Fn::If": ["Test", "yes", {"Ref": "Zones"}]}), "a,b"),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "AWS::Region"}, "web"]}, "large"),
        (joined({"Fn::FindInMap": ["Sizes", "eu-west-1", "nodes"]}), "a,b"),
        ({"Fn::FindInMap": ["Sizes", "no", "web", {"DefaultValue": {"Ref": "Name"}}]}, "prod"),
        ({"Fn::Join": ["-", ["x", {"Ref": "Name"}, 1, True]]}, "x-prod-1-true"),
        ({"Fn::Join": ["+", {"Ref": "Zones"}]}, "a+b"),
        ({"Fn::Join": ["+", [{"Ref": "AWS::NoValue"}, {"Ref": "Name"}]]}, "prod"),
        ({"Fn::Select": ["1", {"Ref": "Zones"}]}, "b"),
        ({"Fn::Join": ["+", {"Fn::Split": ["o", {"Ref": "Name"}]}]}, "pr+d"),
        ({"Fn::Base64": {"Ref": "Name"}}, "cHJvZA=="),
        (joined({"Fn::GetAZs": ""}), "eu-west-1a,eu-west-1b,eu-west-1c"),
        (joined({"Fn::GetAZs": {"Ref": "AWS::Region"}}), "eu-west-1a,eu-west-1b,eu-west-1c"),
        ({"Fn::Contains": [{"Ref": "Zones"}, "b"]}, "true"),
        ({"Fn::EachMemberEquals": [["a", "a"], "a"]}, "true"),
        ({"Fn::EachMemberEquals": [{"Ref": "Zones"}, "a"]}, "false"),
        ({"Fn::EachMemberIn": [{"Ref": "Zones"}, ["a", "b", "c"]]}, "true"),
        ({"Fn::EachMemberIn": [{"Ref": "Zones"}, ["a"]]}, "false"),
        ({"Fn::Join": [" ", {"Fn::Cidr": ["10.9.0.0/16", "2", 8]}]}, "10.9.0.0/24 10.9.1.0/24"),
        ({"Fn::Select": [1, {"Fn::Cidr": ["fd00::/56", 2, 64]}]}, "fd00:0:0:1::/64"),
        ({"Fn::Sub": ["<${None}>", {"None": {"Ref": "AWS::NoValue"}}]}, "<>"),
    ],
)
@pytest.mark.sc_plan(region="eu-west-1")
def test_functions_are_resolved(sc_plan: ServiceCatalog, node: Any, value: str) -> None:
    ids = {"Bucket": {"Value": {"Ref": "Bucket"}}, "Queue": {"Value": {"Ref": "Queue"}}}

    existing = provisioned(sc_plan, {"Out": {"Value": node}, **ids})

    for word, known in {
        "BUCKET": existing.outputs["Bucket"],
        "QUEUE": existing.outputs["Queue"],
        "PRODUCT": existing.id,
        "STACK": str(existing.physical_id),
    }.items():
        value = value.replace(word, known)
    assert existing.outputs["Out"] == value


def test_a_property_without_a_value_is_left_out() -> None:
    node = {"Kept": {"Ref": "Name"}, "Gone": {"Ref": "AWS::NoValue"}}
    assert stack().evaluate(node) == {"Kept": "prod"}


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ({"Ref": "Nothing"}, {"Ref": "Nothing"}),
        ({"Ref": "Forgotten"}, {"Ref": "Forgotten"}),
        ({"Fn::ImportValue": {"Fn::Sub": "${Name}-export"}}, {"Fn::ImportValue": "prod-export"}),
        (
            {"Fn::FindInMap": ["Sizes", {"Fn::X": "a"}, "y"]},
            {"Fn::FindInMap": ["Sizes", {"Fn::X": "a"}, "y"]},
        ),
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
def test_functions_that_can_not_be_resolved_stay(node: Any, value: Any) -> None:
    assert stack().evaluate(node) == value


@pytest.mark.parametrize(("name", "there"), [("prod", "Queue"), ("test", "Topic")])
def test_a_condition_decides_about_a_resource(
    sc_plan: ServiceCatalog, name: str, there: str
) -> None:
    product = sc_plan.add_product(versions={"v1": TEMPLATE})
    plan = sc_plan.add_plan(product=product, parameters={**SEEDED, "Name": name})
    added = [change["LogicalResourceId"] for change in plan.resource_changes]
    assert added == ["Bucket", there]


def test_conditions_are_combined(sc_plan: ServiceCatalog) -> None:
    names = ("Prod", "Test", "Either", "Both")
    existing = provisioned(
        sc_plan, {name: {"Value": {"Fn::If": [name, "yes", "no"]}} for name in names}
    )
    assert [existing.outputs[name] for name in names] == ["yes", "no", "yes", "no"]


def test_china_has_another_suffix(sc_plan: ServiceCatalog) -> None:
    existing = provisioned(
        sc_plan.for_account(region="cn-north-1"),
        {"Out": {"Value": {"Fn::Sub": "${AWS::Partition} ${AWS::URLSuffix}"}}},
    )
    assert existing.outputs["Out"] == "aws-cn amazonaws.com.cn"


def test_physical_ids_are_stable_and_of_one_stack(sc_plan: ServiceCatalog) -> None:
    ids = {"Bucket": {"Value": {"Ref": "Bucket"}}, "Queue": {"Value": {"Ref": "Queue"}}}
    one, other = provisioned(sc_plan, ids), provisioned(sc_plan, ids)
    assert one.outputs["Queue"].startswith(f"SC-123456789012-{one.id}-Queue-")
    assert one.outputs["Bucket"].islower()
    assert one.outputs["Queue"] != other.outputs["Queue"]
    queue = one.outputs["Queue"]
    sc_plan.add_plan(provisioned_product=one, parameters=SEEDED, status="EXECUTE_SUCCESS")
    assert one.outputs["Queue"] == queue


def test_outputs_are_those_whose_condition_is_true(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    outputs = {
        "Name": {"Value": {"Ref": "Name"}, "Description": "What it is called"},
        "Flag": {"Value": True, "Condition": "Prod"},
        "Absent": {"Value": "x", "Condition": "Test"},
        "Imported": {"Value": {"Fn::ImportValue": "of-others"}},
    }
    existing = provisioned(sc_plan, outputs)
    answer = sc_plan_client.get_provisioned_product_outputs(ProvisionedProductId=existing.id)
    assert answer["Outputs"] == [
        {
            "OutputKey": "CloudformationStackARN",
            "OutputValue": existing.physical_id,
            "Description": "The ARN of the launched Cloudformation Stack",
        },
        {"OutputKey": "Name", "OutputValue": "prod", "Description": "What it is called"},
        {"OutputKey": "Flag", "OutputValue": "true"},
        {"OutputKey": "Imported", "OutputValue": '{"Fn::ImportValue": "of-others"}'},
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
        ({"Fn::Sub": ["${Own}", {"Own": {"Ref": "D"}}]}, ["D"]),
        ({"Fn::Sub": ["${Own}"]}, ["Own"]),
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
def test_any_template_is_evaluated_twice_the_same(node: Any) -> None:
    assert stack().evaluate(node) == stack().evaluate(node)
    assert list(references(node)) == list(references(node))
