"""Beside requests-mock, which takes requests away from the adapters of sessions."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

import pytest
import requests
import requests_mock

from pytest_sc_plan import ServiceCatalog, mock_service_catalog

from ..helpers import TARGET

URL = "https://servicecatalog.us-east-1.amazonaws.com/"
RealSend = requests.Session.send
RealAdapterSend = requests_mock.Adapter.send


def list_plans(post: Callable[..., requests.Response] = requests.post) -> int:
    headers = {"X-Amz-Target": f"{TARGET}.ListProvisionedProductPlans"}
    return post(URL, "{}", headers=headers).status_code


def mocker(**settings: Any) -> requests_mock.Mocker:
    mock = requests_mock.Mocker(**settings)
    mock.get("https://example.com/", text="mocked")
    return mock


def both_answer(catalog: ServiceCatalog, mock: requests_mock.Mocker) -> None:
    assert list_plans() == 200
    assert requests.get("https://example.com/").text == "mocked"
    assert [call.operation for call in catalog.calls] == ["ListProvisionedProductPlans"]
    assert [request.url for request in mock.request_history] == ["https://example.com/"]


def test_a_mock_that_starts_before_the_fake() -> None:
    with mocker() as mock, mock_service_catalog() as catalog:
        both_answer(catalog, mock)


def test_a_mock_that_starts_after_the_fake() -> None:
    with mock_service_catalog() as catalog, mocker() as mock:
        both_answer(catalog, mock)


def test_a_mock_of_everything_leaves_the_fake_its_requests(sc_plan: ServiceCatalog) -> None:
    with requests_mock.Mocker() as mock:
        mock.register_uri(requests_mock.ANY, requests_mock.ANY, status_code=418)
        assert list_plans() == 200
        assert requests.get("https://example.com/").status_code == 418
    assert len(sc_plan.calls) == len(mock.request_history) == 1


def test_a_mock_of_one_session(sc_plan: ServiceCatalog) -> None:
    with requests.Session() as session, mocker(session=session):
        assert list_plans(session.post) == 200
        assert session.get("https://example.com/").text == "mocked"
    assert len(sc_plan.calls) == 1


def test_an_adapter_that_is_mounted_on_a_session(sc_plan: ServiceCatalog) -> None:
    with requests.Session() as session:
        session.mount("https://", requests_mock.Adapter())
        assert list_plans(session.post) == 200
        with pytest.raises(requests_mock.NoMockAddress):
            session.get("https://example.com/")
    assert len(sc_plan.calls) == 1


def test_a_fault_raises_the_exception_of_requests(sc_plan: ServiceCatalog) -> None:
    sc_plan.inject_fault("read_timeout", operation="ListProvisionedProductPlans")
    with mocker(), pytest.raises(requests.ReadTimeout):
        list_plans()


@pytest.mark.parametrize("order", ["mock first", "fake first"])
def test_each_may_end_before_the_other(order: str) -> None:
    mock, fake = mocker(), mock_service_catalog()
    first, second = (mock, fake) if order == "mock first" else (fake, mock)
    first.start()
    second.start()
    both_answer(fake.catalog, mock)
    first.stop()
    second.stop()
    with mocker(), pytest.raises(requests_mock.NoMockAddress):
        list_plans()
    with mock_service_catalog() as catalog:
        assert list_plans() == 200
        assert len(catalog.calls) == 1
    assert requests.Session.send is RealSend
    assert requests_mock.Adapter.send is RealAdapterSend


def test_requests_mock_may_be_imported_while_the_fake_is_live(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in list(sys.modules):
        if name.partition(".")[0] == "requests_mock":
            monkeypatch.delitem(sys.modules, name)
    with mock_service_catalog() as catalog:
        late = importlib.import_module("requests_mock")
        with late.Mocker() as mock:
            mock.get("https://example.com/", text="mocked")
            both_answer(catalog, mock)
    with mock_service_catalog() as catalog, late.Mocker():
        assert list_plans() == 200
    with late.Mocker(), pytest.raises(late.NoMockAddress):
        list_plans()
    assert requests.Session.send is RealSend
