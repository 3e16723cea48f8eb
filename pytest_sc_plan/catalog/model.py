"""What the catalog holds: products, plans, provisioned products and records.

Names and statuses are those of the API reference's data types. Times are seconds since the epoch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Status(str, Enum):
    """A status that is its own text on the wire and in messages."""

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
class ProvisioningArtifact:
    """A version of a product: a template with a name.

    Inactive ones are invisible to end users; a ``guidance`` of DEPRECATED is no more than advice.
    """

    id: str
    name: str
    created_time: float
    template: dict[str, Any]
    description: str | None = None
    type: str = "CLOUD_FORMATION_TEMPLATE"
    active: bool = True
    guidance: str = "DEFAULT"


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A collection of products, through which users come to them.

    ``imported`` ones were made elsewhere, and not by a test that named a launch path.
    """

    id: str
    name: str
    provider: str
    imported: bool = False


@dataclass(frozen=True, slots=True)
class LaunchPath:
    """A way by which a user may launch a product: through a portfolio."""

    id: str
    name: str
    portfolio_id: str | None = None


@dataclass(frozen=True, slots=True)
class StackInstance:
    """A stack of a stack set, in one account and region."""

    account: str
    region: str


@dataclass(frozen=True, slots=True)
class Constraint:
    """What an administrator allows a product to be launched with.

    Args:
        type: ``LAUNCH`` (with a role), ``STACKSET`` (with accounts and regions) or ``TEMPLATE``
            (with rules for parameters).
        description: What the administrator says about it.
        rules: The Rules of a template constraint, by their names.
    """

    type: str
    description: str | None = None
    rules: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Product:
    """A product that can be provisioned."""

    id: str
    name: str
    arn: str
    created_time: float
    launch_role_arn: str | None
    provisioning_artifacts: list[ProvisioningArtifact]
    launch_paths: list[LaunchPath]
    view_id: str
    owner: str
    type: str = "CLOUD_FORMATION_TEMPLATE"
    short_description: str | None = None
    distributor: str | None = None
    support_description: str | None = None
    support_email: str | None = None
    support_url: str | None = None
    tag_options: dict[str, list[str]] = field(default_factory=dict)
    constraints: list[Constraint] = field(default_factory=list)
    stack_set_accounts: list[str] = field(default_factory=list)
    stack_set_regions: list[str] = field(default_factory=list)

    @property
    def is_stack_set(self) -> bool:
        """Whether it is provisioned in several accounts and regions."""
        return bool(self.stack_set_accounts)

    @property
    def provisioned_product_type(self) -> str:
        """ProvisionedProductType of what is provisioned of it."""
        return "CFN_STACKSET" if self.is_stack_set else "CFN_STACK"

    @property
    def has_default_path(self) -> bool:
        """Whether a plan need not name its launch path: there is one to take."""
        return len(self.launch_paths) == 1

    @property
    def portfolio_ids(self) -> set[str | None]:
        """The portfolios that it is in."""
        return {launch_path.portfolio_id for launch_path in self.launch_paths}


@dataclass(slots=True)
class ProvisionedProduct:
    """A provisioned product, from the first plan for it until it is terminated.

    ``user_arn`` is its owner and ``launch_role_arn`` the role that was set for it alone: both are
    its properties, which UpdateProvisionedProductProperties changes. ``imported`` is the request
    that imported it, and the answer to that.
    """

    id: str
    name: str
    arn: str
    created_time: float
    status: ProvisionedProductStatus
    product: Product
    artifact: ProvisioningArtifact
    launch_path: LaunchPath | None
    idempotency_token: str
    user_arn: str
    physical_id: str
    launch_role_arn: str | None = None
    imported: tuple[dict[str, Any], dict[str, Any]] | None = None
    status_message: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    outputs: list[dict[str, str]] = field(default_factory=list)
    stack_instances: list[StackInstance] = field(default_factory=list)
    last_record_id: str | None = None
    last_provisioning_record_id: str | None = None
    last_successful_provisioning_record_id: str | None = None
    work: Work | None = None

    @property
    def role_arn(self) -> str | None:
        """The role that it is launched with: its own, or else that of the product's constraint."""
        return self.launch_role_arn or self.product.launch_role_arn

    @property
    def provisioned(self) -> bool:
        """Whether it ever came to life: if so, a change to it is an update."""
        return self.last_successful_provisioning_record_id is not None


@dataclass(slots=True)
class Plan:
    """A plan for one provisioned product.

    ``request`` is what created it and ``answer`` what its execution was answered with: both are
    there for the idempotency that the API reference documents. ``outcome`` is what its execution
    is to come to, where the test said so.
    """

    id: str
    name: str
    created_time: float
    updated_time: float
    status: PlanStatus
    provisioned_product: ProvisionedProduct
    product: Product
    artifact: ProvisioningArtifact
    launch_path: LaunchPath | None
    parameters: list[dict[str, Any]]
    tags: dict[str, str]
    notification_arns: list[str]
    resource_changes: list[dict[str, Any]]
    status_message: str | None = None
    record: Record | None = None
    work: Work | None = None
    outcome: str | None = None
    request: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None


@dataclass(slots=True)
class Record:
    """What was asked for a provisioned product, and how it went.

    ``outputs`` are OutputKey, OutputValue and Description of what it leaves, which is seen once it
    has SUCCEEDED: None as long as nobody knows more of them than the template says.
    ``stack_instances`` are those of a stack set.
    ``asked`` is the request for a termination, and the answer to that.
    """

    id: str
    type: RecordType
    created_time: float
    updated_time: float
    status: RecordStatus
    provisioned_product: ProvisionedProduct
    product: Product
    artifact: ProvisioningArtifact
    launch_path: LaunchPath | None
    launch_role_arn: str | None
    parameters: dict[str, str]
    tags: dict[str, str]
    notification_arns: Sequence[str] = ()
    errors: list[RecordError] = field(default_factory=list)
    outputs: list[dict[str, str]] | None = None
    stack_instances: list[StackInstance] = field(default_factory=list)
    plan: Plan | None = None
    work: Work | None = None
    asked: tuple[dict[str, Any], dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class RecordError:
    """RecordError: why a request failed."""

    code: str
    description: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a piece of work.

    Args:
        name: ``succeeded``, ``failed``, or ``stuck``, which never ends.
        error: Why it failed; None unless it did.
    """

    name: str
    error: RecordError | None = None


@dataclass(slots=True)
class Work:
    """Something that the service is still busy with: a plan being created, or a record.

    Args:
        subject: The plan being created, or the record being carried out.
        started: When it began.
        outcome: What it will come to.
        reads: How often a caller has looked at it so far.
    """

    subject: Plan | Record
    started: float
    outcome: Outcome
    reads: int = 0
