"""Calls that moto answers."""

from __future__ import annotations

import json
import urllib.request

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from pytest_sc_plan import PlanServer, ServiceCatalog

from ..helpers import client_of, moto_with_portfolios, refused
from .motos_catalog import create_portfolio, found, portfolios

pytestmark = moto_with_portfolios


@pytest.mark.sc_plan(account_id="999999999999")
def test_moto_acts_in_the_account_of_the_settings(sc_plan: ServiceCatalog, aws: None) -> None:
    made = client_of().create_portfolio(DisplayName="team", ProviderName="us")
    assert made["PortfolioDetail"]["ARN"].split(":")[4] == "999999999999"


def test_a_region_that_moto_does_not_know_is_shared_with_nobody(
    sc_plan: ServiceCatalog, aws: None
) -> None:
    nowhere = client_of(region="mars-east-1")
    with pytest.raises(KeyError, match="mars-east-1"):
        nowhere.list_portfolios()
    assert found(nowhere) == []


def test_clients_of_our_own_server_share_the_catalog_too(
    sc_plan: ServiceCatalog, sc_plan_server: PlanServer, aws: None
) -> None:
    sc_plan.add_product("ours", launch_paths=["team"])
    request = urllib.request.Request(
        sc_plan_server.url,
        b"{}",
        {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AWS242ServiceCatalogService.ListPortfolios",
        },
    )
    with urllib.request.urlopen(request) as answer:
        listed = json.load(answer)["PortfolioDetails"]
    assert [portfolio["DisplayName"] for portfolio in listed] == ["team"]


class TestWhatIsInjectedIntoCallsThatMotoAnswers:
    @pytest.mark.sc_plan(sleep="skip")
    @pytest.mark.sc_plan_fault("response_lost", operation="CreatePortfolio", times=None)
    def test_a_lost_response(self, sc_plan: ServiceCatalog, aws: None) -> None:
        client = client_of()
        with pytest.raises(ReadTimeoutError):
            client.create_portfolio(DisplayName="team", ProviderName="us", IdempotencyToken="token")
        assert [name for name, _ in portfolios(client)] == ["team"]

    @pytest.mark.sc_plan_fault("connection_closed", operation="CreatePortfolio")
    def test_a_request_that_is_lost_is_sent_again(self, sc_plan: ServiceCatalog, aws: None) -> None:
        client = client_of()
        create_portfolio(client)
        assert [name for name, _ in portfolios(client)] == ["team"]

    @pytest.mark.sc_plan_fault("malformed_response", operation="ListPortfolios")
    def test_a_malformed_response(self, sc_plan: ServiceCatalog, aws: None) -> None:
        client = client_of()
        create_portfolio(client)
        assert "PortfolioDetails" not in client.list_portfolios()
        assert "PortfolioDetails" in client.list_portfolios()

    @pytest.mark.sc_plan_error("InvalidParametersException", operation="CreatePortfolio", times=1)
    def test_an_error(self, sc_plan: ServiceCatalog, aws: None) -> None:
        client = client_of()
        with pytest.raises(ClientError, match="InvalidParametersException"):
            create_portfolio(client)
        assert portfolios(client) == []

    @pytest.mark.sc_plan_error(
        "InvalidParametersException", operation="CreatePortfolio", message="Enough"
    )
    def test_an_injected_error_for_an_unserved_operation(self, sc_plan: ServiceCatalog) -> None:
        with refused("InvalidParametersException", "Enough"):
            create_portfolio(client_of())
