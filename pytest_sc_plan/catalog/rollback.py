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
    "tag_options",
    "service_actions",
    "plans",
    "records",
    "provisioned_products",
    "provisioned_products_by_name",
    "plans_by_provisioned_product",
    "records_about",
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
    lifecycle, region = store.lifecycle, store.region
    works = list(lifecycle.unfinished.values())
    associations = [item for product in region.products for item in product.associations.values()]
    changing = [
        *region.products,
        *region.portfolios.values(),
        *associations,
        *store.plans,
        *store.records,
        *store.provisioned_products,
        *works,
    ]
    constraints = [constraint for constraint, _ in region.constraints.values()]
    listed = [*changing, *constraints, *store.tag_options, *store.service_actions, region.lock]
    # The tables are copied, and what they list stays the same object.
    kept: dict[int, Any] = {id(one): one for one in listed}
    held = {name: getattr(store, name) for name in _TABLES}
    tables = deepcopy((held, vars(region), lifecycle.unfinished, lifecycle.transitions), kept)
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
        vars(region).update(tables[1])
        lifecycle.unfinished, lifecycle.transitions = tables[2:]
        for one, name, value in values:
            setattr(one, name, value)
        raise


def _copied(value: Any) -> Any:
    return copy(value) if isinstance(value, (list, dict)) else value
