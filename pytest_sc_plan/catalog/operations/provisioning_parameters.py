"""Descriptions of a version before provisioning: its parameters, constraints and outputs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..model import LaunchPath, Product, ProvisioningArtifact
from ..store import Store
from ..template.evaluation import as_text
from ..template.parameters import is_true
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


@operation("DescribeProvisioningParameters")
def describe_provisioning_parameters(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Describe the parameters, constraints and outputs of a version of a product.

    Product, version and path are found by id or by name. An inactive version is none to a user.
    """
    product = find_product_of_user(store, request.get("ProductId"), request.get("ProductName"))
    artifact = find_active_artifact(
        product, request.get("ProvisioningArtifactId"), request.get("ProvisioningArtifactName")
    )
    path = find_launch_path(product, request.get("PathId"), request.get("PathName"))
    outputs = output_keys(artifact)
    return {
        "ProvisioningArtifactParameters": parameters(artifact),
        "ConstraintSummaries": constraint_summaries(product, path),
        "UsageInstructions": _usage_instructions(product, artifact, path),
        "TagOptions": [
            {"Key": key, "Values": list(values)} for key, values in product.tag_options.items()
        ],
        "ProvisioningArtifactPreferences": present(
            StackSetAccounts=product.stack_set_accounts or None,
            StackSetRegions=product.stack_set_regions or None,
        ),
        "ProvisioningArtifactOutputs": outputs,
        "ProvisioningArtifactOutputKeys": outputs,
    }


def parameters(artifact: ProvisioningArtifact) -> list[dict[str, Any]]:
    """Make a ProvisioningArtifactParameter for each of the template's Parameters."""
    return [
        present(
            ParameterKey=key,
            DefaultValue=_text(declared, "Default"),
            ParameterType=declared.get("Type", "String"),
            IsNoEcho=is_true(declared.get("NoEcho")),
            Description=declared.get("Description"),
            ParameterConstraints=present(
                AllowedValues=[as_text(value) for value in declared.get("AllowedValues", [])],
                **{name: _text(declared, name) for name in CONSTRAINTS},
            ),
        )
        for key, declared in artifact.template.get("Parameters", {}).items()
    ]


def output_keys(artifact: ProvisioningArtifact) -> list[dict[str, Any]]:
    """Make a ProvisioningArtifactOutput for each of the template's Outputs."""
    return [
        present(Key=key, Description=output.get("Description"))
        for key, output in artifact.template.get("Outputs", {}).items()
    ]


def _usage_instructions(
    product: Product, artifact: ProvisioningArtifact, path: LaunchPath
) -> list[dict[str, Any]]:
    rules = dict(artifact.template.get("Rules", {}))
    for constraint in product.constraints:
        rules.update(constraint.rules)
    instructions = {
        "rules": json.dumps(rules),
        "version": _text(artifact.template, "AWSTemplateFormatVersion"),
        "launchAsRole": path.launch_role_arn,
        "tagUpdateOnProvisionedProduct": "ALLOWED" if product.allows_tag_updates else "NOT_ALLOWED",
    }
    return [
        {"Type": kind, "Value": value} for kind, value in instructions.items() if value is not None
    ]


def _text(declared: Mapping[str, Any], name: str) -> str | None:
    return as_text(declared[name]) if name in declared else None
