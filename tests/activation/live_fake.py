"""Calls that code under test makes to a live fake."""

from __future__ import annotations

import os

import boto3

from ..helpers import Client


def client() -> Client:
    return boto3.client("servicecatalog")


def is_live() -> bool:
    return os.environ.get("AWS_ACCESS_KEY_ID") == "testing"


def list_plans() -> None:
    client().list_provisioned_product_plans()
