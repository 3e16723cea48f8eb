"""ImportAsProvisionedProduct."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, product_status, refused

pytestmark = pytest.mark.usefixtures("shop")


STACK = "arn:aws:cloudformation:us-east-1:123456789012:stack/web/1234"


def import_stack(client: Client, shop: Any, **changes: Any) -> dict[str, Any]:
    record: dict[str, Any] = client.import_as_provisioned_product(
        **{
            "ProductId": shop.id,
            "ProvisioningArtifactId": shop.provisioning_artifacts[0].id,
            "ProvisionedProductName": "web",
            "PhysicalId": STACK,
            **changes,
        }
    )["RecordDetail"]
    return record


def test_a_stack_is_imported(sc_plan: ServiceCatalog, sc_plan_client: Client, shop: Any) -> None:
    record = import_stack(sc_plan_client, shop)
    assert (record["RecordType"], record["Status"]) == ("PROVISION_PRODUCT", "CREATED")
    web = sc_plan.provisioned_product("web")
    assert product_status(sc_plan_client, "web") == "UNDER_CHANGE"
    assert product_status(sc_plan_client, "web") == "AVAILABLE"
    assert web.physical_id == STACK
    assert web.path_id == shop.launch_paths[0].id


def test_a_product_without_launch_paths_takes_a_stack(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    assert "PathId" not in import_stack(
        sc_plan_client, sc_plan.add_product("closed", launch_paths=0)
    )


def test_imports_that_differ_only_by_the_token_are_answered_alike(
    sc_plan: ServiceCatalog, sc_plan_client: Client, shop: Any
) -> None:
    first = import_stack(sc_plan_client, shop, IdempotencyToken="one")
    assert import_stack(sc_plan_client, shop, IdempotencyToken="two") == first
    message = "A provisioned product named web already exists."
    with refused("DuplicateResourceException", message):
        import_stack(sc_plan_client, shop, PhysicalId=f"{STACK}5")
    sc_plan.configure(idempotency="strict")
    with refused("DuplicateResourceException", message):
        import_stack(sc_plan_client, shop, IdempotencyToken="two")


def test_stacks_that_can_not_be_imported(
    sc_plan: ServiceCatalog, sc_plan_client: Client, shop: Any, item: Any
) -> None:
    with refused("ResourceNotFoundException", "prod-none does not exist or access was denied"):
        import_stack(sc_plan_client, shop, ProductId="prod-none")
    for other in (
        "i-1234",
        "arn:aws:cloudformation:us-east-1:123456789012:stackset/web:1234",
        "arn:aws:cloudformation:eu-west-1:123456789012:stack/web/1234",
    ):
        message = (
            f"{other} is not the ARN of a CloudFormation stack of this account and region: nothing "
            "else can be imported."
        )
        with refused("InvalidParametersException", message):
            import_stack(sc_plan_client, shop, PhysicalId=other)
    with refused(
        "DuplicateResourceException",
        f"{item.physical_id} is the stack of provisioned product {item.id}.",
    ):
        import_stack(sc_plan_client, shop, PhysicalId=item.physical_id)
    with refused("DuplicateResourceException", "A provisioned product named item already exists."):
        import_stack(sc_plan_client, shop, ProvisionedProductName="item")


def test_one_stack_is_imported_at_a_time(
    sc_plan: ServiceCatalog, sc_plan_client: Client, shop: Any
) -> None:
    import_stack(sc_plan_client, shop)
    web = sc_plan.provisioned_product("web")
    another = {"ProvisionedProductName": "app", "PhysicalId": f"{STACK}5"}
    message = (
        f"Provisioned product {web.id} is still being imported: one can be imported at a time."
    )
    with refused("InvalidStateException", message):
        import_stack(sc_plan_client, shop, **another)
    sc_plan.advance()
    import_stack(sc_plan_client, shop, **another)
