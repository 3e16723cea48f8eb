"""Changes on the administrator's side that take a while, and have no record.

A constraint or a version is CREATING, a copy or a share IN_PROGRESS, access to Organizations
UNDER_CHANGE, until its change is over. ``progress`` moves these on as it moves records. Observed:
recordings of aws/aws-cli, and the waiters of hashicorp/terraform-provider-aws.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from .behavior import Behavior
from .clock import Clock


@dataclass(slots=True)
class _Change:
    """A change that is under way: when it began, and how many reads saw it so."""

    started: float
    reads: int = 0


class Changes:
    """The changes of all accounts and regions that are under way; what is over is forgotten.

    Each region has a lock of its own, so the changes need one too.

    Args:
        clock: Where the time comes from.
        behavior: Gives the behavior in force now; it may change while changes are under way.
    """

    def __init__(self, clock: Clock, behavior: Callable[[], Behavior]) -> None:
        self._clock = clock
        self._behavior = behavior
        self._lock = threading.RLock()
        self._under_way: dict[Hashable, _Change] = {}

    def begin(self, key: Hashable) -> None:
        """Begin a change; one of the same key that is under way begins again."""
        with self._lock:
            self._end_the_oldest()
            self._under_way.pop(key, None)
            self._under_way[key] = _Change(self._clock.now())
            # With progress=immediate it is over already.
            self.is_over(key)

    def is_over(self, key: Hashable) -> bool:
        """Tell whether a change is over by now, or never began; this counts no read."""
        with self._lock:
            change = self._under_way.get(key)
            if change is not None and self._ends_by_itself(change):
                del self._under_way[key]
            return key not in self._under_way

    def read(self, key: Hashable) -> bool:
        """Count a read of a change, and tell whether that read sees that it is over."""
        behavior = self._behavior()
        with self._lock:
            change = self._under_way.get(key)
            if change is None or behavior.progress != "polls":
                return self.is_over(key)
            if change.reads >= behavior.polls:
                del self._under_way[key]
                return True
            change.reads += 1
            return False

    def settle(self) -> None:
        """End the changes that are over by the settings in force, before these are changed."""
        with self._lock:
            for key in list(self._under_way):
                self.is_over(key)

    def advance(self) -> None:
        """End all changes now."""
        with self._lock:
            self._under_way.clear()

    def catch_up(self) -> None:
        """End the changes that take no longer by the clock, whatever ``progress`` says."""
        with self._lock:
            for key, change in list(self._under_way.items()):
                if self._has_lasted(change):
                    del self._under_way[key]

    def forget(self, key: Hashable) -> None:
        """Forget a change, because what it was about is gone."""
        with self._lock:
            self._under_way.pop(key, None)

    def _end_the_oldest(self) -> None:
        """End what is over, so that what nobody asks about is not kept."""
        while self._under_way and self.is_over(next(iter(self._under_way))):
            pass

    def _ends_by_itself(self, change: _Change) -> bool:
        progress = self._behavior().progress
        return progress == "immediate" or (progress == "time" and self._has_lasted(change))

    def _has_lasted(self, change: _Change) -> bool:
        # The sum is rounded as the clock is: the difference of two times may be a little too small.
        return self._clock.now() >= round(change.started + self._behavior().duration, 3)
