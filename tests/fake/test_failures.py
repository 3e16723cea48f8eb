"""Failures of a test's own, wherever an outcome is taken."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import Failure, ServiceCatalog, SettingsError

from ..helpers import Client, execute, plan_of, plan_status
from .raising import raises

LIMIT = Failure("LimitExceededException", "You have 200 stacks already.")
MESSAGE = "LimitExceededException  You have 200 stacks already."


def assert_failed_so(plan: Any, client: Client) -> None:
    """The plan's execution failed with that failure, as everybody sees it."""
    record = client.describe_record(Id=plan.record.id)["RecordDetail"]
    assert record["RecordErrors"] == [{"Code": LIMIT.code, "Description": LIMIT.description}]
    assert plan.record.errors == (LIMIT,)
    for described in (
        client.describe_provisioned_product_plan(PlanId=plan.id)["ProvisionedProductPlanDetails"],
        client.describe_provisioned_product(Id=plan.provisioned_product.id)[
            "ProvisionedProductDetail"
        ],
    ):
        assert described["StatusMessage"] == MESSAGE
    assert (plan.status, plan.provisioned_product.status) == ("EXECUTE_FAILED", "ERROR")


def carry_out(sc_plan: ServiceCatalog, client: Client, plan: Any) -> None:
    execute(client, plan.id)
    sc_plan.advance()
    assert_failed_so(plan, client)


@pytest.mark.sc_plan(outcome=LIMIT)
def test_a_marker_takes_a_failure(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    carry_out(sc_plan, sc_plan_client, sc_plan.add_plan())


def test_configure_takes_a_failure(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sc_plan.configure(outcome=LIMIT)
    carry_out(sc_plan, sc_plan_client, sc_plan.add_plan())


def test_a_plan_takes_a_failure(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    carry_out(sc_plan, sc_plan_client, sc_plan.add_plan(outcome=LIMIT))


def test_a_callback_returns_a_failure(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sc_plan.on_execute(lambda _: LIMIT)
    carry_out(sc_plan, sc_plan_client, sc_plan.add_plan(outcome="stuck"))


def test_a_plan_that_is_seeded_as_failed_has_its_failure(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    assert_failed_so(sc_plan.add_plan(status="EXECUTE_FAILED", outcome=LIMIT), sc_plan_client)


@pytest.mark.sc_plan(outcome=LIMIT)
def test_work_without_a_plan_fails_likewise(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    item = sc_plan.add_provisioned_product("item")
    sc_plan_client.terminate_provisioned_product(ProvisionedProductName="item")
    sc_plan.advance()
    assert (item.status, item.status_message) == ("TAINTED", MESSAGE)
    assert sc_plan.records[-1].errors == (LIMIT,)


AS_JSON = {"code": LIMIT.code, "description": LIMIT.description}


def test_settings_in_json_have_a_failure_as_an_object(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    given: dict[str, Any] = {"outcome": AS_JSON, "creation_outcome": AS_JSON}
    sc_plan.configure(**given)
    assert sc_plan.settings.outcome == sc_plan.settings.creation_outcome == LIMIT
    carry_out(sc_plan, sc_plan_client, sc_plan.add_plan())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("", "Boom."), "code of a Failure must not be empty"),
        (("Boom", " "), "description of a Failure must not be empty"),
        ((404, "Boom."), "code of a Failure must be text, not 404 (int)"),
        (("Boom", None), "description of a Failure must be text, not None (NoneType)"),
    ],
)
def test_a_failure_without_a_text_is_refused(arguments: Any, message: str) -> None:
    with raises(ValueError, message):
        Failure(*arguments)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"code": "Boom"}, "a failure has code and description, not {'code': 'Boom'}"),
        (
            {"code": "Boom", "description": ""},
            "description of a Failure must not be empty",
        ),
    ],
)
def test_an_object_that_is_no_failure_is_refused(
    sc_plan: ServiceCatalog, given: Any, message: str
) -> None:
    with raises(SettingsError, f"configure(): outcome: {message}"):
        sc_plan.configure(outcome=given)
    with raises(SettingsError, f"outcome: {message}"):
        sc_plan.add_plan(outcome=given)
    assert sc_plan.plans == []


@pytest.mark.parametrize("name", ["failure_code", "failure_description"])
def test_a_setting_of_a_failure_is_not_empty(sc_plan: ServiceCatalog, name: str) -> None:
    empty: dict[str, Any] = {name: " "}
    with raises(SettingsError, f"configure(): {name} must be text that is not empty, not ' '"):
        sc_plan.configure(**empty)


# ------------------------------------------------------------------- creation of plans


def create(sc_plan: ServiceCatalog, client: Client, name: str = "bucket") -> Any:
    product = sc_plan.products[0] if sc_plan.products else sc_plan.add_product()
    answer = client.create_provisioned_product_plan(**plan_of(product, name))
    return sc_plan.plan(answer["PlanId"])


