"""Many connections at once: each gets its own answers, all of them, and nothing stays behind."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from typing import Any

from pytest_sc_plan import PlanServer, ServiceCatalog

from ..helpers import TARGET, plan_of
from ..waiting import HANG

CONNECTIONS = 200
ROUNDS = 50
"""Rounds of two requests on each connection."""

Answer = tuple[int, str, dict[str, Any]]
"""The status, the request id and the body."""


class Connection:
    """One that is kept, with nothing on the way that could mend what the server breaks."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def post(self, operation: str, params: dict[str, Any]) -> Answer:
        body = json.dumps(params).encode()
        head = (
            "POST / HTTP/1.1",
            "Host: x",
            "Content-Type: application/x-amz-json-1.1",
            f"X-Amz-Target: {TARGET}.{operation}",
            f"Content-Length: {len(body)}",
        )
        self._writer.write("\r\n".join([*head, "", ""]).encode() + body)
        first, *lines = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ") for line in lines if line)
        answer = await self._reader.readexactly(int(headers["content-length"]))
        return int(first.split()[1]), headers["x-amzn-requestid"], json.loads(answer)

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


async def connect(server: PlanServer) -> Connection:
    host, _, port = server.url.partition("//")[2].partition(":")
    return Connection(*await asyncio.open_connection(host, int(port)))


async def talk(connection: Connection, product: Any, number: int) -> list[str]:
    """Create plans and ask for ones that never were; gives the ids of the requests."""
    request_ids = []
    for round_ in range(ROUNDS):
        name = f"of-{number}-{round_}"
        token = {"IdempotencyToken": name}
        status, request_id, created = await connection.post(
            "CreateProvisionedProductPlan", {**plan_of(product, name), **token}
        )
        assert (status, created["PlanName"]) == (200, f"{name}-plan")
        assert created["ProvisionedProductName"] == name
        request_ids.append(request_id)
        status, request_id, refused = await connection.post(
            "ExecuteProvisionedProductPlan", {"PlanId": f"no-{name}", **token}
        )
        assert (status, refused["__type"]) == (400, "ResourceNotFoundException")
        assert f"no-{name}" in re.findall(r"[\w-]+", refused["Message"])
        request_ids.append(request_id)
    return request_ids


def test_200_connections_and_20_000_requests_lose_and_mix_up_nothing(
    sc_plan: ServiceCatalog,
) -> None:
    before = set(threading.enumerate())
    server = PlanServer(sc_plan, read_timeout=HANG)
    server.start()
    product = sc_plan.add_product("bucket")

    async def all_at_once() -> list[list[str]]:
        connections = [await connect(server) for _ in range(CONNECTIONS)]
        talks = (talk(connection, product, it) for it, connection in enumerate(connections))
        request_ids = await asyncio.gather(*talks)
        await asyncio.gather(*(connection.close() for connection in connections))
        return request_ids

    request_ids = [one for ids in asyncio.run(all_at_once()) for one in ids]
    assert len(set(request_ids)) == len(request_ids) == len(sc_plan.calls) == 20_000
    assert sorted(plan.name for plan in sc_plan.plans) == sorted(
        f"of-{number}-{round_}-plan" for number in range(CONNECTIONS) for round_ in range(ROUNDS)
    )
    server.stop()
    assert set(threading.enumerate()) <= before
