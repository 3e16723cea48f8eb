"""One fake while it is live: environment, default session, ways in, skipped sleep and moto."""

from __future__ import annotations

import os
from types import ModuleType
from typing import TYPE_CHECKING

from ..fake.service_catalog import ServiceCatalog
from ..moto import accounts, bridge
from ..settings import Settings
from ..transports import aiobotocore, botocore, clients, requests, requests_mock
from ..transports import start as start_answering
from ..transports import stop as stop_answering
from ..wire.service import CREDENTIAL
from . import environment, sessions

if TYPE_CHECKING:
    from ..moto.mock import MotoMock
    from .skipped_sleep import SkippedSleep

WAYS_IN = (
    *(way.WAY_IN for way in (botocore, clients, aiobotocore, requests, requests_mock, bridge)),
    clients.ASYNC_WAY_IN,
)
"""The libraries whose requests reach a live fake."""


class Live:
    """One fake, live from start() to stop().

    Args:
        catalog: The fake.
        module: The test's module, which sees the real clocks while sleep is skipped.
    """

    def __init__(self, catalog: ServiceCatalog, module: ModuleType | None = None) -> None:
        self.catalog = catalog
        self._module = module
        self._skipped: SkippedSleep | None = None
        self._moto: MotoMock | None = None
        self._region: str | None = None

    def start(self) -> None:
        """Fill the environment and open the ways in."""
        self._environment = environment.fill()
        self._default_session = sessions.lend_default()
        _all_live.append(self)
        self._follow(self.catalog.settings)
        self.catalog.settings_listeners.append(self._follow)
        start_answering(self.catalog.dispatcher.handle, WAYS_IN)

    def stop(self) -> None:
        """Undo that, in the opposite order."""
        stop_answering(self.catalog.dispatcher.handle)
        self.catalog.settings_listeners.remove(self._follow)
        self._skip_sleep(on=False)
        if self._moto is not None:
            self._moto.stop()
        above = self._above()
        _all_live.remove(self)
        if above is not None:
            # The fake above found what is ours: it puts back what we found.
            above._environment = self._environment
            above._default_session = self._default_session
            return
        sessions.return_default(self._default_session)
        environment.restore(self._environment)

    def _above(self) -> Live | None:
        """Give the fake that was started next after this one and is still live."""
        following = _all_live[_all_live.index(self) + 1 :]
        return following[0] if following else None

    def _follow(self, settings: Settings) -> None:
        """Do what the settings ask for outside of the fake."""
        above = self._above()
        if settings.engine == "cloudformation" and self._moto is None:
            self._start_moto(deterministic=settings.deterministic)
        if settings.region != self._region:
            self._region = settings.region
            variables = os.environ if above is None else above._environment
            variables[environment.REGION] = settings.region
        self._skip_sleep(on=settings.sleep == "skip")
        if self._moto is not None and above is None:
            # What the test itself asks moto for is to be in the account of the stacks.
            access_key_id = accounts.access_key_of(settings.account_id)
            os.environ["AWS_ACCESS_KEY_ID"] = access_key_id or CREDENTIAL

    def _start_moto(self, *, deterministic: bool) -> None:
        """Start moto's mock_aws, or join the active one, until this fake is stopped."""
        from ..moto.mock import MotoMock

        moto = MotoMock(deterministic=deterministic)
        moto.start()
        self._moto = moto
        # moto's credentials and its empty default session are not needed beside ours.
        os.environ.update(environment.FAKE_CREDENTIALS)
        sessions.lend_default()

    def _skip_sleep(self, *, on: bool) -> None:
        if on and self._skipped is None:
            from .skipped_sleep import SkippedSleep

            self._skipped = SkippedSleep(self.catalog.advance_clock, self._module)
            self._skipped.start()
        elif not on and self._skipped is not None:
            self._skipped.stop()
            self._skipped = None


_all_live: list[Live] = []
"""The fakes that are live, in the order in which they were started."""
