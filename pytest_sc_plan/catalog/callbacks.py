"""Callbacks asked about a plan, while the store is not locked.

A callback may look at anything and call anything, also what other threads are busy with. So other
calls may come in between, and what they change is looked for afterwards.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from .access import product_of_id
from .model import Plan
from .store import Store


class OvertakenError(RuntimeError):
    """The error for a call during whose callback another call changed what it is about."""


@contextmanager
def asking(store: Store, plan: Plan) -> Iterator[None]:
    """Let go of the store's lock during the block, in which callbacks are asked about a plan.

    Of several calls about one provisioned product, each waits until the one before it is over.

    Args:
        store: The store, which the caller has locked.
        plan: The plan, which need not be entered yet.

    Raises:
        OvertakenError: Another call changed the plan or its provisioned product, or took its name.
    """
    turn = store.turns.setdefault(plan.provisioned_product.name, threading.RLock())
    before, transitions = _standing(store, plan), store.lifecycle.drain()
    with store.lock.released():
        turn.acquire()
    try:
        # The lock is held again: the call before this one is over.
        _require_same(before, store, plan)
        with store.lock.released():
            yield
        _require_same(before, store, plan)
    finally:
        turn.release()
        store.lifecycle.transitions[:0] = transitions


def _standing(store: Store, plan: Plan) -> Hashable:
    """Give what decides whether a request about a plan is answered in another way."""
    product = plan.provisioned_product
    named = store.provisioned_products_by_name.get(product.name)
    return (
        plan.status,
        product.status,
        store.plans.get(plan.id) is not None,
        product_of_id(store, plan.launch.product.id) is not None,
        named and named.id,
        tuple(other.id for other in store.plans_by_provisioned_product.get(product.id, ())),
    )


def _require_same(before: Hashable, store: Store, plan: Plan) -> None:
    if _standing(store, plan) != before:
        raise OvertakenError(
            f"while a callback was asked about plan {plan.name!r}, another call changed it, or "
            f"provisioned product {plan.provisioned_product.name!r}"
        )
