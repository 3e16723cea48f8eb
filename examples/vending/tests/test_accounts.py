"""Accounts that Control Tower's account factory makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from vending import Account, Accounts, FailedError, NewAccount, NotThereError, Patience

from pytest_sc_plan import Failure

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient

    from pytest_sc_plan import ServiceCatalog

FACTORY = "AWS Control Tower Account Factory"

ORDER = NewAccount(
    "team-a", "team-a@example.com", "Workloads", ("Ada", "Lovelace", "ada@example.com")
)


@pytest.fixture(autouse=True)
def factory(sc_plan: ServiceCatalog) -> None:
    """Control Tower's product, with the parameters and outputs that it has."""
    sc_plan.add_product(FACTORY, type="CONTROL_TOWER_ACCOUNT")


@pytest.fixture
def accounts(sc_plan_client: ServiceCatalogClient) -> Accounts:
    return Accounts(sc_plan_client, Patience(interval=0, looks=5))


def test_an_account_is_opened_and_found_by_its_id(
    sc_plan: ServiceCatalog, accounts: Accounts
) -> None:
    account_id = accounts.open(ORDER)

    made = sc_plan.provisioned_product("team-a")
    assert made.outputs["AccountId"] == account_id
    assert made.outputs["AccountEmail"] == "team-a@example.com"
    assert accounts.find(account_id) == Account("team-a", "AVAILABLE", is_made=True)


def test_an_account_of_somebody_else_is_not_found(accounts: Accounts) -> None:
    with pytest.raises(NotThereError, match="no account 210987654321 was made"):
        accounts.find("210987654321")


@pytest.mark.sc_plan(
    outcome=Failure("AWSControlTowerException", "The email address is already in use.")
)
def test_an_account_that_could_not_be_made_is_not_healthy(accounts: Accounts) -> None:
    with pytest.raises(FailedError, match="AWSControlTowerException: The email address is"):
        accounts.open(ORDER)

    (account,) = accounts.all()
    assert not account.is_made
    assert not account.is_healthy


def test_a_missing_parameter_fails_while_the_account_is_made(
    sc_plan: ServiceCatalog, sc_plan_client: ServiceCatalogClient
) -> None:
    product = sc_plan.products[0]
    record = sc_plan_client.provision_product(
        ProductId=product.id,
        ProvisioningArtifactId=product.provisioning_artifacts[0].id,
        ProvisionedProductName="team-a",
        ProvisioningParameters=[{"Key": "AccountName", "Value": "team-a"}],
        ProvisionToken="token",
    )["RecordDetail"]
    sc_plan.advance()

    (error,) = sc_plan.record(record["RecordId"]).errors
    assert "AccountEmail" in error.description
    assert "must have values" in error.description


def test_only_accounts_are_listed(sc_plan: ServiceCatalog, accounts: Accounts) -> None:
    sc_plan.add_provisioned_product("a-queue")
    for name, status in (("team-c", "TAINTED"), ("team-b", "AVAILABLE")):
        sc_plan.add_provisioned_product(
            name,
            product=FACTORY,
            status=status,
            parameters={**ORDER.parameters, "AccountName": name},
        )

    assert [account.name for account in accounts.all()] == ["team-b", "team-c"]
    assert accounts.all()[0].is_healthy
