"""Stacks in moto's CloudFormation whose resources are in the live fake."""

from __future__ import annotations

import json
import re
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_sc_plan import ServiceCatalog, mock_service_catalog

from ..helpers import Client, client_of, refused
from . import credentials

TEAM = {"DisplayName": "team", "ProviderName": "us"}
ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/launch"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:topic"
URL = "https://templates.s3.amazonaws.com/queue.json"
TEMPLATE: dict[str, Any] = {
    "Parameters": {"Env": {"Type": "String"}},
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
    "Outputs": {"Env": {"Value": {"Ref": "Env"}}},
}

pytestmark = pytest.mark.usefixtures("aws")


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::ServiceCatalog::{kind}", "Properties": properties}


def ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def att(name: str, attribute: str) -> Any:
    return {"Fn::GetAtt": [name, attribute]}


class Stack:
    """A stack with one output for each resource, and others."""

    def __init__(self) -> None:
        self._client = boto3.client("cloudformation", region_name="us-east-1")

    def create(self, resources: dict[str, Any], **outputs: Any) -> dict[str, str]:
        self._client.create_stack(StackName="stack", TemplateBody=_body(resources, outputs))
        return self.outputs()

    def update(self, resources: dict[str, Any], **outputs: Any) -> dict[str, str]:
        self._client.update_stack(StackName="stack", TemplateBody=_body(resources, outputs))
        return self.outputs()

    def delete(self) -> None:
        self._client.delete_stack(StackName="stack")

    def describe(self) -> Any:
        return self._client.describe_stacks(StackName="stack")["Stacks"][0]

    def outputs(self) -> dict[str, str]:
        shown = self.describe().get("Outputs", [])
        return {output["OutputKey"]: output["OutputValue"] for output in shown}


def _body(resources: dict[str, Any], outputs: dict[str, Any]) -> str:
    values = {**{name: ref(name) for name in resources}, **outputs}
    shown = {name: {"Value": value} for name, value in values.items()}
    return json.dumps({"Resources": resources, "Outputs": shown})


@pytest.fixture
def stack() -> Stack:
    return Stack()


def called(catalog: ServiceCatalog, since: int = 0) -> list[str]:
    return [call.operation for call in catalog.calls[since:]]


def test_a_portfolio_comes_changes_and_goes(
    sc_plan: ServiceCatalog, sc_plan_client: Client, stack: Stack
) -> None:
    before = [{"Key": "team", "Value": "a"}, {"Key": "old", "Value": "x"}]
    after = [{"Key": "team", "Value": "b"}]
    portfolio = resource("Portfolio", **TEAM, Tags=before)
    made = stack.create({"Team": portfolio}, Name=att("Team", "PortfolioName"))
    (view,) = sc_plan.portfolios
    assert made == {"Team": view.id, "Name": "team"}
    (detail,) = stack._client.describe_stack_resources(StackName="stack")["StackResources"]
    assert (detail["PhysicalResourceId"], detail["ResourceType"]) == (view.id, portfolio["Type"])
    changed = {**TEAM, "DisplayName": "crew", "Description": "Ours", "Tags": after}
    made = stack.update(
        {"Team": resource("Portfolio", **changed)}, Name=att("Team", "PortfolioName")
    )
    assert made == {"Team": view.id, "Name": "crew"}
    described = sc_plan_client.describe_portfolio(Id=view.id)
    assert (described["PortfolioDetail"]["Description"], described["Tags"]) == ("Ours", after)
    stack.delete()
    assert sc_plan.portfolios == []
    assert called(sc_plan) == [
        "CreatePortfolio",
        "UpdatePortfolio",
        "DescribePortfolio",
        "DeletePortfolio",
    ]


def put_template(key: str = "queue.json", template: Any = TEMPLATE) -> str:
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="templates")
    s3.put_object(Bucket="templates", Key=key, Body=json.dumps(template).encode())
    return f"https://templates.s3.amazonaws.com/{key}"


