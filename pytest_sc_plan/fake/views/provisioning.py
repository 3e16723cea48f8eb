"""Views of what provisions: plans, records and provisioned products."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from typing import Any, cast

from ...catalog.behavior import Failure
from ...catalog.model import (
    Launch,
    Plan,
    ProvisionedProduct,
    ProvisionedProductStatus,
    Record,
    RecordStatus,
    StackInstance,
)
from ...catalog.offering import ProvisioningArtifact
from .products import ProductView
from .view import R, View, utc


def _output_values(outputs: list[dict[str, str]]) -> dict[str, str]:
    return {output["OutputKey"]: output["OutputValue"] for output in outputs}


class _WorkView(View[R]):
    """The part of the views of plans, records and provisioned products."""

    __slots__ = ()

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


class ProvisionedProductView(_WorkView[ProvisionedProduct]):
    """A provisioned product."""

    __slots__ = ()

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
        return self._now.launch.provisioned_product_type

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
        return self._written(f"ProvisionedProduct {self.id} {self.name!r} {self.status}")

    @property
    def _gone(self) -> str:
        if not self._resource.is_deleted:
            return ""
        # One that was only planned goes with its plan.
        planned = self._resource.status is ProvisionedProductStatus.PLAN_IN_PROGRESS
        return "deleted" if planned else "terminated"


class RecordView(_WorkView[Record]):
    """A record."""

    __slots__ = ()

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
        return utc(self._now.updated_time)

    @property
    def provisioned_product(self) -> ProvisionedProductView:
        """Provisioned product that it is about."""
        return ProvisionedProductView(self._store, self._resource.provisioned_product)

    @property
    def launch_role_arn(self) -> str | Any:
        """Role that it is carried out with; None without a launch constraint."""
        return self._resource.launch_role_arn

    @property
    def workflow_token(self) -> str:
        """Token that an engine sends with the result of its work."""
        return self._resource.workflow_token

    def __repr__(self) -> str:
        return self._written(f"Record {self.id} {self.type} {self.status}")


class PlanView(_WorkView[Plan]):
    """A plan."""

    __slots__ = ()

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
        return utc(self._now.updated_time)

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
        return self._written(f"Plan {self.id} {self.name!r} {self.status}")

    @property
    def _gone(self) -> str:
        return "deleted" if self._resource.is_deleted else ""
