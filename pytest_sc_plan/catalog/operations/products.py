"""Products and their versions: searched, described and listed, for users and administrators.

A user sees the products that have a launch path, and their active versions. An administrator sees
everything.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from operator import attrgetter
from typing import Any, Final

from ..access import is_launchable, launch_paths, products_seen
from ..kinds import kind_of
from ..offering import Product
from ..store import Store
from ..tags import wire_tags
from .finding import (
    find_artifact,
    find_portfolio,
    find_product_as_admin,
    find_product_of_user,
    find_product_of_view,
)
from .presenting import (
    budgets,
    product_view_detail,
    product_view_summary_of_user,
    provisioning_artifact,
    provisioning_artifact_detail,
    tag_options,
    version_info,
)
from .provisioning_parameters import parameters
from .registry import operation, present
from .versions import read_status

Test = Callable[[Product], object]
"""A condition that a product has to meet to be found."""

_TITLE: Final = 100
"""How many characters of a name count for sorting: as many as a page token has room for."""

_WORD: Final = re.compile(r"\w+")
_TERM: Final = re.compile(r"(?:\\.|\w)+")

SORT_KEYS: Final[dict[str, Callable[[Product], str | float]]] = {
    "Title": lambda product: product.name.casefold()[:_TITLE],
    "VersionCount": lambda product: len(product.provisioning_artifacts),
    "CreationDate": lambda product: product.created_time,
}


@operation("SearchProducts")
def search_products(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Find the products that a user may launch.

    How many there are of each owner, type and vendor comes with the first page. No product of the
    fake has a vendor: those of AWS Marketplace have.
    """
    filters = _filters(request)
    tests: list[Test] = [partial(is_launchable, store), *filters]
    page, token = _page(store, "SearchProducts", request, tests)
    return present(
        ProductViewSummaries=[product_view_summary_of_user(product) for product in page],
        ProductViewAggregations=None
        if request.get("PageToken")
        else _aggregations(_counted(store, tests, filtered=bool(filters))),
        NextPageToken=token,
    )


