"""The control API describes itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog
from pytest_sc_plan.server.control_api import ControlApi
from pytest_sc_plan.settings import SETTINGS

from ..helpers import send


def described(catalog: ServiceCatalog, prefix: str = "") -> Any:
    response = ControlApi(catalog, prefix)("GET", "/_sc_plan/", b"")
    assert response is not None
    return json.loads(response.body)


def answers(catalog: ServiceCatalog, path: str, body: Any) -> Any:
    method, sent = ("GET", b"") if body is None else ("POST", json.dumps(body).encode())
    response = ControlApi(catalog)(method, path, sent)
    assert response is not None
    assert response.status == 200, response.body
    return json.loads(response.body)


def test_each_path_has_its_methods_and_what_they_do(sc_plan: ServiceCatalog) -> None:
    shown = described(sc_plan)
    assert shown["service"] == "pytest-sc-plan, a fake AWS Service Catalog"
    assert {path: list(methods) for path, methods in shown["paths"].items()} == {
        "/_sc_plan/": ["GET"],
        "/_sc_plan/state": ["GET", "POST"],
        "/_sc_plan/advance": ["POST"],
        "/_sc_plan/reset": ["POST"],
        "/_sc_plan/errors": ["GET", "POST"],
        "/_sc_plan/settings": ["GET", "POST"],
        "/_sc_plan/calls": ["GET"],
        "/_sc_plan/summary": ["GET", "POST"],
    }
    assert shown["paths"]["/_sc_plan/advance"]["POST"] == {
        "does": "Bring all unfinished work to its end, or let that much time pass. Shows the "
        "state.",
        "takes": {
            "type": "object",
            "properties": {
                "seconds": {
                    "type": ["number", "null"],
                    "default": None,
                    "description": "How far to put the clock on; work that takes no longer is "
                    "finished, whatever `progress` says. null ends all work now.",
                }
            },
            "required": [],
            "additionalProperties": False,
        },
        "gives": {"$ref": "#/schemas/state"},
    }
    assert list(shown["query"]["properties"]) == ["account_id", "region"]


def test_paths_have_what_stands_before_them(sc_plan: ServiceCatalog) -> None:
    assert "/gw0/_sc_plan/state" in described(sc_plan, "/gw0")["paths"]


def test_arguments_have_types_choices_and_defaults(sc_plan: ServiceCatalog) -> None:
    takes = described(sc_plan)["paths"]["/_sc_plan/state"]["POST"]["takes"]["properties"]
    arguments, saved = takes["plans"]["items"]["anyOf"]
    assert saved == {"$ref": "#/schemas/state/properties/plans/items"}
    assert arguments["properties"]["product"]["type"] == ["string", "null"]
    assert arguments["properties"]["status"] == {
        "type": "string",
        "enum": [
            "CREATE_IN_PROGRESS",
            "CREATE_SUCCESS",
            "CREATE_FAILED",
            "EXECUTE_IN_PROGRESS",
            "EXECUTE_SUCCESS",
            "EXECUTE_FAILED",
        ],
        "default": "CREATE_SUCCESS",
        "description": "Any status of a plan; `EXECUTE_...` comes with the record.",
    }
    of_product = takes["products"]["items"]["anyOf"][0]["properties"]
    by_name, listed, nothing = of_product["versions"]["anyOf"]
    assert (by_name["type"], nothing) == ("object", {"type": "null"})
    assert listed["items"]["required"] == ["name"]
    assert listed["items"]["properties"]["active"]["default"] is True


def test_settings_are_described_by_their_table(sc_plan: ServiceCatalog) -> None:
    shown = described(sc_plan)
    properties = shown["paths"]["/_sc_plan/settings"]["POST"]["takes"]["properties"]
    assert list(properties) == list(SETTINGS)
    assert properties["polls"] == {
        "type": "integer",
        "minimum": 0,
        "default": 1,
        "description": "with progress=polls, how many reads see work still in progress",
    }
    outcome, failure = properties["outcome"]["anyOf"]
    assert outcome == {"enum": ["succeeded", "failed", "stuck"]}
    assert failure["required"] == ["code", "description"]


def resolved(schema: Any, whole: Any) -> Any:
    for step in schema.get("$ref", "#").split("/")[1:]:
        whole = schema = whole[step]
    return schema


def differences(schema: Any, value: Any, whole: Any, where: str) -> Iterator[str]:
    """The members of an answer that its description does not have, or the other way round."""
    schema = resolved(schema, whole)
    if isinstance(value, list):
        for item in value:
            yield from differences(schema["items"], item, whole, f"{where}[]")
    if isinstance(value, dict) and "properties" in schema:
        yield from (f"{where}.{name}" for name in schema["properties"].keys() ^ value.keys())
        for name, item in value.items():
            yield from differences(schema["properties"].get(name, {}), item, whole, name)


@pytest.mark.sc_plan(assert_all_errors_raised=False)
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("state", None),
        ("advance", {}),
        ("reset", {}),
        ("errors", {"code": "InvalidStateException"}),
        ("errors", None),
        ("settings", {}),
        ("settings", None),
        ("calls", None),
    ],
)
def test_answers_have_the_members_that_are_described(
    sc_plan: ServiceCatalog, path: str, body: Any
) -> None:
    sc_plan.add_plan(status="EXECUTE_SUCCESS")
    sc_plan.raise_error("InvalidStateException")
    send(sc_plan, "ListProvisionedProductPlans", {})
    whole, path = described(sc_plan), f"/_sc_plan/{path}"
    answer = answers(sc_plan, path, body)
    gives = whole["paths"][path]["GET" if body is None else "POST"]["gives"]
    assert list(differences(gives, answer, whole, path)) == []
