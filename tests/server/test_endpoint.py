"""The HTTP endpoint, as clients of it see it that behave."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pytest_sc_plan import PlanServer, ServiceCatalog
from pytest_sc_plan.fake.views import PlanView

from ..helpers import TARGET, Client
from .connections import EXECUTE, JSON, call, connect, execute, head, post, raw, received

# ------------------------------------------------------------------ what behaves


def test_an_answer_has_a_request_id_and_its_length(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    connection = connect(sc_plan_server)
    connection.request(
        "POST",
        "/",
        b"{}",
        {"Content-Type": JSON, "X-Amz-Target": f"{TARGET}.ListProvisionedProductPlans"},
    )
    response = connection.getresponse()
    body = response.read()
    connection.close()
    assert response.headers["x-amzn-RequestId"]
    assert response.headers.get_all("Content-Length") == [str(len(body))]


def test_a_connection_is_kept_for_many_requests(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    plan = sc_plan.add_plan()
    connection = connect(sc_plan_server)
    post(connection, EXECUTE, {"PlanId": plan.id, "IdempotencyToken": "token"})
    kept = connection.sock
    status, _ = post(connection, "DescribeProvisionedProductPlan", {"PlanId": plan.id})
    assert (status, connection.sock) == (200, kept)
    connection.close()


def test_a_client_that_asks_for_it_is_closed_after_the_answer(sc_plan_server: PlanServer) -> None:
    with raw(sc_plan_server, head("Connection: close", "Content-Length: 2"), b"{}") as connection:
        assert received(connection).startswith(b"HTTP/1.1 400 Bad Request\r\n")


def test_a_body_in_chunks_is_read(sc_plan: ServiceCatalog, sc_plan_server: PlanServer) -> None:
    plan = sc_plan.add_plan()
    body = json.dumps({"PlanId": plan.id, "IdempotencyToken": "token"}).encode()
    chunks = b"".join(
        b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:10], body[10:], b"") if part
    )
    request = head("Transfer-Encoding: chunked", "Connection: close") + chunks + b"0\r\n\r\n"
    with raw(sc_plan_server, request) as connection:
        assert received(connection).startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_client_that_waits_for_100_continue_gets_it(sc_plan_server: PlanServer) -> None:
    expecting = head("Expect: 100-continue", "Content-Length: 2", "Connection: close")
    with raw(sc_plan_server, expecting) as connection:
        assert connection.recv(100).startswith(b"HTTP/1.1 100 Continue\r\n")
        connection.sendall(b"{}")
        assert b"HTTP/1.1 400 Bad Request\r\n" in received(connection)


# ------------------------------------------------------------ what is not served


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_other_methods_are_unknown_operations(sc_plan_server: PlanServer, method: str) -> None:
    status, body = call(sc_plan_server, EXECUTE, {}, method=method, path="/other")
    expected = b"" if method == "HEAD" else b"<UnknownOperationException/>\n"
    assert (status, body) == (404, expected)


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "", "nonsense"])
def test_other_content_types_are_unknown_operations(
    sc_plan_server: PlanServer, content_type: str
) -> None:
    answer = call(sc_plan_server, EXECUTE, {}, Content_Type=content_type)
    assert answer == (404, b"<UnknownOperationException/>\n")


def test_no_content_type_is_an_unknown_operation(sc_plan_server: PlanServer) -> None:
    with raw(sc_plan_server, b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") as it:
        assert received(it).startswith(b"HTTP/1.1 404 Not Found\r\n")


def test_a_content_type_may_have_parameters(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    plan = sc_plan.add_plan()
    assert execute(sc_plan_server, plan.id, Content_Type=f"{JSON}; charset=utf-8")[0] == 200


def test_no_operation_is_an_unknown_operation(sc_plan_server: PlanServer) -> None:
    status, answer = call(sc_plan_server, EXECUTE, {}, X_Amz_Target="")
    assert (status, answer["__type"]) == (400, "UnknownOperationException")


def test_a_callback_that_fails_is_an_internal_failure(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(plan: PlanView) -> str:
        raise KeyError(plan.name)

    sc_plan.on_execute(broken)
    plan = sc_plan.add_plan(name="logs")
    assert execute(sc_plan_server, plan.id) == (
        500,
        {"__type": "InternalFailure", "Message": "KeyError: 'logs'"},
    )
    assert "in broken\n" in capsys.readouterr().err


# ----------------------------------------------------------------------- faults


@pytest.mark.parametrize("kind", ["read_timeout", "connect_timeout", "response_lost"])
def test_an_answer_is_held_back(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer, called: Callable[[], None], kind: str
) -> None:
    plan = sc_plan.add_plan()
    sc_plan.inject_fault(kind)
    body = json.dumps({"PlanId": plan.id, "IdempotencyToken": "token"}).encode()
    with raw(sc_plan_server, head(f"Content-Length: {len(body)}"), body) as connection:
        called()
        connection.settimeout(0.1)
        with pytest.raises(TimeoutError):
            connection.recv(1)
    sc_plan.assert_executed(plan, times=1 if kind == "response_lost" else 0)
    assert execute(sc_plan_server, plan.id)[0] == 200


def test_a_closed_connection_is_closed(sc_plan: ServiceCatalog, sc_plan_server: PlanServer) -> None:
    plan = sc_plan.add_plan()
    sc_plan.inject_fault("connection_closed")
    with pytest.raises(http.client.RemoteDisconnected):
        execute(sc_plan_server, plan.id)
    assert execute(sc_plan_server, plan.id)[0] == 200


def test_json_that_is_nested_deeply_is_refused(sc_plan_server: PlanServer) -> None:
    body = b"[" * 100_000
    request = head(f"Content-Length: {len(body)}", "Connection: close") + body
    with raw(sc_plan_server, request) as connection:
        answer = received(connection)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request")
    assert json.loads(answer.partition(b"\r\n\r\n")[2]) == {
        "__type": "SerializationException",
        "Message": "The request body is nested too deeply",
    }


def test_a_malformed_answer_has_no_json(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    sc_plan.inject_fault("malformed_response")
    with pytest.raises(json.JSONDecodeError):
        execute(sc_plan_server, sc_plan.add_plan().id)


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("throttling", 400, "ThrottlingException"),
        ("internal_error", 500, "InternalFailure"),
        ("service_unavailable", 503, "ServiceUnavailable"),
    ],
)
def test_a_refusal_has_its_status(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer, kind: str, status: int, code: str
) -> None:
    sc_plan.inject_fault(kind)
    answered, body = execute(sc_plan_server, sc_plan.add_plan().id)
    assert (answered, body["__type"]) == (status, code)


def test_bytes_that_arrive_during_a_read_timeout_are_ignored(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer, called: Callable[[], None]
) -> None:
    sc_plan.inject_fault("read_timeout")
    with raw(sc_plan_server, head("Content-Length: 2"), b"{}") as connection:
        called()
        connection.sendall(b"more")
        connection.shutdown(socket.SHUT_WR)
        assert received(connection) == b""


# ---------------------------------------------------------------------- threads


def test_many_connections_lose_and_mix_up_nothing(
    sc_plan: ServiceCatalog,
    sc_plan_server: PlanServer,
    threads: Callable[[], set[threading.Thread]],
) -> None:
    plans = [sc_plan.add_plan() for _ in range(64)]

    def run(plan_id: str) -> list[str]:
        connection = connect(sc_plan_server)
        answers = [
            post(connection, "DescribeProvisionedProductPlan", {"PlanId": plan_id})
            for _ in range(10)
        ]
        connection.close()
        return [answer["ProvisionedProductPlanDetails"]["PlanId"] for _, answer in answers]

    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(run, [plan.id for plan in plans]))
    assert answers == [[plan.id] * 10 for plan in plans]
    assert len(sc_plan.calls) == 640


@pytest.mark.parametrize("idempotency", ["documented", "strict"])
@pytest.mark.parametrize("way", ["boto3", "server"])
def test_32_threads_execute_a_plan_once(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    sc_plan_server: PlanServer,
    way: str,
    idempotency: Any,
) -> None:
    sc_plan.configure(idempotency=idempotency)
    plan = sc_plan.add_plan()
    together = threading.Barrier(32)

    def run(number: int) -> str:
        together.wait()
        if way == "server":
            answer = execute(sc_plan_server, plan.id, "one-token")[1]
        else:
            answer = sc_plan_client.execute_provisioned_product_plan(
                PlanId=plan.id, IdempotencyToken="one-token"
            )
        record_id: str = answer["RecordDetail"]["RecordId"]
        return record_id

    with ThreadPoolExecutor(32) as pool:
        record_ids = set(pool.map(run, range(32)))
    assert record_ids == {record.id for record in sc_plan.records}
    assert len(record_ids) == 1
