"""What the operations of own products, versions, copies and engines' results need."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from botocore import xform_name

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client, send
from .recorded_scenes import Answer, Scene
from .recorded_shapes import (
    PRODUCT_ID,
    SUMMARY,
    TAGS,
    TEMPLATE_URL,
    TEXT,
    TEXTS,
    VERSION_DETAIL,
    VIEW,
    identifier,
)
from .recording import Recorded

if TYPE_CHECKING:
    from .stocked import Stock

URL = "https://templates.s3.amazonaws.com/queue.template"
VERSION: Final = {"Name": "v1", "Description": "Of old", "Info": {"LoadTemplateFromURL": URL}}
PRODUCT: Final[dict[str, Any]] = {
    "Name": "made",
    "Owner": "them",
    "ProductType": "CLOUD_FORMATION_TEMPLATE",
    "ProvisioningArtifactParameters": VERSION,
}
RESULTS: Final = {
    "ProvisionProduct": "NotifyProvisionProductEngineWorkflowResult",
    "UpdateProvisionedProduct": "NotifyUpdateProvisionedProductEngineWorkflowResult",
    "TerminateProvisionedProduct": "NotifyTerminateProvisionedProductEngineWorkflowResult",
}
TAGS_GIVEN: Final = [{"Key": "team", "Value": "core"}]
TOKENS: Final = ("ProvisionToken", "UpdateToken", "TerminateToken")


def stock_up(stock: Stock) -> None:
    """Put products, a copy and work of an engine into a fake."""
    catalog, product = stock.catalog, stock.product
    spare = catalog.add_product("spare", launch_paths=0)
    outdated = catalog.add_product("outdated", versions={"v1": None, "v2": None})
    copied = {"SourceProductArn": product.arn, "TargetProductName": "copy"}
    body = send(catalog, "CopyProduct", {**copied, "IdempotencyToken": "copy"}).body
    stock.requests |= {
        "CreateProduct": PRODUCT,
        "UpdateProduct": {"Id": product.id, "Owner": "others", "AddTags": TAGS_GIVEN},
        "DeleteProduct": {"Id": spare.id},
        "CreateProvisioningArtifact": {"Parameters": VERSION},
        "DeleteProvisioningArtifact": {
            "ProductId": outdated.id,
            "ProvisioningArtifactId": outdated.provisioning_artifacts[0].id,
        },
        "CopyProduct": {"SourceProductArn": product.arn},
        "DescribeCopyProductStatus": {"CopyProductToken": json.loads(body)["CopyProductToken"]},
    }
    chosen = catalog.settings
    catalog.configure(workflow="notify", outcome="succeeded")
    catalog.add_product("network", type="EXTERNAL")
    for operation, token in zip(RESULTS, TOKENS, strict=True):
        stock.requests[RESULTS[operation]] = _waiting(catalog, operation, token)
    catalog.configure(workflow=chosen.workflow, outcome=chosen.outcome)


def _waiting(catalog: ServiceCatalog, operation: str, token: str) -> dict[str, Any]:
    """Ask an engine for something, and give the request that tells its result."""
    request = {"ProvisionedProductName": operation, token: operation}
    if operation == "ProvisionProduct":
        request |= {"ProductName": "network", "ProvisioningArtifactName": "v1"}
    else:
        catalog.add_provisioned_product(operation, product="network")
    body = send(catalog, operation, request).body
    record = catalog.record(json.loads(body)["RecordDetail"]["RecordId"])
    return {
        "WorkflowToken": record.workflow_token,
        "RecordId": record.id,
        "Status": "SUCCEEDED",
    }


def _full_region(client: Client, stock: Stock) -> dict[str, Any]:
    for number in range(len(stock.catalog.products), 350):
        stock.catalog.add_product(f"more-{number}", launch_paths=0)
    return PRODUCT


def _full_product(client: Client, stock: Stock) -> dict[str, Any]:
    product = stock.catalog.add_product(versions=dict.fromkeys(map(str, range(100))))
    return {"ProductId": product.id, "Parameters": VERSION}


def _with_an_action(client: Client, stock: Stock) -> dict[str, Any]:
    definition = {"Name": "AWS-RestartEC2Instance", "Version": "1", "AssumeRole": "LAUNCH_ROLE"}
    action = client.create_service_action(
        Name="restart", DefinitionType="SSM_AUTOMATION", Definition=definition
    )["ServiceActionDetail"]["ServiceActionSummary"]["Id"]
    request = stock.request("DeleteProvisioningArtifact")
    client.associate_service_action_with_provisioning_artifact(ServiceActionId=action, **request)
    return request


def _without_a_source(client: Client, stock: Stock) -> dict[str, Any]:
    arn = "arn:aws:catalog:us-east-1:123456789012:product/prod-1"
    return stock.request("CopyProduct", SourceProductArn=arn)


def _without_a_copy(client: Client, stock: Stock) -> dict[str, Any]:
    return {"CopyProductToken": "none"}


def _in_portfolios(client: Client, stock: Stock) -> dict[str, Any]:
    return {"Id": stock.known["ProductId"]}


def _with_a_wrong_token(operation: str, client: Client, stock: Stock) -> dict[str, Any]:
    return stock.request(operation, WorkflowToken="none")


SPECIAL: Final[dict[tuple[str, str], Callable[[Client, Stock], dict[str, Any]]]] = {
    ("CreateProduct", "LimitExceededException"): _full_region,
    ("CreateProvisioningArtifact", "LimitExceededException"): _full_product,
    ("DeleteProduct", "ResourceInUseException"): _in_portfolios,
    ("DeleteProvisioningArtifact", "ResourceInUseException"): _with_an_action,
    ("CopyProduct", "ResourceNotFoundException"): _without_a_source,
    ("DescribeCopyProductStatus", "ResourceNotFoundException"): _without_a_copy,
    **{
        (operation, "InvalidParametersException"): partial(_with_a_wrong_token, operation)
        for operation in RESULTS.values()
    },
}
"""Requests that are refused with an error, and the calls before them."""

NEVER: Final[dict[tuple[str, str], str]] = dict.fromkeys(
    [
        (f"{verb}Product", "TagOptionNotMigratedException")
        for verb in ("Create", "Update", "Delete")
    ],
    "of accounts from before TagOptions, which never migrated theirs",
)
"""Documented errors that can't come by themselves, and why."""

