"""The resources that a test puts into a fake."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client, plan_status
from .raising import raises


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
            "prod-b 'bucket'",
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
            "outcome: 'fail'; did you mean 'failed'? Allowed: failed, stuck, succeeded",
        ),
        (
            "add_provisioned_product",
            {"status": "AVAILABL"},
            "status: 'AVAILABL'; did you mean 'AVAILABLE'? Allowed: AVAILABLE, ERROR, "
            "PLAN_IN_PROGRESS, TAINTED, "
            "UNDER_CHANGE",
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
    product = sc_plan.add_product("bucket", id="prod-b")
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
