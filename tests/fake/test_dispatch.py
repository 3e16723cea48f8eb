"""Calls of many threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client, execute


def test_a_plan_executed_by_many_threads_at_once_has_one_record(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    with ThreadPoolExecutor(8) as pool:
        details = list(pool.map(lambda _: execute(sc_plan_client, plan.id), range(32)))
    assert {detail["RecordId"] for detail in details} == {sc_plan.records[0].id}
    assert len(sc_plan.records) == 1
    sc_plan.assert_executed(plan, times=32)
