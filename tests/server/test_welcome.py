"""The answer at a server's root."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest

from pytest_sc_plan import PlanServer, ServiceCatalog, SharedServer, __version__
from pytest_sc_plan.server.control_api import ControlApi

SERVICE = {"service": "pytest-sc-plan, a fake AWS Service Catalog", "version": __version__}


def asked(url: str, path: str, method: str = "GET", **headers: str) -> tuple[int, Any]:
    with closing(http.client.HTTPConnection(urlsplit(url).netloc)) as connection:
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        is_json = response.headers["Content-Type"] == "application/json"
        return response.status, json.loads(body) if body and is_json else body


@pytest.fixture
def controlled(sc_plan: ServiceCatalog) -> Iterator[PlanServer]:
    server = PlanServer(sc_plan, control=ControlApi(sc_plan))
    server.start()
    yield server
    server.stop()


def test_it_says_what_it_is_and_how_to_call_it(
    controlled: PlanServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "internal")
    status, answer = asked(controlled.url, "/")
    assert status == 200
    environ = answer.pop("environ")
    assert answer == {**SERVICE, "control": f"{controlled.url}/_sc_plan/"}
    assert environ == {
        **controlled.environ,
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
    assert asked(controlled.url, "/?x=y", "HEAD") == (200, b"")
    assert asked(controlled.url, "/other") == (404, b"<UnknownOperationException/>\n")


def test_a_server_without_a_control_api_names_none(sc_plan_server: PlanServer) -> None:
    assert list(asked(sc_plan_server.url, "/")[1]) == ["service", "version", "environ"]


@pytest.mark.parametrize(("host", "shown"), [("fake:4566", "http://fake:4566"), ("[", None)])
def test_the_url_is_the_one_that_was_called(
    controlled: PlanServer, host: str, shown: str | None
) -> None:
    environ = asked(controlled.url, "/", Host=host)[1]["environ"]
    assert environ["AWS_ENDPOINT_URL_SERVICE_CATALOG"] == (shown or controlled.url)


def test_the_control_api_answers_head_and_options(controlled: PlanServer) -> None:
    assert asked(controlled.url, "/_sc_plan/state", "HEAD") == (200, b"")
    assert asked(controlled.url, "/_sc_plan/state", "OPTIONS") == (204, b"")


def test_the_shared_server_has_an_answer_for_itself_and_for_each_worker(
    sc_plan_shared_server: SharedServer,
) -> None:
    url = sc_plan_shared_server.url
    server, name = url.rsplit("/", 1)
    sc_plan_shared_server.state()
    status, answer = asked(server, "/")
    assert (status, answer.items() >= SERVICE.items(), url in answer["urls"]) == (200, True, True)
    for path in (f"/{name}", f"/{name}/"):
        status, answer = asked(server, path)
        assert (status, answer["control"]) == (200, f"{url}/_sc_plan/")
        assert answer["environ"]["AWS_ENDPOINT_URL_SERVICE_CATALOG"] == url
    assert asked(server, "/favicon.ico")[0] == 404
    assert asked(server, f"/{name}/other")[0] == 404


def test_errors_of_the_shared_server_say_where_all_is_described(
    sc_plan_shared_server: SharedServer,
) -> None:
    server, name = sc_plan_shared_server.url.rsplit("/", 1)
    path = f"/{name}/_sc_plan/"
    assert asked(server, f"{path}x")[1]["described_at"] == path
    assert f"{path}state" in asked(server, path)[1]["paths"]
