"""The part that all views have."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Generic, TypeVar

from ...catalog.model import Plan, ProvisionedProduct, Record
from ...catalog.offering import Portfolio, Product
from ...catalog.store import Store
from ..handles import Handle

R = TypeVar("R", Portfolio, Product, ProvisionedProduct, Record, Plan)


def utc(seconds: float) -> datetime:
    """Make a time of seconds since the epoch."""
    return datetime.fromtimestamp(seconds, timezone.utc)


class View(Handle, Generic[R]):
    """The part that all views have.

    Args:
        store: The account and region that the resource is in, or was.
        resource: The resource.
    """

    __slots__ = ("_resource", "_store")

    _store: Store
    _resource: R

    _instead = "take its data, such as .id"

    def __init__(self, store: Store, resource: R) -> None:
        self._store = store
        self._resource = resource

    def __eq__(self, other: object) -> bool:
        # Matchers such as mock.ANY compare themselves with what is no view.
        if not isinstance(other, View):
            return NotImplemented
        return self._resource is other._resource

    def __hash__(self) -> int:
        return hash(self._resource.id)

    @property
    def id(self) -> str:
        """Identifier."""
        return self._resource.id

    @property
    def created_time(self) -> datetime:
        """Time of its creation, in UTC."""
        return utc(self._resource.created_time)

    @property
    def _gone(self) -> str:
        """Word for what became of a resource that is there no more; empty while it is."""
        return ""

    def _written(self, shown: str) -> str:
        """Write a repr: what is shown of the resource, and the word for what became of it."""
        gone = "from before reset()" if self._store.world.is_over else self._gone
        return f"<{shown}, {gone}>" if gone else f"<{shown}>"

    def _why_not_set(self, name: str, value: object) -> str:
        return f"{name!r} can't be set: a {type(self).__name__} shows what the fake holds"
