"""Calls that moto answers: those of operations that it has and the fake has not."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from pytest_sc_plan import PlanServer, ServiceCatalog

from ..helpers import Client, client_of, refused
from ..newer import NEW

pytestmark = pytest.mark.usefixtures("newer_moto")


def new_things(client: Client) -> Any:
    """The account and the region in which moto was called."""
    (called,) = client.list_new_things(ProductId="prod-1")["PortfolioDetails"]
    return called["Id"], called["DisplayName"]


@pytest.mark.sc_plan(account_id="999999999999", region="eu-west-1")
def test_moto_acts_in_the_account_of_the_settings(sc_plan: ServiceCatalog, aws: None) -> None:
    assert new_things(client_of()) == ("999999999999", "eu-west-1")
    assert new_things(client_of("111111111111", "us-west-2")) == ("111111111111", "us-west-2")
    assert sc_plan.calls == []


def test_a_client_of_our_own_server_reaches_moto(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer, aws: None
) -> None:
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AWS242ServiceCatalogService.{NEW}",
    }
    request = urllib.request.Request(sc_plan_server.url, b"{}", headers)
    with urllib.request.urlopen(request) as answer:
        (called,) = json.load(answer)["PortfolioDetails"]
    assert called == {"Id": "123456789012", "DisplayName": "us-east-1"}


@pytest.mark.sc_plan(sleep="skip")
def test_faults_and_errors_are_injected_into_calls_that_moto_answers(
    sc_plan: ServiceCatalog, aws: None
) -> None:
    client = client_of()
    with (
        sc_plan.inject_fault("response_lost", operation=NEW, times=None),
        pytest.raises(ReadTimeoutError),
    ):
        new_things(client)
    sc_plan.inject_fault("connection_closed", operation=NEW)
    assert new_things(client) == ("123456789012", "us-east-1")
    sc_plan.inject_fault("malformed_response", operation=NEW)
    assert "PortfolioDetails" not in client.list_new_things(ProductId="prod-1")
    with (
        sc_plan.raise_error("InvalidParametersException", operation=NEW),
        pytest.raises(ClientError, match="InvalidParametersException"),
    ):
        new_things(client)
    assert new_things(client) == ("123456789012", "us-east-1")


def test_an_error_is_injected_where_nobody_serves_the_operation(sc_plan: ServiceCatalog) -> None:
    sc_plan.raise_error("InvalidParametersException", operation=NEW, message="Enough")
    with refused("InvalidParametersException", "Enough"):
        new_things(client_of())
