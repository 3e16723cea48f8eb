"""Plans and records entered into the store, once everything that may fail is over."""

from __future__ import annotations

from .engine import SUCCEEDED, WAITING, EngineError, resolve_outcome
from .kinds import kind_of
from .model import Outcome, Plan, ProvisionedProduct, Record
from .planning import change_refusal, planned_change, refusal, resource_changes, target_stack
from .store import Store
from .template.parameters import Given

FORMAT_ERROR = "Template format error: "
"""The beginning of CloudFormation's sentences that the service leaves out, but for change sets."""

REFUSED_CHANGE_SET = (
    "Error calling API cloudformation:CreateChangeSet. ErrorCode: ValidationError, Message: {}"
)
"""StatusMessage of a plan; observed in awslabs/aws-service-catalog-puppet issue 121."""


def prepare(store: Store, plan: Plan, scripted: Outcome) -> Outcome:
    """Have the changes of a plan worked out, before the plan is entered.

    Args:
        store: The store.
        plan: The plan, which is given its resource changes.
        scripted: The outcome unless CloudFormation refuses the change set.
    """

    def create_change_set() -> None:
        product, launch = plan.provisioned_product, plan.launch
        target = target_stack(product, launch)
        refused = refusal(product, launch, target, plan.given_parameters)
        if refused is not None:
            raise EngineError(REFUSED_CHANGE_SET.format(refused))
        change = planned_change(product, target)
        plan.resource_changes = resource_changes(product, launch, change)
        refused = change_refusal(plan, change)
        if refused is not None:
            raise EngineError(refused)
        store.world.engine.prepare(store.scope, plan, change)

    return resolve_outcome(scripted, create_change_set)


def enter_plan(store: Store, plan: Plan) -> None:
    """Enter a plan, and its provisioned product if that is new."""
    _enter_new(store, plan.provisioned_product)
    store.add_plan(plan)


def provision(
    store: Store, record: Record, scripted: Outcome, parameters: Given | None = None
) -> Outcome:
    """Do the work of a record that provisions or updates, before the record is entered.

    Observed: the StatusMessage of a missing parameter in aws-cli's recorded examples of
    DescribeProvisionedProduct, ScanProvisionedProducts and SearchProvisionedProducts.

    Args:
        store: The store.
        record: The record.
        scripted: The outcome unless CloudFormation refuses the stack, or the engine fails.
        parameters: Those of the request; None for a plan, whose change set was accepted.
    """

    def make_stack() -> None:
        product, launch = record.provisioned_product, record.launch
        refused = None
        if parameters is not None:
            refused = refusal(product, launch, target_stack(product, launch), parameters)
        if refused is not None and not kind_of(launch).is_stack:
            raise EngineError(refused, "InvalidParametersException")
        if refused is not None:
            raise EngineError(
                f"{refused.removeprefix(FORMAT_ERROR)} (Service: AmazonCloudFormation; Status "
                f"Code: 400; Error Code: ValidationError; Request ID: {store.new_uuid()})"
            )
        store.world.engine.provision(store.scope, record)

    return resolve_outcome(scripted, make_stack)


def awaited(store: Store, record: Record, outcome: Outcome) -> Outcome:
    """Let the work of an engine wait for its result, with ``workflow`` ``notify``.

    Work that the settings let fail, or that the service refuses, does not reach the engine.
    """
    is_engines = kind_of(record.launch).has_engine and store.behavior.workflow == "notify"
    return WAITING if is_engines and outcome is SUCCEEDED else outcome


def begin_record(store: Store, record: Record, outcome: Outcome) -> None:
    """Enter a record, and its provisioned product if that is new, and begin its work.

    Args:
        store: The store.
        record: The record, which its plan is given too.
        outcome: The outcome of its work.
    """
    _enter_new(store, record.provisioned_product)
    store.add_record(record)
    if record.plan is not None:
        record.plan.record = record
    store.lifecycle.begin(record, outcome)


def _enter_new(store: Store, product: ProvisionedProduct) -> None:
    if store.provisioned_products.get(product.id) is None:
        store.add_provisioned_product(product)
