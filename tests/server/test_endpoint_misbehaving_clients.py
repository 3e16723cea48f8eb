"""The HTTP endpoint and clients of it that misbehave."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from pytest_sc_plan import PlanServer, ServiceCatalog
from pytest_sc_plan.server import endpoint
from pytest_sc_plan.wire.http import Response

from ..waiting import HANG
from .connections import head, raw, received, send_until_closed


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


def test_a_body_of_1_mib_is_read_and_a_longer_one_refused(sc_plan_server: PlanServer) -> None:
    for size, expected in ((1024 * 1024, b"400 Bad"), (1024 * 1024 + 1, b"413 ")):
        lines = (f"Content-Length: {size}", "Connection: close")
        with raw(sc_plan_server, head(*lines), b"x" * size) as connection:
            answer = received(connection)
        assert answer.startswith(b"HTTP/1.1 " + expected)
    with raw(sc_plan_server, head(f"Content-Length: {'9' * 5000}")) as connection:
        connection.shutdown(socket.SHUT_WR)
        assert received(connection).partition(b"\r\n\r\n")[2] == answer.partition(b"\r\n\r\n")[2]
    with raw(sc_plan_server, head(f"Content-Length: {'0' * 5000}2"), b"{}") as connection:
        connection.shutdown(socket.SHUT_WR)
        assert received(connection).startswith(b"HTTP/1.1 400 Bad")
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


def test_a_late_chunk_closes_the_connection(sc_plan_server: PlanServer, clock: Clock) -> None:
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
