"""The template of versions for which a test gave none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

DEFAULT_TEMPLATE: Final[dict[str, Any]] = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}},
}
"""The template of a version for which a test gave none."""


def has_made_up_resources(template: Mapping[str, Any]) -> bool:
    """Tell whether a template's resources were made up, because a test gave none.

    Any plan to update what was made of it is taken to change them.
    """
    return template["Resources"] is DEFAULT_TEMPLATE["Resources"]


def takes_any_parameter(template: Mapping[str, Any]) -> bool:
    """Tell whether any parameter is accepted, because a test gave no template."""
    return has_made_up_resources(template) and "Parameters" not in template
