"""The properties whose change replaces a resource."""

from __future__ import annotations

import pytest

from pytest_sc_plan.catalog.template.replacement import requires_recreation


@pytest.mark.parametrize(
    ("resource_type", "name", "recreation"),
    [
        ("AWS::S3::Bucket", "BucketName", "ALWAYS"),
        ("AWS::S3::Bucket", "VersioningConfiguration", "NEVER"),
        ("AWS::EC2::Instance", "InstanceType", "CONDITIONALLY"),
        ("Custom::Thing", "ServiceToken", "NEVER"),
    ],
)
def test_replacing_properties_are_known(resource_type: str, name: str, recreation: str) -> None:
    assert requires_recreation(resource_type, name) == recreation
