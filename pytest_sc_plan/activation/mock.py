"""The fake made live: environment, default session and transports, and all of it undone again."""

from __future__ import annotations

import functools
import inspect
import os
import unittest
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from ..fake.service_catalog import ServiceCatalog
from ..moto import accounts
from ..settings import Settings
from ..wire.service import CREDENTIAL

if TYPE_CHECKING:
    from moto.core.models import MockAWS
    from typing_extensions import Unpack

    from ..settings import SettingsKeywords
    from .sleeping import SkippedSleep

F = TypeVar("F", bound=Callable[..., Any])

FAKE_CREDENTIALS: Mapping[str, str] = {
    "AWS_ACCESS_KEY_ID": CREDENTIAL,
    "AWS_SECRET_ACCESS_KEY": CREDENTIAL,
    "AWS_SESSION_TOKEN": CREDENTIAL,
    "AWS_SECURITY_TOKEN": CREDENTIAL,
}

REMOVED = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
"""Variables that would lead a session to a real account's configuration."""


def default_settings() -> Settings:
    """The defaults; the region is that of the environment, if it says one."""
    region = os.environ.get("AWS_DEFAULT_REGION")
    return Settings(region=region) if region else Settings()


class ServiceCatalogMock:
    """A fake that can be started and stopped: a context manager and a decorator.

    Args:
        settings: Values by the names of the settings.

    Raises:
        SettingsError: A name is unknown, or a value is not allowed.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        Settings().updated("mock_service_catalog()", settings)
        self._settings = dict(settings)
        self._live: list[Live] = []

    @property
    def catalog(self) -> ServiceCatalog:
        """The fake that is live now.

        Raises:
            RuntimeError: None is.
        """
        if not self._live:
            raise RuntimeError("mock_service_catalog() is not active: start it first")
        return self._live[-1].catalog

    def start(self) -> ServiceCatalog:
        """Make a new fake live."""
        settings = default_settings().updated("mock_service_catalog()", self._settings)
        live = Live(ServiceCatalog(settings))
        live.start()
        self._live.append(live)
        return live.catalog

    def stop(self) -> None:
        """End it, and put back everything as it was.

        Raises:
            RuntimeError: It was not started.
            AssertionError: An injected error was never raised, and the settings ask for that.
        """
        catalog = self.catalog
        self._live.pop().stop()
        if catalog.settings.assert_all_errors_raised:
            catalog.assert_all_errors_raised()

    def __enter__(self) -> ServiceCatalog:
        return self.start()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if exc_type is None:
            self.stop()
        else:
            # What went wrong already matters more than what was not raised because of it.
            self._live.pop().stop()

    def __call__(self, function: F) -> F:
        """Wrap a function, a coroutine function, a generator function, or a test class."""
        if inspect.isclass(function):
            wrapped_class: F = self._wrap_class(function)
            return wrapped_class

        async def coroutine_function(*args: Any, **kwargs: Any) -> Any:
            with self:
                return await function(*args, **kwargs)

        def generator_function(*args: Any, **kwargs: Any) -> Any:
            with self:
                return (yield from function(*args, **kwargs))

        def plain_function(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        wrapper: Any = plain_function
        if inspect.iscoroutinefunction(function):
            wrapper = coroutine_function
        elif inspect.isgeneratorfunction(function):
            wrapper = generator_function
        return cast("F", functools.update_wrapper(wrapper, function))

    def _wrap_class(self, cls: Any) -> Any:
        if issubclass(cls, unittest.TestCase):
            set_up = cls.setUp

            @functools.wraps(set_up)
            def start_and_set_up(case: unittest.TestCase) -> None:
                self.start()
                case.addCleanup(self.stop)
                set_up(case)

            cls.setUp = start_and_set_up  # pyright: ignore[reportAttributeAccessIssue]
            return cls
        setup_method = getattr(cls, "setup_method", lambda _: None)
        teardown_method = getattr(cls, "teardown_method", lambda _: None)

        # pytest looks how many parameters there are before it hands in the test's method.
        @functools.wraps(setup_method)
        def start_and_setup(test: Any, method: Any) -> None:
            self.start()
            with self._abandoned_by_an_exception():
                _call_hook(setup_method, test, method)

        @functools.wraps(teardown_method)
        def teardown_and_stop(test: Any, method: Any) -> None:
            with self._abandoned_by_an_exception():
                _call_hook(teardown_method, test, method)
            self.stop()

        cls.setup_method = start_and_setup
        cls.teardown_method = teardown_and_stop
        return cls

    @contextmanager
    def _abandoned_by_an_exception(self) -> Iterator[None]:
        # What went wrong already matters more than what was not raised because of it.
        try:
            yield
        except BaseException:
            self._live.pop().stop()
            raise


def _call_hook(hook: Any, test: Any, method: Any) -> None:
    """A ``setup_method`` or ``teardown_method``, which may do without the method."""
    if len(inspect.signature(hook).parameters) > 1:
        hook(test, method)
    else:
        hook(test)


class Live:
    """One fake while it is live.

    Args:
        catalog: The fake.
        module: The test's module, which sees the real clocks while sleep is skipped.
    """

    def __init__(self, catalog: ServiceCatalog, module: ModuleType | None = None) -> None:
        self.catalog = catalog
        self._module = module
        self._skipped: SkippedSleep | None = None
        self._moto: MockAWS | None = None
        self._random: tuple[Any, ...] | None = None
        self._environment: dict[str, str | None] = {}
        self._region: str | None = None

    def start(self) -> None:
        """Fill the environment and start the transports."""
        from ..transports import botocore
        from . import sessions

        for name in (*FAKE_CREDENTIALS, *REMOVED, "AWS_DEFAULT_REGION"):
            self._environment[name] = os.environ.get(name)
        os.environ.update(FAKE_CREDENTIALS)
        for name in REMOVED:
            os.environ.pop(name, None)
        self._default_session = sessions.lend_default()
        _all_live.append(self)
        self._follow(self.catalog.settings)
        self.catalog.settings_listeners.append(self._follow)
        botocore.start(self.catalog.dispatcher.handle)

    def stop(self) -> None:
        """Undo that, in the opposite order."""
        from ..transports import botocore
        from . import sessions

        botocore.stop(self.catalog.dispatcher.handle)
        self.catalog.settings_listeners.remove(self._follow)
        self._skip(on=False)
        if self._moto is not None:
            self._stop_moto(self._moto)
        above = self._above()
        _all_live.remove(self)
        if above is not None:
            # That one found what is ours: it puts back what we found.
            above._environment = self._environment
            above._default_session = self._default_session
            return
        sessions.return_default(self._default_session)
        for name, value in self._environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    def _above(self) -> Live | None:
        """The fake that was started next after this one and is live still."""
        following = _all_live[_all_live.index(self) + 1 :]
        return following[0] if following else None

    def _follow(self, settings: Settings) -> None:
        above = self._above()
        if settings.region != self._region:
            self._region = settings.region
            if above is None:
                os.environ["AWS_DEFAULT_REGION"] = settings.region
            else:
                above._environment["AWS_DEFAULT_REGION"] = settings.region
        self._skip(on=settings.sleep == "skip")
        if settings.engine == "cloudformation" and self._moto is None:
            self._start_moto()
        if self._moto is not None and above is None:
            # What the test itself asks moto for is to be where the stacks are.
            access_key_id = accounts.access_key_of(settings.account_id)
            os.environ["AWS_ACCESS_KEY_ID"] = access_key_id or CREDENTIAL

    def _start_moto(self) -> None:
        """Bring moto's mock_aws, or join the one that is active; it stays until the end."""
        from moto import mock_aws
        from moto.moto_api._internal import mock_random

        from . import sessions

        self._moto = mock_aws()
        self._moto.start()
        if self.catalog.settings.deterministic:
            self._random = mock_random.getstate()
            mock_random.seed(0)
        # moto's credentials and its empty default session are not needed beside ours.
        os.environ.update(FAKE_CREDENTIALS)
        sessions.lend_default()

    def _stop_moto(self, moto: MockAWS) -> None:
        from moto.moto_api._internal import mock_random

        moto.stop()
        if self._random is not None:
            mock_random.setstate(self._random)

    def _skip(self, *, on: bool) -> None:
        if on and self._skipped is None:
            from .sleeping import SkippedSleep

            self._skipped = SkippedSleep(self.catalog.advance_clock, self._module)
            self._skipped.start()
        elif not on and self._skipped is not None:
            self._skipped.stop()
            self._skipped = None


_all_live: list[Live] = []
"""The fakes that are live, in the order in which they were started."""


@overload
def mock_service_catalog(function: F) -> F: ...


@overload
def mock_service_catalog(
    function: None = None, **settings: Unpack[SettingsKeywords]
) -> ServiceCatalogMock: ...


def mock_service_catalog(function: F | None = None, **settings: Any) -> F | ServiceCatalogMock:
    """The fake as a context manager and as a decorator, shaped like moto's ``mock_aws``.

    For wider fixture scopes, ``unittest.TestCase`` and a REPL. Decorated, a class has a new fake
    for each of its tests. ``start()``, ``stop()`` and ``catalog`` are there for everything else.

    Args:
        function: What to decorate, where it is used without parentheses.
        **settings: Values by the names of the settings.

    Returns:
        What was decorated, or a ServiceCatalogMock; ``with`` it gives a ServiceCatalog.

    Raises:
        SettingsError: A name is unknown, or a value is not allowed.
    """
    mock = ServiceCatalogMock(settings)
    return mock if function is None else mock(function)
