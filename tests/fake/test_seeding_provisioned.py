"""Ids, outputs and stacks of what a test seeds."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog, Version

from ..helpers import Client, execute
from .raising import raises

STACK = "arn:aws:cloudformation:us-east-1:123456789012:stack/by-hand/1b2c"
ADDRESS = {"Outputs": {"Url": {"Value": "https://example.com"}}}


# ----------------------------------------------------------------------------------------- ids


def test_ids_that_the_code_under_test_knows(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("queue", id="prod-abcdzk7xy33qa", versions=[Version("1", id="1")])
    item = sc_plan.add_provisioned_product("team-a", id="pp_A", product="prod-abcdzk7xy33qa")
    plan = sc_plan.add_plan(id="plan-1234567890abc", provisioned_product="pp_A", tags={"a": 1})
    assert product.arn.endswith(":product/prod-abcdzk7xy33qa")
    assert item.arn.endswith(":stack/team-a/pp_A")
    assert execute(sc_plan_client, "plan-1234567890abc")["ProvisionedProductId"] == "pp_A"
    assert (
        sc_plan_client.describe_product(Id="prod-abcdzk7xy33qa")["ProvisioningArtifacts"][0]["Id"]
        == plan.provisioning_artifact_id
        == "1"
    )


@pytest.mark.sc_plan(deterministic=True)
def test_an_id_of_an_earlier_run_is_not_made_again(sc_plan: ServiceCatalog) -> None:
    earlier = [sc_plan.add_plan().id for _ in range(3)]
    sc_plan.reset()
    # Each id that is chosen moves those that are made after it on by one.
    plans = [sc_plan.add_plan(id=earlier[2]), sc_plan.add_plan(id="plan-1")]
    plans += [sc_plan.add_plan() for _ in range(9)]
    assert len({plan.id for plan in plans}) == 11


def a_plan(sc_plan: ServiceCatalog, known: str) -> Any:
    return sc_plan.add_plan(id=known)


def a_product(sc_plan: ServiceCatalog, known: str) -> Any:
    return sc_plan.add_product(id=known)


def a_portfolio(sc_plan: ServiceCatalog, known: str) -> Any:
    return sc_plan.add_portfolio(id=known)


def a_provisioned_product(sc_plan: ServiceCatalog, known: str) -> Any:
    return sc_plan.add_provisioned_product(id=known)


def a_version(sc_plan: ServiceCatalog, known: str) -> Any:
    return sc_plan.add_product("x", versions=[Version("v1", id=known)])


def two_versions(sc_plan: ServiceCatalog, known: str) -> Any:
    return sc_plan.add_product("y", versions=[Version("v1", id=known), Version("v2", id=known)])


KINDS = [a_plan, a_product, a_portfolio, a_provisioned_product]


@pytest.mark.parametrize("add", KINDS)
def test_an_id_is_given_once(sc_plan: ServiceCatalog, add: Any) -> None:
    view = add(sc_plan, "known")
    with raises(ValueError, "id: 'known' is taken"):
        add(sc_plan, "known")
    with raises(ValueError, f"id: {view.id!r} is taken"):
        add(sc_plan, view.id)


def test_an_id_of_a_version_is_given_once(sc_plan: ServiceCatalog) -> None:
    with raises(ValueError, "id: 'known' is taken"):
        two_versions(sc_plan, "known")
    a_version(sc_plan, "known")
    with raises(ValueError, "id: 'known' is taken"):
        sc_plan.add_product(versions=[Version("v1", id="known")])


@pytest.mark.parametrize(
    ("add", "known", "message"),
    [
        (a_plan, "prod-1", "id: 'prod-1' is the id of a product, not of a plan"),
        (a_plan, "prodview-1", "id: 'prodview-1' is the id of a product view, not of a plan"),
        (a_product, "prodview-1", "id: 'prodview-1' is the id of a product view, not of a product"),
        (a_portfolio, "lpv2-1", "id: 'lpv2-1' is the id of a launch path, not of a portfolio"),
        (
            a_provisioned_product,
            "plan-1",
            "id: 'plan-1' is the id of a plan, not of a provisioned product",
        ),
        (
            a_version,
            "rec-1",
            "product 'x', version 'v1': id: 'rec-1' is the id of a record, not of a version",
        ),
        (
            a_plan,
            "plan 1",
            "Value 'plan 1' at 'id' failed to satisfy constraint: Member must satisfy regular "
            "expression pattern: ^[a-zA-Z0-9_\\-]*",
        ),
        (
            a_plan,
            "p" * 101,
            f"Value '{'p' * 101}' at 'id' failed to satisfy constraint: Member must have length "
            "less than or equal to 100",
        ),
        (a_product, "", "id is empty"),
        (a_portfolio, 7, "id must be text, not 7"),
    ],
)
def test_an_id_that_no_such_thing_has_is_refused(
    sc_plan: ServiceCatalog, add: Any, known: Any, message: str
) -> None:
    with raises(ValueError, message):
        add(sc_plan, known)
    assert sc_plan.products == sc_plan.plans == sc_plan.portfolios == []


# ----------------------------------------------------------------------- outputs, physical ids


@pytest.mark.parametrize("status", ["AVAILABLE", "UNDER_CHANGE", "TAINTED"])
def test_outputs_are_those_of_the_last_success(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    product = sc_plan.add_product(versions={"v1": ADDRESS})
    item = sc_plan.add_provisioned_product(
        product=product, status=status, outputs={"Url": "https://other.example.com", "Port": 443}
    )
    expected = [
        {"OutputKey": "Url", "OutputValue": "https://other.example.com"},
        {"OutputKey": "Port", "OutputValue": "443"},
    ]
    answer = sc_plan_client.get_provisioned_product_outputs(ProvisionedProductId=item.id)
    assert answer["Outputs"] == expected
    record = sc_plan_client.describe_record(Id=item.last_successful_provisioning_record_id)
    assert record["RecordOutputs"] == expected
    sc_plan.advance()
    assert item.outputs == {"Url": "https://other.example.com", "Port": "443"}


def test_outputs_are_given_as_the_api_has_them(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    outputs = [{"OutputKey": "Url", "OutputValue": "/", "Description": "Where"}]
    item = sc_plan.add_provisioned_product(outputs=outputs)
    answer = sc_plan_client.get_provisioned_product_outputs(ProvisionedProductId=item.id)
    assert answer["Outputs"] == outputs


def test_the_update_that_is_seeded_under_way_keeps_the_outputs(sc_plan: ServiceCatalog) -> None:
    product = sc_plan.add_product(versions={"v1": ADDRESS})
    item = sc_plan.add_provisioned_product(product=product, status="UNDER_CHANGE")
    sc_plan.advance()
    assert (item.status, item.outputs["Url"]) == ("AVAILABLE", "https://example.com")


def test_a_stack_that_the_code_under_test_knows(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.add_provisioned_product("made-up")
    item = sc_plan.add_provisioned_product("by-hand", physical_id=STACK)
    assert (item.physical_id, item.outputs) == (STACK, {"CloudformationStackARN": STACK})
    (found,) = sc_plan_client.search_provisioned_products(
        Filters={"SearchQuery": [f"physicalId:{STACK}"]}
    )["ProvisionedProducts"]
    assert found["PhysicalId"] == STACK
    with raises(ValueError, f"physical_id: {STACK!r} belongs to provisioned product 'by-hand'"):
        sc_plan.add_provisioned_product("other", physical_id=STACK)
    with raises(
        ValueError,
        "physical_id: 'by-hand' is not the ARN of a CloudFormation stack, which is what a "
        "CFN_STACK consists of",
    ):
        sc_plan.add_provisioned_product("other", physical_id="by-hand")


@pytest.mark.parametrize("status", ["ERROR", "PLAN_IN_PROGRESS"])
@pytest.mark.parametrize(
    ("argument", "value"), [("outputs", {"Url": "/"}), ("outputs", {}), ("physical_id", STACK)]
)
def test_what_was_never_provisioned_has_no_outputs_and_no_stack(
    sc_plan: ServiceCatalog, status: str, argument: str, value: Any
) -> None:
    with raises(
        ValueError,
        f"{argument}: a provisioned product that is {status} was never provisioned: it has to be "
        "AVAILABLE, TAINTED, UNDER_CHANGE",
    ):
        sc_plan.add_provisioned_product(status=status, **{argument: value})
    assert sc_plan.provisioned_products == sc_plan.products == []


# -------------------------------------------------------------------- what is no CloudFormation


def test_an_account_that_the_code_under_test_knows(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    factory = sc_plan.add_product("factory", type="CONTROL_TOWER_ACCOUNT")
    item = sc_plan.add_provisioned_product(
        "sandbox", product=factory, status="TAINTED", physical_id="111122223333"
    )
    assert (item.status, item.physical_id) == ("TAINTED", "111122223333")
    assert item.outputs["AccountId"] == "111122223333"
    (found,) = sc_plan_client.search_provisioned_products(
        Filters={"SearchQuery": ["physicalId:111122223333"]}
    )["ProvisionedProducts"]
    assert found["Id"] == item.id


def test_an_engine_has_a_launch_role_in_each_portfolio(sc_plan: ServiceCatalog) -> None:
    own = "arn:aws:iam::123456789012:role/own"
    product = sc_plan.add_product(
        type="TERRAFORM_OPEN_SOURCE", launch_paths={"dev": None, "prod": own}
    )
    sc_plan.add_portfolio("team", products=[product])
    made_up = "arn:aws:iam::123456789012:role/SCLaunch"
    assert [path.launch_role_arn for path in product.launch_paths] == [made_up, own, made_up]
