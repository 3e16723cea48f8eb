"""Plans: created, described, listed, executed, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..builders import (
    make_plan,
    make_product,
    make_provisioned_product,
    make_record,
)
from ..engine import resolve_outcome
from ..errors import invalid_parameters, invalid_state, resource_not_found, validation
from ..lifecycle import PLANNABLE
from ..model import (
    Outcome,
    Plan,
    PlanStatus,
    ProvisionedProduct,
    ProvisionedProductStatus,
)
from ..planning import check_provisioning, creation_outcome, with_tag_options
from ..store import Store
from ..template.default import DEFAULT_TEMPLATE
from ..template.parameters import masked
from .finding import check_parameters, find_artifact, find_launch_path, find_product
from .records import record_detail
from .registry import operation, present


@operation("CreateProvisionedProductPlan", token="IdempotencyToken")
def create_provisioned_product_plan(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Plan a new provisioned product, or a change to one that is AVAILABLE or TAINTED.

    'If multiple requests differ only by the idempotency token, the same response is returned for
    each repeated request': the plan that the first made, for as long as it is there.
    """
    asked = {name: value for name, value in request.items() if name != "IdempotencyToken"}
    name = request["ProvisionedProductName"]
    existing = store.provisioned_products_by_name.get(name)
    siblings = store.plans_by_provisioned_product.get(existing.id, []) if existing else []
    if store.behavior.idempotency == "documented":
        for plan in siblings:
            if plan.request == asked:
                return _created(plan)
    product = find_product(store, request["ProductId"])
    artifact = find_artifact(product, request["ProvisioningArtifactId"])
    launch_path = find_launch_path(product, request.get("PathId"))
    if siblings:
        raise invalid_state(
            f"Provisioned product {name} already has the plan {siblings[0].id}, which is "
            f"{siblings[0].status}. A provisioned product has one plan at a time: delete that plan "
            "first."
        )
    if existing is not None:
        _require_plannable(existing)
    parameters = request.get("ProvisioningParameters", [])
    check_parameters(existing, parameters)
    check_provisioning(product, artifact, existing, parameters)
    asked_tags = {tag["Key"]: tag["Value"] for tag in request.get("Tags", [])}
    tags = with_tag_options(product, asked_tags)
    provisioned_product = existing or make_provisioned_product(
        store, name, product, artifact, launch_path, token=request["IdempotencyToken"]
    )
    plan = make_plan(
        store,
        request["PlanName"],
        provisioned_product,
        product,
        artifact,
        launch_path,
        parameters=parameters,
        tags=tags,
        notification_arns=request.get("NotificationArns", ()),
    )
    plan.request = asked
    store.lifecycle.begin_creation(plan, _prepared(store, plan))
    return _created(plan)


