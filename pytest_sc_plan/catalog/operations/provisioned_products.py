"""Provisioned products: described, their properties and their outputs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ..builders import new_record_as_it_stands
from ..errors import invalid_parameters, invalid_state, validation
from ..lifecycle import IN_TRANSIT
from ..model import (
    ProvisionedProduct,
    ProvisionedProductStatus,
    RecordStatus,
    RecordType,
)
from ..store import Store
from .finding import find_provisioned_product
from .registry import Token, operation, present

PROPERTIES: Final[Mapping[str, str]] = {
    "LAUNCH_ROLE": r"arn:[a-z0-9-]+:iam::[0-9]{12}:role/.+",
    "OWNER": r"arn:[a-z0-9-]+:(iam::[0-9]{12}:(user|role)|sts::[0-9]{12}:assumed-role)/.+",
}
"""Patterns of their values. Source: UpdateProvisionedProductProperties, 'The LAUNCH_ROLE
key accepts role ARNs', 'The OWNER key accepts user ARNs, IAM role ARNs, and STS assumed-role ARNs'.
"""


@operation("DescribeProvisionedProduct")
def describe_provisioned_product(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Describe a provisioned product, found by its id or by its name."""
    product = _read(store, request.get("Id"), request.get("Name"))
    return {
        "ProvisionedProductDetail": provisioned_product_detail(product),
        "CloudWatchDashboards": [],
    }


@operation("GetProvisionedProductOutputs")
def get_provisioned_product_outputs(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Give the outputs of a provisioned product: all of them, or those of some keys.

    The errors for no product at all and for a key that is not there were observed: getmoto/moto,
    pull request 6672. So was that for one without a success: crossplane-contrib/provider-aws.
    """
    identifier = request.get("ProvisionedProductId")
    name = request.get("ProvisionedProductName")
    if identifier is None and name is None:
        raise validation("ProvisionedProductId and ProvisionedProductName cannot both be null")
    product = _read(store, identifier, name)
    if not product.provisioned:
        raise invalid_parameters("Last Successful Provisioning Record doesn't exist.")
    keys = request.get("OutputKeys") or [output["OutputKey"] for output in product.outputs]
    outputs = {output["OutputKey"]: output for output in product.outputs}
    unknown = [key for key in keys if key not in outputs]
    if unknown:
        shown = ", ".join(f"'{key}'" for key in unknown)
        raise invalid_parameters(f"Invalid OutputKeys: {{{shown}}}")
    page, token = store.pager.page_of_list(
        [output for key, output in outputs.items() if key in keys],
        request,
        listing=f"GetProvisionedProductOutputs {product.id} {sorted(keys)}",
    )
    return present(Outputs=page, NextPageToken=token)


@operation(
    "UpdateProvisionedProductProperties", token="IdempotencyToken", token_means=Token.NAMES_REQUEST
)
def update_provisioned_product_properties(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Change the owner or the launch role of a provisioned product at once."""
    product = find_provisioned_product(store, request["ProvisionedProductId"], None)
    properties: dict[str, str] = request["ProvisionedProductProperties"]
    for key, value in properties.items():
        _check_property(store, key, value)
    if product.status in IN_TRANSIT:
        raise invalid_state(
            f"Provisioned product {product.id} is {product.status}: it must be AVAILABLE, TAINTED "
            "or ERROR for its properties to be updated."
        )
    product.user_arn = properties.get("OWNER", product.user_arn)
    product.launch_role_arn = properties.get("LAUNCH_ROLE", product.launch_role_arn)
    record = new_record_as_it_stands(store, product, RecordType.UPDATE_PROVISIONED_PRODUCT)
    record.status = RecordStatus.SUCCEEDED
    store.add_record(record)
    product.last_record_id = record.id
    return {
        "ProvisionedProductId": product.id,
        "ProvisionedProductProperties": properties,
        "RecordId": record.id,
        "Status": record.status,
    }


@operation("ListStackInstancesForProvisionedProduct")
def list_stack_instances_for_provisioned_product(
    store: Store, request: dict[str, Any]
) -> dict[str, Any]:
    """List the stacks of a stack set, account by account; OUTDATED unless the last update is done.

    Source: 'stack instances that are associated with the specified CFN_STACKSET type provisioned
    product'.
    """
    product = _read(store, request["ProvisionedProductId"], None)
    if not product.launch.is_stack_set:
        raise invalid_parameters(
            f"Provisioned product {product.id} is of type "
            f"{product.launch.provisioned_product_type}: stack instances are those of a "
            "CFN_STACKSET."
        )
    current = product.status is ProvisionedProductStatus.AVAILABLE
    page, token = store.pager.page_of_list(
        product.stack_instances,
        request,
        listing=f"ListStackInstancesForProvisionedProduct {product.id}",
    )
    return present(
        StackInstances=[
            {
                "Account": instance.account,
                "Region": instance.region,
                "StackInstanceStatus": "CURRENT" if current else "OUTDATED",
            }
            for instance in page
        ],
        NextPageToken=token,
    )


def _read(store: Store, identifier: str | None, name: str | None) -> ProvisionedProduct:
    product = find_provisioned_product(store, identifier, name)
    store.lifecycle.read(product)
    # The read may have seen the end of its termination.
    if store.provisioned_products.get(product.id) is None:
        return find_provisioned_product(store, identifier, name)
    return product


def _check_property(store: Store, key: str, value: str) -> None:
    if not re.fullmatch(PROPERTIES[key], value):
        raise invalid_parameters(f"{value} is not an ARN that {key} accepts.")
    if value.split(":")[4] != store.scope.account_id:
        raise invalid_parameters(f"{value} is not of account {store.scope.account_id}.")


def provisioned_product_detail(product: ProvisionedProduct) -> dict[str, Any]:
    """Make a ProvisionedProductDetail."""
    return present(
        Name=product.name,
        Arn=product.arn,
        Type=product.launch.provisioned_product_type,
        Id=product.id,
        Status=product.status,
        StatusMessage=product.status_message,
        CreatedTime=product.created_time,
        IdempotencyToken=product.idempotency_token,
        LastRecordId=product.last_record_id,
        LastProvisioningRecordId=product.last_provisioning_record_id,
        LastSuccessfulProvisioningRecordId=product.last_successful_provisioning_record_id,
        ProductId=product.launch.product.id,
        ProvisioningArtifactId=product.launch.artifact.id,
        LaunchRoleArn=product.role_arn,
    )
