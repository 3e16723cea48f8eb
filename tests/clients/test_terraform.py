"""Terraform and its AWS provider against moto's server with the fake in it. Downloads nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from pytest_sc_plan import ServiceCatalog, serve_in_moto

from ..motos_server import serving

PLUGIN_DIR = os.environ.get("TF_PLUGIN_DIR", "")

pytestmark = pytest.mark.skipif(
    not PLUGIN_DIR or shutil.which("terraform") is None,
    reason="terraform is not installed, or TF_PLUGIN_DIR does not name a directory of providers",
)

EMPTY, CHANGES = 0, 2
"""What terraform plan -detailed-exitcode ends with."""

TEMPLATE = {
    "Parameters": {"Edition": {"Type": "String"}},
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
}


class Terraform:
    """Terraform in a directory of its own, with all services of AWS at one URL."""

    def __init__(self, directory: Path, url: str, **variables: str) -> None:
        shutil.copy(Path(__file__).parent / "terraform" / "main.tf", directory)
        self._directory = directory
        self._environ = {
            **os.environ,
            "AWS_ENDPOINT_URL": url,
            "CHECKPOINT_DISABLE": "1",
            "TF_IN_AUTOMATION": "1",
            **{f"TF_VAR_{name}": value for name, value in variables.items()},
        }

    def __call__(self, *arguments: str, edition: str = "first", ends: int = 0) -> str:
        """Run a command, and give what it printed."""
        ended = subprocess.run(
            ["terraform", *arguments],
            cwd=self._directory,
            env={**self._environ, "TF_VAR_edition": edition},
            capture_output=True,
            text=True,
        )
        assert ended.returncode == ends, f"{ended.stdout}\n{ended.stderr}"
        return ended.stdout

    def outputs(self) -> dict[str, Any]:
        return {name: it["value"] for name, it in json.loads(self("output", "-json")).items()}


def prepare(url: str) -> dict[str, str]:
    """Make what the configuration needs, and the values of its variables."""
    session = boto3.Session("testing", "testing", region_name="us-east-1")
    session.client("organizations", endpoint_url=url).create_organization(FeatureSet="ALL")
    role = session.client("iam", endpoint_url=url).create_role(
        RoleName="launcher", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17"})
    )
    s3 = session.client("s3", endpoint_url=url)
    s3.create_bucket(Bucket="templates")
    s3.put_object(Bucket="templates", Key="queue.json", Body=json.dumps(TEMPLATE))
    return {
        "role_arn": role["Role"]["Arn"],
        "template_url": "https://templates.s3.amazonaws.com/queue.json",
    }


@pytest.fixture
def catalog() -> Iterator[ServiceCatalog]:
    with serve_in_moto(region="us-east-1") as catalog:
        yield catalog


@pytest.fixture
def terraform(catalog: ServiceCatalog, tmp_path: Path) -> Iterator[Terraform]:
    with serving() as url:
        yield Terraform(tmp_path, url, **prepare(url))


def expected(edition: str) -> dict[str, Any]:
    return {
        "portfolio": f"Queues, {edition} edition",
        "product": f"A queue, {edition} edition",
        "versions": ["v1", "v2"],
        "constraint": f"The {edition} edition",
        "constraints": ["LAUNCH"],
        "launch_paths": ["messaging"],
        "status": "AVAILABLE",
    }


def test_all_is_made_changed_and_destroyed(catalog: ServiceCatalog, terraform: Terraform) -> None:
    terraform("init", "-input=false", "-no-color", f"-plugin-dir={Path(PLUGIN_DIR).resolve()}")
    for edition in ("first", "second"):
        plan = ("plan", "-input=false", "-no-color", "-detailed-exitcode")
        terraform(*plan, edition=edition, ends=CHANGES)
        terraform("apply", "-input=false", "-no-color", "-auto-approve", edition=edition)
        terraform(*plan, edition=edition, ends=EMPTY)
        assert terraform.outputs() == expected(edition)
        (orders,) = catalog.provisioned_products
        assert (orders.name, orders.parameters) == ("orders", {"Edition": edition})
    terraform("destroy", "-input=false", "-no-color", "-auto-approve", edition="second")
    assert catalog.provisioned_products == []
    assert catalog.portfolios == []
    assert catalog.products == []
