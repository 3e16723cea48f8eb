"""What is known of the organizations that were made in moto."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.organizations.models import organizations_backends

from pytest_sc_plan.moto.organizations import (
    delegated_administrators,
    management_account_of,
    members,
)

from . import credentials

HUB = "123456789012"
SERVICE_CATALOG = "servicecatalog.amazonaws.com"


class Organization:
    """An organization: the root has an account and a unit, which has two, one in a unit below."""

    def __init__(self, management_account: str = HUB) -> None:
        keywords = credentials.of_role(f"arn:aws:iam::{management_account}:role/admin")
        self.client = boto3.client("organizations", region_name="us-east-1", **keywords)
        made = self.client.create_organization(FeatureSet="ALL")["Organization"]
        self.id, self.arn = made["Id"], made["Arn"]
        self.root = self.client.list_roots()["Roots"][0]["Id"]
        self.unit = self.add_unit("workloads", self.root)
        self.below = self.add_unit("production", self.unit["Id"])
        self.empty = self.add_unit("empty", self.root)
        self.at_root = self.add_account("tools", self.root)
        self.in_unit = self.add_account("test", self.unit["Id"])
        self.in_below = self.add_account("live", self.below["Id"])
        self.all = [management_account, self.at_root, self.in_unit, self.in_below]

    def add_unit(self, name: str, parent: str) -> dict[str, Any]:
        made = self.client.create_organizational_unit(ParentId=parent, Name=name)
        return dict(made["OrganizationalUnit"])

    def add_account(self, name: str, parent: str) -> str:
        made = self.client.create_account(AccountName=name, Email=f"{name}@example.com")
        account_id = str(made["CreateAccountStatus"]["AccountId"])
        if parent != self.root:
            self.client.move_account(
                AccountId=account_id, SourceParentId=self.root, DestinationParentId=parent
            )
        return account_id


@pytest.fixture
def organization(aws: None) -> Organization:
    return Organization()


def test_members_of_an_organization(organization: Organization) -> None:
    other = Organization("111111111111")
    for it in (organization, other):
        assert members("ORGANIZATION", it.id) == it.all
        assert members("ORGANIZATION", it.arn) == it.all


def test_members_of_a_unit_and_of_those_below_it(organization: Organization) -> None:
    it = organization
    for key in ("Id", "Arn"):
        assert members("ORGANIZATIONAL_UNIT", it.unit[key]) == [it.in_unit, it.in_below]
        assert members("ORGANIZATIONAL_UNIT", it.below[key]) == [it.in_below]
        assert members("ORGANIZATIONAL_UNIT", it.empty[key]) == []
    it.client.move_account(
        AccountId=it.in_below, SourceParentId=it.below["Id"], DestinationParentId=it.root
    )
    assert members("ORGANIZATIONAL_UNIT", it.unit["Id"]) == [it.in_unit]


def test_an_account_is_a_node_of_itself(organization: Organization) -> None:
    it = organization
    for account_id in it.all:
        assert members("ACCOUNT", account_id) == [account_id]
    it.client.remove_account_from_organization(AccountId=it.at_root)
    assert members("ACCOUNT", it.at_root) is None
    assert management_account_of(it.at_root) is None


def test_nodes_that_moto_does_not_have(organization: Organization) -> None:
    it = organization
    assert members("ORGANIZATION", "o-aaaaaaaaaa") is None
    assert members("ORGANIZATION", it.unit["Id"]) is None
    assert members("ORGANIZATIONAL_UNIT", it.id) is None
    assert members("ORGANIZATIONAL_UNIT", it.root) is None
    assert members("ORGANIZATIONAL_UNIT", it.in_unit) is None
    assert members("ACCOUNT", it.unit["Id"]) is None
    assert members("ACCOUNT", "999999999999") is None


def test_the_management_account(organization: Organization) -> None:
    other = Organization("111111111111")
    assert {management_account_of(account_id) for account_id in organization.all} == {HUB}
    assert {management_account_of(account_id) for account_id in other.all} == {"111111111111"}
    assert management_account_of("999999999999") is None


def test_delegated_administrators(organization: Organization) -> None:
    it = organization
    assert delegated_administrators(HUB, SERVICE_CATALOG) == []
    for account_id in (it.in_below, it.at_root):
        it.client.register_delegated_administrator(
            AccountId=account_id, ServicePrincipal=SERVICE_CATALOG
        )
    it.client.register_delegated_administrator(
        AccountId=it.in_unit, ServicePrincipal="ssm.amazonaws.com"
    )
    for account_id in it.all:
        assert delegated_administrators(account_id, SERVICE_CATALOG) == [it.in_below, it.at_root]
    assert delegated_administrators(HUB, "ssm.amazonaws.com") == [it.in_unit]
    assert delegated_administrators("999999999999", SERVICE_CATALOG) == []
    it.client.deregister_delegated_administrator(
        AccountId=it.in_below, ServicePrincipal=SERVICE_CATALOG
    )
    assert delegated_administrators(HUB, SERVICE_CATALOG) == [it.at_root]


def test_an_organization_is_forgotten_when_it_is_deleted(aws: None) -> None:
    client = boto3.client("organizations", region_name="us-east-1")
    made = client.create_organization(FeatureSet="ALL")["Organization"]
    assert members("ORGANIZATION", made["Id"]) == [HUB]
    client.delete_organization()
    assert members("ORGANIZATION", made["Id"]) is None
    assert management_account_of(HUB) is None


def test_nothing_is_known_without_moto_and_nothing_is_made() -> None:
    with mock_aws():
        it = Organization()
        before = list(organizations_backends)
        assert members("ACCOUNT", "999999999999") is None
        assert management_account_of("999999999999") is None
        assert delegated_administrators("999999999999", SERVICE_CATALOG) == []
        assert list(organizations_backends) == before
    assert members("ORGANIZATION", it.id) is None
    assert management_account_of(HUB) is None
    assert delegated_administrators(HUB, SERVICE_CATALOG) == []
