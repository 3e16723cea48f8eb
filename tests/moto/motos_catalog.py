"""Products and portfolios, made and listed through moto."""

from __future__ import annotations

import json
from typing import Any

import boto3

from ..helpers import Client

TEMPLATE: dict[str, Any] = {
    "Parameters": {"Env": {"Type": "String"}},
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
    "Outputs": {"Env": {"Value": {"Ref": "Env"}}},
}


def create_product(client: Client, name: str = "queue", **more: Any) -> str:
    """Make a product in moto, and give its id."""
    more = {"ProductType": "CLOUD_FORMATION_TEMPLATE", **more}
    made = client.create_product(Name=name, Owner="platform", **more)
    identifier: str = made["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
    return identifier


def version(url: str = "https://templates.s3.amazonaws.com/queue.json", **more: Any) -> Any:
    return {"Info": {"LoadTemplateFromURL": url}, **more}


def create_portfolio(client: Client, name: str = "team") -> str:
    """Make a portfolio in moto, and give its id."""
    made = client.create_portfolio(DisplayName=name, ProviderName="platform")
    identifier: str = made["PortfolioDetail"]["Id"]
    return identifier


def portfolios(client: Client) -> list[tuple[str, str]]:
    """The names and providers of the portfolios that moto lists."""
    listed = client.list_portfolios()["PortfolioDetails"]
    return [(found["DisplayName"], found["ProviderName"]) for found in listed]


def found(client: Client) -> list[str]:
    """The names of the products that users find."""
    return [product["Name"] for product in client.search_products()["ProductViewSummaries"]]


def paths(client: Client, product_id: str) -> list[str]:
    listed = client.list_launch_paths(ProductId=product_id)["LaunchPathSummaries"]
    return [launch_path["Name"] for launch_path in listed]


def put_template(template: Any = None, key: str = "queue.json") -> None:
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="templates")
    body = template if isinstance(template, str) else json.dumps(template or TEMPLATE)
    s3.put_object(Bucket="templates", Key=key, Body=body.encode())
