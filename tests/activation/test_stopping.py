"""A fake that stops whatever happens around it, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import importlib
import os
import pkgutil
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import boto3
import pytest
import requests
import requests_mock
from botocore.endpoint import Endpoint
from botocore.exceptions import ConfigParseError

from pytest_sc_plan import ServiceCatalog, mock_service_catalog
from pytest_sc_plan.activation import sessions
from pytest_sc_plan.fake.lookup import state_of

from ..helpers import TARGET, Client
from .live_fake import client, is_live, list_plans

pytestmark = pytest.mark.usefixtures("everything_is_put_back")


def kept_client() -> Client:
    return sessions.client()


class Refusing(type):
    """A class whose attributes can be set only so often."""

    allowed = 0
    refusal: BaseException

    def __setattr__(cls, name: str, value: Any) -> None:
        if Refusing.allowed == 0:
            raise Refusing.refusal
        Refusing.allowed -= 1
        super().__setattr__(name, value)


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> type[Refusing]:
    """A library that is patched after all others, and whose class refuses it."""

    class Adapter(metaclass=Refusing):
        def send(self) -> None:
            """Nothing is sent."""

    library: Any = ModuleType("requests_mock.adapter")
    library.Adapter = Adapter
    monkeypatch.setitem(sys.modules, "requests_mock.adapter", library)
    return Refusing


# ---------------------------------------------------------------------- steps that fail


@pytest.mark.parametrize("refusal", [KeyboardInterrupt, ValueError])
def test_a_start_that_fails_undoes_what_it_did(
    refusing: type[Refusing], refusal: type[BaseException]
) -> None:
    refusing.allowed, refusing.refusal = 0, refusal("no")
    with pytest.raises(refusal, match=r"^no$"):
        mock_service_catalog(sleep="skip", engine="cloudformation").start()
    assert not is_live()


def test_a_start_inside_another_fake_that_fails_leaves_the_outer_one_live(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with mock_service_catalog() as catalog:
        with monkeypatch.context() as changed:
            changed.setenv("AWS_CONFIG_FILE", str(malformed(tmp_path)))
            with pytest.raises(ConfigParseError):
                mock_service_catalog().start()
        list_plans()
        assert len(catalog.calls) == 1


def test_a_configuration_that_cannot_be_read_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as changed:
        changed.setenv("AWS_CONFIG_FILE", str(malformed(tmp_path)))
        with pytest.raises(ConfigParseError), mock_service_catalog():
            pass
        assert not is_live()


def malformed(folder: Path) -> Path:
    file = folder / "config"
    file.write_text("[profile\n")
    return file


def test_a_step_of_stop_that_fails_is_reported_and_the_others_are_done(
    refusing: type[Refusing],
) -> None:
    refusing.allowed, refusing.refusal = 1, ValueError("it stays")
    fake = mock_service_catalog(sleep="skip", engine="cloudformation")
    fake.start()
    with pytest.raises(ValueError, match=r"^it stays$"):
        fake.stop()
    assert not is_live()


def test_listeners_that_a_test_took_away_are_reported_and_the_rest_is_undone() -> None:
    fake = mock_service_catalog(sleep="skip")
    state_of(fake.start()).settings_listeners.clear()
    with pytest.raises(ValueError, match="not in list"):
        fake.stop()
    assert not is_live()
    with mock_service_catalog() as catalog:
        list_plans()
        assert len(catalog.calls) == 1


# ---------------------------------------------------------------------- modules that come and go


def forget(*packages: str) -> None:
    for name in list(sys.modules):
        if name.partition(".")[0] in packages:
            del sys.modules[name]


@pytest.mark.parametrize("package", ["boto3", "requests_mock", "asyncio"])
def test_a_fake_stops_where_modules_are_mocks_or_gone(package: str) -> None:
    fake = mock_service_catalog(sleep="skip")
    fake.start()
    with mock.patch.dict(sys.modules, {package: mock.MagicMock()}):
        fake.stop()
    with mock.patch.dict(sys.modules):
        with mock_service_catalog(sleep="skip"):
            forget(package)
        assert not is_live()


def test_a_library_that_is_loaded_anew_is_patched_anew(sc_plan: ServiceCatalog) -> None:
    def post() -> int:
        late = importlib.import_module("requests")
        status: int = late.post(URL, "{}", headers=HEADERS).status_code
        return status

    for _ in range(2):
        with mock.patch.dict(sys.modules):
            forget("requests")
            assert post() == 200
    assert post() == 200
    assert len(sc_plan.calls) == 3


def test_a_mock_in_the_place_of_a_library_is_left_alone() -> None:
    library = mock.MagicMock()
    with (
        mock.patch.dict(sys.modules, {"requests_mock.adapter": library}),
        mock_service_catalog() as catalog,
    ):
        list_plans()
        assert len(catalog.calls) == 1
    assert library.mock_calls == []


# ------------------------------------------------------------------ what is a test's own


@pytest.fixture
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_kept", [])


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize(
    "target",
    [
        "boto3.Session",
        "boto3.session.Session",
        "boto3.session.Session.client",
        "botocore.session.Session",
        "botocore.session.Session.create_client",
        "botocore.client.ClientCreator.create_client",
        "botocore.session.get_session",
    ],
)
@pytest.mark.parametrize("options", [{}, {"autospec": True}], ids=str)
def test_a_mock_is_kept_neither_as_session_nor_as_client(
    target: str, options: dict[str, Any]
) -> None:
    # boto3 asks a session for attributes that a specified mock does not have.
    with mock.patch(target, **options), mock_service_catalog(), suppress(AttributeError):
        kept_client()
    executes_and_is_kept()


@pytest.mark.usefixtures("nothing_kept")
def test_a_function_of_a_test_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as changed, mock_service_catalog():
        changed.setattr(boto3.Session, "client", lambda *_, **__: "a client")
        assert kept_client() == "a client"
    executes_and_is_kept()


@pytest.mark.usefixtures("nothing_kept")
def test_a_session_that_a_test_replaces_is_what_boto3_uses() -> None:
    for _ in range(2):
        with mock.patch("boto3.Session") as replaced, mock_service_catalog():
            assert boto3.client("servicecatalog") is replaced.return_value.client.return_value
            assert replaced.call_args_list == [mock.call()]
        executes_and_is_kept()


def executes_and_is_kept() -> None:
    clients = set()
    for _ in range(2):
        with mock_service_catalog() as catalog:
            kept_client().list_provisioned_product_plans()
            list_plans()
            assert len(catalog.calls) == 2
            clients.add(kept_client())
    assert len(clients) == 1


# ------------------------------------------------------------------ mocks of the same attributes


URL = "https://servicecatalog.us-east-1.amazonaws.com/"
RealSend = requests.Session.send
HEADERS = {"X-Amz-Target": f"{TARGET}.ListProvisionedProductPlans"}


def test_a_mock_that_ends_while_the_fake_is_live_does_not_take_botocore_away() -> None:
    with mock.patch.object(Endpoint, "_send") as send:
        fake = mock_service_catalog()
        fake.start()
    list_plans()
    assert len(fake.catalog.calls) == 1
    assert send.mock_calls == []
    fake.stop()


@pytest.mark.parametrize("call", ["post", "send"])
def test_a_mock_that_ends_while_the_fake_is_live_does_not_take_requests_away(call: str) -> None:
    session = requests.Session()
    with mock.patch.object(requests.Session, "send"):
        fake = mock_service_catalog()
        fake.start()
    request = requests.Request("POST", URL, headers=HEADERS, data="{}")
    prepared = session.prepare_request(request)
    answer = session.send(prepared) if call == "send" else session.post(URL, headers=HEADERS)
    assert answer.status_code == 200
    assert len(fake.catalog.calls) == 1
    fake.stop()


def test_a_request_to_others_goes_on_where_a_mock_took_requests_away() -> None:
    session = requests.Session()
    session.mount("https://", requests_mock.Adapter())
    with mock.patch.object(requests.Session, "send"):
        fake = mock_service_catalog()
        fake.start()
    prepared = session.prepare_request(requests.Request("GET", "https://example.com/"))
    as_before = mock.patch.object(requests.Session, "send", RealSend)
    with as_before, pytest.raises(requests_mock.NoMockAddress):
        session.send(prepared)
    fake.stop()


def test_a_mock_that_is_active_keeps_its_calls() -> None:
    with mock_service_catalog() as catalog, mock.patch.object(Endpoint, "_send") as send:
        send.side_effect = ZeroDivisionError
        with pytest.raises(ZeroDivisionError):
            client().list_provisioned_product_plans()
        assert catalog.calls == []


@pytest.mark.parametrize("target", ["time.sleep", "asyncio.tasks.sleep", "time.time"])
def test_a_mock_that_ends_after_the_fake_brings_nothing_back(target: str) -> None:
    fake = mock_service_catalog(sleep="skip")
    fake.start()
    patch = mock.patch(target)
    patch.start()
    fake.stop()
    patch.stop()
    # The next fake looks at it before it starts, at the latest.
    with mock_service_catalog():
        assert time.sleep.__module__ == time.time.__module__ == "time"
        assert asyncio.tasks.sleep.__module__ == "asyncio.tasks"


@pytest.mark.parametrize(
    "target", ["asyncio.tasks.sleep", "botocore.retries.bucket.TokenBucket.acquire"]
)
def test_a_mock_that_is_active_when_sleep_is_skipped_stays(target: str) -> None:
    with mock.patch(target) as replaced, mock_service_catalog(sleep="skip"):
        assert pkgutil.resolve_name(target) is replaced


def test_a_mock_of_asyncio_sleep_gets_no_calls_of_the_fake() -> None:
    session = pytest.importorskip("aiobotocore.session").get_session()

    async def main() -> None:
        async with session.create_client("servicecatalog") as async_client:
            await async_client.list_provisioned_product_plans()

    with mock_service_catalog() as catalog, mock.patch("asyncio.sleep") as sleep:
        asyncio.run(main())
        assert len(catalog.calls) == 1
    assert sleep.mock_calls == []


def test_a_default_session_that_a_mock_brings_back_is_put_back() -> None:
    fake = mock_service_catalog()
    fake.start()
    patch = mock.patch("boto3.DEFAULT_SESSION", None)
    patch.start()
    fake.stop()
    patch.stop()
    with mock_service_catalog():
        pass
    assert boto3.DEFAULT_SESSION is None


# ---------------------------------------------------------------------- threads


def test_threads_that_start_and_stop_fakes_at_once_leave_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "own")
    interval = sys.getswitchinterval()
    together = threading.Barrier(4)

    def start_and_stop() -> None:
        together.wait()
        for _ in range(50):
            with mock_service_catalog(sleep="skip"):
                pass

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(together.parties) as pool:
            ended = [pool.submit(start_and_stop) for _ in range(together.parties)]
    finally:
        sys.setswitchinterval(interval)
    assert [future.result() for future in ended] == [None] * together.parties
    assert {name: os.environ[name] for name in os.environ if name.startswith("AWS_")} == {
        "AWS_PROFILE": "own"
    }
    monkeypatch.delenv("AWS_PROFILE")