def version(name: str, url: str = URL, **more: Any) -> dict[str, Any]:
    return {"Name": name, "Info": {"LoadTemplateFromURL": url}, **more}


QUEUE = {"Name": "queue", "Owner": "us"}
PAIR = {"PortfolioId": ref("Team"), "ProductId": ref("Queue")}
OTHER_PAIR = {"PortfolioId": ref("Team"), "ProductId": ref("Other")}
ASSOCIATED = {"DependsOn": ["Pair", "OtherPair"]}
RULES = {"Only": {"Assertions": [{"Assert": {"Fn::Equals": [ref("Env"), "prod"]}}]}}
STACK_SET = {
    "AccountList": ["111111111111"],
    "RegionList": ["eu-west-1"],
    "AdminRole": ROLE,
    "ExecutionRole": "execution",
    "StackInstanceControl": "NOT_ALLOWED",
}
VERSION_1 = [{"Key": "Version", "Value": "1"}]
REBOOT = [{"Key": "Name", "Value": "AWS-RebootRdsInstance"}, *VERSION_1]
CATALOG = {
    "Team": resource("Portfolio", **TEAM),
    "Queue": resource(
        "CloudFormationProduct", **QUEUE, ProvisioningArtifactParameters=[version("v1")]
    ),
    "Other": resource(
        "CloudFormationProduct",
        Name="other",
        Owner="us",
        ProvisioningArtifactParameters=[{"Info": json.dumps(version("v1")["Info"])}],
    ),
    "Pair": resource("PortfolioProductAssociation", **PAIR),
    "OtherPair": resource("PortfolioProductAssociation", **OTHER_PAIR),
    "Users": resource(
        "PortfolioPrincipalAssociation",
        PortfolioId=ref("Team"),
        PrincipalARN="arn:aws:iam:::role/*",
        PrincipalType="IAM_PATTERN",
    ),
    "Launch": {
        **resource("LaunchRoleConstraint", **PAIR, RoleArn=ROLE, Description="Ours"),
        **ASSOCIATED,
    },
    "Notify": {
        **resource("LaunchNotificationConstraint", **PAIR, NotificationArns=[TOPIC]),
        **ASSOCIATED,
    },
    "Rules": {
        **resource("LaunchTemplateConstraint", **PAIR, Rules=json.dumps(RULES)),
        **ASSOCIATED,
    },
    "Tags": {
        **resource("ResourceUpdateConstraint", **PAIR, TagUpdateOnProvisionedProduct="ALLOWED"),
        **ASSOCIATED,
    },
    "StackSet": {
        **resource("StackSetConstraint", **OTHER_PAIR, Description="All", **STACK_SET),
        **ASSOCIATED,
    },
    "Cost": resource("TagOption", Key="cost", Value="1", Active="false"),
    "Stage": resource("TagOption", Key="stage", Value="test", Active=True),
    "Staged": resource("TagOptionAssociation", TagOptionId=ref("Stage"), ResourceId=ref("Team")),
    "Restart": resource(
        "ServiceAction",
        Name="restart",
        DefinitionType="SSM_AUTOMATION",
        Definition=[{"Key": "Name", "Value": "AWS-RestartEC2Instance"}, *VERSION_1],
    ),
    "Restartable": resource(
        "ServiceActionAssociation",
        ProductId=ref("Queue"),
        ProvisioningArtifactId=att("Queue", "ProvisioningArtifactIds"),
        ServiceActionId=ref("Restart"),
    ),
    "Share": resource(
        "PortfolioShare", PortfolioId=ref("Team"), AccountId="111111111111", ShareTagOptions="true"
    ),
}


