"""Plans: created, described, listed, executed, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..access import launch_paths
from ..builders import made_up_product, new_plan, new_provisioned_product, new_record_of_plan
from ..errors import (
    ServiceError,
    invalid_parameters,
    invalid_state,
    resource_not_found,
    validation,
)
from ..execution import begin_record, enter_plan, prepare, provision
from ..idempotency import key_of_members
from ..kinds import kind_of
from ..lifecycle import PLANNABLE
from ..model import (
    Launch,
    Plan,
    PlanStatus,
    ProvisionedProduct,
    ProvisionedProductStatus,
    Record,
)
from ..offering import Product
from ..planning import asked_launch, planned_change, target_stack
from ..store import Store
from ..template.parameters import masked
from .finding import (
    find_active_artifact,
    find_launch_path,
    find_product,
    find_provisioned_product,
    require_same_type,
    require_self,
)
from .records import record_detail
from .registry import operation, present


@operation("CreateProvisionedProductPlan", token="IdempotencyToken", about="PlanId")
def create_provisioned_product_plan(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Plan a new provisioned product, or a change to one that is AVAILABLE or TAINTED.

    Its parameters and its template are looked at while the plan is created.
    """
    name = request["ProvisionedProductName"]
    product = find_product(store, request["ProductId"])
    artifact = find_active_artifact(product, request["ProvisioningArtifactId"])
    path = find_launch_path(store, product, request.get("PathId"))
    _require_template(product)
    existing = store.provisioned_products_by_name.get(name)
    if existing is not None:
        require_same_type(existing, product, artifact, path)
        _require_plannable(store, existing)
    parameters = request.get("ProvisioningParameters", [])
    launch = asked_launch(product, artifact, path, parameters, request.get("Tags", []), existing)
    provisioned_product = existing or new_provisioned_product(
        store, name, launch, token=request["IdempotencyToken"]
    )
    plan = new_plan(
        store,
        request["PlanName"],
        provisioned_product,
        launch,
        resource_changes=[],
        parameters=parameters,
        notification_arns=request.get("NotificationArns", ()),
    )
    outcome = prepare(store, plan, store.world.creation_outcome_of(store, plan))
    enter_plan(store, plan)
    store.lifecycle.begin_creation(plan, outcome)
    return {
        "PlanName": plan.name,
        "PlanId": plan.id,
        "ProvisionProductId": provisioned_product.id,
        "ProvisionedProductName": provisioned_product.name,
        "ProvisioningArtifactId": artifact.id,
    }


@operation("DescribeProvisionedProductPlan")
def describe_provisioned_product_plan(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Describe a plan, and page by page the changes that its execution would make."""
    plan = _find_plan(store, request["PlanId"])
    page, token = store.pager.page_of_list(
        plan.resource_changes, request, listing=f"DescribeProvisionedProductPlan {plan.id}"
    )
    store.lifecycle.read(plan)
    launch = plan.launch
    creating = plan.status is PlanStatus.CREATE_IN_PROGRESS
    return present(
        ProvisionedProductPlanDetails=present(
            CreatedTime=plan.created_time,
            PathId=launch.path and launch.path.id,
            ProductId=launch.product.id,
            PlanName=plan.name,
            PlanId=plan.id,
            ProvisionProductId=plan.provisioned_product.id,
            ProvisionProductName=plan.provisioned_product.name,
            PlanType="CLOUDFORMATION",
            ProvisioningArtifactId=launch.artifact.id,
            Status=plan.status,
            UpdatedTime=plan.updated_time,
            NotificationArns=list(plan.notification_arns) or None,
            ProvisioningParameters=masked(launch.artifact.template, plan.given_parameters) or None,
            Tags=[{"Key": key, "Value": value} for key, value in launch.tags.items()],
            StatusMessage=plan.status_message,
        ),
        ResourceChanges=[] if creating else page,
        NextPageToken=None if creating else token,
    )


@operation("ListProvisionedProductPlans")
def list_provisioned_product_plans(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the plans, oldest first: all of them, or those of one provisioned product."""
    require_self(request)
    product_id = request.get("ProvisionProductId")
    if product_id is not None:
        find_provisioned_product(store, product_id, None)

    def plans(after: int) -> Iterator[tuple[int, Plan]]:
        if product_id is None:
            yield from store.plans.after(after)
            return
        of_product = store.plans_by_provisioned_product.get(product_id, ())
        for plan in of_product:
            number = store.plans.number(plan)
            if number > after:
                yield number, plan

    level = request.get("AccessLevelFilter", {})
    page, token = store.pager.page(
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
                "ProvisioningArtifactId": plan.launch.artifact.id,
            }
            for plan in page
        ],
        NextPageToken=token,
    )


