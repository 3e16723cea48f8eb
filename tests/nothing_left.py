"""A check that a test session leaves nothing behind in its process.

A plugin: the check fails as the teardown of the session's last test, in each worker.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

from .global_state import global_state

OURS = "pytest_sc_plan"
TESTS = ("pytest_sc_plan", "tests", "examples", "benchmarks", "conftest", "__main__")
DESCRIPTORS = Path("/proc/self/fd")
STREAMS = ("0", "1", "2")
"""Descriptors that pytest exchanges while it captures output."""

PATIENCE = 5.0
"""Seconds that a thread has to end which was told to."""

SHARED = "sc_plan_shared_server"
"""A thread that waits for the process of all workers, which ends with the last of them."""

registered: list[str] = []
"""The atexit handlers of ours, and of tests. Other libraries have theirs for good."""


def process() -> dict[str, Any]:
    """What a fake may leave in the process."""
    return {
        "variables": {
            name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"
        },
        "sys.meta_path": list(sys.meta_path),
        "threads": sorted(thread.name for thread in threading.enumerate() if thread.name != SHARED),
        "file descriptors": descriptors(),
        "atexit handlers": list(registered),
        "our functions": our_functions(),
        **global_state(),
    }


def descriptors() -> dict[str, str]:
    if not DESCRIPTORS.exists():
        return {}
    found = {}
    for descriptor in DESCRIPTORS.iterdir():
        if descriptor.name in STREAMS:
            continue
        try:
            found[descriptor.name] = os.readlink(descriptor)
        except FileNotFoundError:
            # The one that lists the others.
            continue
    return found


def our_functions() -> list[str]:
    """The names in other people's modules and classes behind which is a function of ours."""
    return [
        f"{holder.__name__}.{name}"
        for module in list(sys.modules.values())
        if type(module) is ModuleType and module.__name__.partition(".")[0] not in TESTS
        for holder in [module, *classes(module)]
        for name, value in list(vars(holder).items())
        if type(value) is FunctionType and str(value.__module__).partition(".")[0] == OURS
    ]


def classes(module: ModuleType) -> list[Any]:
    return [
        value
        for value in list(vars(module).values())
        if type(value) is type and value.__module__ == module.__name__
    ]


def differences(before: dict[str, Any]) -> list[str]:
    now = process()
    return [
        f"{kind}: {change}"
        for kind in before
        if now[kind] != before[kind]
        for change in changes(before[kind], now[kind])
    ]


def changes(before: Any, now: Any) -> list[str]:
    if not isinstance(before, dict):
        return [f"{now!r}, not {before!r}"]
    return [
        f"{name} is {now.get(name)!r}, not {before.get(name)!r}"
        for name in sorted(before.keys() | now.keys())
        if now.get(name) != before.get(name)
    ]


_before_key = pytest.StashKey[tuple[dict[str, Any], list[threading.Thread]]]()
_patched_key = pytest.StashKey[pytest.MonkeyPatch]()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Record the atexit handlers of ours, and of tests."""
    register = atexit.register

    def record(function: Any, *args: Any, **kwargs: Any) -> Any:
        caller = sys._getframe(1).f_globals["__name__"]
        if caller.partition(".")[0] in TESTS:
            registered.append(f"{function} of {caller}")
        return register(function, *args, **kwargs)

    session.stash[_patched_key] = pytest.MonkeyPatch()
    session.stash[_patched_key].setattr(atexit, "register", record)


def pytest_sessionfinish(session: pytest.Session) -> None:
    session.stash[_patched_key].undo()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if _before_key not in item.session.stash:
        item.session.stash[_before_key] = (process(), threading.enumerate())


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    yield
    # No fixture is left now. Of fixtures, older pytests don't say which is the last.
    if nextitem is None:
        _check(*item.session.stash[_before_key])


def _check(before: dict[str, Any], threads: list[threading.Thread]) -> None:
    for thread in threading.enumerate():
        if thread not in threads and thread.name != SHARED:
            thread.join(PATIENCE)
    # Connections that nobody holds any more are closed with their pools.
    gc.collect()
    left = differences(before)
    assert left == [], "\n".join(["left behind:", *left])
