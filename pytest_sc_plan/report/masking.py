"""Secrets, masked in a report of pytest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

    from ..fake.redaction import Mask

_PLAIN = frozenset(
    {
        *("nodeid", "_id", "location", "keywords"),
        *("outcome", "when", "duration", "start", "stop"),
    }
)
"""Attributes of a report that name the test, or have no text of it."""

_PROPERTIES = "user_properties"


def shows_something(report: pytest.TestReport) -> bool:
    """Tell whether a report has anything but the test's name and its outcome."""
    return any(value for name, value in vars(report).items() if name not in _PLAIN)


def mask_report(report: pytest.TestReport, mask: Mask) -> None:
    """Mask secrets in all that a report shows, also in what other plugins put there."""
    seen: set[int] = set()
    for name, value in list(vars(report).items()):
        if name == _PROPERTIES:
            report.user_properties = [
                (mask(str(key)), _property(mask, str(key), shown)) for key, shown in value
            ]
        elif name not in _PLAIN:
            setattr(report, name, _masked(value, mask, seen))


def _property(mask: Mask, name: str, value: object) -> Any:
    masked = mask.pair(name, value)
    if masked is not value and masked != value:
        return masked
    text = str(value)
    return value if mask.pair(name, text) == text else mask.pair(name, text)


def _masked(value: Any, mask: Mask, seen: set[int]) -> Any:
    """Mask secrets: pytest's own objects are changed in place, all others are copied."""
    if isinstance(value, list):
        return [_masked(item, mask, seen) for item in value]
    if isinstance(value, tuple):
        return _masked_tuple(value, mask, seen)
    if isinstance(value, (str, Mapping)):
        return mask.within(value)
    if type(value).__module__.startswith(("_pytest.", "pytest_")) and id(value) not in seen:
        seen.add(id(value))
        for name, member in _members(value).items():
            if name == "lines":
                # A secret may have several lines.
                member = mask("\n".join(member)).split("\n")
            # Some are frozen.
            object.__setattr__(value, name, _masked(member, mask, seen))
    return value


def _masked_tuple(value: tuple[Any, ...], mask: Mask, seen: set[int]) -> tuple[Any, ...]:
    if len(value) == 2 and all(isinstance(item, str) for item in value):
        # An argument of a function, or a section.
        return (mask(value[0]), mask.pair(*value))
    return tuple(_masked(item, mask, seen) for item in value)


def _members(value: Any) -> dict[str, Any]:
    if hasattr(value, "__dict__"):
        return dict(vars(value))
    return {name: getattr(value, name) for name in value.__slots__}
