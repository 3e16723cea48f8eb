"""Plans that create stacks in moto: with engine=cloudformation."""

from __future__ import annotations

import json
import sys
from typing import Any, Literal

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_sc_plan import ServiceCatalog, SettingsError

from ..helpers import Client, client_of, execute, plan_of, product_status
from .cloudformation import (
    WITHOUT_TOPIC,
    WORKSPACE,
    buckets,
    carry_out,
    changes,
    finished,
    outputs,
    queues,
    ready_plan,
    stacks,
    timeout_of,
)

pytestmark = pytest.mark.sc_plan(engine="cloudformation")


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
    product = sc_plan.add_product(tag_updates=True)
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


@pytest.mark.parametrize(
    ("creation", "status"), [("failed", "CREATE_FAILED"), ("stuck", "CREATE_IN_PROGRESS")]
)
def test_a_plan_whose_creation_does_not_succeed_makes_no_stack(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    creation: Literal["failed", "stuck"],
    status: str,
) -> None:
    sc_plan.configure(creation_outcome=creation)
    request = plan_of(sc_plan.add_product())
    plan = sc_plan.plan(sc_plan_client.create_provisioned_product_plan(**request)["PlanId"])
    sc_plan.advance()
    assert (plan.status, plan.provisioned_product.status) == (status, "PLAN_IN_PROGRESS")
    assert stacks() == []

    sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id)

    assert sc_plan.provisioned_products == []


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
def test_a_missing_package_is_named_with_the_command_to_install_it(
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

    # Other plugins would start threads of their own in this process.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    result = pytester.runpytest("-p", "sc_plan")

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


@pytest.mark.parametrize("kind", ["CONTROL_TOWER_ACCOUNT", "TERRAFORM_CLOUD"])
def test_what_is_no_stack_needs_no_cloudformation(
    sc_plan: ServiceCatalog, sc_plan_client: Client, kind: Any
) -> None:
    product = sc_plan.add_product("factory", type=kind, versions={"v1": {}})
    sc_plan.add_provisioned_product("item", product=product)
    if kind == "CONTROL_TOWER_ACCOUNT":
        plan = sc_plan.add_plan(provisioned_product="item")
        execute(sc_plan_client, plan.id)
        sc_plan.advance()
        assert sc_plan.provisioned_product("item").outputs["AccountId"]
    sc_plan_client.terminate_provisioned_product(ProvisionedProductName="item")
    sc_plan.advance()

    assert (sc_plan.provisioned_products, stacks()) == ([], [])


@pytest.mark.sc_plan(progress="immediate")
def test_resources_that_depend_on_each_other_fail_the_work_where_a_transform_hides_it(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    queue = {"Type": "AWS::SQS::Queue"}
    circle = {"A": {**queue, "DependsOn": "B"}, "B": {**queue, "DependsOn": "A"}}
    product = sc_plan.add_product(versions={"v1": {"Transform": "Macro", "Resources": circle}})
    sc_plan_client.provision_product(
        ProductId=product.id,
        ProvisioningArtifactId=product.provisioning_artifacts[0].id,
        ProvisionedProductName="jobs",
    )
    (error,) = sc_plan.records[0].errors
    assert error.description in {
        "Circular dependency between resources: [A, B]",
        "Circular dependency between resources: [B, A]",
    }
    assert stacks() == []


def test_a_stack_tells_the_topics_of_constraints_too(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("workspace", versions={"v1": WITHOUT_TOPIC})
    topics = [
        boto3.client("sns").create_topic(Name=name)["TopicArn"] for name in ("all", "asked", "more")
    ]
    path = product.launch_paths[0]
    sc_plan_client.create_constraint(
        PortfolioId=path.portfolio_id,
        ProductId=product.id,
        Type="NOTIFICATION",
        Parameters=json.dumps({"NotificationArns": [topics[0], topics[2]]}),
    )
    request = plan_of(product, "payments", NotificationArns=topics[:2])
    plan_id = ready_plan(sc_plan_client, request, Team="payments")
    described = sc_plan_client.describe_provisioned_product_plan(PlanId=plan_id)
    assert described["ProvisionedProductPlanDetails"]["NotificationArns"] == topics[:2]
    execute(sc_plan_client, plan_id)
    (stack,) = stacks()
    assert stack["NotificationARNs"] == topics
