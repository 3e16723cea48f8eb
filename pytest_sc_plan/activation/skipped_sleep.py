"""Sleep that is skipped: it returns at once, and time moves on by as much.

The functions below replace ``time.sleep``, ``time.time``, ``time.monotonic`` and ``asyncio.sleep``,
also where a module imported them by name. They decide at each call. On a thread that was there
before the test, and once nothing is skipped any more, they call the real ones.

A loop that waits for a deadline has to see its clock move. Otherwise it would spin until the real
time is up. So the code under test sees moved clocks. The test's own module sees the real ones.
``time.perf_counter`` is left alone, and so is time that freezegun or time-machine hold.
"""

from __future__ import annotations

import sys
import threading
import time
import types
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from ..catalog.clock import is_frozen, real
from ..transports.replacing import Replacements, is_own

LIMIT = 10_000
"""How many sleeps of one test are skipped before it counts as a loop without an end."""

_acquire: Any = None
_async_sleep: Any = None

_stack: list[SkippedSleep] = []
_replacements = Replacements()
_lock = threading.Lock()
_names: WeakKeyDictionary[types.ModuleType, list[str]] = WeakKeyDictionary()

NAMES = frozenset({"sleep", "time", "monotonic"})

OWN_PACKAGE = "pytest_sc_plan"

RETRYING = frozenset({"botocore.endpoint", "aiobotocore.endpoint"})
"""Modules that sleep before they send a request again, each time for a random while."""

INFRASTRUCTURE = frozenset(
    {
        "_pytest",
        "botocore",
        "coverage",
        "execnet",
        "freezegun",
        "hypothesis",
        "pluggy",
        "pytest",
        OWN_PACKAGE,
        "pytest_timeout",
        "time_machine",
        "xdist",
    }
)
"""Packages whose own copies of the functions stay real; botocore looks them up in ``time``."""


class SkippedSleep:
    """Replacement of sleep, from start() to stop().

    Args:
        advance: Moves the fake's clock on; gets the number of seconds.
        module: The module whose view of the clock stays real; None for none.
        retry_pause: Tells how long a pause before botocore's own retry counts; it is random.
    """

    def __init__(
        self,
        advance: Callable[[float], None],
        module: types.ModuleType | None = None,
        retry_pause: Callable[[float], float] = float,
    ) -> None:
        self._advance = advance
        self._retry_pause = retry_pause
        self._test_globals = vars(module) if module is not None else None
        self._others: WeakSet[threading.Thread] = WeakSet()
        self.slept = 0.0
        self._count = 0

    def start(self) -> None:
        """Replace the functions."""
        self._others.update(set(threading.enumerate()) - {threading.current_thread()})
        with _lock:
            _stack.append(self)
            if len(_stack) == 1:
                _patch()

    def stop(self) -> None:
        """Put the real functions back."""
        with _lock:
            _stack[:] = [skipped for skipped in _stack if skipped is not self]
            if not _stack:
                _replacements.undo()

    def concerns_this_thread(self) -> bool:
        """Tell whether the current thread is the test's, or was started by it."""
        return threading.current_thread() not in self._others

    def sees_moved_clock(self, caller: types.FrameType) -> bool:
        """Tell whether the code that asks for the time gets the moved one.

        The fake itself does not: its own clock is told of each sleep.
        """
        asking = caller.f_globals
        return (
            asking is not self._test_globals
            and (asking.get("__package__") or "").partition(".")[0] != OWN_PACKAGE
            and self.concerns_this_thread()
        )

    def skip(self, seconds: float, caller: types.FrameType) -> None:
        """Let that much time pass at once.

        Args:
            seconds: How much.
            caller: The code that sleeps.

        Raises:
            RuntimeError: So many sleeps were skipped that the loop seems to have no end.
            ValueError: The fake's clock can't be moved so far.
        """
        self._count += 1
        if self._count > LIMIT:
            raise RuntimeError(
                f"{LIMIT} sleeps were skipped in this test, {self.slept:.0f} seconds in all: with "
                "sleep='skip' a loop that waits for a clock that does not move, such as "
                "datetime.now(), has no end. Count its rounds, use time.monotonic(), or set "
                "sleep='real'."
            )
        if caller.f_globals.get("__name__") in RETRYING:
            seconds = self._retry_pause(seconds)
        self._advance(seconds)
        self.slept += seconds


