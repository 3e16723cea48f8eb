"""Typed tests with the fixtures and the settings: mypy --strict and pyright accept each line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest
from botocore.exceptions import ClientError

from pytest_sc_plan import (
    DocumentedError,
    Failure,
    PlanServer,
    Scenario,
    ServiceCatalog,
    Settings,
    SettingsError,
    SharedServer,
    documented_error,
    documented_errors,
)

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient
from .executing import execute

# ------------------------------------------------------------------------------------ fixtures


def test_the_fake_and_its_client(
    sc_plan: ServiceCatalog, sc_plan_client: ServiceCatalogClient
) -> None:
    plan = sc_plan.add_plan()
    execute(plan.id)
    record = sc_plan_client.describe_record(Id=plan.record.id)
    assert record["RecordDetail"].get("Status") == "IN_PROGRESS"
    sc_plan.assert_executed(plan)
    sc_plan.assert_executed_once(plan.id)
    sc_plan.assert_not_executed(sc_plan.add_plan())
    sc_plan.assert_all_errors_raised()


def test_each_error(sc_plan_client: ServiceCatalogClient, sc_plan_error: DocumentedError) -> None:
    with pytest.raises(ClientError, match=sc_plan_error.code):
        sc_plan_client.execute_provisioned_product_plan(PlanId="plan-1", IdempotencyToken="one")
    shown: str = f"{sc_plan_error.message} {sc_plan_error.operation} {sc_plan_error}"
    status: int = sc_plan_error.http_status
    assert (shown.startswith(sc_plan_error.message), status) == (True, 400)


@pytest.mark.parametrize(
    "sc_plan_error", documented_errors("DescribeRecord"), indirect=True, ids=str
)
def test_each_error_of_another_operation(
    sc_plan_client: ServiceCatalogClient, sc_plan_error: DocumentedError
) -> None:
    assert sc_plan_error == documented_error(sc_plan_error.code, operation="DescribeRecord")
    with pytest.raises(sc_plan_client.exceptions.ResourceNotFoundException):
        sc_plan_client.describe_record(Id="rec-1")


@pytest.mark.parametrize("sc_plan_scenario", ["slow"], indirect=True)
def test_a_scenario(sc_plan: ServiceCatalog, sc_plan_scenario: Scenario) -> None:
    words: tuple[str, str] = (sc_plan_scenario.name, sc_plan_scenario.description)
    assert words == ("slow", "everything takes ten looks")
    assert sc_plan_scenario.settings["polls"] == sc_plan.settings.polls
    assert (sc_plan_scenario.outcomes, sc_plan_scenario.errors, sc_plan_scenario.faults) == (
        (),
        (),
        (),
    )


def test_a_server(sc_plan_server: PlanServer) -> None:
    sc_plan_server.verify_signature = True
    url: str = sc_plan_server.url
    environ: dict[str, str] = sc_plan_server.environ
    assert environ["AWS_ENDPOINT_URL_SERVICE_CATALOG"] == url
    assert sc_plan_server.catalog.calls == []


def test_a_shared_server(sc_plan_shared_server: SharedServer) -> None:
    sc_plan_shared_server.reset()
    sc_plan_shared_server.configure(polls=2)
    made = sc_plan_shared_server.seed(plans=[{"name": "first"}])
    assert made["plans"][0]["name"] == "first"
    sc_plan_shared_server.raise_error("InvalidStateException", times=1)
    sc_plan_shared_server.inject_fault("throttling")
    assert len(sc_plan_shared_server.errors) == 2
    assert sc_plan_shared_server.advance(1.5) == sc_plan_shared_server.state()
    assert sc_plan_shared_server.for_account("111122223333").calls == []
    url: str = sc_plan_shared_server.url
    assert sc_plan_shared_server.environ["AWS_ENDPOINT_URL_SERVICE_CATALOG"] == url


# ------------------------------------------------------------------------------------ settings


OUTCOMES: list[Literal["succeeded", "failed", "stuck"]] = ["succeeded", "failed", "stuck"]


@pytest.mark.sc_plan(polls=3)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_setting(
    sc_plan: ServiceCatalog, outcome: Literal["succeeded", "failed", "stuck"]
) -> None:
    sc_plan.configure(deterministic=False)
    sc_plan.configure(
        region="eu-west-1",
        account_id="111122223333",
        outcome=outcome,
        failure_code="Stopped",
        failure_description="Somebody stopped it.",
        creation_outcome=outcome,
        creation_failure_description="Internal Failure",
        progress="time",
        polls=2,
        created_polls=1,
        duration=3,
        engine="scripted",
        sleep="skip",
        idempotency="strict",
        auto_create_plans=True,
        access="principals",
        workflow="notify",
        assert_all_errors_raised=False,
        deterministic=False,
    )
    settings: Settings = sc_plan.settings
    texts: list[str] = [settings.region, settings.account_id, settings.failure_code]
    texts += [settings.failure_description, settings.progress, settings.engine]
    texts += [settings.sleep, settings.idempotency, settings.access, settings.workflow]
    texts += [settings.creation_failure_description]
    numbers: list[float] = [settings.polls, settings.duration, settings.created_polls]
    truths: list[bool] = [settings.auto_create_plans, settings.assert_all_errors_raised]
    assert (texts[0], numbers, truths) == ("eu-west-1", [2, 3, 1], [True, False])
    assert (settings.outcome, settings.deterministic) == (outcome, False)
    assert settings.creation_outcome == outcome


@pytest.mark.sc_plan(outcome=Failure("LimitExceeded", "No capacity."))
def test_a_failure_as_a_setting(sc_plan: ServiceCatalog) -> None:
    failure: Failure = Failure(code="LimitExceeded", description="No capacity.")
    sc_plan.configure(creation_outcome=failure)
    if isinstance(sc_plan.settings.outcome, Failure):
        words: list[str] = [sc_plan.settings.outcome.code, failure.description, failure.message]
        assert words == ["LimitExceeded", "No capacity.", "LimitExceeded  No capacity."]
    assert sc_plan.settings.outcome == sc_plan.settings.creation_outcome


def test_a_wrong_setting_of_code_that_is_not_typed(sc_plan: ServiceCatalog) -> None:
    wrong: Any = {"pols": 3}
    with pytest.raises(SettingsError, match="did you mean 'polls'"):
        sc_plan.configure(**wrong)
