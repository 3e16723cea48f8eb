"""The cost of a full catalog: the calls that change, describe and list what is in it, and memory.

One fake holds everything, each size of catalog in a region of its own: so many plans, half of them
executed, as many provisioned products, half as many records, and as many products, up to 10,000,
ten of them in each portfolio.
"""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

from pytest_sc_plan import ServiceCatalog, mock_service_catalog

from .clients import make_client
from .measure import figure, interleave, milliseconds_each, ratios
from .table import Row

REGIONS = ("us-east-1", "us-east-2", "us-west-2")

PRODUCTS = 10_000

Call = Callable[[Any, ServiceCatalog], Callable[[], object]]

READS: dict[str, Call] = {
    "describe a plan": lambda client, region: _with(
        client.describe_provisioned_product_plan, PlanId=region.add_plan().id
    ),
    "describe a record": lambda client, region: _with(
        client.describe_record, Id=region.records[-1].id
    ),
    "describe a provisioned product": lambda client, region: _with(
        client.describe_provisioned_product, Name=region.add_provisioned_product().name
    ),
    "describe a product": lambda client, region: _with(
        client.describe_product, Name=region.add_product().name
    ),
    "first page of plans": lambda client, _: client.list_provisioned_product_plans,
    "first page of a scan": lambda client, _: client.scan_provisioned_products,
    "first page of a search": lambda client, _: client.search_provisioned_products,
    "first page of records": lambda client, _: client.list_record_history,
    "records of a provisioned product": lambda client, region: _with(
        client.list_record_history,
        SearchFilter={
            "Key": "provisionedproduct",
            "Value": region.add_provisioned_product().id,
        },
    ),
    "launch paths of a product": lambda client, region: _with(
        client.list_launch_paths, ProductId=region.products[-1].id
    ),
    "portfolios of a product": lambda client, region: _with(
        client.list_portfolios_for_product, ProductId=region.products[-1].id
    ),
    "describe a portfolio": lambda client, region: _with(
        client.describe_portfolio, Id=region.portfolios[-1].id
    ),
    "first page of portfolios": lambda client, _: _with(client.list_portfolios, PageSize=1),
    "first page of products": lambda client, _: client.search_products,
    "first page of products as admin": lambda client, _: client.search_products_as_admin,
}
"""Calls that take as long however much there is."""

FILTERED: dict[str, Call] = {
    "search by name": lambda client, region: _with(
        client.search_provisioned_products,
        Filters={"SearchQuery": [f"name:{region.add_provisioned_product().name}"]},
    ),
    "products by a word": lambda client, region: _with(
        client.search_products, Filters={"FullTextSearch": [region.add_product().name]}
    ),
}
"""Calls that look at everything there is: no target, but to be seen."""


def rows(*, quick: bool) -> Iterator[Row]:
    batch, rounds = (20, 5) if quick else (50, 24)
    sizes = (100, 1_000, 5_000) if quick else (100, 10_000, 100_000)
    with mock_service_catalog() as catalog:
        regions = [catalog.for_account(region=region) for region in REGIONS]
        for region, size in zip(regions, sizes, strict=True):
            _fill(region, size)
        clients = [make_client(region) for region in REGIONS]
        # A collection comes before each sample: it need not go through all of this again.
        gc.collect()
        gc.freeze()
        yield from _rows(
            "execute", sizes, interleave(rounds, *map(_executions(batch), regions, clients))
        )
        for what, read in READS.items():
            calls = [_repeated(read(*pair), batch) for pair in zip(clients, regions, strict=True)]
            yield from _rows(what, sizes, interleave(rounds, *calls))
        for what, read in FILTERED.items():
            calls = [_repeated(read(*pair), 1) for pair in zip(clients, regions, strict=True)]
            yield from _rows(what, sizes, interleave(3, *calls), target=None)
        gc.unfreeze()
    memory = [_memory(500 if quick else 5_000) for _ in range(3)]
    yield Row("memory of a plan", figure(memory), "KiB", target=3)


def _fill(region: ServiceCatalog, size: int) -> None:
    for number in range(size):
        region.add_plan(status="EXECUTE_SUCCESS" if number % 2 else "CREATE_SUCCESS")
        # 10,000 products are in 1,000 portfolios, ten in each.
        if number < PRODUCTS:
            region.add_product(launch_paths=[f"team-{number // 10}"])


def _rows(
    what: str, sizes: tuple[int, ...], samples: list[list[float]], target: float | None = 1.2
) -> Iterator[Row]:
    for size, sample in zip(sizes[1:], samples[1:], strict=True):
        yield Row(
            f"{what}, {size:,} plans (floor: {sizes[0]})",
            figure(sample),
            floor=figure(samples[0]).median,
            ratio=ratios(sample, samples[0]),
            target=target,
            of_ratio=True,
        )


def _with(method: Callable[..., object], **request: Any) -> Callable[[], object]:
    return lambda: method(**request)


def _repeated(call: Callable[[], object], batch: int) -> Callable[[], float]:
    return lambda: milliseconds_each(lambda _: call(), [""] * batch)


def _executions(batch: int) -> Callable[[ServiceCatalog, Any], Any]:
    def of(region: ServiceCatalog, client: Any) -> Callable[[], float]:
        def measure() -> float:
            plans = [region.add_plan().id for _ in range(batch)]
            taken = milliseconds_each(
                lambda plan: client.execute_provisioned_product_plan(PlanId=plan), plans
            )
            for plan in plans:
                client.delete_provisioned_product_plan(PlanId=plan, IgnoreErrors=True)
            return taken

        return measure

    return of


def _memory(plans: int) -> float:
    """How many KiB a plan takes that a test adds, with its provisioned product."""
    with mock_service_catalog() as catalog:
        catalog.add_plan()
        gc.collect()
        tracemalloc.start()
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(plans):
            catalog.add_plan()
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return (after - before) / plans / 1024
