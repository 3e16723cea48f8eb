"""Resources of stacks that take time, are refused, or are not what they seem."""

from __future__ import annotations

import re
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_sc_plan import ServiceCatalog, mock_service_catalog

from ..helpers import Client, refused
from . import credentials
from .catalog_stacks import (
    ACCOUNT,
    QUEUE,
    TEAM,
    TEMPLATE,
    Stack,
    att,
    body_of,
    parameters,
    product,
    provisioned,
    put_template,
    ref,
    resource,
    version,
)

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def stack() -> Stack:
    return Stack()


def test_a_provisioned_product_is_waited_for(sc_plan: ServiceCatalog, stack: Stack) -> None:
    sc_plan.add_product("queue", versions={"v1": TEMPLATE})
    shown = {
        "Env": att("Jobs", "Outputs.Env"),
        "Arn": att("Jobs", "CloudformationStackArn"),
        "Record": att("Jobs", "RecordId"),
        "Itself": att("Jobs", "ProvisionedProductId"),
    }
    v1 = {"ProvisioningArtifactName": "v1"}
    made = stack.create({"Jobs": provisioned(**v1, **parameters("test"))}, **shown)
    (view,) = sc_plan.provisioned_products
    assert view.name.startswith("stack-Jobs-")
    assert made == {
        "Jobs": view.id,
        "Itself": view.id,
        "Env": "test",
        "Arn": view.physical_id,
        "Record": sc_plan.records[0].id,
    }
    made = stack.update({"Jobs": provisioned(**v1, **parameters("prod"))}, **shown)
    assert (made["Env"], made["Record"]) == ("prod", sc_plan.records[-1].id)
    named = provisioned(**v1, **parameters("prod"), ProvisionedProductName="jobs")
    assert stack.update({"Jobs": named}, **shown)["Jobs"] != view.id
    assert [one.name for one in sc_plan.provisioned_products] == ["jobs"]
    assert stack.describe()["StackStatus"] == "UPDATE_COMPLETE"
    stack.delete()
    assert sc_plan.provisioned_products == []


@pytest.mark.sc_plan(progress="manual")
def test_a_stack_is_in_progress_as_long_as_its_provisioned_product(
    sc_plan: ServiceCatalog, stack: Stack
) -> None:
    sc_plan.add_product("queue", versions={"v1": TEMPLATE})
    body = {"Jobs": provisioned(ProvisioningArtifactName="v1", **parameters("test"))}
    made = stack.create(body, Env=att("Jobs", "Outputs.Env"))
    assert made == {"Jobs": sc_plan.provisioned_products[0].id}
    assert stack.describe()["StackStatus"] == "CREATE_IN_PROGRESS"


@pytest.mark.sc_plan(outcome="failed", failure_description="No room.")
def test_a_provisioned_product_that_fails(sc_plan: ServiceCatalog, stack: Stack) -> None:
    sc_plan.add_product("queue", versions={"v1": TEMPLATE})
    jobs = provisioned(ProvisioningArtifactName="v1", **parameters("test"))
    with refused("ValidationError", "No room."):
        stack.create({"Jobs": jobs})


def test_a_request_that_is_refused(sc_plan: ServiceCatalog, stack: Stack) -> None:
    pair = resource("PortfolioProductAssociation", PortfolioId="port-none", ProductId="prod-none")
    with pytest.raises(ClientError) as caught:
        stack.create({"Pair": pair})
    message = caught.value.response["Error"]["Message"]
    assert re.fullmatch(
        r"There are no local or default portfolios with id port-none \(Service: "
        r"AWSServiceCatalog; Status Code: 400; Error Code: ResourceNotFoundException; Request "
        r"ID: [0-9a-f-]{36}; Proxy: null\)",
        message,
    )


NULL = "1 validation error detected: Value {} failed to satisfy constraint: Member must {}"
NO_RULES = (
    "Parameters of a TEMPLATE constraint: Rules must be an object with one rule or more, not {}"
)
IDS = {"PortfolioId": "port-1", "ProductId": "prod-1"}
ACTION = {"Name": "a", "DefinitionType": "SSM_AUTOMATION", "Definition": [{}]}


