"""What is left to do once the last fixture of a test is undone.

``monkeypatch`` or ``mocker``, set up before the fake and used while it is live, is undone after the
fake. It brings back what it found, which was ours. So everything is looked at once more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from . import environment
from .environment import Variables

lock = threading.RLock()
"""Held while a fake is started or stopped, follows its settings, or is undone once more."""

_pending: list[Callable[[], None]] = []


def undo_later(undo: Callable[[], None]) -> None:
    """Note what is to be undone once more."""
    _pending.append(undo)


def undo_pending() -> None:
    """Undo it, before the next fake is live at the latest."""
    while _pending:
        _pending.pop()()


def undo_all(before: Variables) -> None:
    """Undo it after a test's last fixture.

    Args:
        before: The environment before the test's first fixture.
    """
    with lock:
        if _pending:
            undo_pending()
            environment.restore_again(before)
