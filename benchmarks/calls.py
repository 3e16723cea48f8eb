"""The cost of a call, beside the same call with a canned answer at botocore's ``before-send``.

A fake is live only while its own calls are timed, so that the floor is plain botocore.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pytest_sc_plan import mock_service_catalog

from .clients import make_canned_client, make_client
from .measure import figure, interleave, milliseconds_each, ratios, require
from .table import Row


def rows(*, quick: bool) -> Iterator[Row]:
    batch, rounds = (50, 8) if quick else (100, 50)
    client = make_client()
    with mock_service_catalog() as catalog:
        canned = make_canned_client(_execute(client)(catalog.add_plan().id))

    floor, executed, replayed = interleave(
        rounds,
        lambda: milliseconds_each(_execute(canned), ["plan-aaaaaaaaaaaaa"] * batch),
        lambda: _fresh_plans(client, batch),
        lambda: _one_plan(client, batch),
    )
    yield _row("execute a plan", executed, floor, 1.25)
    yield _row("execute a plan again (replayed)", replayed, floor)
    yield from _moto(batch, max(5, rounds // 4))


def _fresh_plans(client: Any, batch: int) -> float:
    with mock_service_catalog() as catalog:
        plans = [catalog.add_plan().id for _ in range(batch)]
        taken = milliseconds_each(_execute(client), plans)
        require(len(catalog.records) == batch, "each call executes a plan")
    return taken


def _one_plan(client: Any, batch: int) -> float:
    with mock_service_catalog() as catalog:
        plan = catalog.add_plan().id
        _execute(client)(plan)
        taken = milliseconds_each(_execute(client), [plan] * batch)
        require(len(catalog.records) == 1, "one plan is executed once")
    return taken


def _moto(batch: int, rounds: int) -> Iterator[Row]:
    """The cost of a call that moto has: a list of one portfolio."""
    from moto import mock_aws

    def measured(client: Any) -> float:
        with mock_aws():
            _create_portfolio(client)
            return milliseconds_each(_list_portfolios(client), [""] * batch)

    client = make_client()
    with mock_aws():
        _create_portfolio(client)
        canned = make_canned_client(_list_portfolios(client)(""))
    floor, answered = interleave(
        rounds,
        lambda: milliseconds_each(_list_portfolios(canned), [""] * batch),
        lambda: measured(client),
    )
    yield _row("moto: list_portfolios", answered, floor)


def _row(what: str, samples: list[float], floor: list[float], target: float | None = None) -> Row:
    return Row(
        what,
        figure(samples),
        floor=figure(floor).median,
        ratio=ratios(samples, floor),
        target=target,
        of_ratio=True,
    )


def _execute(client: Any) -> Callable[[str], Any]:
    return lambda plan: client.execute_provisioned_product_plan(PlanId=plan)


def _list_portfolios(client: Any) -> Callable[[str], Any]:
    return lambda _: client.list_portfolios()


def _create_portfolio(client: Any) -> None:
    client.create_portfolio(DisplayName="portfolio", ProviderName="provider")
