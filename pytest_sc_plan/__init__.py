"""Test code that executes AWS Service Catalog plans, against a fake of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Type checkers need imports; "as" says that the name is public.
    from .activation.guard import NoFakeError as NoFakeError
    from .activation.mock import ServiceCatalogMock as ServiceCatalogMock
    from .activation.mock import mock_service_catalog as mock_service_catalog
    from .catalog.behavior import Failure as Failure
    from .fake.calls import Call as Call
    from .fake.injections import DocumentedError as DocumentedError
    from .fake.injections import Fault as Fault
    from .fake.injections import Injection as Injection
    from .fake.injections import documented_error as documented_error
    from .fake.injections import documented_errors as documented_errors
    from .fake.scenarios import Scenario as Scenario
    from .fake.service_catalog import ServiceCatalog as ServiceCatalog
    from .fake.versions import Version as Version
    from .fake.views import PlanView as PlanView
    from .fake.views import PortfolioView as PortfolioView
    from .fake.views import ProductView as ProductView
    from .fake.views import ProvisionedProductView as ProvisionedProductView
    from .fake.views import RecordView as RecordView
    from .server.plan_server import PlanServer as PlanServer
    from .server.plan_server import serve_in_moto as serve_in_moto
    from .server.session_server import SharedServer as SharedServer
    from .settings import Settings as Settings
    from .settings import SettingsError as SettingsError
    from .transports import ForkedProcessError as ForkedProcessError
    from .wire.http import UnservedOperationError as UnservedOperationError

    __version__: str
else:
    # At run time a name is loaded when it is asked for, so that loading the plugin costs nothing.
    # Type checkers do not see this: a name that does not exist is an error for them.
    _NAMES = {
        "activation.guard": ("NoFakeError",),
        "activation.mock": ("ServiceCatalogMock", "mock_service_catalog"),
        "catalog.behavior": ("Failure",),
        "fake.calls": ("Call",),
        "fake.injections": (
            "DocumentedError",
            "Fault",
            "Injection",
            "documented_error",
            "documented_errors",
        ),
        "fake.scenarios": ("Scenario",),
        "fake.service_catalog": ("ServiceCatalog",),
        "fake.versions": ("Version",),
        "fake.views": (
            "PlanView",
            "PortfolioView",
            "ProductView",
            "ProvisionedProductView",
            "RecordView",
        ),
        "server.plan_server": ("PlanServer", "serve_in_moto"),
        "server.session_server": ("SharedServer",),
        "settings": ("Settings", "SettingsError"),
        "transports": ("ForkedProcessError",),
        "wire.http": ("UnservedOperationError",),
    }
    _HOMES = {name: home for home, names in _NAMES.items() for name in names}

    __all__ = sorted([*_HOMES, "__version__"])

    def __getattr__(name):
        if name == "__version__":
            from importlib.metadata import version

            return version("pytest-sc-plan")
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

    def __dir__():
        return __all__
