"""Provisions products of the catalog through plans."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3

from .errors import (
    PlanFailedError,
    ProvisioningFailedError,
    TookTooLongError,
    own_errors,
)

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient
    from mypy_boto3_servicecatalog.type_defs import DescribeProvisionedProductPlanOutputTypeDef

logger = logging.getLogger(__name__)

catalog: ServiceCatalogClient = boto3.client(
    "servicecatalog", region_name=os.environ.get("AWS_DEFAULT_REGION", "us-east-1")
)

NOTHING_TO_CHANGE = (
    "No updates are to be performed.",
    (
        "The submitted information didn't contain changes. Submit different information to create "
        "a change set."
    ),
)
"""How a plan fails whose execution would change nothing."""


@dataclass(frozen=True)
class Order:
    """What a team wants.

    Args:
        name: What the provisioned product is called; one of that name is changed, if there is one.
        product_id: The product.
        version_id: The version of it, a provisioning artifact.
        parameters: Values by keys.
        path_id: The launch path, where the product has several.
        token: Makes an execution safe to repeat; the SDK makes one up where it is None.
    """

    name: str
    product_id: str
    version_id: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    path_id: str | None = None
    token: str | None = None


@dataclass(frozen=True)
class Change:
    """A resource that the plan adds, modifies or removes."""

    action: str
    logical_id: str
    type: str
    replaced: bool = False

    def __str__(self) -> str:
        return f"{self.action} {self.logical_id} ({self.type})" + (
            ", replaced" if self.replaced else ""
        )


@dataclass(frozen=True)
class Receipt:
    """A fulfilled order; ``record_id`` is None where there was nothing to change."""

    provisioned_product_id: str
    record_id: str | None
    changes: tuple[Change, ...]


class Provisioner:
    """Fulfils orders.

    Args:
        client: Who to ask.
        interval: Seconds between two looks at something that the service is busy with.
        looks: After how many looks to give up: 600 of them, 3 seconds apart, are half an hour.
        show: Gets the changes of each plan before it is executed.
    """

    def __init__(
        self,
        client: ServiceCatalogClient = catalog,
        *,
        interval: float = 3.0,
        looks: int = 600,
        show: Callable[[Order, tuple[Change, ...]], None] | None = None,
    ) -> None:
        self._client = client
        self._interval = interval
        self._looks = looks
        self._show = show or _log_changes

    def provision(self, order: Order) -> Receipt:
        """Fulfil an order, from the plan to a provisioned product that is ready.

        Raises:
            VendingError: One of its kinds, by what went wrong.
        """
        self.delete_stale_plans(order.name)
        plan_id = self.create_plan(order)
        try:
            planned = self.wait_for_plan(plan_id)
            changes = self.changes(plan_id)
            self._show(order, changes)
            if planned["Status"] == "CREATE_FAILED":
                return Receipt(planned["ProvisionProductId"], None, changes)
            record_id = self.execute(plan_id, order.token)
            product_id = self.wait_for_outcome(plan_id, record_id)
        except TookTooLongError:
            # What is still under way keeps its plan, so that somebody can look.
            raise
        except BaseException:
            self.delete_plan(plan_id)
            raise
        self.delete_plan(plan_id)
        return Receipt(product_id, record_id, changes)

    def delete_stale_plans(self, name: str) -> None:
        """Delete what an earlier run left behind: a provisioned product can have one plan only."""
        listing = self._client.get_paginator("list_provisioned_product_plans")
        with own_errors():
            plans = [
                plan for page in listing.paginate() for plan in page["ProvisionedProductPlans"]
            ]
        for plan in plans:
            if plan["ProvisionProductName"] == name:
                logger.info("%s: deleting the stale plan %s", name, plan["PlanId"])
                self.delete_plan(plan["PlanId"])

    def create_plan(self, order: Order) -> str:
        """Ask for a plan; gives its id. The plan is not ready yet."""
        request: dict[str, Any] = {
            "PlanName": f"vend-{order.name}",
            "PlanType": "CLOUDFORMATION",
            "ProductId": order.product_id,
            "ProvisioningArtifactId": order.version_id,
            "ProvisionedProductName": order.name,
            "ProvisioningParameters": [
                {"Key": key, "Value": value} for key, value in order.parameters.items()
            ],
        }
        if order.path_id is not None:
            request["PathId"] = order.path_id
        with own_errors():
            return self._client.create_provisioned_product_plan(**request)["PlanId"]

    def wait_for_plan(self, plan_id: str) -> Mapping[str, Any]:
        """Wait until a plan is made; gives its details.

        Raises:
            PlanFailedError: It could not be made, and not only because nothing would change.
        """
        plan = self._wait(plan_id, lambda: self._plan(plan_id), {"CREATE_IN_PROGRESS"})
        message = plan.get("StatusMessage", "")
        if plan["Status"] == "CREATE_FAILED" and message not in NOTHING_TO_CHANGE:
            raise PlanFailedError(f"{plan['ProvisionProductName']}: {message}")
        return plan

    def changes(self, plan_id: str) -> tuple[Change, ...]:
        """What executing a plan would do, all pages of it."""
        changes: list[Change] = []
        page = self._describe(plan_id)
        changes += _changes(page["ResourceChanges"])
        while token := page.get("NextPageToken"):
            page = self._describe(plan_id, PageToken=token)
            changes += _changes(page["ResourceChanges"])
        return tuple(changes)

    def execute(self, plan_id: str, token: str | None = None) -> str:
        """Execute a plan; gives the id of the record that tells how it goes.

        Args:
            plan_id: A plan that is ready.
            token: Makes this safe to repeat; the SDK makes one up where it is None.
        """
        request: dict[str, Any] = {"PlanId": plan_id}
        if token is not None:
            request["IdempotencyToken"] = token
        with own_errors():
            answer = self._client.execute_provisioned_product_plan(**request)
        return answer["RecordDetail"]["RecordId"]

    def wait_for_outcome(self, plan_id: str, record_id: str) -> str:
        """Wait until a plan is executed; gives the id of the provisioned product.

        Raises:
            ProvisioningFailedError: The execution failed.
        """
        plan = self._wait(plan_id, lambda: self._plan(plan_id), {"EXECUTE_IN_PROGRESS"})
        product_id: str = plan["ProvisionProductId"]
        product = self._wait(
            product_id, lambda: self._provisioned_product(product_id), {"UNDER_CHANGE"}
        )
        if plan["Status"] == "EXECUTE_SUCCESS" and product["Status"] == "AVAILABLE":
            return product_id
        with own_errors():
            record = self._client.describe_record(Id=record_id)["RecordDetail"]
        raise ProvisioningFailedError(
            product["Name"],
            product["Status"],
            [f"{error['Code']}: {error['Description']}" for error in record["RecordErrors"]],
        )

    def delete_plan(self, plan_id: str) -> None:
        """Delete a plan, whatever became of it."""
        with own_errors():
            self._client.delete_provisioned_product_plan(PlanId=plan_id, IgnoreErrors=True)

    def _wait(
        self, what: str, look: Callable[[], Mapping[str, Any]], busy: Iterable[str]
    ) -> Mapping[str, Any]:
        for _ in range(self._looks):
            seen = look()
            if seen["Status"] not in busy:
                return seen
            logger.info("%s is %s", what, seen["Status"])
            time.sleep(self._interval)
        raise TookTooLongError(f"{what} was still {seen['Status']} after {self._looks} looks")

    def _describe(self, plan_id: str, **more: Any) -> DescribeProvisionedProductPlanOutputTypeDef:
        with own_errors():
            return self._client.describe_provisioned_product_plan(PlanId=plan_id, **more)

    def _plan(self, plan_id: str) -> Mapping[str, Any]:
        return self._describe(plan_id)["ProvisionedProductPlanDetails"]

    def _provisioned_product(self, product_id: str) -> Mapping[str, Any]:
        with own_errors():
            return self._client.describe_provisioned_product(Id=product_id)[
                "ProvisionedProductDetail"
            ]


def _changes(changes: Iterable[Mapping[str, Any]]) -> Iterable[Change]:
    return [
        Change(
            change["Action"],
            change["LogicalResourceId"],
            change["ResourceType"],
            replaced=change.get("Replacement") == "TRUE",
        )
        for change in changes
    ]


def _log_changes(order: Order, changes: tuple[Change, ...]) -> None:
    for change in changes:
        logger.info("%s: %s", order.name, change)