@operation("SearchProductsAsAdmin")
def search_products_as_admin(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Find products, whether or not anybody may launch them."""
    tests = _filters(request)
    portfolio_id = request.get("PortfolioId")
    if portfolio_id is not None:
        find_portfolio(store, portfolio_id)
        tests.append(lambda product: portfolio_id in product.associations)
    listing = f"SearchProductsAsAdmin {portfolio_id}"
    page, token = _page(store, listing, request, tests)
    return present(
        ProductViewDetails=[product_view_detail(product) for product in page],
        NextPageToken=token,
    )


@operation("DescribeProduct")
def describe_product(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Describe a product to a user, found by its id or by its name."""
    product = find_product_of_user(store, request.get("Id"), request.get("Name"))
    return {
        **_product_view(product),
        "Budgets": budgets(store, product),
        "LaunchPaths": [
            {"Id": path.id, "Name": path.name} for path in launch_paths(store, product)
        ],
    }


@operation("DescribeProductView")
def describe_product_view(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Describe a product to a user, found by the id of its view."""
    return _product_view(find_product_of_view(store, request["Id"]))


@operation("DescribeProductAsAdmin")
def describe_product_as_admin(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Describe a product to an administrator, found by its id or by its name."""
    product = find_product_as_admin(store, request.get("Id"), request.get("Name"))
    return {
        "ProductViewDetail": product_view_detail(product),
        "ProvisioningArtifactSummaries": [
            present(
                Id=artifact.id,
                Name=artifact.name,
                Description=artifact.description,
                CreatedTime=artifact.created_time,
                ProvisioningArtifactMetadata={"SourceProvisioningArtifactId": artifact.id},
            )
            for artifact in product.provisioning_artifacts
        ],
        "Tags": wire_tags(product.tags),
        "TagOptions": tag_options(store, product),
        "Budgets": budgets(store, product),
    }


@operation("ListProvisioningArtifacts")
def list_provisioning_artifacts(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the versions of a product, oldest first, inactive ones too."""
    product = find_product_as_admin(store, request["ProductId"])
    return {
        "ProvisioningArtifactDetails": [
            provisioning_artifact_detail(artifact) for artifact in product.provisioning_artifacts
        ]
    }


@operation("DescribeProvisioningArtifact")
def describe_provisioning_artifact(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Describe a version of a product, both found by id or by name."""
    product = find_product_as_admin(store, request.get("ProductId"), request.get("ProductName"))
    artifact = find_artifact(
        product, request.get("ProvisioningArtifactId"), request.get("ProvisioningArtifactName")
    )
    asked = request.get("IncludeProvisioningArtifactParameters", False)
    return present(
        ProvisioningArtifactDetail=provisioning_artifact_detail(artifact),
        Info={"CloudFormationTemplate": json.dumps(artifact.template)}
        if request.get("Verbose", False) and not kind_of(product).has_engine
        else version_info(product, artifact),
        Status=read_status(store, artifact),
        ProvisioningArtifactParameters=parameters(artifact) if asked else None,
    )


def _product_view(product: Product) -> dict[str, Any]:
    return {
        "ProductViewSummary": product_view_summary_of_user(product),
        "ProvisioningArtifacts": [
            provisioning_artifact(artifact)
            for artifact in product.provisioning_artifacts
            if artifact.active
        ],
    }


def _page(
    store: Store, name: str, request: dict[str, Any], tests: list[Test]
) -> tuple[list[Product], str | None]:
    """Make a page of the products that pass all tests, oldest first unless they are sorted."""
    sort_by = request.get("SortBy")
    listing = f"{name} {json.dumps(request.get('Filters'), sort_keys=True)} {sort_by}"

    def found(after: int) -> Iterator[tuple[int, Product]]:
        for number, product in products_seen(store, after):
            if all(test(product) for test in tests):
                yield number, product

    if sort_by is None:
        return store.pager.page(found, request, listing=listing)
    return store.pager.sorted_page(
        found(0),
        request,
        listing=listing,
        key=SORT_KEYS[sort_by],
        descending=request.get("SortOrder") == "DESCENDING",
    )


def _aggregations(counted: Mapping[str, Counter[str]]) -> dict[str, Any]:
    # Observed, with nothing in them: idealo/terraform-provider-controltower issue 7.
    return {
        **{
            name: [
                {"Value": value, "ApproximateCount": count}
                for value, count in counted[member].items()
            ]
            for name, member in (("Owner", "owner"), ("ProductType", "type"))
        },
        "Vendor": [],
    }


MEMBERS: Final = ("owner", "type")
"""The members of a product that are counted."""


def _counted(store: Store, tests: list[Test], *, filtered: bool) -> dict[str, Counter[str]]:
    """Count the products that pass all tests; without filters, they are counted once."""
    key = (store.region.revision, store.callers)
    if not filtered and key in store.counted:
        return store.counted[key]
    # The first page looks at all products, so the loop is one of Python's built-in functions.
    products: Iterable[Product] = (product for _, product in products_seen(store))
    for test in tests:
        products = filter(test, products)
    found = list(products)
    counted = {member: Counter(map(attrgetter(member), found)) for member in MEMBERS}
    if not filtered:
        store.counted = {key: counted}
    return counted


def _filters(request: dict[str, Any]) -> list[Test]:
    """Make a test for each filter: a product passes if it has any of the filter's values."""
    filters: dict[str, list[str]] = request.get("Filters", {})
    return [FILTERS[by](values) for by, values in filters.items() if values]


def _having(member: str) -> Callable[[list[str]], Test]:
    return lambda values: lambda product: getattr(product, member) in values


def _full_text(values: list[str]) -> Test:
    r"""Make a test for a full text: any word of it is a word of the product, in whatever case.

    What is between words separates them, '-' too, unless a backslash makes one term of both.

    Sources: boto/boto3 issue 2144, where 'Orange Blue' finds 'Orange Red' and 'Orange\ Blue' is the
    advice for both words together; aws/aws-cli issue 3494, where 'iam-user' finds 'iam-role'.
    """
    terms = [_words(term) for value in values for term in _TERM.findall(value)]

    def found(product: Product) -> bool:
        texts = (
            product.name,
            product.owner,
            product.short_description,
            product.distributor,
            product.support_description,
        )
        # A term can't reach from one text into the next: it has no line break.
        words = "\n".join(_words(text) for text in texts if text)
        return any(term in words for term in terms)

    return found


def _words(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "


FILTERS: Final[dict[str, Callable[[list[str]], Test]]] = {
    "FullTextSearch": _full_text,
    "Owner": _having("owner"),
    "ProductType": _having("type"),
    "SourceProductId": _having("id"),
}
