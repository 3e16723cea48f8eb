"""The HTTP endpoint, as clients of it see it: those that behave, and those that do not."""

from __future__ import annotations

import http.client
import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from pytest_sc_plan import PlanServer, ServiceCatalog
from pytest_sc_plan.fake.views import PlanView
from pytest_sc_plan.server import endpoint
from pytest_sc_plan.wire.http import Response

from ..helpers import TARGET, Client
from ..waiting import HANG

EXECUTE = "ExecuteProvisionedProductPlan"
JSON = "application/x-amz-json-1.1"

Answer = tuple[int, Any]


def connect(server: PlanServer) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(server.url.partition("//")[2], timeout=HANG)


def post(
    connection: http.client.HTTPConnection,
    operation: str,
    params: dict[str, Any],
    *,
    method: str = "POST",
    path: str = "/",
    **headers: str,
) -> Answer:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(
        method,
        path,
        json.dumps(params),
        {"Content-Type": JSON, "X-Amz-Target": f"{TARGET}.{operation}", **given},
    )
    response = connection.getresponse()
    body = response.read()
    is_json = response.headers["Content-Type"] == JSON
    return response.status, json.loads(body) if is_json else body


def call(server: PlanServer, operation: str, params: dict[str, Any], **more: str) -> Answer:
    connection = connect(server)
    try:
        return post(connection, operation, params, **more)
    finally:
        connection.close()


