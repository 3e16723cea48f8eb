"""Products and their versions, as users and administrators see them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, client_of, invalid_parameters, not_found, refused

TEMPLATE = {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}}

ID = "prod-aaaaaaaaaaaaa"

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


# --------------------------------------------------------------------- searching


def test_a_search_tells_what_a_user_needs_to_know(
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


def test_what_nobody_said_of_a_product_is_left_out(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.add_product("website")

    (summary,) = sc_plan_client.search_products()["ProductViewSummaries"]

    assert sorted(summary) == ["HasDefaultPath", "Id", "Name", "Owner", "ProductId", "Type"]


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


def test_only_an_administrator_sees_what_nobody_may_launch(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.add_product("private", launch_paths=0)

    answer = sc_plan_client.search_products()

    assert names(answer) == []
    assert answer["ProductViewAggregations"] == {"Owner": [], "ProductType": []}
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
        sc_plan.add_product(name, versions={f"v{number}": TEMPLATE for number in range(versions)})
        sc_plan.advance(60)

    assert found(search, SortBy=sort_by, PageSize=page_size) == ascending
    assert found(search, SortBy=sort_by, SortOrder="ASCENDING", PageSize=page_size) == ascending
    assert (
        found(search, SortBy=sort_by, SortOrder="DESCENDING", PageSize=page_size)
        == (ascending[::-1])
    )


def test_filters_hold_for_what_is_sorted(search: Search, sc_plan: ServiceCatalog) -> None:
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


def test_boto3_pages_through_what_an_administrator_finds(
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


def test_aggregations_count_what_is_found_on_all_pages(
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
    }
    assert "ProductViewAggregations" not in second
    again = sc_plan_client.search_products(**query, PageToken="")
    assert again["ProductViewAggregations"] == first["ProductViewAggregations"]


def test_a_portfolio_that_does_not_exist_has_no_products(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    with not_found("Portfolio port-aaaaaaaaaaaaa was not found."):
        sc_plan_client.search_products_as_admin(PortfolioId="port-aaaaaaaaaaaaa")


def test_a_language_that_is_not_spoken_is_refused(search: Search) -> None:
    with invalid_parameters("AcceptLanguage xx is not supported: use one of en, jp, zh."):
        search(AcceptLanguage="xx")


# -------------------------------------------------------------------- describing


def test_a_user_describes_a_product(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    product = sc_plan.add_product(
        "website",
        versions={"v1": TEMPLATE, "v2": TEMPLATE, "v3": TEMPLATE},
        inactive_versions=["v2"],
        deprecated_versions=["v1"],
        launch_paths=["engineering", "sales"],
    )

    answer = sc_plan_client.describe_product(Id=product.id)

    first, _, third = product.provisioning_artifacts
    (summary,) = sc_plan_client.search_products()["ProductViewSummaries"]
    assert answer["ProductViewSummary"] == summary
    assert answer["ProvisioningArtifacts"] == [
        {
            "Id": first.id,
            "Name": "v1",
            "CreatedTime": product.created_time,
            "Guidance": "DEPRECATED",
        },
        {"Id": third.id, "Name": "v3", "CreatedTime": product.created_time, "Guidance": "DEFAULT"},
    ]
    assert answer["LaunchPaths"] == [
        {"Id": product.launch_paths[0].id, "Name": "engineering"},
        {"Id": product.launch_paths[1].id, "Name": "sales"},
    ]
    assert answer["Budgets"] == []


def test_a_product_is_described_by_name_and_by_view(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("website")
    by_id = sc_plan_client.describe_product(Id=product.id)

    by_name = sc_plan_client.describe_product(Name="website")
    by_view = sc_plan_client.describe_product_view(Id=product.view_id)

    for answer in (by_id, by_name, by_view):
        del answer["ResponseMetadata"]
    assert by_name == by_id
    assert by_view == {
        name: by_id[name] for name in ("ProductViewSummary", "ProvisioningArtifacts")
    }


def test_an_administrator_describes_a_product(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(
        "website",
        versions={"v1": TEMPLATE, "v2": TEMPLATE},
        inactive_versions=["v2"],
        launch_paths=0,
        tag_options={"Stage": ["dev", "prod"], "Team": "web"},
    )

    answer = sc_plan_client.describe_product_as_admin(Id=product.id)

    (detail,) = sc_plan_client.search_products_as_admin()["ProductViewDetails"]
    assert answer["ProductViewDetail"] == detail
    assert answer["ProvisioningArtifactSummaries"] == [
        {
            "Id": artifact.id,
            "Name": artifact.name,
            "CreatedTime": product.created_time,
            "ProvisioningArtifactMetadata": {"SourceProvisioningArtifactId": artifact.id},
        }
        for artifact in product.provisioning_artifacts
    ]
    assert answer["TagOptions"] == [
        {"Key": "Stage", "Value": "dev", "Active": True, "Owner": "123456789012"},
        {"Key": "Stage", "Value": "prod", "Active": True, "Owner": "123456789012"},
        {"Key": "Team", "Value": "web", "Active": True, "Owner": "123456789012"},
    ]
    assert (answer["Tags"], answer["Budgets"]) == ([], [])
    by_name = sc_plan_client.describe_product_as_admin(Name="website")
    assert by_name["ProductViewDetail"] == detail


@pytest.mark.parametrize("call", ["describe_product", "describe_product_as_admin"])
def test_a_product_that_does_not_exist_is_not_described(sc_plan_client: Client, call: str) -> None:
    with not_found(f"Product {ID} was not found."):
        getattr(sc_plan_client, call)(Id=ID)
    with not_found("Product with name website does not exist or access was denied"):
        getattr(sc_plan_client, call)(Name="website")
    message = "You must provide either the name or the ID of a product, but not both."
    for request in ({}, {"Id": ID, "Name": "website"}):
        with invalid_parameters(message):
            getattr(sc_plan_client, call)(**request)


def test_a_product_that_nobody_may_launch_is_not_described_to_users(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("website", launch_paths=0)

    with not_found(f"No launch paths found for resource: {product.id}"):
        sc_plan_client.describe_product(Id=product.id)
    with not_found("Product with name website does not exist or access was denied"):
        sc_plan_client.describe_product(Name="website")
    with not_found(f"Product view {product.view_id} was not found."):
        sc_plan_client.describe_product_view(Id=product.view_id)


def test_a_view_that_does_not_exist_is_not_described(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("website")

    with not_found(f"Product view {product.id} was not found."):
        sc_plan_client.describe_product_view(Id=product.id)


# ---------------------------------------------------------------------- versions


def test_versions_are_listed_inactive_ones_too(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(
        "website",
        versions={"v1": TEMPLATE, "v2": TEMPLATE},
        inactive_versions=["v1"],
        deprecated_versions=["v1"],
        launch_paths=0,
    )

    answer = sc_plan_client.list_provisioning_artifacts(ProductId=product.id)

    first, second = product.provisioning_artifacts
    common = {"Type": "CLOUD_FORMATION_TEMPLATE", "CreatedTime": product.created_time}
    assert answer["ProvisioningArtifactDetails"] == [
        {**common, "Id": first.id, "Name": "v1", "Active": False, "Guidance": "DEPRECATED"},
        {**common, "Id": second.id, "Name": "v2", "Active": True, "Guidance": "DEFAULT"},
    ]
    with not_found(f"Product {ID} was not found."):
        sc_plan_client.list_provisioning_artifacts(ProductId=ID)


def test_a_version_is_described_by_ids_and_by_names(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(
        "website", versions={"v1": TEMPLATE, "v2": TEMPLATE}, inactive_versions=["v2"]
    )
    details = sc_plan_client.list_provisioning_artifacts(ProductId=product.id)

    for number, artifact in enumerate(product.provisioning_artifacts):
        by_id = sc_plan_client.describe_provisioning_artifact(
            ProductId=product.id, ProvisioningArtifactId=artifact.id
        )
        by_name = sc_plan_client.describe_provisioning_artifact(
            ProductName="website", ProvisioningArtifactName=artifact.name
        )
        for answer in (by_id, by_name):
            detail = answer["ProvisioningArtifactDetail"]
            assert detail == details["ProvisioningArtifactDetails"][number]
            assert answer["Info"] == {
                "TemplateUrl": (
                    f"https://pytest-sc-plan.invalid/{product.id}/{artifact.id}.template"
                )
            }
            assert answer["Status"] == "AVAILABLE"
            assert "ProvisioningArtifactParameters" not in answer


def test_a_version_is_described_with_its_template_and_parameters(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    template = {**TEMPLATE, "Parameters": {"Size": {"Type": "Number", "Default": 1}}}
    product = sc_plan.add_product("website", versions={"v1": template})

    answer = sc_plan_client.describe_provisioning_artifact(
        ProductId=product.id,
        ProvisioningArtifactName="v1",
        Verbose=True,
        IncludeProvisioningArtifactParameters=True,
    )

    assert json.loads(answer["Info"]["CloudFormationTemplate"]) == template
    assert answer["ProvisioningArtifactParameters"] == [
        {
            "ParameterKey": "Size",
            "DefaultValue": "1",
            "ParameterType": "Number",
            "IsNoEcho": False,
            "ParameterConstraints": {"AllowedValues": []},
        }
    ]


def test_a_version_that_does_not_exist_is_not_described(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("website")
    describe = sc_plan_client.describe_provisioning_artifact

    with not_found(f"Product {ID} was not found."):
        describe(ProductId=ID, ProvisioningArtifactName="v1")
    with not_found("Product with name database does not exist or access was denied"):
        describe(ProductName="database", ProvisioningArtifactName="v1")
    with not_found(f"Provisioning artifact pa-x was not found for product {product.id}."):
        describe(ProductId=product.id, ProvisioningArtifactId="pa-x")
    with not_found(f"Provisioning artifact with name v9 was not found for product {product.id}."):
        describe(ProductId=product.id, ProvisioningArtifactName="v9")
    with invalid_parameters(
        "You must provide either the name or the ID of a product, but not both."
    ):
        describe(ProvisioningArtifactName="v1")
    with invalid_parameters(
        "You must provide either the name or the ID of a provisioning artifact, but not both."
    ):
        describe(ProductId=product.id)
