"""ListProvisionedProductPlans."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, invalid_parameters, not_found


def summaries(client: Client, **request: Any) -> list[str]:
    answer = client.list_provisioned_product_plans(**request)
    return [plan["PlanId"] for plan in answer["ProvisionedProductPlans"]]


def test_plans_are_listed_oldest_first_with_their_products(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plans = [sc_plan.add_plan() for _ in range(3)]
    answer = sc_plan_client.list_provisioned_product_plans()
    assert answer["ProvisionedProductPlans"] == [
        {
            "PlanName": plan.name,
            "PlanId": plan.id,
            "ProvisionProductId": plan.provisioned_product.id,
            "ProvisionProductName": plan.provisioned_product.name,
            "PlanType": "CLOUDFORMATION",
            "ProvisioningArtifactId": plan.provisioning_artifact_id,
        }
        for plan in plans
    ]
    assert "NextPageToken" not in answer


def test_the_plans_of_one_product_are_listed(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    existing = sc_plan.add_provisioned_product()
    sc_plan.add_plan()
    plan = sc_plan.add_plan(provisioned_product=existing)
    assert summaries(sc_plan_client, ProvisionProductId=existing.id) == [plan.id]


def test_a_product_without_plans_lists_none(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    existing = sc_plan.add_provisioned_product()
    assert summaries(sc_plan_client, ProvisionProductId=existing.id) == []


def test_the_plans_of_a_product_that_does_not_exist_are_not_found(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    with not_found("Provisioned product not found: pp-none"):
        sc_plan_client.list_provisioned_product_plans(ProvisionProductId="pp-none")


@pytest.mark.parametrize("key", ["Account", "Role", "User"])
def test_plans_are_listed_for_the_caller_itself(
    sc_plan: ServiceCatalog, sc_plan_client: Client, key: str
) -> None:
    plan = sc_plan.add_plan()
    level = {"Key": key, "Value": "self"}
    assert summaries(sc_plan_client, AccessLevelFilter=level) == [plan.id]


def test_plans_of_another_caller_can_not_be_asked_for(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    with invalid_parameters("AccessLevelFilter value other is not supported: use self."):
        sc_plan_client.list_provisioned_product_plans(
            AccessLevelFilter={"Key": "User", "Value": "other"}
        )


def test_plans_that_are_deleted_between_two_pages_make_none_be_missed(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    existing = sc_plan.add_provisioned_product()
    ids = [
        sc_plan.add_plan(provisioned_product=existing, status="EXECUTE_SUCCESS").id
        for _ in range(4)
    ]
    request = {"ProvisionProductId": existing.id, "PageSize": 2}
    first = sc_plan_client.list_provisioned_product_plans(**request)
    sc_plan_client.delete_provisioned_product_plan(PlanId=ids[0])
    rest = summaries(sc_plan_client, **request, PageToken=first["NextPageToken"])
    assert rest == ids[2:]
