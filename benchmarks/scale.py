"""What many plans cost: the calls that look one up or list them, and the memory that each takes.

One fake holds them all, each number of plans in a region of its own.
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


def rows(*, quick: bool) -> Iterator[Row]:
    batch, rounds = (20, 5) if quick else (50, 24)
    sizes = (100, 1_000, 5_000) if quick else (100, 10_000, 100_000)
    with mock_service_catalog() as catalog:
        regions = [catalog.for_account(region=region) for region in REGIONS]
        for region, size in zip(regions, sizes, strict=True):
            for _ in range(size):
                region.add_plan()
        clients = [make_client(region) for region in REGIONS]
        executed = interleave(rounds, *map(_executions(batch), regions, clients))
        listed = interleave(rounds, *map(_first_pages(batch), clients))
    for what, samples in (("execute", executed), ("first page of the plans", listed)):
        for size, sample in zip(sizes[1:], samples[1:], strict=True):
            yield Row(
                f"{what}, {size:,} plans (floor: {sizes[0]})",
                figure(sample),
                floor=figure(samples[0]).median,
                ratio=ratios(sample, samples[0]),
                target=1.2,
                of_ratio=True,
            )
    memory = [_memory(500 if quick else 5_000) for _ in range(3)]
    yield Row("memory of a plan", figure(memory), "KiB", target=3)


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


def _first_pages(batch: int) -> Callable[[Any], Callable[[], float]]:
    def of(client: Any) -> Callable[[], float]:
        return lambda: milliseconds_each(
            lambda _: client.list_provisioned_product_plans(), [""] * batch
        )

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
