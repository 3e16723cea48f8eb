"""TagOptions: made, changed, associated, and what becomes of them when a product is launched."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, invalid_parameters, not_found, refused, values
from ..shares import share

OTHER = "111111111111"


def made(client: Client, key: str, value: str, *resources: Any) -> str:
    """Make a TagOption, and give it to portfolios and products."""
    detail = client.create_tag_option(Key=key, Value=value)["TagOptionDetail"]
    for resource in resources:
        client.associate_tag_option_with_resource(ResourceId=resource.id, TagOptionId=detail["Id"])
    identifier: str = detail["Id"]
    return identifier


def tags(client: Client, product: Any, name: str, **request: Any) -> dict[str, str]:
    """Launch a product, and give the tags of the record."""
    record = client.provision_product(
        ProductId=product.id,
        ProvisioningArtifactName="v1",
        ProvisionedProductName=name,
        **request,
    )["RecordDetail"]
    return {tag["Key"]: tag["Value"] for tag in record["RecordTags"]}


def test_a_tag_option_from_its_creation_to_its_end(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    client = sc_plan_client
    detail = client.create_tag_option(Key="team", Value="red")["TagOptionDetail"]
    identifier = detail["Id"]
    assert identifier.startswith("tag-")
    assert detail == {
        "Id": identifier,
        "Key": "team",
        "Value": "red",
        "Active": True,
        "Owner": "123456789012",
    }
    assert client.describe_tag_option(Id=identifier)["TagOptionDetail"] == detail
    changed = client.update_tag_option(Id=identifier, Active=False)["TagOptionDetail"]
    assert changed == {**detail, "Active": False}
    changed = client.update_tag_option(Id=identifier, Value="blue", Active=True)["TagOptionDetail"]
    assert changed == {**detail, "Value": "blue"}
    client.delete_tag_option(Id=identifier)
    for call in (client.describe_tag_option, client.update_tag_option, client.delete_tag_option):
        with not_found(f"TagOption not found: {identifier}"):
            call(Id=identifier)
    assert client.list_tag_options()["TagOptionDetails"] == []


def test_a_key_has_each_value_once(sc_plan_client: Client) -> None:
    client = sc_plan_client
    red, blue = (made(client, "team", value) for value in ("red", "blue"))
    made(client, "stage", "red")
    message = f"TagOption {red} with key team and value red already exists."
    with refused("DuplicateResourceException", message):
        made(client, "team", "red")
    for identifier in (red, blue):
        with refused("DuplicateResourceException", message):
            client.update_tag_option(Id=identifier, Value="red", Active=False)
    assert client.describe_tag_option(Id=red)["TagOptionDetail"]["Active"]
    with invalid_parameters("Value or Active is wanted: there is nothing to change."):
        client.update_tag_option(Id=red)


def test_tag_options_are_filtered(sc_plan_client: Client) -> None:
    client = sc_plan_client
    red, blue = (made(client, "team", value) for value in ("red", "blue"))
    other = made(client, "stage", "red")
    client.update_tag_option(Id=blue, Active=False)

    def found(**filters: Any) -> list[str]:
        details = client.list_tag_options(Filters=filters)["TagOptionDetails"]
        return [detail["Id"] for detail in details]

    assert found() == [red, blue, other]
    assert found(Key="team") == [red, blue]
    assert found(Value="red") == [red, other]
    assert found(Active=False) == [blue]
    assert found(Key="team", Active=True) == [red]
    pages = client.get_paginator("list_tag_options").paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["TagOptionDetails"]) for page in pages] == [2, 1]


def test_there_are_25_values_of_a_key_and_25_tag_options_of_a_resource(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("x")
    for number in range(25):
        made(sc_plan_client, "team", str(number), product)
    with refused(
        "LimitExceededException",
        "There are 25 TagOptions of key team already, which is the limit.",
    ):
        made(sc_plan_client, "team", "25")
    with refused(
        "LimitExceededException",
        f"There are 25 TagOptions on {product.id} already, which is the limit.",
    ):
        made(sc_plan_client, "stage", "test", product)


def test_tag_options_are_associated_with_portfolios_and_products(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    client = sc_plan_client
    product = sc_plan.add_product("shop", launch_paths=["team"], description="A shop")
    portfolio = sc_plan.portfolio("team")
    option = made(client, "stage", "test", product, portfolio)
    with refused(
        "DuplicateResourceException",
        f"TagOption {option} is already associated with {product.id}.",
    ):
        client.associate_tag_option_with_resource(ResourceId=product.id, TagOptionId=option)
    detail = client.describe_tag_option(Id=option)["TagOptionDetail"]
    assert client.describe_portfolio(Id=portfolio.id)["TagOptions"] == [detail]
    assert client.describe_product_as_admin(Id=product.id)["TagOptions"] == [detail]
    assert portfolio.tag_options == product.tag_options == {"stage": ["test"]}

    def listed(**request: Any) -> Any:
        return client.list_resources_for_tag_option(TagOptionId=option, **request)

    created = client.describe_product_as_admin(Id=product.id)["ProductViewDetail"]["CreatedTime"]
    of_product = {
        "Id": product.id,
        "ARN": product.arn,
        "Name": "shop",
        "Description": "A shop",
        "CreatedTime": created,
    }
    found = listed(ResourceType="Portfolio")["ResourceDetails"]
    assert [one["ARN"] for one in found] == [portfolio.arn]
    assert "Description" not in found[0]
    assert listed(ResourceType="Product")["ResourceDetails"] == [of_product]
    assert listed()["ResourceDetails"] == [*found, of_product]
    first = listed(PageSize=1)
    assert listed(PageSize=1, PageToken=first["PageToken"])["ResourceDetails"] == [of_product]
    with invalid_parameters("ResourceType Portfolios is not supported: use Portfolio or Product."):
        listed(ResourceType="Portfolios")
    with refused("ResourceInUseException", f"TagOption {option} still has associated Resources"):
        client.delete_tag_option(Id=option)
    for resource in (product, portfolio):
        client.disassociate_tag_option_from_resource(ResourceId=resource.id, TagOptionId=option)
    with not_found(f"TagOption {option} is not associated with {product.id}"):
        client.disassociate_tag_option_from_resource(ResourceId=product.id, TagOptionId=option)
    with not_found("Resource not found: prod-x"):
        client.associate_tag_option_with_resource(ResourceId="prod-x", TagOptionId=option)
    assert listed()["ResourceDetails"] == []
    client.delete_tag_option(Id=option)


def test_a_portfolio_that_has_tag_options_can_be_deleted(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    portfolio = sc_plan.add_portfolio("team")
    option = made(sc_plan_client, "stage", "test", portfolio)
    sc_plan_client.delete_portfolio(Id=portfolio.id)
    sc_plan_client.delete_tag_option(Id=option)


def test_tags_of_a_launch_follow_from_tag_options(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    client = sc_plan_client
    product = sc_plan.add_product("shop", launch_paths=["team"], tag_updates=True)
    portfolio = sc_plan.portfolio("team")
    made(client, "group", "finance", portfolio)
    for stage, resources in (
        ("dev", [product]),
        ("test", [product, portfolio]),
        ("prod", [portfolio]),
    ):
        made(client, "stage", stage, *resources)
    made(client, "cost", "1", product)
    conflict = made(client, "cost", "2", portfolio)
    told = f"sc-tagconflict-{portfolio.id}-{product.id}"
    assert tags(client, product, "a") == {"group": "finance", "stage": "test", "cost": told}
    client.update_tag_option(Id=conflict, Active=False)
    inactive = made(client, "size", "small", product)
    client.update_tag_option(Id=inactive, Active=False)
    own = [{"Key": "own", "Value": "x"}]
    expected = {"group": "finance", "stage": "test", "cost": "1", "own": "x"}
    assert tags(client, product, "b", Tags=own) == expected
    assert product.tag_options == {"stage": ["dev", "test"], "cost": ["1"]}


def test_one_of_several_values_is_chosen(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    client = sc_plan_client
    product = sc_plan.add_product("shop", launch_paths=["team"], tag_updates=True)
    portfolio = sc_plan.portfolio("team")
    for stage in ("dev", "test"):
        made(client, "stage", stage, portfolio)
    shown = client.describe_provisioning_parameters(
        ProductId=product.id, ProvisioningArtifactName="v1"
    )
    assert shown["TagOptions"] == [{"Key": "stage", "Values": ["dev", "test"]}]
    with invalid_parameters(
        f"Tag stage of product {product.id} is missing: it must be one of dev, test."
    ):
        tags(client, product, "a")
    with invalid_parameters(f"Tag stage of product {product.id} must be one of dev, test."):
        tags(client, product, "a", Tags=values(stage="prod"))
    assert tags(client, product, "a", Tags=values(stage="dev")) == {"stage": "dev"}
    sc_plan.advance()

    def updated(**request: Any) -> dict[str, str]:
        client.update_provisioned_product(ProvisionedProductName="a", **request)
        sc_plan.advance()
        return sc_plan.provisioned_product("a").tags

    # An update need not choose again.
    assert updated() == {"stage": "dev"}
    with invalid_parameters(f"Tag stage of product {product.id} must be one of dev, test."):
        updated(Tags=values(stage="prod"))
    assert updated(Tags=values(stage="test")) == {"stage": "test"}


@pytest.mark.parametrize("shared", [False, True])
def test_recipients_have_tag_options_of_their_own(
    sc_plan: ServiceCatalog, sc_plan_client: Client, *, shared: bool
) -> None:
    client = sc_plan_client
    product = sc_plan.add_product("shop", launch_paths=["team"])
    portfolio = sc_plan.portfolio("team")
    recipient = share(client, portfolio, OTHER, tag_options=shared)
    owners = [made(client, "group", "finance", portfolio), made(client, "stage", "dev", product)]
    mine = made(recipient, "mine", "yes", portfolio)
    seen = [*owners[:1], mine] if shared else [mine]

    def shown(caller: Client) -> list[list[str]]:
        answers = (
            caller.describe_portfolio(Id=portfolio.id),
            caller.describe_product_as_admin(Id=product.id),
        )
        return [[option["Id"] for option in answer["TagOptions"]] for answer in answers]

    assert shown(client) == [owners[:1], owners[1:]]
    assert shown(recipient) == [seen, owners[1:] if shared else []]
    of_owner = {"group": "finance", "stage": "dev"}
    assert tags(client, product, "a") == of_owner
    assert tags(recipient, product, "a") == {**(of_owner if shared else {}), "mine": "yes"}
    # So it is with a product that the recipient has put into a portfolio of its own.
    local = recipient.create_portfolio(DisplayName="local", ProviderName="x")["PortfolioDetail"]
    recipient.associate_product_with_portfolio(
        PortfolioId=local["Id"], ProductId=product.id, SourcePortfolioId=portfolio.id
    )
    expected = {"stage": "dev"} if shared else {}
    assert tags(recipient, product, "b", PathName="local") == expected
    assert shown(recipient)[1] == (owners[1:] if shared else [])
    with not_found(f"TagOption not found: {owners[0]}"):
        recipient.describe_tag_option(Id=owners[0])


def test_a_recipient_that_sees_a_portfolio_no_more_can_take_its_tag_option_away(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    portfolio = sc_plan.add_portfolio("team")
    recipient = share(sc_plan_client, portfolio, OTHER)
    option = made(recipient, "mine", "yes", portfolio)
    sc_plan_client.delete_portfolio_share(PortfolioId=portfolio.id, AccountId=OTHER)
    recipient.disassociate_tag_option_from_resource(ResourceId=portfolio.id, TagOptionId=option)
    recipient.delete_tag_option(Id=option)
