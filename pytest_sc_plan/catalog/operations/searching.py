"""Provisioned products, found: scanned and searched.

What an answer shows was read, so code that waits by scanning or searching sees work move on. So was
what a search would show but for its status, or waiting for ``status:AVAILABLE`` would never end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import translate
from typing import Any, Final

from ..errors import validation
from ..model import ProvisionedProduct
from ..store import Store
from ..tags import all_tags
from .finding import require_self
from .provisioned_products import provisioned_product_detail
from .registry import operation, present

SORTS: Final[Mapping[str, Callable[[ProvisionedProduct], str | float]]] = {
    "arn": lambda product: product.arn,
    "createdTime": lambda product: product.created_time,
    "id": lambda product: product.id,
    "lastRecordId": lambda product: product.last_record_id or "",
    "name": lambda product: product.name,
}
"""SearchProvisionedProducts, SortBy: 'The valid values are arn, id, name, and lastRecordId'. Other
editions of the API reference recommend createdTime."""

FIELDS: Final[Mapping[str, Callable[[ProvisionedProduct], str | None]]] = {
    "arn": lambda product: product.arn,
    "createdtime": lambda product: str(product.created_time),
    "id": lambda product: product.id,
    "idempotencytoken": lambda product: product.idempotency_token,
    "lastprovisioningrecordid": lambda product: product.last_provisioning_record_id,
    "lastrecordid": lambda product: product.last_record_id,
    "lastsuccessfulprovisioningrecordid": (
        lambda product: product.last_successful_provisioning_record_id
    ),
    "name": lambda product: product.name,
    "physicalid": lambda product: product.physical_id if product.provisioned else None,
    "productid": lambda product: product.launch.product.id,
    "productname": lambda product: product.launch.product.name,
    "provisioningartifactid": lambda product: product.launch.artifact.id,
    "provisioningartifactname": lambda product: product.launch.artifact.name,
    "status": lambda product: product.status,
    "type": lambda product: product.launch.provisioned_product_type,
    "userarn": lambda product: product.user_arn,
    "userarnsession": lambda product: product.user_arn,
}
"""SearchProvisionedProducts, Filters: the searchable fields, less tags, regardless of case."""


@operation("ScanProvisionedProducts")
def scan_provisioned_products(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the provisioned products that are not terminated, oldest first."""
    require_self(request)
    page, token = store.pager.page(
        store.provisioned_products.after, request, listing="ScanProvisionedProducts"
    )
    return present(
        ProvisionedProducts=[provisioned_product_detail(item) for item in _read(store, page)],
        NextPageToken=token,
    )


@operation("SearchProvisionedProducts")
def search_provisioned_products(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Find the provisioned products that a query describes."""
    require_self(request)
    sort, descending = request.get("SortBy"), request.get("SortOrder") == "DESCENDING"
    if sort is not None and sort not in SORTS:
        # Observed: getmoto/moto, pull request 6672.
        raise validation(
            f"{sort} is not a supported sort field. It must be [arn, id, name, lastRecordId]"
        )
    query = Query(store, request.get("Filters", {}).get("SearchQuery", []))
    listing = f"SearchProvisionedProducts {query.texts} {sort}"
    if sort is None:
        page, token = store.pager.page(
            lambda after: _matching(store, query, after), request, listing=listing
        )
    else:
        page, token = store.pager.sorted_page(
            _matching(store, query, 0),
            request,
            listing=listing,
            key=SORTS[sort],
            descending=descending,
        )
    shown = [product for product in _read(store, page) if query.matches(product)]
    return present(
        ProvisionedProducts=[provisioned_product_attribute(store, product) for product in shown],
        TotalResultsCount=query.count(),
        NextPageToken=token,
    )


class Query:
    """A search query, of which all texts have to match.

    ``field:value`` holds where the field is that value, regardless of case; ``*`` stands for any
    characters. ``tags:`` looks at keys, at values, and at ``key=value``. Any other text holds where
    a field contains it.

    Args:
        store: Where the search goes.
        texts: The SearchQuery.
    """

    def __init__(self, store: Store, texts: list[str]) -> None:
        self.texts = texts
        self._store = store
        self._terms = [_term(text) for text in texts]

    def matches(self, product: ProvisionedProduct, *, whatever_status: bool = False) -> bool:
        """Tell whether a provisioned product matches; texts about its status may be left out."""
        return all(
            any(map(holds, self._values(product, field)))
            for field, holds in self._terms
            if not (whatever_status and field == "status")
        )

    def count(self) -> int:
        """Count the provisioned products that match."""
        products = self._store.provisioned_products
        return sum(map(self.matches, products)) if self._terms else len(products)

    def _values(self, product: ProvisionedProduct, field: str | None) -> list[str]:
        if field is not None and field in FIELDS:
            return [(FIELDS[field](product) or "").lower()]
        of_fields = [value(product) or "" for value in FIELDS.values()] if field is None else []
        tags = all_tags(self._store.scope, product).items()
        of_tags = [text for key, value in tags for text in (key, value, f"{key}={value}")]
        return [text.lower() for text in (*of_fields, *of_tags)]


def _term(text: str) -> tuple[str | None, Callable[[str], object]]:
    """Read a text: the field that it is about, if it names one, and a test of the field's value."""
    name, _, value = text.strip().lower().partition(":")
    # A text that begins as an ARN does is an ARN, whatever else could be meant.
    is_arn = name == "arn" and not value.startswith(("arn:", "*"))
    if (name in FIELDS or name == "tags") and value and not is_arn:
        return name, re.compile(translate(value.strip())).match
    return None, lambda shown: text.strip().lower() in shown


def _matching(store: Store, query: Query, after: int) -> Iterator[tuple[int, ProvisionedProduct]]:
    for number, product in store.provisioned_products.after(after):
        if query.matches(product):
            yield number, product
        elif product.work is not None and query.matches(product, whatever_status=True):
            store.lifecycle.read(product)
            if store.provisioned_products.get(product.id) is not None and query.matches(product):
                yield number, product


def _read(store: Store, products: list[ProvisionedProduct]) -> list[ProvisionedProduct]:
    for product in products:
        store.lifecycle.read(product)
    # The read may have seen the end of a termination.
    return [product for product in products if store.provisioned_products.get(product.id)]


def provisioned_product_attribute(store: Store, product: ProvisionedProduct) -> dict[str, Any]:
    """Make a ProvisionedProductAttribute, with the tags that the service adds."""
    detail = provisioned_product_detail(product)
    detail.pop("LaunchRoleArn", None)
    tags = all_tags(store.scope, product)
    return {
        **detail,
        **present(
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
            PhysicalId=product.physical_id if product.provisioned else None,
            ProductName=product.launch.product.name,
            ProvisioningArtifactName=product.launch.artifact.name,
            UserArn=product.user_arn,
            UserArnSession=product.user_arn,
        ),
    }
