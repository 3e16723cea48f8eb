"""Typical mistakes: mypy --strict and pyright refuse each line that has a comment, and no other.

Lint checks this module; nothing runs it. Both checkers complain about a comment without a mistake.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import pytest_sc_plan
from pytest_sc_plan import (
    DocumentedError,
    Failure,
    Injection,
    PlanView,
    ServiceCatalog,
    Settings,
    SharedServer,
    Version,
    mock_service_catalog,
    serve_in_moto,
)


def names() -> object:
    from pytest_sc_plan import Nonsense  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]

    assert Nonsense
    return pytest_sc_plan.mock_service_catalogue  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]


def settings(sc_plan: ServiceCatalog, shared: SharedServer) -> None:
    sc_plan.configure(pols=3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    sc_plan.configure(polls="3")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    sc_plan.configure(outcome="fail")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    sc_plan.configure(progress="poll", polls=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    sc_plan.configure(auto_create_plans="yes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    shared.configure(pols=3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Settings(pols=3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    sc_plan.settings.polls = 3  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    assert sc_plan.settings.pols  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    with mock_service_catalog(pols=3):  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
        pass
    with mock_service_catalog(sleep="skipped"):  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
        pass
    with serve_in_moto(pols=3):  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
        pass


def failures(sc_plan: ServiceCatalog) -> None:
    Failure("LimitExceeded")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Failure(404, "No capacity.")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    sc_plan.configure(creation_outcome="fail")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    sc_plan.configure(polls=Failure("LimitExceeded", "No capacity."))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def seeding(sc_plan: ServiceCatalog) -> None:
    sc_plan.add_plan("plan-for-team-a")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    sc_plan.add_plan(stauts="CREATE_SUCCESS")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    sc_plan.add_plan(product=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    sc_plan.add_product("queue", versions=["v1"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    sc_plan.add_product("queue", type="TERRAFORM")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    sc_plan.add_product("queue", tag_updates="yes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    sc_plan.add_product("queue", versions=[Version("v1", guidance="OLD")])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    sc_plan.add_product("queue", versions=[Version("v1", {}, "pa-1")])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    sc_plan.add_portfolio("team", products=[3])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    sc_plan.add_plan(parameters={"Size": ["large"]})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
    sc_plan.add_provisioned_product(outputs="https://example.com")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    sc_plan.add_provisioned_product(tags=["team"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]


def looking(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.add_plan()
    assert plan.record.identifier  # type: ignore[union-attr]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    plan.status = "EXECUTE_SUCCESS"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    assert plan.record_id  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    number: int = plan.path_id  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    assert sc_plan.calls[0].reponse  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    sc_plan.calls_to("DescribeRecord")[0].params["Id"] = "rec-1"  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    sc_plan.assert_executed(plan.record)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert sc_plan.calls[0].response.record_detail == number  # type: ignore[union-attr]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]


def errors(sc_plan: ServiceCatalog) -> None:
    sc_plan.raise_error("InvalidStateException", operations="DescribeRecord")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    sc_plan.raise_error(code=400)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with sc_plan.inject_fault("throttling", times="twice") as injected:  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        pass
    error: Injection[DocumentedError] = injected  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    assert error.raised


@pytest.fixture
def fake() -> Iterator[ServiceCatalog]:
    with mock_service_catalog as catalog:  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType]
        yield catalog


def callbacks(sc_plan: ServiceCatalog) -> None:
    def count(plan: PlanView) -> int:
        return len(plan.name)

    def nothing() -> None:
        pass

    sc_plan.on_execute(count)  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]
    sc_plan.on_create(count)  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]
    sc_plan.on_execute(nothing)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

    @sc_plan.on_execute
    def choose(plan: PlanView) -> str:
        return plan.name if plan.nme else "failed"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]

    choose("plan-1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@mock_service_catalog(polls=0)
def decorated(plan_id: str) -> str:
    return plan_id


decorated(7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
