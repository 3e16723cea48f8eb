"""Portfolios and products of moto's own Service Catalog, copied into the fake when it begins.

Once the fake is live it serves all operations, and moto gets no requests that could make more.
"""

from __future__ import annotations

import calendar
from datetime import datetime
from typing import Any

from ..catalog.builders import new_association, new_portfolio
from ..catalog.kinds import KINDS
from ..catalog.offering import Portfolio, Product, ProvisioningArtifact
from ..catalog.sharing import Share
from ..catalog.store import Store
from ..catalog.template.default import DEFAULT_TEMPLATE
from ..catalog.template.loading import load
from . import service_catalog

PORTFOLIO = "moto"
"""The portfolio of a product that was made in moto where there is none."""

ACCOUNT = "ACCOUNT"
"""The type of a share with an account."""

VERSION = "v1"
"""The name of a version for which CreateProduct gave none."""


def begin(store: Store) -> None:
    """Copy everything that moto has into a new store.

    Raises:
        ValueError: The template of a product can't be read.
    """
    of_moto = service_catalog.existing(store.scope.account_id, store.scope.region)
    if of_moto is None:
        return
    for identifier, made in list(of_moto.portfolios.items()):
        accounts = of_moto.portfolio_access.get(identifier, [])
        store.add_portfolio(_portfolio(store, identifier, made, accounts))
    # The releases up to 5.1.19 or so have portfolios alone.
    for identifier, made in list(getattr(of_moto, "products", {}).items()):
        store.add_product(_product(store, identifier, made))


def _portfolio(store: Store, identifier: str, made: Any, accounts: list[str]) -> Portfolio:
    return Portfolio(
        identifier,
        made.display_name,
        made.provider_name,
        _seconds(made.created_time),
        store.scope,
        description=made.description or None,
        tags=_tags(made),
        shares={
            (ACCOUNT, account): Share(ACCOUNT, account, accounts=(account,)) for account in accounts
        },
    )


def _product(store: Store, identifier: str, made: Any) -> Product:
    # moto asks for neither name, owner nor type, though the service does.
    kind = made.product_type or "CLOUD_FORMATION_TEMPLATE"
    product = Product(
        id=identifier,
        name=made.name or identifier,
        created_time=_seconds(made.created_time),
        scope=store.scope,
        provisioning_artifacts=[_version(store, made, kind)],
        # CreateProduct of moto answers with the same id for both.
        view_id=identifier,
        owner=made.owner or "",
        type=kind,
        provisioned_product_type=kind if kind in KINDS else "CFN_STACK",
        short_description=made.description,
        distributor=made.distributor,
        support_description=made.support_description,
        support_email=made.support_email,
        support_url=made.support_url,
        tags=_tags(made),
    )
    # moto can't say in which portfolio a product is.
    portfolio = next(iter(store.portfolios), None) or new_portfolio(store, PORTFOLIO, product.owner)
    product.associations[portfolio.id] = new_association(store, portfolio, product)
    return product


def _version(store: Store, made: Any, kind: str) -> ProvisioningArtifact:
    given = made.provisioning_artifact_parameters
    name = given.get("Name") or VERSION
    text = service_catalog.text_at(given.get("Info", {}).get("LoadTemplateFromURL", ""))
    template = (
        DEFAULT_TEMPLATE if text is None else load(text, f"product {made.name!r}, version {name!r}")
    )
    return ProvisioningArtifact(
        store.new_id("pa"),
        name,
        _seconds(made.created_time),
        template,
        description=given.get("Description"),
        type=given.get("Type") or kind,
    )


def _tags(made: Any) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in made.tags}


def _seconds(moment: datetime) -> float:
    # moto's times are UTC and do not say so.
    return calendar.timegm(moment.utctimetuple()) + moment.microsecond // 1000 / 1000
