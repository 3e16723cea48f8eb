"""What the catalog reads in the templates of versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ..store import Store

DEFAULT_TEMPLATE: Final[dict[str, Any]] = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}},
}
"""The template of a version for which a test gave none."""


def has_made_up_resources(template: Mapping[str, Any]) -> bool:
    """Whether nobody said what a template's resources are.

    Any plan to update what was made of it is taken to change them.
    """
    return template["Resources"] is DEFAULT_TEMPLATE["Resources"]


def takes_any_parameter(template: Mapping[str, Any]) -> bool:
    """Whether nobody said what a template's parameters are."""
    return has_made_up_resources(template) and "Parameters" not in template


def no_echo_keys(store: Store, product_id: object, artifact_id: object) -> frozenset[str] | None:
    """The parameters that a version's template marks NoEcho; None where there is no such version.

    Source: CloudFormation's template reference, "Parameters", NoEcho.
    """
    product = store.products.get(product_id) if isinstance(product_id, str) else None
    if product is None:
        return None
    for artifact in product.provisioning_artifacts:
        if artifact.id == artifact_id:
            parameters = artifact.template.get("Parameters", {})
            return frozenset(
                key for key, declared in parameters.items() if is_true(declared.get("NoEcho"))
            )
    return None


def is_true(value: object) -> bool:
    """Whether a template says true, which YAML and JSON write either way."""
    return value is True or str(value).lower() == "true"
