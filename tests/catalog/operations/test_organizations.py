"""Access of the service to organizations: made up, or those that were made in moto."""

from __future__ import annotations

from typing import Any

import boto3
from moto import mock_aws

from pytest_sc_plan import ServiceCatalog, mock_service_catalog

from ...helpers import Client, client_of, invalid_state, not_found, refused
from ...sharing import accepted, finish, portfolio_with, principals, share_with_node

SERVICE = "servicecatalog.amazonaws.com"


def status(client: Client) -> str:
    answer: str = client.get_aws_organizations_access_status()["AccessStatus"]
    return answer


def test_access_is_enabled_and_disabled(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    client = sc_plan_client
    assert status(client) == "DISABLED"
    client.disable_aws_organizations_access()
    assert status(client) == "DISABLED"
    client.enable_aws_organizations_access()
    for change in (client.enable_aws_organizations_access, client.disable_aws_organizations_access):
        sc_plan.configure(progress="manual")
        with invalid_state("AWSOrganizationsAccess is UNDER_CHANGE. Try again later."):
            change()
    sc_plan.configure(progress="polls")
    assert [status(client) for _ in range(3)] == ["UNDER_CHANGE", "ENABLED", "ENABLED"]
    client.enable_aws_organizations_access()
    assert status(client) == "ENABLED"
    client.disable_aws_organizations_access()
    assert [status(client) for _ in range(2)] == ["UNDER_CHANGE", "DISABLED"]
    client.enable_aws_organizations_access()
    sc_plan.advance()
    assert status(client) == "ENABLED"


def members(client: Any, *names: str) -> list[str]:
    """Make accounts of an organization in moto."""
    return [
        client.create_account(AccountName=name, Email=f"{name}@example.com")["CreateAccountStatus"][
            "AccountId"
        ]
        for name in names
    ]


def test_shares_follow_the_organization_of_moto() -> None:
    with mock_aws(), mock_service_catalog() as catalog:
        organizations = boto3.client("organizations")
        organization = organizations.create_organization(FeatureSet="ALL")["Organization"]["Id"]
        root = organizations.list_roots()["Roots"][0]["Id"]
        unit = organizations.create_organizational_unit(ParentId=root, Name="teams")[
            "OrganizationalUnit"
        ]["Id"]
        hub, team, admin = members(organizations, "hub", "team", "admin")
        organizations.move_account(AccountId=team, SourceParentId=root, DestinationParentId=unit)
        client, spoke = client_of(), client_of(team)
        portfolio = portfolio_with(catalog, "queue")
        node = {"Type": "ORGANIZATIONAL_UNIT", "Value": unit}
        token = share_with_node(client, portfolio.id, node, SharePrincipals=True)
        assert finish(client, token)["ShareDetails"]["SuccessfulShares"] == [team]
        kind = {"PortfolioShareType": "AWS_ORGANIZATIONS"}
        assert accepted(spoke, **kind) == [portfolio.id]
        assert accepted(client_of(hub), **kind) == []

        # Who leaves the unit loses what it made of the portfolio, and who comes sees it.
        arn = f"arn:aws:iam::{team}:role/developer"
        spoke.associate_principal_with_portfolio(
            PortfolioId=portfolio.id, PrincipalARN=arn, PrincipalType="IAM"
        )
        at_team = catalog.for_account(team)
        local = at_team.add_portfolio("local", products=["queue"])
        organizations.move_account(AccountId=team, SourceParentId=unit, DestinationParentId=root)
        organizations.move_account(AccountId=hub, SourceParentId=root, DestinationParentId=unit)
        assert (at_team.products, local.products) == ([], ())
        assert accepted(client_of(hub), **kind) == [portfolio.id]

        # Neither members nor accounts outside may do what administrators do.
        refusal = (
            f"Account {team} is neither the management account of its organization nor a "
            "delegated administrator."
        )
        for call, request in (
            (spoke.get_aws_organizations_access_status, {}),
            (spoke.describe_portfolio_share_status, {"PortfolioShareToken": token}),
            (spoke.create_portfolio_share, {"PortfolioId": local.id, "OrganizationNode": node}),
        ):
            with refused("OperationNotSupportedException", refusal):
                call(**request)
        for call in (
            spoke.enable_aws_organizations_access,
            spoke.disable_aws_organizations_access,
        ):
            with refused(
                "OperationNotSupportedException",
                f"Account {team} is not the management account of its organization.",
            ):
                call()
        with not_found("Organization node not found: o-0000000000"):
            client.create_portfolio_share(
                PortfolioId=portfolio.id,
                OrganizationNode={"Type": "ORGANIZATION", "Value": "o-0000000000"},
            )

        # A delegated administrator may, until it is no longer one.
        organizations.enable_aws_service_access(ServicePrincipal=SERVICE)
        organizations.register_delegated_administrator(AccountId=admin, ServicePrincipal=SERVICE)
        delegated = client_of(admin)
        assert status(delegated) == "ENABLED"
        with invalid_state(
            "AWSOrganizationsAccess can't be disabled while the organization has delegated "
            f"administrators: {admin}"
        ):
            client.disable_aws_organizations_access()
        offers = catalog.for_account(admin).add_portfolio("offers")
        token = delegated.create_portfolio_share(
            PortfolioId=offers.id,
            OrganizationNode={"Type": "ORGANIZATION", "Value": organization},
        )["PortfolioShareToken"]
        finish(delegated, token)
        assert accepted(spoke, **kind) == [offers.id]
        organizations.deregister_delegated_administrator(AccountId=admin, ServicePrincipal=SERVICE)
        assert accepted(spoke, **kind) == []
        assert offers.shares == ()

        # Without access, shares stay as they are.
        client.disable_aws_organizations_access()
        organizations.move_account(AccountId=hub, SourceParentId=unit, DestinationParentId=root)
        assert accepted(client_of(hub), **kind) == [portfolio.id]
        assert principals(client_of(hub), portfolio.id) == []
