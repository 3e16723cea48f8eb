"""A call of the code under test, as the typed tests make it."""

from __future__ import annotations

import boto3


def execute(plan_id: str) -> None:
    boto3.client("servicecatalog").execute_provisioned_product_plan(PlanId=plan_id)
