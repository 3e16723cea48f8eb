"""The time as the fake sees it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

# The plugin loads this module, because a test may replace the functions as soon as it runs. They
# are not global names, because freezegun would replace those. Where it holds the time already, it
# has kept the real functions.
_freezegun = sys.modules.get("freezegun.api")
real: Any = SimpleNamespace(
    sleep=time.sleep,
    time=getattr(_freezegun, "real_time", time.time),
    monotonic=getattr(_freezegun, "real_monotonic", time.monotonic),
)
"""The real functions of ``time``."""


def is_frozen() -> bool:
    """Tell whether freezegun holds the time."""
    return getattr(time.time, "__module__", None) == "freezegun.api"


def machine_time() -> float:
    """Tell the machine's time, or the one that freezegun holds; a mock of a test is not asked."""
    return time.time() if is_frozen() else float(real.time())


class Clock:
    """A clock that shows the machine's time plus what was added to it.

    Args:
        source: Gives the machine's time, in seconds since the epoch.
    """

    def __init__(self, source: Callable[[], float] = machine_time) -> None:
        self._source = source
        self._ahead = 0.0

    def now(self) -> float:
        """Tell the time in seconds since the epoch, to the millisecond as the service does."""
        return round((self._source() + self._ahead) * 1000) / 1000

    def advance(self, seconds: float) -> None:
        """Put the clock forward by that many seconds."""
        self._ahead += seconds
