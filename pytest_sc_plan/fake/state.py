"""The state of a fake, shared by its views from all accounts and regions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from random import Random
from secrets import token_hex
from typing import Any
from uuid import UUID

from ..catalog.behavior import Behavior, Failure
from ..catalog.callbacks import asking
from ..catalog.clock import Clock
from ..catalog.engine import Engine, ScriptedEngine, scripted_creation, scripted_outcome
from ..catalog.model import Outcome, Plan
from ..catalog.scope import Scope
from ..catalog.store import Store, World
from ..moto import catalog_sync, organizations, service_catalog, transitions
from ..settings import Settings, SettingsError, read_outcome
from .calls import Call, Changes
from .injections import DocumentedError, Fault, Injections
from .secret_values import SecretValues
from .views import PlanView

OnPlan = Callable[[PlanView], "str | Failure | None"]
"""A callback that gets the plan and returns an outcome, or None to leave it to the settings."""

DETERMINISTIC_START = datetime(2024, 1, 1, tzinfo=timezone.utc).timestamp()
"""The time at which the clock of a deterministic fake starts."""


class FakeState:
    """The settings of a fake, its resources, its calls, and the injections that wait for calls.

    Args:
        settings: The settings that it starts with, and has again after each reset.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = self._first_settings = settings
        self.settings_listeners: list[Callable[[Settings], None]] = []
        self.call_listeners: list[Callable[[Call], None]] = []
        self.secrets = SecretValues()
        self._lock = threading.Lock()
        self._begin()

    def reset(self) -> None:
        """Forget everything but the listeners, which follow the settings back to the first ones.

        Secrets stay secrets: what was shown of a test before may have them.
        """
        self._change(self._first_settings)
        self.world.is_over = True
        self.secrets.forget_resources()
        self._begin()

    def _begin(self) -> None:
        transitions.register()
        self.calls: list[Call] = []
        # When each came, on the machine's clock: nothing that a snapshot could hold.
        self.received: list[float] = []
        self.changes: list[Changes] = []
        self.errors: Injections[DocumentedError] = Injections()
        self.faults: Injections[Fault] = Injections()
        self.latencies: Injections[Fault] = Injections()
        self.on_create: list[OnPlan] = []
        self.on_execute: list[OnPlan] = []
        self.stores: dict[tuple[str, str], Store] = {}
        self.templates: dict[str, dict[str, Any]] = {}
        self._tokens = Random("idempotency tokens")
        self.world = self._new_world()

    def _new_world(self) -> World:
        deterministic = self.settings.deterministic
        return World(
            clock=Clock(lambda: DETERMINISTIC_START) if deterministic else Clock(),
            behavior=self.behavior,
            seed="" if deterministic else token_hex(),
            outcome_of=self.outcome_of,
            creation_outcome_of=self.creation_outcome_of,
            engine=_engine(self.settings.engine),
            history=self.secrets.history,
            template_at=self.template_at,
            organizations=organizations,
        )

    def configure(self, settings: Mapping[str, Any]) -> None:
        """Change settings, after the listeners have followed them.

        Raises:
            SettingsError: A name is unknown, a value is not allowed, or ``deterministic`` comes
                after something was made.
        """
        changed = self.settings.updated("configure()", settings)
        reseeded = changed.deterministic != self.settings.deterministic
        if reseeded and self.stores:
            raise SettingsError(
                "configure(): deterministic must be set before anything is added or called: use "
                "the marker, the ini option, or configure() first"
            )
        for store in list(self.stores.values()):
            # What is over by the settings so far stays over.
            with store.lock:
                store.lifecycle.settle_all()
        self.world.changes.settle()
        self._change(changed)
        if reseeded:
            self.world = self._new_world()

    def _change(self, changed: Settings) -> None:
        engine = self.world.engine
        if changed.engine != self.settings.engine:
            engine = _engine(changed.engine)
        for listener in list(self.settings_listeners):
            listener(changed)
        self.settings, self.world.engine = changed, engine

    def store(self, account_id: str, region: str) -> Store:
        """Get the store of an account and region."""
        with self._lock:
            key = (account_id, region)
            if key not in self.stores:
                store = Store(self.world, Scope(account_id, region))
                catalog_sync.begin(store)
                self.stores[key] = store
            return self.stores[key]

    def new_token(self) -> str | None:
        """Make an idempotency token; gives None where the fake is not deterministic."""
        if not self.settings.deterministic:
            return None
        return str(UUID(bytes=self._tokens.randbytes(16), version=4))

    def advance_clock(self, seconds: float) -> None:
        """Put the clock on, as a skipped sleep does. Work moves on when it is looked at next.

        Args:
            seconds: By how much.

        Raises:
            ValueError: It is no such number, or the year 9999 would be over.
        """
        self.world.clock.advance(seconds)

    def retry_pause(self, seconds: float) -> float:
        """Tell how long an SDK's pause before its own retry counts, whose length is random."""
        return 1.0 if self.settings.deterministic else seconds

    def note_changes(self, store: Store, cause: str | None = None) -> None:
        """Note the changes of status since the last call, which no call caused.

        Args:
            store: The store, which the caller has locked.
            cause: Their cause; None for one of the settings.
        """
        drained = tuple(store.lifecycle.drain())
        if drained:
            why = cause or f"between calls, progress={store.behavior.progress}"
            account_id, region = store.scope.account_id, store.scope.region
            self.changes.append(Changes(len(self.calls), why, account_id, region, drained))

    def take_fault(self, operation: str, params: Mapping[str, Any]) -> str | None:
        """Take the kind of fault that is due for a call, or None; put the clock on for latency."""
        latency = self.latencies.take_due(operation, params)
        if latency is not None:
            self.world.clock.advance(latency.seconds)
        due = self.faults.take_due(operation, params)
        return due.kind if due is not None else None

    def behavior(self) -> Behavior:
        """Get the settings, changed by the state transition that a user of moto may have set."""
        changes = transitions.changes()
        return replace(self.settings, **changes) if changes else self.settings

    def template_at(self, url: str) -> dict[str, Any] | str | None:
        """Find the template at a URL: one that a test gave, or else its text in moto's S3."""
        given = self.templates.get(url)
        return given if given is not None else service_catalog.text_at(url)

    def outcome_of(self, store: Store, plan: Plan) -> Outcome:
        """Find the outcome of the execution of a plan: the last callback that answers decides.

        Raises:
            SettingsError: A callback returned something that is no outcome.
            OvertakenError: Another call changed the plan meanwhile.
        """
        called = _answer("on_execute", self.on_execute, store, plan)
        return scripted_outcome(called or plan.outcome or self.settings.outcome, self.settings)

    def creation_outcome_of(self, store: Store, plan: Plan) -> Outcome:
        """Find the outcome of the creation of a plan, likewise.

        Raises:
            SettingsError: A callback returned something that is no outcome.
        """
        called = _answer("on_create", self.on_create, store, plan)
        return scripted_creation(called or self.settings.creation_outcome, self.settings)


def _answer(
    name: str, callbacks: Sequence[OnPlan], store: Store, plan: Plan
) -> str | Failure | None:
    """Ask callbacks what becomes of a plan: the last that answers decides."""
    if not callbacks:
        return None
    answer = None
    with asking(store, plan):
        for callback in callbacks:
            returned = callback(PlanView(store, plan))
            if returned is not None:
                answer = read_outcome(f"the {name} callback's outcome:", returned)
    return answer


def _engine(name: str) -> Engine:
    """Make the engine of a name.

    Raises:
        SettingsError: The engine needs something that is not installed.
    """
    if name == "scripted":
        return ScriptedEngine()
    from ..moto.engine import cloudformation_engine

    return cloudformation_engine()
