"""The time as the fake sees it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final, TypeGuard

LATEST: Final = 253_402_214_400
"""The last second that a clock may show, and the longest time that anything may take.

It is the beginning of the last day of the year 9999, which datetime can show in every time zone.
"""

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

    @property
    def ahead(self) -> float:
        """Seconds that were added to the machine's time so far."""
        return self._ahead

    def advance(self, seconds: float) -> None:
        """Put the clock forward.

        Args:
            seconds: By how much.

        Raises:
            ValueError: It is no such number, or the year 9999 would be over.
        """
        if not is_number(seconds):
            raise ValueError(f"seconds must be a number, not {seconds!r}")
        if seconds < 0:
            raise ValueError(f"seconds must be 0 or more, not {seconds!r}: time does not go back")
        if seconds > LATEST - self.now():
            raise ValueError(
                f"seconds must not put the clock beyond the year 9999, as {seconds!r} would"
            )
        self._ahead += seconds


def is_number(value: object) -> TypeGuard[float]:
    """Tell whether a value is a number; a boolean and nan are none."""
    is_real = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_real and value == value  # nan equals nothing


def is_duration(value: object) -> bool:
    """Tell whether a value is a number of seconds that a call or work may take."""
    return is_number(value) and 0 <= value <= LATEST
