"""An account and region: where resources are, and how ARNs name them."""

from __future__ import annotations

from typing import NamedTuple

PARTITIONS = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-isob-": "aws-iso-b",
    "us-isof-": "aws-iso-f",
    "eu-isoe-": "aws-iso-e",
    "us-iso-": "aws-iso",
}
"""Partitions by the beginnings of their regions' names; all others are in ``aws``."""


class Scope(NamedTuple):
    """One account in one region.

    Args:
        account_id: Twelve digits.
        region: A region's name.
    """

    account_id: str
    region: str

    def arn(self, service: str, resource: str) -> str:
        """Make the ARN of a resource."""
        return f"arn:{partition(self.region)}:{service}:{self.region}:{self.account_id}:{resource}"

    @property
    def principal_arn(self) -> str:
        """The user whom all requests come from, since fake credentials name nobody."""
        return f"arn:{partition(self.region)}:iam::{self.account_id}:user/pytest-sc-plan"


def partition(region: str) -> str:
    """Find the partition that a region is in, as ARNs name it."""
    for prefix, name in PARTITIONS.items():
        if region.startswith(prefix):
            return name
    return "aws"
