"""Plans and records entered into the store, once everything that may fail is over."""

from __future__ import annotations

from .engine import resolve_outcome
from .model import Outcome, Plan, ProvisionedProduct, Record
from .store import Store


def enter_plan(store: Store, plan: Plan) -> None:
    """Enter a plan, and its provisioned product if that is new."""
    _enter_new(store, plan.provisioned_product)
    store.add_plan(plan)


def provision(store: Store, record: Record, scripted: Outcome) -> Outcome:
    """Do the work of a record that provisions or updates, before the record is entered.

    Args:
        store: The store.
        record: The record.
        scripted: The outcome unless the engine fails.
    """
    engine = store.world.engine
    return resolve_outcome(scripted, lambda: engine.provision(store.scope, record))


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
