"""ServiceCatalog, the object that a test holds: seeding, behaviour, looking, assertions."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog, SettingsError

from ..helpers import (
    Client,
    client_of,
    execute,
    not_found,
    plan_of,
    plan_status,
    record_status,
    send,
)


def raises(kind: type[Exception], message: str) -> AbstractContextManager[Any]:
    return pytest.raises(kind, match=f"^{re.escape(message)}$")


# -------------------------------------------------------------------------- seeding


def test_a_product_alone_has_one_version_a_template_and_one_launch_path(
    sc_plan: ServiceCatalog,
) -> None:
    product = sc_plan.add_product("x")
    assert [artifact.name for artifact in product.provisioning_artifacts] == ["v1"]
    assert len(product.launch_paths) == 1
    assert sc_plan.products == [product]


def test_versions_are_kept_oldest_first_and_the_newest_is_planned(sc_plan: ServiceCatalog) -> None:
    product = sc_plan.add_product("x", versions={"one": {}, "two": {}})
    one, two = product.provisioning_artifacts
    assert (one.name, two.name) == ("one", "two")
    assert sc_plan.add_plan(product=product).provisioning_artifact == two
    assert sc_plan.add_plan(product=product, version="one").provisioning_artifact == one
    assert sc_plan.add_plan(product=product, version=one.id).provisioning_artifact == one


def test_arguments_that_are_left_out_are_made_up(sc_plan: ServiceCatalog) -> None:
    one, two = sc_plan.add_plan(), sc_plan.add_plan()
    assert (one.name, two.name) == ("plan-1", "plan-2")
    assert one.product == two.product
    assert one.product.name == "product-1"
    assert one.provisioned_product.name == "provisioned-product-1"
    assert sc_plan.add_product().name == "product-2"


def test_a_name_that_is_made_up_is_not_taken(sc_plan: ServiceCatalog) -> None:
    sc_plan.add_product("product-1")
    sc_plan.add_provisioned_product("provisioned-product-1", product="product-1")
    assert sc_plan.add_plan().provisioned_product.name == "provisioned-product-2"
    assert [product.name for product in sc_plan.products] == ["product-1", "product-2"]


@pytest.mark.parametrize("by", ["id", "name", "view"])
def test_the_product_of_a_plan_is_named_by_id_name_or_view(
    sc_plan: ServiceCatalog, by: str
) -> None:
    product = sc_plan.add_product("bucket")
    existing = sc_plan.add_provisioned_product(
        "logs", product=product if by == "view" else getattr(product, by)
    )
    plan = sc_plan.add_plan(provisioned_product=existing if by == "view" else getattr(existing, by))
    assert (plan.product, plan.provisioned_product) == (product, existing)


@pytest.mark.parametrize(
    "status",
    [
        "CREATE_IN_PROGRESS",
        "CREATE_SUCCESS",
        "CREATE_FAILED",
        "EXECUTE_IN_PROGRESS",
        "EXECUTE_SUCCESS",
        "EXECUTE_FAILED",
    ],
)
def test_a_plan_is_seeded_in_any_status_with_its_record(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    plan = sc_plan.add_plan(status=status)
    assert plan.status == status
    assert (plan.record is not None) == status.startswith("EXECUTE")
    assert plan_status(sc_plan_client, plan.id) == status


@pytest.mark.parametrize(
    ("outcome", "ends"), [("succeeded", "EXECUTE_SUCCESS"), ("failed", "EXECUTE_FAILED")]
)
def test_an_execution_that_is_seeded_comes_to_its_outcome(
    sc_plan: ServiceCatalog, outcome: str, ends: str
) -> None:
    plan = sc_plan.add_plan(status="EXECUTE_IN_PROGRESS", outcome=outcome)
    sc_plan.advance()
    assert plan.status == ends


def test_parameters_are_given_as_a_mapping_or_as_the_api_has_them(sc_plan: ServiceCatalog) -> None:
    listed = [{"Key": "Size", "Value": "1"}]
    assert sc_plan.add_plan(parameters={"Size": "1"}).parameters == {"Size": "1"}
    assert sc_plan.add_plan(parameters=listed).parameters == {"Size": "1"}
    assert sc_plan.add_provisioned_product(parameters=listed).parameters == {"Size": "1"}


def test_a_planned_product_is_seeded_with_its_plan(sc_plan: ServiceCatalog) -> None:
    item = sc_plan.add_provisioned_product(
        "logs", status="PLAN_IN_PROGRESS", parameters={"Size": "1"}, tags={"team": "storage"}
    )
    (plan,) = sc_plan.plans
    assert (plan.provisioned_product, plan.status) == (item, "CREATE_SUCCESS")
    assert (plan.parameters, plan.tags) == ({"Size": "1"}, {"team": "storage"})


@pytest.mark.parametrize(
    ("method", "arguments", "message"),
    [
        ("add_product", {"name": "bucket"}, "there is a product named 'bucket' already"),
        (
            "add_product",
            {"versions": {}},
            "versions is empty: a product has at least one version",
        ),
        ("add_product", {"launch_paths": -1}, "launch_paths must be 0 or more, not -1"),
        (
            "add_provisioned_product",
            {"name": "logs", "product": "bucket"},
            "there is a provisioned product named 'logs' already",
        ),
        (
            "add_plan",
            {"provisioned_product_name": "logs", "product": "bucket"},
            "there is a provisioned product named 'logs' already",
        ),
        (
            "add_plan",
            {"product": "bucket", "version": "v9"},
            "product 'bucket' has no version 'v9'; it has v1",
        ),
        (
            "add_plan",
            {"product": "queue"},
            "there is no product 'queue' in account 123456789012, region us-east-1; there is "
            "bucket",
        ),
        (
            "add_plan",
            {"provisioned_product": "logs", "provisioned_product_name": "data"},
            "give provisioned_product or provisioned_product_name, not both",
        ),
        (
            "add_plan",
            {"status": "DONE"},
            "status: 'DONE'; allowed: CREATE_FAILED, CREATE_IN_PROGRESS, CREATE_SUCCESS, "
            "EXECUTE_FAILED, EXECUTE_IN_PROGRESS, EXECUTE_SUCCESS",
        ),
        (
            "add_plan",
            {"outcome": "fail"},
            "outcome: 'fail'; allowed: failed, stuck, succeeded; did you mean 'failed'?",
        ),
        (
            "add_provisioned_product",
            {"status": "AVAILABL"},
            "status: 'AVAILABL'; allowed: AVAILABLE, ERROR, PLAN_IN_PROGRESS, TAINTED, "
            "UNDER_CHANGE; did you mean 'AVAILABLE'?",
        ),
        (
            "add_plan",
            {"provisioned_product": "busy", "status": "EXECUTE_SUCCESS"},
            "provisioned product 'busy' is UNDER_CHANGE: a plan for it can't be EXECUTE_SUCCESS",
        ),
    ],
)
def test_a_refused_resource_says_why_and_leaves_nothing(
    sc_plan: ServiceCatalog, method: str, arguments: dict[str, Any], message: str
) -> None:
    product = sc_plan.add_product("bucket")
    sc_plan.add_provisioned_product("logs", product=product)
    sc_plan.add_provisioned_product("busy", product=product, status="UNDER_CHANGE")
    with raises(ValueError, message):
        getattr(sc_plan, method)(**arguments)
    assert sc_plan.products == [product]
    assert sc_plan.plans == []
    assert [item.name for item in sc_plan.provisioned_products] == ["logs", "busy"]


@pytest.mark.parametrize("status", ["CREATE_IN_PROGRESS", "CREATE_SUCCESS", "EXECUTE_IN_PROGRESS"])
def test_a_product_with_a_plan_is_given_no_other(sc_plan: ServiceCatalog, status: str) -> None:
    plan = sc_plan.add_plan(provisioned_product_name="logs", status=status)
    with raises(
        ValueError,
        f"provisioned product 'logs' has the plan {plan.id}, which is {status}: a provisioned "
        "product has one plan at a time",
    ):
        sc_plan.add_plan(provisioned_product="logs")


def test_a_product_whose_plan_was_executed_can_be_given_another(sc_plan: ServiceCatalog) -> None:
    sc_plan.add_plan(provisioned_product_name="logs", status="EXECUTE_SUCCESS")
    plan = sc_plan.add_plan(provisioned_product="logs")
    assert [known.status for known in sc_plan.plans] == ["EXECUTE_SUCCESS", "CREATE_SUCCESS"]
    assert [change["Action"] for change in plan.resource_changes] == ["MODIFY"]


# ------------------------------------------------------------------------ behaviour


def test_the_outcome_of_a_plan_wins_over_the_setting(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.configure(outcome="failed")
    plans = [sc_plan.add_plan(), sc_plan.add_plan(outcome="succeeded")]
    for plan in plans:
        execute(sc_plan_client, plan.id)
    sc_plan.advance()
    assert [plan.status for plan in plans] == ["EXECUTE_FAILED", "EXECUTE_SUCCESS"]


def test_a_callback_chooses_the_outcome_of_an_execution(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    asked = []

    @sc_plan.on_execute
    def fail_logs(plan: Any) -> str | None:
        asked.append((plan.id, plan.status))
        return "failed" if plan.provisioned_product.name == "logs" else None

    plans = [
        sc_plan.add_plan(provisioned_product_name="logs"),
        sc_plan.add_plan(outcome="stuck"),
        sc_plan.add_plan(),
    ]
    for plan in plans:
        execute(sc_plan_client, plan.id)
    sc_plan.advance()
    assert asked == [(plan.id, "CREATE_SUCCESS") for plan in plans]
    assert [plan.status for plan in plans] == [
        "EXECUTE_FAILED",
        "EXECUTE_IN_PROGRESS",
        "EXECUTE_SUCCESS",
    ]


def test_of_several_callbacks_the_last_that_answers_counts(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    for answer in ("failed", "succeeded", None):
        sc_plan.on_execute(lambda _, answer=answer: answer)  # type: ignore[misc]
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    sc_plan.advance()
    assert plan.status == "EXECUTE_SUCCESS"


def test_a_callback_is_asked_once_for_each_execution(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    asked: list[str] = []
    sc_plan.on_execute(lambda plan: asked.append(plan.id))
    plan = sc_plan.add_plan()
    for _ in range(3):
        execute(sc_plan_client, plan.id)
    assert asked == [plan.id]


def test_an_unknown_outcome_of_a_callback_is_an_error(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.on_execute(lambda _: "fail")
    plan = sc_plan.add_plan()
    with raises(
        SettingsError,
        "the on_execute callback's outcome: 'fail'; allowed: failed, stuck, succeeded; did you "
        "mean 'failed'?",
    ):
        execute(sc_plan_client, plan.id)
    assert plan.status == "CREATE_SUCCESS"


def test_a_changed_setting_applies_from_then_on(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    record_id = execute(sc_plan_client, plan.id)["RecordId"]
    sc_plan.configure(progress="manual")
    assert [record_status(sc_plan_client, record_id) for _ in range(3)] == ["IN_PROGRESS"] * 3
    sc_plan.configure(progress="immediate")
    assert record_status(sc_plan_client, record_id) == "SUCCEEDED"


def test_reset_forgets_everything_but_the_settings(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.configure(polls=3)
    sc_plan.raise_error("InvalidStateException")
    sc_plan.on_execute(lambda _: "failed")
    old = sc_plan.add_plan(status="EXECUTE_SUCCESS")
    sc_plan_client.list_provisioned_product_plans()
    sc_plan.reset()
    assert sc_plan.products == []
    assert sc_plan.plans == []
    assert sc_plan.records == []
    assert sc_plan.provisioned_products == []
    assert sc_plan.calls == []
    assert sc_plan.injections == []
    assert sc_plan.settings.polls == 3
    with not_found(f"Plan {old.id} was not found."):
        plan_status(sc_plan_client, old.id)
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    sc_plan.advance()
    assert plan.status == "EXECUTE_SUCCESS"


# -------------------------------------------------------------------- deterministic


def story(catalog: ServiceCatalog, client: Client) -> list[object]:
    """Everything that tells one run from another."""
    catalog.reset()
    product = catalog.add_product("bucket")
    created = client.create_provisioned_product_plan(**plan_of(product, IdempotencyToken="token"))
    catalog.advance(60)
    executed = client.execute_provisioned_product_plan(
        PlanId=created["PlanId"], IdempotencyToken="token"
    )
    ids = [answer["ResponseMetadata"]["RequestId"] for answer in (created, executed)]
    return [*ids, *(call.body for call in catalog.calls), *(call.time for call in catalog.calls)]


def test_two_runs_are_the_same_where_they_are_deterministic(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.configure(deterministic=True)
    assert story(sc_plan, sc_plan_client) == story(sc_plan, sc_plan_client)
    assert sc_plan.calls[0].time == 1704067200.0
    assert sc_plan.calls[1].time == 1704067260.0
    assert sc_plan.plans[0].created_time.isoformat() == "2024-01-01T00:00:00+00:00"


def test_two_runs_differ_without_deterministic(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    assert story(sc_plan, sc_plan_client) != story(sc_plan, sc_plan_client)


def test_deterministic_accounts_have_different_identifiers(sc_plan: ServiceCatalog) -> None:
    sc_plan.configure(deterministic=True)
    assert sc_plan.add_plan().id != sc_plan.for_account("111111111111").add_plan().id


@pytest.mark.parametrize("deterministic", [True, False])
def test_deterministic_can_not_be_changed_once_something_was_made(
    sc_plan: ServiceCatalog, *, deterministic: bool
) -> None:
    sc_plan.configure(deterministic=deterministic)
    sc_plan.add_plan()
    sc_plan.configure(deterministic=deterministic)
    with raises(
        SettingsError,
        "configure(): deterministic must be set before anything is added or called: use the "
        "marker, the ini option, or configure() first",
    ):
        sc_plan.configure(deterministic=not deterministic)
    assert sc_plan.settings.deterministic is deterministic


# -------------------------------------------------------------------------- looking


def test_resources_are_found_by_id_and_provisioned_products_by_name(
    sc_plan: ServiceCatalog,
) -> None:
    plan = sc_plan.add_plan(provisioned_product_name="logs", status="EXECUTE_SUCCESS")
    assert sc_plan.plan(plan.id) == plan
    assert plan.record is not None
    assert sc_plan.record(plan.record.id) == plan.record
    item = plan.provisioned_product
    assert sc_plan.provisioned_product("logs") == sc_plan.provisioned_product(item.id) == item


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("plan", "plan"),
        ("record", "record"),
        ("provisioned_product", "provisioned product"),
    ],
)
def test_a_missing_resource_is_a_lookup_error_that_lists_the_others(
    sc_plan: ServiceCatalog, method: str, kind: str
) -> None:
    with raises(
        LookupError,
        f"there is no {kind} 'x' in account 123456789012, region us-east-1; there is none at all",
    ):
        getattr(sc_plan, method)("x")
    there = [sc_plan.add_plan(status="EXECUTE_SUCCESS") for _ in range(11)]
    ids = {
        "plan": [plan.id for plan in there],
        "record": [record.id for record in sc_plan.records],
        "provisioned_product": [plan.provisioned_product.id for plan in there],
    }[method]
    with raises(
        LookupError,
        f"there is no {kind} 'x' in account 123456789012, region us-east-1; there is "
        f"{', '.join(ids[:10])}, ...",
    ):
        getattr(sc_plan, method)("x")


def test_resources_are_listed_oldest_first(sc_plan: ServiceCatalog) -> None:
    plans = [sc_plan.add_plan(status="EXECUTE_SUCCESS") for _ in range(3)]
    assert sc_plan.plans == plans
    assert sc_plan.records == [plan.record for plan in plans]
    assert sc_plan.provisioned_products == [plan.provisioned_product for plan in plans]


def test_the_repr_shows_account_region_and_counts(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.add_plan()
    sc_plan_client.list_provisioned_product_plans()
    assert repr(sc_plan) == "<ServiceCatalog 123456789012 us-east-1: 1 plans, 1 calls>"
    there = sc_plan.for_account("111111111111", "eu-west-1")
    assert repr(there) == "<ServiceCatalog 111111111111 eu-west-1: 0 plans, 0 calls>"


# ------------------------------------------------------------------------- accounts


def test_another_account_is_the_same_fake_seen_from_there(sc_plan: ServiceCatalog) -> None:
    there = sc_plan.for_account("111111111111")
    plan = there.add_plan()
    assert (sc_plan.plans, there.plans) == ([], [plan])
    there.configure(polls=3)
    assert sc_plan.settings.polls == 3


def test_account_and_region_are_kept_from_view_to_view(sc_plan: ServiceCatalog) -> None:
    there = sc_plan.for_account("111111111111").for_account(region="eu-west-1")
    there.add_plan()
    execute(client_of("111111111111", "eu-west-1"), there.plans[0].id)
    (call,) = there.calls
    assert (call.account_id, call.region) == ("111111111111", "eu-west-1")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"account_id": "1"}, "account_id must be 12 digits, not '1'"),
        ({"region": "Europe"}, "region must be a region such as eu-west-1, not 'Europe'"),
    ],
)
def test_a_malformed_account_or_region_is_refused(
    sc_plan: ServiceCatalog, arguments: dict[str, str], message: str
) -> None:
    with raises(SettingsError, f"for_account(): {message}"):
        sc_plan.for_account(**arguments)


# ----------------------------------------------------------------------- assertions


def test_an_execution_that_was_made_is_asserted(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    done, idle = sc_plan.add_plan(), sc_plan.add_plan()
    execute(sc_plan_client, done.id)
    sc_plan.assert_executed(done)
    sc_plan.assert_executed(done.id)
    sc_plan.assert_executed_once(done)
    sc_plan.assert_not_executed(idle)
    execute(sc_plan_client, done.id)
    sc_plan.assert_executed(done, times=2)


def test_an_attempt_that_the_sdk_repeats_counts_once(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.add_plan()
    for attempt, token in ((1, "one"), (2, "one"), (3, "one"), (1, "two")):
        send(
            sc_plan,
            "ExecuteProvisionedProductPlan",
            {"PlanId": plan.id, "IdempotencyToken": token},
            amz_sdk_request=f"attempt={attempt}",
        )
    sc_plan.assert_executed(plan, times=2)


def test_an_execution_that_was_refused_does_not_count(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    with not_found("Plan plan-none was not found."):
        execute(sc_plan_client, "plan-none")
    sc_plan.assert_not_executed("plan-none")


@pytest.mark.parametrize(
    ("executions", "times", "words"),
    [(0, 1, "0 times, not once"), (1, 0, "once, not 0 times"), (2, 3, "2 times, not 3 times")],
)
def test_an_assertion_that_fails_shows_the_calls(
    sc_plan: ServiceCatalog, sc_plan_client: Client, executions: int, times: int, words: str
) -> None:
    plan = sc_plan.add_plan(status="EXECUTE_SUCCESS")
    for _ in range(executions):
        execute(sc_plan_client, plan.id)
    shown = [
        f"  {number}  ExecuteProvisionedProductPlan  PlanId={plan.id}  CREATED"
        for number in range(1, executions + 1)
    ] or ["  (no calls)"]
    with pytest.raises(AssertionError) as caught:
        sc_plan.assert_executed(plan, times=times)
    assert [line.rstrip() for line in str(caught.value).splitlines()] == [
        f"{plan.id} was executed {words}. The calls:",
        *shown,
    ]


def test_asserting_that_nothing_was_executed_shows_the_calls_too(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="EXECUTE_SUCCESS")
    execute(sc_plan_client, plan.id)
    with pytest.raises(AssertionError) as caught:
        sc_plan.assert_not_executed(plan)
    assert str(caught.value).startswith(f"{plan.id} was executed once, not 0 times. The calls:\n")


def test_executing_with_a_fresh_token_is_another_request(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    for token in ("one", "two"):
        execute(sc_plan_client, plan.id, IdempotencyToken=token)
    with pytest.raises(AssertionError) as caught:
        sc_plan.assert_executed_once(plan)
    assert str(caught.value).startswith(
        f"{plan.id} was requested with 2 tokens, not one: one, two. The calls:\n"
    )


def test_assert_executed_once_fails_without_an_execution(sc_plan: ServiceCatalog) -> None:
    with raises(AssertionError, "plan-x was not executed. The calls:\n  (no calls)"):
        sc_plan.assert_executed_once("plan-x")


# -------------------------------------------------------------------------- secrets


def test_values_of_no_echo_parameters_and_credentials_are_secrets(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    declared = {
        "Password": {"Type": "String", "NoEcho": True},
        "Pin": {"Type": "String", "NoEcho": "true"},
        "Size": {"Type": "String"},
    }
    product = sc_plan.add_product(versions={"v1": {}, "v2": {"Parameters": declared}})
    values = [{"Key": key, "Value": f"<{key}>"} for key in declared]
    sc_plan_client.create_provisioned_product_plan(
        **plan_of(product, ProvisioningParameters=values)
    )
    assert {"<Password>", "<Pin>"} <= sc_plan.secrets
    assert "<Size>" not in sc_plan.secrets


@pytest.mark.parametrize("changes", [{"ProductId": "prod-x"}, {"ProvisioningArtifactId": "pa-x"}])
def test_all_values_are_secrets_where_the_template_is_not_known(
    sc_plan: ServiceCatalog, changes: dict[str, Any]
) -> None:
    request = plan_of(sc_plan.add_product(), IdempotencyToken="token") | changes
    values = [{"Key": "Size", "Value": "<Size>"}, "nonsense", {"Key": ["Size"], "Value": 1}]
    for parameters in (values[:1], values):
        send(
            sc_plan,
            "CreateProvisionedProductPlan",
            {**request, "ProvisioningParameters": parameters},
        )
    assert {"<Size>", "1"} <= sc_plan.secrets


def test_a_key_that_is_no_text_hides_nothing(sc_plan: ServiceCatalog) -> None:
    values = [{"Key": ["Size"], "Value": "<Size>"}]
    request = plan_of(sc_plan.add_product(), ProvisioningParameters=values)
    assert send(sc_plan, "CreateProvisionedProductPlan", request).status == 400
    assert "<Size>" not in sc_plan.secrets


# -------------------------------------------------------------------------- threads


def test_a_plan_executed_by_many_threads_at_once_has_one_record(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    with ThreadPoolExecutor(8) as pool:
        details = list(pool.map(lambda _: execute(sc_plan_client, plan.id), range(32)))
    assert {detail["RecordId"] for detail in details} == {sc_plan.records[0].id}
    assert len(sc_plan.records) == 1
    sc_plan.assert_executed(plan, times=32)
