"""How moto's mock_aws comes in where plans create stacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws
from moto.core.models import botocore_stubber
from moto.moto_api._internal import mock_random

from pytest_sc_plan import ServiceCatalog, mock_service_catalog

from ..global_state import global_state
from ..helpers import Client, execute
from ..programs import run_program


@pytest.fixture(autouse=True)
def everything_is_put_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    before = global_state()
    yield
    assert global_state() == before
    assert not botocore_stubber.enabled


def client() -> Client:
    return boto3.client("servicecatalog", region_name="us-east-1")


def buckets() -> int:
    return len(boto3.client("s3", region_name="us-east-1").list_buckets()["Buckets"])


def assert_a_bucket_is_made(catalog: ServiceCatalog) -> None:
    before = buckets()
    execute(client(), catalog.add_plan().id)
    assert buckets() == before + 1


def test_it_is_brought() -> None:
    for _ in range(2):
        with mock_service_catalog(engine="cloudformation") as catalog:
            assert buckets() == 0
            assert_a_bucket_is_made(catalog)


def test_it_is_joined_outside() -> None:
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="there")
        with mock_service_catalog(engine="cloudformation") as catalog:
            assert_a_bucket_is_made(catalog)
        assert buckets() == 2


def test_it_is_joined_inside() -> None:
    with mock_service_catalog(engine="cloudformation") as catalog:
        plan = catalog.add_plan()
        with mock_aws():
            assert_a_bucket_is_made(catalog)
        execute(client(), plan.id)
        assert buckets() == 2


@mock_aws
def test_it_is_joined_as_a_decorator() -> None:
    with mock_service_catalog(engine="cloudformation") as catalog:
        assert_a_bucket_is_made(catalog)


@pytest.fixture
def moto() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.mark.usefixtures("moto")
def test_it_is_joined_as_a_fixture() -> None:
    with mock_service_catalog(engine="cloudformation") as catalog:
        assert_a_bucket_is_made(catalog)


def test_fakes_may_be_nested() -> None:
    with (
        mock_service_catalog(engine="cloudformation") as outer,
        mock_service_catalog(engine="cloudformation") as inner,
    ):
        assert_a_bucket_is_made(inner)
        assert outer.calls == []


def test_fakes_may_end_in_any_order() -> None:
    first = mock_service_catalog(engine="cloudformation")
    second = mock_service_catalog(engine="cloudformation")
    first.start()
    catalog = second.start()
    first.stop()
    assert_a_bucket_is_made(catalog)
    second.stop()


def test_the_engine_may_come_later_and_go() -> None:
    with mock_service_catalog() as catalog:
        early = catalog.add_provisioned_product("early")
        catalog.configure(engine="cloudformation")
        assert_a_bucket_is_made(catalog)
        late = catalog.add_plan(provisioned_product=early)
        execute(client(), late.id)
        assert buckets() == 2
        catalog.configure(engine="scripted")
        execute(client(), catalog.add_plan().id)
        assert buckets() == 2


MADE_AT_IMPORT_TIME = """
import boto3
s3 = boto3.client("s3", region_name="us-east-1")
from pytest_sc_plan import mock_service_catalog
with mock_service_catalog(engine="cloudformation") as catalog:
    plan = catalog.add_plan()
    client = boto3.client("servicecatalog")
    client.execute_provisioned_product_plan(PlanId=plan.id)
    print(len(s3.list_buckets()["Buckets"]))
"""


def test_clients_that_were_made_before_moto_was_loaded_see_the_resources(tmp_path: Path) -> None:
    assert run_program(MADE_AT_IMPORT_TIME, tmp_path) == ["1"]


def test_the_account_of_the_settings_is_moto_s_too() -> None:
    with mock_service_catalog(engine="cloudformation", account_id="111122223333") as catalog:
        assert_a_bucket_is_made(catalog)
        identity = boto3.client("sts", region_name="us-east-1").get_caller_identity()
        assert identity["Account"] == "111122223333"
        assert catalog.calls[-1].account_id == "111122223333"
        catalog.configure(account_id="444455556666")
        assert buckets() == 0
        assert_a_bucket_is_made(catalog)
        catalog.configure(account_id="123456789012")
        assert_a_bucket_is_made(catalog)
        catalog.configure(account_id="111122223333")
        assert buckets() == 1


def test_a_deterministic_fake_does_not_change_random_numbers_after_it() -> None:
    before = mock_random.getstate()
    with mock_service_catalog(engine="cloudformation", deterministic=True) as catalog:
        catalog.add_provisioned_product()
    assert mock_random.getstate() == before


def test_a_reset_keeps_the_engine() -> None:
    with mock_service_catalog(engine="cloudformation") as catalog:
        catalog.reset()
        assert_a_bucket_is_made(catalog)
