"""The control API: the fake controlled over HTTP, by tests that are not written in Python.

``/_sc_plan/state``, ``/advance``, ``/reset``, ``/errors``, ``/settings``, ``/calls`` and
``/summary`` take and give JSON. They do what ``ServiceCatalog`` does under those names.
``/_sc_plan/`` describes them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from ..fake.injections import Injection
from ..fake.saved.adding import add_state
from ..fake.saved.writing import state
from ..fake.schema import Schema, check, check_names
from ..settings import SettingsError, unknown
from ..wire.control import CONTROL_PATH
from ..wire.http import Response
from . import description
from .description import ShownInjection

if TYPE_CHECKING:
    from ..fake.calls import Call
    from ..fake.redaction import Mask
    from ..fake.service_catalog import ServiceCatalog


class ControlApi:
    """Control of a fake over HTTP.

    ``?account_id=...&region=...`` means another account or region than the settings say.

    Args:
        catalog: The fake.
        prefix: The part of the path that stands before ``/_sc_plan/``.
    """

    def __init__(self, catalog: ServiceCatalog, prefix: str = "") -> None:
        self._catalog = catalog
        self._prefix = prefix

    def __call__(self, method: str, path: str, body: bytes) -> Response | None:
        """Answer one request; a member ``error`` says what is wrong with it.

        Returns:
            The answer; None where the path does not begin with ``/_sc_plan/``.
        """
        if not path.startswith(CONTROL_PATH):
            return None
        parts = urlsplit(path)
        routes = _ROUTES.get(parts.path)
        if routes is None:
            return self._error(404, unknown("no such path:", parts.path, _ROUTES))
        allowed = [*routes, *(["HEAD"] if "GET" in routes else []), "OPTIONS"]
        allow = {"Allow": ", ".join(allowed)}
        if method == "OPTIONS":
            return Response(204, allow, b"")
        route = routes.get("GET" if method == "HEAD" else method)
        if route is None:
            return self._error(405, f"{parts.path} takes {' and '.join(routes)}", allow)
        given: Any = {}
        try:
            asked = parse_qs(parts.query, keep_blank_values=True)
            check_names("unknown parameter", asked, description.query()["properties"])
            where = {name: values[-1] for name, values in asked.items()}
            if route.takes is not None:
                given = _read(body, route.takes)
                _require_object(given, route.takes)
            return _response(200, route.run(self, self._catalog.for_account(**where), given))
        except (ValueError, LookupError) as error:
            self._catalog.note_parameters(given)
            return self._error(400, self._catalog.masked(str(error)))
        except Exception as error:  # noqa: BLE001 - a callback of the test's own may raise anything
            said = f"{type(error).__name__}: {error}"
            return self._error(500, self._catalog.masked(said))

    def _error(self, status: int, error: str, headers: Mapping[str, str] | None = None) -> Response:
        answer = {"error": error, "described_at": f"{self._prefix}{CONTROL_PATH}"}
        return _response(status, answer, headers)

    def _describe(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        """Describe the control API: its paths, what they take, and what they give."""
        paths = {
            f"{self._prefix}{path}": {
                method: description.route(route.run, route.gives, route.takes)
                for method, route in routes.items()
            }
            for path, routes in _ROUTES.items()
        }
        return description.whole(paths)

    def _show(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        """Show all that the fake holds. Values of NoEcho parameters are masked as ****."""
        return state(catalog)

    def _add(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        """Add resources: all of them, or none where something is wrong. Shows the new ones.

        Each is either made of arguments, or as this path showed it.
        """
        return add_state(catalog, given)

    def _advance(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        """Bring all unfinished work to its end, or let that much time pass. Shows the state."""
        check_names("unknown argument", given, description.advance()["properties"])
        catalog.advance(**given)
        return state(catalog)

    def _reset(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        """Begin again, as the fake began: with its settings and its state. Shows the state."""
        if given:
            raise SettingsError(f"/_sc_plan/reset takes no arguments, not {dict(given)!r}")
        catalog.reset()
        return state(catalog)

    def _list_errors(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        """List the injected errors and faults, and how often each matched and was raised."""
        mask = catalog.mask
        return {"errors": [mask.within(_injection(error)) for error in catalog.injections]}

    def _inject(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        """Inject an error of the service, by its code, or a fault below the API, by its kind."""
        error, fault = description.injections()["anyOf"]
        what, schema = ("a fault", fault) if "kind" in given else ("an error", error)
        if not {"kind", "code"} & given.keys():
            raise SettingsError("give the code of an error, or the kind of a fault")
        check_names(f"unknown argument of {what}", given, schema["properties"])
        for name, value in given.items():
            check(schema["properties"][name], value, name)
        if "kind" in given:
            return _injection(catalog.inject_fault(**given))
        return _injection(catalog.raise_error(**given))

    def _list_settings(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        """Show the settings in force."""
        return asdict(catalog.settings)

    def _configure(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        """Change settings until the next reset. Shows all of them."""
        catalog.configure(**given)
        return asdict(catalog.settings)

    def _summarize(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        """Write what a failing test shows of the calls, and of what else explains a failure."""
        schema = description.since()["properties"]
        check_names("unknown argument", given, schema)
        for name, value in given.items():
            check(schema[name], value, name)
        mark = catalog.mark_at(given.get("since", 0))
        return {"calls": len(catalog.calls) - mark.number, "summary": catalog.summary(mark)}

    def _calls(self, catalog: ServiceCatalog, given: Mapping[str, Any]) -> dict[str, Any]:
        """List the calls that were made, oldest first, without values of parameters."""
        mask = catalog.mask
        return {"calls": [show_call(call, mask) for call in catalog.calls]}


class _Route(NamedTuple):
    """What a path does with a method."""

    run: Callable[[ControlApi, ServiceCatalog, Mapping[str, Any]], dict[str, Any]]
    gives: Callable[[], Schema]
    takes: Callable[[], Schema] | None = None


_ROUTES: Mapping[str, Mapping[str, _Route]] = {
    CONTROL_PATH: {"GET": _Route(ControlApi._describe, description.nothing)},
    "/_sc_plan/state": {
        "GET": _Route(ControlApi._show, description.state),
        "POST": _Route(ControlApi._add, description.state, description.added),
    },
    "/_sc_plan/advance": {
        "POST": _Route(ControlApi._advance, description.state, description.advance)
    },
    "/_sc_plan/reset": {"POST": _Route(ControlApi._reset, description.state, description.nothing)},
    "/_sc_plan/errors": {
        "GET": _Route(ControlApi._list_errors, description.listed_injections),
        "POST": _Route(ControlApi._inject, description.shown_injection, description.injections),
    },
    "/_sc_plan/settings": {
        "GET": _Route(ControlApi._list_settings, description.settings_in_force),
        "POST": _Route(ControlApi._configure, description.settings_in_force, description.settings),
    },
    "/_sc_plan/calls": {"GET": _Route(ControlApi._calls, description.calls)},
    "/_sc_plan/summary": {
        "GET": _Route(ControlApi._summarize, description.summary),
        "POST": _Route(ControlApi._summarize, description.summary, description.since),
    },
}


def show_call(call: Call, mask: Mask) -> dict[str, Any]:
    """Show a call, ready for JSON, without secrets and without the values of parameters."""
    names = ("operation", "answer", "error_code", "error_message", "fault")
    origin = ("account_id", "region", "attempt", "time")
    return {
        **{name: mask.within(getattr(call, name)) for name in names},
        **{name: getattr(call, name) for name in origin},
        "params": mask.within(call.shown_params),
        "transitions": [mask.within(change._asdict()) for change in call.transitions],
    }


def _injection(injection: Injection[Any]) -> dict[str, Any]:
    problem = injection.problem
    return asdict(
        ShownInjection(str(problem), problem.operation, injection.matched, injection.raised)
    )


def _read(body: bytes, takes: Callable[[], Schema]) -> Any:
    """Read the body of a request; none is an empty object."""
    try:
        given = json.loads(body or b"{}")
    except json.JSONDecodeError as error:
        raise SettingsError(
            f"the body is not JSON: line {error.lineno}, column {error.colno}: {error.msg}; "
            f"{_wanted(takes())}"
        ) from None
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"the body is not text in UTF-8, at byte {error.start}; {_wanted(takes())}"
        ) from None
    except RecursionError:
        raise SettingsError("the body is nested too deeply") from None
    return given


def _require_object(given: Any, takes: Callable[[], Schema]) -> None:
    if not isinstance(given, dict):
        raise SettingsError(f"the body must be a JSON object, not {given!r}; {_wanted(takes())}")


def _wanted(takes: Schema) -> str:
    """Say what a path takes."""
    objects = [", ".join(one["properties"]) for one in takes.get("anyOf", [takes])]
    return f"this path takes an object with {' or with '.join(objects) or 'nothing in it'}"


def _response(
    status: int, answer: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> Response:
    body = json.dumps(answer, indent=2).encode() + b"\n"
    return Response(status, {"Content-Type": "application/json", **(headers or {})}, body)
