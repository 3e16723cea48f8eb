"""The changes that a plan shows."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, describe, plan_of, values

INSTANCE: dict[str, Any] = {
    "Parameters": {
        "Purpose": {"Type": "String", "Default": "testing"},
        "KeyPairName": {"Type": "AWS::EC2::KeyPair::KeyName", "Default": "key"},
        "InstanceType": {"Type": "String", "Default": "t2.micro"},
    },
    "Resources": {
        "MyEC2Instance": {
            "Type": "AWS::EC2::Instance",
            "Properties": {
                "KeyName": {"Ref": "KeyPairName"},
                "InstanceType": {"Ref": "InstanceType"},
                "ImageId": "ami-8fcee4e5",
                "Tags": [{"Key": "Purpose", "Value": {"Ref": "Purpose"}}],
            },
        }
    },
}
"""The template of CloudFormation's user guide, "Example change sets"."""


NO_UPDATES = "No updates are to be performed."
NO_CHANGES = (
    "The submitted information didn't contain changes. Submit different information to create a "
    "change set."
)


def changes_of(
    sc_plan: ServiceCatalog,
    client: Client,
    before: Any,
    after: Any,
    given: dict[str, str] | None = None,
    **request: Any,
) -> Any:
    """The changes of a plan from one template to another, physical ids left out."""
    product = sc_plan.add_product("x", versions={"v1": before, "v2": after}, tag_updates=True)
    sc_plan.add_provisioned_product("bucket", product=product, version="v1")
    request = plan_of(product, ProvisioningParameters=values(**(given or {})), **request)
    described = describe(client, sc_plan, **request)
    assert described["ProvisionedProductPlanDetails"]["Status"] == "CREATE_SUCCESS"
    changes = described["ResourceChanges"]
    for change in changes:
        assert ("PhysicalResourceId" in change) == (change["Action"] != "ADD")
        change.pop("PhysicalResourceId", None)
    return changes


def instance(**change: Any) -> dict[str, Any]:
    return {
        "Action": "MODIFY",
        "LogicalResourceId": "MyEC2Instance",
        "ResourceType": "AWS::EC2::Instance",
        **change,
    }


def detail(evaluation: str, target: dict[str, str], cause: str | None = None) -> dict[str, Any]:
    caused = {"CausingEntity": cause} if cause else {}
    return {"Target": target, "Evaluation": evaluation, **caused}


TAGS = {"Attribute": "TAGS", "RequiresRecreation": "NEVER"}


def target(name: str, recreation: str = "NEVER") -> dict[str, str]:
    return {"Attribute": "PROPERTIES", "Name": name, "RequiresRecreation": recreation}


# ------------------------------------------------- the user guide's example change sets


