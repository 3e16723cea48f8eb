"""The hub: the account that offers products to other accounts, and says who may order them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from .errors import own_errors
from .waiting import Patience

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient


@dataclass(frozen=True)
class Blueprint:
    """A product that is to be offered.

    Args:
        name: Its name.
        template_url: Where the CloudFormation template of its first version is.
        launch_role: The name of the role that it is launched with, which each account has.
    """

    name: str
    template_url: str
    launch_role: str


@dataclass(frozen=True)
class OfferedProduct:
    """A product that is offered, through a portfolio."""

    portfolio_id: str
    product_id: str


class Hub:
    """Offers products to other accounts.

    Args:
        client: Who to ask, in the hub's account.
        patience: How long to wait for what takes time.
    """

    def __init__(self, client: ServiceCatalogClient, patience: Patience | None = None) -> None:
        self._client = client
        self._patience = patience or Patience()

    def offer(self, portfolio: str, blueprint: Blueprint, owner: str) -> OfferedProduct:
        """Make a portfolio with a product, which is launched with a role of its own.

        Args:
            portfolio: The name of the portfolio.
            blueprint: The product.
            owner: Who provides both.
        """
        with own_errors():
            portfolio_id = self._client.create_portfolio(
                DisplayName=portfolio, ProviderName=owner, IdempotencyToken=str(uuid4())
            )["PortfolioDetail"]["Id"]
            view = self._client.create_product(
                Name=blueprint.name,
                Owner=owner,
                ProductType="CLOUD_FORMATION_TEMPLATE",
                ProvisioningArtifactParameters={
                    "Name": "v1",
                    "Type": "CLOUD_FORMATION_TEMPLATE",
                    "Info": {"LoadTemplateFromURL": blueprint.template_url},
                },
                IdempotencyToken=str(uuid4()),
            )["ProductViewDetail"]
            offered = OfferedProduct(portfolio_id, view["ProductViewSummary"]["ProductId"])
            self._client.associate_product_with_portfolio(
                PortfolioId=offered.portfolio_id, ProductId=offered.product_id
            )
        self._launch_with(blueprint.launch_role, offered)
        return offered

    def release(self, product_id: str, version: str, template_url: str) -> None:
        """Add a version to a product: whoever sees the product sees it too."""
        with own_errors():
            made = self._client.create_provisioning_artifact(
                ProductId=product_id,
                Parameters={
                    "Name": version,
                    "Type": "CLOUD_FORMATION_TEMPLATE",
                    "Info": {"LoadTemplateFromURL": template_url},
                },
                IdempotencyToken=str(uuid4()),
            )
        artifact_id = made["ProvisioningArtifactDetail"]["Id"]
        self._patience.wait(
            f"version {version}",
            lambda: self._client.describe_provisioning_artifact(
                ProductId=product_id, ProvisioningArtifactId=artifact_id
            ),
            {"CREATING"},
        )

    def share(self, portfolio_id: str, account_ids: Iterable[str]) -> None:
        """Let accounts have a portfolio, once they accept it."""
        with own_errors():
            for account_id in account_ids:
                self._client.create_portfolio_share(PortfolioId=portfolio_id, AccountId=account_id)

    def share_with_unit(self, portfolio_id: str, unit_id: str, pattern: str) -> None:
        """Let all accounts of an organizational unit have a portfolio, and some roles in these.

        Args:
            portfolio_id: The portfolio.
            unit_id: The organizational unit; the organization must have given access before.
            pattern: The ARN of the roles, without an account.
        """
        with own_errors():
            self._client.associate_principal_with_portfolio(
                PortfolioId=portfolio_id, PrincipalARN=pattern, PrincipalType="IAM_PATTERN"
            )
            token = self._client.create_portfolio_share(
                PortfolioId=portfolio_id,
                OrganizationNode={"Type": "ORGANIZATIONAL_UNIT", "Value": unit_id},
                SharePrincipals=True,
            )["PortfolioShareToken"]
        self._patience.wait(
            f"share with {unit_id}",
            lambda: self._client.describe_portfolio_share_status(PortfolioShareToken=token),
            {"NOT_STARTED", "IN_PROGRESS"},
        )

    def withdraw(self, portfolio_id: str, account_id: str) -> None:
        """Take a portfolio from an account again; what it provisioned stays."""
        with own_errors():
            self._client.delete_portfolio_share(PortfolioId=portfolio_id, AccountId=account_id)

    def _launch_with(self, role: str, offered: OfferedProduct) -> None:
        with own_errors():
            constraint_id = self._client.create_constraint(
                PortfolioId=offered.portfolio_id,
                ProductId=offered.product_id,
                Type="LAUNCH",
                Parameters=json.dumps({"LocalRoleName": role}),
                IdempotencyToken=str(uuid4()),
            )["ConstraintDetail"]["ConstraintId"]
        self._patience.wait(
            f"constraint {constraint_id}",
            lambda: self._client.describe_constraint(Id=constraint_id),
            {"CREATING"},
        )


class Spoke:
    """Takes what a hub offers.

    Args:
        client: Who to ask, in the account of the spoke.
    """

    def __init__(self, client: ServiceCatalogClient) -> None:
        self._client = client

    def accept(self, portfolio_id: str, role_arn: str) -> None:
        """Accept a portfolio, and let a role of this account order from it.

        Raises:
            NotThereError: It is not shared with this account.
        """
        with own_errors():
            self._client.accept_portfolio_share(PortfolioId=portfolio_id)
            self._client.associate_principal_with_portfolio(
                PortfolioId=portfolio_id, PrincipalARN=role_arn, PrincipalType="IAM"
            )

    def portfolios(self) -> list[str]:
        """The names of the portfolios that this account has accepted, or got from its unit."""
        names: list[str] = []
        for kind in ("IMPORTED", "AWS_ORGANIZATIONS"):
            paginator = self._client.get_paginator("list_accepted_portfolio_shares")
            with own_errors():
                for page in paginator.paginate(PortfolioShareType=kind):
                    names += [portfolio["DisplayName"] for portfolio in page["PortfolioDetails"]]
        return names
