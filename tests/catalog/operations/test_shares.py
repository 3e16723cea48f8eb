"""Shares of portfolios, on the side of the account that owns these."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import (
    Client,
    client_of,
    invalid_parameters,
    invalid_state,
    not_found,
    refused,
)
from ...sharing import (
    MEMBER,
    ORGANIZATION,
    OTHER,
    SPOKE,
    UNIT,
    accepted,
    finish,
    portfolio_with,
    share,
    share_with_node,
)

BUSY = "Cannot process more than one portfolio share action at the same time. Try again later."


def not_supported(message: str) -> Any:
    return refused("OperationNotSupportedException", message)


def shares(client: Client, portfolio_id: str, kind: str) -> list[dict[str, Any]]:
    answer = client.describe_portfolio_shares(PortfolioId=portfolio_id, Type=kind)
    details: list[dict[str, Any]] = answer["PortfolioShareDetails"]
    return details


def access(client: Client, portfolio_id: str, **more: str) -> list[str]:
    accounts: list[str] = client.list_portfolio_access(PortfolioId=portfolio_id, **more)[
        "AccountIds"
    ]
    return accounts


def nodes(client: Client, portfolio_id: str, kind: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = client.list_organization_portfolio_access(
        PortfolioId=portfolio_id, OrganizationNodeType=kind
    )["OrganizationNodes"]
    return found


def test_a_portfolio_is_shared_with_an_account(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    client, portfolio = sc_plan_client, portfolio_with(sc_plan, "queue")
    request = {"PortfolioId": portfolio.id, "AccountId": SPOKE}
    for _ in range(2):
        answer = client.create_portfolio_share(**request, ShareTagOptions=True)
        assert answer.keys() == {"ResponseMetadata"}
    detail = {
        "PrincipalId": SPOKE,
        "Type": "ACCOUNT",
        "Accepted": False,
        "ShareTagOptions": True,
        "SharePrincipals": False,
    }
    assert shares(client, portfolio.id, "ACCOUNT") == [detail]
    assert shares(client, portfolio.id, "ORGANIZATION") == []
    assert access(client, portfolio.id) == [SPOKE]
    client_of(SPOKE).accept_portfolio_share(PortfolioId=portfolio.id)
    assert shares(client, portfolio.id, "ACCOUNT") == [{**detail, "Accepted": True}]
    (seen,) = portfolio.shares
    assert (seen.type, seen.principal_id, seen.accepted) == ("ACCOUNT", SPOKE, True)

    updated = client.update_portfolio_share(**request, ShareTagOptions=False)
    assert updated["Status"] == "IN_PROGRESS"
    told = finish(client, updated["PortfolioShareToken"])
    assert (told["OrganizationNodeValue"], told["Status"]) == (SPOKE, "COMPLETED")
    (detail,) = shares(client, portfolio.id, "ACCOUNT")
    assert (detail["ShareTagOptions"], detail["Accepted"]) == (False, True)

    empty = sc_plan.add_portfolio("empty", shared_with=[SPOKE])
    with refused("ResourceInUseException", f"Portfolio {empty.id} still has associated Shares"):
        client.delete_portfolio(Id=empty.id)
    deleted = client.delete_portfolio_share(PortfolioId=empty.id, AccountId=SPOKE)
    assert deleted.keys() == {"ResponseMetadata"}
    client.delete_portfolio(Id=empty.id)


def test_shares_that_are_impossible_are_refused(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    client, portfolio = sc_plan_client, portfolio_with(sc_plan, "queue")
    named = {"PortfolioId": portfolio.id}
    either = "You must provide either AccountId or OrganizationNode, not both."
    with invalid_parameters(either):
        client.create_portfolio_share(**named)
    with invalid_parameters(either):
        client.create_portfolio_share(**named, AccountId=SPOKE, OrganizationNode=UNIT)
    with invalid_parameters("OrganizationNode must have a Type and a Value."):
        client.create_portfolio_share(**named, OrganizationNode={"Type": "ORGANIZATION"})
    with invalid_parameters("OrganizationNode o-1234567890 is not of type ACCOUNT."):
        client.create_portfolio_share(
            **named, OrganizationNode={"Type": "ACCOUNT", "Value": "o-1234567890"}
        )
    principals = (
        "SharePrincipals is only supported for an OrganizationNode of type ORGANIZATION or "
        "ORGANIZATIONAL_UNIT."
    )
    with invalid_parameters(principals):
        client.create_portfolio_share(**named, AccountId=SPOKE, SharePrincipals=True)
    with not_supported(
        "AWSOrganizationsAccess must be enabled in order to create a portfolio share to an "
        "organization node: call EnableAWSOrganizationsAccess."
    ):
        client.create_portfolio_share(**named, OrganizationNode=UNIT)
    with not_found(f"Portfolio {portfolio.id} is not shared with {SPOKE}"):
        client.delete_portfolio_share(**named, AccountId=SPOKE)
    with not_found(f"Portfolio {portfolio.id} is not shared with {OTHER}"):
        client.update_portfolio_share(**named, AccountId=OTHER)
    with not_found("Portfolio share token not found: share-none"):
        client.describe_portfolio_share_status(PortfolioShareToken="share-none")


def test_what_is_shared_can_not_be_shared_on(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    portfolio = portfolio_with(sc_plan, "queue")
    spoke = share(sc_plan_client, portfolio.id)
    with not_supported(
        f"Portfolio {portfolio.id} is shared with this account: it can't be shared on."
    ):
        spoke.create_portfolio_share(PortfolioId=portfolio.id, AccountId=OTHER)
    (product,) = portfolio.products
    local = sc_plan.for_account(SPOKE).add_portfolio("local")
    pair = {"ProductId": product.id, "SourcePortfolioId": portfolio.id}
    spoke.associate_product_with_portfolio(PortfolioId=local.id, **pair)
    with not_supported(
        f"Portfolio {local.id} contains the shared product {product.id}: it can't be shared on."
    ):
        spoke.create_portfolio_share(PortfolioId=local.id, AccountId=OTHER)
    passed_on = sc_plan.for_account(SPOKE).add_portfolio("on", shared_with=[OTHER])
    with not_supported(
        f"Portfolio {passed_on.id} is shared: a product of another account can't be shared on."
    ):
        spoke.associate_product_with_portfolio(PortfolioId=passed_on.id, **pair)


def test_a_portfolio_is_shared_with_parts_of_an_organization(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    client, portfolio = sc_plan_client, portfolio_with(sc_plan, "queue")
    spoke, other = client_of(SPOKE), client_of(OTHER)
    for account in (spoke, other):
        assert accepted(account, PortfolioShareType="AWS_ORGANIZATIONS") == []
    arn = "arn:aws:organizations::123456789012:ou/o-1234567890/ou-abcd-12345678"
    token = share_with_node(client, portfolio.id, {**UNIT, "Value": arn})
    # The second time it has no effect, and answers as before.
    again = client.create_portfolio_share(PortfolioId=portfolio.id, OrganizationNode=UNIT)
    assert again["PortfolioShareToken"] == token
    told = finish(client, token)
    del told["ResponseMetadata"]
    assert told == {
        "PortfolioShareToken": token,
        "PortfolioId": portfolio.id,
        "OrganizationNodeValue": UNIT["Value"],
        "Status": "COMPLETED",
        "ShareDetails": {"SuccessfulShares": [SPOKE, OTHER], "ShareErrors": []},
    }
    share_with_node(client, portfolio.id, MEMBER)
    share_with_node(client, portfolio.id, ORGANIZATION, SharePrincipals=True)
    for kind, principal, with_principals in (
        ("ORGANIZATION", ORGANIZATION["Value"], True),
        ("ORGANIZATIONAL_UNIT", UNIT["Value"], False),
        ("ORGANIZATION_MEMBER_ACCOUNT", SPOKE, False),
    ):
        (detail,) = shares(client, portfolio.id, kind)
        assert (detail["PrincipalId"], detail["Type"]) == (principal, kind)
        assert (detail["Accepted"], detail["SharePrincipals"]) == (True, with_principals)
    for node in (ORGANIZATION, UNIT, MEMBER):
        assert nodes(client, portfolio.id, node["Type"]) == [node]
    assert access(client, portfolio.id) == [SPOKE]
    assert access(client, portfolio.id, OrganizationParentId=UNIT["Value"]) == [SPOKE, OTHER]
    assert access(client, portfolio.id, OrganizationParentId="ou-none") == []
    for node in (ORGANIZATION, UNIT):
        token = client.delete_portfolio_share(PortfolioId=portfolio.id, OrganizationNode=node)[
            "PortfolioShareToken"
        ]
        finish(client, token)
    assert accepted(other, PortfolioShareType="AWS_ORGANIZATIONS") == []
    assert accepted(spoke, PortfolioShareType="AWS_ORGANIZATIONS") == [portfolio.id]


def test_one_operation_on_the_shares_of_a_portfolio_at_a_time(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    client, portfolio = sc_plan_client, portfolio_with(sc_plan, "queue")
    spoke = client_of(SPOKE)
    client.enable_aws_organizations_access()
    sc_plan.advance()
    named = {"PortfolioId": portfolio.id, "OrganizationNode": UNIT}
    token = client.create_portfolio_share(**named)["PortfolioShareToken"]
    # It is not there for the recipients yet, whoever looks.
    assert sc_plan.for_account(SPOKE).portfolios == []
    for call in (client.update_portfolio_share, client.delete_portfolio_share):
        sc_plan.configure(progress="manual")
        with invalid_state(BUSY):
            call(**named)
    with invalid_state(BUSY):
        client.create_portfolio_share(PortfolioId=portfolio.id, AccountId=OTHER)
    assert client.describe_portfolio_share_status(PortfolioShareToken=token)["Status"] == (
        "IN_PROGRESS"
    )
    assert accepted(spoke, PortfolioShareType="AWS_ORGANIZATIONS") == []
    sc_plan.configure(progress="time")
    with invalid_state(BUSY):
        client.create_portfolio_share(PortfolioId=portfolio.id, AccountId=OTHER)
    sc_plan.advance(30)
    assert accepted(spoke, PortfolioShareType="AWS_ORGANIZATIONS") == [portfolio.id]
    sc_plan.configure(progress="polls")
    # Whoever tries again, or looks, sees the end of it.
    token = client.update_portfolio_share(**named, ShareTagOptions=True)["PortfolioShareToken"]
    with invalid_state(BUSY):
        client.create_portfolio_share(PortfolioId=portfolio.id, AccountId=OTHER)
    client.create_portfolio_share(PortfolioId=portfolio.id, AccountId=OTHER)
    assert client.describe_portfolio_share_status(PortfolioShareToken=token)["Status"] == (
        "COMPLETED"
    )
    client.delete_portfolio_share(**named)
    for _ in range(2):
        shares(client, portfolio.id, "ACCOUNT")
    client.create_portfolio_share(**named)
    looks = [accepted(spoke, PortfolioShareType="AWS_ORGANIZATIONS") for _ in range(3)]
    assert looks == [[], [], [portfolio.id]]
    sc_plan.configure(progress="immediate")
    assert client.update_portfolio_share(**named)["Status"] == "COMPLETED"


@pytest.mark.sc_plan(progress="immediate")
def test_what_the_owner_takes_away_is_gone_downstream_at_once(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    portfolio = portfolio_with(sc_plan, "queue", "topic")
    queue, topic = portfolio.products
    at_spoke = sc_plan.for_account(SPOKE)
    spoke = share(sc_plan_client, portfolio.id)
    own = at_spoke.add_product("own", launch_paths=["local"])
    local = at_spoke.portfolio("local")
    for product in (queue, topic):
        spoke.associate_product_with_portfolio(
            ProductId=product.id, PortfolioId=local.id, SourcePortfolioId=portfolio.id
        )
    role = "arn:aws:iam::111122223333:role/launch"
    seeded = at_spoke.add_portfolio("seeded", products=[queue], launch_roles={queue: role})
    assert [product.name for product in local.products] == ["queue", "topic", "own"]
    item = at_spoke.add_provisioned_product("item", product="queue")
    plan = at_spoke.add_plan(product=at_spoke.products[0], provisioned_product_name="planned")
    paths = spoke.list_launch_paths(ProductId=queue.id)["LaunchPathSummaries"]
    assert [path["Name"] for path in paths] == ["offers", "local", "seeded"]
    assert paths[2]["ConstraintSummaries"] == [
        {"Type": "LAUNCH", "Description": f"Launch as {role}"}
    ]

    sc_plan_client.disassociate_product_from_portfolio(ProductId=topic.id, PortfolioId=portfolio.id)
    assert [product.name for product in local.products] == ["queue", "own"]
    assert [product.name for product in at_spoke.products] == ["queue", "own"]
    with not_found(f"{topic.id} does not exist or access was denied"):
        spoke.describe_product(Id=topic.id)

    sc_plan_client.delete_portfolio_share(PortfolioId=portfolio.id, AccountId=SPOKE)
    assert at_spoke.products == [own]
    assert (local.products, seeded.products) == ((own,), ())
    assert [one.name for one in at_spoke.portfolios] == ["local", "seeded"]
    with not_found(f"{queue.id} does not exist or access was denied"):
        spoke.list_launch_paths(ProductId=queue.id)
    # What was provisioned stays, and so does what was planned.
    assert item.status == "AVAILABLE"
    spoke.execute_provisioned_product_plan(PlanId=plan.id)
    assert at_spoke.provisioned_product("planned").status == "AVAILABLE"
    spoke.terminate_provisioned_product(ProvisionedProductId=item.id)
    assert [one.name for one in at_spoke.provisioned_products] == ["planned"]


def test_a_portfolio_has_at_most_5000_shares(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    full = [f"2{number:011}" for number in range(5000)]
    portfolio = sc_plan.add_portfolio("p", shared_with=full)
    with refused(
        "LimitExceededException",
        f"There are 5000 shares of portfolio {portfolio.id} already, which is the limit.",
    ):
        sc_plan_client.create_portfolio_share(PortfolioId=portfolio.id, AccountId=SPOKE)
    page = sc_plan_client.list_portfolio_access(PortfolioId=portfolio.id, PageSize=100)
    assert page["AccountIds"] == full[:100]
    assert page["NextPageToken"]


def test_a_shared_product_comes_from_the_portfolio_that_it_is_shared_through(
    sc_plan: ServiceCatalog,
) -> None:
    spoke = "210987654321"
    product = sc_plan.add_product("queue", launch_paths=["shared"])
    sc_plan.add_portfolio("more", products=[product], shared_with=[spoke])
    local = sc_plan.for_account(spoke).add_portfolio("local")
    with invalid_parameters(
        f"Product {product.id} is of account 123456789012: SourcePortfolioId must name the "
        "portfolio that it is shared through."
    ):
        client_of(spoke).associate_product_with_portfolio(
            ProductId=product.id, PortfolioId=local.id
        )
