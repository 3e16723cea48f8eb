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


def _request(connection: socket.socket) -> None:
    """Read one request to its end."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    (length,) = (
        int(line.partition(b":")[2])
        for line in head.lower().splitlines()
        if line.startswith(b"content-length")
    )
    while len(body) < length:
        body += connection.recv(65536)


class Endpoint:
    """Listens on a free port of 127.0.0.1 and treats every request in the same bad way."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=0)
        self._open: list[socket.socket] = []
        self.requests = 0
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def serve(self) -> None:
        """Until the listener is closed."""
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            _request(connection)
            self.requests += 1
            self._misbehave(connection)

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
        # A listener that is only closed leaves its accept() waiting.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            connection.close()


@contextmanager
def misbehaving(kind: str) -> Iterator[Endpoint]:
    """A real endpoint that misbehaves as a fault of that kind says."""
    endpoint = Endpoint(kind)
    thread = threading.Thread(target=endpoint.serve)
    if kind == "connect_timeout":
        endpoint.fill_up()
    else:
        thread.start()
    try:
        yield endpoint
    finally:
        endpoint.close()
        if thread.is_alive():
            thread.join()
