"""The format of a saved state: a class for each kind of resource, a member for each field.

It is complete: a fake that is empty holds the same when it has read it. Names are those of the
arguments of ``add_...`` where these say the same. Times are seconds since the epoch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from ...catalog.behavior import ChosenOutcome, Failure
from ...catalog.clock import LATEST
from ...catalog.kinds import ProvisionedProductType
from ...catalog.model import (
    ActionRun,
    PlanStatus,
    ProvisionedProductStatus,
    RecordStatus,
    RecordType,
    StackInstance,
)
from ..versions import Guidance
from .share_format import SavedPrincipal, SavedShare, SavedShareAction

Time = Annotated[float, {"minimum": 0, "maximum": LATEST}]
"""Seconds since the epoch."""

Count = Annotated[int, {"minimum": 0, "maximum": 2**53}]


@dataclass(frozen=True, kw_only=True)
class SavedVersion:
    """A version of a product.

    Args:
        id: Its id.
        name: Its name.
        type: Its type, such as CLOUD_FORMATION_TEMPLATE.
        description: Its description, or null.
        active: Whether end users see it.
        guidance: DEPRECATED advises end users against it.
        info: Where its template is from: TemplateUrl or PhysicalId.
        created_time: When it was made.
        template: Its template; without Resources where these are made up. Defaults of NoEcho
            parameters are masked.
        service_action_ids: The service actions that it is associated with.
    """

    id: str
    name: str
    type: str = "CLOUD_FORMATION_TEMPLATE"
    description: str | None = None
    active: bool = True
    guidance: Guidance = "DEFAULT"
    info: dict[str, str] = field(default_factory=dict)
    created_time: Time
    template: dict[str, Any]
    service_action_ids: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SavedConstraint:
    """A constraint on the launch of a product.

    Args:
        id: Its id.
        type: Its type, such as LAUNCH.
        parameters: Its parameters, as JSON.
        description: Its description, or null.
        owner: The account that made it.
    """

    id: str
    type: str
    parameters: str
    description: str | None = None
    owner: str


@dataclass(frozen=True, kw_only=True)
class SavedLaunchPath:
    """A launch path of a product, through a portfolio.

    Args:
        id: Its id.
        name: Its name.
        portfolio_id: The portfolio that it leads through.
        launch_role_arn: The role of its launch constraint, or null.
        constraints: The constraints on it, oldest first.
    """

    id: str
    name: str
    portfolio_id: str
    launch_role_arn: str | None = None
    constraints: list[SavedConstraint] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SavedTagOption:
    """A TagOption.

    Args:
        id: Its id.
        key: The key of the tag.
        value: The value of the tag.
        active: Whether it counts.
    """

    id: str
    key: str
    value: str
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class SavedServiceAction:
    """A service action.

    Args:
        id: Its id.
        name: Its name.
        definition: Its Name, Version, AssumeRole and Parameters, as the API has them.
        definition_type: SSM_AUTOMATION.
        description: Its description, or null.
    """

    id: str
    name: str
    definition: dict[str, str]
    definition_type: str = "SSM_AUTOMATION"
    description: str | None = None


@dataclass(frozen=True, kw_only=True)
class SavedProduct:
    """A product.

    Args:
        id: Its id.
        name: Its name.
        type: The type of what is provisioned, unless a stack set constraint says otherwise.
        product_type: The type of the product, such as CLOUD_FORMATION_TEMPLATE.
        view_id: The id of its view.
        created_time: When it was made.
        provisioning_artifacts: Its versions, oldest first.
        launch_paths: Its launch paths.
        tags: Its own tags, values by keys.
        tag_option_ids: The TagOptions that it is associated with.
        budgets: The names of its budgets.
        default: Whether it is the product of everything that is added without one.
    """

    id: str
    name: str
    type: ProvisionedProductType
    product_type: str
    view_id: str
    created_time: Time
    provisioning_artifacts: list[SavedVersion]
    launch_paths: list[SavedLaunchPath]
    tags: dict[str, str] = field(default_factory=dict)
    tag_option_ids: list[str] = field(default_factory=list)
    budgets: list[str] = field(default_factory=list)
    owner: str
    description: str | None = None
    distributor: str | None = None
    support_description: str | None = None
    support_email: str | None = None
    support_url: str | None = None
    source_connection: dict[str, Any] | None = None
    default: bool = False


@dataclass(frozen=True, kw_only=True)
class SavedSharedProduct:
    """A product of another account in a portfolio of one's own.

    Args:
        id: The id of its launch path.
        product_id: The product.
        source_portfolio_id: The portfolio that it is shared through.
        constraints: The account's own constraints on it, oldest first.
    """

    id: str
    product_id: str
    source_portfolio_id: str
    constraints: list[SavedConstraint] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SavedPortfolio:
    """A portfolio.

    Args:
        id: Its id.
        name: Its name.
        provider_name: The name of its provider.
        description: Its description, or null.
        created_time: When it was made.
        tags: Its tags, values by keys.
        tag_option_ids: The TagOptions that it is associated with.
        budgets: The names of its budgets.
        principals: The principals that it is for.
        shares: Its shares.
        share_actions: The operations on its shares that have a token.
        shared_products: The products of other accounts in it.
    """

    id: str
    name: str
    provider_name: str
    description: str | None = None
    created_time: Time
    tags: dict[str, str] = field(default_factory=dict)
    tag_option_ids: list[str] = field(default_factory=list)
    budgets: list[str] = field(default_factory=list)
    principals: list[SavedPrincipal] = field(default_factory=list)
    shares: list[SavedShare] = field(default_factory=list)
    share_actions: list[SavedShareAction] = field(default_factory=list)
    shared_products: list[SavedSharedProduct] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SavedWork:
    """Work that is not finished. When it is read back its time begins anew.

    Args:
        outcome: How it will end: ``stuck`` never does, ``waiting`` when an engine tells it.
        reads: How often it was read so far.
    """

    outcome: Literal["succeeded", "stuck", "waiting"] | Failure
    reads: Count = 0


@dataclass(frozen=True, kw_only=True)
class SavedLaunch:
    """The part that plans, records and provisioned products share.

    Args:
        product_id: Its product.
        provisioning_artifact_id: Its version.
        path_id: Its launch path, or null.
        path: Its launch path as it was, where it is another one now, or null.
        parameters: The values of the template's parameters, those of NoEcho ones masked.
        tags: The values of tags, by their keys.
        created_time: When it was made.
    """

    product_id: str
    provisioning_artifact_id: str
    path_id: str | None = None
    path: SavedLaunchPath | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    created_time: Time


@dataclass(frozen=True, kw_only=True)
class SavedProvisionedProduct(SavedLaunch):
    """A provisioned product.

    Args:
        id: Its id.
        name: Its name.
        status: Its status.
        status_message: The reason why something failed, or null.
        type: The type of its product.
        idempotency_token: The token of the request that made it.
        user_arn: Its owner.
        physical_id: What it consists of, or will.
        launch_role_arn: The role that was set for it alone, or null.
        imported: Whether its stack was there before it.
        outputs: Its outputs, as the API has them.
        stack_instances: The stacks of a stack set.
        last_record_id: The last record about it, or null.
        last_provisioning_record_id: The last one that provisions, updates or terminates it.
        last_successful_provisioning_record_id: The last such one that SUCCEEDED.
    """

    id: str
    name: str
    status: ProvisionedProductStatus
    status_message: str | None = None
    type: ProvisionedProductType
    idempotency_token: str
    user_arn: str
    physical_id: str
    launch_role_arn: str | None = None
    imported: bool = False
    outputs: list[dict[str, str]] = field(default_factory=list)
    stack_instances: list[StackInstance] = field(default_factory=list)
    last_record_id: str | None = None
    last_provisioning_record_id: str | None = None
    last_successful_provisioning_record_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class SavedPlan(SavedLaunch):
    """A plan.

    Args:
        id: Its id.
        name: Its name.
        status: Its status.
        status_message: The reason why its creation or its execution failed, or null.
        updated_time: When its status changed last.
        provisioned_product_id: What it creates or changes.
        record_id: The record of its execution, or null.
        given_parameters: The parameters of the request, as the API has them.
        notification_arns: Topics for stack events.
        resource_changes: As DescribeProvisionedProductPlan gives them.
        outcome: The outcome of its execution that was chosen for it, or null.
        work: Its creation, while that is not finished.
    """

    id: str
    name: str
    status: PlanStatus
    status_message: str | None = None
    updated_time: Time
    provisioned_product_id: str
    record_id: str | None = None
    given_parameters: list[dict[str, Any]] = field(default_factory=list)
    notification_arns: list[str] = field(default_factory=list)
    resource_changes: list[dict[str, Any]] = field(default_factory=list)
    outcome: ChosenOutcome | None = None
    work: SavedWork | None = None


@dataclass(frozen=True, kw_only=True)
class SavedRecord(SavedLaunch):
    """A record.

    Args:
        id: Its id.
        type: Its type.
        status: Its status.
        errors: The errors of a failed request.
        updated_time: When its status changed last.
        provisioned_product_id: What it is about.
        plan_id: The plan that it executes, or null.
        launch_role_arn: The role that it is carried out with, or null.
        notification_arns: Topics for stack events.
        outputs: Its outputs, as the API has them; shown once it has SUCCEEDED.
        stack_instances: The stacks of a stack set.
        action_run: The service action that it runs, or null.
        work: What it does, while that is not finished.
        ignores_errors: Whether a termination ends well even if an engine fails.
    """

    id: str
    type: RecordType
    status: RecordStatus
    errors: list[Failure] = field(default_factory=list)
    updated_time: Time
    provisioned_product_id: str
    plan_id: str | None = None
    launch_role_arn: str | None = None
    notification_arns: list[str] = field(default_factory=list)
    outputs: list[dict[str, str]] = field(default_factory=list)
    stack_instances: list[StackInstance] = field(default_factory=list)
    action_run: ActionRun | None = None
    work: SavedWork | None = None
    ignores_errors: bool = False


@dataclass(frozen=True, kw_only=True)
class SavedDeleted:
    """What is gone, but records, plans or provisioned products still tell of.

    Args:
        products: Products that were deleted, or are of another account.
        provisioning_artifacts: Versions that were deleted, of products that were not.
        launch_paths: Launch paths of portfolios that were deleted, or of such products.
        provisioned_products: Provisioned products that were terminated.
    """

    products: list[SavedProduct] = field(default_factory=list)
    provisioning_artifacts: list[SavedVersion] = field(default_factory=list)
    launch_paths: list[SavedLaunchPath] = field(default_factory=list)
    provisioned_products: list[SavedProvisionedProduct] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SavedState:
    """All that one account and region of a fake hold, oldest first.

    Args:
        products: Its products.
        portfolios: Its portfolios.
        provisioned_products: Its provisioned products.
        plans: Its plans.
        records: Its records.
        tag_options: Its TagOptions.
        service_actions: Its service actions.
        deleted: What is gone, but the others still tell of.
        calls: The number of its calls, which counts for nothing when a state is read back.
    """

    products: list[SavedProduct] = field(default_factory=list)
    portfolios: list[SavedPortfolio] = field(default_factory=list)
    provisioned_products: list[SavedProvisionedProduct] = field(default_factory=list)
    plans: list[SavedPlan] = field(default_factory=list)
    records: list[SavedRecord] = field(default_factory=list)
    tag_options: list[SavedTagOption] = field(default_factory=list)
    service_actions: list[SavedServiceAction] = field(default_factory=list)
    deleted: SavedDeleted = field(default_factory=SavedDeleted)
    calls: Count = 0


KINDS: Mapping[str, type[Any]] = {
    "products": SavedProduct,
    "portfolios": SavedPortfolio,
    "provisioned_products": SavedProvisionedProduct,
    "plans": SavedPlan,
    "records": SavedRecord,
    "tag_options": SavedTagOption,
    "service_actions": SavedServiceAction,
}
"""The classes of resources, by the members of a state that list them."""
