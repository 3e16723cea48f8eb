"""The place in a user's code that a fake comes from."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

OWN_PACKAGE = "pytest_sc_plan"

HELPERS = frozenset({OWN_PACKAGE, "contextlib"})
"""Modules that start a fake for the code that calls them."""


class Origin(NamedTuple):
    """The place that a fake comes from.

    Args:
        name: The function that started it, or the function or class that it is around.
        around: Whether it was started by a decorator.
        code: The code of that function; None for a class.
        line: The line that started it, or the first one of the function.
    """

    name: str
    around: bool
    code: CodeType | None
    line: int = 0

    def place(self, root: Path) -> str:
        """Write the file, seen from a folder, and the line; empty where it is not known."""
        if self.code is None:
            return ""
        path = Path(self.code.co_filename)
        shown = path.relative_to(root) if path.is_relative_to(root) else path.name
        return f"{shown}:{self.line}"


def of_caller() -> Origin:
    """Find the code of the user that is running."""
    frame = sys._getframe(1)
    while _module(frame) in HELPERS and frame.f_back is not None:
        frame = frame.f_back
    return Origin(frame.f_code.co_name, around=False, code=frame.f_code, line=frame.f_lineno)


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__")).partition(".")[0]


def of_decorated(decorated: Any) -> Origin:
    """Describe a function or class that a fake is around."""
    code = getattr(inspect.unwrap(decorated), "__code__", None)
    line = code.co_firstlineno if code is not None else 0
    name = getattr(decorated, "__name__", type(decorated).__name__)
    return Origin(name, around=True, code=code, line=line)
