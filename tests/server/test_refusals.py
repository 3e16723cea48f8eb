"""Exceptions of the process, told to a client in another."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from pytest_sc_plan import PlanServer, ServiceCatalog

from ..helpers import ONLY_MOTO, nobody_serves, unserved
from ..newer import NEW
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
    newer_botocore: None, sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    status, answer = call(sc_plan_server, NEW, {})
    assert (status, answer["__type"]) == (400, "UnknownOperationException")
    assert answer["Message"] == unserved(nobody_serves())
    with pytest.raises(AssertionError) as caught:
        sc_plan.assert_all_served()
    assert str(caught.value) == (
        f"{NEW} was called, and neither the fake nor moto {version('moto')} serves it. "
        "The code under test went on without an answer. The calls:\n"
        f"  1  {NEW}  UnservedOperationError\n"
        f"       neither the fake nor moto {version('moto')} serves it"
    )
    sc_plan.reset()


def test_a_client_elsewhere_is_told_how_to_serve_what_only_moto_has(
    newer_moto: None, sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    for _ in range(2):
        _, answer = call(sc_plan_server, NEW, {})
    assert answer["Message"] == (
        unserved(ONLY_MOTO)
        + " In a process of its own, 'python -m pytest_sc_plan moto-server' serves both."
    )
    with pytest.raises(AssertionError) as caught:
        sc_plan.assert_all_served()
    assert str(caught.value).startswith(
        f"{NEW} was called, and the fake does not serve it; moto has it: put mock_aws around the "
        "test. The code under test went on without an answer. The calls:\n"
    )
    sc_plan.reset()
