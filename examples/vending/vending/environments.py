"""Environments: the provisioned products that there are, and what is done with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from .catalog import Catalog
from .errors import NotThereError, own_errors
from .records import Entry, Records
from .waiting import Patience

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient

BROKEN = frozenset({"ERROR", "TAINTED"})


@dataclass(frozen=True)
class Environment:
    """A provisioned product; ``message`` says what is wrong with one that is broken.

    ``ever_worked`` tells whether it was ever provisioned: there is nothing to repair otherwise.
    """

    id: str
    name: str
    status: str
    product_id: str
    version_id: str
    message: str
    ever_worked: bool

    def __str__(self) -> str:
        return f"{self.name}  {self.status}  {self.message}".rstrip()


class Environments:
    """Finds environments, and takes care of them.

    Args:
        client: Who to ask.
        patience: How long to wait for what takes time.
    """

    def __init__(self, client: ServiceCatalogClient, patience: Patience | None = None) -> None:
        self._client = client
        self._records = Records(client, patience or Patience())

    def find(self, name: str) -> Environment | None:
        """The environment of that name; None where there is none."""
        try:
            return self.get(name)
        except NotThereError:
            return None

    def get(self, name: str) -> Environment:
        """The environment of that name.

        Raises:
            NotThereError: There is none.
        """
        with own_errors():
            found = self._client.describe_provisioned_product(Name=name)
        return _environment(found["ProvisionedProductDetail"])

    def search(self, *query: str) -> Iterator[Environment]:
        """The environments that a query describes, by name.

        Args:
            query: Texts that all have to hold, such as ``status:AVAILABLE`` or ``productName:vpc``;
                see SearchProvisionedProducts. All there are where none is given.
        """
        request: dict[str, Any] = {"Filters": {"SearchQuery": list(query)}, "SortBy": "name"}
        while True:
            with own_errors():
                page = self._client.search_provisioned_products(**request)
            yield from map(_environment, page["ProvisionedProducts"])
            if "NextPageToken" not in page:
                return
            request["PageToken"] = page["NextPageToken"]

    def broken(self) -> list[Environment]:
        """The environments that somebody has to look after."""
        pages = self._client.get_paginator("scan_provisioned_products").paginate()
        with own_errors():
            everything = [
                _environment(found) for page in pages for found in page["ProvisionedProducts"]
            ]
        return [environment for environment in everything if environment.status in BROKEN]

    def outputs(self, name: str) -> dict[str, str]:
        """What an environment gives out, all pages of it."""
        outputs: dict[str, str] = {}
        request: dict[str, Any] = {"ProvisionedProductName": name}
        while True:
            with own_errors():
                page = self._client.get_provisioned_product_outputs(**request)
            outputs.update((each["OutputKey"], each["OutputValue"]) for each in page["Outputs"])
            if "NextPageToken" not in page:
                return outputs
            request["PageToken"] = page["NextPageToken"]

    def history(self, name: str) -> Iterator[Entry]:
        """All that was asked for an environment, newest first."""
        return self._records.history(self.get(name).id)

    def hand_over(self, name: str, owner_arn: str) -> None:
        """Make somebody else the owner of an environment."""
        environment = self.get(name)
        with own_errors():
            self._client.update_provisioned_product_properties(
                ProvisionedProductId=environment.id,
                ProvisionedProductProperties={"OWNER": owner_arn},
                IdempotencyToken=str(uuid4()),
            )

    def adopt(self, name: str, stack_arn: str, product: str, version: str | None = None) -> None:
        """Take over a stack that was made by hand, as if it had been ordered.

        Args:
            name: What the environment is called from now on.
            stack_arn: The CloudFormation stack.
            product: The name of the product that it would have been.
            version: The name of the version; the newest where it is None.
        """
        offer = Catalog(self._client).offer(product, version)
        with own_errors():
            answer = self._client.import_as_provisioned_product(
                ProductId=offer.product_id,
                ProvisioningArtifactId=offer.version_id,
                ProvisionedProductName=name,
                PhysicalId=stack_arn,
                IdempotencyToken=str(uuid4()),
            )
        self._records.follow(answer["RecordDetail"]["RecordId"])

    def repair(self, name: str) -> Environment | None:
        """Bring an environment back to what it was before a change failed.

        One that never worked can't be changed, so it is terminated: order it again.

        Returns:
            The environment as it is now; None where it was terminated.

        Raises:
            FailedError: It could not be repaired either.
        """
        environment = self.get(name)
        if environment.status not in BROKEN:
            return environment
        if not environment.ever_worked:
            self.terminate(name)
            return None
        with own_errors():
            version = self._client.describe_provisioning_artifact(
                ProductId=environment.product_id,
                ProvisioningArtifactId=environment.version_id,
                IncludeProvisioningArtifactParameters=True,
            )
            answer = self._client.update_provisioned_product(
                ProvisionedProductName=name,
                ProvisioningParameters=[
                    {"Key": parameter["ParameterKey"], "UsePreviousValue": True}
                    for parameter in version["ProvisioningArtifactParameters"]
                ],
                UpdateToken=str(uuid4()),
            )
        self._records.follow(answer["RecordDetail"]["RecordId"])
        return self.get(name)

    def terminate(self, name: str) -> None:
        """Terminate an environment, and wait until it is gone.

        Raises:
            FailedError: Something could not be deleted.
        """
        with own_errors():
            answer = self._client.terminate_provisioned_product(
                ProvisionedProductName=name, TerminateToken=str(uuid4())
            )
        self._records.follow(answer["RecordDetail"]["RecordId"])


def _environment(found: Mapping[str, Any]) -> Environment:
    return Environment(
        found["Id"],
        found["Name"],
        found["Status"],
        found["ProductId"],
        found["ProvisioningArtifactId"],
        found.get("StatusMessage", ""),
        "LastSuccessfulProvisioningRecordId" in found,
    )
