"""What is made of the offers of administrators: plans, provisioned products and records.

Names and statuses are those of the API reference's data types. Times are seconds since the epoch.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from .behavior import Failure
from .offering import LaunchPath, Product, ProvisioningArtifact


class Status(str, Enum):
    """A status; it is written as its name on the wire and in messages."""

    __str__ = str.__str__
    __hash__ = str.__hash__


class PlanStatus(Status):
    """ProvisionedProductPlanDetails, Status."""

    CREATE_IN_PROGRESS = "CREATE_IN_PROGRESS"
    CREATE_SUCCESS = "CREATE_SUCCESS"
    CREATE_FAILED = "CREATE_FAILED"
    EXECUTE_IN_PROGRESS = "EXECUTE_IN_PROGRESS"
    EXECUTE_SUCCESS = "EXECUTE_SUCCESS"
    EXECUTE_FAILED = "EXECUTE_FAILED"


class RecordStatus(Status):
    """RecordDetail, Status."""

    CREATED = "CREATED"
    IN_PROGRESS = "IN_PROGRESS"
    IN_PROGRESS_IN_ERROR = "IN_PROGRESS_IN_ERROR"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


class ProvisionedProductStatus(Status):
    """ProvisionedProductDetail, Status."""

    AVAILABLE = "AVAILABLE"
    UNDER_CHANGE = "UNDER_CHANGE"
    TAINTED = "TAINTED"
    ERROR = "ERROR"
    PLAN_IN_PROGRESS = "PLAN_IN_PROGRESS"


class RecordType(Status):
    """RecordDetail, RecordType."""

    PROVISION_PRODUCT = "PROVISION_PRODUCT"
    UPDATE_PROVISIONED_PRODUCT = "UPDATE_PROVISIONED_PRODUCT"
    TERMINATE_PROVISIONED_PRODUCT = "TERMINATE_PROVISIONED_PRODUCT"


@dataclass(frozen=True, slots=True)
class StackInstance:
    """A stack of a stack set, in one account and region."""

    account: str
    region: str


@dataclass(frozen=True, slots=True)
class Launch:
    """A version of a product as it is, or is to be, launched.

    Args:
        product: The product.
        artifact: The version of it.
        path: The launch path; None where the product has none.
        parameters: The values of the template's parameters, by their names.
        tags: The values of tags, by their keys.
    """

    product: Product
    artifact: ProvisioningArtifact
    path: LaunchPath | None
    parameters: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def role_arn(self) -> str | None:
        """The role that a launch constraint names; None without one."""
        return self.path.launch_role_arn if self.path is not None else None

    def topics(self, asked: Sequence[str]) -> list[str]:
        """List the topics of a request, and then those of notification constraints."""
        added = self.path.notification_arns if self.path is not None else []
        return [*dict.fromkeys([*asked, *added])]

    @property
    def is_stack_set(self) -> bool:
        """Whether it is provisioned in several accounts and regions."""
        return self.path is not None and self.path.is_stack_set

    @property
    def provisioned_product_type(self) -> str:
        """The type of what is provisioned."""
        return "CFN_STACKSET" if self.is_stack_set else self.product.provisioned_product_type


@dataclass(slots=True)
class ProvisionedProduct:
    """A provisioned product, from the first plan for it until it is terminated.

    ``user_arn`` is its owner and ``launch_role_arn`` the role that was set for it alone: both are
    its properties, which UpdateProvisionedProductProperties changes. ``is_imported`` tells that its
    stack was there before it.
    """

    id: str
    name: str
    arn: str
    created_time: float
    status: ProvisionedProductStatus
    launch: Launch
    idempotency_token: str
    user_arn: str
    physical_id: str
    launch_role_arn: str | None = None
    is_imported: bool = False
    status_message: str | None = None
    outputs: list[dict[str, str]] = field(default_factory=list)
    stack_instances: list[StackInstance] = field(default_factory=list)
    last_record_id: str | None = None
    last_provisioning_record_id: str | None = None
    last_successful_provisioning_record_id: str | None = None
    work: Work | None = None
    is_deleted: bool = False

    @property
    def role_arn(self) -> str | None:
        """The role that it is launched with: its own, or else that of its launch path."""
        return self.launch_role_arn or self.launch.role_arn

    @property
    def provisioned(self) -> bool:
        """Whether it was ever provisioned successfully: a change is an update then."""
        return self.last_successful_provisioning_record_id is not None


@dataclass(slots=True)
class Plan:
    """A plan for one provisioned product.

    ``given_parameters`` are the parameters as the request had them: Key, Value, UsePreviousValue.
    ``outcome`` is the outcome of its execution, where the test named one.
    """

    id: str
    name: str
    created_time: float
    updated_time: float
    status: PlanStatus
    provisioned_product: ProvisionedProduct
    launch: Launch
    given_parameters: list[dict[str, Any]]
    notification_arns: Sequence[str]
    resource_changes: list[dict[str, Any]]
    status_message: str | None = None
    record: Record | None = None
    work: Work | None = None
    outcome: str | Failure | None = None
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class ActionRun:
    """The execution of a service action.

    Args:
        service_action_id: The service action.
        parameters: The values that were given to its parameters, by their names.
        status_before: The status of the provisioned product before, and again afterwards.
    """

    service_action_id: str
    parameters: dict[str, list[str]]
    status_before: ProvisionedProductStatus


@dataclass(slots=True)
class Record:
    """A request to provision, update or terminate a provisioned product, and its result.

    ``outputs`` have OutputKey, OutputValue and Description; they are shown once it has SUCCEEDED.
    ``stack_instances`` are those of a stack set, ``action_run`` that of a service action.
    ``ignores_errors`` tells that a termination ends well even if an engine fails.
    """

    id: str
    type: RecordType
    created_time: float
    updated_time: float
    status: RecordStatus
    provisioned_product: ProvisionedProduct
    launch: Launch
    launch_role_arn: str | None
    notification_arns: Sequence[str] = ()
    errors: list[Failure] = field(default_factory=list)
    outputs: list[dict[str, str]] = field(default_factory=list)
    stack_instances: list[StackInstance] = field(default_factory=list)
    plan: Plan | None = None
    action_run: ActionRun | None = None
    work: Work | None = None
    ignores_errors: bool = False

    @property
    def workflow_token(self) -> str:
        """The token that an engine sends with the result of its work."""
        return b64encode(self.id.encode()).decode()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end that a piece of work comes to.

    Args:
        name: ``succeeded``, ``failed``, ``stuck``, which never ends, or ``waiting``, which ends
            when an engine tells its result.
        error: Why it failed; None unless it did.
    """

    name: str
    error: Failure | None = None


@dataclass(slots=True)
class Work:
    """Work that the service has not finished: a plan's creation, or a record.

    Args:
        subject: The plan that is being created, or the record.
        started: When it began, in seconds since the epoch.
        outcome: How it will end.
        reads: How often a caller has read it so far.
    """

    subject: Plan | Record
    started: float
    outcome: Outcome
    reads: int = 0
