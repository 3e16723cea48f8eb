"""One fake while it is live: environment, default session, ways in, skipped sleep and moto."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from itertools import pairwise
from types import ModuleType
from typing import TYPE_CHECKING

from ..fake.dispatch import Dispatcher
from ..fake.lookup import state_of
from ..fake.service_catalog import ServiceCatalog
from ..fake.tagged import tagged
from ..moto import accounts, bridge, parts
from ..settings import Settings
from ..transports import Handler, aiobotocore, botocore, clients, requests, requests_mock
from ..transports import start as start_answering
from ..transports import stop as stop_answering
from ..transports import undo_again as undo_answering_again
from ..wire.service import CREDENTIAL
from . import afterwards, environment, observers, sessions, skipped_sleep
from .skipped_sleep import SkippedSleep

if TYPE_CHECKING:
    from ..moto.mock import MotoMock
    from .origin import Origin

WAYS_IN = (
    *(way.WAY_IN for way in (botocore, clients, aiobotocore, requests, requests_mock, bridge)),
    clients.ASYNC_WAY_IN,
    *parts.WAYS_IN.values(),
)
"""The libraries whose requests reach a live fake."""


class Live:
    """One fake, live from start() to stop().

    Args:
        catalog: The fake.
        module: The test's module, which sees the real clocks while sleep is skipped.
        origin: The place that it comes from; None for the fixture.
    """

    def __init__(
        self,
        catalog: ServiceCatalog,
        module: ModuleType | None = None,
        origin: Origin | None = None,
    ) -> None:
        self.catalog = catalog
        self._origin = origin
        self._module = module
        self._skipped: SkippedSleep | None = None
        self._moto: MotoMock | None = None
        self._region: str | None = None
        self._successor: Live | None = None

    def start(self) -> None:
        """Fill the environment and open the ways in; undo all of that if some of it fails."""
        with afterwards.lock, ExitStack() as started:
            afterwards.undo_pending()
            self._start(started)
            self._started = started.pop_all()

    def stop(self) -> None:
        """Undo that, in the opposite order, each step even if one before it failed."""
        with afterwards.lock:
            self._started.close()

    def _start(self, started: ExitStack) -> None:
        # How a step is undone is said before the step: it may be interrupted half-way.
        started.callback(self._undo_again_later)
        self._environment = environment.look()
        started.callback(self._restore_environment)
        environment.fill()
        self._default_session = sessions.DefaultSession()
        started.callback(self._put_back_default_session)
        self._default_session.lend()
        started.callback(self._leave)
        _all_live.append(self)
        started.callback(observers.tell_stopped, self.catalog)
        observers.tell_started(self.catalog, self._origin)
        started.callback(self._stop_moto)
        started.callback(self._skip_sleep, on=False)
        self._follow(self.catalog.settings)
        state = state_of(self.catalog)
        listeners = state.settings_listeners
        started.callback(listeners.remove, self._follow)
        listeners.append(self._follow)
        handler = Handler(Dispatcher(state).handle, state.new_token, partial(tagged, state))
        started.callback(stop_answering, handler)
        start_answering(handler, WAYS_IN)

    def _leave(self) -> None:
        self._successor = self._above()
        _all_live[:] = [live for live in _all_live if live is not self]

    def _put_back_default_session(self) -> None:
        if self._successor is not None:
            # The fake above found what is ours: it puts back what we found.
            self._successor._default_session = self._default_session
        else:
            self._default_session.put_back()

    def _restore_environment(self) -> None:
        if self._successor is not None:
            self._successor._environment = self._environment
        else:
            environment.restore(self._environment)

    def _undo_again_later(self) -> None:
        if not _all_live:
            afterwards.undo_later(self._default_session.put_back_again)
            afterwards.undo_later(skipped_sleep.undo_again)
            afterwards.undo_later(undo_answering_again)

    def _above(self) -> Live | None:
        """Give the fake that was started next after this one and is still live."""
        return next((upper for lower, upper in pairwise(_all_live) if lower is self), None)

    def _follow(self, settings: Settings) -> None:
        """Do what the settings ask for outside of the fake."""
        with afterwards.lock:
            self._apply(settings, self._above())

    def _apply(self, settings: Settings, above: Live | None) -> None:
        if settings.engine == "cloudformation" and self._moto is None:
            self._start_moto(deterministic=settings.deterministic)
        if settings.region != self._region:
            self._region = settings.region
            if above is None:
                environment.put(environment.REGION, settings.region)
            else:
                above._environment[environment.REGION] = settings.region
        self._skip_sleep(on=settings.sleep == "skip")
        if self._moto is not None and above is None:
            # What the test itself asks moto for is to be in the account of the stacks.
            access_key_id = accounts.access_key_of(settings.account_id)
            environment.put("AWS_ACCESS_KEY_ID", access_key_id or CREDENTIAL)

    def _start_moto(self, *, deterministic: bool) -> None:
        """Start moto's mock_aws, or join the active one, until this fake is stopped."""
        from ..moto.mock import MotoMock

        moto = MotoMock(deterministic=deterministic)
        moto.start()
        self._moto = moto
        # moto's credentials and its empty default session are not needed beside ours.
        environment.put_credentials()
        sessions.DefaultSession().lend()

    def _stop_moto(self) -> None:
        if self._moto is not None:
            self._moto.stop()

    def _skip_sleep(self, *, on: bool) -> None:
        if on and self._skipped is None:
            state = state_of(self.catalog)
            self._skipped = SkippedSleep(state.advance_clock, self._module, state.retry_pause)
            self._skipped.start()
        elif not on and self._skipped is not None:
            self._skipped.stop()
            self._skipped = None


def is_live() -> bool:
    """Tell whether any fake is live."""
    return bool(_all_live)


_all_live: list[Live] = []
"""The fakes that are live, in the order in which they were started."""
