"""What the operations of principals and shares need: resources, requests, refusals, answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pytest_sc_plan import PortfolioView, ServiceCatalog
from pytest_sc_plan.catalog.sharing import Share, set_share
from pytest_sc_plan.fake.lookup import state_of

from ..helpers import Client
from ..sharing import OTHER, SPOKE, UNIT, portfolio_with, share_with_node
from .recorded_scenes import Answer, Scene
from .recorded_shapes import ACCOUNT, GIVEN, PORTFOLIO, PORTFOLIO_ID, TEXT, USER_ARN, identifier
from .recording import Form, May, Recorded

if TYPE_CHECKING:
    from .stocked import Stock

USER = "arn:aws:iam::123456789012:user/usertest"
TOKEN = identifier("share")


class Member:
    """An organization that the account is no administrator of."""

    def management_account_of(self, account_id: str) -> str:
        return OTHER

    def members(self, node_type: str, value: str) -> list[str]:
        return [SPOKE]

    def delegated_administrators(self, account_id: str, service_principal: str) -> list[str]:
        return []


def stock_up(stock: Stock) -> None:
    """Put portfolios into a fake that are shared in each way, with principals and without."""
    catalog = stock.catalog
    state_of(catalog).world.trusted.add(None)
    shared = catalog.add_portfolio(
        "shared",
        principals=[f"{USER}{number}" for number in range(4)],
        shared_with=[f"20000000000{number}" for number in range(4)],
    )
    for number in range(4):
        _share(shared, "ORGANIZATIONAL_UNIT", f"ou-abcd-0000000{number}")
    at_other = catalog.for_account(OTHER)
    offered = [at_other.add_portfolio(shared_with=["123456789012"]) for _ in range(4)]
    private = catalog.add_portfolio("private")
    by_id = {"PortfolioId": shared.id}
    of_account = {**by_id, "AccountId": "200000000000"}
    of_node = {**by_id, "OrganizationNode": {**UNIT, "Value": "ou-abcd-00000000"}}
    stock.known |= {"PrincipalARN": USER, "PrincipalType": "IAM"}
    stock.requests |= {
        "CreatePortfolioShare": {"PortfolioId": private.id, "OrganizationNode": UNIT},
        "UpdatePortfolioShare": of_account,
        "DeletePortfolioShare": of_node,
        "DescribePortfolioShares": {**by_id, "Type": "ACCOUNT"},
        "ListPortfolioAccess": by_id,
        "ListOrganizationPortfolioAccess": {
            **by_id,
            "OrganizationNodeType": "ORGANIZATIONAL_UNIT",
        },
        "AcceptPortfolioShare": {"PortfolioId": offered[0].id},
        "RejectPortfolioShare": {"PortfolioId": offered[1].id},
        "ListPrincipalsForPortfolio": by_id,
        "DisassociatePrincipalFromPortfolio": {**by_id, "PrincipalARN": f"{USER}0"},
        "DescribePortfolioShareStatus": {"PortfolioShareToken": _begun(stock, private)},
    }


def _share(portfolio: PortfolioView, kind: str, principal_id: str) -> None:
    share = Share(kind, principal_id, accepted=True, accounts=(SPOKE,))
    set_share(portfolio._store, portfolio._resource, share)


def _begun(stock: Stock, portfolio: PortfolioView) -> str:
    """The token of an operation, which is over."""
    named = {"PortfolioId": portfolio.id, "AccountId": OTHER}
    stock.client.create_portfolio_share(**named)
    token: str = stock.client.update_portfolio_share(**named)["PortfolioShareToken"]
    state_of(stock.catalog).world.changes.advance()
    return token


def _full_principals(client: Client, stock: Stock) -> dict[str, Any]:
    users = [f"{USER}{number}" for number in range(100)]
    portfolio = stock.catalog.add_portfolio(principals=users)
    return stock.request("AssociatePrincipalWithPortfolio", PortfolioId=portfolio.id)


def _full_shares(client: Client, stock: Stock) -> dict[str, Any]:
    accounts = [f"3{number:011}" for number in range(5000)]
    portfolio = stock.catalog.add_portfolio(shared_with=accounts)
    return {"PortfolioId": portfolio.id, "AccountId": SPOKE}


def _busy(operation: str) -> Callable[[Client, Stock], dict[str, Any]]:
    def prepare(client: Client, stock: Stock) -> dict[str, Any]:
        request = stock.request(operation)
        named = {"PortfolioId": request["PortfolioId"]}
        client.create_portfolio_share(**named, AccountId=SPOKE)
        client.update_portfolio_share(**named, AccountId=SPOKE)
        return request

    return prepare


def _by_a_member(operation: str) -> Callable[[Client, Stock], dict[str, Any]]:
    def prepare(client: Client, stock: Stock) -> dict[str, Any]:
        state_of(stock.catalog).world.organizations = Member()
        node = {"OrganizationNode": UNIT} if operation == "UpdatePortfolioShare" else {}
        request = stock.request(operation, **node)
        if node:
            del request["AccountId"]
        return request

    return prepare


def _under_change(client: Client, stock: Stock) -> dict[str, Any]:
    client.disable_aws_organizations_access()
    return {}


def _bad_page(client: Client, stock: Stock) -> dict[str, Any]:
    return stock.request("DescribePortfolioShares", PageToken="1")


def _unknown_token(client: Client, stock: Stock) -> dict[str, Any]:
    return {"PortfolioShareToken": "share-none"}


def _unknown_portfolio(client: Client, stock: Stock) -> dict[str, Any]:
    return stock.request("UpdatePortfolioShare", PortfolioId="port-none")


SPECIAL: Final[dict[tuple[str, str], Callable[[Client, Stock], dict[str, Any]]]] = {
    ("AssociatePrincipalWithPortfolio", "LimitExceededException"): _full_principals,
    ("CreatePortfolioShare", "LimitExceededException"): _full_shares,
    ("UpdatePortfolioShare", "ResourceNotFoundException"): _unknown_portfolio,
    ("DescribePortfolioShares", "InvalidParametersException"): _bad_page,
    ("DescribePortfolioShareStatus", "ResourceNotFoundException"): _unknown_token,
    **{
        (f"{verb}PortfolioShare", "InvalidStateException"): _busy(f"{verb}PortfolioShare")
        for verb in ("Create", "Update", "Delete")
    },
    **{
        (f"{verb}AWSOrganizationsAccess", "InvalidStateException"): _under_change
        for verb in ("Enable", "Disable")
    },
    **{
        (operation, "OperationNotSupportedException"): _by_a_member(operation)
        for operation in (
            "CreatePortfolioShare",
            "UpdatePortfolioShare",
            "DeletePortfolioShare",
            "DescribePortfolioShareStatus",
            "ListOrganizationPortfolioAccess",
            "EnableAWSOrganizationsAccess",
            "DisableAWSOrganizationsAccess",
            "GetAWSOrganizationsAccessStatus",
        )
    },
}
"""Requests that are refused with an error, and the calls before them."""

NEVER: Final[dict[tuple[str, str], str]] = {
    **dict.fromkeys(
        [
            (f"{verb}AWSOrganizationsAccess{noun}", "ResourceNotFoundException")
            for verb, noun in (("Enable", ""), ("Disable", ""), ("Get", "Status"))
        ],
        "an account in no organization is taken to be the management account of one",
    ),
    ("AcceptPortfolioShare", "LimitExceededException"): "no limit of imports is documented",
    ("DescribePortfolioShareStatus", "InvalidParametersException"): (
        "a token that is none is not found"
    ),
    ("ListAcceptedPortfolioShares", "OperationNotSupportedException"): (
        "portfolios of every type are listed to every account"
    ),
}
"""Documented errors that can't come by themselves, and why."""

