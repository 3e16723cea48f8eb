"""What reads see, one by one, for any number of polls and any outcome."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_sc_plan import Failure, ServiceCatalog, mock_service_catalog

from ..helpers import Client, execute, plan_of, plan_status, product_status, record_status

quick = settings(max_examples=settings().max_examples // 2)

OUTCOMES: dict[str, Any] = {
    "succeeded": "succeeded",
    "failed": "failed",
    "stuck": "stuck",
    "failure": Failure("Boom", "It broke."),
}
ENDS = {"succeeded": "SUCCEEDED", "failed": "FAILED", "failure": "FAILED"}


def expected(created: int, polls: int, outcome: str, reads: int) -> list[str]:
    """The statuses that so many reads of a record see."""
    seen = ["CREATED"] * created + ["IN_PROGRESS"] * polls
    if outcome == "stuck":
        return [*seen, *["IN_PROGRESS"] * reads][:reads]
    if polls and ENDS[outcome] == "FAILED":
        seen.append("IN_PROGRESS_IN_ERROR")
    return [*seen, *[ENDS[outcome]] * reads][:reads]


def begun(client: Client, catalog: ServiceCatalog, kind: str) -> str:
    """Begin work; gives the id of its record."""
    if kind == "execution":
        record_id: str = execute(client, catalog.add_plan().id)["RecordId"]
        return record_id
    item = catalog.add_provisioned_product()
    answer = client.terminate_provisioned_product(ProvisionedProductId=item.id)
    terminated: str = answer["RecordDetail"]["RecordId"]
    return terminated


@quick
@given(
    created=st.integers(0, 4),
    polls=st.integers(0, 4),
    outcome=st.sampled_from(sorted(OUTCOMES)),
    kind=st.sampled_from(["execution", "termination"]),
)
def test_the_statuses_that_reads_of_a_record_see(
    created: int, polls: int, outcome: str, kind: str
) -> None:
    with mock_service_catalog(
        polls=polls, created_polls=created, outcome=OUTCOMES[outcome]
    ) as catalog:
        client: Client = boto3.client("servicecatalog")
        record_id = begun(client, catalog, kind)
        reads = created + polls + 3
        seen = [record_status(client, record_id) for _ in range(reads)]
    assert seen == expected(created, polls, outcome, reads)


@quick
@given(
    created=st.integers(0, 3),
    polls=st.integers(0, 3),
    outcome=st.sampled_from(sorted(OUTCOMES)),
    reads=st.lists(st.sampled_from(["record", "plan", "product"]), max_size=10),
)
def test_reads_of_plan_and_product_count_as_those_of_the_record(
    created: int, polls: int, outcome: str, reads: list[str]
) -> None:
    with mock_service_catalog(
        polls=polls, created_polls=created, outcome=OUTCOMES[outcome]
    ) as catalog:
        client: Client = boto3.client("servicecatalog")
        plan: Any = catalog.add_plan()
        record_id = execute(client, plan.id)["RecordId"]
        for what, status in zip(reads, expected(created, polls, outcome, len(reads)), strict=True):
            ended = {"SUCCEEDED": "SUCCESS", "FAILED": "FAILED"}.get(status, "IN_PROGRESS")
            on_product = {"SUCCEEDED": "AVAILABLE", "FAILED": "ERROR"}.get(status, "UNDER_CHANGE")
            if what == "record":
                assert record_status(client, record_id) == status
            elif what == "plan":
                assert plan_status(client, plan.id) == f"EXECUTE_{ended}"
            else:
                assert product_status(client, plan.provisioned_product.id) == on_product
            # Whichever was read, all three agree.
            shown = (plan.record.status, plan.status, plan.provisioned_product.status)
            assert shown == (status, f"EXECUTE_{ended}", on_product)


@quick
@given(
    created=st.integers(0, 3), polls=st.integers(0, 3), outcome=st.sampled_from(sorted(OUTCOMES))
)
def test_a_plan_in_creation_knows_polls_alone(created: int, polls: int, outcome: str) -> None:
    with mock_service_catalog(
        polls=polls, created_polls=created, creation_outcome=OUTCOMES[outcome]
    ) as catalog:
        client: Client = boto3.client("servicecatalog")
        request = plan_of(catalog.add_product())
        plan_id = client.create_provisioned_product_plan(**request)["PlanId"]
        seen = [plan_status(client, plan_id) for _ in range(polls + 2)]
    end = {"SUCCEEDED": "SUCCESS", "FAILED": "FAILED"}.get(ENDS.get(outcome, ""), "IN_PROGRESS")
    assert seen == ["CREATE_IN_PROGRESS"] * polls + [f"CREATE_{end}"] * 2


@pytest.mark.parametrize("progress", ["immediate", "time", "manual"])
def test_created_is_seen_with_polls_alone(
    sc_plan: ServiceCatalog, sc_plan_client: Client, progress: Any
) -> None:
    sc_plan.configure(progress=progress, created_polls=2)
    record_id = execute(sc_plan_client, sc_plan.add_plan().id)["RecordId"]
    assert record_status(sc_plan_client, record_id) != "CREATED"
