"""The documentation's table of operations says what is so."""

from __future__ import annotations

import re
import runpy
from contextlib import suppress
from pathlib import Path

import boto3
from botocore import xform_name
from botocore.config import Config

from pytest_sc_plan import mock_service_catalog
from pytest_sc_plan.catalog.operations import OPERATIONS
from pytest_sc_plan.wire.service_model import operation_names

SCRIPT = Path(__file__).parents[1] / "docs" / "generate_operations.py"
PAGE = SCRIPT.with_name("operations.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([A-Z]\w+) \| (\S.*\.) \|$", PAGE, re.MULTILINE)


def test_it_has_each_operation_that_the_fake_serves() -> None:
    assert [name for name, _ in ROWS] == sorted(OPERATIONS)
    assert f"The fake serves {len(OPERATIONS)} of 90 operations" in PAGE


def test_it_is_up_to_date() -> None:
    # The oldest botocore that we support lacks none, and a newer one may have more.
    if len(operation_names()) == 90:
        page = runpy.run_path(str(SCRIPT))["page"]()
        assert page == PAGE, "run python docs/generate_operations.py"


def test_each_operation_is_answered_by_the_fake() -> None:
    with mock_service_catalog() as catalog:
        client = boto3.client("servicecatalog", config=Config(parameter_validation=False))
        for name in sorted(operation_names() & OPERATIONS.keys()):
            with suppress(client.exceptions.ClientError):
                getattr(client, xform_name(name))()
            assert catalog.calls[-1].operation == name
