"""How resources come to be: complete, consistent and entered into their store.

Operations and seeding both make resources here, so that what a test seeds is what the API makes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from .model import (
    Constraint,
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
from .planning import planned_changes
from .stack_sets import chosen_instances
from .store import Store
from .template.parameters import parameter_values

DEFAULT_OWNER = "pytest-sc-plan"


def make_product(
    store: Store,
    name: str,
    versions: Mapping[str, dict[str, Any]],
    *,
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
    """Enter a product with its versions, oldest first, and a launch path through each portfolio.

    Launch paths are the names or ids of portfolios, which are made where there is none. The details
    are the other fields of a Product.
    """
    now = store.now()
    owner = owner or DEFAULT_OWNER
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
    product = Product(
        id=identifier,
        name=name,
        arn=store.arn("catalog", f"product/{identifier}"),
        created_time=now,
        launch_role_arn=launch_role_arn,
        provisioning_artifacts=[
            ProvisioningArtifact(
                store.new_id("pa"),
                version,
                now,
                template,
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
        constraints=constraints,
        stack_set_accounts=list(stack_set_accounts),
        stack_set_regions=list(stack_set_regions),
        **details,
    )
    store.add_product(product)
    return product


def make_provisioned_product(
    store: Store,
    name: str,
    product: Product,
    artifact: ProvisioningArtifact,
    launch_path: LaunchPath | None,
    *,
    token: str,
    status: ProvisionedProductStatus = ProvisionedProductStatus.PLAN_IN_PROGRESS,
) -> ProvisionedProduct:
    """Enter a provisioned product, planned unless another status is given."""
    identifier = store.new_id("pp")
    stack = f"SC-{store.account_id}-{identifier}"
    provisioned_product = ProvisionedProduct(
        id=identifier,
        name=name,
        arn=store.arn("servicecatalog", f"stack/{name}/{identifier}"),
        created_time=store.now(),
        status=status,
        product=product,
        artifact=artifact,
        launch_path=launch_path,
        idempotency_token=token,
        user_arn=store.principal_arn,
        physical_id=store.arn(
            "cloudformation",
            f"stackset/{stack}:{store.new_uuid()}"
            if product.is_stack_set
            else f"stack/{stack}/{store.new_uuid()}",
        ),
    )
    store.add_provisioned_product(provisioned_product)
    return provisioned_product


def make_plan(
    store: Store,
    name: str,
    provisioned_product: ProvisionedProduct,
    product: Product,
    artifact: ProvisioningArtifact,
    launch_path: LaunchPath | None,
    *,
    identifier: str | None = None,
    status: PlanStatus = PlanStatus.CREATE_IN_PROGRESS,
    parameters: Iterable[Mapping[str, Any]] = (),
    tags: Mapping[str, str] | None = None,
    notification_arns: Iterable[str] = (),
    resource_changes: Iterable[Mapping[str, Any]] | None = None,
) -> Plan:
    """Enter a plan for a provisioned product."""
    now = store.now()
    given = [dict(parameter) for parameter in parameters]
    plan = Plan(
        id=identifier or store.new_id("plan"),
        name=name,
        created_time=now,
        updated_time=now,
        status=status,
        provisioned_product=provisioned_product,
        product=product,
        artifact=artifact,
        launch_path=launch_path,
        parameters=given,
        tags=dict(tags or {}),
        notification_arns=list(notification_arns),
        resource_changes=[dict(change) for change in resource_changes]
        if resource_changes is not None
        else planned_changes(provisioned_product, artifact, given, tags or {}),
    )
    store.add_plan(plan)
    return plan


def make_record_as_it_stands(
    store: Store, provisioned_product: ProvisionedProduct, record_type: RecordType
) -> Record:
    """Enter a record that asks for no other product, version, path, parameters or tags."""
    return make_record(
        store,
        provisioned_product,
        provisioned_product.product,
        provisioned_product.artifact,
        provisioned_product.launch_path,
        parameters=(),
        tags={},
        record_type=record_type,
    )


def make_record(
    store: Store,
    provisioned_product: ProvisionedProduct,
    product: Product,
    artifact: ProvisioningArtifact,
    launch_path: LaunchPath | None,
    *,
    parameters: Iterable[Mapping[str, Any]],
    tags: Mapping[str, str],
    notification_arns: Sequence[str] = (),
    plan: Plan | None = None,
    record_type: RecordType | None = None,
    stack_instances: list[StackInstance] | None = None,
) -> Record:
    """Enter a record of provisioning, or of updating what is provisioned, or of that type.

    The stack instances of a stack set stay what they are where none are given; a new one has all.
    """
    now = store.now()
    provisioned = provisioned_product.provisioned
    if stack_instances is None:
        stack_instances = (
            provisioned_product.stack_instances if provisioned else chosen_instances(product, {})
        )
    record = Record(
        id=store.new_id("rec"),
        type=record_type
        or (RecordType.UPDATE_PROVISIONED_PRODUCT if provisioned else RecordType.PROVISION_PRODUCT),
        created_time=now,
        updated_time=now,
        status=RecordStatus.CREATED,
        provisioned_product=provisioned_product,
        product=product,
        artifact=artifact,
        launch_path=launch_path,
        launch_role_arn=provisioned_product.launch_role_arn or product.launch_role_arn,
        parameters=parameter_values(artifact.template, parameters, provisioned_product.parameters),
        tags=dict(tags),
        notification_arns=notification_arns,
        outputs=None if record_type is None and not product.is_stack_set else [],
        stack_instances=stack_instances,
        plan=plan,
    )
    store.add_record(record)
    return record
