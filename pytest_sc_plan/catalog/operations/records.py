"""Records: what was asked for, and how it went."""

from __future__ import annotations

from typing import Any

from ..errors import resource_not_found
from ..resources import Record
from ..store import Store
from .registry import operation, present


@operation("DescribeRecord")
def describe_record(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Tell how a request is going."""
    record = store.records.get(request["Id"])
    if record is None:
        raise resource_not_found("Record not found")
    store.lifecycle.read(record)
    outputs: list[dict[str, Any]]
    outputs, token = store.page(lambda _: iter(()), request, listing=f"DescribeRecord {record.id}")
    return present(RecordDetail=record_detail(record), RecordOutputs=outputs, NextPageToken=token)


def record_detail(record: Record) -> dict[str, Any]:
    """RecordDetail, with the members that the recorded examples show even when empty."""
    return present(
        RecordId=record.id,
        ProvisionedProductName=record.provisioned_product.name,
        Status=record.status,
        CreatedTime=record.created_time,
        UpdatedTime=record.updated_time,
        ProvisionedProductType="CFN_STACK",
        RecordType=record.type,
        ProvisionedProductId=record.provisioned_product.id,
        ProductId=record.product.id,
        ProvisioningArtifactId=record.artifact.id,
        PathId=record.launch_path and record.launch_path.id,
        RecordErrors=[
            {"Code": error.code, "Description": error.description} for error in record.errors
        ],
        RecordTags=[{"Key": key, "Value": value} for key, value in record.tags.items()],
        LaunchRoleArn=record.launch_role_arn,
    )