def test_everything_that_an_administrator_makes(
    sc_plan: ServiceCatalog, sc_plan_client: Client, stack: Stack
) -> None:
    put_template()
    made = stack.create(CATALOG, Launched=att("Launch", "Id"))
    team, queue, other = (made[name] for name in ("Team", "Queue", "Other"))
    assert made["Pair"] == f"{team}|{queue}"
    assert made["Users"] == f"{team}|arn:aws:iam:::role/*"
    assert made["Share"] == f"{team}|111111111111"
    assert made["Staged"] == f"{made['Stage']}|{team}"
    assert made["Launched"] == made["Launch"]
    client = sc_plan_client
    of_queue = client.list_constraints_for_portfolio(PortfolioId=team, ProductId=queue)
    assert {one["ConstraintId"]: one["Type"] for one in of_queue["ConstraintDetails"]} == {
        made["Launch"]: "LAUNCH",
        made["Notify"]: "NOTIFICATION",
        made["Rules"]: "TEMPLATE",
        made["Tags"]: "RESOURCE_UPDATE",
    }
    written = {name: client.describe_constraint(Id=made[name]) for name in ("Rules", "StackSet")}
    assert json.loads(written["Rules"]["ConstraintParameters"]) == {"Rules": RULES}
    described = json.loads(written["StackSet"]["ConstraintParameters"])["Properties"]
    assert described == {name: STACK_SET[name] for name in described}
    principals = client.list_principals_for_portfolio(PortfolioId=team)["Principals"]
    assert [one["PrincipalType"] for one in principals] == ["IAM_PATTERN"]
    assert client.describe_portfolio(Id=team)["TagOptions"][0]["Id"] == made["Stage"]
    assert client.describe_tag_option(Id=made["Cost"])["TagOptionDetail"]["Active"] is False
    actions = client.list_service_actions_for_provisioning_artifact(
        ProductId=queue, ProvisioningArtifactId=sc_plan.products[0].provisioning_artifacts[0].id
    )
    assert [one["Id"] for one in actions["ServiceActionSummaries"]] == [made["Restart"]]
    shares = client.describe_portfolio_shares(PortfolioId=team, Type="ACCOUNT")
    (share,) = shares["PortfolioShareDetails"]
    assert (share["PrincipalId"], share["ShareTagOptions"]) == ("111111111111", True)
    assert other in [product.id for product in sc_plan.products]
    since = len(sc_plan.calls)
    stack.delete()
    assert [call.error_code for call in sc_plan.calls] == [None] * len(sc_plan.calls)
    assert (sc_plan.portfolios, sc_plan.products) == ([], [])
    # The opposite order: what uses something goes before it.
    assert called(sc_plan, since)[0] == "DeletePortfolioShare"
    assert called(sc_plan, since)[-3:] == ["DeleteProduct", "DeleteProduct", "DeletePortfolio"]


def test_a_recipient_accepts_a_share(sc_plan: ServiceCatalog, stack: Stack) -> None:
    team = client_of("111111111111").create_portfolio(**TEAM)["PortfolioDetail"]["Id"]
    client_of("111111111111").create_portfolio_share(PortfolioId=team, AccountId=ACCOUNT)
    accepted = resource("AcceptedPortfolioShare", PortfolioId=team)
    assert stack.create({"Accepted": accepted}) == {"Accepted": team}
    listed = client_of().list_accepted_portfolio_shares()["PortfolioDetails"]
    assert [portfolio["Id"] for portfolio in listed] == [team]
    stack.delete()
    assert client_of().list_accepted_portfolio_shares()["PortfolioDetails"] == []


