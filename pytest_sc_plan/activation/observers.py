"""Observers of the fakes of this process: they are told when one is started and stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ..fake.service_catalog import ServiceCatalog
    from .origin import Origin


class Observer(Protocol):
    """Something that is told of each fake that is made live."""

    def fake_started(self, catalog: ServiceCatalog, origin: Origin | None) -> None:
        """Note that a fake is live from now on, or refuse it.

        Args:
            catalog: The fake.
            origin: The place that it comes from; None for the one of the fixture.
        """

    def fake_stopped(self, catalog: ServiceCatalog) -> None:
        """Note that a fake is not live any more."""

    def test_passed(self) -> bool:
        """Tell whether the test at hand has passed."""
        ...


observers: list[Observer] = []
"""Those that are told. A run of pytest inside another one has the last: its fakes are its own."""


def tell_started(catalog: ServiceCatalog, origin: Origin | None) -> None:
    """Tell the last observer that a fake is live from now on."""
    for observer in observers[-1:]:
        observer.fake_started(catalog, origin)


def tell_stopped(catalog: ServiceCatalog) -> None:
    """Tell all observers that a fake is not live any more."""
    for observer in observers:
        observer.fake_stopped(catalog)


def test_passed() -> bool:
    """Tell whether the test at hand has passed; where nobody observes, nothing else is known."""
    return all(observer.test_passed() for observer in observers[-1:])
