"""A server in a process of its own, ours or moto's, with one product in it.

``python -m benchmarks.endpoints moto`` prints its port, the product's id and a plan's, and serves
until its input ends.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3


@dataclass(frozen=True)
class Endpoint:
    """Where a server listens, and what it holds."""

    port: int
    product: str
    plans: list[str]


@contextmanager
def serving(kind: str, plans: int = 0) -> Iterator[Endpoint]:
    """A server that is there until the end of the block.

    Args:
        kind: ``ours`` or ``moto``.
        plans: How many plans ours has.
    """
    command = [sys.executable, "-m", "benchmarks.endpoints", kind, str(plans)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        output: Any = process.stdout
        yield Endpoint(**json.loads(output.readline()))
        process.communicate()


def _ours(plans: int) -> Endpoint:
    from pytest_sc_plan import PlanServer, ServiceCatalog
    from pytest_sc_plan.settings import Settings

    catalog = ServiceCatalog(Settings())
    server = PlanServer(catalog)
    server.start()
    port = int(server.url.rpartition(":")[2])
    product = catalog.add_product("product")
    return Endpoint(port, product.id, [catalog.add_plan().id for _ in range(plans)])


def _moto(_: int) -> Endpoint:
    from moto.server import ThreadedMotoServer

    # As in moto's own examples: no line for each request.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    port = int(server.get_host_and_port()[1])
    client: Any = boto3.client(
        "servicecatalog",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    client.create_portfolio(DisplayName="portfolio", ProviderName="provider")
    created = client.create_product(
        Name="product",
        Owner="owner",
        ProductType="CLOUD_FORMATION_TEMPLATE",
        ProvisioningArtifactParameters={
            "Name": "v1",
            "Info": {"LoadTemplateFromURL": "https://example.com/"},
            "Type": "CLOUD_FORMATION_TEMPLATE",
        },
    )
    return Endpoint(port, created["ProductViewDetail"]["ProductViewSummary"]["ProductId"], [])


if __name__ == "__main__":
    endpoint = {"ours": _ours, "moto": _moto}[sys.argv[1]](int(sys.argv[2]))
    print(json.dumps(vars(endpoint)), flush=True)
    sys.stdin.read()
    # Threads that still serve have nothing to lose.
    os._exit(0)
