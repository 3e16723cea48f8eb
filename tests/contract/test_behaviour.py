"""Behaviour of every operation: it succeeds by id and by name, fails as documented, and so on.

The requests follow from the service model, so an operation that is new is asked the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from pytest_sc_plan import ServiceCatalog, mock_service_catalog
from pytest_sc_plan.catalog.operations import OPERATIONS

from ..helpers import Client, client_of, invalid_parameters
from .model import input_shape, output_shape, service_model
from .stocked import GROUPS, Stock, pairs

NAMED = [(operation, member) for operation in sorted(OPERATIONS) for member in pairs(operation)]
ERRORS = [
    (operation, shape.name)
    for operation in sorted(OPERATIONS)
    for shape in service_model().operation_model(operation).error_shapes
]
TOKENS = {operation.name: operation.token for operation in OPERATIONS.values() if operation.token}
PAGED = sorted(
    operation for operation in OPERATIONS if "PageToken" in input_shape(operation).members
)

INVALID_TOKEN = "Invalid page token. Please use the token of the last page."


@pytest.fixture
def stock(sc_plan: ServiceCatalog) -> Stock:
    return Stock(sc_plan)


def call(client: Client, operation: str, request: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = getattr(client, xform_name(operation))(**request)
    del answer["ResponseMetadata"]
    return answer


def error_code(client: Client, operation: str, request: dict[str, Any]) -> str | None:
    try:
        call(client, operation, request)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return None


# ----------------------------------------------------------------- success, by id and by name


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_it_succeeds(sc_plan_client: Client, stock: Stock, operation: str) -> None:
    answer = call(sc_plan_client, operation, stock.request(operation))

    assert bool(answer) == bool(output_shape(operation).members)


@pytest.mark.parametrize(("operation", "member"), NAMED)
def test_resources_are_found_by_id_and_by_name(operation: str, member: str) -> None:
    answers = []
    for named in (member, pairs(operation)[member]):
        with mock_service_catalog(deterministic=True) as catalog:
            stock = Stock(catalog)
            request = stock.request(operation)
            del request[member]
            request[named] = stock.value(operation, named)
            if operation in TOKENS:
                request[TOKENS[operation]] = "token"
            client = boto3.client("servicecatalog")
            answers.append(call(client, operation, request))
    by_id, by_name = answers
    assert by_id == by_name


@pytest.mark.parametrize(("operation", "member"), NAMED)
def test_id_and_name_together_are_refused(
    sc_plan_client: Client, stock: Stock, operation: str, member: str
) -> None:
    name = pairs(operation)[member]
    request = stock.request(operation, **{name: stock.value(operation, name)})

    # TerminateProvisionedProduct documents no error that would fit.
    documented = (operation, "InvalidParametersException") in ERRORS
    refusal = "InvalidParametersException" if documented else "ValidationException"
    assert error_code(sc_plan_client, operation, request) == refusal


# ------------------------------------------------------------------------- documented errors


def _taken_stack(client: Client, stock: Stock) -> dict[str, Any]:
    request = stock.request("ImportAsProvisionedProduct")
    client.import_as_provisioned_product(**request)
    return {**request, "ProvisionedProductName": "other"}


def _while_importing(client: Client, stock: Stock) -> dict[str, Any]:
    return {**_taken_stack(client, stock), "PhysicalId": f"{stock.known['PhysicalId']}2"}


def _being_created(client: Client, stock: Stock) -> dict[str, Any]:
    other = client.create_provisioned_product_plan(**stock.request("CreateProvisionedProductPlan"))
    return {"PlanId": other["PlanId"]}


def _planned(client: Client, stock: Stock) -> dict[str, Any]:
    request = stock.request("CreateProvisionedProductPlan")
    client.create_provisioned_product_plan(**request)
    return {**request, "PlanName": "second"}


def _name_of_a_plan(client: Client, stock: Stock) -> dict[str, Any]:
    planned = stock.request("CreateProvisionedProductPlan")
    client.create_provisioned_product_plan(**planned)
    name = planned["ProvisionedProductName"]
    return stock.request("ProvisionProduct", ProvisionedProductName=name)


def _under_change(client: Client, stock: Stock) -> dict[str, Any]:
    client.update_provisioned_product(**stock.request("UpdateProvisionedProduct"))
    return stock.request("UpdateProvisionedProductProperties")


SPECIAL: dict[tuple[str, str], Callable[[Client, Stock], dict[str, Any]]] = {
    ("CreateProvisionedProductPlan", "InvalidStateException"): _planned,
    ("ExecuteProvisionedProductPlan", "InvalidStateException"): _being_created,
    ("ImportAsProvisionedProduct", "DuplicateResourceException"): _taken_stack,
    ("ImportAsProvisionedProduct", "InvalidStateException"): _while_importing,
    ("ProvisionProduct", "DuplicateResourceException"): _name_of_a_plan,
    ("UpdateProvisionedProductProperties", "InvalidStateException"): _under_change,
    **{named: prelude for group in GROUPS for named, prelude in group.SPECIAL.items()},
}
"""Requests that are refused with an error, and the calls before them."""

NEVER = {named: reason for group in GROUPS for named, reason in group.NEVER.items()}


def test_what_never_comes_by_itself_is_documented_nevertheless() -> None:
    assert NEVER.keys() <= {*ERRORS}
    assert not NEVER.keys() & SPECIAL.keys()


@pytest.mark.parametrize(("operation", "code"), sorted({*ERRORS} - NEVER.keys()))
def test_a_documented_error_comes_by_itself(
    sc_plan_client: Client, stock: Stock, operation: str, code: str
) -> None:
    if (operation, code) in SPECIAL:
        request = SPECIAL[operation, code](sc_plan_client, stock)
        assert error_code(sc_plan_client, operation, request) == code
        return
    request = stock.request(operation)
    if code == "InvalidParametersException":
        request["AcceptLanguage"] = "fr"
    elif code == "ResourceNotFoundException":
        # Filters of a list are tried too.
        filters = {"ProvisionProductId", "PortfolioId"} & set(input_shape(operation).members)
        named = [member for member in (*request, *filters) if member.endswith("Id")]
        request |= dict.fromkeys(named, "none")

    assert error_code(sc_plan_client, operation, request) == code


# ------------------------------------------------------------------------------- idempotency


@pytest.mark.parametrize("idempotency", ["documented", "strict"])
@pytest.mark.parametrize("operation", TOKENS)
def test_a_repeated_request_is_answered_alike_and_changes_nothing(
    sc_plan: ServiceCatalog, sc_plan_client: Client, stock: Stock, operation: str, idempotency: Any
) -> None:
    sc_plan.configure(idempotency=idempotency)
    request = stock.request(operation, **{TOKENS[operation]: "token"})
    first = call(sc_plan_client, operation, request)
    counts = len(sc_plan.plans), len(sc_plan.records), len(sc_plan.provisioned_products)

    assert call(sc_plan_client, operation, request) == first
    assert counts == (
        len(sc_plan.plans),
        len(sc_plan.records),
        len(sc_plan.provisioned_products),
    )


# ------------------------------------------------------------------------------------- pages


def next_token(answer: dict[str, Any]) -> str | None:
    """The token of the next page, which a few operations call otherwise."""
    token: str | None = answer.get("NextPageToken", answer.get("PageToken"))
    return token


def lists_of(answer: dict[str, Any]) -> dict[str, list[Any]]:
    return {name: value for name, value in answer.items() if isinstance(value, list)}


@pytest.mark.parametrize("operation", PAGED)
def test_pages_make_up_the_whole(sc_plan_client: Client, stock: Stock, operation: str) -> None:
    request = stock.request(operation)
    ((member, whole),) = lists_of(call(sc_plan_client, operation, request)).items()
    assert len(whole) > 3

    pages = [call(sc_plan_client, operation, {**request, "PageSize": 2})]
    while (token := next_token(pages[-1])) is not None:
        more = {"PageSize": 2, "PageToken": token}
        pages.append(call(sc_plan_client, operation, {**request, **more}))

    assert [item for page in pages for item in page[member]] == whole
    assert {len(page[member]) for page in pages[:-1]} == {2}
    if sc_plan_client.can_paginate(xform_name(operation)):
        found = sc_plan_client.get_paginator(xform_name(operation)).paginate(
            **request, PaginationConfig={"PageSize": 1}
        )
        assert [item for page in found for item in page[member]] == whole


@pytest.mark.parametrize("operation", PAGED)
def test_a_page_token_is_good_for_its_operation_alone(
    sc_plan_client: Client, stock: Stock, operation: str
) -> None:
    tokens = {
        other: next_token(call(sc_plan_client, other, stock.request(other, PageSize=1))) or ""
        for other in PAGED
    }
    own = tokens.pop(operation)

    for token in (*tokens.values(), own[:-2], f"A{own[1:]}", own.lower(), "1", "="):
        with invalid_parameters(INVALID_TOKEN):
            call(sc_plan_client, operation, stock.request(operation, PageToken=token))
    assert call(sc_plan_client, operation, stock.request(operation, PageToken=own))


@pytest.mark.parametrize(
    "operation",
    [name for name in PAGED if not {*input_shape(name).required_members, *pairs(name)}],
)
def test_a_page_token_is_good_for_its_account_and_region_alone(
    sc_plan_client: Client, stock: Stock, operation: str
) -> None:
    request = stock.request(operation, PageSize=1)
    token = next_token(call(sc_plan_client, operation, request))

    for client in (client_of(region="eu-west-1"), client_of("210987654321")):
        with invalid_parameters(INVALID_TOKEN):
            call(client, operation, {**request, "PageToken": token})
