"""The control API: the fake controlled over HTTP, by tests that are not written in Python.

``/_sc_plan/state``, ``/advance``, ``/reset``, ``/errors``, ``/settings``, ``/calls`` and
``/summary`` take and give JSON. They do what ``ServiceCatalog`` does under those names.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import partial, wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from ..catalog.clock import is_number
from ..fake.injections import ERROR_ARGUMENTS, FAULT_ARGUMENTS, Injection
from ..fake.redaction import redact
from ..fake.seeding import Seeding
from ..fake.versions import Version
from ..settings import SettingsError, unknown
from ..wire.control import CONTROL_PATH
from ..wire.http import Response

if TYPE_CHECKING:
    from ..fake.calls import Call
    from ..fake.service_catalog import ServiceCatalog
    from ..fake.views import (
        PlanView,
        PortfolioView,
        ProductView,
        ProvisionedProductView,
        RecordView,
    )


class ControlApi:
    """Control of a fake over HTTP.

    ``?account_id=...&region=...`` means another account or region than the settings say.

    Args:
        catalog: The fake.
    """

    def __init__(self, catalog: ServiceCatalog) -> None:
        self._catalog = catalog

    def __call__(self, method: str, path: str, body: bytes) -> Response | None:
        """Answer one request; a member ``error`` says what is wrong with it.

        Returns:
            The answer; None where the path does not begin with ``/_sc_plan/``.
        """
        if not path.startswith(CONTROL_PATH):
            return None
        parts = urlsplit(path)
        methods = _ROUTES.get(parts.path)
        if methods is None:
            return _response(404, {"error": unknown("no such path:", parts.path, _ROUTES)})
        if method not in methods:
            return _response(405, {"error": f"{parts.path} takes {' and '.join(methods)}"})
        where = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        try:
            _check_names("unknown parameter", where, ("account_id", "region"))
            given = _read(body)
            if not isinstance(given, dict):
                raise SettingsError(f"the body must be a JSON object, not {given!r}")
            answer = methods[method](self, self._catalog.for_account(**where), given)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            return _response(400, {"error": str(error)})
        return _response(200, answer)

    def _show(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        return state(catalog)

    def _seed(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        return seed(catalog, given)

    def _advance(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        _check_names("unknown argument", given, ("seconds",))
        catalog.advance(given.get("seconds"))
        return state(catalog)

    def _reset(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        catalog.reset()
        return state(catalog)

    def _list_errors(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"errors": [_injection(injection) for injection in catalog.injections]}

    def _inject(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        if "kind" in given:
            _check_names("unknown argument of a fault", given, FAULT_ARGUMENTS)
            return _injection(catalog.inject_fault(**given))
        if "code" not in given:
            raise SettingsError("give the code of an error, or the kind of a fault")
        _check_names("unknown argument of an error", given, ERROR_ARGUMENTS)
        return _injection(catalog.raise_error(**given))

    def _settings(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        catalog.configure(**given)
        return asdict(catalog.settings)

    def _summarize(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        _check_names("unknown argument", given, ("since",))
        since = given.get("since", 0)
        if not is_number(since):
            raise SettingsError(f"since must be a number of seconds, not {since!r}")
        mark = catalog.mark_at(since)
        text = redact(catalog.summary(mark), catalog.secrets)
        return {"calls": len(catalog.calls) - mark.number, "summary": text}

    def _calls(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"calls": [show_call(call) for call in catalog.calls]}


_ROUTES: Mapping[str, Mapping[str, Callable[..., dict[str, Any]]]] = {
    "/_sc_plan/state": {"GET": ControlApi._show, "POST": ControlApi._seed},
    "/_sc_plan/advance": {"POST": ControlApi._advance},
    "/_sc_plan/reset": {"POST": ControlApi._reset},
    "/_sc_plan/errors": {"GET": ControlApi._list_errors, "POST": ControlApi._inject},
    "/_sc_plan/settings": {"GET": ControlApi._settings, "POST": ControlApi._settings},
    "/_sc_plan/calls": {"GET": ControlApi._calls},
    "/_sc_plan/summary": {"GET": ControlApi._summarize, "POST": ControlApi._summarize},
}


def state(catalog: ServiceCatalog) -> dict[str, Any]:
    """Show everything that a fake holds, ready for JSON, and the number of its calls."""
    return {
        "products": [_product(view) for view in catalog.products],
        "provisioned_products": [_of_version(view) for view in catalog.provisioned_products],
        "plans": [_plan(view) for view in catalog.plans],
        "records": [_record(view) for view in catalog.records],
        "calls": len(catalog.calls),
    }


def seed(catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
    """Put resources into a fake.

    Args:
        catalog: The fake.
        given: Lists of arguments of ``add_product()``, ``add_portfolio()``,
            ``add_provisioned_product()`` and ``add_plan()``, under ``products``, ``portfolios``,
            ``provisioned_products`` and ``plans``, which are added in this order. A version in a
            list of versions has the arguments of ``Version``.

    Returns:
        The new resources, as ``state()`` shows them.

    Raises:
        SettingsError: Something else is given.
        ValueError: A name is taken, or refers to something that does not exist.
    """
    kinds: Mapping[str, tuple[Callable[..., Any], Callable[[Any], dict[str, Any]]]] = {
        "products": (partial(_add_product, catalog), _product),
        "portfolios": (catalog.add_portfolio, _portfolio),
        "provisioned_products": (catalog.add_provisioned_product, _of_version),
        "plans": (catalog.add_plan, _plan),
    }
    _check_names("unknown kind of resource", given, kinds)
    for kind, entries in given.items():
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise SettingsError(f"{kind} must be a list of objects, not {entries!r}")
        for entry in entries:
            allowed = list(inspect.signature(kinds[kind][0]).parameters)
            _check_names(f"{kind}: unknown argument", entry, allowed)
    return {
        kind: [show(add(**entry)) for entry in given.get(kind, ())]  # pyright: ignore[reportArgumentType]
        for kind, (add, show) in kinds.items()
    }


@wraps(Seeding.add_product)
def _add_product(catalog: ServiceCatalog, **given: Any) -> ProductView:
    versions = given.get("versions")
    if isinstance(versions, list) and all(isinstance(entry, dict) for entry in versions):
        given["versions"] = [Version(**entry) for entry in versions]
    return catalog.add_product(**given)


def show_call(call: Call) -> dict[str, Any]:
    """Show a call, ready for JSON, without the values of parameters that may be secrets."""
    names = ("operation", "answer", "error_code", "error_message", "fault")
    origin = ("account_id", "region", "attempt", "time")
    return {
        **{name: getattr(call, name) for name in (*names, *origin)},
        "params": call.shown_params,
        "transitions": [change._asdict() for change in call.transitions],
    }


def _check_names(what: str, given: Iterable[str], allowed: Iterable[str]) -> None:
    for name in given:
        if name not in allowed:
            raise SettingsError(unknown(what, name, list(allowed)))


def _product(view: ProductView) -> dict[str, Any]:
    return {
        "id": view.id,
        "name": view.name,
        "provisioning_artifacts": [
            {"id": artifact.id, "name": artifact.name} for artifact in view.provisioning_artifacts
        ],
        "launch_paths": [{"id": path.id, "name": path.name} for path in view.launch_paths],
    }


def _portfolio(view: PortfolioView) -> dict[str, Any]:
    return {"id": view.id, "name": view.name}


def _of_version(view: ProvisionedProductView | PlanView) -> dict[str, Any]:
    return {
        "id": view.id,
        "name": view.name,
        "status": view.status,
        "status_message": view.status_message,
        "product_id": view.product_id,
        "provisioning_artifact_id": view.provisioning_artifact_id,
    }


def _plan(view: PlanView) -> dict[str, Any]:
    return {
        **_of_version(view),
        "provisioned_product_id": view.provisioned_product.id,
        "record_id": view.record.id if view.record is not None else None,
    }


def _record(view: RecordView) -> dict[str, Any]:
    return {
        "id": view.id,
        "type": view.type,
        "status": view.status,
        "errors": [{"code": error.code, "description": error.description} for error in view.errors],
        "provisioned_product_id": view.provisioned_product.id,
    }


def _injection(injection: Injection[Any]) -> dict[str, Any]:
    return {
        "error": str(injection.problem),
        "operation": injection.problem.operation,
        "matched": injection.matched,
        "raised": injection.raised,
    }


def _read(body: bytes) -> Any:
    try:
        return json.loads(body or b"{}")
    except RecursionError:
        raise SettingsError("the body is nested too deeply") from None


def _response(status: int, answer: Mapping[str, Any]) -> Response:
    body = json.dumps(answer, indent=2).encode() + b"\n"
    return Response(status, {"Content-Type": "application/json"}, body)
