"""Tags of provisioned products that are updated.

Source: aws-samples/aws-service-catalog-reference-architectures issue 124.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_sc_plan import ServiceCatalog, mock_service_catalog

from ..helpers import Client, client_of, plan_of

TAGS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("12"), max_size=4)


def listed(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def own_tags(client: Client) -> dict[str, str]:
    """The tags of the only provisioned product, less those that the service gives."""
    (found,) = client.search_provisioned_products()["ProvisionedProducts"]
    return {tag["Key"]: tag["Value"] for tag in found["Tags"] if not tag["Key"].startswith("aws:")}


@pytest.mark.sc_plan(progress="immediate")
@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"a": "1"}, {"a": "1", "b": "1"}),
        ({}, {"a": "1", "b": "1"}),
        ({"a": "2"}, {"a": "2"}),
        ({"a": "1", "c": "1"}, {"a": "1", "c": "1"}),
    ],
    ids=["left out", "no tags", "changed", "added"],
)
@pytest.mark.parametrize("by", ["update", "plan"])
def test_a_tag_that_is_left_out_goes_with_a_change_of_another(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    by: str,
    asked: dict[str, str],
    left: dict[str, str],
) -> None:
    existing = sc_plan.add_provisioned_product("team-a", tags={"a": "1", "b": "1"})
    if by == "update":
        sc_plan_client.update_provisioned_product(
            ProvisionedProductName="team-a", Tags=listed(asked)
        )
    else:
        plan_id = sc_plan_client.create_provisioned_product_plan(
            **plan_of(existing.product, "team-a", Tags=listed(asked))
        )["PlanId"]
        sc_plan_client.execute_provisioned_product_plan(PlanId=plan_id)
    assert own_tags(sc_plan_client) == left


@given(before=TAGS, asked=TAGS)
def test_an_update_keeps_or_replaces_all_tags(
    before: dict[str, str], asked: dict[str, str]
) -> None:
    with mock_service_catalog(progress="immediate") as catalog:
        client = client_of()
        catalog.add_provisioned_product("team-a", tags=before)
        client.update_provisioned_product(ProvisionedProductName="team-a", Tags=listed(asked))
        after = own_tags(client)
    assert after == (before if asked.items() <= before.items() else asked)
    assert asked.items() <= after.items()


@pytest.mark.sc_plan(progress="immediate")
@pytest.mark.parametrize("allowed", [False, True])
def test_tags_change_only_where_a_constraint_allows_it(
    sc_plan: ServiceCatalog, sc_plan_client: Client, *, allowed: bool
) -> None:
    product = sc_plan.add_product("p", tag_updates=allowed)
    sc_plan.add_provisioned_product("team-a", product=product, tags={"a": "1"})
    sc_plan_client.update_provisioned_product(
        ProvisionedProductName="team-a", Tags=listed({"a": "2"})
    )
    assert own_tags(sc_plan_client) == {"a": "2" if allowed else "1"}
    plan_id = sc_plan_client.create_provisioned_product_plan(
        **plan_of(product, "team-a", Tags=listed({"a": "3"}))
    )["PlanId"]
    sc_plan_client.execute_provisioned_product_plan(PlanId=plan_id)
    assert own_tags(sc_plan_client) == {"a": "3" if allowed else "1"}
    usage = sc_plan_client.describe_provisioning_parameters(
        ProductId=product.id, ProvisioningArtifactName="v1"
    )["UsageInstructions"]
    assert {
        "Type": "tagUpdateOnProvisionedProduct",
        "Value": "ALLOWED" if allowed else "NOT_ALLOWED",
    } in usage
