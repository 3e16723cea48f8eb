"""Several fakes that are live at once."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pytest_sc_plan import mock_service_catalog

from ..global_state import global_state
from ..helpers import execute
from ..programs import run_program
from .live_fake import client, list_plans

pytestmark = pytest.mark.usefixtures("everything_is_put_back")


def test_the_inner_fake_answers_and_then_the_outer_again() -> None:
    with mock_service_catalog() as outer:
        list_plans()
        before = global_state()
        with mock_service_catalog(region="eu-west-1") as inner:
            plan = inner.add_plan()
            execute(client(), plan.id)
            inner.assert_executed(plan)
        assert global_state() == before
        list_plans()
        assert [call.region for call in outer.calls] == ["us-east-1", "us-east-1"]


def test_one_mock_may_be_nested_in_itself() -> None:
    mock = mock_service_catalog()
    with mock as outer, mock as inner:
        assert inner is not outer
        assert mock.catalog is inner


@pytest.mark.parametrize(
    "order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]
)
def test_fakes_may_be_stopped_in_any_order(
    order: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as changed:
        changed.setenv("AWS_DEFAULT_REGION", "ap-southeast-2")
        changed.setenv("AWS_PROFILE", "production")
        before = global_state()
        regions = ["eu-west-1", "eu-west-2", "eu-west-3"]
        mocks = [mock_service_catalog(region=region) for region in regions]
        catalogs = [mock.start() for mock in mocks]
        live = [0, 1, 2]
        for number in order:
            list_plans()
            last = catalogs[live[-1]].calls[-1]
            assert last.region == os.environ["AWS_DEFAULT_REGION"] == regions[live[-1]]
            mocks[number].stop()
            live.remove(number)
        assert global_state() == before


def test_sleep_is_skipped_while_the_fake_that_says_so_is_live() -> None:
    real = time.sleep
    with mock_service_catalog(sleep="skip") as catalog:
        time.sleep(10_000)
        catalog.configure(sleep="real")
        assert time.sleep is real
        catalog.configure(sleep="skip")
        assert time.sleep is not real


FORGETTING = """
import sys
import boto3, pytest_sc_plan

def execute():
    from pytest_sc_plan import mock_service_catalog
    with mock_service_catalog() as catalog:
        plan_id = catalog.add_plan().id
        answer = boto3.client("servicecatalog").execute_provisioned_product_plan(PlanId=plan_id)
        print(answer["RecordDetail"]["Status"])

known = dict(sys.modules)
for _ in range(2):
    execute()
    sys.modules.clear()
    sys.modules.update(known)
"""


def test_modules_that_are_forgotten_in_between_are_loaded_as_a_whole(tmp_path: Path) -> None:
    # pytester forgets the modules that a session of its own has imported, but not their package.
    assert run_program(FORGETTING, tmp_path) == ["CREATED", "CREATED"]
