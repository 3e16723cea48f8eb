"""Stacks in moto's CloudFormation whose resources are in the live fake."""

from __future__ import annotations

import json

import pytest

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client, client_of
from .catalog_stacks import (
    ACCOUNT,
    QUEUE,
    ROLE,
    TEAM,
    TOPIC,
    Stack,
    att,
    called,
    product,
    put_template,
    ref,
    resource,
    version,
)

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def stack() -> Stack:
    return Stack()


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