# -------------------------------------------------------------------------- recorded answers

FULL_SUMMARY: Final = {**SUMMARY, **dict.fromkeys(TEXTS, TEXT)}
DETAILS: Final = {
    "Description": "A queue",
    "Distributor": "them",
    "SupportDescription": "Ask them",
    "SupportEmail": "them@example.com",
    "SupportUrl": "https://example.com",
    "Tags": TAGS_GIVEN,
}

RECORDED: Final = (
    Recorded(
        "CreateProduct",
        "CLI 2019",
        {
            "ProductViewDetail": {**VIEW, "ProductViewSummary": FULL_SUMMARY},
            "ProvisioningArtifactDetail": VERSION_DETAIL,
            "Tags": TAGS,
        },
    ),
    Recorded(
        "CreateProvisioningArtifact",
        "CLI 2019",
        {
            "ProvisioningArtifactDetail": {**VERSION_DETAIL, "Description": "Of old"},
            "Info": TEMPLATE_URL,
            "Status": "CREATING",
        },
    ),
    Recorded(
        "UpdateProvisioningArtifact",
        "CLI 2019, a name with a blank",
        {
            "ProvisioningArtifactDetail": {
                **VERSION_DETAIL,
                "Name": "updated name",
                "Description": "updated description",
            },
            "Info": TEMPLATE_URL,
            "Status": "AVAILABLE",
        },
    ),
    Recorded(
        "UpdateProduct",
        "CLI 2019",
        {"ProductViewDetail": {**VIEW, "ProductViewSummary": FULL_SUMMARY}, "Tags": TAGS},
    ),
    Recorded("CopyProduct", "CLI 2026", {"CopyProductToken": identifier("copyproduct")}),
    Recorded(
        "DescribeCopyProductStatus",
        "CLI 2019",
        {"CopyProductStatus": "SUCCEEDED", "TargetProductId": PRODUCT_ID},
    ),
    *(
        Recorded(operation, "CLI, 'This command produces no output.'", {})
        for operation in ("DeleteProduct", "DeleteProvisioningArtifact")
    ),
    *(
        Recorded(operation, "service-catalog-engine-for-terraform-os reads nothing", {})
        for operation in RESULTS.values()
    ),
)
UNRECORDED: Final[dict[str, str]] = {}
"""Operations of which nobody has recorded an answer, and where it was looked for."""


def _create(client: Client, **more: Any) -> str:
    made = client.create_product(**{**PRODUCT, **more})
    identifier: str = made["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
    return identifier


def _create_version(catalog: ServiceCatalog, client: Client) -> Answer:
    product = catalog.add_product()
    return client.create_provisioning_artifact(ProductId=product.id, Parameters=VERSION)


def _update_version(catalog: ServiceCatalog, client: Client) -> Answer:
    product = catalog.add_product()
    return client.update_provisioning_artifact(
        ProductId=product.id,
        ProvisioningArtifactId=product.provisioning_artifacts[0].id,
        Name="updated name",
        Description="updated description",
    )


def _delete_version(catalog: ServiceCatalog, client: Client) -> Answer:
    product = catalog.add_product(versions={"v1": None, "v2": None})
    return client.delete_provisioning_artifact(
        ProductId=product.id, ProvisioningArtifactId=product.provisioning_artifacts[0].id
    )


def _update(catalog: ServiceCatalog, client: Client) -> Answer:
    identifier = _create(client, **DETAILS)
    return client.update_product(Id=identifier, Name="New name", Owner="New owner")


def _copy_status(catalog: ServiceCatalog, client: Client) -> Answer:
    copied = client.copy_product(SourceProductArn=catalog.add_product().arn)
    catalog.advance()
    return client.describe_copy_product_status(CopyProductToken=copied["CopyProductToken"])


def _result_of(operation: str, token: str) -> Scene:
    def play(catalog: ServiceCatalog, client: Client) -> Answer:
        catalog.configure(workflow="notify")
        catalog.add_product("network", type="EXTERNAL")
        request = _waiting(catalog, operation, token)
        return getattr(client, xform_name(RESULTS[operation]))(**request)

    return play


SCENES: Final[dict[str, Scene]] = {
    "CreateProduct": lambda _, client: client.create_product(**PRODUCT, **DETAILS),
    "UpdateProduct": _update,
    "DeleteProduct": lambda _, client: client.delete_product(Id=_create(client)),
    "CreateProvisioningArtifact": _create_version,
    "UpdateProvisioningArtifact": _update_version,
    "DeleteProvisioningArtifact": _delete_version,
    "CopyProduct": lambda catalog, client: client.copy_product(
        SourceProductArn=catalog.add_product().arn
    ),
    "DescribeCopyProductStatus": _copy_status,
    **{
        RESULTS[operation]: _result_of(operation, token)
        for operation, token in zip(RESULTS, TOKENS, strict=True)
    },
}