def product(*versions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return resource(
        "CloudFormationProduct", **{**QUEUE, "ProvisioningArtifactParameters": versions, **more}
    )


@pytest.mark.sc_plan(idempotency="strict")
def test_versions_of_a_product_are_kept_made_and_deleted(
    sc_plan: ServiceCatalog, stack: Stack
) -> None:
    put_template()
    shown = {name: att("Queue", name) for name in VERSIONS}
    made = stack.create({"Queue": product(version("v1"), version("v2"))}, **shown)
    first, second = made["ProvisioningArtifactIds"].split(",")
    assert made["ProvisioningArtifactNames"] == "v1,v2"
    since = len(sc_plan.calls)
    versions = version("v2", Description="Second"), version("v3")
    made = stack.update({"Queue": product(*versions, Name="queues")}, **shown)
    third = made["ProvisioningArtifactIds"].split(",")[1]
    assert made == {
        "Queue": sc_plan.products[0].id,
        "ProductName": "queues",
        "ProvisioningArtifactIds": f"{second},{third}",
        "ProvisioningArtifactNames": "v2,v3",
    }
    assert called(sc_plan, since) == [
        "UpdateProduct",
        "UpdateProvisioningArtifact",
        "CreateProvisioningArtifact",
        "DeleteProvisioningArtifact",
    ]
    replaced = product(*versions, ReplaceProvisioningArtifacts=True)
    made = stack.update({"Queue": replaced}, **shown)
    there = [one.id for one in sc_plan.products[0].provisioning_artifacts]
    assert made["ProvisioningArtifactIds"] == ",".join(there)
    assert not {first, second, third} & set(there)


VERSIONS = ("ProductName", "ProvisioningArtifactIds", "ProvisioningArtifactNames")


def test_what_can_be_changed_is_changed_and_all_else_replaced(
    sc_plan: ServiceCatalog, sc_plan_client: Client, stack: Stack
) -> None:
    put_template()
    made = stack.create(CATALOG)
    other_role = f"{ROLE}2"
    changed = {
        **CATALOG,
        "Launch": {**resource("LaunchRoleConstraint", **PAIR, RoleArn=other_role), **ASSOCIATED},
        "Cost": resource("TagOption", Key="cost", Value="2"),
        "Stage": resource("TagOption", Key="stage", Value="test", Active=False),
        "Share": resource(
            "PortfolioShare",
            PortfolioId=ref("Team"),
            AccountId="111111111111",
            ShareTagOptions=False,
        ),
        "Users": resource(
            "PortfolioPrincipalAssociation",
            PortfolioId=ref("Team"),
            PrincipalARN="arn:aws:iam:::role/dev",
            PrincipalType="IAM_PATTERN",
        ),
        "Restart": resource(
            "ServiceAction",
            Name="reboot",
            DefinitionType="SSM_AUTOMATION",
            Definition=REBOOT,
        ),
    }
    now = stack.update(changed)
    assert {name for name in now if now[name] != made[name]} == {"Cost", "Users"}
    launch = sc_plan_client.describe_constraint(Id=made["Launch"])
    assert json.loads(launch["ConstraintParameters"]) == {"RoleArn": other_role}
    options = sc_plan_client.list_tag_options()["TagOptionDetails"]
    assert [(one["Id"], one["Value"], one["Active"]) for one in options] == [
        (made["Stage"], "test", False),
        (now["Cost"], "2", True),
    ]
    principals = sc_plan_client.list_principals_for_portfolio(PortfolioId=made["Team"])[
        "Principals"
    ]
    assert [one["PrincipalARN"] for one in principals] == ["arn:aws:iam:::role/dev"]
    action = sc_plan_client.describe_service_action(Id=made["Restart"])["ServiceActionDetail"]
    assert action["ServiceActionSummary"]["Name"] == "reboot"
    assert action["Definition"] == {"Name": "AWS-RebootRdsInstance", "Version": "1"}
    shares = sc_plan_client.describe_portfolio_shares(PortfolioId=made["Team"], Type="ACCOUNT")
    assert shares["PortfolioShareDetails"][0]["ShareTagOptions"] is False


def provisioned(**properties: Any) -> dict[str, Any]:
    return resource("CloudFormationProvisionedProduct", ProductName="queue", **properties)


def parameters(env: str) -> dict[str, Any]:
    return {"ProvisioningParameters": [{"Key": "Env", "Value": env}]}


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
        r"Portfolio not found: port-none \(Service: AWSServiceCatalog; Status Code: 400; Error "
        r"Code: ResourceNotFoundException; Request ID: [0-9a-f-]{36}; Proxy: null\)",
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
    body = _body({"Team": resource("Portfolio", **TEAM)}, {})
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
