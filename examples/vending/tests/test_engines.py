"""One life of an environment on each engine: the marker differs, and what moto has then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import boto3
import pytest
from vending import NotThereError

if TYPE_CHECKING:
    from vending import Environments, Order, Vendor

    from pytest_sc_plan import ServiceCatalog


@pytest.mark.parametrize(
    "engine",
    [
        pytest.param("scripted", marks=pytest.mark.sc_plan(engine="scripted")),
        pytest.param("cloudformation", marks=pytest.mark.sc_plan(engine="cloudformation")),
    ],
)
def test_an_environment_is_ordered_changed_and_terminated(
    sc_plan: ServiceCatalog, vendor: Vendor, environments: Environments, order: Order, engine: str
) -> None:
    receipt = vendor.fulfil(order)

    assert [str(change) for change in receipt.changes] == [
        "ADD Artifacts (AWS::S3::Bucket)",
        "ADD Database (AWS::RDS::DBInstance)",
    ]
    assert receipt.outputs["Stage"] == "dev"
    assert environments.get("team-a").status == "AVAILABLE"

    changed = vendor.fulfil(replace(order, version="v2", parameters={"Stage": "test"}))

    assert changed.outputs["Stage"] == "test"
    assert changed.outputs["CloudformationStackARN"] == receipt.outputs["CloudformationStackARN"]
    assert environments.get("team-a").status == "AVAILABLE"
    assert sc_plan.provisioned_product("team-a").provisioning_artifact.name == "v2"
    if engine == "cloudformation":
        buckets = boto3.client("s3").list_buckets()["Buckets"]
        assert [bucket["Name"] for bucket in buckets] == ["artifacts-test-123456789012"]

    environments.terminate("team-a")

    with pytest.raises(NotThereError):
        environments.get("team-a")
