"""Launches, checked against templates and constraints, and compared with the current stack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import artifact_not_found, invalid_parameters
from .kinds import kind_of
from .model import Launch, Plan, ProvisionedProduct
from .offering import LaunchPath, Product, ProvisioningArtifact
from .template.changes import (
    NO_CHANGES,
    NO_UPDATES,
    PROPERTIES_CHANGED,
    TAGS_CHANGED,
    StackChange,
)
from .template.default import has_made_up_resources
from .template.evaluation import Stack
from .template.parameters import Given, parameter_problem, parameter_values
from .template.problems import stack_problem
from .template.rules import broken_rule


def asked_launch(
    product: Product,
    artifact: ProvisioningArtifact,
    path: LaunchPath,
    parameters: list[dict[str, Any]],
    tags: list[dict[str, str]],
    existing: ProvisionedProduct | None = None,
) -> Launch:
    """Make the launch that a request asks for. CloudFormation looks at its parameters later.

    'Inactive provisioning artifacts are invisible to end users. End users cannot launch or update a
    provisioned product from an inactive provisioning artifact'; of a deprecated one, they 'are able
    to make updates ... but cannot launch new provisioned products' (UpdateProvisioningArtifact).
    UpdateProvisionedProduct, Tags: 'Requires the product to have RESOURCE_UPDATE constraint with
    TagUpdatesOnProvisionedProduct set to ALLOWED to allow tag updates'; without one they stay.

    Args:
        product: The product.
        artifact: The version of it.
        path: The launch path.
        parameters: The ProvisioningParameters, as the request has them.
        tags: The Tags, as the request has them.
        existing: The provisioned product that is to be changed; None for a new one.

    Raises:
        ServiceError: ResourceNotFoundException for an inactive version; InvalidParametersException
            for parameters without a key or with the same one, a deprecated version, an engine's
            product without a launch role, and tags that a TagOption does not allow.
    """
    counting = counting_parameters(product, artifact, parameters)
    check_keys(counting)
    if not artifact.active:
        raise artifact_not_found(artifact.id)
    if existing is None and artifact.guidance == "DEPRECATED":
        raise invalid_parameters(
            f"ProvisioningArtifact {artifact.id} is deprecated: it can only be updated to."
        )
    require_role(product, path, existing)
    previous = existing.launch.parameters if existing is not None else {}
    values = launch_values(artifact, counting, previous)
    asked_tags = {tag["Key"]: tag["Value"] for tag in tags}
    if existing is not None and not path.allows_tag_updates:
        asked_tags = {}
    else:
        asked_tags = _with_tag_options(product, path, asked_tags, is_new=existing is None)
    return Launch(product, artifact, path, values, asked_tags)


def require_role(
    product: Product, path: LaunchPath, existing: ProvisionedProduct | None = None
) -> None:
    """Refuse to have an engine launch a product, or read its parameters, without a launch role.

    Observed: aws-samples/service-catalog-engine-for-terraform-os issue 53.
    """
    own = existing.launch_role_arn if existing is not None else None
    if kind_of(product).has_engine and (own or path.launch_role_arn) is None:
        raise invalid_parameters(
            "Error occurred during parameter parsing: LaunchRoleArn is required and must be non "
            "empty"
        )


def check_keys(parameters: Given) -> None:
    """Refuse parameters that have no key, or come twice."""
    seen: set[str] = set()
    for parameter in parameters:
        key = parameter.get("Key")
        if key is None:
            raise invalid_parameters("A provisioning parameter has no Key.")
        if key in seen:
            raise invalid_parameters(f"Parameter {key} is given more than once.")
        seen.add(key)


def counting_parameters(
    product: Product, artifact: ProvisioningArtifact, parameters: Given
) -> list[Mapping[str, Any]]:
    """Choose what counts of the parameters of a request.

    Control Tower, which is no CloudFormation, goes by the value that is given, also beside
    UsePreviousValue (observed: aws/aws-cli issue 7693), and gets parameters that an account factory
    does not have any more (awslabs/landing-zone-accelerator-on-aws gives it VPCOptions and others).
    """
    declared = artifact.template.get("Parameters")
    if not kind_of(product).is_account or not declared:
        return list(parameters)
    return [
        {
            member: value
            for member, value in parameter.items()
            if member != "UsePreviousValue" or not parameter.get("Value")
        }
        for parameter in parameters
        if parameter.get("Key") in {None, *declared}
    ]


def launch_values(
    artifact: ProvisioningArtifact, given: Given, previous: Mapping[str, str]
) -> dict[str, str]:
    """Resolve the values of a version's parameters: as given, as before, or their defaults."""
    return parameter_values(artifact.template, given, previous)