def test_a_direct_edit_is_static(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    after = deepcopy(INSTANCE)
    after["Resources"]["MyEC2Instance"]["Properties"]["Tags"].append({"Key": "a", "Value": "b"})
    assert changes_of(sc_plan, sc_plan_client, INSTANCE, after) == [
        instance(Replacement="FALSE", Scope=["TAGS"], Details=[detail("STATIC", TAGS)])
    ]


def test_a_parameter_makes_a_dynamic_and_a_static_change(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    given = {"Purpose": "production"}
    assert changes_of(sc_plan, sc_plan_client, INSTANCE, INSTANCE, given) == [
        instance(
            Replacement="FALSE",
            Scope=["TAGS"],
            Details=[detail("DYNAMIC", TAGS), detail("STATIC", TAGS, "Purpose")],
        )
    ]


def test_the_change_with_the_most_impact_decides_about_the_replacement(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    given = {"Purpose": "production", "KeyPairName": "new", "InstanceType": "t2.small"}
    key, kind = target("KeyName", "ALWAYS"), target("InstanceType", "CONDITIONALLY")
    assert changes_of(sc_plan, sc_plan_client, INSTANCE, INSTANCE, given) == [
        instance(
            Replacement="TRUE",
            Scope=["PROPERTIES", "TAGS"],
            Details=[
                detail("DYNAMIC", key),
                detail("DYNAMIC", kind),
                detail("DYNAMIC", TAGS),
                detail("STATIC", key, "KeyPairName"),
                detail("STATIC", kind, "InstanceType"),
                detail("STATIC", TAGS, "Purpose"),
            ],
        )
    ]


def test_a_conditional_recreation_is_a_conditional_replacement(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    (change,) = changes_of(
        sc_plan, sc_plan_client, INSTANCE, INSTANCE, {"InstanceType": "t2.small"}
    )
    assert change["Replacement"] == "CONDITIONAL"


def test_resources_are_added_and_removed(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    after = {
        "Resources": {
            "Group": {"Type": "AWS::AutoScaling::AutoScalingGroup"},
            "Launch": {"Type": "AWS::AutoScaling::LaunchConfiguration"},
        }
    }
    assert changes_of(sc_plan, sc_plan_client, INSTANCE, after) == [
        {
            "Action": "ADD",
            "LogicalResourceId": "Group",
            "ResourceType": "AWS::AutoScaling::AutoScalingGroup",
        },
        {
            "Action": "ADD",
            "LogicalResourceId": "Launch",
            "ResourceType": "AWS::AutoScaling::LaunchConfiguration",
        },
        {
            "Action": "REMOVE",
            "LogicalResourceId": "MyEC2Instance",
            "ResourceType": "AWS::EC2::Instance",
        },
    ]


# ---------------------------------------------------------------------------- the rest


def test_a_new_product_has_everything_added_that_its_conditions_allow(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    template = {
        "Parameters": {"Prod": {"Type": "String", "Default": "no"}},
        "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Prod"}, "yes"]}},
        "Resources": {
            "Queue": {"Type": "AWS::SQS::Queue"},
            "Alarm": {"Type": "AWS::CloudWatch::Alarm", "Condition": "IsProd"},
        },
    }
    product = sc_plan.add_product("x", versions={"v1": template})
    small = describe(sc_plan_client, sc_plan, **plan_of(product, "a"))
    large = describe(
        sc_plan_client,
        sc_plan,
        **plan_of(product, "b", ProvisioningParameters=values(Prod="yes")),
    )
    queue = {"Action": "ADD", "LogicalResourceId": "Queue", "ResourceType": "AWS::SQS::Queue"}
    assert small["ResourceChanges"] == [queue]
    assert [change["LogicalResourceId"] for change in large["ResourceChanges"]] == [
        "Queue",
        "Alarm",
    ]


def test_a_property_that_refers_to_a_replaced_resource_is_dynamic(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    def template(name: str) -> dict[str, Any]:
        return {
            "Resources": {
                "Subscription": {
                    "Type": "AWS::SNS::Subscription",
                    "Properties": {
                        "TopicArn": {"Ref": "Topic"},
                        "Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]},
                    },
                },
                "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": name}},
                "Queue": {"Type": "AWS::SQS::Queue"},
                "Policy": {
                    "Type": "AWS::SNS::TopicPolicy",
                    "Properties": {"PolicyDocument": {"Fn::Sub": "${Topic.TopicArn}"}},
                },
            }
        }

    subscription, topic, policy = changes_of(sc_plan, sc_plan_client, template("a"), template("b"))
    assert topic["Replacement"] == "TRUE"
    assert topic["Details"] == [detail("STATIC", target("TopicName", "ALWAYS"))]
    # 'Always' and 'Dynamic' is conditional.
    assert subscription["Replacement"] == "CONDITIONAL"
    assert subscription["Details"] == [detail("DYNAMIC", target("TopicArn", "ALWAYS"), "Topic")]
    assert policy["Replacement"] == "FALSE"
    assert policy["Details"] == [
        detail("DYNAMIC", target("PolicyDocument"), "Topic.TopicArn"),
    ]


@pytest.mark.parametrize(
    ("section", "attribute"),
    [
        ("Metadata", "METADATA"),
        ("CreationPolicy", "CREATIONPOLICY"),
        ("UpdatePolicy", "UPDATEPOLICY"),
        ("DeletionPolicy", "DELETIONPOLICY"),
    ],
)
def test_other_parts_of_a_resource_are_attributes(
    sc_plan: ServiceCatalog, sc_plan_client: Client, section: str, attribute: str
) -> None:
    before = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}
    after = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue", section: "Retain"}}}
    (change,) = changes_of(sc_plan, sc_plan_client, before, after)
    assert change["Scope"] == [attribute]
    assert change["Details"] == [
        detail("STATIC", {"Attribute": attribute, "RequiresRecreation": "NEVER"})
    ]


