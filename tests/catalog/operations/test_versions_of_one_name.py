"""Versions that share a name: each is found by its id, and by the name only if it is alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_sc_plan.catalog.errors import ServiceError
from pytest_sc_plan.catalog.model import Product, ProvisioningArtifact
from pytest_sc_plan.catalog.operations.finding import find_active_artifact, find_artifact

Find = Callable[..., ProvisioningArtifact]


def version(identifier: str, name: str, *, active: bool = True) -> ProvisioningArtifact:
    return ProvisioningArtifact(identifier, name, 0.0, {"Resources": {}}, active=active)


def product_of(*versions: ProvisioningArtifact) -> Product:
    return Product(
        id="prod-1",
        name="shop",
        arn="arn:aws:catalog:us-east-1:123456789012:product/prod-1",
        created_time=0.0,
        launch_role_arn=None,
        provisioning_artifacts=list(versions),
        launch_paths=[],
        view_id="prodview-1",
        owner="us",
    )


@pytest.mark.parametrize("find", [find_artifact, find_active_artifact])
def test_the_name_of_two_versions_names_none(find: Find) -> None:
    product = product_of(version("pa-1", "v1"), version("pa-2", "v1"), version("pa-3", "v2"))
    with pytest.raises(ServiceError) as caught:
        find(product, None, "v1")
    assert (caught.value.code, caught.value.message) == (
        "InvalidParametersException",
        "Multiple Provisioning Artifact with name v1 found.",
    )
    assert [find(product, each).id for each in ("pa-1", "pa-2")] == ["pa-1", "pa-2"]
    assert find(product, None, "v2").id == "pa-3"


def test_to_users_an_inactive_version_does_not_share_its_name() -> None:
    product = product_of(version("pa-1", "v1", active=False), version("pa-2", "v1"))
    assert find_active_artifact(product, None, "v1").id == "pa-2"
    with pytest.raises(ServiceError, match="Multiple Provisioning Artifact"):
        find_artifact(product, None, "v1")
