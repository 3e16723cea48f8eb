"""One catalog with moto: a portfolio or a product that either has, the other has too.

moto gets its requests only through us. So it is enough to copy before and after each request that
it answers, and when a store is made.
"""

from __future__ import annotations

import json
from typing import cast

from ..catalog.builders import new_launch_path
from ..catalog.errors import invalid_parameters
from ..catalog.kinds import KINDS
from ..catalog.model import LaunchPath, Portfolio, Product, ProvisioningArtifact
from ..catalog.operations.products import provisioning_artifact_detail
from ..catalog.store import Store
from ..catalog.tags import wire_tags
from ..catalog.template.default import DEFAULT_TEMPLATE
from ..catalog.template.loading import load
from ..wire.http import Response
from . import service_catalog
from .service_catalog import MotoServiceCatalog

PATH = "moto"
"""The launch path of a product that was made in moto where there is no portfolio."""

VERSION = "v1"
"""The name of a version for which CreateProduct gave none."""


def begin(store: Store) -> None:
    """Copy everything that moto has into a new store.

    Raises:
        ValueError: The template of a product can't be read.
    """
    of_moto = service_catalog.existing(store.scope.account_id, store.scope.region)
    if of_moto is not None:
        _copy_from_moto(store, of_moto)


def copy_new_from_moto(store: Store, of_moto: MotoServiceCatalog) -> None:
    """Copy the effects of a request from moto: add what it created, remove what it deleted.

    Raises:
        ServiceError: InvalidParametersException for a product whose template can't be read.
    """
    try:
        _copy_from_moto(store, of_moto)
    except ValueError as error:
        raise invalid_parameters(
            f"Invalid templateBody. Please make sure that your template is valid ({error})"
        ) from None


def with_version(store: Store, response: Response) -> Response:
    """Add the product's version to CreateProduct's answer, which moto leaves out."""
    if b'"ProvisioningArtifactDetail"' not in response.body:
        return response
    members = json.loads(response.body)
    identifier = members["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
    made = cast(Product, store.products.get(identifier))
    version = provisioning_artifact_detail(made.provisioning_artifacts[0])
    members["ProvisioningArtifactDetail"] = version | members["ProvisioningArtifactDetail"]
    return response._replace(body=json.dumps(members).encode())


def copy_to_moto(store: Store, of_moto: MotoServiceCatalog) -> None:
    """Copy to moto what it does not have yet."""
    portfolios = of_moto.portfolios()
    for portfolio in store.portfolios.values():
        if portfolio.id not in portfolios:
            of_moto.add_portfolio(
                service_catalog.Portfolio(portfolio.id, portfolio.name, portfolio.provider)
            )
    if of_moto.has_products:
        products = of_moto.products()
        for product in store.products:
            if product.id not in products:
                of_moto.add_product(_for_moto(product))


def _copy_from_moto(store: Store, of_moto: MotoServiceCatalog) -> None:
    portfolios = of_moto.portfolios()
    for portfolio in list(store.portfolios.values()):
        if portfolio.id not in portfolios:
            store.remove_portfolio(portfolio)
    for made in portfolios.values():
        if made.id not in store.portfolios:
            store.add_portfolio(Portfolio(*made, imported=True))
    if of_moto.has_products:
        _copy_products_from_moto(store, of_moto)


def _copy_products_from_moto(store: Store, of_moto: MotoServiceCatalog) -> None:
    products = of_moto.products()
    for product in store.products:
        if product.id not in products:
            store.remove_product(product)
    for identifier, made_product in products.items():
        if store.products.get(identifier) is None:
            try:
                store.add_product(_from_moto(store, made_product))
            except ValueError:
                of_moto.remove_product(identifier)
                raise


def _for_moto(product: Product) -> service_catalog.Product:
    return service_catalog.Product(
        product.id,
        product.name,
        product.owner,
        product.type,
        {
            "description": product.short_description,
            "distributor": product.distributor,
            "support_description": product.support_description,
            "support_email": product.support_email,
            "support_url": product.support_url,
        },
        {},
        wire_tags(product.tags),
    )


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
    # moto can't say in which portfolio a product is.
    portfolio = next((found for found in store.portfolios.values() if found.imported), None)
    return Product(
        id=made.id,
        name=made.name or made.id,
        arn=made.arn,
        created_time=made.created_time,
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
        launch_paths=[
            LaunchPath(store.new_id("lpv3"), PATH)
            if portfolio is None
            else new_launch_path(store, portfolio)
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
