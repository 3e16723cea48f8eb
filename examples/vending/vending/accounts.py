"""Accounts: vended by AWS Control Tower's account factory, a product of the Service Catalog."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from .errors import NotThereError, own_errors
from .records import Records
from .waiting import Patience

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient

FACTORY = "AWS Control Tower Account Factory"
"""The name of Control Tower's product."""


@dataclass(frozen=True)
class NewAccount:
    """The order of an account.

    Args:
        name: What the account, and its provisioned product, is called.
        email: The address of its root user, which no other account has.
        unit: The organizational unit that it belongs to.
        owner: First name, last name and address of the person who may sign in.
    """

    name: str
    email: str
    unit: str
    owner: tuple[str, str, str]

    @property
    def parameters(self) -> dict[str, str]:
        """The factory's parameters."""
        first_name, last_name, email = self.owner
        return {
            "AccountName": self.name,
            "AccountEmail": self.email,
            "ManagedOrganizationalUnit": self.unit,
            "SSOUserFirstName": first_name,
            "SSOUserLastName": last_name,
            "SSOUserEmail": email,
        }


@dataclass(frozen=True)
class Account:
    """An account that the factory made, or tried to make.

    Args:
        name: The name of its provisioned product.
        status: The status of its provisioned product.
        is_made: Whether it was ever made: one that is TAINTED may be a failed update, or nothing.
    """

    name: str
    status: str
    is_made: bool

    @property
    def is_healthy(self) -> bool:
        """Whether the account can be used."""
        return self.status == "AVAILABLE" or (self.status == "TAINTED" and self.is_made)


class Accounts:
    """Vends accounts, and finds them.

    Args:
        client: Who to ask.
        patience: How long to wait for an account, which takes the factory half an hour.
    """

    def __init__(self, client: ServiceCatalogClient, patience: Patience | None = None) -> None:
        self._client = client
        self._records = Records(client, patience or Patience())

    def open(self, order: NewAccount) -> str:
        """Have an account made, and wait for it.

        Returns:
            The id of the account, of 12 digits.

        Raises:
            FailedError: The factory could not make it.
        """
        with own_errors():
            product_id = self._client.describe_product(Name=FACTORY)["ProductViewSummary"][
                "ProductId"
            ]
            versions = self._client.list_provisioning_artifacts(ProductId=product_id)
            record = self._client.provision_product(
                ProductId=product_id,
                ProvisioningArtifactId=versions["ProvisioningArtifactDetails"][-1]["Id"],
                ProvisionedProductName=order.name,
                ProvisioningParameters=[
                    {"Key": key, "Value": value} for key, value in order.parameters.items()
                ],
                ProvisionToken=str(uuid4()),
            )["RecordDetail"]
        self._records.follow(record["RecordId"])
        with own_errors():
            answer = self._client.get_provisioned_product_outputs(
                ProvisionedProductName=order.name, OutputKeys=["AccountId"]
            )
        return answer["Outputs"][0]["OutputValue"]

    def find(self, account_id: str) -> Account:
        """The account of that id.

        Raises:
            NotThereError: The factory did not make it.
        """
        for account in self._search(f"physicalId:{account_id}"):
            return account
        raise NotThereError(f"no account {account_id} was made by the account factory")

    def all(self) -> list[Account]:
        """The accounts that the factory made, or tried to make, by name."""
        return list(self._search())

    def _search(self, *query: str) -> Iterator[Account]:
        request: dict[str, Any] = {
            "Filters": {"SearchQuery": ["type:CONTROL_TOWER_ACCOUNT", *query]},
            "SortBy": "name",
        }
        while True:
            with own_errors():
                page = self._client.search_provisioned_products(**request)
            yield from map(_account, page["ProvisionedProducts"])
            if "NextPageToken" not in page:
                return
            request["PageToken"] = page["NextPageToken"]


def _account(found: Mapping[str, Any]) -> Account:
    return Account(
        found["Name"], found["Status"], is_made="LastSuccessfulProvisioningRecordId" in found
    )
