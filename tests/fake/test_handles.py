"""What a test is handed: its attributes, its copies, and what tools see of it."""

from __future__ import annotations

import copy
import dataclasses
import operator
import pickle
import pprint
from typing import Any
from unittest import mock

import pytest

from pytest_sc_plan import (
    PlanView,
    ServiceCatalog,
    ServiceCatalogMock,
    SharedServer,
    mock_service_catalog,
)
from pytest_sc_plan.server.plan_server import PlanServer

from ..helpers import Client, execute
from .raising import raises

PUBLIC = {
    "ServiceCatalog": (
        "add_plan add_portfolio add_product add_provisioned_product add_template advance "
        "assert_all_errors_raised assert_all_served assert_called assert_executed "
        "assert_executed_once assert_not_executed calls calls_to configure for_account "
        "inject_fault injections on_create on_execute plan plans portfolio portfolios products "
        "provisioned_product provisioned_products raise_error record records reset settings"
    ),
    "PlanView": (
        "created_time id name notification_arns parameters path_id product product_id "
        "provisioned_product provisioning_artifact provisioning_artifact_id record "
        "resource_changes status status_message tags updated_time"
    ),
    "Injection": "after matched plan_id problem raised times",
    "PlanServer": "catalog environ start stop url verify_signature",
    "ServiceCatalogMock": "abandon catalog start stop",
    "SharedServer": (
        "advance calls configure environ errors for_account inject_fault raise_error reset seed "
        "state url"
    ),
}


def handed(sc_plan: ServiceCatalog, server: PlanServer) -> dict[str, Any]:
    plan = sc_plan.add_plan()
    with sc_plan.raise_error("InvalidStateException", times=3) as injection:
        pass
    injection.raised = 1
    objects = [
        sc_plan,
        plan,
        injection,
        server,
        mock_service_catalog(polls=2),
        SharedServer("http://127.0.0.1:1/gw0", "us-east-1"),
    ]
    return {type(each).__name__: each for each in objects}