def refusal(product: ProvisionedProduct, launch: Launch, target: Stack, given: Given) -> str | None:
    """Tell why CloudFormation refuses to make or change a stack; None if it does not.

    It looks at the template first, then at the parameters, and then at both together. Where it
    makes no stack the parameters alone count.

    Args:
        product: The provisioned product that the stack is of.
        launch: The launch that is asked for.
        target: The stack that it would make.
        given: The parameters of the request.
    """
    artifact, previous = launch.artifact, product.launch.parameters
    template, facts = artifact.template, artifact.facts
    is_readable = kind_of(launch).is_stack and not facts.has_transform
    counting = counting_parameters(launch.product, artifact, given)
    problem = (facts.problem if is_readable else None) or parameter_problem(
        template, counting, launch.parameters, previous
    )
    if problem is not None:
        return problem
    constraints = launch.path.rules if launch.path is not None else []
    for rules in (template.get("Rules", {}), *constraints):
        problem = problem or broken_rule(target, rules)
    return problem or (stack_problem(target, facts) if is_readable else None)


def target_stack(product: ProvisionedProduct, launch: Launch) -> Stack:
    """Make the stack that a launch would make of a provisioned product.

    Where there is no stack, its template is evaluated for the provisioned product itself.
    """
    arn = product.physical_id if kind_of(launch).is_stack else product.arn
    return Stack(launch.artifact.template, launch.parameters, arn)


def planned_change(product: ProvisionedProduct, target: Stack) -> StackChange:
    """Compare the stack of a provisioned product with the one that is to be made."""
    current = target_stack(product, product.launch) if product.provisioned else None
    return StackChange(current, target)


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


def change_refusal(plan: Plan, change: StackChange) -> str | None:
    """Tell why CloudFormation refuses a plan's change set; None if it does not.

    Observed: awslabs/aws-service-catalog-puppet issue 165, and its code, have both sentences for a
    plan that changes nothing. When which of them comes is assumed: the first where version and
    values are the same as before, the second where they differ and yet no resource changes.
    """
    existing = plan.provisioned_product
    if change.current is None:
        return None
    if change.changed_types:
        return (
            "Update of resource type is not permitted. The new template modifies resource type of "
            f"the following resources: [{', '.join(change.changed_types)}]"
        )
    if plan.resource_changes:
        return None
    unchanged = (
        plan.launch.artifact is existing.launch.artifact
        and plan.launch.parameters == existing.launch.parameters
    )
    return NO_UPDATES if unchanged else NO_CHANGES


def _with_tag_options(
    product: Product, path: LaunchPath, tags: Mapping[str, str], *, is_new: bool
) -> dict[str, str]:
    """Add the tags that TagOptions leave no choice of.

    Source: the administrator guide, "Launching a product with TagOptions": a key's only value is
    applied, and of several 'the user must select one'. An update need not select any again.

    Raises:
        ServiceError: InvalidParametersException for a value that is not among them, or for none.
    """
    for key, values in path.tag_options:
        if key not in tags and is_new and len(values) > 1:
            raise invalid_parameters(
                f"Tag {key} of product {product.id} is missing: it must be one of "
                f"{', '.join(values)}."
            )
        if key in tags and tags[key] not in values:
            raise invalid_parameters(
                f"Tag {key} of product {product.id} must be one of {', '.join(values)}."
            )
    only = {key: value for key, (value, *others) in path.tag_options if not others}
    return {**only, **tags}
