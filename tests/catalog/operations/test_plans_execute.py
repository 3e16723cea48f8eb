"""ExecuteProvisionedProductPlan."""

from __future__ import annotations

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, execute, invalid_parameters, invalid_state, not_found, plan_status


@pytest.mark.parametrize(
    ("existing", "record_type"),
    [(None, "PROVISION_PRODUCT"), ("AVAILABLE", "UPDATE_PROVISIONED_PRODUCT")],
)
def test_executing_a_plan_answers_with_a_fresh_record(
    sc_plan: ServiceCatalog, sc_plan_client: Client, existing: str | None, record_type: str
) -> None:
    role = "arn:aws:iam::123456789012:role/launch"
    product = sc_plan.add_product(launch_role_arn=role)
    target = sc_plan.add_provisioned_product(product=product) if existing else None
    plan = sc_plan.add_plan(provisioned_product=target, product=product, tags={"team": "storage"})
    detail = execute(sc_plan_client, plan.id)
    assert plan.record is not None
    assert detail == {
        "RecordId": plan.record.id,
        "ProvisionedProductName": plan.provisioned_product.name,
        "Status": "CREATED",
        "CreatedTime": detail["UpdatedTime"],
        "UpdatedTime": plan.record.created_time,
        "ProvisionedProductType": "CFN_STACK",
        "RecordType": record_type,
        "ProvisionedProductId": plan.provisioned_product.id,
        "ProductId": product.id,
        "ProvisioningArtifactId": plan.provisioning_artifact_id,
        "PathId": product.launch_paths[0].id,
        "RecordErrors": [],
        "RecordTags": [{"Key": "team", "Value": "storage"}],
        "LaunchRoleArn": role,
    }
    assert (plan.status, plan.provisioned_product.status) == ("EXECUTE_IN_PROGRESS", "UNDER_CHANGE")


@pytest.mark.parametrize("status", ["CREATE_IN_PROGRESS", "CREATE_FAILED"])
def test_only_a_plan_that_was_created_can_be_executed(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    plan = sc_plan.add_plan(status=status)
    with invalid_state(
        f"Plan {plan.id} is {status}: only a plan that is CREATE_SUCCESS can be executed."
    ):
        execute(sc_plan_client, plan.id)


def test_a_plan_can_not_be_executed_while_its_product_is_changed_by_something_else(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    busy = sc_plan.add_provisioned_product(status="UNDER_CHANGE")
    plan = sc_plan.add_plan(provisioned_product=busy)
    with invalid_state(
        f"Provisioned product {busy.id} is UNDER_CHANGE: it must be AVAILABLE, TAINTED or "
        f"PLAN_IN_PROGRESS for plan {plan.id} to be executed."
    ):
        execute(sc_plan_client, plan.id)
    sc_plan.advance()
    assert execute(sc_plan_client, plan.id)["Status"] == "CREATED"


@pytest.mark.parametrize(
    "operation",
    [
        "execute_provisioned_product_plan",
        "describe_provisioned_product_plan",
        "delete_provisioned_product_plan",
    ],
)
def test_a_plan_that_does_not_exist_is_not_found(sc_plan_client: Client, operation: str) -> None:
    with not_found("Plan plan-none was not found."):
        getattr(sc_plan_client, operation)(PlanId="plan-none")


@pytest.mark.parametrize("language", ["en", "jp", "zh"])
def test_the_documented_languages_are_accepted(
    sc_plan: ServiceCatalog, sc_plan_client: Client, language: str
) -> None:
    plan = sc_plan.add_plan()
    assert execute(sc_plan_client, plan.id, AcceptLanguage=language)["Status"] == "CREATED"


def test_another_language_is_an_invalid_parameter(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    with invalid_parameters("AcceptLanguage xx is not supported: use one of en, jp, zh."):
        execute(sc_plan_client, plan.id, AcceptLanguage="xx")
    assert plan.status == "CREATE_SUCCESS"


@pytest.mark.sc_plan(auto_create_plans=True)
def test_an_unknown_plan_is_created_ready_where_the_settings_say_so(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    detail = execute(sc_plan_client, "plan-unknown")
    plan = sc_plan.plan("plan-unknown")
    assert plan.record is not None
    assert detail["RecordId"] == plan.record.id
    assert plan.status == "EXECUTE_IN_PROGRESS"
    assert execute(sc_plan_client, "plan-unknown") == detail
    execute(sc_plan_client, "plan-other")
    assert [product.name for product in sc_plan.products] == ["product-1", "product-2"]


@pytest.mark.sc_plan(auto_create_plans=True)
def test_only_executing_creates_an_unknown_plan(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    with not_found("Plan plan-unknown was not found."):
        plan_status(sc_plan_client, "plan-unknown")
    with not_found("Plan plan-unknown was not found."):
        sc_plan_client.delete_provisioned_product_plan(PlanId="plan-unknown")
