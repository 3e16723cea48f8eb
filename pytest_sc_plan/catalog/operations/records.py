"""Records: what was asked for, and how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import invalid_parameters, resource_not_found
from ..resources import Record, RecordStatus
from ..store import Store
from .finding import require_self
from .registry import operation, present


@operation("DescribeRecord")
def describe_record(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Tell how a request is going."""
    record = store.records.get(request["Id"])
    if record is None:
        raise resource_not_found("Record not found")
    store.lifecycle.read(record)
    left = record.outputs if record.status is RecordStatus.SUCCEEDED else []
    outputs, token = store.page(
        lambda after: iter(list(enumerate(left, 1))[after:]),
        request,
        listing=f"DescribeRecord {record.id}",
    )
    return present(RecordDetail=record_detail(record), RecordOutputs=outputs, NextPageToken=token)


@operation("ListRecordHistory")
def list_record_history(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the records, newest first: all, or those of a product or a provisioned product.

    What is terminated keeps its records. Source: 'The records, in reverse chronological order'.
    """
    require_self(request)
    about = _search_filter(request.get("SearchFilter", {}))
    page, token = store.page(
        lambda before: (
            (number, record) for number, record in store.records.before(before) if about(record)
        ),
        request,
        listing=f"ListRecordHistory {request.get('SearchFilter')}",
    )
    for record in page:
        store.lifecycle.read(record)
    return present(RecordDetails=[record_detail(record) for record in page], NextPageToken=token)


def _search_filter(search_filter: dict[str, str]) -> Callable[[Record], bool]:
    if not search_filter:
        return lambda _: True
    key, value = search_filter.get("Key"), search_filter.get("Value")
    if value is None:
        raise invalid_parameters("A SearchFilter has a Key and a Value.")
    if key == "product":
        return lambda record: record.product.id == value
    if key == "provisionedproduct":
        return lambda record: record.provisioned_product.id == value
    raise invalid_parameters(
        f"SearchFilter key {key} is not supported: use one of product, provisionedproduct."
    )


def record_detail(record: Record) -> dict[str, Any]:
    """RecordDetail, with the members that the recorded examples show even when empty."""
    product = record.provisioned_product
    detail = {
        "RecordId": record.id,
        "ProvisionedProductName": product.name,
        "Status": record.status,
        "CreatedTime": record.created_time,
        "UpdatedTime": record.updated_time,
        "ProvisionedProductType": "CFN_STACK",
        "RecordType": record.type,
        "ProvisionedProductId": product.id,
        "ProductId": record.product.id,
        "ProvisioningArtifactId": record.artifact.id,
        "RecordErrors": [
            {"Code": error.code, "Description": error.description} for error in record.errors
        ],
        "RecordTags": [{"Key": key, "Value": value} for key, value in record.tags.items()],
    }
    if record.launch_path is not None:
        detail["PathId"] = record.launch_path.id
    if record.launch_role_arn is not None:
        detail["LaunchRoleArn"] = record.launch_role_arn
    return detail
