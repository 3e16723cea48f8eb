"""The state of a session or a client, to tell later whether anything in it was changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType, MethodType
from typing import Any

PACKAGES = frozenset({"boto3", "botocore", "pytest_sc_plan"})
"""The packages whose objects are looked into: those of others may change at any time."""

OPAQUE = frozenset({"botocore.model"})
"""Modules with objects that fill themselves while they are used, from what never changes."""

FILLED = frozenset({"_static_parts"})
"""Attributes that fill themselves likewise: newer user agents keep what they made of the others."""

HANDLERS = "_root"
"""The attribute in which botocore keeps the handlers of events: a tree of hundreds of parts."""


class Snapshot:
    """The contents of an object, and of all that it consists of, at one time.

    Caches do not count. Neither does what is registered for events, but the state of each handler
    does: whoever registers one is seen by the emitter's methods.

    Args:
        roots: The objects; of a class, its ``vars()``.
    """

    def __init__(self, roots: Iterable[Any]) -> None:
        self._now = [contents for contents, counts in _walk(roots) if counts]
        self._remember()

    def _remember(self) -> None:
        self._then: list[Any] = [contents.copy() for contents in self._now]

    @property
    def differs(self) -> bool:
        """Whether anything is not as it was."""
        if self._now == self._then:
            return False
        if list(map(_lasting, self._now)) != list(map(_lasting, self._then)):
            return True
        self._remember()
        return False


def _lasting(contents: Any) -> Any:
    if isinstance(contents, list) or not FILLED & contents.keys():
        return contents
    return {name: value for name, value in contents.items() if name not in FILLED}


def _walk(roots: Iterable[Any]) -> Iterator[tuple[Any, bool]]:
    """Find all containers, with whether each counts."""
    # Ids are of use as long as the objects are there, which the containers see to.
    seen: set[int] = set()
    waiting = [(root, True) for root in roots]
    while waiting:
        found, counts = waiting.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        if isinstance(found, (tuple, MethodType)):
            parts = found if isinstance(found, tuple) else (found.__self__,)
            waiting += [(part, counts) for part in parts]
            continue
        contents = _contents(found)
        if contents is None:
            continue
        # A handler has a state of its own, wherever it is registered.
        counts = counts or contents is not found
        yield contents, counts
        if isinstance(contents, list):
            waiting += [(part, counts) for part in contents]
        else:
            waiting += [
                (part, counts and name != HANDLERS)
                for name, part in contents.items()
                if not str(name).endswith("cache")
            ]


def _contents(found: Any) -> Any:
    """Give a dict or a list that shows each change of an object; None if nothing does."""
    if type(found) in {dict, list, MappingProxyType}:
        return found
    module = str(type(found).__module__)
    if module in OPAQUE or module.partition(".")[0] not in PACKAGES:
        return None
    return getattr(found, "__dict__", None)
