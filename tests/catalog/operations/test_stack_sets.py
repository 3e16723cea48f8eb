"""Products with a stack set constraint, provisioned in several accounts and regions."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, execute, invalid_parameters, not_found
from ...vending import SIZED, names, provision

ADA, BOB = "111111111111", "222222222222"
EAST, WEST = "us-east-1", "eu-west-1"

Place = tuple[str, str]


@pytest.fixture(autouse=True)
def guard(sc_plan: ServiceCatalog) -> Any:
    return sc_plan.add_product(
        "guard",
        versions={"v1": SIZED, "v2": SIZED},
        stack_set_accounts=[ADA, BOB],
        stack_set_regions=[EAST, WEST],
    )


def instances(client: Client, identifier: str) -> dict[Place, str]:
    listed = client.list_stack_instances_for_provisioned_product(ProvisionedProductId=identifier)
    return {
        (instance["Account"], instance["Region"]): instance["StackInstanceStatus"]
        for instance in listed["StackInstances"]
    }


def places(catalog: ServiceCatalog, name: str) -> list[Place]:
    found = catalog.provisioned_product(name).stack_instances
    return [(instance.account, instance.region) for instance in found]


def test_it_is_provisioned_everywhere(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    record = provision(sc_plan_client, "item", "guard")
    identifier = record["ProvisionedProductId"]
    assert record["ProvisionedProductType"] == "CFN_STACKSET"
    assert instances(sc_plan_client, identifier) == {}

    sc_plan.advance()
    assert list(instances(sc_plan_client, identifier).items()) == [
        ((ADA, EAST), "CURRENT"),
        ((ADA, WEST), "CURRENT"),
        ((BOB, EAST), "CURRENT"),
        ((BOB, WEST), "CURRENT"),
    ]
    detail = sc_plan_client.describe_provisioned_product(Name="item")["ProvisionedProductDetail"]
    assert detail["Type"] == sc_plan.provisioned_product("item").type == "CFN_STACKSET"
    found = sc_plan_client.search_provisioned_products(
        Filters={"SearchQuery": ["type:CFN_STACKSET"]}
    )
    assert names(found) == ["item"]
    assert found["ProvisionedProducts"][0]["PhysicalId"].startswith(
        f"arn:aws:cloudformation:us-east-1:123456789012:stackset/SC-123456789012-{identifier}:"
    )
    assert (
        sc_plan_client.get_provisioned_product_outputs(ProvisionedProductName="item")["Outputs"]
        == []
    )


@pytest.mark.parametrize(
    ("preferences", "expected"),
    [
        ({"StackSetAccounts": [BOB]}, [(BOB, EAST), (BOB, WEST)]),
        ({"StackSetRegions": [WEST]}, [(ADA, WEST), (BOB, WEST)]),
        ({"StackSetAccounts": [ADA], "StackSetRegions": [EAST]}, [(ADA, EAST)]),
        (
            {"StackSetAccounts": [], "StackSetMaxConcurrencyCount": 2},
            [(ADA, EAST), (ADA, WEST), (BOB, EAST), (BOB, WEST)],
        ),
    ],
)
def test_where_it_is_provisioned_may_be_chosen(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    preferences: dict[str, Any],
    expected: list[Place],
) -> None:
    provision(sc_plan_client, "item", "guard", ProvisioningPreferences=preferences)
    sc_plan.advance()

    assert places(sc_plan, "item") == expected


@pytest.mark.parametrize(
    ("preferences", "message"),
    [
        (
            {"StackSetAccounts": [ADA, "333333333333"]},
            f"account 333333333333 is not in the STACKSET constraint: use {ADA}, {BOB}.",
        ),
        (
            {"StackSetRegions": ["us-west-2"]},
            f"Region us-west-2 is not in the STACKSET constraint: use {EAST}, {WEST}.",
        ),
    ],
)
def test_it_goes_nowhere_else(
    sc_plan: ServiceCatalog, sc_plan_client: Client, preferences: dict[str, Any], message: str
) -> None:
    with invalid_parameters(message):
        provision(sc_plan_client, "item", "guard", ProvisioningPreferences=preferences)
    assert sc_plan.provisioned_products == []


@pytest.mark.parametrize("kind", ["CREATE", "UPDATE", "DELETE"])
def test_without_the_constraint_preferences_count_for_nothing(
    sc_plan: ServiceCatalog, sc_plan_client: Client, kind: str
) -> None:
    sc_plan.add_product("shop", versions={"v1": SIZED, "v2": SIZED})
    here = {"StackSetAccounts": [ADA], "StackSetRegions": [EAST]}
    record = provision(sc_plan_client, "item", "shop", ProvisioningPreferences=here)
    assert record["ProvisionedProductType"] == "CFN_STACK"
    sc_plan.advance()

    sc_plan_client.update_provisioned_product(
        ProvisionedProductName="item",
        ProductName="shop",
        ProvisioningArtifactName="v2",
        ProvisioningPreferences={**here, "StackSetOperationType": kind},
    )
    sc_plan.advance()

    item = sc_plan.provisioned_product("item")
    assert (item.status, item.provisioning_artifact.name) == ("AVAILABLE", "v2")
    assert places(sc_plan, "item") == []


@pytest.mark.parametrize(
    ("preferences", "expected", "version"),
    [
        ({}, [(ADA, EAST)], "v2"),
        ({"StackSetOperationType": "UPDATE"}, [(ADA, EAST)], "v2"),
        (
            {"StackSetOperationType": "CREATE", "StackSetAccounts": [ADA]},
            [(ADA, EAST), (ADA, WEST)],
            "v1",
        ),
        ({"StackSetOperationType": "DELETE"}, [], "v2"),
        ({"StackSetOperationType": "DELETE", "StackSetAccounts": [BOB]}, [(ADA, EAST)], "v2"),
    ],
)
def test_an_update_adds_and_deletes_stack_instances(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    preferences: dict[str, Any],
    expected: list[Place],
    version: str,
) -> None:
    here = {"StackSetAccounts": [ADA], "StackSetRegions": [EAST]}
    provision(sc_plan_client, "item", "guard", ProvisioningPreferences=here)
    sc_plan.advance()

    sc_plan_client.update_provisioned_product(
        ProvisionedProductName="item",
        ProductName="guard",
        ProvisioningArtifactName="v2",
        ProvisioningPreferences=preferences,
    )
    identifier = sc_plan.provisioned_product("item").id
    assert instances(sc_plan_client, identifier) == {(ADA, EAST): "OUTDATED"}
    sc_plan.advance()

    assert places(sc_plan, "item") == expected
    assert sc_plan.provisioned_product("item").provisioning_artifact.name == version


def test_instances_of_a_failed_update_are_outdated(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    item = sc_plan.add_provisioned_product("item", product="guard", status="TAINTED")

    assert set(instances(sc_plan_client, item.id).values()) == {"OUTDATED"}


def test_a_plan_leaves_it_where_it_is(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    execute(sc_plan_client, sc_plan.add_plan(product="guard", provisioned_product_name="item").id)
    sc_plan.advance()
    assert len(places(sc_plan, "item")) == 4
    sc_plan_client.update_provisioned_product(
        ProvisionedProductName="item",
        ProvisioningPreferences={"StackSetOperationType": "DELETE", "StackSetAccounts": [BOB]},
    )
    sc_plan.advance()

    execute(sc_plan_client, sc_plan.add_plan(provisioned_product="item").id)
    sc_plan.advance()

    assert places(sc_plan, "item") == [(ADA, EAST), (ADA, WEST)]


def test_the_choices_are_listed(sc_plan_client: Client) -> None:
    described = sc_plan_client.describe_provisioning_parameters(
        ProductName="guard", ProvisioningArtifactName="v1"
    )

    assert described["ProvisioningArtifactPreferences"] == {
        "StackSetAccounts": [ADA, BOB],
        "StackSetRegions": [EAST, WEST],
    }
    assert described["ConstraintSummaries"] == [
        {"Type": "STACKSET", "Description": f"Deploy to {ADA}, {BOB}, {EAST}, {WEST}"}
    ]


def test_one_stack_is_not_imported_as_many(sc_plan_client: Client, guard: Any) -> None:
    with invalid_parameters(
        f"Product {guard.id} is provisioned as CFN_STACKSET: only a CFN_STACK can be imported."
    ):
        sc_plan_client.import_as_provisioned_product(
            ProductId=guard.id,
            ProvisioningArtifactId=guard.provisioning_artifacts[0].id,
            ProvisionedProductName="item",
            PhysicalId="arn:aws:cloudformation:us-east-1:123456789012:stack/web/1",
        )


@pytest.mark.parametrize("said", [{}, {"type": "CFN_STACK"}, {"type": "CFN_STACKSET"}])
def test_accounts_and_regions_make_a_stack_set(sc_plan: ServiceCatalog, said: Any) -> None:
    there: dict[str, Any] = {"stack_set_accounts": [ADA], "stack_set_regions": [EAST]}
    product = sc_plan.add_product("other", **there, **said)

    assert product.type == sc_plan.add_provisioned_product(product=product).type == "CFN_STACKSET"


def test_a_stack_is_no_stack_set(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    item = sc_plan.add_provisioned_product("item")
    with invalid_parameters(
        f"Provisioned product {item.id} is of type CFN_STACK: stack instances are those of a "
        "CFN_STACKSET."
    ):
        instances(sc_plan_client, item.id)
    with not_found("Provisioned product not found: pp-none"):
        instances(sc_plan_client, "pp-none")


@pytest.mark.parametrize(
    ("details", "message"),
    [
        (
            {"type": "CFN_STACKSET"},
            "a stack set needs both stack_set_accounts and stack_set_regions",
        ),
        (
            {"type": "EXTERNAL", "stack_set_accounts": [ADA], "stack_set_regions": [EAST]},
            "stack_set_accounts and stack_set_regions are for stack sets, not EXTERNAL",
        ),
        (
            {"stack_set_accounts": [ADA]},
            "a stack set needs both stack_set_accounts and stack_set_regions",
        ),
        (
            {"stack_set_regions": [EAST]},
            "a stack set needs both stack_set_accounts and stack_set_regions",
        ),
        (
            {"stack_set_accounts": ["ada"], "stack_set_regions": [EAST]},
            "stack_set_accounts: an account has twelve digits, not 'ada'",
        ),
        (
            {
                "stack_set_accounts": [ADA],
                "stack_set_regions": [EAST],
                "launch_role_arn": "arn:aws:iam::123456789012:role/launch",
            },
            "a product has a launch role or is a stack set, not both",
        ),
    ],
)
def test_a_constraint_that_can_not_be(
    sc_plan: ServiceCatalog, details: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        sc_plan.add_product("broken", **details)
    assert [product.name for product in sc_plan.products] == ["guard"]
