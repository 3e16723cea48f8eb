"""Results of the work of engines outside of the service, such as Terraform.

With ``workflow`` ``notify`` the work of an engine's product waits for them. The engine gets the
workflow token in its message; observed: aws-samples/service-catalog-engine-for-terraform-os.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..behavior import Failure
from ..engine import SUCCEEDED, WAITING
from ..errors import invalid_parameters, resource_not_found
from ..model import Outcome, Record, RecordType, Work
from ..store import Store
from .registry import operation

NOTIFICATIONS: Final[Mapping[RecordType, str]] = {
    RecordType.PROVISION_PRODUCT: "NotifyProvisionProductEngineWorkflowResult",
    RecordType.UPDATE_PROVISIONED_PRODUCT: "NotifyUpdateProvisionedProductEngineWorkflowResult",
    RecordType.TERMINATE_PROVISIONED_PRODUCT: (
        "NotifyTerminateProvisionedProductEngineWorkflowResult"
    ),
}
"""The operations that end records, by the types of these."""

NO_REASON: Final = "The engine gave no reason."


@operation("NotifyProvisionProductEngineWorkflowResult", token="IdempotencyToken", about="RecordId")
def notify_provision_product_engine_workflow_result(
    store: Store, request: dict[str, Any]
) -> dict[str, Any]:
    """End the provisioning of a product; its ResourceIdentifier is not kept."""
    return _end(store, request, RecordType.PROVISION_PRODUCT)


@operation(
    "NotifyUpdateProvisionedProductEngineWorkflowResult", token="IdempotencyToken", about="RecordId"
)
def notify_update_provisioned_product_engine_workflow_result(
    store: Store, request: dict[str, Any]
) -> dict[str, Any]:
    """End the update of a provisioned product."""
    return _end(store, request, RecordType.UPDATE_PROVISIONED_PRODUCT)


@operation(
    "NotifyTerminateProvisionedProductEngineWorkflowResult",
    token="IdempotencyToken",
    about="RecordId",
)
def notify_terminate_provisioned_product_engine_workflow_result(
    store: Store, request: dict[str, Any]
) -> dict[str, Any]:
    """End the termination of a provisioned product."""
    return _end(store, request, RecordType.TERMINATE_PROVISIONED_PRODUCT)


def _end(store: Store, request: dict[str, Any], record_type: RecordType) -> dict[str, Any]:
    """End a record with the status, the outputs or the reason that an engine tells."""
    record, work = _waiting(store, request, record_type)
    outputs = request.get("Outputs", [])
    for output in outputs:
        if not {"OutputKey", "OutputValue"} <= output.keys():
            raise invalid_parameters("Each of the Outputs has an OutputKey and an OutputValue.")
    outcome = SUCCEEDED
    if request["Status"] == "FAILED" and not record.ignores_errors:
        reason = request.get("FailureReason", "").strip() or NO_REASON
        outcome = Outcome("failed", Failure(store.behavior.failure_code, reason))
    record.outputs = outputs
    store.lifecycle.resolve(work, outcome)
    return {}


def _waiting(store: Store, request: dict[str, Any], record_type: RecordType) -> tuple[Record, Work]:
    """Find the record that a result is for, and its work."""
    record = store.records.get(request["RecordId"])
    if record is None:
        raise resource_not_found("Record not found")
    if request["WorkflowToken"] != record.workflow_token:
        raise invalid_parameters(f"WorkflowToken is not that of record {record.id}.")
    if record.type is not record_type:
        raise invalid_parameters(
            f"Record {record.id} is of type {record.type}: its result comes with "
            f"{NOTIFICATIONS[record.type]}."
        )
    if record.work is None or record.work.outcome is not WAITING:
        raise invalid_parameters(
            f"Record {record.id} is {record.status}, and does not wait for the result of an engine."
        )
    return record, record.work
