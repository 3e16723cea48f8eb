"""What the operations of constraints and budgets need: resources, requests, recorded answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client
from .recorded_scenes import Answer, Scene
from .recorded_shapes import ACCOUNT, GIVEN, PORTFOLIO_ID, PRODUCT_ID, TEXT, identifier
from .recording import May, Recorded

if TYPE_CHECKING:
    from .stocked import Stock

LAUNCH: Final = {
    "Type": "LAUNCH",
    "Parameters": '{"RoleArn" : "arn:aws:iam::123456789012:role/LaunchRole"}',
}
TOPICS: Final = '{"NotificationArns": ["arn:aws:sns:us-east-1:123456789012:events"]}'


def stock_up(stock: Stock) -> None:
    """Put constraints on a product, which leave room for a LAUNCH one, and give it budgets."""
    path = stock.product.launch_paths[1]
    pair = {"PortfolioId": path.portfolio_id, "ProductId": stock.product.id}
    rules = '{"Rules": {"R": {"Assertions": [{"Assert": {"Fn::Equals": ["a", "a"]}}]}}}'
    made = [
        stock.client.create_constraint(
            **pair, Type="TEMPLATE", Parameters=rules, Description=f"Number {number}"
        )["ConstraintDetail"]["ConstraintId"]
        for number in range(5)
    ]
    for number in range(5):
        stock.client.associate_budget_with_resource(
            ResourceId=stock.product.id, BudgetName=f"budget-{number}"
        )
    stock.known |= {"BudgetName": "budget-0", "ResourceId": stock.product.id}
    stock.requests |= {
        "CreateConstraint": {**pair, **LAUNCH},
        "UpdateConstraint": {"Id": made[0]},
        "DescribeConstraint": {"Id": made[0]},
        "DeleteConstraint": {"Id": made[1]},
        "ListConstraintsForPortfolio": {"PortfolioId": path.portfolio_id},
        "AssociateBudgetWithResource": {"BudgetName": "another"},
    }


def _repeated(client: Client, stock: Stock) -> dict[str, Any]:
    request = stock.request("CreateConstraint")
    client.create_constraint(**request)
    return {**request, "Description": "Another"}


def _full(client: Client, stock: Stock) -> dict[str, Any]:
    request = stock.request("CreateConstraint", Type="NOTIFICATION", Parameters=TOPICS)
    for number in range(95):
        client.create_constraint(**request, Description=f"Number {number}")
    return request


def _taken(client: Client, stock: Stock) -> dict[str, Any]:
    return stock.request("AssociateBudgetWithResource", BudgetName="budget-0")


SPECIAL: Final[dict[tuple[str, str], Callable[[Client, Stock], dict[str, Any]]]] = {
    ("CreateConstraint", "DuplicateResourceException"): _repeated,
    ("CreateConstraint", "LimitExceededException"): _full,
    ("AssociateBudgetWithResource", "DuplicateResourceException"): _taken,
}
"""Requests that are refused with an error, and the calls before them."""

NEVER: Final = {
    ("AssociateBudgetWithResource", "InvalidParametersException"): "its names are only looked up",
    ("AssociateBudgetWithResource", "LimitExceededException"): "no limit is documented",
}
"""Documented errors that can't come by themselves, and why."""

# -------------------------------------------------------------------------- recorded answers

DETAIL: Final = {
    "ConstraintId": identifier("cons"),
    "Type": "LAUNCH",
    "Description": May(TEXT, GIVEN),
    "Owner": ACCOUNT,
    "ProductId": PRODUCT_ID,
    "PortfolioId": PORTFOLIO_ID,
}
PARAMETERS: Final = r'\{"RoleArn" : "arn:aws:iam::123456789012:role/LaunchRole"\}'
CREATING: Final = {
    "ConstraintDetail": DETAIL,
    "ConstraintParameters": PARAMETERS,
    "Status": "CREATING",
}

RECORDED: Final = (
    Recorded("CreateConstraint", "CLI 2025", CREATING),
    Recorded(
        "UpdateConstraint",
        "CLI 2025",
        {**CREATING, "ConstraintParameters": r'\{"LocalRoleName": "TestLaunchRole"\}'},
    ),
    Recorded("DescribeConstraint", "CLI 2025", {**CREATING, "Status": "AVAILABLE"}),
    Recorded("ListConstraintsForPortfolio", "CLI 2025", {"ConstraintDetails": [DETAIL]}),
    Recorded("DeleteConstraint", "CLI, 'This command produces no output.'", {}),
)
UNRECORDED: Final = dict.fromkeys(
    (
        "AssociateBudgetWithResource",
        "DisassociateBudgetFromResource",
        "ListBudgetsForResource",
    ),
    "neither aws-cli's examples have it nor does Terraform's provider show an answer",
)
"""Operations of which nobody has recorded an answer, and where it was looked for."""


def _create(catalog: ServiceCatalog, client: Client) -> Answer:
    product = catalog.add_product()
    portfolio_id = product.launch_paths[0].portfolio_id
    return client.create_constraint(PortfolioId=portfolio_id, ProductId=product.id, **LAUNCH)


def _made(catalog: ServiceCatalog, client: Client) -> str:
    identifier: str = _create(catalog, client)["ConstraintDetail"]["ConstraintId"]
    catalog.advance()
    return identifier


def _list(catalog: ServiceCatalog, client: Client) -> Answer:
    detail = _create(catalog, client)["ConstraintDetail"]
    return client.list_constraints_for_portfolio(PortfolioId=detail["PortfolioId"])


SCENES: Final[dict[str, Scene]] = {
    "CreateConstraint": _create,
    "UpdateConstraint": lambda catalog, client: client.update_constraint(
        Id=_made(catalog, client), Parameters='{"LocalRoleName": "TestLaunchRole"}'
    ),
    "DescribeConstraint": lambda catalog, client: client.describe_constraint(
        Id=_made(catalog, client)
    ),
    "ListConstraintsForPortfolio": _list,
    "DeleteConstraint": lambda catalog, client: client.delete_constraint(Id=_made(catalog, client)),
}
