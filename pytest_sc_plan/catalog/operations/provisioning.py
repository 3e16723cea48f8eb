"""Provisioning without a plan: products provisioned, updated, terminated and imported."""

from __future__ import annotations

import re
from typing import Any, Final

from ..builders import make_provisioned_product, make_record, make_record_as_it_stands
from ..engine import Effect, Scripted, resolve_outcome, scripted_outcome
from ..errors import duplicate_resource, invalid_parameters, invalid_state, validation
from ..lifecycle import IN_TRANSIT, PLANNABLE
from ..model import (
    Outcome,
    ProvisionedProductStatus,
    Record,
    RecordType,
)
from ..planning import check_provisioning, with_tag_options
from ..stack_sets import chosen_instances, updated_instances
from ..store import Store
from .finding import (
    check_parameters,
    find_artifact,
    find_launch_path,
    find_product,
    find_provisioned_product,
)
from .records import record_detail
from .registry import Token, operation

VERSION: Final = frozenset(
    {"ProductId", "ProductName", "ProvisioningArtifactId", "ProvisioningArtifactName"}
)
"""The members that ask for another product or another version of it."""


@operation("ProvisionProduct", token="ProvisionToken", token_means=Token.NAMES)
def provision_product(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Provision a product without a plan."""
    product = find_product(store, request.get("ProductId"), request.get("ProductName"))
    artifact = find_artifact(
        product, request.get("ProvisioningArtifactId"), request.get("ProvisioningArtifactName")
    )
    launch_path = find_launch_path(product, request.get("PathId"), request.get("PathName"))
    name = request["ProvisionedProductName"]
    existing = store.provisioned_products_by_name.get(name)
    if existing is not None and existing.status is ProvisionedProductStatus.PLAN_IN_PROGRESS:
        raise duplicate_resource(f"A provisioned product named {name} already exists.")
    if existing is not None:
        # Observed: awslabs/aws-service-catalog-puppet issue 284.
        raise invalid_parameters(f"A stack named {name} already exists.")
    parameters = request.get("ProvisioningParameters", [])
    check_parameters(None, parameters)
    check_provisioning(product, artifact, None, parameters)
    tags = with_tag_options(product, _tags(request))
    stack_instances = chosen_instances(product, request.get("ProvisioningPreferences", {}))
    provisioned_product = make_provisioned_product(
        store,
        name,
        product,
        artifact,
        launch_path,
        token=request["ProvisionToken"],
        status=ProvisionedProductStatus.UNDER_CHANGE,
    )
    record = make_record(
        store,
        provisioned_product,
        product,
        artifact,
        launch_path,
        parameters=parameters,
        tags=tags,
        notification_arns=request.get("NotificationArns", ()),
        stack_instances=stack_instances,
    )
    return _begin(store, record, store.world.engine.carry_out)


@operation("UpdateProvisionedProduct", token="UpdateToken", token_means=Token.NAMES)
def update_provisioned_product(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Bring a provisioned product to another version or to other parameters, without a plan.

    The product and the version stay what they are where the request names neither.
    """
    provisioned_product = find_provisioned_product(
        store, request.get("ProvisionedProductId"), request.get("ProvisionedProductName")
    )
    product = provisioned_product.product
    preferences = request.get("ProvisioningPreferences", {})
    if preferences.get("StackSetOperationType") == "CREATE":
        # 'if new ProductId or ProvisioningArtifactID are passed, they will be ignored'
        request = {name: value for name, value in request.items() if name not in VERSION}
    if "ProductId" in request or "ProductName" in request:
        product = find_product(store, request.get("ProductId"), request.get("ProductName"))
    artifact = provisioned_product.artifact
    asked = request.get("ProvisioningArtifactId"), request.get("ProvisioningArtifactName")
    if any(asked) or product is not provisioned_product.product:
        artifact = find_artifact(product, *asked)
    launch_path = find_launch_path(product, request.get("PathId"), request.get("PathName"))
    if provisioned_product.status not in PLANNABLE:
        raise invalid_parameters(
            f"Provisioned product {provisioned_product.name} is {provisioned_product.status}: it "
            "must be AVAILABLE or TAINTED to be updated."
        )
    parameters = request.get("ProvisioningParameters", [])
    check_parameters(provisioned_product, parameters)
    check_provisioning(product, artifact, provisioned_product, parameters)
    tags = with_tag_options(product, _tags(request))
    stack_instances = updated_instances(product, provisioned_product.stack_instances, preferences)
    record = make_record(
        store,
        provisioned_product,
        product,
        artifact,
        launch_path,
        parameters=parameters,
        tags=tags,
        stack_instances=stack_instances,
    )
    return _begin(store, record, store.world.engine.carry_out)


@operation("TerminateProvisionedProduct", token="TerminateToken", token_means=Token.EXPIRES)
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
    running = product.work.subject if product.work is not None else None
    if isinstance(running, Record) and running.asked is not None:
        first_request, first_answer = running.asked
        if first_request == request:
            return first_answer
    if product.status in IN_TRANSIT:
        raise validation(
            f"Provisioned product {product.name} is {product.status}: it must be AVAILABLE, "
            "TAINTED or ERROR to be terminated."
        )
    record = make_record_as_it_stands(store, product, RecordType.TERMINATE_PROVISIONED_PRODUCT)
    retain = request.get("RetainPhysicalResources", False)
    engine = Scripted() if retain else store.world.engine
    lenient = request.get("IgnoreErrors", False) or retain
    answer = _begin(store, record, engine.tear_down, lenient=lenient)
    record.asked = request, answer
    return answer


@operation("ImportAsProvisionedProduct", token="IdempotencyToken")
def import_as_provisioned_product(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Take a CloudFormation stack over as a provisioned product.

    'If multiple requests differ only by the idempotency token, the same response is returned for
    each repeated request': for as long as what was imported is there. That the stack exists, and
    has the template of the version, is taken for granted.
    """
    asked = {name: value for name, value in request.items() if name != "IdempotencyToken"}
    name, stack = request["ProvisionedProductName"], request["PhysicalId"]
    existing = store.provisioned_products_by_name.get(name)
    if existing is not None and store.behavior.idempotency == "documented" and existing.imported:
        first_request, first_answer = existing.imported
        if first_request == asked:
            return first_answer
    product = find_product(store, request["ProductId"])
    artifact = find_artifact(product, request["ProvisioningArtifactId"])
    if not re.fullmatch(re.escape(store.arn("cloudformation", "stack/")) + "[^/]+/[^/]+", stack):
        raise invalid_parameters(
            f"{stack} is not the ARN of a CloudFormation stack of this account and region: nothing "
            "else can be imported."
        )
    if existing is not None:
        raise duplicate_resource(f"A provisioned product named {name} already exists.")
    for other in store.provisioned_products:
        if other.physical_id == stack:
            raise duplicate_resource(f"{stack} is the stack of provisioned product {other.id}.")
        if other.imported and not other.provisioned and other.work is not None:
            raise invalid_state(
                f"Provisioned product {other.id} is still being imported: one can be imported at a "
                "time."
            )
    if product.is_stack_set:
        raise invalid_parameters(
            f"Product {product.id} has a STACKSET constraint: a single stack can't be imported as "
            "one of it."
        )
    launch_path = product.launch_paths[0] if product.launch_paths else None
    provisioned_product = make_provisioned_product(
        store,
        name,
        product,
        artifact,
        launch_path,
        token=request["IdempotencyToken"],
        status=ProvisionedProductStatus.UNDER_CHANGE,
    )
    provisioned_product.physical_id = stack
    record = make_record(
        store, provisioned_product, product, artifact, launch_path, parameters=(), tags={}
    )
    answer = _begin(store, record, store.world.engine.adopt)
    provisioned_product.imported = asked, answer
    return answer


def _begin(store: Store, record: Record, work: Effect, *, lenient: bool = False) -> dict[str, Any]:
    answer = {"RecordDetail": record_detail(record)}
    outcome = resolve_outcome(
        store, record, scripted_outcome(store.behavior.outcome, store.behavior), work
    )
    if lenient and outcome.error is not None:
        outcome = Outcome("succeeded")
    store.lifecycle.begin(record, outcome)
    return answer


def _tags(request: dict[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in request.get("Tags", ())}
