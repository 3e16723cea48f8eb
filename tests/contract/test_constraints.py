"""Every constraint of every operation is checked, in the service's own words."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from botocore import xform_name

from pytest_sc_plan import ServiceCatalog
from pytest_sc_plan.catalog.operations import OPERATIONS

from ..helpers import Client, error_of, plan_of, refused, send, unvalidated_client
from .model import at_limits, breaches, counted, input_shape, valid_request, without_nulls

TOKENS = {
    (operation, name)
    for operation in OPERATIONS
    for name, member in input_shape(operation).members.items()
    if member.metadata.get("idempotencyToken")
}


@pytest.fixture
def client(sc_plan: ServiceCatalog) -> Client:
    sc_plan.configure(auto_create_plans=True)
    return unvalidated_client()


def call(client: Client, operation: str, request: dict[str, Any]) -> Any:
    return getattr(client, xform_name(operation))(**request)


def everything(catalog: ServiceCatalog) -> list[object]:
    return [
        *catalog.portfolios,
        *catalog.products,
        *catalog.plans,
        *catalog.records,
        *catalog.provisioned_products,
    ]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_broken_constraint_is_refused_and_nothing_is_executed(
    sc_plan: ServiceCatalog, client: Client, operation: str
) -> None:
    for breach in breaches(operation):
        if breach.name == "required" and breach.sendable:
            # botocore can't send null where a list or a structure is expected.
            response = send(sc_plan, operation, breach.request)
            assert error_of(response) == (400, "ValidationException", breach.message)
        elif breach.sendable:
            with refused("ValidationException", breach.message):
                call(client, operation, breach.request)
        else:
            continue
        assert everything(sc_plan) == []
        assert sc_plan.calls[-1].error_code == "ValidationException"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_required_member_that_is_left_out_is_as_null(client: Client, operation: str) -> None:
    for breach in breaches(operation):
        # The SDK fills in a token that is not there.
        if breach.name == "required" and (operation, breach.path[-1]) not in TOKENS:
            with refused("ValidationException", breach.message):
                call(client, operation, without_nulls(breach.request))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_request_that_the_breaches_start_from_is_valid(
    sc_plan: ServiceCatalog, operation: str
) -> None:
    response = send(sc_plan, operation, valid_request(operation))
    assert b"ValidationException" not in response.body
    assert b"SerializationException" not in response.body


@pytest.mark.parametrize("operation", OPERATIONS)
def test_values_at_the_limits_are_allowed(sc_plan: ServiceCatalog, operation: str) -> None:
    for path, name, request in at_limits(operation):
        response = send(sc_plan, operation, request)
        assert b"ValidationException" not in response.body, (path, name)


@pytest.mark.parametrize(
    ("operation", "path", "names"),
    [
        ("ExecuteProvisionedProductPlan", "PlanId", {"required", "max", "min", "pattern"}),
        (
            "ExecuteProvisionedProductPlan",
            "IdempotencyToken",
            {"required", "max", "min", "pattern"},
        ),
        ("ExecuteProvisionedProductPlan", "AcceptLanguage", {"max"}),
        ("DescribeRecord", "PageSize", {"max", "min"}),
        ("CreateProvisionedProductPlan", "PlanType", {"required", "enum"}),
        ("CreateProvisionedProductPlan", "NotificationArns", {"max"}),
        ("CreateProvisionedProductPlan", "NotificationArns.0", {"max", "min", "pattern"}),
        ("CreateProvisionedProductPlan", "Tags.0.Key", {"required", "max", "min", "pattern"}),
        ("ListProvisionedProductPlans", "AccessLevelFilter.Key", {"enum"}),
    ],
)
def test_the_table_reaches_every_kind_of_place(operation: str, path: str, names: set[str]) -> None:
    found = {
        breach.name for breach in breaches(operation) if ".".join(map(str, breach.path)) == path
    }
    assert found == names


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.name)
def test_every_operation_is_a_documented_function_named_as_boto3_names_it(operation: Any) -> None:
    assert operation.run.__name__ == xform_name(operation.name)
    assert inspect.getdoc(operation.run)
    assert operation.token in {None, *(name for owner, name in TOKENS if owner == operation.name)}


def test_all_violations_are_counted_in_one_message(client: Client) -> None:
    with refused(
        "ValidationException",
        "4 validation errors detected: "
        "Value null at 'planId' failed to satisfy constraint: Member must not be null; "
        f"Value '{'!' * 101}' at 'acceptLanguage' failed to satisfy constraint: Member "
        "must have length less than or equal to 100; "
        "Value '' at 'idempotencyToken' failed to satisfy constraint: Member must have length "
        "greater than or equal to 1; "
        "Value '' at 'idempotencyToken' failed to satisfy constraint: Member must satisfy regular "
        "expression pattern: [a-zA-Z0-9][a-zA-Z0-9_-]*",
    ):
        client.execute_provisioned_product_plan(AcceptLanguage="!" * 101, IdempotencyToken="")


def test_violations_are_counted_at_every_depth(sc_plan: ServiceCatalog, client: Client) -> None:
    request = plan_of(
        sc_plan.add_product(),
        "My Sandbox1",
        NotificationArns=["arn:aws:sns:us-east-1:123456789012:ok", "topic"],
        Tags=[{"Key": "ok", "Value": "ok"}, {"Key": "", "Value": "*"}],
    )
    tag = r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$"
    arn = (
        r"arn:[a-z0-9-\.]{1,63}:[a-z0-9-\.]{0,63}:[a-z0-9-\.]{0,63}:[a-z0-9-\.]{0,63}:[^/].{0,1023}"
    )
    expected = counted(
        [
            "Value 'My Sandbox1' at 'provisionedProductName' failed to satisfy constraint: Member "
            "must satisfy regular expression pattern: [a-zA-Z0-9][a-zA-Z0-9._-]*",
            "Value '[arn:aws:sns:us-east-1:123456789012:ok, topic]' at 'notificationArns' failed "
            "to satisfy constraint: Member must satisfy constraint: [Member must have length less "
            "than or equal to 1224, Member must have length greater than or equal to 1, Member "
            f"must satisfy regular expression pattern: {arn}]",
            "Value '' at 'tags.2.member.key' failed to satisfy constraint: Member must have length "
            "greater than or equal to 1",
            "Value '*' at 'tags.2.member.value' failed to satisfy constraint: Member must satisfy "
            f"regular expression pattern: {tag}",
        ]
    )
    with refused("ValidationException", expected):
        client.create_provisioned_product_plan(**request)
    assert sc_plan.plans == []


def test_the_message_is_the_one_that_was_observed_on_the_service(
    sc_plan: ServiceCatalog, client: Client
) -> None:
    with refused(
        "ValidationException",
        "1 validation error detected: Value 'My Test Sandbox1' at 'provisionedProductName' failed "
        "to satisfy constraint: Member must satisfy regular expression pattern: "
        "[a-zA-Z0-9][a-zA-Z0-9._-]*",
    ):
        client.create_provisioned_product_plan(**plan_of(sc_plan.add_product(), "My Test Sandbox1"))


def test_a_plan_is_not_executed_by_a_request_that_breaks_a_constraint(
    sc_plan: ServiceCatalog, client: Client
) -> None:
    plan = sc_plan.add_plan()
    with refused(
        "ValidationException",
        f"1 validation error detected: Value '{'a' * 129}' at 'idempotencyToken' failed to satisfy "
        "constraint: Member must have length less than or equal to 128",
    ):
        client.execute_provisioned_product_plan(PlanId=plan.id, IdempotencyToken="a" * 129)
    assert (plan.status, plan.record) == ("CREATE_SUCCESS", None)
    sc_plan.assert_not_executed(plan)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "The request body is not valid JSON"),
        (b'{"PlanId": "plan"', "The request body is not valid JSON"),
        (b"\xff\xfe{}", "The request body is not valid JSON"),
        (b"[]", "The request body is not a JSON object"),
        (b'"plan"', "The request body is not a JSON object"),
        (b"null", "The request body is not a JSON object"),
    ],
)
def test_broken_json_is_a_serialization_error(
    sc_plan: ServiceCatalog, body: bytes, message: str
) -> None:
    response = send(sc_plan, "ExecuteProvisionedProductPlan", body)
    assert error_of(response) == (400, "SerializationException", message)


def test_no_body_is_an_empty_request(sc_plan: ServiceCatalog) -> None:
    assert send(sc_plan, "ListProvisionedProductPlans", b"").status == 200


PLANS = "ListProvisionedProductPlans"
CREATE = "CreateProvisionedProductPlan"


@pytest.mark.parametrize(
    ("operation", "member", "value", "message"),
    [
        (PLANS, "ProvisionProductId", 1, "NUMBER_VALUE can not be converted to a String"),
        (PLANS, "ProvisionProductId", True, "TRUE_VALUE can not be converted to a String"),
        (PLANS, "ProvisionProductId", False, "FALSE_VALUE can not be converted to a String"),
        (PLANS, "ProvisionProductId", [], "START_ARRAY can not be converted to a String"),
        (PLANS, "ProvisionProductId", {}, "START_OBJECT can not be converted to a String"),
        (PLANS, "PageSize", "20", "STRING_VALUE can not be converted to an Integer"),
        (PLANS, "PageSize", 1.5, "NUMBER_VALUE can not be converted to an Integer"),
        (PLANS, "PageSize", True, "TRUE_VALUE can not be converted to an Integer"),
        (CREATE, "ProductId", [], "START_ARRAY can not be converted to a String"),
        (
            PLANS,
            "AccessLevelFilter",
            "self",
            "Unexpected STRING_VALUE where a structure is expected",
        ),
        (PLANS, "AccessLevelFilter", [], "Unexpected START_ARRAY where a structure is expected"),
        (
            "DeleteProvisionedProductPlan",
            "IgnoreErrors",
            "true",
            "STRING_VALUE can not be converted to a Boolean",
        ),
        (CREATE, "Tags", {}, "Unexpected START_OBJECT where a list is expected"),
        (CREATE, "Tags", [None], "Unexpected NULL_VALUE where a structure is expected"),
        (CREATE, "NotificationArns", [None], "NULL_VALUE can not be converted to a String"),
        (CREATE, "NotificationArns", [1], "NUMBER_VALUE can not be converted to a String"),
        (CREATE, "NotificationArns", "arn", "Unexpected STRING_VALUE where a list is expected"),
    ],
)
def test_a_wrong_json_type_is_a_serialization_error(
    sc_plan: ServiceCatalog, operation: str, member: str, value: Any, message: str
) -> None:
    response = send(sc_plan, operation, {**valid_request(operation), member: value})
    assert error_of(response) == (400, "SerializationException", message)


@pytest.mark.parametrize(
    ("operation", "request_with_null"),
    [
        (PLANS, {"AccessLevelFilter": {"Key": "Account", "Value": None}}),
        (PLANS, {"PageToken": None, "PageSize": None}),
    ],
)
def test_null_is_as_if_it_were_not_set_at_every_depth(
    sc_plan: ServiceCatalog, operation: str, request_with_null: dict[str, Any]
) -> None:
    assert send(sc_plan, operation, request_with_null).status == 200


def test_a_parameter_value_of_null_is_not_set(sc_plan: ServiceCatalog, client: Client) -> None:
    request = plan_of(
        sc_plan.add_product(),
        IdempotencyToken="token",
        ProvisioningParameters=[{"Key": "Size", "Value": None, "UsePreviousValue": None}],
    )
    assert send(sc_plan, CREATE, request).status == 200
    described = client.describe_provisioned_product_plan(PlanId=sc_plan.plans[0].id)
    assert described["ProvisionedProductPlanDetails"]["ProvisioningParameters"] == [{"Key": "Size"}]


@pytest.mark.parametrize(
    "target", ["AWS242ServiceCatalogService.Dance", "Other.DescribeRecord", "."]
)
def test_an_unknown_target_is_an_unknown_operation(sc_plan: ServiceCatalog, target: str) -> None:
    assert error_of(send(sc_plan, target, {})) == (
        400,
        "UnknownOperationException",
        f"The target {target!r} is not an operation of the service.",
    )
    assert sc_plan.calls[-1].error_code == "UnknownOperationException"
