"""Waiting for what happens, however long it takes: no test says how fast anything is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import perf_counter

HANG = 600.0
"""Seconds after which something that has to happen is taken for stuck."""


def wait_until(happened: Callable[[], object]) -> None:
    """Return once it has happened.

    Raises:
        TimeoutError: It seems that it never does.
    """
    limit = perf_counter() + HANG
    pause = threading.Event()
    while not happened():
        if perf_counter() > limit:
            raise TimeoutError
        # Sleep may be skipped; this is not.
        pause.wait(0.01)
