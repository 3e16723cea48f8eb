"""How work moves on: by polls, by time, at once, by hand; and what it comes to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog, Settings
from pytest_sc_plan.catalog.clock import Clock
from pytest_sc_plan.catalog.lifecycle import Lifecycle
from pytest_sc_plan.catalog.model import Outcome

from ..helpers import (
    Client,
    execute,
    invalid_state,
    plan_of,
    plan_status,
    product_status,
    record_status,
)

CODE = "AmazonCloudFormationException"
REASON = "Resource creation cancelled. The following resource(s) failed to create: [Resource]."


def statuses_read(client: Client, reads: int, plan: Any, what: str = "record") -> list[str]:
    """Read a resource of an executed plan so many times."""
    read = {
        "record": lambda: record_status(client, plan.record.id),
        "plan": lambda: plan_status(client, plan.id),
        "product": lambda: product_status(client, plan.provisioned_product.id),
    }[what]
    return [read() for _ in range(reads)]


# --------------------------------------------------------------------------- polls


@pytest.mark.parametrize(
    ("polls", "seen"),
    [
        (0, ["SUCCEEDED"]),
        (1, ["IN_PROGRESS", "SUCCEEDED"]),
        (3, ["IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS", "SUCCEEDED"]),
    ],
)
def test_so_many_reads_see_a_record_in_progress(
    sc_plan: ServiceCatalog, sc_plan_client: Client, polls: int, seen: list[str]
) -> None:
    sc_plan.configure(polls=polls)
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    assert statuses_read(sc_plan_client, len(seen) + 1, plan) == [*seen, "SUCCEEDED"]


@pytest.mark.parametrize(
    ("polls", "seen"),
    [
        (0, ["FAILED"]),
        (1, ["IN_PROGRESS", "IN_PROGRESS_IN_ERROR", "FAILED"]),
        (2, ["IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS_IN_ERROR", "FAILED"]),
    ],
)
@pytest.mark.sc_plan(outcome="failed")
def test_one_more_read_before_a_failure_sees_it_being_remedied(
    sc_plan: ServiceCatalog, sc_plan_client: Client, polls: int, seen: list[str]
) -> None:
    sc_plan.configure(polls=polls)
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    assert statuses_read(sc_plan_client, len(seen), plan) == seen


@pytest.mark.parametrize(
    ("what", "before", "after"),
    [
        ("record", "IN_PROGRESS", "SUCCEEDED"),
        ("plan", "EXECUTE_IN_PROGRESS", "EXECUTE_SUCCESS"),
        ("product", "UNDER_CHANGE", "AVAILABLE"),
    ],
)
def test_reads_of_plan_record_and_product_all_count(
    sc_plan: ServiceCatalog, sc_plan_client: Client, what: str, before: str, after: str
) -> None:
    sc_plan.configure(polls=3)
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    statuses_read(sc_plan_client, 1, plan, "record")
    statuses_read(sc_plan_client, 1, plan, "plan")
    assert statuses_read(sc_plan_client, 2, plan, what) == [before, after]


def test_listing_and_looking_do_not_count_as_reads(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    for _ in range(3):
        sc_plan_client.list_provisioned_product_plans()
        assert plan.status == "EXECUTE_IN_PROGRESS"
    assert statuses_read(sc_plan_client, 2, plan) == ["IN_PROGRESS", "SUCCEEDED"]


@pytest.mark.parametrize("polls", [0, 1, 3])
def test_a_plan_is_created_after_as_many_reads(
    sc_plan: ServiceCatalog, sc_plan_client: Client, polls: int
) -> None:
    sc_plan.configure(polls=polls)
    plan_id = sc_plan_client.create_provisioned_product_plan(**plan_of(sc_plan.add_product()))[
        "PlanId"
    ]
    seen = [plan_status(sc_plan_client, plan_id) for _ in range(polls + 1)]
    assert seen == ["CREATE_IN_PROGRESS"] * polls + ["CREATE_SUCCESS"]


# ----------------------------------------------------------------------- immediate


@pytest.mark.sc_plan(progress="immediate")
def test_work_is_done_at_once_where_it_is_immediate(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    request = plan_of(sc_plan.add_product())
    plan_id = sc_plan_client.create_provisioned_product_plan(**request)["PlanId"]
    assert execute(sc_plan_client, plan_id)["Status"] == "CREATED"
    plan: Any = sc_plan.plan(plan_id)
    assert statuses_read(sc_plan_client, 1, plan) == ["SUCCEEDED"]
    assert (plan.status, plan.provisioned_product.status) == ("EXECUTE_SUCCESS", "AVAILABLE")
    assert plan.record.updated_time == plan.record.created_time


# ---------------------------------------------------------------------------- time


@pytest.mark.sc_plan(progress="time", duration=10, deterministic=True)
def test_work_takes_as_long_as_the_settings_say(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan: Any = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    assert statuses_read(sc_plan_client, 5, plan) == ["IN_PROGRESS"] * 5
    sc_plan.advance(9.5)
    assert statuses_read(sc_plan_client, 1, plan) == ["IN_PROGRESS"]
    sc_plan.advance(0.5)
    assert plan.record.status == "SUCCEEDED"
    assert plan.record.updated_time - plan.record.created_time == timedelta(seconds=10)


@pytest.mark.sc_plan(progress="time", duration=10, outcome="failed", deterministic=True)
def test_the_second_half_of_work_that_fails_is_spent_on_remedy(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    seen = []
    for _ in range(3):
        seen += statuses_read(sc_plan_client, 2, plan)
        sc_plan.advance(5)
    assert seen == ["IN_PROGRESS"] * 2 + ["IN_PROGRESS_IN_ERROR"] * 2 + ["FAILED"] * 2


@pytest.mark.sc_plan(progress="time", duration=10, outcome="failed", deterministic=True)
def test_a_record_can_be_seen_in_error_without_having_been_seen_in_progress(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan: Any = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    sc_plan.advance(5)
    assert plan.record.status == "IN_PROGRESS_IN_ERROR"


@pytest.mark.sc_plan(progress="time", deterministic=True)
def test_a_plan_takes_as_long_to_be_created(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="CREATE_IN_PROGRESS")
    sc_plan.advance(29)
    assert plan_status(sc_plan_client, plan.id) == "CREATE_IN_PROGRESS"
    with invalid_state(
        f"Plan {plan.id} is CREATE_IN_PROGRESS: only a plan that is CREATE_SUCCESS can be executed."
    ):
        execute(sc_plan_client, plan.id)
    sc_plan.advance(1)
    assert execute(sc_plan_client, plan.id)["Status"] == "CREATED"


@pytest.mark.sc_plan(progress="time", duration=10, deterministic=True)
def test_a_product_can_be_planned_again_once_the_time_is_up(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    busy = sc_plan.add_provisioned_product("logs", status="UNDER_CHANGE")
    with invalid_state(
        "Provisioned product logs is UNDER_CHANGE: it must be AVAILABLE or TAINTED for a plan."
    ):
        sc_plan_client.create_provisioned_product_plan(**plan_of(busy.product, "logs"))
    sc_plan.advance(10)
    assert sc_plan_client.create_provisioned_product_plan(**plan_of(busy.product, "logs"))["PlanId"]


def test_the_clock_runs_by_itself(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    # With no time to take, all work is over as soon as somebody looks.
    sc_plan.configure(progress="time", duration=0)
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    assert statuses_read(sc_plan_client, 1, plan) == ["SUCCEEDED"]


# -------------------------------------------------------------------------- manual


@pytest.mark.sc_plan(progress="manual")
def test_only_advance_moves_work_on_where_it_is_manual(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="CREATE_IN_PROGRESS")
    assert [plan_status(sc_plan_client, plan.id) for _ in range(5)] == ["CREATE_IN_PROGRESS"] * 5
    sc_plan.advance()
    assert plan.status == "CREATE_SUCCESS"
    execute(sc_plan_client, plan.id)
    assert statuses_read(sc_plan_client, 5, plan) == ["IN_PROGRESS"] * 5
    sc_plan.advance()
    assert statuses_read(sc_plan_client, 1, plan) == ["SUCCEEDED"]


# ------------------------------------------------------------------------- advance


@pytest.mark.parametrize("progress", ["polls", "time", "manual", "immediate"])
def test_advance_ends_all_work_in_all_accounts_and_regions(
    sc_plan: ServiceCatalog, progress: Any
) -> None:
    sc_plan.configure(progress=progress)
    views = [sc_plan, sc_plan.for_account("111111111111"), sc_plan.for_account(region="eu-west-1")]
    plans = [view.add_plan(status="EXECUTE_IN_PROGRESS") for view in views]
    sc_plan.advance()
    assert [plan.status for plan in plans] == ["EXECUTE_SUCCESS"] * 3


@pytest.mark.sc_plan(deterministic=True)
@pytest.mark.parametrize("progress", ["polls", "time", "manual"])
def test_advance_by_time_ends_work_that_takes_no_longer(
    sc_plan: ServiceCatalog, progress: Any
) -> None:
    sc_plan.configure(progress=progress, duration=20)
    plan = sc_plan.add_plan(status="EXECUTE_IN_PROGRESS")
    sc_plan.advance(19)
    assert plan.status == "EXECUTE_IN_PROGRESS"
    sc_plan.advance(1)
    assert plan.status == "EXECUTE_SUCCESS"


def test_time_does_not_go_back(sc_plan: ServiceCatalog) -> None:
    with pytest.raises(ValueError, match=r"^seconds must be 0 or more, not -1: time does not go "):
        sc_plan.advance(-1)


# ------------------------------------------------------------------------ outcomes


@pytest.mark.parametrize(
    ("outcome", "existing", "plan_ends", "record_ends", "product_ends"),
    [
        ("succeeded", None, "EXECUTE_SUCCESS", "SUCCEEDED", "AVAILABLE"),
        ("succeeded", "AVAILABLE", "EXECUTE_SUCCESS", "SUCCEEDED", "AVAILABLE"),
        ("succeeded", "TAINTED", "EXECUTE_SUCCESS", "SUCCEEDED", "AVAILABLE"),
        ("failed", None, "EXECUTE_FAILED", "FAILED", "ERROR"),
        ("failed", "AVAILABLE", "EXECUTE_FAILED", "FAILED", "TAINTED"),
        ("failed", "TAINTED", "EXECUTE_FAILED", "FAILED", "TAINTED"),
    ],
)
def test_an_execution_has_the_outcome_that_was_set(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    outcome: str,
    existing: str | None,
    plan_ends: str,
    record_ends: str,
    product_ends: str,
) -> None:
    target = sc_plan.add_provisioned_product(status=existing) if existing else None
    plan: Any = sc_plan.add_plan(provisioned_product=target, outcome=outcome)
    execute(sc_plan_client, plan.id)
    sc_plan.advance()
    assert statuses_read(sc_plan_client, 1, plan, "plan") == [plan_ends]
    assert statuses_read(sc_plan_client, 1, plan, "record") == [record_ends]
    assert statuses_read(sc_plan_client, 1, plan, "product") == [product_ends]
    message = f"{CODE}  {REASON}" if outcome == "failed" else None
    assert (plan.status_message, plan.provisioned_product.status_message) == (message, message)
    assert [(error.code, error.description) for error in plan.record.errors] == (
        [(CODE, REASON)] if outcome == "failed" else []
    )


def test_a_failed_plan_says_why(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    plan = sc_plan.add_plan(status="EXECUTE_FAILED")
    answer = sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
    assert answer["ProvisionedProductPlanDetails"]["StatusMessage"] == f"{CODE}  {REASON}"


@pytest.mark.parametrize("progress", ["polls", "time", "manual", "immediate"])
def test_stuck_work_never_ends(
    sc_plan: ServiceCatalog, sc_plan_client: Client, progress: Any
) -> None:
    sc_plan.configure(progress=progress, outcome="stuck")
    plan: Any = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    assert statuses_read(sc_plan_client, 5, plan) == ["IN_PROGRESS"] * 5
    sc_plan.advance(1000)
    sc_plan.advance()
    assert statuses_read(sc_plan_client, 1, plan) == ["IN_PROGRESS"]
    assert (plan.status, plan.provisioned_product.status) == ("EXECUTE_IN_PROGRESS", "UNDER_CHANGE")


def test_the_last_successful_record_stays_when_an_update_fails(sc_plan: ServiceCatalog) -> None:
    existing = sc_plan.add_provisioned_product(status="TAINTED")
    succeeded, failed = sc_plan.records
    assert existing.last_record_id == existing.last_provisioning_record_id == failed.id
    assert existing.last_successful_provisioning_record_id == succeeded.id


def test_a_failed_update_leaves_the_product_as_it_was(
    sc_plan: ServiceCatalog,
) -> None:
    product = sc_plan.add_product(versions={"v1": {}, "v2": {}})
    existing = sc_plan.add_provisioned_product(
        product=product, version="v1", parameters={"Size": "1"}, tags={"team": "storage"}
    )
    for outcome, size, version, tags in (
        ("FAILED", "1", "v1", {"team": "storage"}),
        ("SUCCESS", "2", "v2", {"env": "test"}),
    ):
        sc_plan.add_plan(
            provisioned_product=existing,
            version="v2",
            parameters={"Size": "2"},
            tags={"env": "test"},
            status=f"EXECUTE_{outcome}",
        )
        assert existing.parameters == {"Size": size}
        assert existing.provisioning_artifact.name == version
        assert existing.tags == tags


# --------------------------------------------------------------------- transitions


def test_a_status_that_may_not_come_next_is_refused(sc_plan: ServiceCatalog) -> None:
    lifecycle = Lifecycle(Clock(), Settings)
    plan = sc_plan.add_plan(status="CREATE_FAILED")._resource
    lifecycle.begin_creation(plan, Outcome("succeeded"))
    with pytest.raises(ValueError, match=rf"^{plan.id} is CREATE_FAILED and can't become CREATE_S"):
        lifecycle.advance()


def test_a_plan_that_can_not_be_created_says_why(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    queue = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}
    product = sc_plan.add_product(versions={"v1": queue})
    sc_plan.add_provisioned_product("jobs", product=product)
    plan_id = sc_plan_client.create_provisioned_product_plan(**plan_of(product, "jobs"))["PlanId"]
    assert [plan_status(sc_plan_client, plan_id) for _ in range(2)] == [
        "CREATE_IN_PROGRESS",
        "CREATE_FAILED",
    ]
    assert sc_plan.plan(plan_id).status_message == "No updates are to be performed."


@pytest.mark.parametrize("status", ["CREATE_FAILED", "EXECUTE_SUCCESS", "EXECUTE_FAILED"])
@pytest.mark.sc_plan(idempotency="strict")
def test_final_statuses_are_final(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    plan = sc_plan.add_plan(status=status)
    with invalid_state(
        f"Plan {plan.id} is {status}: only a plan that is CREATE_SUCCESS can be executed."
    ):
        execute(sc_plan_client, plan.id)
    sc_plan.advance()
    assert plan.status == status
