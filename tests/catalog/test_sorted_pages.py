"""Pages in the order of a key go on where they were, whatever becomes of what they showed."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client, invalid_parameters

SORTED: dict[str, Any] = {"SortBy": "name", "PageSize": 2}


def names(answer: dict[str, Any]) -> list[str]:
    return [product["Name"] for product in answer["ProvisionedProducts"]]


@pytest.fixture
def first(sc_plan: ServiceCatalog, sc_plan_client: Client) -> dict[str, Any]:
    """The first of two pages."""
    sc_plan.configure(progress="immediate")
    for name in ("d", "b", "c", "a"):
        sc_plan.add_provisioned_product(name)
    page: dict[str, Any] = sc_plan_client.search_provisioned_products(**SORTED)
    assert names(page) == ["a", "b"]
    return page


@pytest.mark.parametrize("gone", ["a", "b"])
def test_a_listed_item_may_be_gone_by_the_next_page(
    sc_plan_client: Client, first: Any, gone: str
) -> None:
    sc_plan_client.terminate_provisioned_product(ProvisionedProductName=gone)

    following = sc_plan_client.search_provisioned_products(
        **SORTED, PageToken=first["NextPageToken"]
    )

    assert names(following) == ["c", "d"]
    assert "NextPageToken" not in following


def test_the_next_item_may_be_gone(sc_plan_client: Client, first: Any) -> None:
    sc_plan_client.terminate_provisioned_product(ProvisionedProductName="c")

    following = sc_plan_client.search_provisioned_products(
        **SORTED, PageToken=first["NextPageToken"]
    )

    assert names(following) == ["d"]


@pytest.mark.parametrize("letter", [0, 5, -1])
def test_a_token_that_was_never_given_is_refused(
    sc_plan_client: Client, first: Any, letter: int
) -> None:
    letters = list(first["NextPageToken"])
    letters[letter] = "A" if letters[letter] != "A" else "B"

    with invalid_parameters("Invalid page token. Please use the token of the last page."):
        sc_plan_client.search_provisioned_products(**SORTED, PageToken="".join(letters))
