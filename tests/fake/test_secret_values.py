"""The values that a fake takes for secrets."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog, Version
from pytest_sc_plan.fake.redaction import Secret

from ..helpers import Client, client_of, plan_of, send, unvalidated_client, values

DECLARED = {
    "Password": {"Type": "String", "NoEcho": True},
    "Pin": {"Type": "String", "NoEcho": "true", "Default": 1234},
    "Token": {"Type": "String", "NoEcho": True, "Default": ""},
    "Size": {"Type": "String", "NoEcho": False, "Default": "s"},
}
TEMPLATE = {"Parameters": DECLARED}
PLAIN = {"Parameters": {"Password": {"Type": "String"}}}
DEFAULT = {("Pin", "1234")}


def secrets(catalog: ServiceCatalog) -> set[tuple[str, str]]:
    """The secrets but for the signatures of requests."""
    return {
        (key, value) for key, value in catalog.secrets if key not in ("Authorization", "Signature")
    }


def test_values_of_no_echo_parameters_are_secrets(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(versions={"v1": {}, "v2": TEMPLATE})
    given = values(Password="<Password>", Pin="<Pin>", Size="<Size>")
    request = plan_of(product, ProvisioningParameters=given)
    sc_plan_client.create_provisioned_product_plan(**request)
    assert secrets(sc_plan) == {("Password", "<Password>"), ("Pin", "<Pin>"), *DEFAULT}


@pytest.mark.parametrize(
    ("operation", "named", "is_secret"),
    [
        ("ProvisionProduct", {"ProductName": "x", "ProvisioningArtifactName": "v2"}, True),
        ("ProvisionProduct", {"ProductName": "x", "ProvisioningArtifactName": "v1"}, False),
        ("ProvisionProduct", {"ProductName": "x", "ProvisioningArtifactName": "v9"}, True),
        ("ProvisionProduct", {"ProductName": "x"}, True),
        ("ProvisionProduct", {"ProductName": "other"}, True),
        ("ProvisionProduct", {"ProductId": ["x"]}, True),
        ("ProvisionProduct", {"ProductName": "y"}, False),
        ("UpdateProvisionedProduct", {"ProvisionedProductName": "with"}, True),
        ("UpdateProvisionedProduct", {"ProvisionedProductId": "pp-with"}, True),
        ("UpdateProvisionedProduct", {"ProvisionedProductName": "without"}, False),
        (
            "UpdateProvisionedProduct",
            {"ProvisionedProductName": "without", "ProvisioningArtifactName": "v2"},
            True,
        ),
        (
            "UpdateProvisionedProduct",
            {"ProvisionedProductName": "without", "ProductName": "y"},
            False,
        ),
        ("UpdateProvisionedProduct", {"ProvisionedProductName": "gone"}, True),
        ("ExecuteProvisionedProductPlan", {"PlanId": "plan-with"}, True),
        ("ExecuteProvisionedProductPlan", {"PlanId": "plan-without"}, False),
    ],
)
def test_a_version_is_found_by_whatever_names_it(
    sc_plan: ServiceCatalog, operation: str, named: dict[str, Any], *, is_secret: bool
) -> None:
    sc_plan.add_product("x", versions={"v1": {}, "v2": TEMPLATE})
    sc_plan.add_product("y")
    for name, version in (("with", "v2"), ("without", "v1")):
        first = {"Password": "first"} if name == "with" else None
        sc_plan.add_provisioned_product(
            name, id=f"pp-{name}", product="x", version=version, parameters=first
        )
        sc_plan.add_plan(id=f"plan-{name}", product="x", version=version, parameters=first)
    given = values(Password="<Password>", Size="<Size>", password="<password>")
    send(sc_plan, operation, {**named, "ProvisioningParameters": given})
    found = secrets(sc_plan) - {("Password", "first"), *DEFAULT}
    assert found == ({("Password", "<Password>")} if is_secret else set())


def test_other_members_of_parameters_count_too(sc_plan: ServiceCatalog) -> None:
    sc_plan.add_product(versions=[Version("v1", TEMPLATE)])
    parameters: Any = [
        "nonsense",
        {"Key": ["Password"], "Value": "<list>"},
        {"Key": "Password", "Value": [1, {"x": ["deep"]}]},
        {"ParameterKey": "Password", "ParameterValue": "<cloudformation>"},
        {"Key": "Pin"},
        {"Key": "Token", "Value": ""},
    ]
    send(sc_plan, "ProvisionProduct", {"ProvisioningParameters": parameters})
    send(sc_plan, "ProvisionProduct", {"ProvisioningParameters": "Password"})
    mapping = {"Password": ["<first>", "<second>"], "Pin": "<text>", "Size": ["<Size>"]}
    send(sc_plan, "ProvisionProduct", {"Parameters": mapping})
    texts = ("1", "deep", "<cloudformation>", "<first>", "<second>")
    assert secrets(sc_plan) == {*(("Password", text) for text in texts), *DEFAULT}


def test_the_account_and_region_of_the_call_count(sc_plan: ServiceCatalog) -> None:
    elsewhere = sc_plan.for_account("999999999999", "eu-west-1")
    elsewhere.add_product("x", versions={"v1": TEMPLATE})
    sc_plan.add_product("x", versions={"v1": PLAIN})
    request = {
        "ProductName": "x",
        "ProvisioningArtifactName": "v1",
        "ProvisionedProductName": "name",
    }
    for client, value in ((client_of(), "here"), (client_of("999999999999", "eu-west-1"), "there")):
        given = values(Password=value)
        client.provision_product(**request, ProvisioningParameters=given)
    assert secrets(sc_plan) == {("Password", "there"), *DEFAULT}


def test_what_is_gone_counts_still(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sc_plan.configure(progress="immediate")
    sc_plan.add_product("x", versions={"v1": TEMPLATE})
    there = sc_plan.add_provisioned_product("x", product="x", parameters={"Password": "seeded"})
    plan = sc_plan.add_plan(product="x", parameters={"Password": "planned"})
    sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id)
    sc_plan_client.terminate_provisioned_product(ProvisionedProductId=there.id)
    unknown = {"ProductName": "later", "ProvisioningParameters": values(Password="unknown")}
    send(sc_plan, "ProvisionProduct", unknown)
    sc_plan.reset()
    known = {("Password", word) for word in ("seeded", "planned", "unknown")} | DEFAULT
    assert secrets(sc_plan) == known
    send(sc_plan, "ProvisionProduct", {"ProvisioningParameters": values(Pin="after")})
    assert secrets(sc_plan) == {*known, ("Pin", "after")}


def test_a_reset_forgets_signatures_of_the_public_credentials_alone(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan_client.list_provisioned_product_plans()
    private = {"authorization": "AWS4 Credential=AKIA/20240101/us-east-1/x, Signature=f00d"}
    send(sc_plan, "ListProvisionedProductPlans", {}, **private)
    assert len(sc_plan.secrets) == 2 + 2 + 5
    sc_plan.reset()
    assert ("Signature", "f00d") in sc_plan.secrets
    assert len(sc_plan.secrets) == 2 + 5


def test_a_version_that_comes_later_tells_of_earlier_calls(sc_plan: ServiceCatalog) -> None:
    given = values(Password="early", Size="<Size>")
    send(sc_plan, "ProvisionProduct", {"ProvisioningParameters": given})
    assert secrets(sc_plan) == set()
    sc_plan.add_product(versions={"v1": TEMPLATE})
    assert secrets(sc_plan) == {("Password", "early"), *DEFAULT}


def test_previous_values_are_secrets_where_they_become_some(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.add_product("x", versions={"v1": PLAIN, "v2": TEMPLATE})
    sc_plan.add_provisioned_product(
        "there", product="x", version="v1", parameters={"Password": "previous"}
    )
    assert ("Password", "previous") not in secrets(sc_plan)
    request = {
        "ProvisionedProductName": "there",
        "ProvisioningArtifactName": "v2",
        "ProvisioningParameters": [{"Key": "Password", "UsePreviousValue": True}],
    }
    send(sc_plan, "UpdateProvisionedProduct", {**request, "AcceptLanguage": "de"})
    assert ("Password", "previous") in secrets(sc_plan)


@pytest.mark.parametrize(
    ("arguments", "is_secret"),
    [
        ({"product": "x"}, True),
        ({"product": "x", "version": "v1"}, False),
        ({"product": "unknown"}, True),
        ({"provisioned_product": "there"}, True),
        ({"parameters": [{"Key": "Password", "Value": "refused"}, {"Key": "Size"}, 1]}, True),
    ],
)
def test_values_of_seeding_that_is_refused_are_secrets(
    sc_plan: ServiceCatalog, arguments: dict[str, Any], *, is_secret: bool
) -> None:
    sc_plan.add_product("x", versions={"v1": PLAIN, "v2": TEMPLATE})
    sc_plan.add_provisioned_product("there", product="x", parameters={"Password": "first"})
    given = {"parameters": {"Password": "refused", "Wrong": "x"}, **arguments}
    with pytest.raises(ValueError, match=r".+"):
        sc_plan.add_plan(**given)
    assert (("Password", "refused") in secrets(sc_plan)) == is_secret


def test_credentials_are_secrets_but_for_the_public_ones(sc_plan: ServiceCatalog) -> None:
    headers = {
        "authorization": "AWS4 Credential=AKIA/20240101/us-east-1/x, Signature=f00d",
        "x-amz-security-token": "session",
    }
    send(sc_plan, "ListProvisionedProductPlans", {}, **headers)
    assert {
        Secret("Authorization", headers["authorization"]),
        Secret("Credential", "AKIA"),
        Secret("Signature", "f00d"),
        Secret("aws_session_token", "session"),
    } <= sc_plan.secrets


@pytest.mark.parametrize(
    "header",
    [
        {"authorization": "AWS4 Credential=testing/20240101/us-east-1/x, Signature=f00d"},
        {"authorization": "AWS4 Credential=123456789012/20240101/us-east-1/x, Signature=f00d"},
        {"x-amz-security-token": "testing"},
    ],
)
def test_public_credentials_and_account_ids_are_none(
    sc_plan: ServiceCatalog, header: dict[str, str]
) -> None:
    send(sc_plan, "ListProvisionedProductPlans", {}, **header)
    assert secrets(sc_plan) == set()


def test_a_bearer_token_is_a_secret(sc_plan: ServiceCatalog) -> None:
    send(sc_plan, "ListProvisionedProductPlans", {}, authorization="Bearer t0ken")
    assert Secret("token", "t0ken") in sc_plan.secrets


def test_a_request_without_parameters_hides_nothing(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.add_product("x", versions={"v1": TEMPLATE})
    unvalidated_client().search_products(Filters={"FullTextSearch": ["Password"]})
    assert secrets(sc_plan) == DEFAULT
