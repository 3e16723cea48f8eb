"""``mock_service_catalog``: a live fake as a context manager and as a decorator."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from ..fake.handles import Handle
from ..fake.service_catalog import ServiceCatalog
from ..settings import Settings, SettingsError, nameless_setting
from .classes import decorate
from .environment import default_settings
from .live import Live
from .origin import Origin, of_caller, of_decorated

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..settings import SettingsKeywords

F = TypeVar("F", bound=Callable[..., Any])

DECORATED = "_sc_plan_origin"
"""The attribute of functions and classes that a mock is around: their Origin."""


class ServiceCatalogMock(Handle):
    """A fake that can be started and stopped: a context manager and a decorator.

    Args:
        settings: Values by the names of the settings.

    Raises:
        SettingsError: A name is unknown, or a value is not allowed.
    """

    __slots__ = ("_live", "_settings")

    _configure = "catalog.configure"
    _instead = "make one in the other process"

    def __init__(self, settings: Mapping[str, Any]) -> None:
        Settings().updated("mock_service_catalog()", settings)
        self._settings = dict(settings)
        self._live: list[Live] = []

    @property
    def catalog(self) -> ServiceCatalog:
        """The fake that is live now.

        Raises:
            RuntimeError: No fake is live.
        """
        if not self._live:
            raise RuntimeError("mock_service_catalog() is not active: start it first")
        return self._live[-1].catalog

    def start(self) -> ServiceCatalog:
        """Make a new fake live."""
        return self._start(of_caller())

    def _start(self, origin: Origin) -> ServiceCatalog:
        settings = default_settings().updated("mock_service_catalog()", self._settings)
        live = Live(ServiceCatalog(settings), origin=origin)
        live.start()
        self._live.append(live)
        return live.catalog

    def stop(self) -> None:
        """Stop the fake that was started last, and put back everything as it was.

        Raises:
            RuntimeError: It was not started.
            AssertionError: An injected error was never raised, and the settings ask for that.
        """
        catalog = self.catalog
        self.abandon()
        if catalog.settings.assert_all_errors_raised:
            catalog.assert_all_errors_raised()

    def abandon(self) -> None:
        """Stop the fake that was started last, whether or not injected errors were raised."""
        self._live.pop().stop()

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
            # The exception matters more than an injected error that was not raised because of it.
            self.abandon()

    def __repr__(self) -> str:
        settings = "".join(f" {name}={value!r}" for name, value in self._settings.items())
        return f"<ServiceCatalogMock{settings}, {'active' if self._live else 'not active'}>"

    async def __aenter__(self) -> ServiceCatalog:
        return self.start()

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.__exit__(exc_type, exc, traceback)

    def __call__(self, function: F) -> F:
        """Wrap a test class, or a function of any kind: plain, generator, or async ones."""
        if not callable(function):
            raise SettingsError(f"a fake decorates a function or a class, not {function!r}")
        decoration = _Decoration(self, function)
        if inspect.isclass(function):
            decorated: F = decorate(function, decoration)
            setattr(decorated, DECORATED, decoration.origin)
            return decorated

        async def coroutine_function(*args: Any, **kwargs: Any) -> Any:
            with decoration:
                return await function(*args, **kwargs)

        def generator_function(*args: Any, **kwargs: Any) -> Any:
            with decoration:
                return (yield from function(*args, **kwargs))

        def plain_function(*args: Any, **kwargs: Any) -> Any:
            with decoration:
                return function(*args, **kwargs)

        wrapper: Any = plain_function
        if inspect.iscoroutinefunction(function):
            wrapper = coroutine_function
        elif inspect.isasyncgenfunction(function):
            wrapper = _async_generator_function(function, decoration)
        elif inspect.isgeneratorfunction(function):
            wrapper = generator_function
        functools.update_wrapper(wrapper, function)
        setattr(wrapper, DECORATED, decoration.origin)
        return cast("F", wrapper)


class _Decoration:
    """A mock around a function or class: its fakes tell what they are around.

    Args:
        mock: The mock.
        decorated: The function or class.
    """

    def __init__(self, mock: ServiceCatalogMock, decorated: Any) -> None:
        self._mock = mock
        self.origin = of_decorated(decorated)
        self.stop = mock.stop
        self.abandon = mock.abandon

    def start(self) -> ServiceCatalog:
        """Make a new fake live."""
        return self._mock._start(self.origin)

    def __enter__(self) -> ServiceCatalog:
        return self.start()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._mock.__exit__(exc_type, exc, traceback)


def _async_generator_function(
    function: Callable[..., Any], decoration: _Decoration
) -> Callable[..., Any]:
    async def async_generator_function(*args: Any, **kwargs: Any) -> Any:
        # Async generators have no "yield from".
        with decoration:
            generator = function(*args, **kwargs)
            try:
                value = await generator.asend(None)
                while True:
                    try:
                        sent = yield value
                    except GeneratorExit:
                        await generator.aclose()
                        raise
                    except BaseException as thrown:  # noqa: BLE001
                        value = await generator.athrow(thrown)
                    else:
                        value = await generator.asend(sent)
            except StopAsyncIteration:
                return

    return async_generator_function


@overload
def mock_service_catalog(function: F) -> F: ...


@overload
def mock_service_catalog(
    function: None = None, **settings: Unpack[SettingsKeywords]
) -> ServiceCatalogMock: ...


def mock_service_catalog(function: F | None = None, **settings: Any) -> F | ServiceCatalogMock:
    """Make the fake live, as a context manager or a decorator, shaped like moto's ``mock_aws``.

    For wider fixture scopes, ``unittest.TestCase`` and a REPL. Decorated, a class has a new fake
    for each of its tests. ``start()``, ``stop()`` and ``catalog`` are there for everything else.

    Args:
        function: The function or class to decorate, where it is used without parentheses.
        **settings: Values by the names of the settings. Those of the ini file are the defaults in
            a run of pytest.

    Returns:
        The decorated function or class, or a ServiceCatalogMock, which gives a ServiceCatalog to
        ``with``.

    Raises:
        SettingsError: A name is unknown, or a value is not allowed.
    """
    if function is not None and not callable(function):
        takes = "a function, a class, or settings by name"
        raise nameless_setting("mock_service_catalog()", function, takes)
    mock = ServiceCatalogMock(settings)
    return mock if function is None else mock(function)
