"""Resources put into a fake: as arguments of ``add_...``, or as ``state()`` wrote them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

from ...catalog.rollback import all_or_nothing
from ...settings import SettingsError
from ..schema import SCALARS, Schema, built, check, check_names, object_schema, schema_of
from ..seeding import Seeding
from ..versions import Version
from .format import KINDS, SavedDeleted, SavedState
from .problems import placed
from .restoring import Restoration
from .writing import state

if TYPE_CHECKING:
    from ..views import PlanView, PortfolioView, ProductView, ProvisionedProductView

    View = PlanView | PortfolioView | ProductView | ProvisionedProductView

ADDED: Mapping[str, Callable[..., View]] = {
    "products": Seeding.add_product,
    "portfolios": Seeding.add_portfolio,
    "provisioned_products": Seeding.add_provisioned_product,
    "plans": Seeding.add_plan,
}
"""The methods that add resources, by the members of a state, in the order of the calls."""


@cache
def _schema(kind: type[Any]) -> Schema:
    return schema_of(kind)


@cache
def taken_by(method: Callable[..., Any]) -> Schema:
    """Make the schema of the arguments of a method."""
    return object_schema(method)


def add_state(catalog: Seeding, given: Mapping[str, Any]) -> dict[str, Any]:
    """Put resources into a fake: all of them, or none where something is wrong.

    Args:
        catalog: The fake.
        given: Lists of resources, under ``products``, ``portfolios``, ``provisioned_products``,
            ``plans`` and ``records``. Each is an object: either arguments of the method that adds
            such a resource, where a version in a list has the arguments of ``Version``; or what
            ``state()`` wrote. Other members that ``state()`` writes may be there.

    Returns:
        The new resources, as ``state()`` writes them.

    Raises:
        SettingsError: Something is wrong, is taken, or does not exist; the message says where.
    """
    given = deepcopy(dict(given))
    arguments, saved = _told_apart(given)
    _check_engine(catalog, saved)
    store = catalog._store
    with store.lock, all_or_nothing(store):
        ids = {kind: [entry.id for entry in entries.values()] for kind, entries in saved.items()}
        _restore(Restoration(store), saved, given.get("deleted", {}))
        for kind, method in ADDED.items():
            for number, entry in arguments[kind].items():
                with placed(f"{kind}[{number}]"):
                    ids[kind].insert(number, method(catalog, **entry).id)
        written = state(catalog)
    return {kind: _chosen(written[kind], ids[kind]) for kind in KINDS}


Entries = dict[str, dict[int, Any]]
"""Entries of lists by their numbers, by the kinds of resources."""


def _told_apart(given: Mapping[str, Any]) -> tuple[Entries, Entries]:
    """Check all entries, and tell arguments from what was saved."""
    whole = _schema(SavedState)["properties"]
    check_names("unknown kind of resource", given, whole)
    for name in given.keys() - KINDS:
        check(whole[name], given[name], name)
    arguments: Entries = {kind: {} for kind in KINDS}
    saved: Entries = {kind: {} for kind in KINDS}
    for kind, entries in given.items():
        if kind not in KINDS:
            continue
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise SettingsError(f"{kind} must be a list of objects, not {entries!r}")
        schema = whole[kind]["items"]
        taken = taken_by(ADDED[kind]) if kind in ADDED else None
        for number, entry in enumerate(entries):
            where = f"{kind}[{number}]"
            if taken is None or _is_saved(entry, taken, schema):
                check(schema, entry, where)
                with placed(where):
                    saved[kind][number] = built(KINDS[kind], entry)
            else:
                arguments[kind][number] = _arguments(entry, taken, where)
    return arguments, saved


def _is_saved(entry: Mapping[str, Any], taken: Schema, schema: Schema) -> bool:
    """Tell whether an entry has members that are no arguments, and none that nobody knows."""
    return entry.keys() <= schema["properties"].keys() and not (
        entry.keys() <= taken["properties"].keys()
    )


def _arguments(entry: dict[str, Any], taken: Schema, where: str) -> dict[str, Any]:
    """Check the arguments of a method as far as it does not say itself what is wrong."""
    check_names(f"{where}: unknown argument", entry, taken["properties"])
    _check_scalars(entry, taken, where)
    versions = entry.get("versions")
    if isinstance(versions, list) and all(isinstance(version, dict) for version in versions):
        schema = taken_by(Version)
        for number, version in enumerate(versions):
            place = f"{where}: versions[{number}]"
            check_names(f"{place}: unknown argument", version, schema["properties"])
            if "name" not in version:
                raise SettingsError(f"{place}: argument 'name' is missing")
        entry = {**entry, "versions": [Version(**version) for version in versions]}
    return entry


def _check_scalars(entry: Mapping[str, Any], taken: Schema, where: str) -> None:
    for name, value in entry.items():
        schema = taken["properties"][name]
        types = schema.get("type", [])
        scalar = {types} if isinstance(types, str) else {*types}
        if "enum" in schema or (scalar and scalar <= SCALARS):
            check(schema, value, f"{where}: {name}")


def _check_engine(catalog: Seeding, saved: Entries) -> None:
    if catalog.settings.engine == "cloudformation" and any(
        saved[kind] for kind in ("provisioned_products", "plans", "records")
    ):
        raise SettingsError(
            "engine=cloudformation: a saved state has no stacks, so its provisioned products, "
            "plans and records can't be added; its products and portfolios can"
        )


def _restore(restoration: Restoration, saved: Entries, deleted: Mapping[str, Any]) -> None:
    steps = (
        ("tag_options", restoration.tag_option),
        ("service_actions", restoration.service_action),
        ("portfolios", restoration.portfolio),
        ("products", restoration.product),
        ("deleted", restoration.deleted),
        ("provisioned_products", restoration.provisioned_product),
        ("plans", restoration.plan),
        ("records", restoration.record),
    )
    for kind, step in steps:
        if kind == "deleted":
            with placed(kind):
                restoration.deleted(built(SavedDeleted, deleted))
            continue
        for number, entry in saved[kind].items():
            with placed(f"{kind}[{number}]"):
                step(entry)
    restoration.check(saved["plans"], saved["provisioned_products"])


def _chosen(written: list[dict[str, Any]], ids: list[str]) -> list[dict[str, Any]]:
    by_id = {entry["id"]: entry for entry in written}
    return [by_id[identifier] for identifier in ids]
