"""SearchProducts and SearchProductsAsAdmin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, client_of, invalid_parameters, not_found, refused
from ...vending import PLAIN

SEARCHES = ["search_products", "search_products_as_admin"]

Search = Callable[..., dict[str, Any]]


@pytest.fixture(params=SEARCHES)
def search(request: pytest.FixtureRequest, sc_plan_client: Client) -> Search:
    """SearchProducts and SearchProductsAsAdmin, each of which finds what the other finds."""
    found: Search = getattr(sc_plan_client, request.param)
    return found


def names(answer: dict[str, Any]) -> list[str]:
    if "ProductViewSummaries" in answer:
        return [summary["Name"] for summary in answer["ProductViewSummaries"]]
    details = answer["ProductViewDetails"]
    return [detail["ProductViewSummary"]["Name"] for detail in details]


def pages(search: Search, **request: Any) -> Iterator[list[str]]:
    answer = search(**request)
    yield names(answer)
    while "NextPageToken" in answer:
        answer = search(**request, PageToken=answer["NextPageToken"])
        yield names(answer)


def found(search: Search, **request: Any) -> list[str]:
    return [name for page in pages(search, **request) for name in page]


def test_a_search_has_all_members_of_a_product_view(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(
        "website",
        owner="web team",
        description="A website",
        distributor="ACME",
        support_description="Call us",
        support_email="web@example.com",
        support_url="https://example.com",
    )

    answer = sc_plan_client.search_products()

    (summary,) = answer["ProductViewSummaries"]
    assert product.view_id.startswith("prodview-")
    assert summary == {
        "Id": product.view_id,
        "ProductId": product.id,
        "Name": "website",
        "Owner": "web team",
        "ShortDescription": "A website",
        "Type": "CLOUD_FORMATION_TEMPLATE",
        "Distributor": "ACME",
        "HasDefaultPath": False,
        "SupportEmail": "web@example.com",
        "SupportDescription": "Call us",
        "SupportUrl": "https://example.com",
    }


def test_details_that_a_product_does_not_have_are_empty_to_users_alone(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("website")

    (summary,) = sc_plan_client.search_products()["ProductViewSummaries"]
    (detail,) = sc_plan_client.search_products_as_admin()["ProductViewDetails"]

    members = ["HasDefaultPath", "Id", "Name", "Owner", "ProductId", "Type"]
    assert sorted(detail["ProductViewSummary"]) == members
    texts = ["ShortDescription", "Distributor", "SupportEmail", "SupportDescription", "SupportUrl"]
    assert summary == {**detail["ProductViewSummary"], **dict.fromkeys(texts, "")}
    for described in (
        sc_plan_client.describe_product(Id=product.id),
        sc_plan_client.describe_product_view(Id=product.view_id),
    ):
        assert described["ProductViewSummary"] == summary


def test_an_administrator_sees_when_and_under_which_arn(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("website")

    (detail,) = sc_plan_client.search_products_as_admin(ProductSource="ACCOUNT")[
        "ProductViewDetails"
    ]

    assert detail["ProductViewSummary"]["ProductId"] == product.id
    assert detail["ProductARN"] == product.arn
    assert detail["CreatedTime"] == product.created_time
    assert detail["Status"] == "CREATED"


def test_a_search_without_products_finds_none(search: Search, sc_plan: ServiceCatalog) -> None:
    assert names(search()) == []


def test_products_come_oldest_first(search: Search, sc_plan: ServiceCatalog) -> None:
    for name in ("b", "c", "a"):
        sc_plan.add_product(name)

    assert names(search()) == ["b", "c", "a"]
    assert names(search(SortOrder="DESCENDING")) == ["b", "c", "a"], "nothing to sort by"


def test_only_an_administrator_sees_products_without_a_launch_path(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.add_product("private", launch_paths=0)

    answer = sc_plan_client.search_products()

    assert names(answer) == []
    assert answer["ProductViewAggregations"] == {"Owner": [], "ProductType": [], "Vendor": []}
    assert names(sc_plan_client.search_products_as_admin()) == ["private"]


def test_another_account_or_region_has_its_own_products(
    search: Search, sc_plan: ServiceCatalog
) -> None:
    sc_plan.for_account("210987654321").add_product("theirs")
    sc_plan.for_account(region="eu-west-1").add_product("elsewhere")

    assert names(search()) == []
    assert names(client_of("210987654321").search_products()) == ["theirs"]
    assert names(client_of(region="eu-west-1").search_products()) == ["elsewhere"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["website", "database"]),
        ({"Owner": ["data team"]}, ["database"]),
        ({"Owner": ["data team", "web team"]}, ["website", "database"]),
        ({"Owner": ["team"]}, []),
        ({"Owner": []}, ["website", "database"]),
        ({"ProductType": ["CLOUD_FORMATION_TEMPLATE"]}, ["website", "database"]),
        ({"ProductType": ["MARKETPLACE"]}, []),
        ({"Owner": ["web team"], "FullTextSearch": ["database"]}, []),
        ({"Owner": ["web team"], "FullTextSearch": ["website"]}, ["website"]),
    ],
)
def test_filters_are_all_to_be_passed_each_by_any_value(
    search: Search, sc_plan: ServiceCatalog, filters: dict[str, list[str]], expected: list[str]
) -> None:
    sc_plan.add_product("website", owner="web team")
    sc_plan.add_product("database", owner="data team")

    assert names(search(Filters=filters)) == expected


def test_a_product_is_found_as_its_own_source(search: Search, sc_plan: ServiceCatalog) -> None:
    product = sc_plan.add_product("website")
    sc_plan.add_product("database")

    assert names(search(Filters={"SourceProductId": [product.id]})) == ["website"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("orange", ["Orange Blue - Banana", "orange-red"]),
        ("ORANGE", ["Orange Blue - Banana", "orange-red"]),
        ("banana", ["Orange Blue - Banana"]),
        ("Orange Blue", ["Orange Blue - Banana", "orange-red"]),
        (r"Orange\ Blue", ["Orange Blue - Banana"]),
        (r"Blue\ -\ Banana", ["Orange Blue - Banana"]),
        (r"Blue\ Orange", []),
        ("blue-red", ["Orange Blue - Banana", "orange-red"]),
        (r"orange\-red", ["orange-red"]),
        ("oran", []),
        ("colours", ["Orange Blue - Banana"]),
        ("ACME", ["orange-red"]),
        ("fruiterers", ["orange-red"]),
        (r"banana\ colours", []),
        ("call", ["orange-red"]),
        ("", []),
        ("-", []),
        ("\\", []),
    ],
)
def test_full_text_search_finds_any_of_the_words(
    search: Search, sc_plan: ServiceCatalog, query: str, expected: list[str]
) -> None:
    sc_plan.add_product("Orange Blue - Banana", description="Colours of fruit")
    sc_plan.add_product(
        "orange-red", owner="fruiterers", distributor="ACME", support_description="Call us"
    )

    assert names(search(Filters={"FullTextSearch": [query]})) == expected


def test_full_text_search_takes_several_texts(search: Search, sc_plan: ServiceCatalog) -> None:
    for name in ("apple", "banana", "cherry"):
        sc_plan.add_product(name)

    assert names(search(Filters={"FullTextSearch": ["cherry", "apple"]})) == ["apple", "cherry"]


def test_an_unknown_filter_is_refused(search: Search) -> None:
    with refused(
        "ValidationException",
        "1 validation error detected: Value '{Colour=[red, green], Owner=[me]}' at 'filters' "
        "failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy enum "
        "value set: [FullTextSearch, Owner, ProductType, SourceProductId]]",
    ):
        search(Filters={"Colour": ["red", "green"], "Owner": ["me"]})


@pytest.mark.parametrize(
    ("sort_by", "ascending"),
    [
        ("Title", ["apple", "Banana", "cherry", "cherry pie"]),
        ("VersionCount", ["cherry", "cherry pie", "apple", "Banana"]),
        ("CreationDate", ["cherry", "apple", "Banana", "cherry pie"]),
    ],
)
@pytest.mark.parametrize("page_size", [1, 2, 3, 4, 20])
def test_products_are_sorted(
    search: Search,
    sc_plan: ServiceCatalog,
    sort_by: str,
    ascending: list[str],
    page_size: int,
) -> None:
    for name, versions in (("cherry", 1), ("apple", 2), ("Banana", 3), ("cherry pie", 1)):
        sc_plan.add_product(name, versions={f"v{number}": PLAIN for number in range(versions)})
        sc_plan.advance(60)

    assert found(search, SortBy=sort_by, PageSize=page_size) == ascending
    assert found(search, SortBy=sort_by, SortOrder="ASCENDING", PageSize=page_size) == ascending
    assert (
        found(search, SortBy=sort_by, SortOrder="DESCENDING", PageSize=page_size)
        == (ascending[::-1])
    )


def test_filters_apply_to_sorted_results(search: Search, sc_plan: ServiceCatalog) -> None:
    for name in ("red cherry", "red apple", "banana"):
        sc_plan.add_product(name)

    query = {"Filters": {"FullTextSearch": ["red"]}, "SortBy": "Title"}

    assert list(pages(search, **query, PageSize=1)) == [["red apple"], ["red cherry"]]


@pytest.mark.parametrize(
    "letter", ["x", "ü", "東", "🚀"]
)  # each takes more of a page token than the one before
def test_a_long_title_fits_into_a_page_token(
    search: Search, sc_plan: ServiceCatalog, letter: str
) -> None:
    titles = [f"{letter * 8000}{number}" for number in range(3)]
    for title in titles:
        sc_plan.add_product(title)

    assert found(search, SortBy="Title", PageSize=1) == titles


def test_pages_are_stable_while_products_are_added(search: Search, sc_plan: ServiceCatalog) -> None:
    for name in ("b", "d", "f"):
        sc_plan.add_product(name)

    unsorted = pages(search, PageSize=2)
    titles = pages(search, PageSize=2, SortBy="Title")
    assert (next(unsorted), next(titles)) == (["b", "d"], ["b", "d"])
    for name in ("a", "c", "e"):
        sc_plan.add_product(name)

    assert list(unsorted) == [["f", "a"], ["c", "e"]]
    assert list(titles) == [["e", "f"]]


def test_pages_have_20_products_unless_asked_for_another_number(
    search: Search, sc_plan: ServiceCatalog
) -> None:
    for number in range(21):
        sc_plan.add_product(f"product {number}")

    assert [len(page) for page in pages(search)] == [20, 1]
    assert [len(page) for page in pages(search, PageSize=0)] == [20, 1]
    assert [len(page) for page in pages(search, PageSize=15)] == [15, 6]


def test_boto3_pages_through_the_results_of_an_administrator(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    for number in range(45):
        sc_plan.add_product(f"product {number}")

    paginator = sc_plan_client.get_paginator("search_products_as_admin")

    assert [len(page["ProductViewDetails"]) for page in paginator.paginate()] == [20, 20, 5]
    assert len(list(paginator.paginate().search("ProductViewDetails"))) == 45


@pytest.mark.parametrize("sort_by", ["Title", "CreationDate", None])
def test_a_page_token_is_good_for_its_own_search_alone(
    search: Search, sc_plan: ServiceCatalog, sc_plan_client: Client, sort_by: str | None
) -> None:
    for name in ("a", "b"):
        sc_plan.add_product(name)
    query: dict[str, Any] = {"PageSize": 1, **({"SortBy": sort_by} if sort_by else {})}
    token = search(**query)["NextPageToken"]
    other = {call for call in SEARCHES if call != search.__name__}.pop()

    for call, request in (
        (search, {**query, "Filters": {"Owner": ["me"]}}),
        (search, {**query, "SortBy": "VersionCount"}),
        (getattr(sc_plan_client, other), query),
    ):
        with invalid_parameters("Invalid page token. Please use the token of the last page."):
            call(**request, PageToken=token)
    if sort_by:
        with invalid_parameters("Invalid page token. Please use the token of the last page."):
            search(**query, SortOrder="DESCENDING", PageToken=token)


def test_aggregations_count_the_results_of_all_pages(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    for number in range(3):
        sc_plan.add_product(f"red {number}", owner="one team" if number else "another team")
    sc_plan.add_product("blue", owner="a third team")
    query = {"Filters": {"FullTextSearch": ["red"]}, "PageSize": 1}

    first = sc_plan_client.search_products(**query)
    second = sc_plan_client.search_products(**query, PageToken=first["NextPageToken"])

    assert first["ProductViewAggregations"] == {
        "Owner": [
            {"Value": "another team", "ApproximateCount": 1},
            {"Value": "one team", "ApproximateCount": 2},
        ],
        "ProductType": [{"Value": "CLOUD_FORMATION_TEMPLATE", "ApproximateCount": 3}],
        "Vendor": [],
    }
    assert "ProductViewAggregations" not in second
    again = sc_plan_client.search_products(**query, PageToken="")
    assert again["ProductViewAggregations"] == first["ProductViewAggregations"]


def test_a_portfolio_that_does_not_exist_has_no_products(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    with not_found("There are no local or default portfolios with id port-aaaaaaaaaaaaa"):
        sc_plan_client.search_products_as_admin(PortfolioId="port-aaaaaaaaaaaaa")


def test_a_language_that_is_not_spoken_is_refused(search: Search) -> None:
    with invalid_parameters("AcceptLanguage xx is not supported: use one of en, jp, zh."):
        search(AcceptLanguage="xx")
