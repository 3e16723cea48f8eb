"""A fake's server: its address, its environment, its control API and its end."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from contextlib import closing

import pytest

from pytest_sc_plan import PlanServer, PlanView, ServiceCatalog
from pytest_sc_plan.server.endpoint import whereabouts
from pytest_sc_plan.wire.http import Response

from ..waiting import HANG, wait_until
from .connections import JSON, call, connect, execute, head, post, raw, received


def test_the_server_serves_the_fake_of_the_test(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    plan = sc_plan.add_plan()
    status, answer = execute(sc_plan_server, plan.id)
    assert (status, answer["RecordDetail"]["RecordId"]) == (200, sc_plan.records[0].id)
    sc_plan.assert_executed(plan)


def test_the_address_is_loopback_and_in_the_repr(sc_plan_server: PlanServer) -> None:
    assert sc_plan_server.url.startswith("http://127.0.0.1:")
    assert repr(sc_plan_server) == f"<PlanServer {sc_plan_server.url}>"


def test_environ_points_clients_at_the_server_and_away_from_real_accounts(
    sc_plan_server: PlanServer, sc_plan: ServiceCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "internal")
    sc_plan.configure(region="eu-west-1")
    environ = sc_plan_server.environ
    assert environ["AWS_ENDPOINT_URL_SERVICE_CATALOG"] == sc_plan_server.url
    assert environ["AWS_REGION"] == environ["AWS_DEFAULT_REGION"] == "eu-west-1"
    assert environ["AWS_ACCESS_KEY_ID"] == environ["AWS_SECRET_ACCESS_KEY"] == "testing"
    assert environ["AWS_CONFIG_FILE"] == environ["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert environ["NO_PROXY"] == "internal,127.0.0.1"


def test_region_and_account_come_from_the_signature(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    plan = sc_plan.for_account("999999999999", "ap-south-1").add_plan()
    scope = "Credential=999999999999/20240101/ap-south-1/servicecatalog/aws4_request"
    assert execute(sc_plan_server, plan.id)[0] == 400
    authorization = f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"
    assert execute(sc_plan_server, plan.id, Authorization=authorization)[0] == 200


def test_control_paths_are_unknown_without_a_control_api(
    sc_plan_server: PlanServer,
) -> None:
    assert call(sc_plan_server, "X", {}, method="GET", path="/_sc_plan/state")[0] == 404


def test_control_paths_are_answered_by_the_control_api(sc_plan: ServiceCatalog) -> None:
    def control(method: str, path: str, body: bytes) -> Response | None:
        if not path.startswith("/_sc_plan/"):
            return None
        return Response(200, {"Content-Type": JSON}, json.dumps([method, path]).encode())

    server = PlanServer(sc_plan, control=control)
    server.start()
    answer = call(server, "X", {}, method="GET", path="/_sc_plan/state?x=y")
    assert answer == (200, ["GET", "/_sc_plan/state?x=y"])
    assert call(server, "ListProvisionedProductPlans", {})[0] == 200
    server.stop()


def test_a_port_that_is_taken_is_an_error(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    port = int(sc_plan_server.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        PlanServer(sc_plan, port=port)


def test_a_server_for_every_address_has_a_url_that_can_be_called(sc_plan: ServiceCatalog) -> None:
    server = PlanServer(sc_plan, host="0.0.0.0")
    server.start()
    assert call(server, "ListProvisionedProductPlans", {})[0] == 200
    server.stop()


def test_stopping_ends_every_waiting_connection(
    sc_plan: ServiceCatalog,
    threads: Callable[[], set[threading.Thread]],
    called: Callable[[], None],
) -> None:
    plan = sc_plan.add_plan()
    sc_plan.inject_fault("read_timeout")
    server = PlanServer(sc_plan, read_timeout=10 * HANG)
    server.start()
    body = json.dumps({"PlanId": plan.id, "IdempotencyToken": "token"}).encode()
    request = head(f"Content-Length: {len(body)}") + body
    with (
        raw(server, request) as held,
        raw(server, head()[:20]) as half,
        closing(connect(server)) as idle,
    ):
        called()
        # They are accepted in the order in which they came.
        post(idle, "ListProvisionedProductPlans", {})
        server.stop()
        assert (received(held), received(half)) == (b"", b"")
    assert threads() == set()
    with pytest.raises(ConnectionRefusedError):
        execute(server, plan.id)


def test_stopping_tells_which_callback_does_not_end(
    sc_plan: ServiceCatalog,
    threads: Callable[[], set[threading.Thread]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked, released = threading.Event(), threading.Event()
    plan = sc_plan.add_plan()

    @sc_plan.on_execute
    def stay(plan: PlanView) -> None:
        asked.set()
        assert released.wait(HANG)

    server = PlanServer(sc_plan, read_timeout=HANG, stop_timeout=0.01)
    server.start()
    body = json.dumps({"PlanId": plan.id, "IdempotencyToken": "token"}).encode()
    with raw(server, head(f"Content-Length: {len(body)}") + body) as connection:
        assert asked.wait(HANG)
        with pytest.raises(RuntimeError, match=r"^the server has stopped, but after ") as caught:
            server.stop()
        assert received(connection) == b""
    message = str(caught.value)
    assert message.startswith(
        "the server has stopped, but after 0.01 seconds a request is still being answered: "
    )
    assert f" is in stay(), {__file__}:" in message
    released.set()
    wait_until(lambda: not threads())
    assert plan.status == "EXECUTE_IN_PROGRESS"
    assert capsys.readouterr().err == ""


def test_a_thread_that_has_ended_is_named() -> None:
    assert whereabouts(threading.Thread(name="late")) == "late"
