from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from pytest_sc_plan import ServiceCatalog

from .cloudformation import BUCKET, QUEUE, buckets


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.fixture
def bucket_in_use(sc_plan: ServiceCatalog) -> str:
    """The bucket of a provisioned product, which can't be deleted: there is something in it."""
    versions = {"v1": {"Resources": {"Bucket": BUCKET}}, "v2": {"Resources": {"Queue": QUEUE}}}
    product = sc_plan.add_product(versions=versions)
    sc_plan.add_provisioned_product("bucket", product=product, version="v1")
    (bucket,) = buckets()
    boto3.client("s3").put_object(Bucket=bucket, Key="ledger", Body=b"1")
    return bucket
