"""Test code that executes AWS Service Catalog plans, against a fake of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .backend import ServiceCatalog
    from .calls import Call
    from .faults import DocumentedError, documented_error, documented_errors
    from .mocking import ServiceCatalogMock, mock_service_catalog
    from .serving import PlanServer, serve_in_moto
    from .settings import SettingsError
    from .shared_server import SharedServer
    from .transports.http import UnservedOperationError

__all__ = [
    "Call",
    "DocumentedError",
    "PlanServer",
    "ServiceCatalog",
    "ServiceCatalogMock",
    "SettingsError",
    "SharedServer",
    "UnservedOperationError",
    "documented_error",
    "documented_errors",
    "mock_service_catalog",
    "serve_in_moto",
]

_HOMES = {
    "Call": "calls",
    "DocumentedError": "faults",
    "PlanServer": "serving",
    "ServiceCatalog": "backend",
    "ServiceCatalogMock": "mocking",
    "SettingsError": "settings",
    "SharedServer": "shared_server",
    "UnservedOperationError": "transports.http",
    "documented_error": "faults",
    "documented_errors": "faults",
    "mock_service_catalog": "mocking",
    "serve_in_moto": "serving",
}


def __getattr__(name: str) -> Any:
    # Loaded when asked for, so that loading the plugin costs nothing.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
