"""Secrets are in nothing that leaves over HTTP, and in no line of the command line."""

from __future__ import annotations

import json
import socket
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog, mock_service_catalog
from pytest_sc_plan.server.command import _Output
from pytest_sc_plan.server.control_api import ControlApi
from pytest_sc_plan.server.session_server import SharedServer, joined
from pytest_sc_plan.settings import Settings, SettingsError

from ..helpers import plan_of, send, values

CANARY = "canary-4711-secret"
TEMPLATE: dict[str, Any] = {
    "Parameters": {"Password": {"Type": "String", "NoEcho": True}},
    "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
}


@pytest.fixture
def called(sc_plan: ServiceCatalog) -> ServiceCatalog:
    """A fake with a call whose error quotes a secret that is too long."""
    product = sc_plan.add_product("x", versions={"v1": TEMPLATE})
    long = values(Password=CANARY * 250)
    send(sc_plan, "CreateProvisionedProductPlan", plan_of(product, ProvisioningParameters=long))
    send(sc_plan, "DescribeRecord", {"Id": CANARY})
    return sc_plan


def ask(catalog: ServiceCatalog, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
    method = "GET" if body is None else "POST"
    response = ControlApi(catalog)(method, f"/_sc_plan/{path}", json.dumps(body or {}).encode())
    assert response is not None
    return response.status, json.loads(response.body)


def test_calls_are_shown_without_secrets(called: ServiceCatalog) -> None:
    first, _ = ask(called, "calls")[1]["calls"]
    assert "Value '****' at 'provisioningParameters.1.member.value'" in first["error_message"]
    assert CANARY not in json.dumps(first)


def test_injected_errors_are_shown_without_secrets(called: ServiceCatalog) -> None:
    called.configure(assert_all_errors_raised=False)
    called.raise_error(CANARY * 250, documented=False)
    (error,) = ask(called, "errors")[1]["errors"]
    assert error["error"] == "****"


@pytest.mark.parametrize(
    "body",
    [
        {"plans": {"parameters": {"Password": CANARY}}},
        {"plans": [[{"parameters": [{"Key": "Password", "Value": CANARY}]}]]},
        [{"parameters": {"Password": CANARY}}],
    ],
)
def test_a_refusal_repeats_no_secret(called: ServiceCatalog, body: Any) -> None:
    status, answer = ask(called, "state", body)
    assert status == 400
    assert "****" in answer["error"]
    assert CANARY not in answer["error"]


@pytest.mark.parametrize("as_json", [True, False])
def test_the_command_prints_no_secret(called: ServiceCatalog, *, as_json: bool) -> None:
    out = StringIO()
    output = _Output(out, called, as_json=as_json)
    for call in called.calls:
        output.call(call)
    assert CANARY * 2 not in out.getvalue()
    assert ("****" in out.getvalue()) == as_json


def test_a_worker_gets_the_secrets_of_its_own_fake(tmp_path: Path) -> None:
    product = {"name": "x", "versions": {"v1": TEMPLATE}}
    with joined(tmp_path, "a", Settings()) as server, joined(tmp_path, "b", Settings()) as other:
        server.seed(
            products=[product], plans=[{"product": "x", "parameters": {"Password": CANARY}}]
        )
        assert server.secrets == [("Password", CANARY)]
        assert server.for_account("999999999999").secrets == [("Password", CANARY)]
        assert other.secrets == []
        with pytest.raises(
            SettingsError, match=r"not \{'parameters': \{'Password': '\*\*\*\*'\}\}"
        ):
            server.seed(plans={"parameters": {"Password": CANARY[::-1]}})
        assert ("Password", CANARY[::-1]) in server.secrets


def test_nobody_else_gets_any() -> None:
    assert SharedServer("http://127.0.0.1:1/a", "eu-west-1").secrets == []


def test_none_are_known_once_the_process_has_ended() -> None:
    here, there = socket.socketpair()
    with here:
        there.close()
        assert SharedServer("http://127.0.0.1:1/a", "eu-west-1", worker=here).secrets == []


def test_a_fake_that_has_no_secrets_masks_nothing() -> None:
    with mock_service_catalog() as catalog:
        assert catalog.masked(CANARY) == CANARY