@pytest.mark.parametrize(
    ("kind", "properties", "reason"),
    [
        (
            "Portfolio",
            {"DisplayName": "team"},
            NULL.format("null at 'providerName'", "not be null"),
        ),
        (
            "Portfolio",
            {**TEAM, "Tags": "team"},
            "Unexpected STRING_VALUE where a list is expected",
        ),
        (
            "CloudFormationProduct",
            {**QUEUE, "ProvisioningArtifactParameters": [{}]},
            "Info must have exactly one of LoadTemplateFromURL and ImportFromPhysicalId.",
        ),
        (
            "ServiceAction",
            ACTION,
            NULL.format("'{}' at 'definition'", "have length greater than or equal to 1"),
        ),
        ("LaunchTemplateConstraint", IDS, NO_RULES.format("null")),
        ("LaunchTemplateConstraint", {**IDS, "Rules": "{"}, NO_RULES.format('"{"')),
    ],
)
def test_properties_that_are_refused(
    sc_plan: ServiceCatalog, stack: Stack, kind: str, properties: dict[str, Any], reason: str
) -> None:
    queue = sc_plan.add_product("queue", id="prod-1", launch_paths=0)
    sc_plan.add_portfolio("team", id="port-1", products=[queue])
    with pytest.raises(ClientError) as caught:
        stack.create({"Wrong": resource(kind, **properties)})
    message = caught.value.response["Error"]["Message"]
    assert message.partition(" (Service: ")[0] == reason


@pytest.mark.parametrize("fault", ["response_lost", "malformed_response"])
def test_an_answer_that_does_not_arrive(sc_plan: ServiceCatalog, stack: Stack, fault: str) -> None:
    sc_plan.inject_fault(fault, operation="CreatePortfolio")
    with refused("ValidationError", "Internal Failure"):
        stack.create({"Team": resource("Portfolio", **TEAM)})


def test_an_attribute_that_there_is_not(sc_plan: ServiceCatalog, stack: Stack) -> None:
    sc_plan.add_product("queue", versions={"v1": TEMPLATE})
    jobs = provisioned(ProvisioningArtifactName="v1", **parameters("test"))
    with pytest.raises(ClientError, match="does not support attribute type Arn in Fn::GetAtt"):
        stack.create({"Jobs": jobs}, Arn=att("Jobs", "Arn"))
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": att("Jobs", "Outputs.Url")}}
    with pytest.raises(ClientError, match="Jobs does not support attribute type Outputs"):
        stack.create({"Jobs": jobs, "Queue": queue})


def test_what_is_retained_stays(sc_plan: ServiceCatalog, stack: Stack) -> None:
    kept = {**resource("Portfolio", **TEAM), "DeletionPolicy": "Retain"}
    queue = {"Type": "AWS::SQS::Queue"}
    gone = resource("Portfolio", **{**TEAM, "DisplayName": "gone"})
    stack.create({"Kept": kept, "Queue": queue, "Gone": gone})
    stack.delete()
    assert [portfolio.name for portfolio in sc_plan.portfolios] == ["team"]
    assert "QueueUrls" not in boto3.client("sqs").list_queues()


def test_a_stack_acts_in_its_account_and_region(sc_plan: ServiceCatalog) -> None:
    keys = credentials.of_role("arn:aws:iam::111111111111:role/admin")
    client = boto3.client("cloudformation", region_name="eu-west-1", **keys)
    body = body_of({"Team": resource("Portfolio", **TEAM)}, {})
    client.create_stack(StackName="stack", TemplateBody=body)
    assert sc_plan.portfolios == []
    there = sc_plan.for_account("111111111111", "eu-west-1")
    assert [portfolio.name for portfolio in there.portfolios] == ["team"]


