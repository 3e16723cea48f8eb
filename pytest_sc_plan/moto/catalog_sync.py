"""Portfolios and products of moto's own Service Catalog, copied into the fake when it begins.

Once the fake is live it serves all operations, and moto gets no requests that could make more.
"""

from __future__ import annotations

from ..catalog.builders import new_association, new_portfolio
from ..catalog.kinds import KINDS
from ..catalog.offering import Portfolio, Product, ProvisioningArtifact
from ..catalog.store import Store
from ..catalog.template.default import DEFAULT_TEMPLATE
from ..catalog.template.loading import load
from . import service_catalog

PORTFOLIO = "moto"
"""The portfolio of a product that was made in moto where there is none."""

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
    for made in of_moto.portfolios().values():
        store.add_portfolio(
            Portfolio(made.id, made.name, made.provider, made.created_time, store.scope)
        )
    if of_moto.has_products:
        for made_product in of_moto.products().values():
            store.add_product(_from_moto(store, made_product))


def _from_moto(store: Store, made: service_catalog.Product) -> Product:
    version = made.version.get("Name") or VERSION
    text = service_catalog.text_at(made.version.get("Info", {}).get("LoadTemplateFromURL", ""))
    template = (
        DEFAULT_TEMPLATE
        if text is None
        else load(text, f"product {made.name!r}, version {version!r}")
    )
    # moto asks for neither name, owner nor type, though the service does.
    kind = made.type or "CLOUD_FORMATION_TEMPLATE"
    product = Product(
        id=made.id,
        name=made.name or made.id,
        created_time=made.created_time,
        scope=store.scope,
        provisioning_artifacts=[
            ProvisioningArtifact(
                store.new_id("pa"),
                version,
                made.created_time,
                template,
                description=made.version.get("Description"),
                type=made.version.get("Type") or kind,
            )
        ],
        # CreateProduct of moto answers with the same id for both.
        view_id=made.id,
        owner=made.owner or "",
        type=kind,
        provisioned_product_type=kind if kind in KINDS else "CFN_STACK",
        short_description=made.details["description"],
        distributor=made.details["distributor"],
        support_description=made.details["support_description"],
        support_email=made.details["support_email"],
        support_url=made.details["support_url"],
        tags={tag["Key"]: tag["Value"] for tag in made.tags},
    )
    # moto can't say in which portfolio a product is.
    portfolio = next(iter(store.portfolios), None) or new_portfolio(store, PORTFOLIO, product.owner)
    product.associations[portfolio.id] = new_association(store, portfolio, product)
    return product