def test_mistakes_of_the_test_are_told_to_the_client(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    sc_plan.on_execute(lambda plan: "fail")
    status, answer = execute(sc_plan_server, sc_plan.add_plan().id)
    assert (status, answer["__type"]) == (400, "SettingsError")
    assert answer["Message"].startswith("the on_execute callback's outcome: 'fail'; allowed: ")


def execute(server: PlanServer, plan_id: str, token: str = "token", **more: str) -> Answer:
    return call(server, EXECUTE, {"PlanId": plan_id, "IdempotencyToken": token}, **more)


@contextmanager
def raw(server: PlanServer, *parts: bytes) -> Iterator[socket.socket]:
    """A connection on which exactly that is sent."""
    host, _, port = server.url.partition("//")[2].partition(":")
    with socket.create_connection((host, int(port)), timeout=HANG) as connection:
        for part in parts:
            connection.sendall(part)
        yield connection


def received(connection: socket.socket) -> bytes:
    """All that comes until the other end is gone; it resets what it did not read to the end."""
    parts: list[bytes] = []
    with suppress(ConnectionResetError):
        parts.extend(iter(lambda: connection.recv(65536), b""))
    return b"".join(parts)


def send_until_closed(connection: socket.socket, data: bytes) -> None:
    """Send that again and again, as long as the server keeps the connection."""
    with suppress(ConnectionError):
        while True:
            connection.sendall(data)


def head(*lines: str, operation: str = EXECUTE) -> bytes:
    fixed = ["POST / HTTP/1.1", "Host: x", f"Content-Type: {JSON}"]
    return "\r\n".join([*fixed, f"X-Amz-Target: {TARGET}.{operation}", *lines, "", ""]).encode()


@pytest.fixture
def sc_plan_server(sc_plan: ServiceCatalog) -> Iterator[PlanServer]:
    """A server that waits for a client however busy the machine is."""
    server = PlanServer(sc_plan, read_timeout=HANG)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def impatient(sc_plan: ServiceCatalog) -> Iterator[PlanServer]:
    """A server that waits a tenth of a second for what a client sends."""
    server = PlanServer(sc_plan, read_timeout=0.1)
    server.start()
    yield server
    server.stop()


class Clock:
    """The endpoint's clock, which stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(endpoint, "perf_counter", clock)
    return clock


@pytest.fixture
def called(sc_plan: ServiceCatalog) -> Callable[[], None]:
    """Returns once the fake has had a call."""
    event = threading.Event()
    sc_plan.call_listeners.append(lambda call: event.set())

    def wait() -> None:
        assert event.wait(HANG)

    return wait


@pytest.fixture
def threads() -> Callable[[], set[threading.Thread]]:
    before = set(threading.enumerate())
    return lambda: set(threading.enumerate()) - before


# ------------------------------------------------------------------ what behaves


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


def test_region_and_account_come_from_the_signature(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    plan = sc_plan.for_account("999999999999", "ap-south-1").add_plan()
    scope = "Credential=999999999999/20240101/ap-south-1/servicecatalog/aws4_request"
    assert execute(sc_plan_server, plan.id)[0] == 400
    authorization = f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"
    assert execute(sc_plan_server, plan.id, Authorization=authorization)[0] == 200


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
    status, body = call(sc_plan_server, EXECUTE, {}, method=method)
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


def test_an_operation_that_the_fake_does_not_serve_is_an_unknown_operation(
    sc_plan_server: PlanServer,
) -> None:
    status, answer = call(sc_plan_server, "CreateTagOption", {"Key": "k", "Value": "v"})
    assert (status, answer["__type"]) == (400, "UnknownOperationException")
    assert "pytest-sc-plan does not serve CreateTagOption" in answer["Message"]


def test_control_paths_are_unknown_without_a_control_api(
    sc_plan_server: PlanServer,
) -> None:
    assert call(sc_plan_server, "X", {}, method="GET", path="/_sc_plan/state")[0] == 404


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


# -------------------------------------------------------------- what misbehaves


def test_a_body_of_1_mib_is_read_and_a_longer_one_refused(sc_plan_server: PlanServer) -> None:
    for size, expected in ((1024 * 1024, b"400 Bad"), (1024 * 1024 + 1, b"413 ")):
        lines = (f"Content-Length: {size}", "Connection: close")
        with raw(sc_plan_server, head(*lines), b"x" * size) as connection:
            answer = received(connection)
        assert answer.startswith(b"HTTP/1.1 " + expected)
    assert json.loads(answer.partition(b"\r\n\r\n")[2]) == {
        "__type": "RequestEntityTooLargeException",
        "Message": "The request entity is too large.",
    }


def test_chunks_of_more_than_1_mib_are_refused(sc_plan_server: PlanServer) -> None:
    chunk = b"80000\r\n%s\r\n" % (b"x" * 0x80000)
    request = head("Transfer-Encoding: chunked")
    with raw(sc_plan_server, request, chunk, chunk, chunk, b"0\r\n\r\n") as connection:
        connection.shutdown(socket.SHUT_WR)
        assert received(connection).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "request_",
    [
        head("Content-Length: many"),
        head("Content-Length: -1"),
        head("Transfer-Encoding: gzip"),
        head("Transfer-Encoding: chunked") + b"no number\r\n",
        head("Transfer-Encoding: chunked") + b"5\r\nabcdefgh\r\n",
    ],
)
def test_a_broken_length_or_chunk_is_refused(sc_plan_server: PlanServer, request_: bytes) -> None:
    with raw(sc_plan_server, request_) as connection:
        connection.shutdown(socket.SHUT_WR)
        answer = received(connection)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b'"__type": "MalformedHttpRequestException"' in answer


def test_bytes_that_are_not_http_are_refused(sc_plan_server: PlanServer) -> None:
    with raw(sc_plan_server, b"\x16\x03\x01 what is this\r\n\r\n") as connection:
        assert b"Bad request" in received(connection)


@pytest.mark.parametrize(
    "request_",
    [
        b"",
        b"POST / HTT",
        head()[:-10],
        head("Content-Length: 100") + b"{",
        head("Transfer-Encoding: chunked") + b"5\r\nab",
    ],
)
def test_a_connection_with_a_slow_request_is_closed(impatient: PlanServer, request_: bytes) -> None:
    with raw(impatient, request_) as connection:
        assert received(connection) == b""


def test_a_client_that_drips_is_closed_all_the_same(impatient: PlanServer) -> None:
    """Each byte comes in time, but the request as a whole does not."""
    with raw(impatient, head("Content-Length: 100000")) as connection:
        send_until_closed(connection, b"x")


def test_a_refused_client_that_never_stops_sending_is_closed(impatient: PlanServer) -> None:
    request = head("Content-Length: 9999999999")
    with raw(impatient, request) as connection:
        send_until_closed(connection, b"x" * 1000)


def test_what_comes_too_late_is_closed_in_the_middle_of_a_chunk(
    sc_plan_server: PlanServer, clock: Clock
) -> None:
    expecting = head("Expect: 100-continue", "Transfer-Encoding: chunked")
    with raw(sc_plan_server, expecting) as connection:
        # Now the head is read, and the body is not.
        assert connection.recv(100).startswith(b"HTTP/1.1 100 Continue\r\n")
        clock.now += HANG
        connection.sendall(b"5\r\nab")
        assert received(connection) == b""


def test_a_client_that_never_reads_is_closed(
    sc_plan: ServiceCatalog, threads: Callable[[], set[threading.Thread]]
) -> None:
    # More than all buffers on the way hold.
    answer = Response(200, {}, b"x" * 100_000_000)
    server = PlanServer(sc_plan, read_timeout=0.1, control=lambda *_: answer)
    server.start()
    with raw(server, head("Content-Length: 0")) as connection:
        connection.recv(1)
        for thread in threads():
            if thread.name != "sc_plan_server":
                thread.join(HANG)
                assert not thread.is_alive()
    server.stop()


def test_a_client_that_goes_away_halfway_leaves_nothing(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    with raw(sc_plan_server, head("Content-Length: 100"), b"{") as connection:
        connection.shutdown(socket.SHUT_WR)
        assert received(connection) == b""
    assert sc_plan.calls == []


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


# --------------------------------------------------------------------- signature


def signed(
    server: PlanServer,
    params: dict[str, Any],
    *,
    access_key: str = "testing",
    secret: str = "testing",
    token: str | None = "testing",
    service: str = "servicecatalog",
    change: Callable[[dict[str, str]], None] = lambda headers: None,
) -> Answer:
    """Send a request that botocore signed; gives the answer."""
    body = json.dumps(params)
    request = AWSRequest(
        method="POST",
        url=f"{server.url}/",
        data=body,
        headers={"Content-Type": JSON, "X-Amz-Target": f"{TARGET}.{EXECUTE}"},
    )
    SigV4Auth(Credentials(access_key, secret, token), service, "us-east-1").add_auth(request)
    headers = dict(request.headers.items())
    change(headers)
    return call(server, EXECUTE, params, **headers)


@pytest.fixture
def strict_server(sc_plan_server: PlanServer) -> PlanServer:
    sc_plan_server.verify_signature = True
    return sc_plan_server


@pytest.mark.parametrize(
    "credentials", [{}, {"token": None}, {"access_key": "123456789012"}], ids=str
)
def test_a_request_signed_with_the_fake_credentials_is_answered(
    sc_plan: ServiceCatalog, strict_server: PlanServer, credentials: dict[str, Any]
) -> None:
    params = {"PlanId": sc_plan.add_plan().id, "IdempotencyToken": "token"}
    assert signed(strict_server, params, **credentials)[0] == 200


MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details."
)

INCOMPLETE = (
    "Authorization header requires 'Credential' parameter. Authorization header requires "
    "'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. "
    "Authorization=AWS4-HMAC-SHA256"
)


@pytest.mark.parametrize(
    ("credentials", "code", "message"),
    [
        ({"secret": "wrong"}, "InvalidSignatureException", MISMATCH),
        ({"service": "s3"}, "InvalidSignatureException", MISMATCH),
        (
            {"access_key": "AKIAIOSFODNN7EXAMPLE"},
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        ),
        (
            {"token": "wrong"},
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        ),
        (
            {"change": lambda headers: headers.pop("Authorization")},
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        ),
        (
            {"change": lambda headers: headers.update({"Authorization": "AWS4-HMAC-SHA256 a=b"})},
            "IncompleteSignatureException",
            INCOMPLETE,
        ),
        (
            {"change": lambda headers: headers.pop("X-Amz-Date")},
            "InvalidSignatureException",
            MISMATCH,
        ),
        (
            {"change": lambda headers: headers.update({"Content-Type": f"{JSON}; x=y"})},
            "InvalidSignatureException",
            MISMATCH,
        ),
    ],
)
def test_a_request_signed_otherwise_is_refused(
    sc_plan: ServiceCatalog,
    strict_server: PlanServer,
    credentials: dict[str, Any],
    code: str,
    message: str,
) -> None:
    params = {"PlanId": sc_plan.add_plan().id, "IdempotencyToken": "token"}
    status, answer = signed(strict_server, params, **credentials)
    assert (status, answer) == (400, {"__type": code, "Message": message})
    assert sc_plan.calls == []


# ------------------------------------------------------------------ threads, end


def test_stopping_ends_every_connection_whatever_it_waits_for(
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


def test_bytes_that_arrive_during_a_read_timeout_are_ignored(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer, called: Callable[[], None]
) -> None:
    sc_plan.inject_fault("read_timeout")
    with raw(sc_plan_server, head("Content-Length: 2"), b"{}") as connection:
        called()
        connection.sendall(b"more")
        connection.shutdown(socket.SHUT_WR)
        assert received(connection) == b""
