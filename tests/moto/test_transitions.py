"""moto's state_manager moves our work too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from moto.moto_api import state_manager

from pytest_sc_plan import ServiceCatalog, mock_service_catalog
from pytest_sc_plan.fake.lookup import state_of

from ..helpers import Client, client_of, execute, plan_of, plan_status, record_status

MODEL = "servicecatalog::plan"


@pytest.fixture(autouse=True)
def transitions_are_put_back() -> Iterator[None]:
    yield
    state_manager.unset_transition(MODEL)


def seen(client: Client, record_id: str, count: int) -> list[str]:
    return [record_status(client, record_id) for _ in range(count)]


def executed(catalog: ServiceCatalog) -> tuple[Client, str]:
    client = client_of()
    return client, execute(client, catalog.add_plan().id)["RecordId"]


@pytest.mark.sc_plan(polls=7)
@pytest.mark.parametrize("times", [1, 2, 3])
def test_manual_counts_reads_as_moto_does(sc_plan: ServiceCatalog, aws: None, times: int) -> None:
    state_manager.set_transition(MODEL, {"progression": "manual", "times": times})
    client, record_id = executed(sc_plan)
    under_way = ["IN_PROGRESS"] * (times - 1)
    assert seen(client, record_id, times + 1) == [*under_way, "SUCCEEDED", "SUCCEEDED"]


@pytest.mark.sc_plan(outcome="failed")
@pytest.mark.parametrize(
    ("times", "statuses"),
    [(1, ["FAILED"]), (2, ["IN_PROGRESS", "IN_PROGRESS_IN_ERROR", "FAILED"])],
)
def test_a_failure_is_seen_in_error_at_one_more_read(
    sc_plan: ServiceCatalog, aws: None, times: int, statuses: list[str]
) -> None:
    state_manager.set_transition(MODEL, {"progression": "manual", "times": times})
    client, record_id = executed(sc_plan)
    assert seen(client, record_id, len(statuses)) == statuses


def test_manual_counts_reads_of_a_plan_being_created(sc_plan: ServiceCatalog, aws: None) -> None:
    state_manager.set_transition(MODEL, {"progression": "manual", "times": 3})
    client = client_of()
    product = sc_plan.add_product()
    plan_id = client.create_provisioned_product_plan(**plan_of(product))["PlanId"]
    under_way = ["CREATE_IN_PROGRESS"] * 2
    assert [plan_status(client, plan_id) for _ in range(3)] == [*under_way, "CREATE_SUCCESS"]


@pytest.mark.sc_plan(progress="manual")
def test_immediate(sc_plan: ServiceCatalog, aws: None) -> None:
    state_manager.set_transition(MODEL, {"progression": "immediate"})
    client, record_id = executed(sc_plan)
    assert seen(client, record_id, 1) == ["SUCCEEDED"]


@pytest.mark.sc_plan(deterministic=True)
@pytest.mark.parametrize("seconds", [90, 0.5])
def test_time_goes_by_the_clock_of_the_fake(
    sc_plan: ServiceCatalog, aws: None, seconds: float
) -> None:
    state_manager.set_transition(MODEL, {"progression": "time", "seconds": seconds})
    client, record_id = executed(sc_plan)
    state_of(sc_plan).advance_clock(seconds - 0.25)
    assert seen(client, record_id, 2) == ["IN_PROGRESS"] * 2
    state_of(sc_plan).advance_clock(0.25)
    assert seen(client, record_id, 1) == ["SUCCEEDED"]


def test_unset_gives_our_settings_back(sc_plan: ServiceCatalog, aws: None) -> None:
    sc_plan.configure(progress="manual")
    state_manager.set_transition(MODEL, {"progression": "immediate"})
    client, record_id = executed(sc_plan)
    assert seen(client, record_id, 1) == ["SUCCEEDED"]
    state_manager.unset_transition(MODEL)
    client, record_id = executed(sc_plan)
    assert seen(client, record_id, 5) == ["IN_PROGRESS"] * 5
    assert sc_plan.settings.progress == "manual"


def test_without_mock_aws_our_settings_hold(sc_plan: ServiceCatalog) -> None:
    state_manager.set_transition(MODEL, {"progression": "immediate"})
    client, record_id = executed(sc_plan)
    assert seen(client, record_id, 2) == ["IN_PROGRESS", "SUCCEEDED"]


@pytest.mark.usefixtures("aws")
def test_our_model_is_listed_with_our_defaults() -> None:
    with mock_service_catalog() as catalog:
        assert MODEL in state_manager.get_registered_models()
        assert state_manager.get_transition(MODEL) == {"progression": "manual", "times": 2}
        before = seen(*executed(catalog), 3)
        state_manager.set_transition(MODEL, {"progression": "manual", "times": 2})
        assert seen(*executed(catalog), 3) == before


SECONDS = "seconds must be a number, 0 or more and at most 253402214400"


@pytest.mark.parametrize(
    ("transition", "must"),
    [
        ({"progression": "manual", "times": 0}, "times must be a whole number, 1 or more"),
        ({"progression": "manual", "times": True}, "times must be a whole number, 1 or more"),
        ({"progression": "manual", "times": "2"}, "times must be a whole number, 1 or more"),
        ({"progression": "manual"}, "times must be a whole number, 1 or more"),
        ({"progression": "time", "seconds": -1}, SECONDS),
        ({"progression": "time", "seconds": float("nan")}, SECONDS),
        ({"progression": "time", "seconds": 1e308}, SECONDS),
        ({"progression": "time", "seconds": False}, SECONDS),
        ({"progression": "time"}, SECONDS),
        ({"progression": "polls"}, "progression must be immediate, manual or time"),
        ({}, "progression must be immediate, manual or time"),
    ],
)
def test_a_wrong_transition_is_refused(
    sc_plan: ServiceCatalog, aws: None, transition: dict[str, Any], must: str
) -> None:
    plan = sc_plan.add_plan()
    state_manager.set_transition(MODEL, transition)
    with pytest.raises(ValueError, match="transition") as caught:
        execute(client_of(), plan.id)
    message = f"moto's state transition of 'servicecatalog::plan' is {transition!r}: {must}"
    assert str(caught.value) == message
    assert sc_plan.listing() == (
        f"  1  ExecuteProvisionedProductPlan  PlanId={plan.id}  ValueError\n       {message}"
    )
