"""Principals of portfolios, and what access=principals makes of them."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from moto import mock_aws

from pytest_sc_plan import ServiceCatalog, mock_service_catalog

from ...helpers import Client, client_of, invalid_parameters, not_found, plan_of, refused
from ...sharing import HUB, SPOKE, UNIT, portfolio_with, principals, share, share_with_node
from ...vending import provision

ROLE = f"arn:aws:iam::{HUB}:role/developer"
PATTERN = "arn:aws:iam:::role/dev*"
CALLER = f"arn:aws:iam::{HUB}:user/pytest-sc-plan"


def admit(client: Client, portfolio_id: str, arn: str, kind: str = "IAM") -> None:
    client.associate_principal_with_portfolio(
        PortfolioId=portfolio_id, PrincipalARN=arn, PrincipalType=kind
    )


def test_principals_are_associated_listed_and_disassociated(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    client, portfolio = sc_plan_client, sc_plan.add_portfolio("p")
    for _ in range(2):
        admit(client, portfolio.id, ROLE)
    admit(client, portfolio.id, PATTERN, "IAM_PATTERN")
    assert principals(client, portfolio.id) == [(ROLE, "IAM"), (PATTERN, "IAM_PATTERN")]
    page = client.list_principals_for_portfolio(PortfolioId=portfolio.id, PageSize=1)
    assert [one["PrincipalARN"] for one in page["Principals"]] == [ROLE]
    with refused(
        "ResourceInUseException", f"Portfolio {portfolio.id} still has associated Principals"
    ):
        client.delete_portfolio(Id=portfolio.id)
    with not_found(
        f"Principal {PATTERN} of type IAM is not associated with portfolio {portfolio.id}"
    ):
        client.disassociate_principal_from_portfolio(PortfolioId=portfolio.id, PrincipalARN=PATTERN)
    client.disassociate_principal_from_portfolio(PortfolioId=portfolio.id, PrincipalARN=ROLE)
    client.disassociate_principal_from_portfolio(
        PortfolioId=portfolio.id, PrincipalARN=PATTERN, PrincipalType="IAM_PATTERN"
    )
    assert principals(client, portfolio.id) == []
    client.delete_portfolio(Id=portfolio.id)
    with not_found(f"There are no local or default portfolios with id {portfolio.id}"):
        principals(client, portfolio.id)


def test_an_arn_that_is_none_is_refused(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    portfolio = sc_plan.add_portfolio("p")
    with invalid_parameters(
        "Invalid PrincipalARN ada for PrincipalType IAM: it must be the full ARN of an IAM user, "
        "group or role, such as arn:aws:iam::123456789012:role/NAME."
    ):
        admit(sc_plan_client, portfolio.id, "ada")


def test_a_portfolio_has_at_most_100_principals_and_10_patterns(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    portfolio = sc_plan.add_portfolio(
        "p",
        principals=[
            *(f"arn:aws:iam:::role/r{number}-*" for number in range(10)),
            *(f"{ROLE}-{number}" for number in range(89)),
        ],
    )
    with refused(
        "LimitExceededException",
        f"There are 10 IAM_PATTERN principals of portfolio {portfolio.id} already, which is the "
        "limit.",
    ):
        admit(sc_plan_client, portfolio.id, PATTERN, "IAM_PATTERN")
    admit(sc_plan_client, portfolio.id, ROLE)
    with refused(
        "LimitExceededException",
        f"There are 100 principals of portfolio {portfolio.id} already, which is the limit.",
    ):
        admit(sc_plan_client, portfolio.id, f"{ROLE}-more")
    admit(sc_plan_client, portfolio.id, ROLE)


def test_a_recipient_has_principals_of_its_own(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    portfolio = portfolio_with(sc_plan, "queue")
    admit(sc_plan_client, portfolio.id, ROLE)
    admit(sc_plan_client, portfolio.id, PATTERN, "IAM_PATTERN")
    spoke = share(sc_plan_client, portfolio.id)
    assert principals(spoke, portfolio.id) == []
    admit(spoke, portfolio.id, f"arn:aws:iam::{SPOKE}:user/ada")
    assert principals(spoke, portfolio.id) == [(f"arn:aws:iam::{SPOKE}:user/ada", "IAM")]
    assert principals(sc_plan_client, portfolio.id) == [(ROLE, "IAM"), (PATTERN, "IAM_PATTERN")]
    sc_plan_client.delete_portfolio_share(PortfolioId=portfolio.id, AccountId=SPOKE)
    with not_found(f"There are no local or default portfolios with id {portfolio.id}"):
        principals(spoke, portfolio.id)
    # What the recipient made of it is gone for good.
    spoke = share(sc_plan_client, portfolio.id)
    assert principals(spoke, portfolio.id) == []


def test_patterns_are_shared_with_the_organization(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.configure(access="principals")
    spoke = client_of(SPOKE)
    portfolio = portfolio_with(sc_plan, "queue")
    admit(sc_plan_client, portfolio.id, ROLE)
    pattern = "arn:aws:iam:::user/pytest-*"
    admit(sc_plan_client, portfolio.id, pattern, "IAM_PATTERN")
    share_with_node(sc_plan_client, portfolio.id, UNIT, SharePrincipals=True)
    assert principals(spoke, portfolio.id) == [(pattern, "IAM_PATTERN")]
    assert [product["Name"] for product in found(spoke)] == ["queue"]
    admit(spoke, portfolio.id, pattern, "IAM_PATTERN")
    assert principals(spoke, portfolio.id) == [(pattern, "IAM_PATTERN")]
    spoke.disassociate_principal_from_portfolio(
        PortfolioId=portfolio.id, PrincipalARN=pattern, PrincipalType="IAM_PATTERN"
    )
    sc_plan_client.update_portfolio_share(
        PortfolioId=portfolio.id, OrganizationNode=UNIT, SharePrincipals=False
    )
    assert principals(spoke, portfolio.id) == []
    assert found(spoke) == []


def found(client: Client) -> list[dict[str, str]]:
    products: list[dict[str, str]] = client.search_products()["ProductViewSummaries"]
    return products


@pytest.mark.sc_plan(access="principals")
def test_only_principals_reach_a_product(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    client = sc_plan_client
    product = sc_plan.add_product("queue", launch_paths=["offers"])
    (path,) = product.launch_paths
    version = product.provisioning_artifacts[0]
    item = sc_plan.add_provisioned_product("old", product=product)
    ids = {"ProductId": product.id, "ProvisioningArtifactId": version.id}

    def no_paths() -> Any:
        return not_found(f"No launch paths found for resource: {product.id}")

    def refuse_all() -> None:
        assert found(client) == []
        with not_found("Product with name queue does not exist or access was denied"):
            client.describe_product(Name="queue")
        with not_found(f"{product.view_id} does not exist or access was denied"):
            client.describe_product_view(Id=product.view_id)
        with no_paths():
            client.describe_product(Id=product.id)
        with no_paths():
            client.list_launch_paths(ProductId=product.id)
        with no_paths():
            client.describe_provisioning_parameters(**ids)
        with no_paths():
            client.create_provisioned_product_plan(**plan_of(product, "other"))
        with no_paths():
            client.provision_product(**ids, ProvisionedProductName="new")
        with no_paths():
            client.update_provisioned_product(ProvisionedProductId=item.id, **ids)

    refuse_all()
    admit(client, path.portfolio_id, ROLE)
    admit(client, path.portfolio_id, "arn:aws:iam:::role/pytest*", "IAM_PATTERN")
    refuse_all()
    # Administrators are not the users of a product.
    assert client.describe_product_as_admin(Id=product.id)["ProductViewDetail"]
    admit(client, path.portfolio_id, CALLER)
    assert [one["Name"] for one in found(client)] == ["queue"]
    assert client.describe_product(Name="queue")["ProductViewSummary"]["ProductId"] == product.id
    assert client.describe_product_view(Id=product.view_id)["ProductViewSummary"]
    (summary,) = client.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"]
    assert summary["Id"] == path.id
    client.describe_provisioning_parameters(**ids)
    plan = client.create_provisioned_product_plan(**plan_of(product))["PlanId"]
    client.disassociate_principal_from_portfolio(PortfolioId=path.portfolio_id, PrincipalARN=CALLER)
    refuse_all()
    # A plan keeps the launch path that it was made for.
    sc_plan.advance()
    client.execute_provisioned_product_plan(PlanId=plan)
    sc_plan.advance()
    assert sc_plan.provisioned_product("bucket").status == "AVAILABLE"
    # What was provisioned can be terminated.
    client.terminate_provisioned_product(ProvisionedProductId=item.id)
    sc_plan.configure(access="open")
    assert provision(client, "new", "queue")["Status"] == "CREATED"


def test_the_caller_is_whom_moto_knows_by_the_access_key() -> None:
    with mock_aws(), mock_service_catalog(access="principals") as catalog:
        admin = client_of()
        product = catalog.add_product("queue", launch_paths=["offers"])
        portfolio = product.launch_paths[0].portfolio_id
        iam = boto3.client("iam")
        role = iam.create_role(RoleName="developer", AssumeRolePolicyDocument="{}")["Role"]
        iam.create_user(UserName="ada")
        iam.create_group(GroupName="staff")
        iam.add_user_to_group(GroupName="staff", UserName="ada")
        key = iam.create_access_key(UserName="ada")["AccessKey"]
        session = boto3.client("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="test")[
            "Credentials"
        ]
        assumed = boto3.client(
            "servicecatalog",
            aws_access_key_id=session["AccessKeyId"],
            aws_secret_access_key=session["SecretAccessKey"],
            aws_session_token=session["SessionToken"],
        )
        user = boto3.client(
            "servicecatalog",
            aws_access_key_id=key["AccessKeyId"],
            aws_secret_access_key=key["SecretAccessKey"],
        )

        def reach() -> list[bool]:
            return [bool(found(client)) for client in (admin, assumed, user)]

        assert reach() == [False, False, False]
        admit(admin, portfolio, role["Arn"])
        assert reach() == [False, True, False]
        admit(admin, portfolio, "arn:aws:iam:::group/st?ff", "IAM_PATTERN")
        assert reach() == [False, True, True]
        assert provision(assumed, "new", "queue")["Status"] == "CREATED"
