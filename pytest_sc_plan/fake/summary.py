"""What a failing test shows beside its calls: settings, unfinished work, and what is elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from math import ceil
from typing import Any

from ..catalog.engine import WAITING
from ..catalog.model import Plan, Record, Work
from ..catalog.operations.engine_results import NOTIFICATIONS
from ..catalog.store import Store
from ..catalog.table import Table
from ..settings import SETTINGS, Settings
from .calls import KEY_PARAMS, Call, in_seconds, printable, shortened
from .state import FakeState

NOT_FOUND = "ResourceNotFoundException"

UNFINISHED = 10
"""How many pieces of unfinished work are shown."""


def changed_settings(settings: Settings) -> list[str]:
    """Write the settings that are not the default, on one line; give no line if there are none."""
    changed = [
        f"{name}={_value(getattr(settings, name))}"
        for name, row in SETTINGS.items()
        if getattr(settings, name) != row.default
    ]
    return [f"settings: {', '.join(changed)}"] if changed else []


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return in_seconds(value)
    return printable(shortened(value))


def unfinished_work(state: FakeState) -> list[str]:
    """Write the work that has not ended, one to a line, with what ends it."""
    lines: list[str] = []
    # A wrong state transition of moto's raises ValueError: nobody knows what ends the work then.
    for store in list(state.stores.values()):
        with suppress(ValueError):
            lines += _unfinished(store)
    more = len(lines) - UNFINISHED
    if more > 0:
        lines[UNFINISHED:] = [f"and {more} more"]
    label = "unfinished: "
    return [f"{' ' * len(label) if index else label}{line}" for index, line in enumerate(lines)]


def _unfinished(store: Store) -> Iterator[str]:
    with store.lock:
        store.lifecycle.settle_all()
        for resource in (*store.plans, *store.records):
            work = resource.work
            # A plan that is being executed has the work of its record.
            if work is not None and work.subject is resource:
                yield f"{resource.id} {resource.status}: {_end(store, work)}"


def _end(store: Store, work: Work) -> str:
    behavior = store.behavior
    if work.outcome.name == "stuck":
        setting = "creation_outcome" if isinstance(work.subject, Plan) else "outcome"
        return f"stuck: {setting}=stuck"
    if isinstance(work.subject, Record) and work.outcome is WAITING:
        return f"{NOTIFICATIONS[work.subject.type]} ends it"
    if behavior.progress == "polls":
        reads = store.lifecycle.reads_left(work)
        return "one more read" if reads == 1 else f"{reads} more reads"
    if behavior.progress == "time":
        return f"ends in {ceil(work.started + behavior.duration - store.now())} s"
    return "advance() ends it"


def whereabouts(call: Call, state: FakeState, others: Mapping[str, FakeState]) -> str | None:
    """Tell where that exists which a call did not find; None if it exists nowhere.

    Args:
        call: The call.
        state: The fake that it reached.
        others: The other fakes that are live, by their titles.
    """
    if call.error_code != NOT_FOUND:
        return None
    here = state.store(call.account_id, call.region)
    for name in KEY_PARAMS:
        identifier = call.params.get(name)
        if not isinstance(identifier, str) or _has(here, identifier):
            continue
        for store in list(state.stores.values()):
            if _has(store, identifier):
                return f"{identifier} exists in {_difference(here, store)}"
        for title, other in others.items():
            if any(_has(store, identifier) for store in list(other.stores.values())):
                return f"{identifier} exists in another fake: {title}"
    return None


def _difference(here: Store, there: Store) -> str:
    mine, other = here.scope, there.scope
    called = [f"account {mine.account_id}"] if mine.account_id != other.account_id else []
    called += [mine.region] if mine.region != other.region else []
    return (
        f"account {other.account_id}, region {other.region}: the client calls {', '.join(called)}"
    )


def _has(store: Store, identifier: str) -> bool:
    tables: tuple[Table[Any], ...] = (
        store.plans,
        store.records,
        store.provisioned_products,
        store.products,
        store.portfolios,
        store.tag_options,
        store.service_actions,
    )
    return (
        any(table.get(identifier) is not None for table in tables)
        or identifier in store.provisioned_products_by_name
        or store.products.named(identifier) is not None
    )
