"""Credentials of roles in any of moto's accounts."""

from __future__ import annotations

from typing import Any

import boto3


def of_role(role_arn: str, session_name: str = "hub") -> dict[str, Any]:
    """Assume a role; its credentials are written as boto3 takes them."""
    sts = boto3.client("sts", region_name="us-east-1")
    credentials = sts.assume_role(RoleArn=role_arn, RoleSessionName=session_name)["Credentials"]
    return {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretAccessKey"],
        "aws_session_token": credentials["SessionToken"],
    }
