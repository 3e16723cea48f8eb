"""Resources made complete and consistent; the caller enters them into the store.

Operations and seeding both make resources here, so that a test seeds what the API would make.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .kinds import KINDS, ProvisionedProductType, kind_of
from .model import (
    Constraint,
    Launch,
    LaunchPath,
    Plan,
    PlanStatus,
    Product,
    ProvisionedProduct,
    ProvisionedProductStatus,
    ProvisioningArtifact,
    Record,
    RecordStatus,
    RecordType,
    StackInstance,
)
from .stack_sets import chosen_instances
from .store import Store

DEFAULT_OWNER = "pytest-sc-plan"


def new_product(
    store: Store,
    name: str,
    versions: Mapping[str, dict[str, Any]],
    *,
    kind: ProvisionedProductType = "CFN_STACK",
    launch_paths: Iterable[str] = ("portfolio-1",),
    launch_role_arn: str | None = None,
    inactive_versions: Collection[str] = (),
    deprecated_versions: Collection[str] = (),
    template_constraints: Mapping[str, Any] | None = None,
    stack_set_accounts: Collection[str] = (),
    stack_set_regions: Collection[str] = (),
    owner: str | None = None,
    **details: Any,
) -> Product:
    """Make a product with its versions, oldest first, and a launch path through each portfolio.

    Args:
        store: The store that it is for.
        name: Its name.
        versions: Templates by the names of its versions.
        kind: The type of what is provisioned.
        launch_paths: The names or ids of portfolios, which are entered where there is none.
        launch_role_arn: The role of a LAUNCH constraint.
        inactive_versions: The names of versions that are not active.
        deprecated_versions: The names of versions with the guidance DEPRECATED.
        template_constraints: The Rules of a TEMPLATE constraint, by their names.
        stack_set_accounts: The accounts of a STACKSET constraint.
        stack_set_regions: The regions of a STACKSET constraint.
        owner: Its owner.
        **details: Other fields of a Product.
    """
    # All recorded products and versions are as old as whole seconds, other resources are not.
    now = float(int(store.now()))
    product_type = KINDS[kind].product_type
    owner = owner or KINDS[kind].owner or DEFAULT_OWNER
    portfolios = [store.portfolio(path, owner) for path in launch_paths]
    identifier = store.new_id("prod")
    constraints = []
    if launch_role_arn is not None:
        constraints.append(Constraint("LAUNCH", f"Launch as {launch_role_arn}"))
    if stack_set_accounts:
        where = ", ".join([*stack_set_accounts, *stack_set_regions])
        constraints.append(Constraint("STACKSET", f"Deploy to {where}"))
    if template_constraints:
        constraints.append(Constraint("TEMPLATE", rules=dict(template_constraints)))
    return Product(
        id=identifier,
        name=name,
        arn=store.scope.arn("catalog", f"product/{identifier}"),
        created_time=now,
        launch_role_arn=launch_role_arn,
        provisioning_artifacts=[
            ProvisioningArtifact(
                store.new_id("pa"),
                version,
                now,
                template,
                type=product_type,
                active=version not in inactive_versions,
                guidance="DEPRECATED" if version in deprecated_versions else "DEFAULT",
            )
            for version, template in versions.items()
        ],
        launch_paths=[
            LaunchPath(store.new_id("lpv3"), portfolio.name, portfolio.id)
            for portfolio in portfolios
        ],
        view_id=store.new_id("prodview"),
        owner=owner,
        type=product_type,
        provisioned_product_type=kind,
        constraints=constraints,
        stack_set_accounts=list(stack_set_accounts),
        stack_set_regions=list(stack_set_regions),
        **details,
    )


def new_provisioned_product(
    store: Store,
    name: str,
    launch: Launch,
    *,
    token: str,
    status: ProvisionedProductStatus = ProvisionedProductStatus.PLAN_IN_PROGRESS,
    stack_arn: str | None = None,
) -> ProvisionedProduct:
    """Make a provisioned product, which has no parameters and tags before it is provisioned.

    Args:
        store: The store that it is for.
        name: Its name.
        launch: The product, version and path that are launched.
        token: The idempotency token of the request.
        status: Its first status.
        stack_arn: The ARN of a stack that is imported; made up where it is None.
    """
    identifier = store.new_id("pp")
    physical_id = kind_of(launch.product).physical_id(store.scope, identifier, store.new_uuid())
    return ProvisionedProduct(
        id=identifier,
        name=name,
        arn=store.scope.arn("servicecatalog", f"stack/{name}/{identifier}"),
        created_time=store.now(),
        status=status,
        launch=_without_values(launch),
        idempotency_token=token,
        user_arn=store.scope.principal_arn,
        physical_id=stack_arn or physical_id,
        is_imported=stack_arn is not None,
    )


def _without_values(launch: Launch) -> Launch:
    # Thousands of plans may be made, and most have neither parameters nor tags.
    if not launch.parameters and not launch.tags:
        return launch
    return replace(launch, parameters={}, tags={})


def new_plan(
    store: Store,
    name: str,
    provisioned_product: ProvisionedProduct,
    launch: Launch,
    *,
    resource_changes: list[dict[str, Any]],
    identifier: str | None = None,
    status: PlanStatus = PlanStatus.CREATE_IN_PROGRESS,
    parameters: Iterable[Mapping[str, Any]] = (),
    notification_arns: Sequence[str] = (),
) -> Plan:
    """Make a plan for a provisioned product."""
    now = store.now()
    return Plan(
        id=identifier or store.new_id("plan"),
        name=name,
        created_time=now,
        updated_time=now,
        status=status,
        provisioned_product=provisioned_product,
        launch=launch,
        given_parameters=[dict(parameter) for parameter in parameters],
        notification_arns=notification_arns,
        resource_changes=resource_changes,
    )


def new_record(
    store: Store,
    provisioned_product: ProvisionedProduct,
    launch: Launch,
    *,
    record_type: RecordType | None = None,
    notification_arns: Sequence[str] = (),
    stack_instances: list[StackInstance] | None = None,
    plan: Plan | None = None,
) -> Record:
    """Make a record.

    Args:
        store: The store that it is for.
        provisioned_product: The provisioned product that it is about.
        launch: The launch that it asks for.
        record_type: Its type; where it is None, that of provisioning, or of an update of what is
            provisioned.
        notification_arns: Topics for stack events.
        stack_instances: Those of a stack set. Where it is None they stay what they are, and a new
            stack set has all.
        plan: The plan that is executed.
    """
    now = store.now()
    provisioned = provisioned_product.provisioned
    if stack_instances is None:
        stack_instances = (
            provisioned_product.stack_instances
            if provisioned
            else chosen_instances(launch.product, {})
        )
    return Record(
        id=store.new_id("rec"),
        type=record_type
        or (RecordType.UPDATE_PROVISIONED_PRODUCT if provisioned else RecordType.PROVISION_PRODUCT),
        created_time=now,
        updated_time=now,
        status=RecordStatus.CREATED,
        provisioned_product=provisioned_product,
        launch=launch,
        launch_role_arn=provisioned_product.launch_role_arn or launch.product.launch_role_arn,
        notification_arns=notification_arns,
        stack_instances=stack_instances,
        plan=plan,
    )


def new_record_of_plan(store: Store, plan: Plan) -> Record:
    """Make the record of a plan's execution."""
    return new_record(
        store,
        plan.provisioned_product,
        plan.launch,
        notification_arns=plan.notification_arns,
        plan=plan,
    )


def new_record_as_it_stands(
    store: Store, provisioned_product: ProvisionedProduct, record_type: RecordType
) -> Record:
    """Make a record that asks for no other product, version, path, parameters or tags."""
    launch = replace(provisioned_product.launch, tags={})
    return new_record(store, provisioned_product, launch, record_type=record_type)
