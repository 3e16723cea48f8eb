"""Changes of a store that are made together or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy, deepcopy
from dataclasses import fields
from typing import Any

from .store import Store

_TABLES = (
    "answers",
    "portfolios",
    "products",
    "products_by_name",
    "products_by_view",
    "plans",
    "records",
    "provisioned_products",
    "provisioned_products_by_name",
    "plans_by_provisioned_product",
    "records_about",
    "launchable",
    "default_product",
    "chosen_ids",
)
"""The attributes of a store that tell what there is."""


@contextmanager
def all_or_nothing(store: Store) -> Iterator[None]:
    """Undo what the block changed in a store, if it raises something.

    Stacks that an engine made meanwhile stay.

    Args:
        store: The store, which the caller has locked.
    """
    lifecycle = store.lifecycle
    works = list(lifecycle.unfinished.values())
    changing = [*store.products, *store.plans, *store.records, *store.provisioned_products, *works]
    # The tables are copied, and what they list stays the same object.
    kept: dict[int, Any] = {id(one): one for one in (*store.portfolios.values(), *changing)}
    held = {name: getattr(store, name) for name in _TABLES}
    tables = deepcopy((held, lifecycle.unfinished, lifecycle.transitions), kept)
    values = [
        (one, field.name, _copied(getattr(one, field.name)))
        for one in changing
        for field in fields(one)
    ]
    try:
        yield
    except BaseException:
        for plan in store.plans:
            if tables[0]["plans"].get(plan.id) is None:
                store.world.engine.discard(plan)
        vars(store).update(tables[0])
        lifecycle.unfinished, lifecycle.transitions = tables[1:]
        for one, name, value in values:
            setattr(one, name, value)
        raise


def _copied(value: Any) -> Any:
    return copy(value) if isinstance(value, (list, dict)) else value
