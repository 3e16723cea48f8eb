"""The format of a saved state: a class for each kind of resource, a member for each field.

It is complete: a fake that is empty holds the same when it has read it. Names are those of the
arguments of ``add_...`` where these say the same. Times are seconds since the epoch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from ...catalog.behavior import ChosenOutcome, Failure
from ...catalog.kinds import ProvisionedProductType
from ...catalog.model import (
    ActionRun,
    PlanStatus,
    ProvisionedProductStatus,
    RecordStatus,
    RecordType,
    StackInstance,
)
from .offer_format import (
    SavedLaunchPath,
    SavedPortfolio,
    SavedProduct,
    SavedServiceAction,
    SavedTagOption,
    SavedVersion,
    Time,
)

Count = Annotated[int, {"minimum": 0, "maximum": 2**53}]


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
