"""A launch path exists if and only if portfolio, product, share and access say so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pytest_sc_plan import mock_service_catalog
from pytest_sc_plan.activation.mock import ServiceCatalogMock

from ..helpers import Client, client_of
from ..sharing import HUB, OTHER, SPOKE

ACCOUNTS = (HUB, SPOKE, OTHER)
"""The first owns the products and the portfolio that is shared; each has a portfolio of its own."""

accounts = st.sampled_from(ACCOUNTS)
recipients = st.sampled_from(ACCOUNTS[1:])
products = st.sampled_from(("queue", "topic"))


def user(account: str) -> str:
    return f"arn:aws:iam::{account}:user/pytest-sc-plan"


class Sharing(RuleBasedStateMachine):
    """Accounts that share, accept, associate and let principals in, in any order.

    What each account is to see is kept in plain sets: the products in each portfolio, by its
    account for the local ones; who was offered the shared portfolio, and who accepted it; in which
    portfolios the caller of an account is let in.
    """

    catalog: Any
    mock: ServiceCatalogMock

    @initialize()
    def begin(self) -> None:
        self.mock = mock_service_catalog(progress="immediate", access="principals")
        self.catalog = self.mock.__enter__()
        self.clients: dict[str, Client] = {account: client_of(account) for account in ACCOUNTS}
        self.products = {
            name: self.catalog.add_product(name, launch_paths=0).id for name in ("queue", "topic")
        }
        self.shared = self.catalog.add_portfolio("shared").id
        self.local = {
            account: self.catalog.for_account(account).add_portfolio("local").id
            for account in ACCOUNTS
        }
        self.in_shared: set[str] = set()
        self.in_local: set[tuple[str, str]] = set()
        self.offered: set[str] = set()
        self.accepted: set[str] = set()
        self.admitted: set[tuple[str, str]] = set()

    def teardown(self) -> None:
        if hasattr(self, "mock"):
            self.mock.__exit__(None, None, None)

    # ---------------------------------------------------------------- what accounts may do

    @rule(name=products)
    def put_into_the_shared_portfolio(self, name: str) -> None:
        self.clients[HUB].associate_product_with_portfolio(
            PortfolioId=self.shared, ProductId=self.products[name]
        )
        self.in_shared.add(name)

    @rule(name=products)
    def take_out_of_the_shared_portfolio(self, name: str) -> None:
        with allowed(name in self.in_shared):
            self.clients[HUB].disassociate_product_from_portfolio(
                PortfolioId=self.shared, ProductId=self.products[name]
            )
        self.in_shared.discard(name)
        self.in_local -= {(account, name) for account in ACCOUNTS[1:]}

    @rule(account=accounts, name=products)
    def put_into_a_local_portfolio(self, account: str, name: str) -> None:
        source = {} if account == HUB else {"SourcePortfolioId": self.shared}
        sees = account == HUB or (account in self.accepted and name in self.in_shared)
        with allowed(sees):
            self.clients[account].associate_product_with_portfolio(
                PortfolioId=self.local[account], ProductId=self.products[name], **source
            )
            self.in_local.add((account, name))

    @rule(account=recipients)
    def offer(self, account: str) -> None:
        self.clients[HUB].create_portfolio_share(PortfolioId=self.shared, AccountId=account)
        self.offered.add(account)

    @rule(account=recipients)
    def withdraw(self, account: str) -> None:
        with allowed(account in self.offered):
            self.clients[HUB].delete_portfolio_share(PortfolioId=self.shared, AccountId=account)
        self.offered.discard(account)
        self.lose(account)

    @rule(account=recipients)
    def accept(self, account: str) -> None:
        with allowed(account in self.offered):
            self.clients[account].accept_portfolio_share(PortfolioId=self.shared)
            self.accepted.add(account)

    @rule(account=recipients)
    def reject(self, account: str) -> None:
        with allowed(account in self.offered):
            self.clients[account].reject_portfolio_share(PortfolioId=self.shared)
        self.lose(account)

    @rule(account=accounts, local=st.booleans())
    def let_in(self, account: str, *, local: bool) -> None:
        portfolio = self.local[account] if local else self.shared
        with allowed(local or account == HUB or account in self.accepted):
            self.clients[account].associate_principal_with_portfolio(
                PortfolioId=portfolio, PrincipalARN=user(account), PrincipalType="IAM"
            )
            self.admitted.add((account, portfolio))

    @rule(account=accounts, local=st.booleans())
    def keep_out(self, account: str, *, local: bool) -> None:
        portfolio = self.local[account] if local else self.shared
        with allowed((account, portfolio) in self.admitted):
            self.clients[account].disassociate_principal_from_portfolio(
                PortfolioId=portfolio, PrincipalARN=user(account)
            )
        self.admitted.discard((account, portfolio))

    def lose(self, account: str) -> None:
        """What an account loses that does not see the shared portfolio any more."""
        self.accepted.discard(account)
        self.admitted.discard((account, self.shared))
        self.in_local -= {(account, name) for name in self.products}

    # ------------------------------------------------------------- what each is to see

    @invariant()
    def launch_paths_follow(self) -> None:
        for account in ACCOUNTS:
            expected = {name: self.paths(account, name) for name in self.products}
            found = self.clients[account].search_products()["ProductViewSummaries"]
            assert {product["Name"] for product in found} == {
                name for name, paths in expected.items() if paths
            }
            for name, paths in expected.items():
                with allowed(paths):
                    listed = self.clients[account].list_launch_paths(ProductId=self.products[name])
                    assert {path["Name"] for path in listed["LaunchPathSummaries"]} == paths

    @invariant()
    def lists_agree(self) -> None:
        for account in ACCOUNTS[1:]:
            listed = self.clients[account].list_accepted_portfolio_shares()["PortfolioDetails"]
            assert [one["Id"] for one in listed] == [self.shared] * (account in self.accepted)
            seen = self.catalog.for_account(account)
            assert {product.name for product in seen.products} == (
                self.in_shared if account in self.accepted else set()
            )
        access = self.clients[HUB].list_portfolio_access(PortfolioId=self.shared)["AccountIds"]
        assert set(access) == self.offered

    def paths(self, account: str, name: str) -> set[str]:
        paths = set()
        sees = account == HUB or account in self.accepted
        if name in self.in_shared and sees and (account, self.shared) in self.admitted:
            paths.add("shared")
        if (account, name) in self.in_local and (account, self.local[account]) in self.admitted:
            paths.add("local")
        return paths


@contextmanager
def allowed(expected: object) -> Iterator[None]:
    """The calls of the block are answered or refused, as expected."""
    code = None
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
    assert code == (None if expected else "ResourceNotFoundException")


TestSharing = Sharing.TestCase
TestSharing.settings = settings(max_examples=8, stateful_step_count=25)
