"""The errors of a saved state that can't be read back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ...catalog.errors import ServiceError
from ...catalog.model import Plan, PlanStatus, ProvisionedProduct, ProvisionedProductStatus
from ...settings import SettingsError
from .format import SavedWork


@contextmanager
def placed(where: str) -> Iterator[None]:
    """Say in each error of the block where it is."""
    try:
        yield
    except (ValueError, LookupError) as error:
        raise SettingsError(f"{where}: {error}") from None


@contextmanager
def refused_as_settings() -> Iterator[None]:
    """Make of a refusal of the service in the block an error of what was saved."""
    try:
        yield
    except ServiceError as refused:
        raise SettingsError(refused.message) from None


def missing(what: str, identifier: str) -> SettingsError:
    """Make the error for something that another one names, and that is not there."""
    return SettingsError(f"there is no {what} {identifier!r}, neither here nor in the fake")


def require_work(work: SavedWork | None, what: str, *, needed: bool) -> None:
    """Refuse work that is finished, and none where it is not."""
    if needed and work is None:
        raise SettingsError(f"{what}, so 'work' must say how it ends")
    if not needed and work is not None:
        raise SettingsError(f"{what}, so it has no 'work'")


def require_status(
    resource: Plan | ProvisionedProduct, status: PlanStatus | ProvisionedProductStatus, why: str
) -> None:
    """Refuse a resource whose status is not the one that something else needs."""
    if resource.status is not status:
        raise SettingsError(f"{resource.id} is {resource.status}, but its {why}, needs {status}")
