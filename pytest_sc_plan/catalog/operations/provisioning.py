"""Provisioning without a plan: products provisioned, updated, terminated and imported."""

from __future__ import annotations

from typing import Any, Final

from ..access import launch_paths
from ..builders import new_provisioned_product, new_record, new_record_as_it_stands
from ..engine import SUCCEEDED, resolve_outcome, scripted_outcome
from ..errors import duplicate_resource, invalid_parameters, invalid_state, validation
from ..execution import awaited, begin_record, provision
from ..lifecycle import IN_TRANSIT, PLANNABLE
from ..model import Launch, Outcome, ProvisionedProductStatus, Record, RecordType
from ..planning import asked_launch, launch_values
from ..stack_sets import chosen_instances, updated_instances
from ..store import Store
from .finding import (
    find_active_artifact,
    find_artifact,
    find_launch_path,
    find_launch_path_of_update,
    find_product,
    find_provisioned_product,
    require_own_stack,
    require_same_type,
)
from .records import record_detail
from .registry import Token, operation

VERSION: Final = frozenset(
    {"ProductId", "ProductName", "ProvisioningArtifactId", "ProvisioningArtifactName"}
)
"""The members that ask for another product or another version of it."""


@operation("ProvisionProduct", token="ProvisionToken", token_means=Token.NAMES_REQUEST)
def provision_product(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Provision a product without a plan."""
    product = find_product(store, request.get("ProductId"), request.get("ProductName"))
    artifact = find_active_artifact(
        product, request.get("ProvisioningArtifactId"), request.get("ProvisioningArtifactName")
    )
    path = find_launch_path(store, product, request.get("PathId"), request.get("PathName"))
    name = request["ProvisionedProductName"]
    existing = store.provisioned_products_by_name.get(name)
    if existing is not None and existing.status is ProvisionedProductStatus.PLAN_IN_PROGRESS:
        raise duplicate_resource(f"A provisioned product named {name} already exists.")
    if existing is not None:
        # Observed: awslabs/aws-service-catalog-puppet issue 284.
        raise invalid_parameters(f"A stack named {name} already exists.")
    parameters, tags = request.get("ProvisioningParameters", []), request.get("Tags", [])
    launch = asked_launch(product, artifact, path, parameters, tags)
    stack_instances = chosen_instances(path, request.get("ProvisioningPreferences", {}))
    provisioned_product = new_provisioned_product(
        store,
        name,
        launch,
        token=request["ProvisionToken"],
        status=ProvisionedProductStatus.UNDER_CHANGE,
    )
    record = new_record(
        store,
        provisioned_product,
        launch,
        notification_arns=request.get("NotificationArns", ()),
        stack_instances=stack_instances,
    )
    outcome = provision(store, record, _scripted(store), parameters)
    return _begin(store, record, awaited(store, record, outcome))


@operation("UpdateProvisionedProduct", token="UpdateToken", token_means=Token.NAMES_REQUEST)
def update_provisioned_product(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Update a provisioned product to another version or other parameters, without a plan.

    The product and the version stay what they are where the request names neither.
    """
    provisioned_product = find_provisioned_product(
        store, request.get("ProvisionedProductId"), request.get("ProvisionedProductName")
    )
    current = provisioned_product.launch
    product, artifact = current.product, current.artifact
    preferences = request.get("ProvisioningPreferences", {})
    if current.is_stack_set and preferences.get("StackSetOperationType") == "CREATE":
        # 'if new ProductId or ProvisioningArtifactID are passed, they will be ignored'
        request = {name: value for name, value in request.items() if name not in VERSION}
    if "ProductId" in request or "ProductName" in request:
        product = find_product(store, request.get("ProductId"), request.get("ProductName"))
    asked = request.get("ProvisioningArtifactId"), request.get("ProvisioningArtifactName")
    if any(asked) or product is not current.product:
        artifact = find_active_artifact(product, *asked)
    path = find_launch_path_of_update(
        store, product, request.get("PathId"), request.get("PathName")
    )
    require_same_type(provisioned_product, product, artifact, path)
    if provisioned_product.status not in PLANNABLE:
        raise invalid_parameters(
            f"Provisioned product {provisioned_product.name} is {provisioned_product.status}: it "
            "must be AVAILABLE or TAINTED to be updated."
        )
    parameters, tags = request.get("ProvisioningParameters", []), request.get("Tags", [])
    launch = asked_launch(product, artifact, path, parameters, tags, provisioned_product)
    stack_instances = updated_instances(path, provisioned_product.stack_instances, preferences)
    record = new_record(
        store,
        provisioned_product,
        launch,
        record_type=RecordType.UPDATE_PROVISIONED_PRODUCT,
        stack_instances=stack_instances,
    )
    outcome = provision(store, record, _scripted(store), parameters)
    return _begin(store, record, awaited(store, record, outcome))


@operation(
    "TerminateProvisionedProduct",
    token="TerminateToken",
    token_means=Token.VALID_WHILE_RUNNING,
    about="RecordDetail.RecordId",
)
def terminate_provisioned_product(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Terminate a provisioned product, which is gone once the record has SUCCEEDED.

    'This token is only valid during the termination process. After the provisioned product is
    terminated, subsequent requests to terminate the same provisioned product always return
    ResourceNotFound.' That is the one error that the API reference lists, so whatever else is wrong
    is one of the errors that all operations have.
    """
    identifier = request.get("ProvisionedProductId")
    name = request.get("ProvisionedProductName")
    if identifier is None and name is None:
        raise validation("ProvisionedProductId and ProvisionedProductName cannot both be null")
    if identifier is not None and name is not None:
        raise validation("ProvisionedProductId and ProvisionedProductName cannot both be given")
    product = find_provisioned_product(store, identifier, name)
    if product.status in IN_TRANSIT:
        # Observed: aws-samples/aws-service-catalog-reference-architectures, bulk provisioning.
        raise validation(
            "Can't terminate provisioned product because it's still under change or its status "
            "does not allow further operation"
        )
    record = new_record_as_it_stands(store, product, RecordType.TERMINATE_PROVISIONED_PRODUCT)
    engine = store.world.engine
    outcome = _scripted(store)
    retain = request.get("RetainPhysicalResources", False)
    if not retain:
        outcome = resolve_outcome(outcome, lambda: engine.terminate(store.scope, record))
    record.ignores_errors = request.get("IgnoreErrors", False)
    if outcome.error is not None and (retain or record.ignores_errors):
        outcome = SUCCEEDED
    # An engine has nothing to do with what is retained.
    return _begin(store, record, outcome if retain else awaited(store, record, outcome))


@operation(
    "ImportAsProvisionedProduct",
    token="IdempotencyToken",
    about="RecordDetail.ProvisionedProductId",
)
def import_as_provisioned_product(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Take a CloudFormation stack over as a provisioned product.

    That the stack exists, and has the template of the version, is taken for granted.
    """
    name, stack = request["ProvisionedProductName"], request["PhysicalId"]
    existing = store.provisioned_products_by_name.get(name)
    product = find_product(store, request["ProductId"])
    artifact = find_artifact(product, request["ProvisioningArtifactId"])
    require_own_stack(store, stack)
    if existing is not None:
        raise duplicate_resource(f"A provisioned product named {name} already exists.")
    for other in store.provisioned_products:
        if other.physical_id == stack:
            raise duplicate_resource(f"{stack} is the stack of provisioned product {other.id}.")
        if other.is_imported and not other.provisioned and other.work is not None:
            raise invalid_state(
                f"Provisioned product {other.id} is still being imported: one can be imported at a "
                "time."
            )
    path = next(iter(launch_paths(store, product)), None)
    launch = Launch(product, artifact, path, launch_values(artifact, (), {}))
    if launch.provisioned_product_type != "CFN_STACK":
        raise invalid_parameters(
            f"Product {product.id} is provisioned as {launch.provisioned_product_type}: only a "
            "CFN_STACK can be imported."
        )
    provisioned_product = new_provisioned_product(
        store,
        name,
        launch,
        token=request["IdempotencyToken"],
        status=ProvisionedProductStatus.UNDER_CHANGE,
        stack_arn=stack,
    )
    record = new_record(store, provisioned_product, launch)
    engine = store.world.engine
    outcome = resolve_outcome(_scripted(store), lambda: engine.adopt(store.scope, record))
    return _begin(store, record, outcome)


def _begin(store: Store, record: Record, outcome: Outcome) -> dict[str, Any]:
    begin_record(store, record, outcome)
    return {"RecordDetail": record_detail(record)}


def _scripted(store: Store) -> Outcome:
    behavior = store.behavior
    return scripted_outcome(behavior.outcome, behavior)