@operation("ExecuteProvisionedProductPlan", token="IdempotencyToken", about="PlanId")
def execute_provisioned_product_plan(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Provision or modify a product as its plan says."""
    identifier = request["PlanId"]
    plan = store.plans.get(identifier)
    is_new = plan is None and store.behavior.auto_create_plans
    if is_new:
        plan = _ready_plan(store, identifier)
    if plan is None:
        raise _plan_not_found(identifier)
    _require_executable(plan)
    record = new_record_of_plan(store, plan)
    outcome = provision(store, record, store.world.outcome_of(store, plan))
    if is_new:
        store.add_product(plan.launch.product)
        enter_plan(store, plan)
    begin_record(store, record, outcome)
    return {"RecordDetail": record_detail(record)}


def remember_execution(store: Store, plan: Plan, record: Record) -> None:
    """Let one more execution of a plan be answered as if a call had executed it before.

    Args:
        store: The store.
        plan: The plan.
        record: The record of its execution, as it is when that begins.
    """
    answer = {"RecordDetail": record_detail(record)}
    request = {"PlanId": plan.id}
    key = key_of_members("ExecuteProvisionedProductPlan", request)
    store.answers.keep(key, request, answer, about=plan.id)


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
    store.remove_plan(plan)
    store.lifecycle.abandon(plan)
    if plan.provisioned_product.status is ProvisionedProductStatus.PLAN_IN_PROGRESS:
        store.remove_provisioned_product(plan.provisioned_product)
    return {}


def _find_plan(store: Store, identifier: str) -> Plan:
    plan = store.plans.get(identifier)
    if plan is None:
        raise _plan_not_found(identifier)
    return plan


def _plan_not_found(identifier: str) -> ServiceError:
    return resource_not_found(f"Plan {identifier} was not found.")


def _require_template(product: Product) -> None:
    """Refuse a plan of something else than CloudFormation, which is the one PlanType."""
    if kind_of(product).has_engine:
        raise invalid_parameters(
            f"Product {product.id} is of type {product.type}: a plan of type CLOUDFORMATION can't "
            "be created for it."
        )


def _require_plannable(store: Store, product: ProvisionedProduct) -> None:
    for plan in store.plans_by_provisioned_product.get(product.id, ()):
        raise invalid_state(
            f"Provisioned product {product.name} already has the plan {plan.id}, which is "
            f"{plan.status}. A provisioned product has one plan at a time: delete that plan first."
        )
    if product.status not in PLANNABLE:
        raise invalid_state(
            f"Provisioned product {product.name} is {product.status}: it must be AVAILABLE or "
            "TAINTED for a plan."
        )


def _require_executable(plan: Plan) -> None:
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


def _ready_plan(store: Store, identifier: str) -> Plan:
    """Make a plan that can be executed, for a product that is made up."""
    product = made_up_product(store)
    launch = Launch(product, product.provisioning_artifacts[0], launch_paths(store, product)[0])
    provisioned_product = new_provisioned_product(
        store, store.new_name("provisioned-product"), launch, token=store.new_uuid()
    )
    change = planned_change(provisioned_product, target_stack(provisioned_product, launch))
    return new_plan(
        store,
        store.new_name("plan"),
        provisioned_product,
        launch,
        resource_changes=change.resource_changes(),
        identifier=identifier,
        status=PlanStatus.CREATE_SUCCESS,
    )
