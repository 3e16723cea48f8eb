"""Processes that a test forks: each has a copy of the fake that nobody sees."""

from __future__ import annotations

import os

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no forks")

FORKING = """
import os
import boto3
import pytest
import requests
from pytest_sc_plan import ForkedProcessError, mock_service_catalog

TOLD = (
    "ForkedProcessError: ListProvisionedProductPlans was called in a process that was forked while "
    "a fake was live. Nobody would see what its copy of the fake answers: in that process, call "
    "os.environ.update(sc_plan_server.environ) before clients are made."
)


def list_plans(client=None):
    client = client or boto3.client("servicecatalog")
    return client.list_provisioned_product_plans()["ProvisionedProductPlans"]


def forked(work):
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            told = str(work())
        except BaseException as error:
            told = f"{type(error).__name__}: {error}"
        os.write(writing, told.encode())
        os._exit(0)
    os.close(writing)
    with open(reading) as said:
        told = said.read()
    os.waitpid(child, 0)
    return told


def test_client(sc_plan, sc_plan_client):
    assert forked(lambda: list_plans(sc_plan_client)) == TOLD
    assert forked(list_plans) == TOLD
    assert sc_plan.calls == []
    list_plans(sc_plan_client)
    assert len(sc_plan.calls) == 1


def test_requests(sc_plan):
    target = {"X-Amz-Target": "AWS242ServiceCatalogService.ListProvisionedProductPlans"}
    url = "https://servicecatalog.us-east-1.amazonaws.com/"
    assert forked(lambda: requests.post(url, "{}", headers=target)) == TOLD


def test_server(sc_plan, sc_plan_server):
    plan = sc_plan.add_plan()

    def execute():
        os.environ.update(sc_plan_server.environ)
        client = boto3.client("servicecatalog")
        return client.execute_provisioned_product_plan(PlanId=plan.id)["RecordDetail"]["Status"]

    assert forked(execute) == "CREATED"
    sc_plan.assert_executed(plan)


def test_fake_of_its_own(sc_plan):
    def make():
        with mock_service_catalog() as catalog:
            catalog.add_plan()
            return len(list_plans()), len(catalog.calls)

    assert forked(make) == "(1, 1)"
    assert sc_plan.calls == []


def test_that_returns_twice(sc_plan, sc_plan_server, sc_plan_shared_server):
    child = os.fork()
    if child:
        assert os.waitpid(child, 0) == (child, 0)
        assert sc_plan_shared_server.state()["calls"] == 0
        list_plans(boto3.client("servicecatalog", endpoint_url=sc_plan_server.url))
    else:
        with pytest.raises(ForkedProcessError):
            list_plans()
"""


def test_a_forked_process_is_not_answered_by_its_copy(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(FORKING)
    # Newer Pythons warn of each fork where there are threads.
    result = pytester.runpytest_subprocess("-W", "ignore:.*fork:DeprecationWarning", timeout=300)
    result.assert_outcomes(passed=5)