# -------------------------------------------------------------------------- recorded answers

RECORDED: Final = (
    Recorded(
        "ListPrincipalsForPortfolio",
        "CLI 2019",
        {"Principals": [{"PrincipalARN": USER_ARN, "PrincipalType": "IAM"}]},
    ),
    Recorded(
        "ListAcceptedPortfolioShares",
        "CLI 2019",
        {"PortfolioDetails": [{**PORTFOLIO, "Description": May(TEXT, GIVEN)}]},
    ),
    Recorded("ListPortfolioAccess", "CLI 2019", {"AccountIds": [ACCOUNT]}),
    Recorded(
        "DescribePortfolioShares",
        "CLI 2025",
        {
            "PortfolioShareDetails": [
                {
                    "PrincipalId": ACCOUNT,
                    "Type": "ACCOUNT",
                    "Accepted": False,
                    "ShareTagOptions": False,
                    "SharePrincipals": False,
                }
            ]
        },
    ),
    Recorded(
        "DescribePortfolioShareStatus",
        "CLI 2025",
        {
            "PortfolioShareToken": TOKEN,
            "PortfolioId": PORTFOLIO_ID,
            "OrganizationNodeValue": ACCOUNT,
            "Status": "COMPLETED",
            "ShareDetails": {"SuccessfulShares": [ACCOUNT], "ShareErrors": Form.EMPTY},
        },
    ),
    Recorded(
        "GetAWSOrganizationsAccessStatus",
        "terraform-provider-aws, organizations_access.go",
        {"AccessStatus": "DISABLED"},
    ),
    *(
        Recorded(operation, "CLI, 'This command produces no output.'", {})
        for operation in (
            "AcceptPortfolioShare",
            "AssociatePrincipalWithPortfolio",
            "CreatePortfolioShare",
            "DeletePortfolioShare",
            "DisassociatePrincipalFromPortfolio",
            "RejectPortfolioShare",
        )
    ),
)
UNRECORDED: Final = dict.fromkeys(
    [
        "DisableAWSOrganizationsAccess",
        "EnableAWSOrganizationsAccess",
        "ListOrganizationPortfolioAccess",
        "UpdatePortfolioShare",
    ],
    "aws-cli has no example, and terraform-provider-aws reads nothing of the answer",
)
"""Operations of which nobody has recorded an answer, and where it was looked for."""


