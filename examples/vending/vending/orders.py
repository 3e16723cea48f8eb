"""Orders, which are fulfilled by way of a plan: it shows what would change before anything does."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from .catalog import Catalog
from .environments import Environment, Environments
from .errors import PlanFailedError, TookTooLongError, own_errors
from .records import Records
from .waiting import Patience

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient
    from mypy_boto3_servicecatalog.type_defs import DescribeProvisionedProductPlanOutputTypeDef

logger = logging.getLogger(__name__)

NOTHING_TO_CHANGE = (
    "No updates are to be performed.",
    (
        "The submitted information didn't contain changes. Submit different information to create "
        "a change set."
    ),
)
"""How a plan fails whose execution would change nothing."""

CHANGEABLE = frozenset({"AVAILABLE", "TAINTED"})


@dataclass(frozen=True)
class Order:
    """An order of a team.

    Args:
        name: What the environment is called; one of that name is changed, if there is one.
        product: The name of the product.
        version: The name of a version of it; the newest where it is None.
        parameters: Values by keys. What is left out keeps the value it has, or takes its default.
        path: The name of a launch path; needed where the product has several.
    """

    name: str
    product: str
    version: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    path: str | None = None


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

    environment_id: str
    record_id: str | None
    changes: tuple[Change, ...]
    outputs: Mapping[str, str]


class Vendor:
    """Fulfils orders.

    Args:
        client: Who to ask.
        patience: How long to wait for a plan, and for its execution.
        show: Gets the changes of each plan before it is executed. What it raises stops the order.
    """

    def __init__(
        self,
        client: ServiceCatalogClient,
        patience: Patience | None = None,
        show: Callable[[Order, tuple[Change, ...]], None] | None = None,
    ) -> None:
        self._client = client
        self._patience = patience or Patience()
        self._show = show or _log_changes
        self._catalog = Catalog(client)
        self._records = Records(client, self._patience)
        self._environments = Environments(client, self._patience)

    def fulfil(self, order: Order) -> Receipt:
        """Fulfil an order, from what is on offer to an environment that is ready.

        What is left of an environment that never came up is terminated first: the service makes no
        plan for it.

        Raises:
            VendingError: One of its kinds, by what went wrong.
        """
        offer = self._catalog.offer(order.product, order.version, order.path)
        there = self._environments.find(order.name)
        parameters = offer.fill_in(order.parameters, self._previous_keys(there))
        self.delete_stale_plans(order.name)
        if there is not None and there.status == "ERROR":
            logger.info("%s never came up: terminating what is left of it", order.name)
            self._environments.terminate(order.name)
        with own_errors():
            plan_id = self._client.create_provisioned_product_plan(
                PlanName=f"vend-{order.name}",
                PlanType="CLOUDFORMATION",
                ProductId=offer.product_id,
                ProvisioningArtifactId=offer.version_id,
                PathId=offer.path_id,
                ProvisionedProductName=order.name,
                ProvisioningParameters=parameters,
                IdempotencyToken=str(uuid4()),
            )["PlanId"]
        try:
            planned = self.wait_for_plan(plan_id)
            changes = tuple(self.changes(plan_id))
            self._show(order, changes)
            record_id = None
            if planned["Status"] == "CREATE_SUCCESS":
                record_id = self.execute(plan_id)
                self._records.follow(record_id)
        except TookTooLongError:
            # Unfinished work keeps its plan, so that somebody can look at it.
            raise
        except BaseException:
            self.delete_plan(plan_id)
            raise
        self.delete_plan(plan_id)
        outputs = self._environments.outputs(order.name)
        return Receipt(planned["ProvisionProductId"], record_id, changes, outputs)

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

    def wait_for_plan(self, plan_id: str) -> Mapping[str, Any]:
        """Wait until a plan is made; gives its details.

        Raises:
            PlanFailedError: It could not be made, and not only because nothing would change.
        """
        plan = self._patience.wait(
            plan_id,
            lambda: self._describe(plan_id)["ProvisionedProductPlanDetails"],
            {"CREATE_IN_PROGRESS"},
        )
        message = plan.get("StatusMessage", "")
        if plan["Status"] == "CREATE_FAILED" and message not in NOTHING_TO_CHANGE:
            raise PlanFailedError(f"{plan['ProvisionProductName']}: {message}")
        return plan

    def changes(self, plan_id: str) -> Iterator[Change]:
        """What executing a plan would do, all pages of it."""
        page = self._describe(plan_id)
        while True:
            for change in page["ResourceChanges"]:
                yield Change(
                    change["Action"],
                    change["LogicalResourceId"],
                    change["ResourceType"],
                    replaced=change.get("Replacement") == "TRUE",
                )
            if "NextPageToken" not in page:
                return
            page = self._describe(plan_id, PageToken=page["NextPageToken"])

    def execute(self, plan_id: str) -> str:
        """Execute a plan that is ready; gives the id of the record that tells how it goes.

        The plan is the token: to execute it again, from wherever, is to ask for the same.
        """
        with own_errors():
            answer = self._client.execute_provisioned_product_plan(
                PlanId=plan_id, IdempotencyToken=plan_id
            )
        return answer["RecordDetail"]["RecordId"]

    def delete_plan(self, plan_id: str) -> None:
        """Delete a plan, whatever became of it."""
        with own_errors():
            self._client.delete_provisioned_product_plan(PlanId=plan_id, IgnoreErrors=True)

    def _previous_keys(self, there: Environment | None) -> Collection[str]:
        """What an environment has values for already: a plan may keep those."""
        if there is None or there.status not in CHANGEABLE:
            return ()
        with own_errors():
            described = self._client.describe_provisioning_artifact(
                ProductId=there.product_id,
                ProvisioningArtifactId=there.version_id,
                IncludeProvisioningArtifactParameters=True,
            )
        return {each["ParameterKey"] for each in described["ProvisioningArtifactParameters"]}

    def _describe(self, plan_id: str, **more: Any) -> DescribeProvisionedProductPlanOutputTypeDef:
        with own_errors():
            return self._client.describe_provisioned_product_plan(PlanId=plan_id, **more)


def _log_changes(order: Order, changes: tuple[Change, ...]) -> None:
    for change in changes:
        logger.info("%s: %s", order.name, change)
