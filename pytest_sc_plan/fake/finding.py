"""Resources found by their id or name, and the messages for those that are not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ..catalog.access import (
    imported_portfolios,
    portfolio_seen,
    product_named,
    product_of_id,
    shared_products,
)
from ..catalog.store import Store
from ..catalog.table import Table
from ..catalog.words import nearest
from ..settings import SettingsError
from .views import PlanView, PortfolioView, ProductView, ProvisionedProductView, RecordView

SHOWN = 10
"""The number of resources that a message lists."""

V = TypeVar("V")


class MissingError(LookupError, ValueError):
    """The error for an id or a name that the fake does not have."""


@dataclass(frozen=True)
class Kind(Generic[V]):
    """A kind of resources.

    Args:
        noun: Its name in words.
        view: The class of its views.
        keys: The texts that one is found by, in words.
        there: Gives those of a store, oldest first.
        get: Gets the one of a store that has an id or a name; None without one.
        shared: Gives those of other accounts that a store sees.
    """

    noun: str
    view: type[V]
    keys: str
    there: Callable[[Store], Iterable[Any]]
    get: Callable[[Store, str], Any]
    shared: Callable[[Store], Iterable[Any]] = lambda _: ()


PLAN = Kind(
    "plan", PlanView, "an id", lambda store: store.plans, lambda store, word: store.plans.get(word)
)
RECORD = Kind(
    "record",
    RecordView,
    "an id",
    lambda store: store.records,
    lambda store, word: store.records.get(word),
)
PRODUCT = Kind(
    "product",
    ProductView,
    "an id or a name",
    lambda store: store.products,
    lambda store, word: product_of_id(store, word) or product_named(store, word),
    shared_products,
)
PORTFOLIO = Kind(
    "portfolio",
    PortfolioView,
    "an id or a name",
    lambda store: store.portfolios,
    portfolio_seen,
    imported_portfolios,
)
PROVISIONED_PRODUCT = Kind(
    "provisioned product",
    ProvisionedProductView,
    "an id or a name",
    lambda store: store.provisioned_products,
    lambda store, word: (
        store.provisioned_products_by_name.get(word) or store.provisioned_products.get(word)
    ),
)


def word_of(kind: Kind[Any], argument: str, given: Any) -> str:
    """Return an id or a name.

    Raises:
        SettingsError: Something else is given.
    """
    if not isinstance(given, str):
        hint = f": use its id, {given.id!r}" if isinstance(given, kind.view) else ""
        raise SettingsError(f"{argument} must be {kind.keys}, not {given!r}{hint}")
    return given


def require_view_or_word(kind: Kind[V], argument: str, given: V | str) -> None:
    """Check that a view, an id or a name is given.

    Raises:
        SettingsError: Something else is given.
    """
    if not isinstance(given, (kind.view, str)):
        wanted = f"a {kind.view.__name__}{',' * ('or' in kind.keys)}"
        joined = kind.keys if "or" in kind.keys else f"or {kind.keys}"
        raise SettingsError(f"{argument} must be {wanted} {joined}, not {given!r}")


def missing(kind: Kind[Any], word: str, store: Store, others: Iterable[Store]) -> MissingError:
    """Make the error for a resource that a store does not have.

    Args:
        kind: The kind of the resource.
        word: The id or name that it was looked for by.
        store: The store.
        others: The stores of other accounts and regions, where it may be.
    """
    scope = store.scope
    said = (
        f"there is no {kind.noun} {word!r} in account {scope.account_id}, region {scope.region}; "
    )
    for other in others:
        if kind.get(other, word) is not None:
            return MissingError(f"{said}{_elsewhere(store, other)}")
    there = kind.there(store)
    if isinstance(there, Table) and there.had(word):
        return MissingError(f"{said}it was deleted")
    seen = [*there, *kind.shared(store)]
    shown = {item.id: _shown(item) for item in seen}
    spellings = {**shown, **{item.name: _shown(item) for item in seen if hasattr(item, "name")}}
    hint = [spellings[text] for text in nearest(word, spellings, cutoff=0.6)]
    rest = [text for text in shown.values() if text not in hint]
    listed = ", ".join(rest[:SHOWN]) + (", ..." if len(rest) > SHOWN else "")
    if hint:
        also = f" There is also {listed}" if listed else ""
        return MissingError(f"{said}did you mean {hint[0]}?{also}")
    return MissingError(f"{said}there is {listed or 'none at all'}")


def _elsewhere(store: Store, other: Store) -> str:
    there, here = other.scope, store.scope
    account = [f"account_id={there.account_id!r}"] if there.account_id != here.account_id else []
    region = [f"region={there.region!r}"] if there.region != here.region else []
    return (
        f"it is in account {there.account_id}, region {there.region}: "
        f"for_account({', '.join([*account, *region])})"
    )


def _shown(resource: Any) -> str:
    name = getattr(resource, "name", None)
    return resource.id if name is None else f"{resource.id} {name!r}"
