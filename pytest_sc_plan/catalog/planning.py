"""What a plan comes to: its changes, and whether it can be created at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import invalid_parameters, resource_not_found
from .model import (
    Outcome,
    Plan,
    Product,
    ProvisionedProduct,
    ProvisioningArtifact,
    Record,
    RecordError,
)
from .template.changes import (
    NO_CHANGES,
    NO_UPDATES,
    PROPERTIES_CHANGED,
    TAGS_CHANGED,
    additions,
    changed_types,
    differences,
)
from .template.default import has_made_up_resources
from .template.evaluation import Stack
from .template.parameters import Given, check_values, parameter_values
from .template.rules import check_rules


def planned_stack(
    provisioned_product: ProvisionedProduct, artifact: ProvisioningArtifact, parameters: Given
) -> Stack:
    """The stack that a version and parameters would make of a provisioned product."""
    values = parameter_values(artifact.template, parameters, provisioned_product.parameters)
    return Stack(artifact.template, values, provisioned_product.physical_id)


def asked_stack(record: Record) -> Stack:
    """The stack that a record asks for."""
    stack_id = record.provisioned_product.physical_id
    return Stack(record.artifact.template, record.parameters, stack_id)


def planned_changes(
    provisioned_product: ProvisionedProduct,
    artifact: ProvisioningArtifact,
    parameters: Given,
    tags: Mapping[str, str],
) -> list[dict[str, Any]]:
    """What executing a plan would add, modify and remove, resource by resource."""
    planned = planned_stack(provisioned_product, artifact, parameters)
    if not provisioned_product.provisioned:
        return additions(planned)
    everywhere = []
    if has_made_up_resources(artifact.template):
        everywhere.append(PROPERTIES_CHANGED)
    if any(provisioned_product.tags.get(key) != value for key, value in tags.items()):
        everywhere.append(TAGS_CHANGED)
    return differences(standing_stack(provisioned_product), planned, everywhere)


def creation_outcome(plan: Plan) -> Outcome:
    """What becomes of the creation of a plan: it fails where CloudFormation refuses the change set.

    Observed: awslabs/aws-service-catalog-puppet issue 165, and its code, have both sentences for a
    plan that changes nothing. Which of them comes when is assumed: the one that the same version
    and values as before are no update, the other that what is different changes no resource.
    """
    existing = plan.provisioned_product
    if not existing.provisioned:
        return Outcome("succeeded")
    planned = planned_stack(existing, plan.artifact, plan.parameters)
    changed = changed_types(standing_stack(existing), planned)
    if changed:
        message = (
            "Update of resource type is not permitted. The new template modifies resource type of "
            f"the following resources: [{', '.join(changed)}]"
        )
    elif plan.resource_changes:
        return Outcome("succeeded")
    elif plan.artifact is existing.artifact and planned.parameters == existing.parameters:
        message = NO_UPDATES
    else:
        message = NO_CHANGES
    return Outcome("failed", RecordError("ValidationError", message))


def check_provisioning(
    product: Product,
    artifact: ProvisioningArtifact,
    provisioned_product: ProvisionedProduct | None,
    parameters: Given,
) -> None:
    """Refuse what the version, its template or the administrator's constraints don't allow.

    'Inactive provisioning artifacts are invisible to end users. End users cannot launch or update a
    provisioned product from an inactive provisioning artifact' (UpdateProvisioningArtifact).

    Args:
        product: What is to be provisioned.
        artifact: The version of it.
        provisioned_product: What is to be changed; None for a new one.
        parameters: As the request has them.

    Raises:
        ServiceError: ResourceNotFoundException for an inactive version; for parameters an
            InvalidParametersException, in CloudFormation's words.
    """
    if not artifact.active:
        raise resource_not_found(
            f"Provisioning artifact {artifact.id} was not found for product {product.id}."
        )
    previous = provisioned_product.parameters if provisioned_product is not None else {}
    values = parameter_values(artifact.template, parameters, previous)
    check_values(artifact.template, parameters, values)
    # Rules know no stack: the product's ARN has the region and the account.
    stack = Stack(artifact.template, values, product.arn)
    check_rules(stack, artifact.template.get("Rules", {}))
    for constraint in product.constraints:
        check_rules(stack, constraint.rules)


def with_tag_options(product: Product, tags: Mapping[str, str]) -> dict[str, str]:
    """The tags of what is provisioned: those that were asked for, and the product's only choices.

    Source: the administrator guide, "TagOption library": a key's only value is applied, of several
    the user chooses one.

    Raises:
        ServiceError: InvalidParametersException for a value that is not among them.
    """
    for key, values in product.tag_options.items():
        if tags.get(key, values[0]) not in values:
            raise invalid_parameters(
                f"Tag {key} of product {product.id} must be one of {', '.join(values)}."
            )
    only = {key: values[0] for key, values in product.tag_options.items() if len(values) == 1}
    return {**only, **tags}


def standing_stack(existing: ProvisionedProduct) -> Stack:
    """The stack of a provisioned product as it stands."""
    return Stack(existing.artifact.template, existing.parameters, existing.physical_id)