def test_without_a_live_fake_moto_is_as_it_always_was(stack: Stack) -> None:
    team = {"Team": resource("Portfolio", **TEAM)}
    with mock_service_catalog(region="us-east-1") as catalog:
        stack.create({**team, "Queue": {"Type": "AWS::SQS::Queue"}})
        assert len(catalog.portfolios) == 1
    stack.delete()
    with pytest.warns(UserWarning, match="not supported by moto"):
        stack.create(team)
    stack.delete()
    with mock_service_catalog(), pytest.warns(UserWarning, match="not supported by moto"):
        stack.create({"Portal": resource("Portal")})


@pytest.mark.sc_plan(engine="cloudformation")
def test_a_product_whose_stack_makes_a_portfolio(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    """A hub's product that gives each team its portfolio."""
    outputs = {"Team": {"Value": ref("Team")}}
    template = {"Resources": {"Team": resource("Portfolio", **TEAM)}, "Outputs": outputs}
    hub = sc_plan.add_product("hub", versions={"v1": template}, launch_paths=["hub"])
    sc_plan_client.provision_product(
        ProductId=hub.id, ProvisioningArtifactName="v1", ProvisionedProductName="it"
    )
    sc_plan.advance()
    made = sc_plan.provisioned_product("it")
    assert made.outputs["Team"] == sc_plan.portfolio("team").id
    sc_plan_client.terminate_provisioned_product(ProvisionedProductName="it")
    sc_plan.advance()
    assert [portfolio.name for portfolio in sc_plan.portfolios] == ["hub"]


def test_versions_stay_where_nothing_about_them_changes(
    sc_plan: ServiceCatalog, stack: Stack
) -> None:
    """A request that is repeated has the same answer: what replaces a version is that version."""
    put_template()
    shown = {"Ids": att("Queue", "ProvisioningArtifactIds")}
    versions = version("v1"), version("v2", Description=True)
    made = stack.create({"Queue": product(*versions)}, **shown)
    assert sc_plan.products[0].provisioning_artifacts[1].description == "true"
    assert stack.update({"Queue": product(*versions, Description="Ours")}, **shown) == made
    replaced = product(*versions, ReplaceProvisioningArtifacts="true")
    second = stack.update({"Queue": replaced}, **shown)["Ids"].split(",")[1]
    assert made["Ids"].split(",")[1] == second
    assert len(sc_plan.products[0].provisioning_artifacts) == 2


def test_a_product_that_is_synced_from_a_repository(sc_plan: ServiceCatalog, stack: Stack) -> None:
    arn = f"arn:aws:codestar-connections:us-east-1:{ACCOUNT}:connection/1"
    repository = {"ConnectionArn": arn, "Repository": "us/it", "Branch": "main"}
    source = {"CodeStar": {**repository, "ArtifactPath": "template.yaml"}}
    connection = {"Type": "CODESTAR", "ConnectionParameters": source}
    synced = resource("CloudFormationProduct", **QUEUE, SourceConnection=connection)
    made = stack.create({"Queue": synced}, Ids=att("Queue", "ProvisioningArtifactIds"))
    assert made["Queue"] == sc_plan.products[0].id


def test_a_stack_set_has_preferences(sc_plan: ServiceCatalog, stack: Stack) -> None:
    where: Any = {"stack_set_accounts": [ACCOUNT], "stack_set_regions": ["us-east-1"]}
    sc_plan.add_product("queue", versions={"v1": TEMPLATE}, type="CFN_STACKSET", **where)
    preferences = {
        "StackSetAccounts": [ACCOUNT],
        "StackSetRegions": ["us-east-1"],
        "StackSetFailureToleranceCount": "1",
    }
    jobs = provisioned(
        ProvisioningArtifactName="v1", ProvisioningPreferences=preferences, **parameters("test")
    )
    stack.create({"Jobs": jobs})
    sent = sc_plan.calls_to("ProvisionProduct")[0].params["ProvisioningPreferences"]
    assert sent == {**preferences, "StackSetFailureToleranceCount": 1}
