from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.backend_index import backend_url_patterns
from moto.core.botocore_stubber import BotocoreStubber

from pytest_sc_plan import ServiceCatalog, UnservedOperationError, mock_service_catalog

from ..global_state import global_state
from ..helpers import (
    ONLY_MOTO,
    Client,
    execute,
    moto_with_portfolios,
    nobody_serves,
    unserved,
)
from ..programs import run_program


@pytest.fixture(autouse=True)
def everything_is_put_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    before = global_state()
    yield
    assert global_state() == before


def client(**arguments: Any) -> Client:
    return boto3.client("servicecatalog", region_name="us-east-1", **arguments)


def assert_each_answers_its_own(catalog: ServiceCatalog) -> None:
    """S3 is moto's, plans are ours."""
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="bucket")
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["bucket"]
    plan = catalog.add_plan()
    execute(client(), plan.id)
    catalog.assert_executed(plan)
    assert [call.operation for call in catalog.calls] == ["ExecuteProvisionedProductPlan"]


def test_mock_aws_outside() -> None:
    with mock_aws(), mock_service_catalog() as catalog:
        assert_each_answers_its_own(catalog)


def test_mock_aws_inside() -> None:
    with mock_service_catalog() as catalog, mock_aws():
        assert_each_answers_its_own(catalog)


def test_mock_aws_as_the_outer_decorator() -> None:
    mock = mock_service_catalog()

    @mock_aws
    @mock
    def decorated() -> None:
        assert_each_answers_its_own(mock.catalog)

    decorated()


def test_mock_aws_as_the_inner_decorator() -> None:
    mock = mock_service_catalog()

    @mock
    @mock_aws
    def decorated() -> None:
        assert_each_answers_its_own(mock.catalog)

    decorated()


def test_mock_aws_beside_the_fixture(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(
        """
        import boto3
        import pytest
        from moto import mock_aws

        @pytest.fixture
        def aws():
            with mock_aws():
                yield boto3.client("s3")

        def check(s3, catalog):
            s3.create_bucket(Bucket="bucket")
            assert len(s3.list_buckets()["Buckets"]) == 1
            plan = catalog.add_plan()
            boto3.client("servicecatalog").execute_provisioned_product_plan(PlanId=plan.id)
            assert plan.status == "EXECUTE_IN_PROGRESS"

        def test_before(aws, sc_plan):
            check(aws, sc_plan)

        def test_after(sc_plan, aws):
            check(aws, sc_plan)

        @mock_aws
        def test_decorated(sc_plan):
            check(boto3.client("s3"), sc_plan)

        @mock_aws
        class TestClass:
            def test_method(self, sc_plan):
                check(boto3.client("s3"), sc_plan)
        """
    )
    pytester.runpytest_inprocess("-p", "sc_plan").assert_outcomes(passed=4)


@pytest.mark.parametrize(
    "mocks", [(mock_service_catalog, mock_aws), (mock_aws, mock_service_catalog)]
)
def test_each_may_end_before_the_other(mocks: tuple[Callable[[], Any], ...]) -> None:
    first, second = (mock() for mock in mocks)
    first.start()
    second.start()
    client().list_provisioned_product_plans()
    first.stop()
    second.stop()
    # moto puts back what it found, ours among it, and that where it does not end in its turn.
    boto3.DEFAULT_SESSION = None
    for name in list(os.environ):
        if name.startswith("AWS_"):
            del os.environ[name]


ENDPOINTS: list[dict[str, Any]] = [
    {},
    {"endpoint_url": "https://service.catalog.example"},
    {"endpoint_url": "http://localhost:9"},
]


@pytest.mark.parametrize("arguments", ENDPOINTS)
def test_an_operation_that_only_moto_has_is_motos(
    newer_moto: None, arguments: dict[str, Any]
) -> None:
    with mock_service_catalog() as catalog, mock_aws():
        abroad = boto3.client("servicecatalog", region_name="eu-west-1", **arguments)
        (called,) = abroad.list_new_things(ProductId="prod-x")["PortfolioDetails"]
        assert called["DisplayName"] == "eu-west-1"
        assert catalog.calls == []


@pytest.mark.parametrize("arguments", ENDPOINTS)
def test_operations_that_neither_has_fail_with_our_message(
    newer_botocore: None, arguments: dict[str, Any]
) -> None:
    with mock_service_catalog(), mock_aws(), pytest.raises(UnservedOperationError) as caught:
        client(**arguments).list_new_things(ProductId="prod-x")
    assert str(caught.value) == unserved(nobody_serves(active=True))


def test_a_moto_without_service_catalog_has_none_of_its_operations(
    newer_moto: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [entry for entry in backend_url_patterns if entry[0] != "servicecatalog"]
    monkeypatch.setattr("moto.backend_index.backend_url_patterns", others)
    with mock_service_catalog(), mock_aws(), pytest.raises(UnservedOperationError) as caught:
        client().list_new_things(ProductId="prod-x")
    assert str(caught.value) == unserved(nobody_serves(active=True))


def test_moto_that_is_loaded_but_not_active_answers_nothing(newer_moto: None) -> None:
    with mock_aws():
        pass
    with mock_service_catalog(), pytest.raises(UnservedOperationError) as caught:
        client().list_new_things(ProductId="prod-x")
    assert str(caught.value) == unserved(ONLY_MOTO)


@moto_with_portfolios
def test_moto_alone_is_as_it_always_was() -> None:
    with mock_service_catalog():
        client().list_provisioned_product_plans()
    with mock_aws():
        assert client().list_portfolios()["PortfolioDetails"] == []
        with pytest.raises(NotImplementedError) as caught:
            client().list_provisioned_product_plans()
    assert not isinstance(caught.value, UnservedOperationError)


def test_motos_hook_is_as_it_was_after_nested_activations() -> None:
    original = BotocoreStubber.__call__
    with ExitStack() as active:
        catalogs = []
        for _ in range(3):
            catalogs.append(active.enter_context(mock_service_catalog()))
            active.enter_context(mock_aws())
            client().list_provisioned_product_plans()
        assert [len(catalog.calls) for catalog in catalogs] == [1, 1, 1]
    assert BotocoreStubber.__call__ is original


FIRST_IMPORTED_WHILE_ACTIVE = """
import boto3
from pytest_sc_plan import mock_service_catalog

before = boto3.client("servicecatalog", region_name="us-east-1")
with mock_service_catalog() as catalog:
    before.list_provisioned_product_plans()
    from moto import mock_aws
    from moto.core.botocore_stubber import BotocoreStubber
    original = BotocoreStubber.__call__
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="bucket")
        print([bucket["Name"] for bucket in boto3.client("s3").list_buckets()["Buckets"]])
        before.list_provisioned_product_plans()
        boto3.client("servicecatalog").list_provisioned_product_plans()
    print(len(catalog.calls))
print(BotocoreStubber.__call__ is original)
"""


def test_moto_may_be_imported_first_while_the_fake_is_live(tmp_path: Path) -> None:
    assert run_program(FIRST_IMPORTED_WHILE_ACTIVE, tmp_path) == ["['bucket']", "3", "True"]
