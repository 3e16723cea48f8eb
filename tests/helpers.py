"""Helpers for the tests of several rooms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from pytest_sc_plan import ServiceCatalog
from pytest_sc_plan.catalog.operations import OPERATIONS
from pytest_sc_plan.fake.dispatch import Dispatcher
from pytest_sc_plan.fake.lookup import state_of
from pytest_sc_plan.wire.http import Request, Response

from .newer import NEW, NEW_METHOD

Client = Any
"""A boto3 client of Service Catalog; its stubs would refuse what tests send on purpose."""

moto_with_portfolios = pytest.mark.skipif(
    find_spec("moto.servicecatalog") is None, reason="this moto has no Service Catalog"
)

TARGET = "AWS242ServiceCatalogService"


@contextmanager
def refused(code: str, message: str) -> Iterator[None]:
    """The block ends with the service's error of that code and message."""
    with pytest.raises(ClientError) as caught:
        yield
    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"]) == (code, message)


def not_found(message: str) -> Any:
    return refused("ResourceNotFoundException", message)


def invalid_state(message: str) -> Any:
    return refused("InvalidStateException", message)


def invalid_parameters(message: str) -> Any:
    return refused("InvalidParametersException", message)


def client_of(account_id: str | None = None, region: str | None = None) -> Client:
    """A client of another account or region."""
    credentials: dict[str, Any] = (
        {"aws_access_key_id": account_id, "aws_secret_access_key": "secret"} if account_id else {}
    )
    return boto3.client("servicecatalog", region_name=region, **credentials)


ONLY_MOTO = ". moto has it: put mock_aws around the test"
"""What is said of an operation that moto would serve, if it were active."""


def nobody_serves(*, active: bool = False) -> str:
    """What is said of an operation that moto has not either."""
    moto = f"moto {version('moto')}"
    lacks = (
        f"{moto}, which is active, does not have it"
        if active
        else f"{moto} does not have it either"
    )
    return (
        f", and {lacks}. Replace the method in the test: "
        f"monkeypatch.setattr(client, '{NEW_METHOD}', ...)"
    )


def unserved(said: str) -> str:
    """The message of the exception for the new operation, which the fake does not serve."""
    return (
        f"pytest-sc-plan does not serve {NEW}{said}. Nothing reaches the network. Served: "
        f"{', '.join(sorted(OPERATIONS))}."
    )


def unvalidated_client() -> Client:
    """A client that sends what the SDK itself would refuse."""
    return boto3.client("servicecatalog", config=Config(parameter_validation=False))


def send(
    catalog: ServiceCatalog,
    operation: str,
    body: bytes | dict[str, Any],
    *,
    host: str = "",
    **headers: str,
) -> Response:
    """Hand the fake a request that no SDK would send."""
    target = operation if "." in operation else f"{TARGET}.{operation}"
    return Dispatcher(state_of(catalog)).handle(
        Request(
            headers={
                "x-amz-target": target,
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
            body=body if isinstance(body, bytes) else json.dumps(body).encode(),
            host=host,
        )
    )


def error_of(response: Response) -> tuple[int, str, str]:
    """Status, code and message of an answer that is an error."""
    body = json.loads(response.body)
    assert sorted(body) == ["Message", "__type"]
    return response.status, body["__type"], body["Message"]


def plan_of(
    product: Any, name: str = "bucket", version: int = -1, **changes: Any
) -> dict[str, Any]:
    """A request of CreateProvisionedProductPlan for a version of a product, or the newest."""
    return {
        "PlanName": f"{name}-plan",
        "PlanType": "CLOUDFORMATION",
        "ProductId": product.id,
        "ProvisionedProductName": name,
        "ProvisioningArtifactId": product.provisioning_artifacts[version].id,
        **changes,
    }


def plan_status(client: Client, plan_id: str) -> str:
    described = client.describe_provisioned_product_plan(PlanId=plan_id)
    status: str = described["ProvisionedProductPlanDetails"]["Status"]
    return status


def record_status(client: Client, record_id: str) -> str:
    status: str = client.describe_record(Id=record_id)["RecordDetail"]["Status"]
    return status


def product_status(client: Client, id_or_name: str) -> str:
    member = "Id" if id_or_name.startswith("pp-") else "Name"
    described = client.describe_provisioned_product(**{member: id_or_name})
    status: str = described["ProvisionedProductDetail"]["Status"]
    return status


def execute(client: Client, plan_id: str, **request: Any) -> dict[str, Any]:
    detail: dict[str, Any] = client.execute_provisioned_product_plan(PlanId=plan_id, **request)[
        "RecordDetail"
    ]
    return detail


def values(**parameters: str) -> list[dict[str, str]]:
    """Parameters as a request has them."""
    return [{"Key": key, "Value": value} for key, value in parameters.items()]


def describe(client: Client, sc_plan: ServiceCatalog, **request: Any) -> dict[str, Any]:
    """Make a plan, let its creation end, and describe it."""
    plan_id = client.create_provisioned_product_plan(**request)["PlanId"]
    sc_plan.advance()
    described: dict[str, Any] = client.describe_provisioned_product_plan(PlanId=plan_id)
    return described


CHANGE_SET_REFUSED = (
    "Error calling API cloudformation:CreateChangeSet. ErrorCode: ValidationError, Message: "
)


def refusal_of_plan(client: Client, sc_plan: ServiceCatalog, **request: Any) -> str:
    """CloudFormation's reason for refusing the change set of a plan that is made so."""
    details = describe(client, sc_plan, **request)["ProvisionedProductPlanDetails"]
    assert details["Status"] == "CREATE_FAILED", details
    message: str = details["StatusMessage"]
    assert message.startswith(CHANGE_SET_REFUSED), message
    return message.removeprefix(CHANGE_SET_REFUSED)


def contents(catalog: ServiceCatalog) -> list[Any]:
    """The ids and statuses of everything in a fake."""
    return [
        [(view.id, view.status) for view in catalog.plans],
        [(view.id, view.status) for view in catalog.records],
        [(view.id, view.status, view.tags) for view in catalog.provisioned_products],
        [view.id for view in catalog.products],
    ]
