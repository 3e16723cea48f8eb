"""Random sequences of all operations, from several accounts and regions.

Some rules do what makes sense, so that much is going on; one calls any operation that is served,
with whatever its input may hold, so a new operation takes part by itself. After each step the
invariants of the catalog hold.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
)

from pytest_sc_plan.catalog.operations import OPERATIONS

from .administering import Administrators
from .machine import PLACES, TOKENS, Place, client_at, names, places

FORWARD = {"CREATED": 0, "IN_PROGRESS": 1, "IN_PROGRESS_IN_ERROR": 2, "SUCCEEDED": 3, "FAILED": 3}

tokens = st.sampled_from(TOKENS)
versions = st.sampled_from(["v1", "v2"])
sizes = st.sampled_from(["small", "large"])


class Catalogs(Administrators):
    """All rules."""

    # ---------------------------------------------------------------------- what makes sense

    @rule(place=places, name=names, version=versions, size=sizes, token=tokens)
    def provision(self, place: Place, name: str, version: str, size: str, token: str) -> None:
        self.call(
            place,
            "ProvisionProduct",
            ProductName="shop",
            ProvisioningArtifactName=version,
            ProvisionedProductName=name,
            ProvisioningParameters=[{"Key": "Size", "Value": size}],
            ProvisionToken=token,
        )

    @rule(place=places, name=names, version=versions, size=sizes, token=tokens)
    def update(self, place: Place, name: str, version: str, size: str, token: str) -> None:
        self.call(
            place,
            "UpdateProvisionedProduct",
            ProvisionedProductName=name,
            ProvisioningArtifactName=version,
            ProvisioningParameters=[{"Key": "Size", "Value": size}],
            UpdateToken=token,
        )

    @rule(place=places, name=names, token=tokens, lenient=st.booleans())
    def terminate(self, place: Place, name: str, token: str, *, lenient: bool) -> None:
        self.call(
            place,
            "TerminateProvisionedProduct",
            ProvisionedProductName=name,
            TerminateToken=token,
            IgnoreErrors=lenient,
        )

    @rule(place=places, name=names, version=versions, size=sizes, token=tokens)
    def plan(self, place: Place, name: str, version: str, size: str, token: str) -> None:
        for product in self.at(place).products[:1]:
            artifacts = {artifact.name: artifact.id for artifact in product.provisioning_artifacts}
            self.call(
                place,
                "CreateProvisionedProductPlan",
                PlanName=f"plan-for-{name}",
                PlanType="CLOUDFORMATION",
                ProductId=product.id,
                ProvisioningArtifactId=artifacts.get(version, "none"),
                ProvisionedProductName=name,
                ProvisioningParameters=[{"Key": "Size", "Value": size}],
                IdempotencyToken=token,
            )

    @rule(place=places, which=st.integers(0, 9), token=tokens)
    def execute(self, place: Place, which: int, token: str) -> None:
        for plan in self.at(place).plans[which : which + 1]:
            self.call(
                place, "ExecuteProvisionedProductPlan", PlanId=plan.id, IdempotencyToken=token
            )

    @rule(place=places, which=st.integers(0, 9), lenient=st.booleans())
    def delete(self, place: Place, which: int, *, lenient: bool) -> None:
        for plan in self.at(place).plans[which : which + 1]:
            self.call(place, "DeleteProvisionedProductPlan", PlanId=plan.id, IgnoreErrors=lenient)

    @rule(place=places, name=names)
    def look(self, place: Place, name: str) -> None:
        self.call(place, "DescribeProvisionedProduct", Name=name)

    @rule(outcome=st.sampled_from(["succeeded", "succeeded", "failed", "stuck"]))
    def decide(self, outcome: Any) -> None:
        self.catalog.configure(outcome=outcome)

    @rule(seconds=st.sampled_from([None, 10, 30]))
    def wait(self, seconds: int | None) -> None:
        self.catalog.advance(seconds)

    # ------------------------------------------------------------------------------ anything

    @rule(place=places, operation=st.sampled_from(sorted(OPERATIONS)), data=st.data())
    def anything(self, place: Place, operation: str, data: st.DataObject) -> None:
        shape = client_at(place).meta.service_model.operation_model(operation).input_shape
        self.call(place, operation, **self.made_up(place, shape, "", data))

    # ---------------------------------------------------------------------------- invariants

    @invariant()
    @precondition(lambda self: hasattr(self, "catalog"))
    def ids_keep_their_meaning(self) -> None:
        alive = set()
        for place in PLACES:
            catalog = self.at(place)
            meanings: list[tuple[Any, ...]] = [
                *((item.id, "provisioned", item.name) for item in catalog.provisioned_products),
                *(
                    (item.id, "plan", item.name, item.provisioned_product.id, item.product_id)
                    for item in catalog.plans
                ),
                *(
                    (item.id, item.type, item.provisioned_product.id, item.product_id)
                    for item in catalog.records
                ),
            ]
            for identifier, *meaning in meanings:
                assert self.seen.setdefault(identifier, (place, *meaning)) == (place, *meaning)
                assert identifier in self.alive or (place, identifier) not in self.gone
                alive.add(identifier)
        self.gone += [
            (self.seen[identifier][0], identifier) for identifier in sorted(self.alive - alive)
        ]
        self.alive = alive

    @invariant()
    @precondition(lambda self: hasattr(self, "catalog"))
    def records_move_forward(self) -> None:
        for place in PLACES:
            for record in self.at(place).records:
                before = self.progress.setdefault(record.id, record.status)
                forward = FORWARD[before] < FORWARD[record.status]
                assert forward or before == record.status
                self.progress[record.id] = record.status
        assert self.progress.keys() <= self.alive

    @invariant()
    @precondition(lambda self: hasattr(self, "catalog"))
    def one_plan_and_one_running_record(self) -> None:
        for place in PLACES:
            catalog = self.at(place)
            running = Counter(
                record.provisioned_product.id for record in catalog.records if not ended(record)
            )
            planned = Counter(plan.provisioned_product.id for plan in catalog.plans)
            there = {item.id: item for item in catalog.provisioned_products}
            assert all(count == 1 for count in (*running.values(), *planned.values()))
            assert {*running, *planned} <= there.keys()
            assert len({item.name for item in there.values()}) == len(there)
            for identifier, item in there.items():
                assert (item.status == "UNDER_CHANGE") == (identifier in running)
                if item.status == "PLAN_IN_PROGRESS":
                    assert identifier in planned

    @invariant()
    @precondition(lambda self: hasattr(self, "catalog"))
    def what_is_gone_is_not_found(self) -> None:
        for place, identifier in self.gone[-2:]:
            operation, member = (
                ("DescribeProvisionedProductPlan", "PlanId")
                if identifier.startswith("plan-")
                else ("DescribeProvisionedProduct", "Id")
            )
            assert self.call(place, operation, **{member: identifier}) == {}

    @rule(place=places, size=st.integers(1, 5))
    def lists_and_describes_agree(self, place: Place, size: int) -> None:
        with self.standing_still():
            catalog = self.at(place)
            here: dict[str, Any] = {"place": place, "size": size}
            scanned = self.all_of("ScanProvisionedProducts", "ProvisionedProducts", **here)
            assert [item["Id"] for item in scanned] == [
                item.id for item in catalog.provisioned_products
            ]
            for item in scanned:
                for key in ("Id", "Name"):
                    found = self.call(place, "DescribeProvisionedProduct", **{key: item[key]})
                    assert found["ProvisionedProductDetail"] == item
            orders: list[dict[str, Any]] = [
                {},
                {"SortBy": "name"},
                {"SortBy": "id", "SortOrder": "DESCENDING"},
            ]
            for asked in orders:
                searched = self.all_of(
                    "SearchProvisionedProducts", "ProvisionedProducts", **here, **asked
                )
                total = self.call(place, "SearchProvisionedProducts")["TotalResultsCount"]
                assert total == len(searched) == len(scanned)
                assert {item["Id"] for item in searched} == {item["Id"] for item in scanned}
            records = self.all_of("ListRecordHistory", "RecordDetails", **here)
            assert [item["RecordId"] for item in records] == [
                record.id for record in reversed(catalog.records)
            ]
            for item in records:
                found = self.call(place, "DescribeRecord", Id=item["RecordId"])
                assert found["RecordDetail"] == item
            plans = self.all_of("ListProvisionedProductPlans", "ProvisionedProductPlans", **here)
            assert [item["PlanId"] for item in plans] == [plan.id for plan in catalog.plans]
            for item in plans:
                found = self.call(place, "DescribeProvisionedProductPlan", PlanId=item["PlanId"])
                assert item.items() <= found["ProvisionedProductPlanDetails"].items()


def ended(record: Any) -> bool:
    return FORWARD[record.status] == 3


TestCatalogs = Catalogs.TestCase
TestCatalogs.settings = settings(max_examples=settings().max_examples // 5, stateful_step_count=60)
