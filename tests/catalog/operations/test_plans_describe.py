"""DescribeProvisionedProductPlan."""

from __future__ import annotations

from typing import Any

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client

TEMPLATES = {
    "v1": {"Resources": {"Kept": {"Type": "AWS::S3::Bucket"}, "Old": {"Type": "AWS::SNS::Topic"}}},
    "v2": {"Resources": {"Kept": {"Type": "AWS::S3::Bucket"}, "New": {"Type": "AWS::SQS::Queue"}}},
}


def test_changes_are_shown_once_the_plan_is_created(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="CREATE_IN_PROGRESS")
    before = sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
    after = sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
    assert before["ResourceChanges"] == []
    assert after["ResourceChanges"] == [
        {"Action": "ADD", "LogicalResourceId": "Bucket", "ResourceType": "AWS::S3::Bucket"}
    ]


def test_an_update_adds_removes_and_keeps_resources(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(versions=TEMPLATES)
    existing = sc_plan.add_provisioned_product("logs", product=product, version="v1")
    plan = sc_plan.add_plan(provisioned_product=existing, version="v2")
    answer = sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
    changes = answer["ResourceChanges"]
    removed = next(change for change in changes if change["Action"] == "REMOVE")
    assert removed.pop("PhysicalResourceId")
    assert changes == [
        {"Action": "ADD", "LogicalResourceId": "New", "ResourceType": "AWS::SQS::Queue"},
        {"Action": "REMOVE", "LogicalResourceId": "Old", "ResourceType": "AWS::SNS::Topic"},
    ]


def test_seeded_changes_are_given_page_by_page(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    changes = [
        {"Action": "ADD", "LogicalResourceId": f"R{number}", "ResourceType": "AWS::SNS::Topic"}
        for number in range(5)
    ]
    plan = sc_plan.add_plan(resource_changes=changes)
    pages: list[Any] = []
    request: dict[str, Any] = {"PlanId": plan.id, "PageSize": 2}
    while not pages or "NextPageToken" in pages[-1]:
        pages.append(sc_plan_client.describe_provisioned_product_plan(**request))
        request["PageToken"] = pages[-1].get("NextPageToken")
    assert [len(page["ResourceChanges"]) for page in pages] == [2, 2, 1]
    assert [change for page in pages for change in page["ResourceChanges"]] == changes


def test_a_plan_without_changes_failed_and_says_why(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="CREATE_FAILED")
    details = sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)[
        "ProvisionedProductPlanDetails"
    ]
    assert (details["Status"], details["StatusMessage"]) == (
        "CREATE_FAILED",
        "No updates are to be performed.",
    )
    assert plan.status_message == "No updates are to be performed."


def test_a_product_without_launch_paths_has_a_plan_without_a_path(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(product=sc_plan.add_product(launch_paths=0))
    answer = sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
    assert "PathId" not in answer["ProvisionedProductPlanDetails"]
    assert plan.path_id is None