def test_new_tags_go_to_each_resource_that_stays(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    after = deepcopy(INSTANCE)
    after["Resources"]["Queue"] = {"Type": "AWS::SQS::Queue"}
    added, modified = sorted(
        changes_of(
            sc_plan, sc_plan_client, INSTANCE, after, Tags=[{"Key": "team", "Value": "red"}]
        ),
        key=lambda change: str(change["Action"]),
    )
    assert added["LogicalResourceId"] == "Queue"
    assert modified["Details"] == [detail("STATIC", TAGS)]


def test_a_property_that_has_no_value_is_none(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    before = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}
    no_value = {"DelaySeconds": {"Ref": "AWS::NoValue"}}
    after = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": no_value}}}
    product = sc_plan.add_product("x", versions={"v1": before, "v2": after})
    sc_plan.add_provisioned_product("bucket", product=product, version="v1")
    described = describe(sc_plan_client, sc_plan, **plan_of(product))
    assert described["ResourceChanges"] == []


@pytest.mark.parametrize(
    ("version", "message"),
    [
        (0, NO_UPDATES),
        (1, NO_CHANGES),
    ],
)
def test_a_plan_that_changes_nothing_fails(
    sc_plan: ServiceCatalog, sc_plan_client: Client, version: int, message: str
) -> None:
    product = sc_plan.add_product(
        "x", versions={"v1": INSTANCE, "v2": {**INSTANCE, "Description": "new"}}
    )
    existing = sc_plan.add_provisioned_product("bucket", product=product, version="v1")
    described = describe(sc_plan_client, sc_plan, **plan_of(product, version=version))
    details = described["ProvisionedProductPlanDetails"]
    assert (details["Status"], details["StatusMessage"]) == ("CREATE_FAILED", message)
    assert described["ResourceChanges"] == []
    assert existing.status == "AVAILABLE"


def test_a_resource_can_not_become_another_type(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    versions = {
        kind: {"Resources": {"A": {"Type": kind}, "B": {"Type": "AWS::SNS::Topic"}}}
        for kind in ("AWS::SQS::Queue", "AWS::S3::Bucket")
    }
    product = sc_plan.add_product("x", versions=versions)
    sc_plan.add_provisioned_product("bucket", product=product, version="AWS::SQS::Queue")
    described = describe(sc_plan_client, sc_plan, **plan_of(product))
    assert described["ProvisionedProductPlanDetails"]["StatusMessage"] == (
        "Update of resource type is not permitted. The new template modifies resource type of the "
        "following resources: [A]"
    )


def test_a_template_that_was_made_up_always_changes(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    existing = sc_plan.add_provisioned_product("bucket")
    described = describe(sc_plan_client, sc_plan, **plan_of(existing.product))
    assert described["ProvisionedProductPlanDetails"]["Status"] == "CREATE_SUCCESS"
    (change,) = described["ResourceChanges"]
    assert change.pop("PhysicalResourceId").startswith(f"sc-123456789012-{existing.id}-bucket-")
    assert change == {
        "Action": "MODIFY",
        "LogicalResourceId": "Bucket",
        "ResourceType": "AWS::S3::Bucket",
        "Replacement": "FALSE",
        "Scope": ["PROPERTIES"],
        "Details": [
            detail("STATIC", {"Attribute": "PROPERTIES", "RequiresRecreation": "NEVER"}),
        ],
    }


def test_changes_that_were_seeded_stay(sc_plan: ServiceCatalog) -> None:
    product = sc_plan.add_product("x", versions={"v1": INSTANCE})
    change = {"Action": "REMOVE", "LogicalResourceId": "A", "ResourceType": "AWS::SNS::Topic"}
    assert sc_plan.add_plan(product=product, resource_changes=[change]).resource_changes == (
        change,
    )


def test_a_plan_after_a_failed_update_compares_with_the_current_stack(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("x", versions={"v1": INSTANCE})
    existing = sc_plan.add_provisioned_product("bucket", product=product)
    request = plan_of(product, ProvisioningParameters=values(Purpose="production"))
    failing = sc_plan.add_plan(
        provisioned_product=existing, parameters={"Purpose": "production"}, outcome="failed"
    )
    sc_plan_client.execute_provisioned_product_plan(PlanId=failing.id)
    sc_plan.advance()
    assert existing.status == "TAINTED"
    sc_plan_client.delete_provisioned_product_plan(PlanId=failing.id, IgnoreErrors=True)
    described = describe(sc_plan_client, sc_plan, **request)
    assert [change["Action"] for change in described["ResourceChanges"]] == ["MODIFY"]


def test_outputs_come_from_the_template(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    template = {
        **INSTANCE,
        "Outputs": {
            "Purpose": {"Value": {"Ref": "Purpose"}, "Description": "What for"},
            "Instance": {"Value": {"Ref": "MyEC2Instance"}},
        },
    }
    product = sc_plan.add_product("x", versions={"v1": template})
    described = describe(
        sc_plan_client,
        sc_plan,
        **plan_of(product, ProvisioningParameters=values(Purpose="production")),
    )
    plan_id = described["ProvisionedProductPlanDetails"]["PlanId"]
    record = sc_plan_client.execute_provisioned_product_plan(PlanId=plan_id)["RecordDetail"]
    sc_plan.advance()
    outputs = sc_plan_client.describe_record(Id=record["RecordId"])["RecordOutputs"]
    stack, purpose, instance_id = outputs
    assert stack["OutputKey"] == "CloudformationStackARN"
    assert stack["Description"] == "The ARN of the launched Cloudformation Stack"
    assert purpose == {
        "OutputKey": "Purpose",
        "OutputValue": "production",
        "Description": "What for",
    }
    assert (
        sc_plan_client.get_provisioned_product_outputs(ProvisionedProductName="bucket")["Outputs"]
        == outputs
    )
    # The physical id is the one that a plan to change it shows.
    sc_plan_client.delete_provisioned_product_plan(PlanId=plan_id)
    (change,) = describe(sc_plan_client, sc_plan, **plan_of(product))["ResourceChanges"]
    assert change["PhysicalResourceId"] == instance_id["OutputValue"]
