"""A real socket that misbehaves: what botocore does with it is what it must do with the fake."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pytest_sc_plan.wire.faults import FAULT_KINDS
from pytest_sc_plan.wire.service import error_body


def _http(status: int, body: bytes) -> bytes:
    return (
        f"HTTP/1.1 {status} x\r\nContent-Type: application/x-amz-json-1.1\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    ).encode() + body


def _request(connection: socket.socket) -> bool:
    """Read one request to its end; tells whether there was one."""
    received = b""
    while b"\r\n\r\n" not in received:
        part = connection.recv(65536)
        if not part:
            return False
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    (length,) = (
        int(line.partition(b":")[2])
        for line in head.lower().splitlines()
        if line.startswith(b"content-length")
    )
    while len(body) < length:
        body += connection.recv(65536)
    return True


class Endpoint:
    """Listens on a free port of 127.0.0.1 and treats every request in the same bad way."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        # Who waits to be accepted is connected all the same, unless that is what goes wrong.
        backlog = 0 if kind == "connect_timeout" else 10
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=backlog)
        self._open: list[socket.socket] = []
        self.requests = 0
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def serve(self) -> None:
        """Until a connection comes without a request."""
        while True:
            connection, _ = self._listener.accept()
            if not _request(connection):
                connection.close()
                return
            self.requests += 1
            self._misbehave(connection)

    def stop_serving(self) -> None:
        """Let all be served that came, and no more."""
        socket.create_connection(self._listener.getsockname()).close()

    def _misbehave(self, connection: socket.socket) -> None:
        if self._kind in {"read_timeout", "response_lost"}:
            self._open.append(connection)
            return
        refusal = FAULT_KINDS[self._kind].refusal
        if refusal is not None:
            connection.sendall(
                _http(refusal.http_status, error_body(refusal.code, refusal.message))
            )
        elif self._kind == "malformed_response":
            connection.sendall(_http(200, b"<html><body><h1>502 Bad Gateway</h1></body></html>"))
        connection.close()

    def fill_up(self) -> None:
        """Let so many connections wait that the next one can't be made."""
        for _ in range(2):
            waiting = socket.socket()
            waiting.settimeout(0)
            waiting.connect_ex(self._listener.getsockname())
            self._open.append(waiting)

    def close(self) -> None:
        """Let go of everything."""
        self._listener.close()
        for connection in self._open:
            connection.close()


@contextmanager
def misbehaving(kind: str) -> Iterator[Endpoint]:
    """A real endpoint that misbehaves as a fault of that kind says."""
    endpoint = Endpoint(kind)
    if kind == "connect_timeout":
        endpoint.fill_up()
        try:
            yield endpoint
        finally:
            endpoint.close()
        return
    thread = threading.Thread(target=endpoint.serve)
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.stop_serving()
        thread.join()
        endpoint.close()
