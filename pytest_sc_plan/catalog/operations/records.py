"""Records of requests, and their results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import invalid_parameters, resource_not_found, validation
from ..model import Record, RecordStatus
from ..store import Store
from .finding import require_self
from .registry import operation, present


@operation("DescribeRecord")
def describe_record(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Describe a request, and its outputs once it has succeeded."""
    record = store.records.get(request["Id"])
    if record is None:
        raise resource_not_found("Record not found")
    store.lifecycle.read(record)
    outputs = record.outputs if record.status is RecordStatus.SUCCEEDED else []
    page, token = store.pager.page_of_list(
        outputs,
        request,
        listing=f"DescribeRecord {record.id}",
    )
    return present(RecordDetail=record_detail(record), RecordOutputs=page, NextPageToken=token)


@operation("ListRecordHistory")
def list_record_history(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the records, newest first: all, or those of a product or a provisioned product.

    What is terminated keeps its records. Source: 'The records, in reverse chronological order'.
    """
    require_self(request)
    about = _about(request.get("SearchFilter", {}))

    def records(before: int) -> Iterator[tuple[int, Record]]:
        if about is None:
            yield from store.records.before(before)
            return
        for record in reversed(store.records_about.get(about, ())):
            number = store.records.number(record)
            if number < before or not before:
                yield number, record

    page, token = store.pager.page(records, request, listing=f"ListRecordHistory {about}")
    for record in page:
        store.lifecycle.read(record)
    return present(RecordDetails=[record_detail(record) for record in page], NextPageToken=token)


def _about(search_filter: dict[str, str]) -> tuple[str, str] | None:
    """Read the kind and the id of the resource whose records are listed."""
    if not search_filter:
        return None
    key, value = search_filter.get("Key"), search_filter.get("Value")
    if key is None or value is None:
        raise invalid_parameters("A SearchFilter has a Key and a Value.")
    if key not in {"product", "provisionedproduct"}:
        # Observed: aws/aws-cli issue 2445.
        raise validation(f"{key} is an invalid filter.")
    return key, value


def record_detail(record: Record) -> dict[str, Any]:
    """Make a RecordDetail, with the members that the recorded examples show even when empty."""
    product = record.provisioned_product
    detail = {
        "RecordId": record.id,
        "ProvisionedProductName": product.name,
        "Status": record.status,
        "CreatedTime": record.created_time,
        "UpdatedTime": record.updated_time,
        "ProvisionedProductType": record.launch.provisioned_product_type,
        "RecordType": record.type,
        "ProvisionedProductId": product.id,
        "ProductId": record.launch.product.id,
        "ProvisioningArtifactId": record.launch.artifact.id,
        "RecordErrors": [
            {"Code": error.code, "Description": error.description} for error in record.errors
        ],
        "RecordTags": [{"Key": key, "Value": value} for key, value in record.launch.tags.items()],
    }
    if record.launch.path is not None:
        detail["PathId"] = record.launch.path.id
    if record.launch_role_arn is not None:
        detail["LaunchRoleArn"] = record.launch_role_arn
    return detail
