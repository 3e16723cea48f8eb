"""Test code that executes AWS Service Catalog plans, against a fake of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .activation.mock import ServiceCatalogMock, mock_service_catalog
    from .fake.calls import Call
    from .fake.injections import DocumentedError, documented_error, documented_errors
    from .fake.service_catalog import ServiceCatalog
    from .server.plan_server import PlanServer, serve_in_moto
    from .server.session_server import SharedServer
    from .settings import SettingsError
    from .wire.http import UnservedOperationError

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
    "Call": "fake.calls",
    "DocumentedError": "fake.injections",
    "PlanServer": "server.plan_server",
    "ServiceCatalog": "fake.service_catalog",
    "ServiceCatalogMock": "activation.mock",
    "SettingsError": "settings",
    "SharedServer": "server.session_server",
    "UnservedOperationError": "wire.http",
    "documented_error": "fake.injections",
    "documented_errors": "fake.injections",
    "mock_service_catalog": "activation.mock",
    "serve_in_moto": "server.plan_server",
}


def __getattr__(name: str) -> Any:
    # Loaded when asked for, so that loading the plugin costs nothing.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
