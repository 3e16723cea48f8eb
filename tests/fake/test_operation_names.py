"""Operations, named as the API or as boto3 names them."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog, SettingsError
from pytest_sc_plan.wire.service_model import operation_names

from ..helpers import Client, not_found
from .raising import raises

ALL = len(operation_names())

RECORD = (
    f"Nearest of the {ALL} allowed: DescribeRecord, DescribeProduct, DescribeConstraint, "
    "DescribeProductView, DescribePortfolio"
)

RECORD_IN_BOTO3 = (
    f"Nearest of the {ALL} allowed: describe_record, describe_product, describe_constraint, "
    "describe_product_view, describe_portfolio"
)


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (
            "DescribeRecrd",
            f"unknown operation 'DescribeRecrd'; did you mean 'DescribeRecord'? {RECORD}",
        ),
        (
            "describeRecord",
            f"unknown operation 'describeRecord'; did you mean 'DescribeRecord'? {RECORD}",
        ),
        (
            "describe_recrd",
            "unknown operation 'describe_recrd'; did you mean 'describe_record'? "
            f"{RECORD_IN_BOTO3}",
        ),
        (
            "describerecord",
            "unknown operation 'describerecord'; did you mean 'describe_record'? "
            f"{RECORD_IN_BOTO3}",
        ),
        (
            "Dance",
            f"unknown operation 'Dance'; nearest of the {ALL} allowed: UpdateServiceAction, "
            "UpdateProduct, UpdateTagOption, UpdatePortfolio, ListLaunchPaths",
        ),
        (None, "operation must be a name such as 'DescribeRecord', not None"),
        (["x"], "operation must be a name such as 'DescribeRecord', not ['x']"),
    ],
)
def test_an_unknown_operation_is_an_error_with_the_nearest_match(
    sc_plan: ServiceCatalog, operation: Any, message: str
) -> None:
    for ask in (sc_plan.calls_to, sc_plan.assert_called):
        with raises(SettingsError, message):
            ask(operation)
    with raises(SettingsError, message):
        sc_plan.raise_error("InvalidStateException", operation=operation)


@pytest.mark.parametrize("operation", sorted(operation_names()))
def test_every_operation_is_known_in_both_spellings(
    sc_plan: ServiceCatalog, sc_plan_client: Client, operation: str
) -> None:
    spellings = {name: method for method, name in _methods(sc_plan_client).items()}
    for spelling in (operation, spellings[operation]):
        assert sc_plan.calls_to(spelling) == []


def _methods(client: Client) -> dict[str, str]:
    methods: dict[str, str] = client.meta.method_to_api_mapping
    return methods


def test_errors_and_faults_are_injected_by_the_name_in_boto3(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.raise_error("ResourceNotFoundException", operation="describe_record", message="Gone.")
    sc_plan.inject_fault("throttling", operation="describe_record")
    with not_found("Gone."):
        sc_plan_client.describe_record(Id="rec-1")
    assert [str(injection.problem.operation) for injection in sc_plan.injections] == [
        "DescribeRecord"
    ] * 2
    assert [call.fault for call in sc_plan.calls_to("describe_record")] == ["throttling", None]
