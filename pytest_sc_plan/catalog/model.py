"""The resources of the catalog: products, plans, provisioned products and records.

Names and statuses are those of the API reference's data types. Times are seconds since the epoch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from .behavior import Failure
from .template.parameters import no_echo_parameters
from .template.problems import TemplateFacts


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


@dataclass(frozen=True)
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

    @cached_property
    def facts(self) -> TemplateFacts:
        """What is known of its template."""
        return TemplateFacts(self.template)

    @cached_property
    def no_echo(self) -> frozenset[str]:
        """The parameters of its template whose values are secrets."""
        return no_echo_parameters(self.template)

    def __dir__(self) -> Iterable[str]:
        # Tests look at versions: the facts are for the catalog alone.
        return [name for name in super().__dir__() if name not in {"facts", "no_echo"}]

    def __repr__(self) -> str:
        # A template may be long, and the defaults of its NoEcho parameters are secrets.
        inactive = "" if self.active else ", inactive"
        guidance = "" if self.guidance == "DEFAULT" else f", {self.guidance}"
        return f"<ProvisioningArtifact {self.id} {self.name!r}{inactive}{guidance}>"


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A collection of products that users have access to.

    ``imported`` ones were made elsewhere, and not by a test that named a launch path.
    """

    id: str
    name: str
    provider: str
    created_time: float
    imported: bool = False


@dataclass(frozen=True, slots=True)
class LaunchPath:
    """A way to launch a product: through a portfolio.

    A launch constraint is about one product in one portfolio, so ``launch_role_arn``, the role that
    it names, belongs to the path.
    """

    id: str
    name: str
    portfolio: Portfolio | None = None
    launch_role_arn: str | None = None

    @property
    def portfolio_id(self) -> str | None:
        """The id of the portfolio; None for a path that leads through none."""
        return self.portfolio.id if self.portfolio is not None else None

    def __repr__(self) -> str:
        through = "" if self.portfolio is None else f" through {self.portfolio.id}"
        role = "" if self.launch_role_arn is None else f" as {self.launch_role_arn}"
        return f"<LaunchPath {self.id} {self.name!r}{through}{role}>"


@dataclass(frozen=True, slots=True)
class StackInstance:
    """A stack of a stack set, in one account and region."""

    account: str
    region: str


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition under which an administrator lets a product be launched.

    Args:
        type: ``LAUNCH`` (with a role), ``STACKSET`` (with accounts and regions), ``TEMPLATE``
            (with rules for parameters) or ``RESOURCE_UPDATE`` (tags may be changed).
        description: The administrator's description.
        rules: The Rules of a template constraint, by their names.
    """

    type: str
    description: str | None = None
    rules: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        description = "" if self.description is None else f" {self.description!r}"
        # The rules themselves have values of parameters.
        names = f", rules {', '.join(self.rules)}" if self.rules else ""
        return f"<Constraint {self.type}{description}{names}>"


@dataclass(slots=True)
class Product:
    """A product that can be provisioned.

    ``type`` is its ProductType, ``provisioned_product_type`` the type of what is provisioned.
    ``constraints`` are those of all launch paths; what differs is a launch path's own.
    """

    id: str
    name: str
    arn: str
    created_time: float
    provisioning_artifacts: list[ProvisioningArtifact]
    launch_paths: list[LaunchPath]
    view_id: str
    owner: str
    type: str = "CLOUD_FORMATION_TEMPLATE"
    provisioned_product_type: str = "CFN_STACK"
    short_description: str | None = None
    distributor: str | None = None
    support_description: str | None = None
    support_email: str | None = None
    support_url: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    tag_options: dict[str, list[str]] = field(default_factory=dict)
    constraints: list[Constraint] = field(default_factory=list)
    stack_set_accounts: list[str] = field(default_factory=list)
    stack_set_regions: list[str] = field(default_factory=list)
    is_deleted: bool = False

    @property
    def launch_role_arn(self) -> str | None:
        """The role that all its launch paths have; None where they differ or have none."""
        roles = {path.launch_role_arn for path in self.launch_paths}
        return roles.pop() if len(roles) == 1 else None

    @property
    def allows_tag_updates(self) -> bool:
        """Whether tags of what was provisioned may be changed."""
        return any(constraint.type == "RESOURCE_UPDATE" for constraint in self.constraints)

    def constraints_of(self, *paths: LaunchPath) -> list[Constraint]:
        """List the constraints that hold on any of some launch paths, each of them once."""
        roles = dict.fromkeys(path.launch_role_arn for path in paths)
        launch = [Constraint("LAUNCH", f"Launch as {role}") for role in roles if role is not None]
        return [*launch, *self.constraints]

    @property
    def is_stack_set(self) -> bool:
        """Whether it is provisioned in several accounts and regions."""
        return self.provisioned_product_type == "CFN_STACKSET"

    @property
    def has_default_path(self) -> bool:
        """Whether a plan need not name its launch path, because there is only one."""
        return len(self.launch_paths) == 1

    @property
    def portfolio_ids(self) -> set[str | None]:
        """The portfolios that it is in."""
        return {launch_path.portfolio_id for launch_path in self.launch_paths}


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


@dataclass(slots=True)
class Record:
    """A request to provision, update or terminate a provisioned product, and its result.

    ``outputs`` have OutputKey, OutputValue and Description; they are shown once it has SUCCEEDED.
    ``stack_instances`` are those of a stack set.
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
    work: Work | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end that a piece of work comes to.

    Args:
        name: ``succeeded``, ``failed``, or ``stuck``, which never ends.
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
