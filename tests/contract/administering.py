"""What administrators do in random sequences of operations, and the invariants of their offers."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from .machine import Place, Places, names, places, which


class Administrators(Places):
    """The rules of administrators."""

    @rule(place=places, name=names)
    def make_portfolio(self, place: Place, name: str) -> None:
        self.call(place, "CreatePortfolio", DisplayName=name, ProviderName="us")

    @rule(place=places, which=which, other=which, joined=st.booleans())
    def associate(self, place: Place, which: int, other: int, *, joined: bool) -> None:
        catalog = self.at(place)
        for portfolio in catalog.portfolios[which : which + 1]:
            for product in catalog.products[other : other + 1]:
                verb = "AssociateProductWith" if joined else "DisassociateProductFrom"
                pair = {"PortfolioId": portfolio.id, "ProductId": product.id}
                self.call(place, f"{verb}Portfolio", **pair)

    @rule(place=places, which=which, other=places)
    def share(self, place: Place, which: int, other: Place) -> None:
        for portfolio in self.at(place).portfolios[which : which + 1]:
            shared = {"PortfolioId": portfolio.id}
            self.call(place, "CreatePortfolioShare", **shared, AccountId=other.account_id)
            self.call(other, "AcceptPortfolioShare", **shared)

    @rule(place=places, which=which, other=places)
    def unshare(self, place: Place, which: int, other: Place) -> None:
        for portfolio in self.at(place).portfolios[which : which + 1]:
            shared = {"PortfolioId": portfolio.id, "AccountId": other.account_id}
            self.call(place, "DeletePortfolioShare", **shared)

    @rule(place=places, which=which)
    def delete_portfolio(self, place: Place, which: int) -> None:
        """What is in use is refused, and there afterwards."""
        for portfolio in self.at(place).portfolios[which : which + 1]:
            used = bool(portfolio.products or portfolio.principals or portfolio.shares)
            self.call(place, "DeletePortfolio", Id=portfolio.id)
            assert (portfolio in self.at(place).portfolios) == used

    @rule(place=places, which=which)
    def delete_product(self, place: Place, which: int) -> None:
        for product in self.at(place).products[which : which + 1]:
            detail = self.call(place, "DescribeProductAsAdmin", Id=product.id)
            found = self.call(place, "ListPortfoliosForProduct", ProductId=product.id)
            portfolios = found["PortfolioDetails"]
            self.call(place, "DeleteProduct", Id=product.id)
            if portfolios or detail["TagOptions"] or detail["Budgets"]:
                assert product in self.at(place).products

    @rule(access=st.sampled_from(["open", "open", "principals"]))
    def grant(self, access: Any) -> None:
        self.catalog.configure(access=access)

    @rule(place=places, which=which, pattern=st.booleans())
    def admit(self, place: Place, which: int, *, pattern: bool) -> None:
        arn = "arn:aws:iam:::user/pytest-*" if pattern else caller_in(place)
        for portfolio in self.at(place).portfolios[which : which + 1]:
            self.call(
                place,
                "AssociatePrincipalWithPortfolio",
                PortfolioId=portfolio.id,
                PrincipalARN=arn,
                PrincipalType="IAM_PATTERN" if pattern else "IAM",
            )

    @rule(place=places, size=st.integers(1, 5))
    def offers_agree(self, place: Place, size: int) -> None:
        """A launch path is there if, and only if, portfolio, product, share and access say so."""
        here: dict[str, Any] = {"place": place, "size": size}
        own = self.all_of("ListPortfolios", "PortfolioDetails", **here)
        assert [item["Id"] for item in own] == [
            portfolio.id
            for portfolio in self.at(place).portfolios
            if portfolio.arn.split(":")[4] == place.account_id
        ]
        shared = {
            item["Id"]: item
            for kind in ("IMPORTED", "AWS_ORGANIZATIONS")
            for item in self.all_of(
                "ListAcceptedPortfolioShares",
                "PortfolioDetails",
                PortfolioShareType=kind,
                **here,
            )
        }
        paths: dict[str, list[str]] = {}
        for portfolio in [*own, *shared.values()]:
            described = self.call(place, "DescribePortfolio", Id=portfolio["Id"])
            assert described["PortfolioDetail"] == portfolio
            constraints = self.all_of(
                "ListConstraintsForPortfolio",
                "ConstraintDetails",
                PortfolioId=portfolio["Id"],
                **here,
            )
            products = self.all_of(
                "SearchProductsAsAdmin", "ProductViewDetails", PortfolioId=portfolio["Id"], **here
            )
            inside = [item["ProductViewSummary"]["ProductId"] for item in products]
            assert {item["ProductId"] for item in constraints} <= {*inside}
            if self.lets_in(place, portfolio["Id"]):
                for product_id in inside:
                    paths.setdefault(product_id, []).append(portfolio["DisplayName"])
        searched = self.all_of("SearchProducts", "ProductViewSummaries", **here)
        assert {item["ProductId"] for item in searched} == paths.keys()
        counted = self.call(place, "SearchProducts")["ProductViewAggregations"]
        for member in ("Owner", "ProductType"):
            assert sum(item["ApproximateCount"] for item in counted[member]) == len(searched)
        for product_id, portfolios in paths.items():
            found = self.all_of(
                "ListLaunchPaths", "LaunchPathSummaries", ProductId=product_id, **here
            )
            assert sorted(item["Name"] for item in found) == sorted(portfolios)

    def lets_in(self, place: Place, portfolio_id: str) -> bool:
        """Whether the one caller of these tests may use a portfolio."""
        if self.catalog.settings.access == "open":
            return True
        listed = self.call(place, "ListPrincipalsForPortfolio", PortfolioId=portfolio_id)
        admitted = {caller_in(place), "arn:aws:iam:::user/pytest-*"}
        return not admitted.isdisjoint(item["PrincipalARN"] for item in listed["Principals"])


def caller_in(place: Place) -> str:
    """The one caller of these tests."""
    return f"arn:aws:iam::{place.account_id}:user/pytest-sc-plan"