@pytest.mark.once
def test_completion_names_what_is_public_and_nothing_else(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    objects = handed(sc_plan, sc_plan_server)
    assert {name: dir(each) for name, each in objects.items()} == {
        name: names.split() for name, names in PUBLIC.items()
    }
    version = objects["PlanView"].provisioning_artifact
    assert [name for name in dir(version) if name[0] != "_"] == (
        [
            "active",
            "created_time",
            "description",
            "guidance",
            "id",
            "info",
            "name",
            "template",
            "type",
        ]
    )


FAKE = "the fake is in this process alone"


@pytest.mark.once
def test_copies_stand_for_the_same_and_pickles_are_refused(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer
) -> None:
    objects = handed(sc_plan, sc_plan_server)
    refused = {
        "ServiceCatalog": "give the other process the URL of sc_plan_server",
        "PlanView": "take its data, such as .id",
        "Injection": "take its data, such as .raised",
        "PlanServer": "take its .url or .environ",
        "ServiceCatalogMock": "make one in the other process",
    }
    for name, instead in refused.items():
        assert copy.copy(objects[name]) is copy.deepcopy([objects[name]])[0] is objects[name]
        with raises(TypeError, f"a {name} can't be pickled, since {FAKE}: {instead}"):
            pickle.dumps(objects[name])
    shared: SharedServer = pickle.loads(pickle.dumps(objects["SharedServer"]))
    assert (shared.url, shared.environ) == (
        "http://127.0.0.1:1/gw0",
        copy.deepcopy(shared).environ,
    )


def test_calls_can_be_copied_and_pickled(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    execute(sc_plan_client, sc_plan.add_plan().id)
    assert copy.deepcopy(sc_plan.calls) == pickle.loads(pickle.dumps(sc_plan.calls))
    assert pickle.loads(pickle.dumps(sc_plan.calls)) == sc_plan.calls


def test_a_mock_that_copies_its_arguments_is_called_with_a_view(sc_plan: ServiceCatalog) -> None:
    class CopyingMock(mock.MagicMock):
        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            return super().__call__(*copy.deepcopy(args), **copy.deepcopy(kwargs))

    called, plan = CopyingMock(), sc_plan.add_plan()
    called(plan, record=plan.record)
    called.assert_called_once_with(plan, record=None)
    # A view is asked first on either side, and leaves it to the matcher.
    assert operator.eq(plan, mock.ANY)
    assert operator.eq(mock.ANY, plan)
    assert not operator.ne(plan, mock.ANY)
    assert isinstance(mock.create_autospec(plan), PlanView)


def test_tools_see_the_data_of_a_view_and_never_the_store(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(parameters={"Size": "1"})
    execute(sc_plan_client, plan.id)
    sc_plan.add_portfolio(products=[plan.product])
    seen = [
        kind for each in (plan, *sc_plan.portfolios) for kind in kinds_of_public_attributes(each)
    ]
    assert {kind for kind in seen if kind.startswith("pytest_sc_plan")} == {
        "pytest_sc_plan.fake.views.products.PortfolioView",
        "pytest_sc_plan.fake.views.products.ProductView",
        "pytest_sc_plan.fake.views.provisioning.PlanView",
        "pytest_sc_plan.fake.views.provisioning.ProvisionedProductView",
        "pytest_sc_plan.fake.views.provisioning.RecordView",
        "pytest_sc_plan.catalog.offering.Constraint",
        "pytest_sc_plan.catalog.offering.LaunchPath",
        "pytest_sc_plan.catalog.offering.ProvisioningArtifact",
    }
    assert len(seen) < 1000
    assert pprint.pformat(plan) == f"<Plan {plan.id} 'plan-1' EXECUTE_IN_PROGRESS>"
    assert not dataclasses.is_dataclass(plan)
    assert not hasattr(plan, "__dict__")

    @dataclasses.dataclass
    class Order:
        plan: PlanView

    assert dataclasses.asdict(Order(plan)) == {"plan": plan}


def kinds_of_public_attributes(value: Any) -> list[str]:
    """The types of all that is reached by public attributes, as tools for snapshots go along."""
    kind = type(value)
    own = [f"{kind.__module__}.{kind.__qualname__}"]
    if isinstance(value, (list, tuple)):
        parts = list(value)
    elif kind.__module__.startswith("pytest_sc_plan"):
        parts = [getattr(value, name) for name in dir(value) if name[0] != "_"]
    else:
        parts = []
    return [*own, *(name for part in parts for name in kinds_of_public_attributes(part))]


@pytest.mark.parametrize(
    ("kind", "name", "message"),
    [
        (
            "ServiceCatalog",
            "outcome",
            "ServiceCatalog has no attribute 'outcome': settings are changed with "
            "configure(outcome='failed')",
        ),
        ("ServiceCatalog", "x", "ServiceCatalog has no attribute 'x'"),
        (
            "ServiceCatalog",
            "outcom",
            "ServiceCatalog has no attribute 'outcom'; did you mean 'outcome'?",
        ),
        (
            "ServiceCatalog",
            "plan_s",
            "ServiceCatalog has no attribute 'plan_s'; did you mean 'plans'?",
        ),
        ("ServiceCatalog", "plans", "'plans' of a ServiceCatalog can't be set"),
        ("ServiceCatalog", "advance", "'advance' of a ServiceCatalog can't be set"),
        ("Injection", "time", "Injection has no attribute 'time'; did you mean 'times'?"),
        (
            "PlanServer",
            "verify_signatures",
            "PlanServer has no attribute 'verify_signatures'; did you mean 'verify_signature'?",
        ),
        (
            "PlanServer",
            "outcome",
            "PlanServer has no attribute 'outcome': settings are changed with "
            "catalog.configure(outcome='failed')",
        ),
        (
            "SharedServer",
            "outcome",
            "SharedServer has no attribute 'outcome': settings are changed with "
            "configure(outcome='failed')",
        ),
        ("SharedServer", "uri", "SharedServer has no attribute 'uri'; did you mean 'url'?"),
        (
            "ServiceCatalogMock",
            "outcome",
            "ServiceCatalogMock has no attribute 'outcome': settings are changed with "
            "catalog.configure(outcome='failed')",
        ),
    ],
)
@pytest.mark.once
def test_an_attribute_that_can_not_be_set(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer, kind: str, name: str, message: str
) -> None:
    holder = handed(sc_plan, sc_plan_server)[kind]
    with raises(AttributeError, message):
        setattr(holder, name, "failed")


def test_an_attribute_that_does_not_exist(sc_plan: ServiceCatalog) -> None:
    holder: Any = sc_plan
    with raises(AttributeError, "'ServiceCatalog' object has no attribute 'plan_s'"):
        _ = holder.plan_s
    with raises(AttributeError, "'PlanView' object has no attribute 'stauts'"):
        _ = holder.add_plan().stauts


def test_a_mock_service_catalog_tells_its_settings_and_whether_it_is_active() -> None:
    fake: ServiceCatalogMock = mock_service_catalog(outcome="failed", polls=2)
    assert repr(fake) == "<ServiceCatalogMock outcome='failed' polls=2, not active>"
    with fake:
        assert repr(fake) == "<ServiceCatalogMock outcome='failed' polls=2, active>"
