"""Exceptions of the process, told to a client in another."""

from __future__ import annotations

import pytest

from pytest_sc_plan import PlanServer, ServiceCatalog

from .connections import call, execute


def test_mistakes_of_the_test_are_told_to_the_client(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    sc_plan.on_execute(lambda plan: "fail")
    status, answer = execute(sc_plan_server, sc_plan.add_plan().id)
    assert (status, answer["__type"]) == (400, "SettingsError")
    assert answer["Message"].startswith("the on_execute callback's outcome: 'fail'; allowed: ")


def test_an_operation_that_the_fake_does_not_serve_is_an_unknown_operation(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    status, answer = call(sc_plan_server, "CreateTagOption", {"Key": "k", "Value": "v"})
    assert (status, answer["__type"]) == (400, "UnknownOperationException")
    assert "pytest-sc-plan does not serve CreateTagOption" in answer["Message"]
    with pytest.raises(AssertionError, match="CreateTagOption was called, and neither the fake"):
        sc_plan.assert_all_served()
    sc_plan.reset()
