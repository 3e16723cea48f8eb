"""Portfolios that several accounts see: seeded, looked at, saved."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_sc_plan import PortfolioView, ServiceCatalog, SettingsError
from pytest_sc_plan.fake.saved.adding import add_state
from pytest_sc_plan.fake.saved.writing import state

from ..helpers import Client, client_of
from ..sharing import HUB, OTHER, SPOKE, UNIT, portfolio_with, share_with_node
from .raising import raises

ROLE = f"arn:aws:iam::{HUB}:role/developer"
PATTERN = "arn:aws:iam:::role/dev*"
LAUNCH = f"arn:aws:iam::{SPOKE}:role/launch"


def test_principals_and_shares_are_seeded_and_seen(sc_plan: ServiceCatalog) -> None:
    sc_plan.add_product("queue", launch_paths=0)
    portfolio = sc_plan.add_portfolio(
        "offers", products=["queue"], principals=[ROLE, PATTERN, ROLE], shared_with=[SPOKE]
    )
    assert [(one.arn, one.type) for one in portfolio.principals] == [
        (ROLE, "IAM"),
        (PATTERN, "IAM_PATTERN"),
    ]
    (share,) = portfolio.shares
    assert (share.type, share.principal_id, share.accepted) == ("ACCOUNT", SPOKE, True)
    spoke = sc_plan.for_account(SPOKE)
    own = spoke.add_product("own", launch_paths=["local"])
    assert [product.name for product in spoke.products] == ["queue", "own"]
    assert [one.name for one in spoke.portfolios] == ["local", "offers"]
    seen = spoke.portfolio("offers")
    assert seen == portfolio == spoke.portfolio(portfolio.id)
    # The owner's principals are the owner's affair.
    assert seen.principals == ()
    (queue,) = seen.products
    assert [path.name for path in queue.launch_paths] == ["offers"]
    # A view of the owner's names the product to the recipient as well.
    (of_owner,) = sc_plan.products
    plan = spoke.add_plan(product=of_owner)
    assert plan.product == of_owner
    assert plan.path_id == queue.launch_paths[0].id
    assert own not in sc_plan.products
    with raises(ValueError, f"shared_with: product {queue.id} is shared, and can't be shared on"):
        spoke.add_portfolio("on", products=[queue], shared_with=[OTHER])


def test_what_is_not_shared_is_not_seen(sc_plan: ServiceCatalog) -> None:
    portfolio = portfolio_with(sc_plan, "queue")
    (queue,) = portfolio.products
    other = sc_plan.for_account(OTHER)
    where = f"it is in account {HUB}, region us-east-1: for_account(account_id='{HUB}')"
    here = f"in account {OTHER}, region us-east-1"
    with raises(LookupError, f"there is no portfolio 'offers' {here}; {where}"):
        other.portfolio("offers")
    with raises(LookupError, f"there is no product '{queue.id}' {here}; {where}"):
        other.add_plan(product=queue)
    assert (other.products, other.portfolios) == ([], [])
    sc_plan.add_portfolio("shared", products=[queue], shared_with=[OTHER])
    with raises(
        LookupError,
        f"there is no product 'queues' {here}; did you mean {queue.id} 'queue'?",
    ):
        other.add_plan(product="queues")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"principals": ["ada"]},
            "principals: Invalid PrincipalARN ada for PrincipalType IAM: it must be the full ARN "
            "of an IAM user, group or role, such as arn:aws:iam::123456789012:role/NAME.",
        ),
        (
            {"principals": ["arn:aws:iam:::*/x"]},
            "principals: Invalid PrincipalARN arn:aws:iam:::*/x for PrincipalType IAM_PATTERN: it "
            "must be arn:PARTITION:iam:::TYPE/ID, where TYPE is user, group or role and only ID "
            "has * and ?, such as arn:aws:iam:::role/NAME_*.",
        ),
        ({"principals": ROLE}, f"principals must be a list of texts, not {ROLE!r}: use [{ROLE!r}]"),
        ({"shared_with": [HUB]}, f"shared_with: {HUB} is the portfolio's own account"),
        (
            {"shared_with": ["1"]},
            "Value '1' at 'shared_with[0]' failed to satisfy constraint: Member must satisfy "
            "regular expression pattern: ^[0-9]{12}$",
        ),
    ],
)
def test_principals_and_shares_that_are_none_are_refused(
    sc_plan: ServiceCatalog, arguments: Any, message: str
) -> None:
    with raises(ValueError, message):
        sc_plan.add_portfolio("p", **arguments)
    assert sc_plan.portfolios == []


def spread(catalog: ServiceCatalog) -> PortfolioView:
    """A portfolio of the hub in each way that another account has to do with it."""
    portfolio = portfolio_with(catalog, "queue", "topic")
    client, spoke = client_of(), client_of(SPOKE)
    for arn, kind in ((ROLE, "IAM"), (PATTERN, "IAM_PATTERN")):
        client.associate_principal_with_portfolio(
            PortfolioId=portfolio.id, PrincipalARN=arn, PrincipalType=kind
        )
    share_with_node(client, portfolio.id, UNIT, SharePrincipals=True)
    client.create_portfolio_share(PortfolioId=portfolio.id, AccountId=OTHER)
    spoke.associate_principal_with_portfolio(
        PortfolioId=portfolio.id, PrincipalARN=LAUNCH, PrincipalType="IAM"
    )
    at_spoke = catalog.for_account(SPOKE)
    at_spoke.add_portfolio("local", products=["queue"], launch_roles={"queue": LAUNCH})
    queue = at_spoke.portfolio("offers").products[0]
    for path in queue.launch_paths:
        record = spoke.provision_product(
            ProductId=queue.id,
            ProvisioningArtifactId=queue.provisioning_artifacts[0].id,
            PathId=path.id,
            ProvisionedProductName=path.name,
        )
        assert record["RecordDetail"]["PathId"] == path.id
    catalog.advance()
    return portfolio


def seen(client: Client, portfolio_id: str) -> list[Any]:
    (queue, _) = client.search_products()["ProductViewSummaries"]
    return [
        client.list_principals_for_portfolio(PortfolioId=portfolio_id)["Principals"],
        client.list_launch_paths(ProductId=queue["ProductId"])["LaunchPathSummaries"],
        client.list_record_history()["RecordDetails"],
    ]


@pytest.mark.sc_plan(deterministic=True)
def test_what_accounts_share_is_the_same_after_their_states_were_read_back(
    sc_plan: ServiceCatalog,
) -> None:
    portfolio = spread(sc_plan)
    spoke = sc_plan.for_account(SPOKE)
    answers = seen(client_of(SPOKE), portfolio.id)
    hubs, spokes = (json.loads(json.dumps(state(one))) for one in (sc_plan, spoke))
    sc_plan.reset()
    add_state(sc_plan, hubs)
    add_state(spoke, spokes)
    assert {**state(sc_plan), "calls": 0} == {**hubs, "calls": 0}
    assert {**state(spoke), "calls": 0} == {**spokes, "calls": 0}
    assert seen(client_of(SPOKE), portfolio.id) == answers
    token = hubs["portfolios"][0]["share_actions"][0]["token"]
    told = client_of().describe_portfolio_share_status(PortfolioShareToken=token)
    assert (told["PortfolioId"], told["Status"]) == (portfolio.id, "COMPLETED")
    # What is shared can be taken away as before.
    client_of().delete_portfolio_share(PortfolioId=portfolio.id, OrganizationNode=UNIT)
    assert spoke.products == []
    assert [product.name for product in spoke.provisioned_products] == ["offers", "local"]


def test_a_recipients_state_needs_what_is_shared(sc_plan: ServiceCatalog) -> None:
    portfolio = spread(sc_plan)
    (queue, _) = portfolio.products
    spoke = sc_plan.for_account(SPOKE)
    saved = state(spoke)
    sc_plan.reset()
    with raises(
        SettingsError,
        f"portfolios[0]: product {queue.id} is not shared with account {SPOKE} through portfolio "
        f"{portfolio.id}: read the state of the account that shares it first",
    ):
        add_state(spoke, saved)
    # What was provisioned needs no portfolio.
    saved["portfolios"] = []
    add_state(spoke, saved)
    assert [product.name for product in spoke.provisioned_products] == ["offers", "local"]
    assert spoke.provisioned_product("local").product.name == "queue"
    assert spoke.products == []
