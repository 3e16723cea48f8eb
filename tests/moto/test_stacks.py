"""Stacks in moto that are created, imported and deleted, or can not be."""

from __future__ import annotations

import json
from importlib.util import find_spec

import boto3
import pytest

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client, execute, moto_with_portfolios, plan_of, product_status
from .cloudformation import (
    BUCKET,
    CONDITIONAL,
    QUEUE,
    TAKEN,
    buckets,
    carry_out,
    changes,
    finished,
    not_empty,
    outputs,
    queues,
    ready_plan,
    stack_events,
    stacks,
    taken_role,
)

pytestmark = pytest.mark.sc_plan(engine="cloudformation")

MESSAGE = f"AmazonCloudFormationException  {TAKEN}"

MODERN_MOTO = find_spec("moto.servicecatalog") is not None


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
    assert (plan.status, plan.status_message) == ("EXECUTE_FAILED", MESSAGE)
    assert (made.status, made.status_message) == ("ERROR", MESSAGE)
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
    assert (made.status, made.status_message) == ("ERROR", MESSAGE)
    status, reason = stack_events()[-1]
    assert status == stacks()[0]["StackStatus"] == "ROLLBACK_FAILED"
    assert str(reason).startswith("The following resource(s) failed to delete: [Vpc]. ")


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


def test_an_exception_of_motos_own_code_is_an_internal_failure(
    sc_plan: ServiceCatalog, sc_plan_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    template = {"Resources": {"Queue": {**QUEUE, "Properties": {"DelaySeconds": "soon"}}}}
    product = sc_plan.add_product(versions={"v1": template})

    execute(sc_plan_client, ready_plan(sc_plan_client, plan_of(product)))
    sc_plan.advance()

    (plan,) = sc_plan.plans
    assert plan.status_message.endswith(
        "The following resource(s) failed to create: [Queue]. Internal Failure"
    )
    (logged,) = caplog.records
    assert logged.getMessage() == "moto's code failed, which CloudFormation calls Internal Failure"
    assert logged.exc_info is not None
    assert isinstance(logged.exc_info[1], ValueError)


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


def test_a_stack_that_moto_has_forgotten_fails_the_execution(
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

    code = "AmazonCloudFormationException"
    assert plan.status_message == f"{code}  ChangeSet [{first}] does not exist"
    assert other.status_message == f"{code}  Stack [{stack_of_other}] does not exist"
