"""Invariants of any requests in any order."""

from __future__ import annotations

from typing import Any

import boto3
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pytest_sc_plan import mock_service_catalog
from pytest_sc_plan.catalog.lifecycle import RECORD_TRANSITIONS
from pytest_sc_plan.catalog.model import RecordStatus

from ..contract.model import broken, complaints_about_answers, input_shape, valid_request
from ..helpers import (
    Client,
    execute,
    invalid_state,
    not_found,
    plan_of,
    plan_status,
    record_status,
    send,
)

NAMES = ("logs", "data", "web")
TOKENS = st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9_-]{0,127}", fullmatch=True)
OUTCOMES = st.sampled_from(["succeeded", "failed", "stuck"])
# Most plans are created, or there would be little to execute.
CREATIONS = st.sampled_from(["succeeded"] * 4 + ["failed", "stuck"])

quick = settings(max_examples=settings().max_examples // 2)


def later(before: str) -> set[str]:
    """The record statuses that may follow one, at any distance, and itself."""
    found = {before}
    for after in RECORD_TRANSITIONS[RecordStatus(before)]:
        found |= later(after.value)
    return found


class Plans(RuleBasedStateMachine):
    """Somebody who creates, reads, executes and deletes plans in any order.

    ``plans`` are the ids of the plans that are there, by the names of their provisioned products.
    """

    def __init__(self) -> None:
        super().__init__()
        self.mock = mock_service_catalog(deterministic=True)
        self.catalog = self.mock.start()
        self.client: Client = boto3.client("servicecatalog")
        self.product = self.catalog.add_product("product")
        self.plans: dict[str, str] = {}
        self.deleted: list[str] = []
        self.executed: dict[str, dict[str, Any]] = {}
        self.seen: dict[str, str] = {}

    def teardown(self) -> None:
        try:
            assert complaints_about_answers(self.catalog) == []
        finally:
            self.mock.stop()

    def status_of(self, name: str) -> str | None:
        there = {item.name: item.status for item in self.catalog.provisioned_products}
        return there.get(name)

    @rule(outcome=OUTCOMES, creation=CREATIONS, polls=st.integers(0, 3), created=st.integers(0, 2))
    def settle_how_things_go(self, outcome: Any, creation: Any, polls: int, created: int) -> None:
        self.catalog.configure(
            outcome=outcome, creation_outcome=creation, polls=polls, created_polls=created
        )

    @rule(name=st.sampled_from(NAMES))
    def create(self, name: str) -> None:
        request = plan_of(self.product, name)
        before = self.plans.get(name)
        if before is not None:
            # It differs by its token only.
            answer = self.client.create_provisioned_product_plan(**request)
            assert answer["PlanId"] == before
            return
        status = self.status_of(name)
        if status in {"UNDER_CHANGE", "ERROR"}:
            with invalid_state(
                f"Provisioned product {name} is {status}: it must be AVAILABLE or TAINTED for a "
                "plan."
            ):
                self.client.create_provisioned_product_plan(**request)
            return
        self.plans[name] = self.client.create_provisioned_product_plan(**request)["PlanId"]
        assert self.status_of(name) == status or self.status_of(name) == "PLAN_IN_PROGRESS"

    @precondition(lambda self: self.plans)
    @rule(data=st.data())
    def execute(self, data: st.DataObject) -> None:
        plan_id = data.draw(st.sampled_from(list(self.plans.values())))
        plan = self.catalog.plan(plan_id)
        before = len(self.catalog.records)
        if plan_id in self.executed:
            assert execute(self.client, plan_id) == self.executed[plan_id]
            assert len(self.catalog.records) == before
        elif plan.status == "CREATE_SUCCESS":
            self.executed[plan_id] = execute(self.client, plan_id)
            assert len(self.catalog.records) == before + 1
        else:
            with invalid_state(
                f"Plan {plan_id} is {plan.status}: only a plan that is CREATE_SUCCESS can be "
                "executed."
            ):
                execute(self.client, plan_id)

    @precondition(lambda self: self.plans)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.plans)))
        status = self.status_of(name)
        plan_id = self.plans.pop(name)
        self.client.delete_provisioned_product_plan(PlanId=plan_id, IgnoreErrors=True)
        self.deleted.append(plan_id)
        assert self.status_of(name) == (None if status == "PLAN_IN_PROGRESS" else status)

    @rule()
    def advance(self) -> None:
        self.catalog.advance()

    @precondition(lambda self: self.plans)
    @rule(data=st.data())
    def describe(self, data: st.DataObject) -> None:
        plan_id = data.draw(st.sampled_from(list(self.plans.values())))
        assert plan_status(self.client, plan_id) == self.catalog.plan(plan_id).status

    @precondition(lambda self: self.deleted)
    @rule(data=st.data())
    def what_was_deleted_is_not_found(self, data: st.DataObject) -> None:
        plan_id = data.draw(st.sampled_from(self.deleted))
        with not_found(f"Plan {plan_id} was not found."):
            plan_status(self.client, plan_id)

    @precondition(lambda self: self.executed)
    @rule(data=st.data())
    def describe_record(self, data: st.DataObject) -> None:
        record_id = data.draw(st.sampled_from(self.catalog.records)).id
        assert record_status(self.client, record_id) == self.catalog.record(record_id).status

    @invariant()
    def a_record_only_moves_forward(self) -> None:
        for record in self.catalog.records:
            status = record.status
            assert status in later(self.seen.get(record.id, "CREATED"))
            self.seen[record.id] = status

    @invariant()
    def a_provisioned_product_has_one_plan(self) -> None:
        names = [plan.provisioned_product.name for plan in self.catalog.plans]
        assert len(set(names)) == len(names)

    @invariant()
    def listing_agrees_with_what_is_there(self) -> None:
        listed = self.client.list_provisioned_product_plans()["ProvisionedProductPlans"]
        assert sorted(plan["PlanId"] for plan in listed) == sorted(self.plans.values())
        assert [plan["PlanId"] for plan in listed] == [plan.id for plan in self.catalog.plans]

    @invariant()
    def plan_record_and_product_agree(self) -> None:
        for plan in self.catalog.plans:
            if plan.record is None:
                assert plan.status.startswith("CREATE_")
                continue
            assert (plan.status, plan.record.status in {"SUCCEEDED", "FAILED"}) in {
                ("EXECUTE_IN_PROGRESS", False),
                ("EXECUTE_SUCCESS", True),
                ("EXECUTE_FAILED", True),
            }
            under_change = plan.provisioned_product.status == "UNDER_CHANGE"
            assert under_change == (plan.status == "EXECUTE_IN_PROGRESS")


