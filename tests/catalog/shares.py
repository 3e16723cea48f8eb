"""Portfolios shared with another account that has accepted them."""

from __future__ import annotations

from pytest_sc_plan import PortfolioView, ServiceCatalog
from pytest_sc_plan.catalog.sharing import Share


def share(
    catalog: ServiceCatalog,
    portfolio: PortfolioView,
    account: str,
    *,
    shares_tag_options: bool = False,
) -> None:
    """Share a portfolio, which the account sees from now on."""
    shared = portfolio._resource
    shared.shares["ACCOUNT", account] = Share(
        "ACCOUNT",
        account,
        accepted=True,
        shares_tag_options=shares_tag_options,
        accounts=(account,),
    )
    region = catalog._store.region
    region.shared[shared.id] = shared
    region.revision += 1
