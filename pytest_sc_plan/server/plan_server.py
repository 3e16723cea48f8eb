"""The fake served over HTTP, and the environment of its clients in other processes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial
from types import NoneType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..activation.environment import default_settings
from ..fake.dispatch import Dispatcher
from ..fake.handles import Handle
from ..fake.lookup import state_of
from ..fake.service_catalog import ServiceCatalog
from ..fake.tagged import tagged
from ..settings import SettingsError, nameless_setting
from ..wire.http import Control, Fallback, Request, Response
from . import signature
from .control_api import ControlApi
from .endpoint import READ_TIMEOUT, STOP_TIMEOUT, Server
from .environ import environ
from .refusals import over_http
from .welcome import url_called, welcome

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..settings import SettingsKeywords


class PlanServer(Handle):
    """An HTTP endpoint that serves a fake; the fixture ``sc_plan_server`` gives one.

    Args:
        catalog: The fake.
        host: The address to listen at.
        port: The port to listen at; 0 for any that is free.
        read_timeout: Seconds for a whole request to arrive, before its connection is closed.
        stop_timeout: Seconds that stop() waits for requests that are being answered.
        verify_signature: Whether requests must be signed with the fake credentials; may be changed
            at any time.
        control: Answers requests of the control API; gives None for any other request. None for no
            control API.
        allowed_hosts: The names under which the control API may be called, beside the address to
            listen at and those of this machine alone; ``*`` for any.

    Raises:
        OSError: The address can't be listened at.
    """

    __slots__ = ("_dispatcher", "_has_control", "_server", "catalog", "verify_signature")

    _configure = "catalog.configure"
    _instead = "take its .url or .environ"

    def __init__(
        self,
        catalog: ServiceCatalog,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        read_timeout: float = READ_TIMEOUT,
        stop_timeout: float = STOP_TIMEOUT,
        verify_signature: bool = False,
        control: Control | None = None,
        allowed_hosts: Collection[str] = (),
    ) -> None:
        self.catalog = catalog
        self.verify_signature = verify_signature
        self._dispatcher = Dispatcher(state_of(catalog))
        self._has_control = control is not None
        self._server = Server(
            self._answer,
            control=control or (lambda *_: None),
            welcome=self._welcome,
            allowed_hosts=allowed_hosts,
            host=host,
            port=port,
            read_timeout=read_timeout,
            stop_timeout=stop_timeout,
        )

    @property
    def url(self) -> str:
        """Where it listens: what an SDK calls its endpoint URL."""
        return self._server.url

    @property
    def environ(self) -> dict[str, str]:
        """Variables that point the AWS CLI and any AWS SDK of a subprocess here.

        Add them to the subprocess's environment: ``env={**os.environ, **sc_plan_server.environ}``.
        """
        return environ(self.url, self.catalog.settings.region)

    def start(self) -> None:
        """Answer requests, on threads of its own."""
        self._server.start()

    def stop(self) -> None:
        """End all connections and threads, and close the sockets.

        Raises:
            RuntimeError: A request is still being answered, as by a callback that waits for
                something; the message says where.
        """
        self._server.stop()

    def _answer(self, request: Request) -> Response:
        refused = signature.refuse(request) if self.verify_signature else None
        return refused or self._dispatcher.handle(request)

    def _welcome(self, path: str, host: str) -> Response | None:
        if urlsplit(path).path != "/":
            return None
        url, region = url_called(host, self.url), self.catalog.settings.region
        return welcome(url, region, control=self._has_control)

    def __repr__(self) -> str:
        return f"<PlanServer {self.url}>"


@contextmanager
def serve_in_moto(
    catalog: ServiceCatalog | None = None, **settings: Unpack[SettingsKeywords]
) -> Iterator[ServiceCatalog]:
    """Let moto's server serve a fake: ``ThreadedMotoServer``, and any other in this process.

    It answers the operations that it has at the server's URL, with ``/_sc_plan/...`` beside them;
    moto answers everything else. The two have one catalog. ``POST /moto-api/reset`` resets both. A
    server may have been started before.

    Args:
        catalog: The fake; a new one where it is None.
        **settings: Values by the names of the settings, for a new one. Those of the ini file are
            the defaults in a run of pytest.

    Returns:
        A context manager that gives the fake.

    Raises:
        SettingsError: A name is unknown, a value is not allowed, or a fake is given as well; with
            ``sleep="skip"``, which needs a fake that is live in this process.
        ImportError: A package that moto's server needs is missing: ``pip install 'moto[server]'``.
        AssertionError: At the end: an injected error was never raised in a new fake, and the
            settings ask for that.
    """
    if not isinstance(catalog, (ServiceCatalog, NoneType)):
        takes = "a ServiceCatalog, or settings by name"
        raise nameless_setting("serve_in_moto()", catalog, takes)
    if catalog is not None and settings:
        raise SettingsError("serve_in_moto(): give a fake or settings, not both")
    fake = catalog or ServiceCatalog(default_settings().updated("serve_in_moto()", settings))
    if settings.get("sleep") == "skip":
        raise SettingsError(
            "serve_in_moto(): sleep='skip' is for a fake that is live in this process: give it, as "
            "in serve_in_moto(sc_plan)"
        )
    with installed_in_moto(fake):
        yield fake
    if catalog is None and fake.settings.assert_all_errors_raised:
        fake.assert_all_errors_raised()


@contextmanager
def installed_in_moto(
    catalog: ServiceCatalog, allowed_hosts: Collection[str] = ()
) -> Iterator[None]:
    """Let moto's server ask a fake and its control API first."""
    from ..moto import server as moto_server

    state = state_of(catalog)
    dispatcher = Dispatcher(state)

    def answer(request: Request, ask: Fallback) -> Response:
        return over_http(lambda: dispatcher.handle(request, ask))

    installed = moto_server.install(
        answer,
        control=ControlApi(catalog),
        allowed_hosts=allowed_hosts,
        reset=catalog.reset,
        tagged=partial(tagged, state),
    )
    try:
        yield
    finally:
        moto_server.remove(installed)