Plans.TestCase.settings = settings(
    quick, max_examples=settings().max_examples // 3, stateful_step_count=30
)
TestPlansInAnyOrder = Plans.TestCase


@quick
@given(
    size=st.integers(0, 20),
    first=st.integers(0, 45),
    between=st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=5),
)
def test_pages_make_up_the_whole_despite_changes_in_between(
    size: int, first: int, between: list[tuple[int, bool]]
) -> None:
    with mock_service_catalog() as catalog:
        client: Client = boto3.client("servicecatalog")
        for _ in range(first):
            catalog.add_plan()
        everything = [plan.id for plan in catalog.plans]
        got: list[str] = []
        deleted: set[str] = set()
        request: dict[str, Any] = {"PageSize": size}
        while True:
            answer = client.list_provisioned_product_plans(**request)
            page = [plan["PlanId"] for plan in answer["ProvisionedProductPlans"]]
            assert len(page) <= (size or 20)
            got += page
            if "NextPageToken" not in answer:
                break
            assert len(page) == (size or 20)
            request["PageToken"] = answer["NextPageToken"]
            added, delete = between.pop() if between else (0, False)
            everything += [catalog.add_plan().id for _ in range(added)]
            if delete:
                victim = catalog.plans[0].id
                client.delete_provisioned_product_plan(PlanId=victim)
                deleted.add(victim)
    assert [plan_id for plan_id in got if plan_id not in deleted] == [
        plan_id for plan_id in everything if plan_id not in deleted
    ]
    assert len(set(got)) == len(got)


@quick
@given(tokens=st.lists(TOKENS, min_size=1, max_size=6), reads=st.integers(0, 3))
def test_executing_any_number_of_times_with_any_tokens_makes_one_record(
    tokens: list[str], reads: int
) -> None:
    with mock_service_catalog() as catalog:
        client: Client = boto3.client("servicecatalog")
        plan = catalog.add_plan()
        for token in tokens:
            execute(client, plan.id, IdempotencyToken=token)
            for _ in range(reads):
                plan_status(client, plan.id)
        bodies = {call.body for call in catalog.calls_to("ExecuteProvisionedProductPlan")}
        assert len(bodies) == len(catalog.records) == 1


TEXTS = st.one_of(
    st.text(max_size=140),
    st.text("abcXYZ019_-.:/=+@ %é東½\n\t\x00", max_size=140),
    st.integers(0, 140).map(lambda length: "a" * length),
)


@quick
@given(
    place=st.sampled_from(
        [
            ("DescribeProvisionedProduct", ("Name",)),
            ("ExecuteProvisionedProductPlan", ("PlanId",)),
            ("ExecuteProvisionedProductPlan", ("IdempotencyToken",)),
            ("ListProvisionedProductPlans", ("PageToken",)),
            ("CreateProvisionedProductPlan", ("PlanType",)),
            ("CreateProvisionedProductPlan", ("Tags", 0, "Key")),
        ]
    ),
    text=TEXTS,
)
@example(place=("CreateProvisionedProductPlan", ("Tags", 0, "Key")), text="東京 ½")
@example(place=("CreateProvisionedProductPlan", ("Tags", 0, "Key")), text="a\n")
@example(place=("ExecuteProvisionedProductPlan", ("PlanId",)), text="plan-1\n")
def test_a_text_is_accepted_where_it_satisfies_pattern_and_lengths(
    place: tuple[str, tuple[Any, ...]], text: str
) -> None:
    operation, path = place
    request = valid_request(operation)
    shape, holder = input_shape(operation), request
    for step in path[:-1]:
        holder = holder[step]
        shape = shape.members[step] if isinstance(step, str) else shape.member
    holder[path[-1]] = text
    with mock_service_catalog() as catalog:
        response = send(catalog, operation, request)
    refused = b"ValidationException" in response.body
    assert refused == bool(broken(shape.members[path[-1]], text))
