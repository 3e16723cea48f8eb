"""Work of both engines that fails, as CloudFormation has it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ..helpers import Client

QUEUE: dict[str, Any] = {"Type": "AWS::SQS::Queue"}
SIZED: dict[str, Any] = {
    "Parameters": {"Size": {"Type": "String", "AllowedValues": ["small", "large"]}},
    "Resources": {"Queue": QUEUE},
}

BOTH_ENGINES = pytest.mark.parametrize(
    "engine",
    [
        pytest.param(name, marks=pytest.mark.sc_plan(engine=name))
        for name in ("scripted", "cloudformation")
    ],
)


def of_service(reason: str) -> str:
    """A pattern of the reason, as records have it."""
    return (
        re.escape(f"{reason} (Service: AmazonCloudFormation; Status Code: 400; Error Code: ")
        + r"ValidationError; Request ID: [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\)"
    )


def provision(client: Client, product: Any, *parameters: dict[str, Any]) -> dict[str, Any]:
    detail: dict[str, Any] = client.provision_product(
        ProductId=product.id,
        ProvisioningArtifactId=product.provisioning_artifacts[0].id,
        ProvisionedProductName="jobs",
        ProvisioningParameters=list(parameters),
    )["RecordDetail"]
    return detail
