"""Connections to a server, well used and misused."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from pytest_sc_plan import PlanServer

from ..helpers import TARGET
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
