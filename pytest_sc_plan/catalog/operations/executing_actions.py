"""Service actions run on provisioned products."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..action_definitions import parameters
from ..builders import new_record_as_it_stands
from ..engine import scripted_outcome
from ..errors import invalid_parameters, invalid_state, resource_not_found
from ..execution import begin_record
from ..lifecycle import PLANNABLE
from ..model import ActionRun, ProvisionedProduct, RecordType
from ..offering import ServiceAction
from ..store import Store
from .finding import find_provisioned_product
from .records import record_detail
from .registry import Token, operation


@operation("DescribeServiceActionExecutionParameters")
def describe_service_action_execution_parameters(
    store: Store, request: dict[str, Any]
) -> dict[str, Any]:
    """List the parameters of a service action.

    They have no default values: those are of the document, or resources of the stack that it would
    be about, and the fake knows neither.
    """
    _, action = _find(store, request)
    return {
        "ServiceActionParameters": [
            {"Name": name, "Type": kind, "DefaultValues": []}
            for name, kind in parameters(action.definition).items()
        ]
    }


@operation(
    "ExecuteProvisionedProductServiceAction",
    token="ExecuteToken",
    token_means=Token.NAMES_REQUEST,
)
def execute_provisioned_product_service_action(
    store: Store, request: dict[str, Any]
) -> dict[str, Any]:
    """Run a service action on a provisioned product, which is UNDER_CHANGE meanwhile.

    The outcome is that of the settings. Afterwards the provisioned product is what it was: its
    version, its outputs and its status are not the action's. No record type is documented for it,
    so it has that of an update. Source of the refused parameter's sentence: the administrator
    guide, "Using AWS Service Catalog Service Actions".
    """
    product, action = _find(store, request)
    given: dict[str, list[str]] = request.get("Parameters", {})
    known = parameters(action.definition)
    for name in given:
        if name not in known:
            raise invalid_parameters(
                f"Parameter {name} is not defined in service action definition: "
                f"{action.id} has {', '.join(known) or 'none'}."
            )
    if product.status not in PLANNABLE:
        raise invalid_state(
            f"Provisioned product {product.id} is {product.status}: it must be AVAILABLE or "
            "TAINTED for a service action."
        )
    record = replace(
        new_record_as_it_stands(store, product, RecordType.UPDATE_PROVISIONED_PRODUCT),
        action_run=ActionRun(action.id, given, product.status),
    )
    behavior = store.behavior
    begin_record(store, record, scripted_outcome(behavior.outcome, behavior))
    return {"RecordDetail": record_detail(record)}


def _find(store: Store, request: dict[str, Any]) -> tuple[ProvisionedProduct, ServiceAction]:
    """Find a provisioned product, and a service action that its version has."""
    product = find_provisioned_product(store, request["ProvisionedProductId"], None)
    artifact, identifier = product.launch.artifact, request["ServiceActionId"]
    action = artifact.service_actions.get(identifier)
    if action is None:
        raise resource_not_found(
            f"ServiceAction {identifier} is not associated with provisioning artifact {artifact.id}"
        )
    return product, action