def _offered(catalog: ServiceCatalog) -> str:
    return catalog.for_account(OTHER).add_portfolio(shared_with=["123456789012"]).id


def _principal(catalog: ServiceCatalog) -> dict[str, str]:
    portfolio = catalog.add_portfolio(principals=[USER])
    return {"PortfolioId": portfolio.id, "PrincipalARN": USER}


def _shared(catalog: ServiceCatalog, client: Client) -> dict[str, str]:
    named = {"PortfolioId": catalog.add_portfolio().id}
    client.create_portfolio_share(**named, AccountId=SPOKE)
    return named


def _status(catalog: ServiceCatalog, client: Client) -> Answer:
    node = {"Type": "ACCOUNT", "Value": SPOKE}
    token = share_with_node(client, portfolio_with(catalog, "queue").id, node)
    return client.describe_portfolio_share_status(PortfolioShareToken=token)


def _list_accepted(catalog: ServiceCatalog, client: Client) -> Answer:
    _offered(catalog)
    return client.list_accepted_portfolio_shares()


SCENES: Final[dict[str, Scene]] = {
    "ListPrincipalsForPortfolio": lambda catalog, client: client.list_principals_for_portfolio(
        PortfolioId=_principal(catalog)["PortfolioId"]
    ),
    "ListAcceptedPortfolioShares": _list_accepted,
    "ListPortfolioAccess": lambda catalog, client: client.list_portfolio_access(
        **_shared(catalog, client)
    ),
    "DescribePortfolioShares": lambda catalog, client: client.describe_portfolio_shares(
        **_shared(catalog, client), Type="ACCOUNT"
    ),
    "DescribePortfolioShareStatus": _status,
    "GetAWSOrganizationsAccessStatus": lambda _, client: (
        client.get_aws_organizations_access_status()
    ),
    "AcceptPortfolioShare": lambda catalog, client: client.accept_portfolio_share(
        PortfolioId=_offered(catalog)
    ),
    "RejectPortfolioShare": lambda catalog, client: client.reject_portfolio_share(
        PortfolioId=_offered(catalog)
    ),
    "AssociatePrincipalWithPortfolio": lambda catalog, client: (
        client.associate_principal_with_portfolio(**_principal(catalog), PrincipalType="IAM")
    ),
    "DisassociatePrincipalFromPortfolio": lambda catalog, client: (
        client.disassociate_principal_from_portfolio(**_principal(catalog))
    ),
    "CreatePortfolioShare": lambda catalog, client: client.create_portfolio_share(
        PortfolioId=catalog.add_portfolio().id, AccountId=SPOKE
    ),
    "DeletePortfolioShare": lambda catalog, client: client.delete_portfolio_share(
        **_shared(catalog, client), AccountId=SPOKE
    ),
}
