"""``mock_service_catalog`` as a decorator of test classes: a new fake for each of their tests.

Where a class has something to do before its first test or after its last, another fake is live
from the one to the other. What is inherited is covered like the class's own.
"""

from __future__ import annotations

import inspect
import unittest
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Protocol

from . import observers

Hook = Callable[..., object]

HAS_FAILED = "_sc_plan_has_failed"
"""The attribute of a TestCase that tells its cleanups whether it has failed."""


class Mock(Protocol):
    """A fake that is started and stopped."""

    def start(self) -> object:
        """Make a new fake live."""

    def stop(self) -> None:
        """Stop the fake that was started last, and complain about what did not happen to it."""

    def abandon(self) -> None:
        """Stop the fake that was started last, without complaint."""


def decorate(cls: Any, mock: Mock) -> Any:
    """Change a class so that a fake is live in its tests, and in what is done around them.

    Gives the class.

    Args:
        cls: A class that pytest collects, or a ``unittest.TestCase``.
        mock: Starts and stops the fakes.
    """
    if issubclass(cls, unittest.TestCase):
        _decorate_test_case(cls, mock)
    else:
        _decorate_plain(cls, mock)
    return cls


def _decorate_test_case(cls: Any, mock: Mock) -> None:
    set_up = cls.setUp

    @wraps(set_up)
    def start_and_set_up(case: unittest.TestCase) -> None:
        mock.start()
        case.addCleanup(_stop_after, case, mock)
        set_up(case)

    do_cleanups = cls.doCleanups

    @wraps(do_cleanups)
    def judge_and_clean_up(case: Any) -> Any:
        # During a cleanup unittest does not tell how the test itself ended.
        outcome = getattr(case, "_outcome", None)
        passed = outcome is None or (outcome.success and outcome.expectedFailure is None)
        setattr(case, HAS_FAILED, not passed)
        return do_cleanups(case)

    cls.setUp = start_and_set_up
    cls.doCleanups = judge_and_clean_up
    names = ("setUpClass", "tearDownClass")
    if any(_function(cls, name) is not _function(unittest.TestCase, name) for name in names):
        _decorate_class_hooks(cls, mock, *names)


def _stop_after(case: Any, mock: Mock) -> None:
    # Its own failure matters more than an injected error that was not raised because of it.
    if getattr(case, HAS_FAILED, False):
        mock.abandon()
    else:
        mock.stop()


def _decorate_plain(cls: Any, mock: Mock) -> None:
    cls.setup_method, cls.teardown_method = _hooks(
        mock,
        _function(cls, "setup_method") or _Undecorated.setup_method,
        _function(cls, "teardown_method") or _Undecorated.teardown_method,
        # Its own failure matters more than an injected error that was not raised because of it.
        observers.test_passed,
    )
    names = ("setup_class", "teardown_class")
    if any(hasattr(cls, name) for name in names):
        _decorate_class_hooks(cls, mock, *names)


def _decorate_class_hooks(cls: Any, mock: Mock, set_up: str, tear_down: str) -> None:
    nothing = _Undecorated.setup_method
    before, after = _hooks(
        mock, _function(cls, set_up) or nothing, _function(cls, tear_down) or nothing
    )
    setattr(cls, set_up, classmethod(before))
    setattr(cls, tear_down, classmethod(after))


def _hooks(
    mock: Mock, set_up: Hook, tear_down: Hook, complains: Callable[[], bool] = lambda: True
) -> tuple[Hook, Hook]:
    """Start a fake before a hook, and stop it after another, with complaint or without."""

    @wraps(set_up)
    def start_and_set_up(owner: object, method: object = None) -> None:
        mock.start()
        with _abandoning(mock):
            _call(set_up, owner, method)

    @wraps(tear_down)
    def tear_down_and_stop(owner: object, method: object = None) -> None:
        with _abandoning(mock):
            _call(tear_down, owner, method)
        if complains():
            mock.stop()
        else:
            mock.abandon()

    return start_and_set_up, tear_down_and_stop


@contextmanager
def _abandoning(mock: Mock) -> Iterator[None]:
    # The exception matters more than an injected error that was not raised because of it.
    try:
        yield
    except BaseException:
        mock.abandon()
        raise


def _call(hook: Hook, *arguments: object) -> None:
    """Call a hook with as many arguments as it takes: pytest passes the test's method to some."""
    hook(*arguments[: len(inspect.signature(hook).parameters)])


def _function(cls: Any, name: str) -> Any:
    """Find a method's function, also where it is inherited; None where there is none."""
    found = inspect.getattr_static(cls, name, None)
    return getattr(found, "__func__", found)


class _Undecorated:
    """The hooks of a class that has none. moto's decorator knows such hooks by their names."""

    def setup_method(self) -> None:
        """Do nothing before a test."""

    def teardown_method(self) -> None:
        """Do nothing after a test."""
