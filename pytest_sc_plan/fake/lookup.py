"""Looking things up in a fake: calls, resources and injected errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from ..catalog.access import portfolios_seen, products_seen
from ..catalog.scope import Scope
from ..catalog.sharing import synchronize
from ..catalog.store import Store
from ..moto import accounts
from ..settings import Settings, SettingsError
from .calls import Call, Changes
from .finding import (
    PLAN,
    PORTFOLIO,
    PROVISIONED_PRODUCT,
    RECORD,
    Kind,
    V,
    missing,
    require_view_or_word,
    word_of,
)
from .handles import Handle
from .injections import Injection, operation_named
from .state import FakeState
from .views import PlanView, PortfolioView, ProductView, ProvisionedProductView, RecordView


class Lookup(Handle):
    """A fake as it is seen from one account and region.

    Args:
        state: The part that all views of the fake share.
        account_id: The account; that of the settings where it is None.
        region: The region; that of the settings where it is None.
    """

    __slots__ = ("_account_id", "_region", "_state")

    def __init__(
        self, state: FakeState, account_id: str | None = None, region: str | None = None
    ) -> None:
        self._state = state
        self._account_id = account_id
        self._region = region

    @property
    def settings(self) -> Settings:
        """Settings in force."""
        return self._state.settings

    @property
    def calls(self) -> list[Call]:
        """Calls so far, oldest first; of ``for_account()``, those of that account."""
        return [call for call in self._state.calls if self._sees(call)]

    def calls_to(self, operation: str) -> list[Call]:
        """List the calls of one operation, by its name in the API or in boto3.

        Raises:
            SettingsError: There is no such operation.
        """
        name = operation_named(operation)
        return [call for call in self.calls if call.operation == name]

    @property
    def injections(self) -> list[Injection[Any]]:
        """Every injected error and fault, with how often it was ``raised``."""
        state = self._state
        return [*state.errors, *state.faults, *state.latencies]

    @property
    def products(self) -> list[ProductView]:
        """Products that the account sees, oldest first: its own and those shared with it."""
        store = self._store
        return [ProductView(store, product) for _, product in products_seen(store)]

    @property
    def portfolios(self) -> list[PortfolioView]:
        """Portfolios that the account sees, oldest first: its own, then those shared with it."""
        store = self._store
        return [PortfolioView(store, portfolio) for portfolio in portfolios_seen(store)]

    @property
    def plans(self) -> list[PlanView]:
        """Plans that were not deleted, oldest first."""
        store = self._store
        return [PlanView(store, plan) for plan in store.plans]

    @property
    def records(self) -> list[RecordView]:
        """Records, oldest first."""
        store = self._store
        return [RecordView(store, record) for record in store.records]

    @property
    def provisioned_products(self) -> list[ProvisionedProductView]:
        """Provisioned products, oldest first."""
        store = self._store
        return [ProvisionedProductView(store, item) for item in store.provisioned_products]

    def plan(self, plan_id: str) -> PlanView:
        """Find the plan of that id.

        Raises:
            LookupError: There is none in this account and region.
        """
        return self._found(PLAN, "plan_id", plan_id)

    def portfolio(self, id_or_name: str) -> PortfolioView:
        """Find the portfolio of that id or name.

        Raises:
            LookupError: There is none in this account and region.
        """
        return self._found(PORTFOLIO, "id_or_name", id_or_name)

    def record(self, record_id: str) -> RecordView:
        """Find the record of that id.

        Raises:
            LookupError: There is none in this account and region.
        """
        return self._found(RECORD, "record_id", record_id)

    def provisioned_product(self, id_or_name: str) -> ProvisionedProductView:
        """Find the provisioned product of that id or name.

        Raises:
            LookupError: There is none in this account and region.
        """
        return self._found(PROVISIONED_PRODUCT, "id_or_name", id_or_name)

    @property
    def _home(self) -> tuple[str, str]:
        settings = self._state.settings
        return (
            self._account_id or accounts.everyones_account() or settings.account_id,
            self._region or settings.region,
        )

    @property
    def _store(self) -> Store:
        store = self._state.store(*self._home)
        with store.lock:
            store.lifecycle.settle_all()
            synchronize(store)
            self._state.note_changes(store)
        return store

    def _sees(self, where: Call | Changes | Scope) -> bool:
        return self._account_id in {None, where.account_id} and self._region in {None, where.region}

    def _found(self, kind: Kind[V], argument: str, word: str) -> V:
        store = self._store
        found = kind.get(store, word_of(kind, argument, word))
        if found is None:
            raise missing(kind, word, store, self._others(store))
        return cast("Callable[..., V]", kind.view)(store, found)

    def _given(self, kind: Kind[V], argument: str, given: V | str) -> V:
        """Take a view, or find one by an id or a name: a view has to be of this very place."""
        require_view_or_word(kind, argument, given)
        if isinstance(given, str):
            return self._found(kind, argument, given)
        self._require_own(argument, given)
        view: Any = given
        store = self._store
        if kind.get(store, view.id) is not view._resource:
            raise missing(kind, view.id, store, self._others(store))
        return given

    def _require_own(self, argument: str, view: Any) -> None:
        if view._store not in list(self._state.stores.values()):
            raise SettingsError(
                f"{argument}: {view!r} is of another fake, or was there before reset(): add it here"
            )

    def _others(self, store: Store) -> list[Store]:
        return [other for other in list(self._state.stores.values()) if other is not store]


def state_of(fake: Lookup) -> FakeState:
    """Give the state of a fake, for those that make it live, serve it, or listen to it."""
    return fake._state
