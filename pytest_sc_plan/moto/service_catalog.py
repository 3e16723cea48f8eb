"""moto's own Service Catalog of one account and region: its portfolios and products.

It takes and gives plain data, and does not know the fake's own.
"""

from __future__ import annotations

import calendar
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from . import active

PACKAGE = "moto.servicecatalog"
MODELS = f"{PACKAGE}.models"


class Portfolio(NamedTuple):
    """A portfolio, as moto has it.

    Args:
        id: Its id.
        name: Its display name.
        provider: The name of its provider.
        created_time: Seconds since the epoch.
    """

    id: str
    name: str
    provider: str
    created_time: float = 0.0


class Product(NamedTuple):
    """A product, as moto has it.

    Args:
        id: Its id.
        name: Its name.
        owner: Who publishes it.
        type: Its product type.
        details: Its description, distributor, support description, email and URL, each of which
            may be None, under the names that CreateProduct's parameters have in Python.
        version: CreateProduct's ProvisioningArtifactParameters; empty without any.
        tags: CreateProduct's Tags.
        created_time: Seconds since the epoch.
        arn: Its ARN.
    """

    id: str
    name: str
    owner: str
    type: str
    details: dict[str, str | None]
    version: dict[str, Any]
    tags: list[dict[str, str]]
    created_time: float = 0.0
    arn: str = ""


DETAILS = (
    "description",
    "distributor",
    "support_description",
    "support_email",
    "support_url",
)


class MotoServiceCatalog:
    """moto's Service Catalog of one account in one region.

    Args:
        backend: moto's backend.
    """

    def __init__(self, backend: Any) -> None:
        self._backend = backend
        # The releases up to 5.1.19 or so have portfolios alone.
        self.has_products = hasattr(backend, "products")

    def portfolios(self) -> dict[str, Portfolio]:
        """Get the portfolios by their ids, oldest first."""
        return {
            identifier: Portfolio(
                identifier, found.display_name, found.provider_name, _seconds(found.created_time)
            )
            for identifier, found in list(self._backend.portfolios.items())
        }

    def products(self) -> dict[str, Product]:
        """Get the products by their ids, oldest first."""
        return {
            identifier: Product(
                identifier,
                found.name,
                found.owner,
                found.product_type,
                {name: getattr(found, name) for name in DETAILS},
                found.provisioning_artifact_parameters,
                found.tags,
                _seconds(found.created_time),
                found.arn,
            )
            for identifier, found in list(self._backend.products.items())
        }

    def add_portfolio(self, portfolio: Portfolio) -> None:
        """Enter a portfolio that was made elsewhere."""
        # What the class takes differs between releases.
        detail, _ = self._backend.create_portfolio(
            accept_language=None,
            display_name=portfolio.name,
            description="",
            provider_name=portfolio.provider,
            tags=[],
            idempotency_token=None,
        )
        made = self._backend.portfolios.pop(detail["Id"])
        made.id = portfolio.id
        self._backend.portfolios[made.id] = made
        self._backend.portfolio_access[made.id] = self._backend.portfolio_access.pop(detail["Id"])

    def add_product(self, product: Product) -> None:
        """Enter a product that was made elsewhere."""
        made = sys.modules[MODELS].Product(
            name=product.name,
            owner=product.owner,
            **product.details,
            product_type=product.type,
            tags=[],  # They belong to its ARN, which has another id yet.
            provisioning_artifact_parameters=product.version,
            source_connection=None,
            accept_language=None,
            region_name=self._backend.region_name,
            account_id=self._backend.account_id,
            backend=self._backend,
        )
        made.id = product.id
        made.tags = product.tags
        if made.tags:
            self._backend.tagger.tag_resource(made.arn, made.tags)
        self._backend.products[product.id] = made

    def remove_product(self, identifier: str) -> None:
        """Remove a product, as if it had never been made."""
        del self._backend.products[identifier]
        tokens = self._backend.idempotency_tokens
        for token in [token for token, made in tokens.items() if made == identifier]:
            del tokens[token]


def is_there() -> bool:
    """Tell whether this moto has a Service Catalog."""
    return find_spec(PACKAGE) is not None


def has_operation(method: str) -> bool:
    """Tell whether this moto has an operation, without loading moto, which would patch botocore.

    Args:
        method: The operation's name in boto3.
    """
    found = find_spec("moto")
    for folder in (found and found.submodule_search_locations) or ():
        responses = Path(folder, "servicecatalog", "responses.py")
        if responses.is_file() and f"def {method}(self" in responses.read_text(encoding="utf-8"):
            return True
    return False


def existing(account_id: str, region: str) -> MotoServiceCatalog | None:
    """Get the one that moto has already; None where it has none, or moto is not active."""
    module = sys.modules.get(MODELS)
    if module is None or not active.is_active():
        return None
    # A look-up by name would make a backend.
    backend = module.servicecatalog_backends.get(account_id, {}).get(region)
    return None if backend is None else MotoServiceCatalog(backend)


def opened(account_id: str, region: str) -> MotoServiceCatalog | None:
    """Get the one that moto has; let moto make it where it has none yet.

    None where moto is not active, has no Service Catalog, or does not know the region.
    """
    if not active.is_active() or not is_there():
        return None
    try:
        return MotoServiceCatalog(import_module(MODELS).servicecatalog_backends[account_id][region])
    except KeyError:
        return None


def _seconds(moment: datetime) -> float:
    # moto's times are UTC and do not say so.
    return calendar.timegm(moment.utctimetuple()) + moment.microsecond // 1000 / 1000


def text_at(url: str) -> str | None:
    """Read an object in moto's S3, by any of the URLs that S3 has for it; None without one.

    Source: S3's user guide, "Virtual hosting of general purpose buckets".
    """
    for bucket, key in _addresses(url):
        for _, backend in active.backends("s3"):
            # get_object() raises where the bucket is missing.
            found = backend.buckets.get(bucket) and backend.get_object(bucket, key)
            if found:
                return str(found.value.decode(errors="replace"))
    return None


def _addresses(url: str) -> Iterator[tuple[str, str]]:
    """Yield the buckets and keys that a URL may mean: the bucket is in its host, or its path."""
    parts = urlsplit(url)
    path = unquote(parts.path).lstrip("/")
    bucket, _, _ = (parts.hostname or "").partition(".s3")
    yield bucket, path
    bucket, _, key = path.partition("/")
    yield bucket, key
