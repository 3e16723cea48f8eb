"""Operations, named as the API or as boto3 names them."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog, SettingsError
from pytest_sc_plan.wire.service_model import operation_names

from ..helpers import Client, not_found


@pytest.mark.parametrize(
    ("operation", "allowed", "nearest"),
    [
        ("DescribeRecrd", "AcceptPortfolioShare, ", "'DescribeRecord'"),
        ("describe_recrd", "accept_portfolio_share, ", "'describe_record'"),
        (None, "AcceptPortfolioShare, ", None),
    ],
)
def test_an_unknown_operation_is_an_error_with_the_nearest_match(
    sc_plan: ServiceCatalog, operation: Any, allowed: str, nearest: str | None
) -> None:
    with pytest.raises(SettingsError) as caught:
        sc_plan.calls_to(operation)
    message = str(caught.value)
    assert message.startswith(f"unknown operation {operation!r}; allowed: {allowed}")
    assert (f"; did you mean {nearest}?" in message) == (nearest is not None)


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
