"""assert_called: that calls were made, and how those that were made differ."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_sc_plan import ServiceCatalog, SettingsError, mock_service_catalog

from ..helpers import Client, client_of, not_found, plan_of, send, values
from .raising import raises

quick = settings(max_examples=settings().max_examples // 2)


def message_of(catalog: ServiceCatalog, *arguments: Any, **params: Any) -> list[str]:
    """The lines with which the assertion fails."""
    with pytest.raises(AssertionError) as caught:
        catalog.assert_called(*arguments, **params)
    return str(caught.value).splitlines()


@pytest.fixture
def looked(sc_plan: ServiceCatalog, sc_plan_client: Client) -> ServiceCatalog:
    """A fake whose records rec-1, rec-2 and rec-1 again were asked for."""
    for record_id in ("rec-1", "rec-2", "rec-1"):
        with not_found("Record not found"):
            sc_plan_client.describe_record(Id=record_id, PageSize=5)
    return sc_plan


@pytest.mark.parametrize("operation", ["DescribeRecord", "describe_record"])
def test_a_call_that_was_made_is_asserted(looked: ServiceCatalog, operation: str) -> None:
    looked.assert_called(operation)
    looked.assert_called(operation, Id="rec-1")
    looked.assert_called(operation, Id="rec-2", PageSize=5)
    looked.assert_called(operation, 3)
    looked.assert_called(operation, times=2, Id="rec-1")
    looked.assert_called(operation, times=0, Id="rec-3")
    looked.assert_called(operation, Id=ANY, PageToken=None)
    looked.assert_called("ListRecordHistory", times=0)


def test_a_parameter_that_was_not_given_is_not_anything(looked: ServiceCatalog) -> None:
    looked.assert_called("DescribeRecord", times=0, PageToken=ANY)
    looked.assert_called("DescribeRecord", times=0, PageSize=None)


def test_a_retry_of_the_sdk_is_the_same_call(sc_plan: ServiceCatalog) -> None:
    for attempt in (1, 2, 1):
        send(sc_plan, "DescribeRecord", {"Id": "rec-1"}, amz_sdk_request=f"attempt={attempt}")
    sc_plan.assert_called("DescribeRecord", times=2, Id="rec-1")


def test_the_calls_of_an_account_are_asserted_from_there(sc_plan: ServiceCatalog) -> None:
    client_of("111111111111").list_provisioned_product_plans()
    sc_plan.for_account("111111111111").assert_called("ListProvisionedProductPlans", 1)
    sc_plan.for_account("222222222222").assert_called("ListProvisionedProductPlans", 0)


def test_the_message_compares_the_closest_calls(looked: ServiceCatalog) -> None:
    looked.reset()
    for record_id, size in (("rec-1", 5), ("rec-2", 7), ("rec-3", 5), ("rec-4", 5)):
        send(looked, "DescribeRecord", {"Id": record_id, "PageSize": size})
    assert message_of(looked, "describe_record", Id="rec-2", PageSize=5)[:-8] == [
        "DescribeRecord with Id='rec-2', PageSize=5 was not called.",
        "The closest calls (- asked for, + called):",
        "  call 1:",
        "    - Id: 'rec-2'",
        "    + Id: 'rec-1'",
        "  call 2:",
        "    - PageSize: 5",
        "    + PageSize: 7",
        "  call 3:",
        "    - Id: 'rec-2'",
        "    + Id: 'rec-3'",
        "The calls:",
    ]


def test_calls_that_differ_in_less_come_first(looked: ServiceCatalog) -> None:
    send(looked, "ListRecordHistory", {})
    send(looked, "DescribeRecord", {"Id": "rec-3"})
    assert message_of(looked, "DescribeRecord", Id="rec-9", PageSize=None)[2:6] == [
        "  call 5:",
        "    - Id: 'rec-9'",
        "    + Id: 'rec-3'",
        "  call 1:",
    ]


def test_a_parameter_that_one_of_them_lacks_is_not_given(looked: ServiceCatalog) -> None:
    lines = message_of(looked, "DescribeRecord", 1, PageToken="next", PageSize=None)
    assert lines[:7] == [
        "DescribeRecord with PageToken='next', PageSize=None was called 0 times, not once.",
        "The closest calls (- asked for, + called):",
        "  call 1:",
        "    - PageToken: 'next'",
        "    + PageToken: not given",
        "    - PageSize: not given",
        "    + PageSize: 5",
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((1,), "DescribeRecord was called 3 times, not once."),
        ((0,), "DescribeRecord was called 3 times, not 0 times."),
    ],
)
def test_too_many_calls_are_listed(
    looked: ServiceCatalog, arguments: tuple[int, ...], words: str
) -> None:
    lines = message_of(looked, "DescribeRecord", *arguments)
    assert lines[:3] == [
        words,
        "The calls:",
        "  1  DescribeRecord  Id=rec-1  ResourceNotFoundException",
    ]


def test_an_operation_that_was_never_called_is_compared_with_nothing(
    sc_plan: ServiceCatalog,
) -> None:
    assert message_of(sc_plan, "DescribeRecord", Id="rec-1") == [
        "DescribeRecord with Id='rec-1' was not called.",
        "The calls:",
        "  (no calls)",
    ]
    assert message_of(sc_plan, "DescribeRecord", 2)[0] == (
        "DescribeRecord was called 0 times, not 2 times."
    )


def test_a_long_value_is_compared_line_by_line(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product()
    sizes = {f"Size{number}": "x" * 20 for number in range(3)}
    given = values(**sizes)
    sc_plan_client.create_provisioned_product_plan(
        **plan_of(product, ProvisioningParameters=given, Tags=[{"Key": "a", "Value": "b"}])
    )
    wanted = values(**{**sizes, "Size1": "other"})
    lines = message_of(
        sc_plan, "CreateProvisionedProductPlan", ProvisioningParameters=wanted, Tags=ANY
    )
    assert lines[2:8] == [
        "  call 1:",
        "      ProvisioningParameters:",
        "        [{'Key': 'Size0', 'Value': 'xxxxxxxxxxxxxxxxxxxx'},",
        "    -    {'Key': 'Size1', 'Value': 'other'},",
        "    +    {'Key': 'Size1', 'Value': 'xxxxxxxxxxxxxxxxxxxx'},",
        "         {'Key': 'Size2', 'Value': 'xxxxxxxxxxxxxxxxxxxx'}]",
    ]


# ------------------------------------------------------------------------ wrong use


def test_a_parameter_that_the_operation_does_not_have_is_an_error(sc_plan: ServiceCatalog) -> None:
    allowed = "did you mean 'PageSize'? Allowed: AcceptLanguage, Id, PageSize, PageToken"
    with raises(
        SettingsError,
        f"DescribeRecord has no parameter 'PageSise'; {allowed}",
    ):
        sc_plan.assert_called("describe_record", times=0, PageSise=3)


@pytest.mark.parametrize("times", [-1, True, "once"])
def test_a_number_of_times_is_one(sc_plan: ServiceCatalog, times: Any) -> None:
    with raises(SettingsError, f"times must be a whole number of at least 0, not {times!r}"):
        sc_plan.assert_called("DescribeRecord", times)


# -------------------------------------------------------------------------- secrets

PASSWORD = {
    "Parameters": {"Password": {"Type": "String", "NoEcho": True}, "Size": {"Type": "String"}}
}


@pytest.mark.parametrize("secret", ["hunter2", 'it\'s "so"\nsecret', "many words " * 20, "\\"])
def test_secrets_are_masked_on_both_sides(
    sc_plan: ServiceCatalog, sc_plan_client: Client, secret: str
) -> None:
    request = plan_of(sc_plan.add_product(versions={"v1": PASSWORD}))
    given, wanted = (
        values(Password=password, Size=size)
        for password, size in ((secret, "large"), (secret[::-1] + "!", "small"))
    )
    sc_plan_client.create_provisioned_product_plan(**request, ProvisioningParameters=given)
    lines = message_of(sc_plan, "CreateProvisionedProductPlan", ProvisioningParameters=wanted)
    masked = "[{{'Key': 'Password', 'Value': '****'}}, {{'Key': 'Size', 'Value': '{}'}}]"
    assert lines[:5] == [
        "CreateProvisionedProductPlan with ProvisioningParameters="
        f"{masked.format('small')} was not called.",
        "The closest calls (- asked for, + called):",
        "  call 1:",
        f"    - ProvisioningParameters: {masked.format('small')}",
        f"    + ProvisioningParameters: {masked.format('large')}",
    ]


def test_what_differs_in_a_secret_alone_is_shown_to_differ(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    request = plan_of(sc_plan.add_product(versions={"v1": PASSWORD}))
    given, wanted = (values(Password=word, Size="large") for word in ("hunter2", "hunter3"))
    sc_plan_client.create_provisioned_product_plan(**request, ProvisioningParameters=given)
    lines = message_of(sc_plan, "CreateProvisionedProductPlan", ProvisioningParameters=wanted)
    masked = "[{'Key': 'Password', 'Value': '****'}, {'Key': 'Size', 'Value': 'large'}]"
    assert lines[3:5] == [
        f"    - ProvisioningParameters: {masked}",
        f"    + ProvisioningParameters: {masked}",
    ]


def test_values_are_masked_where_nothing_tells_the_version(sc_plan: ServiceCatalog) -> None:
    sc_plan.add_product(versions={"v1": PASSWORD})
    wanted = [{"Key": "Password", "Value": 42}, {"Key": "Size", "Value": 42}]
    for params in (wanted, tuple(wanted)):
        lines = message_of(sc_plan, "ProvisionProduct", ProvisioningParameters=params)
        assert lines[0] == (
            "ProvisionProduct with ProvisioningParameters=[{'Key': 'Password', 'Value': '****'}, "
            "{'Key': 'Size', 'Value': 42}] was not called."
        )


# ------------------------------------------------------------------------ invariant


@quick
@given(
    calls=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2)), max_size=8),
    wanted=st.tuples(st.sampled_from("abc"), st.integers(0, 2)),
    times=st.one_of(st.none(), st.integers(0, 4)),
)
def test_it_fails_exactly_where_the_number_of_such_calls_is_another(
    calls: list[tuple[str, int]], wanted: tuple[str, int], times: int | None
) -> None:
    with mock_service_catalog() as catalog:
        for record_id, size in calls:
            send(catalog, "DescribeRecord", {"Id": record_id, "PageSize": size})
        made = calls.count(wanted)
        params = dict(zip(("Id", "PageSize"), wanted, strict=True))
        if made == times or (times is None and made):
            catalog.assert_called("DescribeRecord", times, **params)
            return
        lines = message_of(catalog, "DescribeRecord", times, **params)
        compared = [line for line in lines if line.startswith("  call ")]
        others = len(calls) - made
        few = made < (1 if times is None else times)
        assert len(compared) == (min(3, others) if few else 0)
