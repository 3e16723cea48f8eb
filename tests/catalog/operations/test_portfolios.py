"""Portfolios, and the products in them, through the operations of administrators."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, client_of, invalid_parameters, not_found, refused

ROLE = "arn:aws:iam::123456789012:role/launch"


def made(client: Client, name: str = "team", **more: Any) -> str:
    """Create a portfolio, and return its id."""
    answer = client.create_portfolio(DisplayName=name, ProviderName="them", **more)
    identifier: str = answer["PortfolioDetail"]["Id"]
    return identifier


def test_a_portfolio_is_described_as_it_was_created_and_updated(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    tags = [{"Key": "team", "Value": "core"}, {"Key": "stage", "Value": "dev"}]
    created = sc_plan_client.create_portfolio(
        DisplayName="team", ProviderName="them", Description="Ours", Tags=tags
    )
    detail = created["PortfolioDetail"]
    identifier = detail["Id"]
    assert created["Tags"] == tags
    assert detail == {
        "Id": identifier,
        "ARN": f"arn:aws:catalog:us-east-1:123456789012:portfolio/{identifier}",
        "DisplayName": "team",
        "ProviderName": "them",
        "Description": "Ours",
        "CreatedTime": sc_plan.portfolio("team").created_time,
    }
    updated = sc_plan_client.update_portfolio(
        Id=identifier,
        DisplayName="squad",
        ProviderName="us",
        Description="Yours",
        AddTags=[{"Key": "team", "Value": "edge"}],
        RemoveTags=["stage", "nothing"],
    )
    now = {**detail, "DisplayName": "squad", "ProviderName": "us", "Description": "Yours"}
    assert updated["PortfolioDetail"] == now
    described = sc_plan_client.describe_portfolio(Id=identifier)
    assert described["PortfolioDetail"] == now
    assert described["Tags"] == updated["Tags"] == [{"Key": "team", "Value": "edge"}]
    assert (described["TagOptions"], described["Budgets"]) == ([], [])
    assert sc_plan.portfolio("squad").id == identifier
    assert sc_plan_client.update_portfolio(Id=identifier)["PortfolioDetail"] == now
    assert sc_plan_client.list_portfolios()["PortfolioDetails"] == [now]


def test_names_need_not_be_different(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    first, second = made(sc_plan_client), made(sc_plan_client, Description="another")
    assert first != second
    assert sc_plan.portfolio("team").id == first
    sc_plan_client.update_portfolio(Id=first, DisplayName="other")
    assert sc_plan.portfolio("team").id == second
    sc_plan_client.update_portfolio(Id=first, DisplayName="team")
    assert sc_plan.portfolio("team").id == first
    sc_plan_client.delete_portfolio(Id=first)
    assert sc_plan.portfolio("team").id == second


def test_requests_that_differ_only_by_the_token_make_one_portfolio(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    first = made(sc_plan_client, IdempotencyToken="one")
    assert made(sc_plan_client, IdempotencyToken="two") == first
    sc_plan_client.delete_portfolio(Id=first)
    assert made(sc_plan_client, IdempotencyToken="one") != first
    sc_plan.configure(idempotency="strict")
    assert made(sc_plan_client, IdempotencyToken="three") != first
    assert len(sc_plan.portfolios) == 2


def test_tags_are_different_and_not_too_many(sc_plan_client: Client) -> None:
    twice = [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]
    with invalid_parameters("Tag a is given more than once."):
        made(sc_plan_client, Tags=twice)
    many = [{"Key": str(number), "Value": "1"} for number in range(20)]
    identifier = made(sc_plan_client, Tags=many)
    with invalid_parameters("A resource has at most 20 tags, not 21."):
        sc_plan_client.update_portfolio(Id=identifier, AddTags=[{"Key": "20", "Value": "1"}])


def test_a_product_is_launched_through_the_portfolios_that_it_is_in(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("bucket", launch_paths=0)
    team = made(sc_plan_client)
    pair = {"ProductId": product.id, "PortfolioId": team}
    with not_found(f"No launch paths found for resource: {product.id}"):
        sc_plan_client.list_launch_paths(ProductId=product.id)
    assert sc_plan_client.search_products()["ProductViewSummaries"] == []
    for _ in range(2):
        sc_plan_client.associate_product_with_portfolio(**pair)
    (path,) = sc_plan_client.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"]
    assert (path["Name"], path["ConstraintSummaries"]) == ("team", [])
    assert [item.id for item in sc_plan.portfolio("team").products] == [product.id]
    assert len(sc_plan_client.search_products()["ProductViewSummaries"]) == 1
    listed = sc_plan_client.list_portfolios_for_product(ProductId=product.id)
    assert [detail["Id"] for detail in listed["PortfolioDetails"]] == [team]
    item = sc_plan.add_provisioned_product(product=product)
    with refused("ResourceInUseException", f"Portfolio {team} still has associated Products"):
        sc_plan_client.delete_portfolio(Id=team)
    sc_plan_client.disassociate_product_from_portfolio(**pair)
    assert product.launch_paths == ()
    assert item.status == "AVAILABLE"
    with not_found(f"Product {product.id} is not associated with portfolio {team}"):
        sc_plan_client.disassociate_product_from_portfolio(**pair)
    view = sc_plan.portfolio("team")
    sc_plan_client.delete_portfolio(Id=team)
    assert repr(view) == f"<Portfolio {team} 'team', deleted>"
    assert sc_plan.portfolios == []


def test_constraints_go_before_the_product_leaves(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("bucket", launch_role_arn=ROLE)
    portfolio = sc_plan.portfolio("portfolio-1").id
    with refused(
        "ResourceInUseException",
        f"Product {product.id} in portfolio {portfolio} still has associated Constraints",
    ):
        sc_plan_client.disassociate_product_from_portfolio(
            ProductId=product.id, PortfolioId=portfolio
        )


@pytest.mark.parametrize("account", ["123456789012", "210987654321"])
def test_a_portfolio_is_its_accounts_own(sc_plan: ServiceCatalog, account: str) -> None:
    team = made(client_of())
    product = sc_plan.for_account("210987654321").add_product("bucket", launch_paths=0)
    client = client_of(account)
    if account != "123456789012":
        for operation in ("describe_portfolio", "update_portfolio", "delete_portfolio"):
            with not_found(f"There are no local or default portfolios with id {team}"):
                getattr(client, operation)(Id=team)
        with not_found(f"There are no local or default portfolios with id {team}"):
            client.associate_product_with_portfolio(ProductId=product.id, PortfolioId=team)
        assert client.list_portfolios()["PortfolioDetails"] == []
    else:
        with not_found(f"{product.id} does not exist or access was denied"):
            client.associate_product_with_portfolio(ProductId=product.id, PortfolioId=team)
    # A source portfolio of one's own is as none.
    own = client.create_portfolio(DisplayName="own", ProviderName="us")["PortfolioDetail"]["Id"]
    mine = sc_plan.for_account(account).add_product("mine", launch_paths=["own"])
    second = made(client, "second")
    client.associate_product_with_portfolio(
        ProductId=mine.id, PortfolioId=second, SourcePortfolioId=own
    )
    assert [path.name for path in mine.launch_paths] == ["own", "second"]
