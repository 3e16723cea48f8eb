"""The lock of a store, which its thread can let go of for a while."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType


class StoreLock:
    """A lock that a thread may take several times over, and let go of for the time of a block."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._taken = 0

    def __enter__(self) -> None:
        self._lock.acquire()
        self._taken += 1

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._taken -= 1
        self._lock.release()

    @contextmanager
    def released(self) -> Iterator[None]:
        """Let other threads take the lock during the block; the caller holds it before and after.

        However often the caller has taken it, it is free.
        """
        taken, self._taken = self._taken, 0
        for _ in range(taken):
            self._lock.release()
        try:
            yield
        finally:
            for _ in range(taken):
                self._lock.acquire()
            self._taken = taken
