"""Looking things up in a fake: calls, resources and injected errors."""

from __future__ import annotations

from typing import Any, TypeVar

from ..catalog.store import Store
from ..catalog.table import Table
from ..moto import accounts
from ..settings import Settings
from .calls import Call, listing, tally
from .injections import Injection, operation_named
from .redaction import Mask
from .state import FakeState
from .views import PlanView, PortfolioView, ProductView, ProvisionedProductView, RecordView

R = TypeVar("R", bound=Any)


class Lookup:
    """A fake as it is seen from one account and region.

    Args:
        state: The part that all views of the fake share.
        account_id: The account; that of the settings where it is None.
        region: The region; that of the settings where it is None.
    """

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

    def listing(self) -> str:
        """Write the calls in aligned columns, as a failing test shows them.

        If one went to another account or region than this, each line names both.
        """
        return self.masked(listing(self.calls, home=self._home))

    def summary(self) -> str:
        """Write the calls, and the injected errors and faults if there are any."""
        parts = [self.listing()]
        if self.injections:
            parts += ["injected:", tally(self.injections)]
        return self.masked("\n".join(parts))

    @property
    def mask(self) -> Mask:
        """Mask of the secrets of this fake so far."""
        return self._state.secrets.mask()

    def masked(self, text: str) -> str:
        """Mask the secrets of this fake in a text."""
        return self.mask(text)

    @property
    def injections(self) -> list[Injection[Any]]:
        """Every injected error and fault, with how often it was ``raised``."""
        state = self._state
        return [*state.errors, *state.faults, *state.latencies]

    @property
    def products(self) -> list[ProductView]:
        """Products, oldest first."""
        store = self._store
        return [ProductView(store, product) for product in store.products]

    @property
    def portfolios(self) -> list[PortfolioView]:
        """Portfolios, oldest first."""
        store = self._store
        return [PortfolioView(store, portfolio) for portfolio in list(store.portfolios.values())]

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
        return PlanView(self._store, self._find(self._store.plans, "plan", plan_id))

    def portfolio(self, id_or_name: str) -> PortfolioView:
        """Find the portfolio of that id or name.

        Raises:
            LookupError: There is none in this account and region.
        """
        store = self._store
        found = store.portfolio_named(id_or_name)
        if found is None:
            names = [portfolio.name for portfolio in store.portfolios.values()]
            raise self._missing("portfolio", id_or_name, names)
        return PortfolioView(store, found)

    def record(self, record_id: str) -> RecordView:
        """Find the record of that id.

        Raises:
            LookupError: There is none in this account and region.
        """
        return RecordView(self._store, self._find(self._store.records, "record", record_id))

    def provisioned_product(self, id_or_name: str) -> ProvisionedProductView:
        """Find the provisioned product of that id or name.

        Raises:
            LookupError: There is none in this account and region.
        """
        store = self._store
        found = store.provisioned_products_by_name.get(id_or_name)
        return ProvisionedProductView(
            store,
            found or self._find(store.provisioned_products, "provisioned product", id_or_name),
        )

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
        return store

    def _sees(self, call: Call) -> bool:
        return self._account_id in {None, call.account_id} and self._region in {None, call.region}

    def _find(self, table: Table[R], kind: str, identifier: str) -> R:
        found = table.get(identifier)
        if found is None:
            raise self._missing(kind, identifier, [item.id for item in table])
        return found

    def _missing(self, kind: str, identifier: str, there: list[str]) -> LookupError:
        store = self._store
        known = ", ".join(there[:10]) + (", ..." if len(there) > 10 else "")
        return MissingError(
            f"there is no {kind} {identifier!r} in account {store.scope.account_id}, region "
            f"{store.scope.region}; there is {known or 'none at all'}"
        )


class MissingError(LookupError, ValueError):
    """The error for an id or a name that the fake does not have."""
