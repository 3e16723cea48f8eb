"""State transitions as moto's users set them: ``state_manager.set_transition``.

Source: moto's documentation, "State transitions". In moto, with ``manual`` and ``times`` n, it is
the n-th read that sees the next state.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Final

from ..catalog.clock import LATEST, is_duration
from . import active

MODEL: Final = "servicecatalog::plan"
"""The name of all our work in moto: plans that are being created, and records."""

DEFAULT: Final[dict[str, Any]] = {"progression": "manual", "times": 2}
"""moto's transition of our work unless its user set another: it equals our default settings."""


def register() -> None:
    """Register our model with moto's state manager, if that is loaded."""
    module = sys.modules.get("moto.moto_api")
    if module is not None:
        module.state_manager.register_default_transition(MODEL, DEFAULT)


def changes() -> dict[str, Any]:
    """Read ``progress``, ``polls`` and ``duration`` from the transition that the user set.

    Returns:
        The settings; empty where no transition is set, or moto is not active.

    Raises:
        ValueError: It is not one that moto documents; the message says what is.
    """
    module = sys.modules.get("moto.moto_api")
    if module is None or not active.is_active():
        return {}
    register()
    transition = module.state_manager.get_transition(MODEL)
    # Identity tells that nobody set another: an equal one is the user's.
    return {} if transition is DEFAULT else _read(transition)


def _read(transition: Mapping[str, Any]) -> dict[str, Any]:
    progression = transition.get("progression")
    if progression == "immediate":
        return {"progress": "immediate"}
    if progression == "manual":
        times = transition.get("times")
        if not isinstance(times, int) or isinstance(times, bool) or times < 1:
            raise _wrong(transition, "times must be a whole number, 1 or more")
        return {"progress": "polls", "polls": times - 1}
    if progression == "time":
        seconds = transition.get("seconds")
        if not is_duration(seconds):
            raise _wrong(transition, f"seconds must be a number, 0 or more and at most {LATEST}")
        return {"progress": "time", "duration": seconds}
    raise _wrong(transition, "progression must be immediate, manual or time")


def _wrong(transition: Mapping[str, Any], must: str) -> ValueError:
    return ValueError(f"moto's state transition of {MODEL!r} is {dict(transition)!r}: {must}")