def assert_not_created(client: Client, plan: Any, message: str) -> None:
    """Reads see the plan in creation, then failed; its provisioned product stays planned."""
    assert [plan_status(client, plan.id) for _ in range(2)] == [
        "CREATE_IN_PROGRESS",
        "CREATE_FAILED",
    ]
    described = client.describe_provisioned_product_plan(PlanId=plan.id)
    assert described["ProvisionedProductPlanDetails"]["StatusMessage"] == message
    assert plan.status_message == message
    product = plan.provisioned_product
    assert (product.status, product.status_message) == ("PLAN_IN_PROGRESS", None)


@pytest.mark.sc_plan(creation_outcome="failed")
def test_the_creation_of_a_plan_fails(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    plan = create(sc_plan, sc_plan_client)
    assert_not_created(sc_plan_client, plan, "Internal Failure")
    sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id)
    assert sc_plan.provisioned_products == []


@pytest.mark.sc_plan(creation_outcome="failed", creation_failure_description="No such bucket.")
def test_its_status_message_is_that_of_the_settings(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    assert_not_created(sc_plan_client, create(sc_plan, sc_plan_client), "No such bucket.")


@pytest.mark.sc_plan(creation_outcome=LIMIT)
def test_a_failure_of_creation_shows_its_description_alone(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    assert_not_created(sc_plan_client, create(sc_plan, sc_plan_client), LIMIT.description)


@pytest.mark.parametrize("progress", ["polls", "time", "manual", "immediate"])
def test_the_creation_of_a_plan_is_stuck(
    sc_plan: ServiceCatalog, sc_plan_client: Client, progress: Any
) -> None:
    sc_plan.configure(creation_outcome="stuck", progress=progress)
    plan = create(sc_plan, sc_plan_client)
    sc_plan.advance(1000)
    sc_plan.advance()
    assert [plan_status(sc_plan_client, plan.id) for _ in range(3)] == ["CREATE_IN_PROGRESS"] * 3
    sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id)
    assert sc_plan.provisioned_products == []


def test_a_callback_chooses_the_outcome_of_a_creation(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    asked = []

    @sc_plan.on_create
    def choose(plan: Any) -> Any:
        asked.append((plan.name, plan.status, plan.provisioned_product.status))
        return {"logs": "failed", "web": LIMIT, "data": "stuck"}.get(plan.provisioned_product.name)

    plans = [create(sc_plan, sc_plan_client, name) for name in ("logs", "web", "data", "rest")]
    sc_plan.advance()
    assert asked == [
        (f"{name}-plan", "CREATE_IN_PROGRESS", "PLAN_IN_PROGRESS")
        for name in ("logs", "web", "data", "rest")
    ]
    assert [(plan.status, plan.status_message) for plan in plans] == [
        ("CREATE_FAILED", "Internal Failure"),
        ("CREATE_FAILED", LIMIT.description),
        ("CREATE_IN_PROGRESS", None),
        ("CREATE_SUCCESS", None),
    ]


@pytest.mark.sc_plan(creation_outcome="failed")
def test_a_callback_wins_over_the_setting_and_the_last_over_the_first(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    for answer in ("stuck", "succeeded", None):
        sc_plan.on_create(lambda _, answer=answer: answer)  # type: ignore[misc]
    plan = create(sc_plan, sc_plan_client)
    sc_plan.advance()
    assert plan.status == "CREATE_SUCCESS"


def test_a_callback_with_no_outcome_leaves_no_plan(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.on_create(lambda _: "fail")
    with raises(
        SettingsError,
        "the on_create callback's outcome: 'fail'; did you mean 'failed'? Allowed: failed, stuck, "
        "succeeded",
    ):
        create(sc_plan, sc_plan_client)
    assert sc_plan.plans == sc_plan.provisioned_products == []


def test_reset_forgets_the_callback(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sc_plan.on_create(lambda _: "failed")
    sc_plan.reset()
    plan = create(sc_plan, sc_plan_client)
    sc_plan.advance()
    assert plan.status == "CREATE_SUCCESS"


def test_the_script_comes_before_what_the_service_refuses(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    queue = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}
    sc_plan.add_product(versions={"v1": queue})
    for name, outcome in (("one", LIMIT), ("two", "succeeded")):
        sc_plan.add_provisioned_product(name, product=sc_plan.products[0])
        sc_plan.configure(creation_outcome=outcome)  # type: ignore[arg-type]
        create(sc_plan, sc_plan_client, name)
    sc_plan.advance()
    assert [plan.status_message for plan in sc_plan.plans] == [
        LIMIT.description,
        "No updates are to be performed.",
    ]


@pytest.mark.sc_plan(creation_outcome="failed")
def test_a_seeded_plan_has_the_status_that_was_given(sc_plan: ServiceCatalog) -> None:
    plans = [sc_plan.add_plan(), sc_plan.add_plan(status="CREATE_IN_PROGRESS")]
    sc_plan.advance()
    assert [plan.status for plan in plans] == ["CREATE_SUCCESS"] * 2
