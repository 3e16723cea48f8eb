"""The documentation's table of operations says what is so."""

from __future__ import annotations

import re
import runpy
from importlib.metadata import version
from pathlib import Path

import boto3
import pytest
from botocore import xform_name
from botocore.config import Config
from moto import mock_aws

from pytest_sc_plan import ServiceCatalog, UnservedOperationError, mock_service_catalog
from pytest_sc_plan.catalog.operations import OPERATIONS
from pytest_sc_plan.wire.service_model import operation_names

from .helpers import Client

MOTO = version("moto")
SCRIPT = Path(__file__).parents[1] / "docs" / "generate_operations.py"
PAGE = SCRIPT.with_name("operations.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| ([A-Z]\w+) \| ([\w ]+) \|", PAGE, re.MULTILINE))


def released(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)[:3]))


WRITTEN_WITH = released(re.findall(r"moto ([\d.]+)", PAGE)[0])


def test_it_has_each_operation_that_the_fake_serves() -> None:
    assert {name for name, who in ROWS.items() if who == "the fake"} == set(OPERATIONS)


def test_it_has_every_operation_of_the_service() -> None:
    assert operation_names() <= set(ROWS)


def test_it_is_up_to_date() -> None:
    if released(MOTO) < WRITTEN_WITH:
        pytest.skip(f"moto {MOTO} is older than the page")

    page = runpy.run_path(str(SCRIPT))["page"]()

    assert page == PAGE, "run python docs/generate_operations.py"


def who_answers(catalog: ServiceCatalog, client: Client, operation: str) -> str:
    """Who it is that a request without any members gets to."""
    before = len(catalog.calls)
    try:
        getattr(client, xform_name(operation))()
    except UnservedOperationError:
        return "refused"
    except Exception:  # noqa: BLE001 - whatever else it is, somebody answered
        pass
    return "the fake" if len(catalog.calls) > before else "moto"


def test_each_row_is_true() -> None:
    known = {operation: ROWS[operation] for operation in sorted(operation_names())}

    # Not the fixture's fake, whose answers are checked: moto takes a product without an owner.
    with mock_service_catalog() as catalog:
        client = boto3.client("servicecatalog", config=Config(parameter_validation=False))
        alone = {operation: who_answers(catalog, client, operation) for operation in known}
        with mock_aws():
            beside_moto = {name: who_answers(catalog, client, name) for name in known}

    assert alone == {name: "refused" if who == "moto" else who for name, who in known.items()}
    if released(MOTO) >= WRITTEN_WITH:
        assert beside_moto == known
