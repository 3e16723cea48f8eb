"""Launches, checked against templates and constraints, and compared with the current stack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .behavior import Failure
from .errors import invalid_parameters, resource_not_found
from .model import (
    Launch,
    LaunchPath,
    Plan,
    Product,
    ProvisionedProduct,
    ProvisioningArtifact,
)
from .template.changes import (
    NO_CHANGES,
    NO_UPDATES,
    PROPERTIES_CHANGED,
    TAGS_CHANGED,
    StackChange,
)
from .template.default import has_made_up_resources
from .template.evaluation import Stack
from .template.parameters import Given, check_values, parameter_values
from .template.rules import check_rules


def checked_launch(
    product: Product,
    artifact: ProvisioningArtifact,
    path: LaunchPath | None,
    parameters: list[dict[str, Any]],
    tags: list[dict[str, str]],
    existing: ProvisionedProduct | None = None,
) -> Launch:
    """Make the launch that a request asks for.

    'Inactive provisioning artifacts are invisible to end users. End users cannot launch or update a
    provisioned product from an inactive provisioning artifact' (UpdateProvisioningArtifact).

    Args:
        product: The product.
        artifact: The version of it.
        path: The launch path.
        parameters: The ProvisioningParameters, as the request has them.
        tags: The Tags, as the request has them.
        existing: The provisioned product that is to be changed; None for a new one.

    Raises:
        ServiceError: ResourceNotFoundException for an inactive version; InvalidParametersException
            for parameters that the template or a constraint does not allow, in CloudFormation's
            words, and for tags that a TagOption does not allow.
    """
    check_parameters(existing, parameters)
    if not artifact.active:
        raise resource_not_found(
            f"Provisioning artifact {artifact.id} was not found for product {product.id}."
        )
    values = launch_values(artifact, parameters, existing)
    check_values(artifact.template, parameters, values)
    # Rules know no stack: the product's ARN has the region and the account.
    stack = Stack(artifact.template, values, product.arn)
    check_rules(stack, artifact.template.get("Rules", {}))
    for constraint in product.constraints:
        check_rules(stack, constraint.rules)
    asked_tags = {tag["Key"]: tag["Value"] for tag in tags}
    return Launch(product, artifact, path, values, _with_tag_options(product, asked_tags))


def check_parameters(existing: ProvisionedProduct | None, parameters: Given) -> None:
    """Refuse parameters that have no key, come twice, or have no previous value to use."""
    seen: set[str] = set()
    for parameter in parameters:
        key = parameter.get("Key")
        if key is None:
            raise invalid_parameters("A provisioning parameter has no Key.")
        if key in seen:
            raise invalid_parameters(f"Parameter {key} is given more than once.")
        seen.add(key)
        if parameter.get("UsePreviousValue") and (
            existing is None or key not in existing.launch.parameters
        ):
            raise invalid_parameters(f"Parameter {key} has no previous value to use.")


def launch_values(
    artifact: ProvisioningArtifact, parameters: Given, existing: ProvisionedProduct | None
) -> dict[str, str]:
    """Resolve the values of a version's parameters: as given, as before, or their defaults."""
    previous = existing.launch.parameters if existing is not None else {}
    return parameter_values(artifact.template, parameters, previous)


def target_stack(product: ProvisionedProduct, launch: Launch) -> Stack:
    """Make the stack that a launch would make of a provisioned product."""
    return Stack(launch.artifact.template, launch.parameters, product.physical_id)


def planned_change(product: ProvisionedProduct, launch: Launch) -> StackChange:
    """Compare the stack of a provisioned product with the stack that a launch would make."""
    current = target_stack(product, product.launch) if product.provisioned else None
    return StackChange(current, target_stack(product, launch))


def resource_changes(
    product: ProvisionedProduct, launch: Launch, change: StackChange
) -> list[dict[str, Any]]:
    """Make the ResourceChanges of a plan, those that changed tags cause included."""
    everywhere = []
    if has_made_up_resources(launch.artifact.template):
        everywhere.append(PROPERTIES_CHANGED)
    if any(product.launch.tags.get(key) != value for key, value in launch.tags.items()):
        everywhere.append(TAGS_CHANGED)
    return change.resource_changes(everywhere)


def creation_failure(plan: Plan, change: StackChange) -> Failure | None:
    """Tell why CloudFormation refuses a plan's change set; None if it does not.

    Observed: awslabs/aws-service-catalog-puppet issue 165, and its code, have both sentences for a
    plan that changes nothing. When which of them comes is assumed: the first where version and
    values are the same as before, the second where they differ and yet no resource changes.
    """
    existing = plan.provisioned_product
    if change.current is None:
        return None
    if change.changed_types:
        message = (
            "Update of resource type is not permitted. The new template modifies resource type of "
            f"the following resources: [{', '.join(change.changed_types)}]"
        )
    elif plan.resource_changes:
        return None
    elif (
        plan.launch.artifact is existing.launch.artifact
        and plan.launch.parameters == existing.launch.parameters
    ):
        message = NO_UPDATES
    else:
        message = NO_CHANGES
    return Failure("ValidationError", message)


def _with_tag_options(product: Product, tags: Mapping[str, str]) -> dict[str, str]:
    """Add the tags that a product's TagOptions leave no choice of.

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
