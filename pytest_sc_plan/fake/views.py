"""Live, read-only views of what the catalog holds, for tests to look at.

A view reads its resource when it is asked, so it is always up to date. Looking at it does not count
as a read of the API. What was deleted keeps the last state that it had.

Where an attribute may be None its type says ``| Any`` instead of ``| None``: a test knows which it
has, and ``plan.record.id`` needs no check before it. A wrong name or a wrong use is an error still.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Generic, TypeVar, cast

from ..catalog.behavior import Failure
from ..catalog.model import (
    Constraint,
    Launch,
    LaunchPath,
    Plan,
    Portfolio,
    Product,
    ProvisionedProduct,
    ProvisioningArtifact,
    Record,
    RecordStatus,
    StackInstance,
)
from ..catalog.store import Store

R = TypeVar("R", Portfolio, Product, ProvisionedProduct, Record, Plan)


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)


def _output_values(outputs: list[dict[str, str]]) -> dict[str, str]:
    return {output["OutputKey"]: output["OutputValue"] for output in outputs}


@dataclass(frozen=True, repr=False, eq=False)
class _View(Generic[R]):
    """The part that all views have."""

    _store: Store
    _resource: R

    def __eq__(self, other: object) -> bool:
        # Matchers such as mock.ANY compare themselves with what is no view.
        if not isinstance(other, _View):
            return NotImplemented
        return self._resource is other._resource

    def __hash__(self) -> int:
        return hash(self._resource.id)

    @property
    def id(self) -> str:
        """Identifier."""
        return self._resource.id

    @property
    def created_time(self) -> datetime:
        """Time of its creation, in UTC."""
        return _time(self._resource.created_time)


@dataclass(frozen=True, repr=False, eq=False)
class _WorkView(_View[R]):
    """The part of the views of plans, records and provisioned products."""

    @property
    def _now(self) -> R:
        """Resource, brought up to the clock."""
        with self._store.lock:
            self._store.lifecycle.settle(cast("ProvisionedProduct | Record | Plan", self._resource))
        return self._resource

    @property
    def status(self) -> str:
        """Status as the API spells it: ``AVAILABLE``, ``SUCCEEDED``, ``CREATE_SUCCESS``, ..."""
        status: str = cast("ProvisionedProduct | Record | Plan", self._now).status.value
        return status

    @property
    def product(self) -> ProductView:
        """Product."""
        return ProductView(self._store, self._launch.product)

    @property
    def product_id(self) -> str:
        """Identifier of the product."""
        return self._launch.product.id

    @property
    def provisioning_artifact(self) -> ProvisioningArtifact:
        """Version of the product."""
        return self._launch.artifact

    @property
    def provisioning_artifact_id(self) -> str:
        """Identifier of the version."""
        return self._launch.artifact.id

    @property
    def path_id(self) -> str | Any:
        """Identifier of the launch path; None where there is none."""
        launch_path = self._launch.path
        return launch_path.id if launch_path is not None else None

    @property
    def tags(self) -> dict[str, str]:
        """Tags: values by keys."""
        return dict(self._launch.tags)

    @property
    def _launch(self) -> Launch:
        return cast("ProvisionedProduct | Record | Plan", self._now).launch


@dataclass(frozen=True, repr=False, eq=False)
class ProductView(_View[Product]):
    """A product."""

    @property
    def name(self) -> str:
        """Name."""
        return self._resource.name

    @property
    def arn(self) -> str:
        """ARN."""
        return self._resource.arn

    @property
    def type(self) -> str:
        """Type of what is provisioned, such as ``CFN_STACK`` or ``CONTROL_TOWER_ACCOUNT``."""
        return self._resource.provisioned_product_type

    @property
    def view_id(self) -> str:
        """Identifier of its view, which DescribeProductView takes."""
        return self._resource.view_id

    @property
    def launch_role_arn(self) -> str | Any:
        """Role of all its launch paths; None where they have none, or have different ones."""
        return self._resource.launch_role_arn

    @property
    def owner(self) -> str:
        """Publisher."""
        return self._resource.owner

    @property
    def description(self) -> str | Any:
        """Short description; None where none was given."""
        return self._resource.short_description

    @property
    def tags(self) -> dict[str, str]:
        """Tags of its own: values by keys."""
        return dict(self._resource.tags)

    @property
    def allows_tag_updates(self) -> bool:
        """Whether tags of what was provisioned may be changed."""
        return self._resource.allows_tag_updates

    @property
    def tag_options(self) -> dict[str, list[str]]:
        """Values that its tags may have, by keys."""
        return deepcopy(self._resource.tag_options)

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """Constraints on its launch, each with ``type``, ``description`` and ``rules``."""
        product = self._resource
        return tuple(product.constraints_of(*product.launch_paths))

    @property
    def provisioning_artifacts(self) -> tuple[ProvisioningArtifact, ...]:
        """Versions, oldest first, each with ``id``, ``name``, ``description``, ``active``, ..."""
        return tuple(self._resource.provisioning_artifacts)

    @property
    def launch_paths(self) -> tuple[LaunchPath, ...]:
        """Launch paths, each with ``id``, ``name``, ``portfolio_id`` and ``launch_role_arn``."""
        return tuple(self._resource.launch_paths)

    def __repr__(self) -> str:
        return f"<Product {self.id} {self.name!r}>"


@dataclass(frozen=True, repr=False, eq=False)
class PortfolioView(_View[Portfolio]):
    """A portfolio."""

    @property
    def name(self) -> str:
        """Name."""
        return self._resource.name

    @property
    def display_name(self) -> str:
        """Name, as the API calls it."""
        return self._resource.name

    @property
    def provider_name(self) -> str:
        """Name of its provider."""
        return self._resource.provider

    @property
    def arn(self) -> str:
        """ARN."""
        return self._store.scope.arn("catalog", f"portfolio/{self.id}")

    @property
    def products(self) -> tuple[ProductView, ...]:
        """Products in it, oldest first."""
        return tuple(
            ProductView(self._store, product)
            for product in self._store.products
            if self.id in product.portfolio_ids
        )

    def __repr__(self) -> str:
        return f"<Portfolio {self.id} {self.name!r}>"


@dataclass(frozen=True, repr=False, eq=False)
class ProvisionedProductView(_WorkView[ProvisionedProduct]):
    """A provisioned product."""

    @property
    def name(self) -> str:
        """Name."""
        return self._resource.name

    @property
    def arn(self) -> str:
        """ARN."""
        return self._resource.arn

    @property
    def status_message(self) -> str | Any:
        """Code and description of the failure; None where nothing failed."""
        return self._now.status_message

    @property
    def parameters(self) -> dict[str, str]:
        """Parameters that it was provisioned with: values by keys."""
        return dict(self._now.launch.parameters)

    @property
    def outputs(self) -> dict[str, str]:
        """Outputs of the last provisioning or update: values by keys."""
        return _output_values(self._now.outputs)

    @property
    def type(self) -> str:
        """Type, such as ``CFN_STACK`` or ``CONTROL_TOWER_ACCOUNT``."""
        return self._now.launch.product.provisioned_product_type

    @property
    def stack_instances(self) -> tuple[StackInstance, ...]:
        """Stacks of a stack set, each with its ``account`` and ``region``."""
        return tuple(self._now.stack_instances)

    @property
    def physical_id(self) -> str | Any:
        """ARN of its stack, or id of its account; None before there is one."""
        product = self._now
        return product.physical_id if product.provisioned else None

    @property
    def owner_arn(self) -> str:
        """ARN of its owner."""
        return self._now.user_arn

    @property
    def launch_role_arn(self) -> str | Any:
        """Role that it is launched with: its own, or that of a launch constraint, or None."""
        return self._now.role_arn

    @property
    def last_record_id(self) -> str | Any:
        """Record of the last request; None before the first."""
        return self._now.last_record_id

    @property
    def last_provisioning_record_id(self) -> str | Any:
        """Record of the last request to provision, update or terminate it, or None."""
        return self._now.last_provisioning_record_id

    @property
    def last_successful_provisioning_record_id(self) -> str | Any:
        """Last such record that succeeded, or None."""
        return self._now.last_successful_provisioning_record_id

    def __repr__(self) -> str:
        return f"<ProvisionedProduct {self.id} {self.name!r} {self.status}>"


@dataclass(frozen=True, repr=False, eq=False)
class RecordView(_WorkView[Record]):
    """A record."""

    @property
    def type(self) -> str:
        """Type, such as ``PROVISION_PRODUCT``."""
        return self._resource.type.value

    @property
    def errors(self) -> tuple[Failure, ...]:
        """Errors of a failed request, each with ``code`` and ``description``."""
        return tuple(self._now.errors)

    @property
    def outputs(self) -> dict[str, str]:
        """Outputs, values by keys; empty before it has SUCCEEDED."""
        record = self._now
        return _output_values(record.outputs if record.status is RecordStatus.SUCCEEDED else [])

    @property
    def updated_time(self) -> datetime:
        """Time of the last change of its status, in UTC."""
        return _time(self._now.updated_time)

    @property
    def provisioned_product(self) -> ProvisionedProductView:
        """Provisioned product that it is about."""
        return ProvisionedProductView(self._store, self._resource.provisioned_product)

    @property
    def launch_role_arn(self) -> str | Any:
        """Role that it is carried out with; None without a launch constraint."""
        return self._resource.launch_role_arn

    def __repr__(self) -> str:
        return f"<Record {self.id} {self.type} {self.status}>"


@dataclass(frozen=True, repr=False, eq=False)
class PlanView(_WorkView[Plan]):
    """A plan."""

    @property
    def name(self) -> str:
        """Name."""
        return self._resource.name

    @property
    def status_message(self) -> str | Any:
        """Reason why its creation or its execution failed; None where nothing failed."""
        return self._now.status_message

    @property
    def updated_time(self) -> datetime:
        """Time of the last change of its status, in UTC."""
        return _time(self._now.updated_time)

    @property
    def provisioned_product(self) -> ProvisionedProductView:
        """Provisioned product that it creates or changes."""
        return ProvisionedProductView(self._store, self._resource.provisioned_product)

    @property
    def record(self) -> RecordView | Any:
        """Record of its execution; None before that."""
        record = self._resource.record
        return RecordView(self._store, record) if record is not None else None

    @property
    def parameters(self) -> dict[str, str | None]:
        """Parameters: values by keys; None for one that keeps its previous value."""
        return {item["Key"]: item.get("Value") for item in self._resource.given_parameters}

    @property
    def notification_arns(self) -> tuple[str, ...]:
        """ARNs of the topics for stack events."""
        return tuple(self._resource.notification_arns)

    @property
    def resource_changes(self) -> tuple[dict[str, Any], ...]:
        """Changes of resources, as DescribeProvisionedProductPlan gives them."""
        return tuple(deepcopy(change) for change in self._resource.resource_changes)

    def __repr__(self) -> str:
        return f"<Plan {self.id} {self.name!r} {self.status}>"
