"""The products on offer, and the parameters that an order needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from vending import Catalog, NotThereError, RejectedError

if TYPE_CHECKING:
    from pytest_sc_plan import ServiceCatalog


def test_products_are_found_by_a_word(
    sc_plan: ServiceCatalog, catalog: Catalog, product: str
) -> None:
    sc_plan.add_product("laptop")

    assert list(catalog.search("team")) == [(product, "A place for a team to work in")]


def test_all_pages_of_results_are_read(sc_plan: ServiceCatalog, catalog: Catalog) -> None:
    for number in range(45):
        sc_plan.add_product(f"tool {number:02}")

    found = [name for name, _ in catalog.search("tool")]

    assert found == [f"tool {number:02}" for number in range(45)]
    assert len(sc_plan.calls_to("SearchProducts")) == 3


def test_the_newest_version_that_is_out_is_offered(catalog: Catalog, product: str) -> None:
    assert catalog.offer(product).version == "v2"
    assert catalog.offer(product, "v1").version == "v1"


def test_a_deprecated_version_has_to_be_asked_for(
    sc_plan: ServiceCatalog, catalog: Catalog
) -> None:
    sc_plan.add_product("vpc", versions={"v1": {}, "v2": {}}, deprecated_versions=["v2"])

    assert catalog.offer("vpc").version == "v1"
    assert catalog.offer("vpc", "v2").version == "v2"


def test_a_version_that_is_not_out_is_not_there(catalog: Catalog, product: str) -> None:
    with pytest.raises(NotThereError, match="environment has no version v3: v1, v2"):
        catalog.offer(product, "v3")


def test_a_product_that_nobody_may_launch_is_not_there(
    sc_plan: ServiceCatalog, catalog: Catalog
) -> None:
    sc_plan.add_product("secret", launch_paths=0)

    with pytest.raises(NotThereError, match="secret does not exist or access was denied"):
        catalog.offer("secret")


def test_one_of_several_launch_paths_has_to_be_chosen(
    sc_plan: ServiceCatalog, catalog: Catalog
) -> None:
    vpc = sc_plan.add_product("vpc", launch_paths=["engineering", "sales"])

    with pytest.raises(RejectedError, match="choose one: engineering, sales"):
        catalog.offer("vpc")
    with pytest.raises(NotThereError, match="no launch path marketing: engineering, sales"):
        catalog.offer("vpc", path="marketing")
    assert catalog.offer("vpc", path="sales").path_id == vpc.launch_paths[1].id


def test_parameters_are_shown_without_secrets(catalog: Catalog, product: str) -> None:
    assert list(map(str, catalog.offer(product).parameters)) == [
        "Stage=dev (dev, test, prod)  What the environment is for.",
        "Owner  Whom to ask about it.",
        "DatabasePassword=****",
    ]


def test_missing_members_are_filled_in(catalog: Catalog, product: str) -> None:
    offer = catalog.offer(product)

    assert offer.fill_in({"Owner": "ada"}) == [{"Key": "Owner", "Value": "ada"}]
    assert offer.fill_in({"Stage": "prod"}, previous=["Stage", "Owner"]) == [
        {"Key": "Stage", "Value": "prod"},
        {"Key": "Owner", "UsePreviousValue": True},
    ]


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, "Owner is missing"),
        ({"Owner": "ada", "Stage": "live"}, "Stage must be one of dev, test, prod"),
        ({"Owner": "ada", "Colour": "red"}, "Colour is no parameter"),
        ({"Colour": "red"}, "Colour is no parameter; Owner is missing"),
    ],
)
def test_all_that_is_wrong_is_said_at_once(
    sc_plan: ServiceCatalog, catalog: Catalog, product: str, values: dict[str, str], wrong: str
) -> None:
    with pytest.raises(RejectedError) as caught:
        catalog.offer(product).fill_in(values)

    assert str(caught.value) == f"environment v2: {wrong}"
