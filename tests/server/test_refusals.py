"""Exceptions of the process, told to a client in another."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from pytest_sc_plan import PlanServer, ServiceCatalog

from ..helpers import ONLY_MOTO, moto_with_portfolios, nobody_serves, unserved
from .connections import call, execute


def test_mistakes_of_the_test_are_told_to_the_client(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    sc_plan.on_execute(lambda plan: "fail")
    status, answer = execute(sc_plan_server, sc_plan.add_plan().id)
    assert (status, answer["__type"]) == (400, "SettingsError")
    assert answer["Message"] == (
        "the on_execute callback's outcome: 'fail'; did you mean 'failed'? Allowed: failed, stuck, "
        "succeeded"
    )


def test_an_operation_that_the_fake_does_not_serve_is_an_unknown_operation(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    status, answer = call(sc_plan_server, "CreateTagOption", {"Key": "k", "Value": "v"})
    assert (status, answer["__type"]) == (400, "UnknownOperationException")
    assert answer["Message"] == unserved("CreateTagOption", nobody_serves("create_tag_option"))
    with pytest.raises(AssertionError) as caught:
        sc_plan.assert_all_served()
    assert str(caught.value) == (
        f"CreateTagOption was called, and neither the fake nor moto {version('moto')} serves it. "
        "The code under test went on without an answer. The calls:\n"
        "  1  CreateTagOption  UnservedOperationError\n"
        f"       neither the fake nor moto {version('moto')} serves it"
    )
    sc_plan.reset()


@moto_with_portfolios
def test_a_client_elsewhere_is_told_how_to_serve_what_only_moto_has(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    for operation in ("ListPortfolios", "CreateTagOption", "ListPortfolios"):
        _, answer = call(sc_plan_server, operation, {})
    assert answer["Message"] == (
        unserved("ListPortfolios", ONLY_MOTO)
        + " In a process of its own, 'python -m pytest_sc_plan moto-server' serves both."
    )
    with pytest.raises(AssertionError) as caught:
        sc_plan.assert_all_served()
    assert str(caught.value).startswith(
        "ListPortfolios was called, and the fake does not serve it; moto has it: put mock_aws "
        f"around the test. CreateTagOption was called, and neither the fake nor moto "
        f"{version('moto')} serves it. The code under test went on without an answer. The calls:\n"
    )
    sc_plan.reset()