@operation("DescribeProvisionedProductPlan")
def describe_provisioned_product_plan(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Tell about a plan, and page by page what executing it would change."""
    plan = _find_plan(store, request["PlanId"])
    changes = enumerate(plan.resource_changes, 1)
    page, token = store.page(
        lambda after: ((number, change) for number, change in changes if number > after),
        request,
        listing=f"DescribeProvisionedProductPlan {plan.id}",
    )
    store.lifecycle.read(plan)
    creating = plan.status is PlanStatus.CREATE_IN_PROGRESS
    return present(
        ProvisionedProductPlanDetails=present(
            CreatedTime=plan.created_time,
            PathId=plan.launch_path and plan.launch_path.id,
            ProductId=plan.product.id,
            PlanName=plan.name,
            PlanId=plan.id,
            ProvisionProductId=plan.provisioned_product.id,
            ProvisionProductName=plan.provisioned_product.name,
            PlanType="CLOUDFORMATION",
            ProvisioningArtifactId=plan.artifact.id,
            Status=plan.status,
            UpdatedTime=plan.updated_time,
            NotificationArns=plan.notification_arns or None,
            ProvisioningParameters=masked(plan.artifact.template, plan.parameters) or None,
            Tags=[{"Key": key, "Value": value} for key, value in plan.tags.items()],
            StatusMessage=plan.status_message,
        ),
        ResourceChanges=[] if creating else page,
        NextPageToken=None if creating else token,
    )


@operation("ListProvisionedProductPlans")
def list_provisioned_product_plans(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the plans, oldest first: all of them, or those of one provisioned product."""
    level = request.get("AccessLevelFilter", {})
    if level.get("Value", "self") != "self":
        raise invalid_parameters(
            f"AccessLevelFilter value {level['Value']} is not supported: use self."
        )
    product_id = request.get("ProvisionProductId")
    if product_id is not None and store.provisioned_products.get(product_id) is None:
        raise resource_not_found(f"Provisioned product {product_id} was not found.")

    def plans(after: int) -> Iterator[tuple[int, Plan]]:
        if product_id is None:
            yield from store.plans.after(after)
            return
        of_product = store.plans_by_provisioned_product.get(product_id, ())
        for plan in of_product:
            number = store.plans.number(plan)
            if number > after:
                yield number, plan

    page, token = store.page(
        plans, request, listing=f"ListProvisionedProductPlans {product_id} {level}"
    )
    return present(
        ProvisionedProductPlans=[
            {
                "PlanName": plan.name,
                "PlanId": plan.id,
                "ProvisionProductId": plan.provisioned_product.id,
                "ProvisionProductName": plan.provisioned_product.name,
                "PlanType": "CLOUDFORMATION",
                "ProvisioningArtifactId": plan.artifact.id,
            }
            for plan in page
        ],
        NextPageToken=token,
    )


@operation("ExecuteProvisionedProductPlan", token="IdempotencyToken")
def execute_provisioned_product_plan(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Provision or modify a product as its plan says.

    'If multiple requests differ only by the idempotency token, the same response is returned for
    each repeated request': the answer is kept with the plan and given again, to the letter.
    """
    identifier = request["PlanId"]
    plan = store.plans.get(identifier)
    if plan is None:
        if not store.behavior.auto_create_plans:
            raise _plan_not_found(identifier)
        plan = _ready_plan(store, identifier)
    if plan.answer is not None and store.behavior.idempotency == "documented":
        return plan.answer
    if plan.status is not PlanStatus.CREATE_SUCCESS:
        raise invalid_state(
            f"Plan {plan.id} is {plan.status}: only a plan that is {PlanStatus.CREATE_SUCCESS} can "
            "be executed."
        )
    product = plan.provisioned_product
    if product.status is ProvisionedProductStatus.UNDER_CHANGE:
        raise invalid_state(
            f"Provisioned product {product.id} is {product.status}: it must be AVAILABLE, TAINTED "
            f"or PLAN_IN_PROGRESS for plan {plan.id} to be executed."
        )
    return begin_execution(store, plan, store.world.outcome_of(store, plan))


@operation("DeleteProvisionedProductPlan")
def delete_provisioned_product_plan(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Delete a plan; a provisioned product that was only planned goes with it.

    A plan that is being executed, or whose execution failed, is deleted only with IgnoreErrors:
    CloudFormation refuses to delete such a change set.
    """
    plan = _find_plan(store, request["PlanId"])
    refused = {PlanStatus.EXECUTE_IN_PROGRESS, PlanStatus.EXECUTE_FAILED}
    if plan.status in refused and not request.get("IgnoreErrors", False):
        raise validation(
            f"Cannot delete ChangeSet in execution status {plan.status} (Service: "
            "AmazonCloudFormation; Status Code: 400; Error Code: InvalidChangeSetStatus; Request "
            f"ID: {store.new_uuid()})"
        )
    store.lifecycle.abandon(plan)
    store.remove_plan(plan)
    if plan.provisioned_product.status is ProvisionedProductStatus.PLAN_IN_PROGRESS:
        store.remove_provisioned_product(plan.provisioned_product)
    return {}


def begin_execution(store: Store, plan: Plan, outcome: Outcome) -> dict[str, Any]:
    """Start to execute a plan that is ready, and keep the answer with it."""
    plan.record = make_record(
        store,
        plan.provisioned_product,
        plan.product,
        plan.artifact,
        plan.launch_path,
        parameters=plan.parameters,
        tags=plan.tags,
        notification_arns=plan.notification_arns,
        plan=plan,
    )
    plan.answer = {"RecordDetail": record_detail(plan.record)}
    outcome = resolve_outcome(store, plan.record, outcome, store.world.engine.carry_out)
    store.lifecycle.begin(plan.record, outcome)
    return plan.answer


def _prepared(store: Store, plan: Plan) -> Outcome:
    outcome = creation_outcome(plan)
    error = store.world.engine.prepare(store, plan) if outcome.error is None else None
    return outcome if error is None else Outcome("failed", error)


def _created(plan: Plan) -> dict[str, Any]:
    return {
        "PlanName": plan.name,
        "PlanId": plan.id,
        "ProvisionProductId": plan.provisioned_product.id,
        "ProvisionedProductName": plan.provisioned_product.name,
        "ProvisioningArtifactId": plan.artifact.id,
    }


def _find_plan(store: Store, identifier: str) -> Plan:
    plan = store.plans.get(identifier)
    if plan is None:
        raise _plan_not_found(identifier)
    return plan


def _plan_not_found(identifier: str) -> Exception:
    return resource_not_found(f"Plan {identifier} was not found.")


def _require_plannable(product: ProvisionedProduct) -> None:
    if product.status not in PLANNABLE:
        raise invalid_state(
            f"Provisioned product {product.name} is {product.status}: it must be AVAILABLE or "
            "TAINTED for a plan."
        )


def _ready_plan(store: Store, identifier: str) -> Plan:
    product = make_product(
        store,
        store.new_name("product"),
        {"v1": DEFAULT_TEMPLATE},
    )
    artifact, launch_path = product.provisioning_artifacts[0], product.launch_paths[0]
    provisioned_product = make_provisioned_product(
        store,
        store.new_name("provisioned-product"),
        product,
        artifact,
        launch_path,
        token=store.new_uuid(),
    )
    return make_plan(
        store,
        store.new_name("plan"),
        provisioned_product,
        product,
        artifact,
        launch_path,
        identifier=identifier,
        status=PlanStatus.CREATE_SUCCESS,
    )