def _skipping() -> SkippedSleep | None:
    # Another thread may empty the stack at any time.
    stack = _stack[-1:]
    return stack[0] if stack and stack[0].concerns_this_thread() else None


def sleep(seconds: float) -> None:
    """Stand in for ``time.sleep``."""
    skipping = _skipping()
    if skipping is None or not seconds > 0:
        real.sleep(seconds)
        return
    skipping.skip(seconds, sys._getframe(1))
    if threading.active_count() > 1:
        # The test may wait for the work of another of its threads.
        real.sleep(0)


def moved_time() -> float:
    """Stand in for ``time.time``."""
    return float(real.time() + _moved(sys._getframe(1)))


def moved_monotonic() -> float:
    """Stand in for ``time.monotonic``."""
    return float(real.monotonic() + _moved(sys._getframe(1)))


def _moved(caller: types.FrameType) -> float:
    stack = _stack[-1:]
    if not stack or _is_travelling() or not stack[0].sees_moved_clock(caller):
        return 0.0
    return stack[0].slept


async def async_sleep(delay: float, result: Any = None) -> Any:
    """Stand in for ``asyncio.sleep``."""
    skipping = _skipping()
    if skipping is None or not delay > 0:
        return await _async_sleep(delay, result)
    skipping.skip(delay, sys._getframe(1))
    return await _async_sleep(0, result)


def acquire(bucket: Any, amount: int = 1, block: bool = True) -> Any:  # noqa: FBT001, FBT002
    """Stand in for botocore's ``TokenBucket.acquire``: adaptive retries wait in it by sleeping."""
    from botocore.exceptions import CapacityNotAvailableError

    waits = block and _skipping() is not None
    while True:
        try:
            return _acquire(bucket, amount, block and not waits)
        except CapacityNotAvailableError:
            if not waits:
                raise
            time.sleep(0.1)


def undo_again() -> None:
    """Undo what a mock has brought back that ended after nothing was skipped any more."""
    with _lock:
        if not _stack:
            _replacements.undo()


def _patch() -> None:
    import asyncio

    from botocore.retries.bucket import TokenBucket

    global _acquire, _async_sleep
    # What a test put there is its own, and stays.
    if is_own(asyncio.tasks, "sleep"):
        _async_sleep = asyncio.tasks.sleep
    if is_own(TokenBucket, "acquire"):
        _acquire = TokenBucket.acquire
        _replacements.replace(TokenBucket, "acquire", acquire)
    pairs = [(real.sleep, sleep), (_async_sleep, async_sleep)]
    if not is_frozen():
        pairs += [(real.time, moved_time), (real.monotonic, moved_monotonic)]
    # A module may hold values that have no hash.
    replacements = {id(original): ours for original, ours in pairs if original is not None}
    for holder in (time, asyncio, asyncio.tasks, *_modules()):
        held = vars(holder)
        for name in _held_names(holder):
            if id(held.get(name)) in replacements:
                _replacements.replace(holder, name, replacements[id(held[name])])


def _modules() -> list[types.ModuleType]:
    known = sys.stdlib_module_names | INFRASTRUCTURE
    return [
        module
        for name, module in list(sys.modules.items())
        if type(module) is types.ModuleType and name.partition(".")[0] not in known
    ]


def _held_names(module: types.ModuleType) -> list[str]:
    # A module imports names when it is loaded, so it is enough to search it once.
    if module not in _names:
        _names[module] = [
            name for name, value in list(vars(module).items()) if _may_hold(module, name, value)
        ]
    return _names[module]


def _may_hold(module: types.ModuleType, name: str, value: Any) -> bool:
    """Tell whether a module holds one of the functions, or will once a test's mock has ended."""
    kind = type(value)
    if kind is types.BuiltinFunctionType or kind is types.FunctionType:
        return name in NAMES or value.__module__ != module.__name__
    return name in NAMES or kind.__name__.endswith("Mock")


def _is_travelling() -> bool:
    time_machine = sys.modules.get("time_machine")
    return time_machine is not None and bool(time_machine.escape_hatch.is_travelling())
