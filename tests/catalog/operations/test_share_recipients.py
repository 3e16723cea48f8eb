"""Shares of portfolios, on the side of the accounts that these are shared with."""

from __future__ import annotations

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, client_of, not_found, plan_of, refused
from ...sharing import SPOKE, UNIT, accepted, portfolio_with, share, share_with_node


def test_an_account_accepts_and_rejects_a_portfolio(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    portfolio = portfolio_with(sc_plan, "queue")
    spoke, named = client_of(SPOKE), {"PortfolioId": portfolio.id}
    missing = f"Portfolio not found: {portfolio.id}"
    unseen = f"There are no local or default portfolios with id {portfolio.id}"
    for call in (spoke.accept_portfolio_share, spoke.reject_portfolio_share):
        with not_found(missing):
            call(**named)
    sc_plan_client.create_portfolio_share(**named, AccountId=SPOKE)
    assert accepted(spoke) == []
    with not_found(unseen):
        spoke.describe_portfolio(Id=portfolio.id)
    for kind in ("AWS_ORGANIZATIONS", "AWS_SERVICECATALOG"):
        with not_found(missing):
            spoke.accept_portfolio_share(**named, PortfolioShareType=kind)
    for _ in range(2):
        assert spoke.accept_portfolio_share(**named).keys() == {"ResponseMetadata"}
    assert accepted(spoke) == accepted(spoke, PortfolioShareType="IMPORTED") == [portfolio.id]
    assert accepted(spoke, PortfolioShareType="AWS_ORGANIZATIONS") == []
    assert accepted(spoke, PortfolioShareType="AWS_SERVICECATALOG") == []
    detail = spoke.describe_portfolio(Id=portfolio.id)["PortfolioDetail"]
    assert detail["ARN"] == f"arn:aws:catalog:us-east-1:123456789012:portfolio/{portfolio.id}"
    assert spoke.list_portfolios()["PortfolioDetails"] == []
    with refused(
        "ResourceInUseException", f"Portfolio {portfolio.id} was shared with this account"
    ):
        spoke.delete_portfolio(Id=portfolio.id)
    with not_found(unseen):
        spoke.update_portfolio(Id=portfolio.id, DisplayName="mine")

    assert spoke.reject_portfolio_share(**named).keys() == {"ResponseMetadata"}
    assert accepted(spoke) == []
    assert spoke.search_products()["ProductViewSummaries"] == []
    # It is still offered.
    spoke.accept_portfolio_share(**named)
    assert accepted(spoke) == [portfolio.id]


@pytest.mark.sc_plan(progress="immediate")
def test_a_portfolio_of_the_organization_needs_no_acceptance(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    portfolio = portfolio_with(sc_plan, "queue")
    spoke, named = client_of(SPOKE), {"PortfolioId": portfolio.id}
    share_with_node(sc_plan_client, portfolio.id, UNIT)
    of_organization = {"PortfolioShareType": "AWS_ORGANIZATIONS"}
    assert accepted(spoke, **of_organization) == [portfolio.id]
    assert accepted(spoke) == []
    with not_found(f"Portfolio not found: {portfolio.id}"):
        spoke.accept_portfolio_share(**named)
    spoke.accept_portfolio_share(**named, **of_organization)
    spoke.reject_portfolio_share(**named, **of_organization)
    assert accepted(spoke, **of_organization) == []
    assert sc_plan.for_account(SPOKE).products == []
    spoke.accept_portfolio_share(**named, **of_organization)
    assert accepted(spoke, **of_organization) == [portfolio.id]


@pytest.mark.sc_plan(progress="immediate")
def test_a_recipient_plans_and_provisions_what_is_shared(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    role = "arn:aws:iam::123456789012:role/launch"
    product = sc_plan.add_product("queue", launch_paths={"offers": role})
    portfolio = sc_plan.portfolio("offers")
    spoke = share(sc_plan_client, portfolio.id)
    (found,) = spoke.search_products()["ProductViewSummaries"]
    assert (found["Name"], found["ProductId"]) == ("queue", product.id)
    assert spoke.describe_product(Name="queue")["ProductViewSummary"]["Id"] == product.view_id
    (path,) = spoke.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"]
    assert path["ConstraintSummaries"] == [{"Type": "LAUNCH", "Description": f"Launch as {role}"}]
    plan = spoke.create_provisioned_product_plan(**plan_of(product))
    record = spoke.execute_provisioned_product_plan(PlanId=plan["PlanId"])["RecordDetail"]
    assert (record["ProductId"], record["LaunchRoleArn"]) == (product.id, role)
    at_spoke = sc_plan.for_account(SPOKE)
    assert at_spoke.provisioned_product("bucket").product == product
    assert sc_plan.provisioned_products == []
    assert at_spoke.portfolio("offers").products == (product,)
    assert at_spoke.portfolio(portfolio.id) == portfolio
    with pytest.raises(
        LookupError,
        match=r"^there is no portfolio 'offer' in account 111122223333, region us-east-1; did you "
        rf"mean {portfolio.id} 'offers'\?$",
    ):
        at_spoke.portfolio("offer")


def test_a_portfolio_is_shared_within_its_region(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    portfolio = portfolio_with(sc_plan, "queue")
    share(sc_plan_client, portfolio.id)
    elsewhere = client_of(SPOKE, "eu-west-1")
    assert accepted(elsewhere) == []
    with not_found(f"Portfolio not found: {portfolio.id}"):
        elsewhere.accept_portfolio_share(PortfolioId=portfolio.id)


def test_a_portfolio_of_ones_own_needs_no_acceptance(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    portfolio = sc_plan.add_portfolio("team")
    sc_plan_client.accept_portfolio_share(PortfolioId=portfolio.id)
    assert not portfolio.shares
    sc_plan_client.create_portfolio_share(PortfolioId=portfolio.id, AccountId="123456789012")
    sc_plan_client.accept_portfolio_share(PortfolioId=portfolio.id)
    assert [share.principal_id for share in portfolio.shares] == ["123456789012"]
    assert sc_plan_client.list_accepted_portfolio_shares()["PortfolioDetails"] == []
    assert sc_plan.portfolios == [portfolio]
    sc_plan_client.delete_portfolio_share(PortfolioId=portfolio.id, AccountId="123456789012")
    assert sc_plan.portfolios == [portfolio]
