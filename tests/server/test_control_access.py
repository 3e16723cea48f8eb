"""Who may control a fake over HTTP, and who may not: pages that are open in a browser."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest

from pytest_sc_plan import PlanServer, ServiceCatalog, serve_in_moto
from pytest_sc_plan.server.control_api import ControlApi

from ..motos_server import serving

Ask = Callable[..., tuple[int, Any]]

IS_JSON = "application/json"


def own(catalog: ServiceCatalog, **more: Any) -> Iterator[str]:
    server = PlanServer(catalog, control=ControlApi(catalog), **more)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


def motos(catalog: ServiceCatalog) -> Iterator[str]:
    pytest.importorskip("flask_cors")
    with serving() as url, serve_in_moto(catalog):
        yield url


def asking(url: str) -> Ask:
    def ask(
        method: str = "POST",
        path: str = "reset",
        body: str | None = "{}",
        content_type: str | None = IS_JSON,
        host: str = "localhost",
    ) -> tuple[int, Any]:
        headers = {"Host": host}
        if content_type is not None:
            headers["Content-Type"] = content_type
        with closing(http.client.HTTPConnection(urlsplit(url).netloc)) as connection:
            connection.request(method, f"/_sc_plan/{path}", body, headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read() or "null")

    return ask


@pytest.fixture(params=[own, motos])
def ask(request: pytest.FixtureRequest, sc_plan: ServiceCatalog) -> Iterator[Ask]:
    for url in request.param(sc_plan):
        yield asking(url)


@pytest.mark.parametrize(
    "content_type",
    [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json"],
)
def test_what_a_page_of_another_site_can_post_is_refused(
    ask: Ask, sc_plan: ServiceCatalog, content_type: str | None
) -> None:
    sc_plan.add_plan()
    assert ask(content_type=content_type) == (
        415,
        {"error": "the control API takes JSON: send Content-Type: application/json"},
    )
    assert ask(path="state", body='{"plans": [{}]}', content_type=content_type)[0] == 415
    assert ask(body=None, content_type=content_type)[0] == 415
    assert len(sc_plan.plans) == 1


def test_json_is_taken_however_it_is_spelled(ask: Ask, sc_plan: ServiceCatalog) -> None:
    for content_type in (IS_JSON, "Application/JSON; charset=utf-8"):
        sc_plan.add_plan()
        assert ask(content_type=content_type)[0] == 200
        assert sc_plan.plans == []
    assert ask("GET", "state", content_type=None)[0] == 200


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("OPTIONS", 204)])
def test_what_changes_nothing_needs_no_content_type(ask: Ask, method: str, status: int) -> None:
    assert ask(method, "state", None, content_type=None) == (status, None)
    assert ask(method, "state", None, content_type=None, host="evil.example")[0] == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "localhost.evil.example", "10.0.0.1", "", "["]
)
@pytest.mark.parametrize(("method", "path"), [("GET", "calls"), ("POST", "reset")])
def test_a_name_that_is_not_this_machines_is_refused(
    ask: Ask, sc_plan: ServiceCatalog, method: str, path: str, host: str
) -> None:
    sc_plan.add_plan()
    status, answer = ask(method, path, host=host)
    assert status == 403
    assert answer["error"].startswith(f"the control API is called at {host!r}, which is not this")
    assert len(sc_plan.plans) == 1


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:80", "LOCALHOST", "x.localhost", "127.1.2.3:4", "[::1]:80"]
)
def test_names_of_this_machine_alone_are_allowed(ask: Ask, host: str) -> None:
    assert ask("GET", "state", host=host)[0] == 200


@pytest.mark.parametrize("allowed", ["fake", "*"])
def test_other_names_may_be_allowed(sc_plan: ServiceCatalog, allowed: str) -> None:
    for url in own(sc_plan, allowed_hosts=[allowed]):
        assert asking(url)("GET", "state", host="fake:4566")[0] == 200


def test_the_address_to_listen_at_is_allowed(sc_plan: ServiceCatalog) -> None:
    for url in own(sc_plan, host="0.0.0.0"):
        assert asking(url)("GET", "state", host="0.0.0.0")[0] == 200


@pytest.mark.parametrize("bracket", ["[", '{"a":'])
def test_json_that_is_nested_deeply_is_refused(ask: Ask, bracket: str) -> None:
    assert ask(path="state", body=bracket * 100_000) == (
        400,
        {"error": "the body is nested too deeply", "described_at": "/_sc_plan/"},
    )
