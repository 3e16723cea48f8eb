"""Every answer of every operation fits botocore's output shape, in every state."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from pytest_sc_plan import Call, ServiceCatalog, mock_service_catalog
from pytest_sc_plan.catalog.lifecycle import PLANNABLE
from pytest_sc_plan.catalog.model import PlanStatus, ProvisionedProductStatus
from pytest_sc_plan.catalog.operations import OPERATIONS

from ..helpers import plan_of, send
from .model import complaints, input_shape, output_shape, service_model
from .stocked import Stock

COMMON_ERRORS = {"ValidationException", "SerializationException", "UnknownOperationException"}


def everywhere(catalog: ServiceCatalog) -> list[tuple[str, dict[str, Any]]]:
    """Calls of every operation, for everything that the catalog holds; what deletes comes last."""
    plans, products = catalog.plans, catalog.provisioned_products
    calls: list[tuple[str, dict[str, Any]]] = [
        *(("CreateProvisionedProductPlan", plan_of(item.product, item.name)) for item in products),
        *(
            ("CreateProvisionedProductPlan", plan_of(item, f"new-{item.name}"))
            for item in catalog.products
        ),
        *(("DescribeProvisionedProductPlan", {"PlanId": plan.id, "PageSize": 1}) for plan in plans),
        *(("DescribeRecord", {"Id": record.id}) for record in catalog.records),
        *(("DescribeProvisionedProduct", {"Id": item.id}) for item in products),
        *(("DescribeProvisionedProduct", {"Name": item.name}) for item in products),
        *(("ListProvisionedProductPlans", {"ProvisionProductId": item.id}) for item in products),
        ("ListProvisionedProductPlans", {"PageSize": 1}),
        *(("ExecuteProvisionedProductPlan", {"PlanId": plan.id}) for plan in plans),
    ]
    for item in catalog.products:
        version = {
            "ProductId": item.id,
            "ProvisioningArtifactId": item.provisioning_artifacts[0].id,
        }
        calls += [
            ("DescribeProduct", {"Id": item.id}),
            ("DescribeProductView", {"Id": item.view_id}),
            ("DescribeProductAsAdmin", {"Name": item.name}),
            ("ListProvisioningArtifacts", {"ProductId": item.id}),
            ("DescribeProvisioningArtifact", {**version, "Verbose": True}),
            (
                "DescribeProvisioningArtifact",
                {**version, "IncludeProvisioningArtifactParameters": True},
            ),
            ("ListLaunchPaths", {"ProductId": item.id, "PageSize": 1}),
            ("DescribeProvisioningParameters", version),
        ]
        stack = f"arn:aws:cloudformation:us-east-1:123456789012:stack/{item.name}/1"
        calls += [
            ("ProvisionProduct", {**version, "ProvisionedProductName": f"direct-{item.name}"}),
            (
                "ImportAsProvisionedProduct",
                {**version, "ProvisionedProductName": f"import-{item.name}", "PhysicalId": stack},
            ),
        ]
    for provisioned in products:
        for action in provisioned.provisioning_artifact.service_actions:
            about = {"ProvisionedProductId": provisioned.id, "ServiceActionId": action}
            calls += [
                ("DescribeServiceActionExecutionParameters", about),
                ("ExecuteProvisionedProductServiceAction", about),
            ]
        calls += [
            ("GetProvisionedProductOutputs", {"ProvisionedProductId": provisioned.id}),
            ("ListStackInstancesForProvisionedProduct", {"ProvisionedProductId": provisioned.id}),
            ("UpdateProvisionedProduct", {"ProvisionedProductId": provisioned.id}),
            (
                "UpdateProvisionedProductProperties",
                {
                    "ProvisionedProductId": provisioned.id,
                    "ProvisionedProductProperties": {"OWNER": "arn:aws:iam::123456789012:user/a"},
                },
            ),
        ]
    calls += [
        ("ScanProvisionedProducts", {"PageSize": 1}),
        ("SearchProvisionedProducts", {"SortBy": "name", "PageSize": 1}),
        ("ListRecordHistory", {"PageSize": 1}),
    ]
    for sort_by in ("Title", "VersionCount", "CreationDate"):
        calls += [
            ("SearchProducts", {"SortBy": sort_by, "PageSize": 1}),
            ("SearchProductsAsAdmin", {"SortBy": sort_by, "SortOrder": "DESCENDING"}),
        ]
    return [
        *calls,
        *(("DescribeProvisionedProductPlan", {"PlanId": plan.id}) for plan in plans),
        *(("DescribeProvisionedProduct", {"Id": item.id}) for item in products),
        *(("DeleteProvisionedProductPlan", {"PlanId": plan.id}) for plan in plans),
        *(("TerminateProvisionedProduct", {"ProvisionedProductId": item.id}) for item in products),
    ]


@cache
def calls_of(outcome: Any, progress: Any) -> list[Call]:
    """Call everything, whether or not the state allows it; gives the calls."""
    with mock_service_catalog(outcome=outcome, progress=progress, polls=3) as catalog:
        stock_up(catalog)
        stock = Stock(catalog)
        # The first are about all there is; what is new and has none of its own is among the second.
        # What is turned off can't be turned on at once.
        ordered = sorted(OPERATIONS, key=lambda name: (name.startswith("Disable"), name))
        of_each = [(operation, stock.request(operation)) for operation in ordered]
        for number, (operation, request) in enumerate([*everywhere(catalog), *of_each]):
            token = dict.fromkeys(token_members(operation), f"token-{number}")
            send(catalog, operation, {**token, **request})
        calls: list[Call] = catalog.calls
    return calls


def token_members(operation: str) -> list[str]:
    """The members that an SDK fills in."""
    members = input_shape(operation).members.items()
    return [name for name, shape in members if shape.metadata.get("idempotencyToken")]


def stock_up(catalog: ServiceCatalog) -> None:
    """Add products, provisioned products and plans in every status."""
    role = "arn:aws:iam::123456789012:role/launch"
    rich = catalog.add_product("rich", launch_role_arn=role, versions={"v1": {}, "v2": {}})
    plain = catalog.add_product("plain", launch_paths=0)
    stack_set = catalog.add_product(
        "everywhere", stack_set_accounts=["111111111111"], stack_set_regions=["us-east-1"]
    )
    for kind in ("TERRAFORM_OPEN_SOURCE", "TERRAFORM_CLOUD", "EXTERNAL"):
        engine = catalog.add_product(type=kind)
        for status in ("AVAILABLE", "UNDER_CHANGE", "TAINTED"):
            catalog.add_provisioned_product(product=engine, status=status)
    factory = catalog.add_product(type="CONTROL_TOWER_ACCOUNT")
    for product in (rich, plain, stack_set, factory):
        for status in ProvisionedProductStatus:
            item = catalog.add_provisioned_product(product=product, status=status)
            if status in PLANNABLE:
                catalog.add_plan(
                    provisioned_product=item,
                    parameters=[{"Key": "Size", "Value": "1"}, {"Key": "Color"}],
                    tags={"grün": "東京 1"},
                    notification_arns=["arn:aws:sns:us-east-1:123456789012:topic"],
                )
        for plan_status in PlanStatus:
            catalog.add_plan(product=product, status=plan_status)


@pytest.mark.parametrize(
    ("outcome", "progress"),
    [
        ("succeeded", "polls"),
        ("failed", "polls"),
        ("failed", "immediate"),
        ("stuck", "time"),
        ("succeeded", "manual"),
    ],
)
def test_every_answer_fits_the_service_model(outcome: str, progress: str) -> None:
    answers = [call for call in calls_of(outcome, progress) if call.response is not None]
    assert [
        complaint
        for call in answers
        for complaint in complaints(output_shape(call.operation), call.response, call.operation)
    ] == []
    assert {call.operation for call in answers} == set(OPERATIONS)


def test_every_refusal_is_documented() -> None:
    refusals = {
        (call.operation, call.error_code)
        for call in calls_of("succeeded", "polls")
        if call.error_code is not None
    }
    assert refusals
    for operation, code in refusals:
        shapes = service_model().operation_model(operation).error_shapes
        assert code in {shape.name for shape in shapes} | COMMON_ERRORS


def test_every_status_is_one_of_the_service_model() -> None:
    seen = json.dumps([call.response for call in calls_of("succeeded", "polls")])
    for status in (*PlanStatus, *ProvisionedProductStatus):
        assert f'"Status": "{status}"' in seen


def test_each_provisioned_product_is_terminated_once() -> None:
    calls = calls_of("succeeded", "polls")
    asked = [call.params for call in calls if call.operation == "TerminateProvisionedProduct"]
    assert len({params.get("ProvisionedProductId") for params in asked}) > 40


def answer_with(**changes: Any) -> dict[str, Any]:
    detail = {"RecordId": "rec-1", "Status": "CREATED", "CreatedTime": 1.5, "RecordErrors": []}
    return {"RecordDetail": {**detail, **changes}}


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (answer_with(), []),
        (answer_with(Color="red"), ["answer.RecordDetail: the service has no member Color"]),
        (answer_with(Status="DONE"), ["answer.RecordDetail.Status: 'DONE' breaks enum"]),
        (answer_with(RecordId="rec 1"), ["answer.RecordDetail.RecordId: 'rec 1' breaks pattern"]),
        (
            answer_with(RecordId="a" * 101),
            [f"answer.RecordDetail.RecordId: {'a' * 101!r} breaks max"],
        ),
        (answer_with(RecordId=""), ["answer.RecordDetail.RecordId: '' breaks min"]),
        (answer_with(RecordId=None), ["answer.RecordDetail.RecordId: None is no string"]),
        (
            answer_with(CreatedTime="now"),
            ["answer.RecordDetail.CreatedTime: 'now' is no timestamp"],
        ),
        (answer_with(CreatedTime=True), ["answer.RecordDetail.CreatedTime: True is no timestamp"]),
        (answer_with(RecordErrors={}), ["answer.RecordDetail.RecordErrors: {} is no list"]),
        (
            answer_with(RecordErrors=[{"Color": 1}]),
            ["answer.RecordDetail.RecordErrors[0]: the service has no member Color"],
        ),
    ],
)
def test_the_checker_finds_faults(answer: dict[str, Any], found: list[str]) -> None:
    assert complaints(output_shape("ExecuteProvisionedProductPlan"), answer) == found


def test_the_checker_finds_a_required_member_that_is_missing() -> None:
    tag = {"Key": "team"}
    answer = {"ProvisionedProductPlanDetails": {"Tags": [tag]}}
    assert complaints(output_shape("DescribeProvisionedProductPlan"), answer) == [
        "answer.ProvisionedProductPlanDetails.Tags[0]: Value is missing"
    ]
