"""Looking things up in a fake: calls, resources and injected errors."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from operator import itemgetter
from typing import Any, TypeVar

from ..catalog.store import Store
from ..catalog.table import Table
from ..moto import accounts
from ..settings import Settings
from . import summary
from .calls import CALLS, Call, Changes, Mark, counted, tally
from .injections import Injection, operation_named
from .listing import Comment, listing
from .state import FakeState
from .views import PlanView, PortfolioView, ProductView, ProvisionedProductView, RecordView

LISTED = "  (listed in the message of the failure)"

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
        return self._listing(self._valid(None))

    def mark(self) -> Mark:
        """Mark this point in the log: ``summary()`` can show what comes after it."""
        state = self._state
        return Mark(state.calls, len(state.calls), len(state.changes), tuple(self.injections))

    def mark_at(self, time: float) -> Mark:
        """Mark the point that the log had reached at a time of the machine's clock."""
        state = self._state
        calls = list(state.calls)
        number = sum(call.received < time for call in calls)
        changes = sum(change.after < number for change in state.changes)
        return Mark(state.calls, number, changes, ())

    def has_news(self, since: Mark | None = None) -> bool:
        """Tell whether there were calls after a mark, or errors or faults wait for some."""
        mark = self._valid(since)
        return bool(self._state.calls[mark.number :] or self._injections(mark))

    def summary(
        self,
        since: Mark | None = None,
        others: Mapping[str, Lookup] | None = None,
        *,
        told: str = "",
    ) -> str:
        """Write what explains a failure: settings, calls, injections, unfinished work.

        Args:
            since: Where to begin; at the first call where it is None.
            others: The other fakes that are live, by their titles.
            told: The message of the failure. Calls that it lists are not listed again.

        Returns:
            The text; empty where it would tell nothing but that.
        """
        state = self._state
        since = self._valid(since)
        states = {title: other._state for title, other in (others or {}).items()}
        lines = summary.changed_settings(state.settings)
        if since.number:
            lines.append(f"{counted(since.number)} before this test")
        if CALLS in told and self.listing() in told:
            lines.append(LISTED)
        else:
            lines.append(
                self._listing(since, lambda call: summary.whereabouts(call, state, states))
            )
        injections = self._injections(since)
        if injections:
            lines += ["injected:", tally(injections)]
        lines += summary.unfinished_work(state)
        return "" if lines == [LISTED] else "\n".join(lines)

    def _listing(self, since: Mark, comment: Comment = lambda _: None) -> str:
        state = self._state
        # Whoever shows a log has a failure to show: a state transition of moto's that is wrong too
        # must not take its place.
        for store in list(state.stores.values()):
            with store.lock, suppress(ValueError):
                store.lifecycle.settle_all()
                state.note_changes(store)
        calls = list(state.calls)
        before, after = calls[: since.number], calls[since.number :]
        # Changes come after so many calls, and before the next.
        places: list[tuple[float, Call | Changes]] = [
            *((change.after - 0.5, change) for change in state.changes[since.changes :]),
            *enumerate(after, since.number),
        ]
        places.sort(key=itemgetter(0))
        return listing(
            [entry for _, entry in places if self._sees(entry)],
            self._home,
            first=sum(map(self._sees, before)) + 1,
            ahead=before[-1].ahead if before else 0.0,
            comment=comment,
        )

    def _valid(self, mark: Mark | None) -> Mark:
        """Give a mark, or the beginning where there is none, or the fake was reset since."""
        calls = self._state.calls
        return mark if mark is not None and mark.calls is calls else Mark(calls, 0, 0, ())

    def _injections(self, since: Mark) -> list[Injection[Any]]:
        """List the injections that were made after a mark, or that still wait for calls."""
        return [
            injection
            for injection in self.injections
            if injection.is_waiting or injection not in since.injections
        ]

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
            self._state.note_changes(store)
        return store

    def _sees(self, entry: Call | Changes) -> bool:
        accounts, regions = {None, entry.account_id}, {None, entry.region}
        return self._account_id in accounts and self._region in regions

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
