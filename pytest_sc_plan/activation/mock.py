"""``mock_service_catalog``: a live fake as a context manager and as a decorator."""

from __future__ import annotations

import functools
import inspect
import unittest
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from ..fake.service_catalog import ServiceCatalog
from ..settings import Settings
from .environment import default_settings
from .live import Live

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..settings import SettingsKeywords

F = TypeVar("F", bound=Callable[..., Any])


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
            RuntimeError: No fake is live.
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
        """Stop the fake that was started last, and put back everything as it was.

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
            # The exception matters more than an injected error that was not raised because of it.
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

        # pytest passes the test's method according to the number of parameters.
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
        # The exception matters more than an injected error that was not raised because of it.
        try:
            yield
        except BaseException:
            self._live.pop().stop()
            raise


def _call_hook(hook: Any, test: Any, method: Any) -> None:
    """Call a ``setup_method`` or ``teardown_method``, which may take no test method."""
    if len(inspect.signature(hook).parameters) > 1:
        hook(test, method)
    else:
        hook(test)


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
        **settings: Values by the names of the settings.

    Returns:
        The decorated function or class, or a ServiceCatalogMock, which gives a ServiceCatalog to
        ``with``.

    Raises:
        SettingsError: A name is unknown, or a value is not allowed.
    """
    mock = ServiceCatalogMock(settings)
    return mock if function is None else mock(function)
