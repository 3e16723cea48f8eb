"""Observers of the fakes of this process: they are told when one is started and stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ..fake.service_catalog import ServiceCatalog


class Observer(Protocol):
    """Something that is told of each fake that is made live."""

    def fake_started(self, catalog: ServiceCatalog) -> None:
        """Note that a fake is live from now on."""

    def fake_stopped(self, catalog: ServiceCatalog) -> None:
        """Note that a fake is not live any more."""


observers: list[Observer] = []
"""Those that are told."""


def tell_started(catalog: ServiceCatalog) -> None:
    """Tell all observers that a fake is live from now on."""
    for observer in observers:
        observer.fake_started(catalog)


def tell_stopped(catalog: ServiceCatalog) -> None:
    """Tell all observers that a fake is not live any more."""
    for observer in observers:
        observer.fake_stopped(catalog)
