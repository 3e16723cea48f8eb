"""Budgets of portfolios and products."""

from __future__ import annotations

from typing import Any

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, not_found, refused
from ..shares import share

OTHER = "111111111111"


def test_budgets_are_associated_with_portfolios_and_products(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    client = sc_plan_client
    product = sc_plan.add_product("shop", launch_paths=["team"])
    portfolio = sc_plan.portfolio("team")

    def budgets(caller: Client, identifier: str, **request: Any) -> list[str]:
        found = caller.list_budgets_for_resource(ResourceId=identifier, **request)["Budgets"]
        return [budget["BudgetName"] for budget in found]

    for name, resource in (("small", product), ("large", product), ("small", portfolio)):
        client.associate_budget_with_resource(ResourceId=resource.id, BudgetName=name)
    with refused(
        "DuplicateResourceException", f"Budget small is already associated with {product.id}."
    ):
        client.associate_budget_with_resource(ResourceId=product.id, BudgetName="small")
    assert budgets(client, product.id) == ["small", "large"]
    assert budgets(client, product.id, PageSize=1) == ["small"]
    assert (product.budgets, portfolio.budgets) == (("small", "large"), ("small",))
    names = [{"BudgetName": "small"}, {"BudgetName": "large"}]
    assert client.describe_product(Id=product.id)["Budgets"] == names
    assert client.describe_product_as_admin(Id=product.id)["Budgets"] == names
    assert client.describe_portfolio(Id=portfolio.id)["Budgets"] == names[:1]

    recipient = share(client, portfolio, OTHER)
    assert budgets(recipient, product.id) == budgets(recipient, portfolio.id) == []
    assert recipient.describe_product(Id=product.id)["Budgets"] == []
    with not_found(f"Resource not found: {portfolio.id}"):
        recipient.associate_budget_with_resource(ResourceId=portfolio.id, BudgetName="mine")

    client.disassociate_budget_from_resource(ResourceId=product.id, BudgetName="small")
    with not_found(f"Budget small is not associated with {product.id}"):
        client.disassociate_budget_from_resource(ResourceId=product.id, BudgetName="small")
    assert product.budgets == ("large",)
    with not_found("Resource not found: prod-x"):
        budgets(client, "prod-x")
