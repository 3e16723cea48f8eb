"""The part that all views have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Generic, TypeVar

from ...catalog.model import Plan, Portfolio, Product, ProvisionedProduct, Record
from ...catalog.store import Store

R = TypeVar("R", Portfolio, Product, ProvisionedProduct, Record, Plan)


def utc(seconds: float) -> datetime:
    """Make a time of seconds since the epoch."""
    return datetime.fromtimestamp(seconds, timezone.utc)


@dataclass(frozen=True, repr=False, eq=False)
class View(Generic[R]):
    """The part that all views have."""

    _store: Store
    _resource: R

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
