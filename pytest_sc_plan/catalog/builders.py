"""How resources come to be: complete, consistent and entered into their store.

Operations and seeding both make resources here, so that what a test seeds is what the API makes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .resources import (
    LaunchPath,
    Plan,
    PlanStatus,
    Product,
    ProvisionedProduct,
    ProvisionedProductStatus,
    ProvisioningArtifact,
    Record,
    RecordStatus,
    RecordType,
)
from .store import Store

DEFAULT_TEMPLATE: Mapping[str, Any] = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}},
}

DEFAULT_OWNER = "pytest-sc-plan"


def make_product(
    store: Store,
    name: str,
    versions: Mapping[str, Mapping[str, Any]],
    *,
    launch_paths: int,
    launch_role_arn: str | None,
) -> Product:
    """Enter a product with its versions, oldest first, and that many launch paths."""
    now = store.now()
    identifier = store.new_id("prod")
    product = Product(
        id=identifier,
        name=name,
        arn=store.arn("catalog", f"product/{identifier}"),
        created_time=now,
        launch_role_arn=launch_role_arn,
        provisioning_artifacts=[
            ProvisioningArtifact(store.new_id("pa"), version, now, dict(template))
            for version, template in versions.items()
        ],
        launch_paths=[
            LaunchPath(store.new_id("lpv3"), f"portfolio-{number}")
            for number in range(1, launch_paths + 1)
        ],
        view_id=store.new_id("prodview"),
        owner=DEFAULT_OWNER,
    )
    store.add_product(product)
    return product


def make_provisioned_product(
    store: Store,
    name: str,
    product: Product,
    artifact: ProvisioningArtifact,
    launch_path: LaunchPath | None,
    *,
    token: str,
    status: ProvisionedProductStatus = ProvisionedProductStatus.PLAN_IN_PROGRESS,
) -> ProvisionedProduct:
    """Enter a provisioned product, planned unless another status is given."""
    identifier = store.new_id("pp")
    provisioned_product = ProvisionedProduct(
        id=identifier,
        name=name,
        arn=store.arn("servicecatalog", f"stack/{name}/{identifier}"),
        created_time=store.now(),
        status=status,
        product=product,
        artifact=artifact,
        launch_path=launch_path,
        idempotency_token=token,
        user_arn=store.principal_arn,
        physical_id=store.arn(
            "cloudformation", f"stack/SC-{store.account_id}-{identifier}/{store.new_uuid()}"
        ),
    )
    store.add_provisioned_product(provisioned_product)
    return provisioned_product


def make_plan(
    store: Store,
    name: str,
    provisioned_product: ProvisionedProduct,
    product: Product,
    artifact: ProvisioningArtifact,
    launch_path: LaunchPath | None,
    *,
    identifier: str | None = None,
    status: PlanStatus = PlanStatus.CREATE_IN_PROGRESS,
    parameters: Iterable[Mapping[str, Any]] = (),
    tags: Mapping[str, str] | None = None,
    notification_arns: Iterable[str] = (),
    resource_changes: Iterable[Mapping[str, Any]] | None = None,
) -> Plan:
    """Enter a plan for a provisioned product."""
    now = store.now()
    plan = Plan(
        id=identifier or store.new_id("plan"),
        name=name,
        created_time=now,
        updated_time=now,
        status=status,
        provisioned_product=provisioned_product,
        product=product,
        artifact=artifact,
        launch_path=launch_path,
        parameters=[dict(parameter) for parameter in parameters],
        tags=dict(tags or {}),
        notification_arns=list(notification_arns),
        resource_changes=[dict(change) for change in resource_changes]
        if resource_changes is not None
        else planned_changes(provisioned_product, artifact),
    )
    store.add_plan(plan)
    return plan


def make_record(
    store: Store,
    provisioned_product: ProvisionedProduct,
    product: Product,
    artifact: ProvisioningArtifact,
    launch_path: LaunchPath | None,
    *,
    parameters: Iterable[Mapping[str, Any]],
    tags: Mapping[str, str],
    plan: Plan | None = None,
    record_type: RecordType | None = None,
) -> Record:
    """Enter a record of provisioning, or of updating what is provisioned, or of that type."""
    now = store.now()
    record = Record(
        id=store.new_id("rec"),
        type=record_type
        or (
            RecordType.UPDATE_PROVISIONED_PRODUCT
            if provisioned_product.provisioned
            else RecordType.PROVISION_PRODUCT
        ),
        created_time=now,
        updated_time=now,
        status=RecordStatus.CREATED,
        provisioned_product=provisioned_product,
        product=product,
        artifact=artifact,
        launch_path=launch_path,
        launch_role_arn=provisioned_product.launch_role_arn or product.launch_role_arn,
        parameters=parameter_values(provisioned_product, parameters),
        tags=dict(tags),
        plan=plan,
    )
    store.records.add(record)
    return record


def parameter_values(
    provisioned_product: ProvisionedProduct, parameters: Iterable[Mapping[str, Any]]
) -> dict[str, str]:
    """The values of parameters as they are asked for, UsePreviousValue resolved."""
    previous = provisioned_product.parameters
    return {
        parameter["Key"]: previous[parameter["Key"]]
        if parameter.get("UsePreviousValue")
        else parameter.get("Value", "")
        for parameter in parameters
    }


def planned_changes(
    provisioned_product: ProvisionedProduct, artifact: ProvisioningArtifact
) -> list[dict[str, Any]]:
    """What executing a plan would add, modify and remove, resource by resource."""
    standing = (
        provisioned_product.artifact.template.get("Resources", {})
        if provisioned_product.provisioned
        else {}
    )
    planned = artifact.template.get("Resources", {})
    changes = []
    for logical_id in {**planned, **standing}:
        if logical_id not in standing:
            change = {"Action": "ADD", "ResourceType": planned[logical_id]["Type"]}
        elif logical_id not in planned:
            change = {"Action": "REMOVE", "ResourceType": standing[logical_id]["Type"]}
        else:
            change = {
                "Action": "MODIFY",
                "ResourceType": planned[logical_id]["Type"],
                "Replacement": "FALSE",
                "Scope": ["PROPERTIES"],
            }
        changes.append({**change, "LogicalResourceId": logical_id})
    return changes
