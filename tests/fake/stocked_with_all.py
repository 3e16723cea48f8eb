"""A fake that holds one of everything: each kind of product, each status, what was deleted."""

from __future__ import annotations

from typing import Any

from pytest_sc_plan import Failure, ServiceCatalog, Version

from ..helpers import client_of

FIRST = "pa-oneoneoneoneo"

SECRET = {
    "Parameters": {
        "Size": {"Type": "String", "Default": "small"},
        "Password": {"Type": "String", "NoEcho": True, "Default": "default-secret"},
    },
    "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
    "Outputs": {"Login": {"Value": {"Fn::Sub": "admin:${Password}"}, "Description": "A login"}},
}


def stock(catalog: ServiceCatalog) -> None:
    """Fill it."""
    _products(catalog)
    _provisioned_products(catalog)
    _plans(catalog)


def _products(catalog: ServiceCatalog) -> None:
    catalog.add_product(
        "shop",
        id="prod-shopshopshops",
        versions=[
            Version("v1", SECRET, id=FIRST, guidance="DEPRECATED", description="The first."),
            Version("v1", {"Parameters": {"Size": {"Type": "String"}}}, active=False),
            Version("v2"),
        ],
        launch_paths={"team-a": "arn:aws:iam::123456789012:role/a", "team-b": None},
        template_constraints={"R": {"Assertions": [{"Assert": {"Fn::Equals": ["a", "a"]}}]}},
        tag_updates=True,
        tags={"team": "core"},
        tag_options={"stage": ["dev", "prod"]},
        owner="Shop",
        description="A shop",
        distributor="D",
        support_description="S",
        support_email="a@example.com",
        support_url="https://example.com",
    )
    catalog.add_product("factory", type="CONTROL_TOWER_ACCOUNT")
    catalog.add_product("engine", type="TERRAFORM_OPEN_SOURCE")
    catalog.add_product(
        "everywhere",
        stack_set_accounts=["111111111111", "222222222222"],
        stack_set_regions=["us-east-1"],
    )
    catalog.add_product("unreachable", launch_paths=0)
    catalog.add_product("pathless", launch_paths=0)
    catalog.add_portfolio("extra", id="port-extra", products=["unreachable"])


def _provisioned_products(catalog: ServiceCatalog) -> None:
    for product in ("factory", "engine", "everywhere", "pathless"):
        catalog.add_provisioned_product(f"{product}-1", product=product)
    for status in ("AVAILABLE", "UNDER_CHANGE", "TAINTED", "ERROR"):
        catalog.add_provisioned_product(
            f"shop-{status}",
            product="shop",
            version=FIRST,
            parameters={"Password": "given-secret"},
            tags={"stage": "dev"},
            status=status,
        )
    catalog.add_provisioned_product("gone", product="shop", version="v2")
    client = client_of()
    client.terminate_provisioned_product(ProvisionedProductName="gone", TerminateToken="gone")
    catalog.advance()
    for outcome in ("stuck", "failed"):
        catalog.configure(outcome=outcome)
        client.provision_product(
            ProductName="engine",
            ProvisioningArtifactName="v1",
            ProvisionedProductName=f"engine-{outcome}",
            ProvisionToken=outcome,
        )
    catalog.configure(outcome="succeeded")


def _plans(catalog: ServiceCatalog) -> None:
    arns = ["arn:aws:sns:us-east-1:123456789012:events"]
    more: dict[str, Any] = {
        "product": "shop",
        "version": FIRST,
        "notification_arns": arns,
    }
    for status in (
        "CREATE_IN_PROGRESS",
        "CREATE_SUCCESS",
        "CREATE_FAILED",
        "EXECUTE_IN_PROGRESS",
        "EXECUTE_SUCCESS",
        "EXECUTE_FAILED",
    ):
        catalog.add_plan(
            status=status,
            provisioned_product_name=status.lower(),
            parameters={"Password": "given-secret", "Size": 3},
            tags={"stage": "prod"},
            **more,
        )
    catalog.add_plan(outcome=Failure("LimitExceeded", "Too many."), name="will-fail")
    catalog.add_plan(outcome="stuck", status="EXECUTE_IN_PROGRESS", name="hangs")
    catalog.add_plan(
        provisioned_product="shop-AVAILABLE",
        version="v2",
        parameters=[{"Key": "Password", "UsePreviousValue": True}],
    )
