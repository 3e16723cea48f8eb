"""The answers of the server in a second, beside moto's, with one of moto's own calls.

Each server is a process of its own; the client is lean, so that what is measured is the servers.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any

from .endpoints import serving
from .measure import figure, interleave, ratios
from .table import Row

HOST = "127.0.0.1"
CONNECTIONS = 16


def rows(*, quick: bool) -> Iterator[Row]:
    each, rounds = (10, 5) if quick else (25, 12)
    batch = CONNECTIONS * each
    with serving("ours", plans=batch * (rounds + 1)) as ours, serving("moto") as moto:
        plans = iter(ours.plans)

        def describe(port: int, product: str) -> float:
            requests = [_request("DescribeProduct", Id=product)] * each
            return batch / _seconds(port, [requests] * CONNECTIONS)

        def execute() -> float:
            requests = [
                [
                    _request(
                        "ExecuteProvisionedProductPlan", PlanId=next(plans), IdempotencyToken="t"
                    )
                    for _ in range(each)
                ]
                for _ in range(CONNECTIONS)
            ]
            return batch / _seconds(ours.port, requests)

        def list_portfolios() -> float:
            return batch / _seconds(moto.port, [[_request("ListPortfolios")] * each] * CONNECTIONS)

        def latency(port: int, product: str) -> float:
            return _seconds(port, [[_request("DescribeProduct", Id=product)] * each]) / each * 1000

        samples = interleave(
            rounds,
            lambda: describe(moto.port, moto.product),
            lambda: describe(ours.port, ours.product),
            list_portfolios,
            execute,
            lambda: latency(moto.port, moto.product),
            lambda: latency(ours.port, ours.product),
        )
    described_by_moto, described, listed_by_moto, executed, waited_for_moto, waited = samples
    what = f"server, {CONNECTIONS} connections:"
    yield _row(f"{what} describe_product (floor: moto's)", described, described_by_moto)
    yield _row(f"{what} execute a plan (floor: moto's list_portfolios)", executed, listed_by_moto)
    yield Row(
        "server, latency of describe_product (floor: moto's)",
        figure(waited),
        floor=figure(waited_for_moto).median,
        ratio=ratios(waited, waited_for_moto),
        target=1,
        of_ratio=True,
    )


def _row(what: str, samples: list[float], floor: list[float]) -> Row:
    return Row(
        what,
        figure(samples),
        "/s",
        floor=figure(floor).median,
        ratio=ratios(samples, floor),
        target=3,
        of_ratio=True,
        at_least=True,
    )


def _request(operation: str, **params: Any) -> bytes:
    body = json.dumps(params)
    return (
        f"POST / HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-amz-json-1.1\r\n"
        f"X-Amz-Target: AWS242ServiceCatalogService.{operation}\r\n"
        "Authorization: AWS4-HMAC-SHA256 Credential=testing/20240101/us-east-1/servicecatalog/"
        "aws4_request, SignedHeaders=host, Signature=0\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _seconds(port: int, requests: list[list[bytes]]) -> float:
    """How long it takes until all are answered, each list of them on a connection of its own."""
    with ThreadPoolExecutor(len(requests)) as pool:
        started = perf_counter()
        for _ in pool.map(lambda some: _answers(port, some), requests):
            pass
        return perf_counter() - started


def _answers(port: int, requests: list[bytes]) -> None:
    connection = None
    for request in requests:
        # A server that closes its connections is called as SDKs call it: on a new one.
        connection = connection or socket.create_connection((HOST, port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(request)
        if not _is_kept(connection):
            connection.close()
            connection = None
    if connection is not None:
        connection.close()


def _is_kept(connection: socket.socket) -> bool:
    """Read one answer; gives whether the connection is good for another."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    if not lines[0].endswith(b" 200 ok"):
        raise RuntimeError(f"the benchmark does not measure what it says: {received.decode()}")
    (length,) = (int(line[15:]) for line in lines if line.startswith(b"content-length:"))
    left = length - len(body)
    while left > 0:
        left -= len(connection.recv(65536))
    return b"connection: close" not in lines and not lines[0].startswith(b"http/1.0")
