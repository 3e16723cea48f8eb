"""The time as the fake sees it."""

from __future__ import annotations

import time
from collections.abc import Callable


class Clock:
    """A clock that shows the machine's time plus what was added to it.

    Args:
        source: Gives the machine's time, in seconds since the epoch.
    """

    def __init__(self, source: Callable[[], float] | None = None) -> None:
        self._source = source
        self._ahead = 0.0

    def now(self) -> float:
        """Tell the time in seconds since the epoch, to the millisecond as the service does."""
        source = self._source or time.time
        return round((source() + self._ahead) * 1000) / 1000

    def advance(self, seconds: float) -> None:
        """Put the clock forward by that many seconds."""
        self._ahead += seconds
