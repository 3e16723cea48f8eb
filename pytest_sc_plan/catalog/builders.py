"""Resources made complete and consistent; the caller enters them into the store.

Operations and seeding both make resources here, so that a test seeds what the API would make.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from . import constraint_parameters
from .constraint_parameters import summary
from .kinds import KINDS, ProvisionedProductType, kind_of
from .model import (
    Launch,
    Plan,
    PlanStatus,
    ProvisionedProduct,
    ProvisionedProductStatus,
    Record,
    RecordStatus,
    RecordType,
    StackInstance,
)
from .offering import Association, Constraint, Portfolio, Product, ProvisioningArtifact
from .stack_sets import chosen_instances
from .store import Store
from .template.default import DEFAULT_TEMPLATE

DEFAULT_OWNER: Final = "pytest-sc-plan"
DEFAULT_PATHS: Final[Mapping[str, str | None]] = {"portfolio-1": None}

TAG_UPDATES: Final = ("RESOURCE_UPDATE", {constraint_parameters.TAG_UPDATES: "ALLOWED"})
"""The constraint that lets the tags of what was provisioned be changed."""

PROVIDER_LENGTH: Final = 50
"""How long the name of a portfolio's provider may be. Source: CreatePortfolio, ProviderName."""


def new_product(
    store: Store,
    name: str,
    versions: Iterable[ProvisioningArtifact],
    *,
    identifier: str | None = None,
    kind: ProvisionedProductType = "CFN_STACK",
    launch_paths: Mapping[str, str | None] = DEFAULT_PATHS,
    constraints: Iterable[tuple[str, Mapping[str, Any]]] = (),
    owner: str | None = None,
    **details: Any,
) -> Product:
    """Make a product with its versions, oldest first, and a launch path through each portfolio.

    Args:
        store: The store that it is for.
        name: Its name.
        versions: Its versions, which are as old as the product.
        identifier: Its id; made up where it is None.
        kind: The type of what is provisioned.
        launch_paths: The roles of LAUNCH constraints, or None, by the names or ids of portfolios;
            these are entered with the product where there is none.
        constraints: The types and the values of other constraints, on each launch path that is
            seeded.
        owner: Its owner.
        **details: Other fields of a Product.
    """
    now = store.whole_seconds()
    product_type = KINDS[kind].product_type
    owner = owner or KINDS[kind].owner or DEFAULT_OWNER
    portfolios = [
        store.portfolio_named(named) or new_portfolio(store, named, owner) for named in launch_paths
    ]
    product = Product(
        id=identifier or store.new_id("prod"),
        name=name,
        created_time=now,
        scope=store.scope,
        provisioning_artifacts=[
            replace(version, created_time=now, type=product_type) for version in versions
        ],
        view_id="",
        owner=owner,
        type=product_type,
        provisioned_product_type="CFN_STACK" if kind == "CFN_STACKSET" else kind,
        seeded_constraints=tuple(constraints),
        **details,
    )
    for portfolio, role in zip(portfolios, launch_paths.values(), strict=True):
        association = new_association(store, portfolio, product, role, product.seeded_constraints)
        product.associations[portfolio.id] = association
    product.view_id = store.new_id("prodview")
    return product


def made_up_product(store: Store) -> Product:
    """Make the product of a plan for which nobody named one."""
    version = new_artifact(store, "v1", DEFAULT_TEMPLATE)
    return new_product(store, store.new_name("product"), [version], constraints=[TAG_UPDATES])


def new_artifact(
    store: Store,
    name: str,
    template: dict[str, Any],
    *,
    identifier: str | None = None,
    **details: Any,
) -> ProvisioningArtifact:
    """Make a version of a product.

    Args:
        store: The store that it is for.
        name: Its name.
        template: Its template.
        identifier: Its id; made up where it is None.
        **details: Other fields of a ProvisioningArtifact.
    """
    return ProvisioningArtifact(
        identifier or store.new_id("pa"), name, store.now(), template, **details
    )


def new_portfolio(
    store: Store, name: str, provider: str, *, identifier: str | None = None, **details: Any
) -> Portfolio:
    """Make a portfolio; a provider's name is cut to the length that the service allows."""
    return Portfolio(
        identifier or store.new_id("port"),
        name,
        provider[:PROVIDER_LENGTH],
        store.now(),
        store.scope,
        **details,
    )


def new_association(
    store: Store,
    portfolio: Portfolio,
    product: Product,
    launch_role_arn: str | None = None,
    constraints: Iterable[tuple[str, Mapping[str, Any]]] = (),
) -> Association:
    """Make an association of a product with a portfolio, which is a launch path.

    Args:
        store: The store that it is for.
        portfolio: The portfolio.
        product: The product.
        launch_role_arn: The role of a LAUNCH constraint; None for no constraint.
        constraints: The types and the values of other constraints.
    """
    association = Association(store.new_id("lpv3"), portfolio, product)
    role = [] if launch_role_arn is None else [("LAUNCH", {"RoleArn": launch_role_arn})]
    for kind, values in (*role, *constraints):
        text, said = constraint_parameters.written(kind, values), summary(kind, values)
        constraint = new_constraint(store, kind, text, said)
        association.own_constraints[constraint.id] = constraint
    return association


def new_constraint(
    store: Store, kind: str, parameters: str, description: str | None = None
) -> Constraint:
    """Make a constraint of a type, with parameters as JSON."""
    return Constraint(kind, parameters, description, store.new_id("cons"), store.scope.account_id)


def new_provisioned_product(
    store: Store,
    name: str,
    launch: Launch,
    *,
    token: str,
    identifier: str | None = None,
    status: ProvisionedProductStatus = ProvisionedProductStatus.PLAN_IN_PROGRESS,
    stack_arn: str | None = None,
) -> ProvisionedProduct:
    """Make a provisioned product, which has no parameters and tags before it is provisioned.

    Args:
        store: The store that it is for.
        name: Its name.
        launch: The product, version and path that are launched.
        token: The idempotency token of the request.
        identifier: Its id; made up where it is None.
        status: Its first status.
        stack_arn: The ARN of a stack that is imported; made up where it is None.
    """
    identifier = identifier or store.new_id("pp")
    physical_id = kind_of(launch).physical_id(store.scope, identifier, store.new_uuid())
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
            else chosen_instances(launch.path, {})
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
        launch_role_arn=provisioned_product.launch_role_arn or launch.role_arn,
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
