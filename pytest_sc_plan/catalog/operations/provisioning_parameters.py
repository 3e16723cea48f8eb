"""Descriptions of a version before provisioning: its parameters, constraints and outputs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from ..offering import LaunchPath, ProvisioningArtifact
from ..planning import require_role
from ..store import Store
from ..template.evaluation import as_text
from ..template.parameters import allowed_values, is_true
from .finding import find_active_artifact, find_launch_path, find_product_of_user
from .launch_paths import constraint_summaries
from .registry import operation, present

CONSTRAINTS = (
    "AllowedPattern",
    "ConstraintDescription",
    "MaxLength",
    "MinLength",
    "MaxValue",
    "MinValue",
)
"""ParameterConstraints, as they are named in a template too, but for AllowedValues."""

PERMISSIONS: Final[Mapping[str, str | None]] = {
    "AWS::IAM::AccessKey": None,
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Policy": None,
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::IAM::UserToGroupAddition": None,
}
"""The resources that need a capability, and the property that gives one a name of its own.

Source: CloudFormation's API reference, CreateStack, Capabilities.
"""


@operation("DescribeProvisioningParameters")
def describe_provisioning_parameters(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Describe the parameters, constraints and outputs of a version of a product.

    Product, version and path are found by id or by name. An inactive version is none to a user.

    Sources: recorded answers in aws/aws-cli and awslabs/virtual-engineering-workbench. Both have
    the versions of the product where the reference says 'The output of the provisioning artifact',
    and the template's outputs among the output keys.
    """
    product = find_product_of_user(store, request.get("ProductId"), request.get("ProductName"))
    artifact = find_active_artifact(
        product, request.get("ProvisioningArtifactId"), request.get("ProvisioningArtifactName")
    )
    path = find_launch_path(store, product, request.get("PathId"), request.get("PathName"))
    require_role(product, path)
    return {
        "ProvisioningArtifactParameters": parameters(artifact),
        "ConstraintSummaries": constraint_summaries(path),
        "UsageInstructions": _usage_instructions(artifact, path),
        "TagOptions": [{"Key": key, "Values": list(values)} for key, values in path.tag_options],
        "ProvisioningArtifactPreferences": present(
            StackSetAccounts=path.stack_set_accounts or None,
            StackSetRegions=path.stack_set_regions or None,
        ),
        "ProvisioningArtifactOutputs": [
            {"Key": version.id, "Description": version.description or ""}
            for version in product.provisioning_artifacts
            if version.active
        ],
        "ProvisioningArtifactOutputKeys": output_keys(artifact),
    }


def parameters(artifact: ProvisioningArtifact) -> list[dict[str, Any]]:
    """Make a ProvisioningArtifactParameter for each of the template's Parameters."""
    return [
        present(
            ParameterKey=key,
            DefaultValue=_text(declared, "Default"),
            ParameterType=_text(declared, "Type") or "String",
            IsNoEcho=is_true(declared.get("NoEcho")),
            Description=_text(declared, "Description"),
            ParameterConstraints=present(
                AllowedValues=allowed_values(declared) or [],
                **{name: _text(declared, name) for name in CONSTRAINTS},
            ),
        )
        for key, declared in artifact.template.get("Parameters", {}).items()
    ]


def output_keys(artifact: ProvisioningArtifact) -> list[dict[str, Any]]:
    """Make a ProvisioningArtifactOutput for each of the template's Outputs."""
    return [
        present(Key=key, Description=_text(output, "Description"))
        for key, output in artifact.template.get("Outputs", {}).items()
    ]


def _usage_instructions(artifact: ProvisioningArtifact, path: LaunchPath) -> list[dict[str, Any]]:
    """Make the UsageInstructions, in the order of the recorded answers."""
    template = artifact.template
    rules = dict(template.get("Rules", {}))
    for constrained in path.rules:
        rules.update(constrained)
    capability, reason = _capability(template)
    instructions = {
        "rules": json.dumps(rules),
        "version": _text(template, "AWSTemplateFormatVersion"),
        "capabilitiesReason": reason,
        "description": _text(template, "Description"),
        "metadata": json.dumps(template["Metadata"], separators=(",", ":"))
        if "Metadata" in template
        else None,
        "launchAsRole": path.launch_role_arn,
        "tagUpdateOnProvisionedProduct": "ALLOWED" if path.allows_tag_updates else "NOT_ALLOWED",
        "capability": capability,
    }
    return [
        {"Type": kind, "Value": value} for kind, value in instructions.items() if value is not None
    ]


def _capability(template: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Tell the capability that a template needs, and why: it makes permissions."""
    resources = [item for item in template["Resources"].values() if item["Type"] in PERMISSIONS]
    if not resources:
        return None, None
    types = dict.fromkeys(item["Type"] for item in resources)
    named = any(PERMISSIONS[item["Type"]] in item.get("Properties", {}) for item in resources)
    return (
        "CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM",
        f"The following resource(s) require capabilities: [{', '.join(types)}]",
    )


def _text(declared: Mapping[str, Any], name: str) -> str | None:
    return as_text(declared[name]) if declared.get(name) is not None else None
