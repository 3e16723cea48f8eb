"""Records: what was asked of the service, and how it went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .errors import FailedError, own_errors
from .waiting import Patience

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient

BUSY = frozenset({"CREATED", "IN_PROGRESS", "IN_PROGRESS_IN_ERROR"})


@dataclass(frozen=True)
class Entry:
    """A line of an environment's history."""

    record_id: str
    type: str
    status: str
    time: datetime
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return "  ".join([f"{self.time:%Y-%m-%d %H:%M}", self.type, self.status, *self.reasons])


class Records:
    """Follows records, and looks them up.

    Args:
        client: Who to ask.
        patience: How long to wait for one.
    """

    def __init__(self, client: ServiceCatalogClient, patience: Patience) -> None:
        self._client = client
        self._patience = patience

    def follow(self, record_id: str) -> None:
        """Wait until what was asked for is done.

        Raises:
            FailedError: It failed.
            TookTooLongError: It still goes on.
        """

        def look() -> Mapping[str, Any]:
            with own_errors():
                return self._client.describe_record(Id=record_id)["RecordDetail"]

        record = self._patience.wait(record_id, look, BUSY)
        if record["Status"] == "FAILED":
            with own_errors():
                left = self._client.describe_provisioned_product(Id=record["ProvisionedProductId"])
            detail = left["ProvisionedProductDetail"]
            raise FailedError(detail["Name"], detail["Status"], _reasons(record))

    def history(self, environment_id: str) -> Iterator[Entry]:
        """All that was asked for an environment, newest first."""
        pages = self._client.get_paginator("list_record_history").paginate(
            SearchFilter={"Key": "provisionedproduct", "Value": environment_id}
        )
        with own_errors():
            for page in pages:
                for record in page["RecordDetails"]:
                    yield Entry(
                        record["RecordId"],
                        record["RecordType"],
                        record["Status"],
                        record["CreatedTime"],
                        tuple(_reasons(record)),
                    )


def _reasons(record: Mapping[str, Any]) -> list[str]:
    return [f"{error['Code']}: {error['Description']}" for error in record["RecordErrors"]]
