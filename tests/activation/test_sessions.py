from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest import mock

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from pytest_sc_plan import mock_service_catalog
from pytest_sc_plan.activation import sessions

from ..helpers import Client
from ..programs import run_program


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test starts without a kept session, and without settings of the machine's own."""
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    sessions._kept.clear()
    yield
    sessions._kept.clear()


def kept_client() -> Client:
    return sessions.client()


def client_of_a_test(**settings: Any) -> Client:
    """The client that a test gets which does nothing with it."""
    with mock_service_catalog(**settings):
        return kept_client()


def default_session_of_a_test() -> Any:
    with mock_service_catalog():
        return boto3.DEFAULT_SESSION


def test_the_client_is_kept_from_test_to_test() -> None:
    assert client_of_a_test() is client_of_a_test()


def test_the_client_is_another_in_another_region() -> None:
    here, there = client_of_a_test(), client_of_a_test(region="eu-west-1")
    assert (here.meta.region_name, there.meta.region_name) == ("us-east-1", "eu-west-1")
    assert client_of_a_test() is here


def test_the_default_session_is_kept_from_test_to_test() -> None:
    assert default_session_of_a_test() is default_session_of_a_test() is not None
    assert boto3.DEFAULT_SESSION is None


@pytest.mark.parametrize("method", ["register", "register_first", "register_last"])
def test_handlers_registered_at_the_client_do_not_leak(method: str) -> None:
    seen: list[str] = []
    with mock_service_catalog():
        client = kept_client()
        getattr(client.meta.events, method)(
            "before-call.servicecatalog.*", lambda **_: seen.append("called")
        )
        client.list_provisioned_product_plans()
    assert seen == ["called"]
    with mock_service_catalog():
        kept_client().list_provisioned_product_plans()
        boto3.client("servicecatalog").list_provisioned_product_plans()
    assert seen == ["called"]


def test_handlers_unregistered_at_the_client_are_back_in_the_next_test() -> None:
    with mock_service_catalog():
        client = kept_client()
        client.meta.events.unregister(
            "request-created.servicecatalog", client._request_signer.handler
        )
    with mock_service_catalog() as catalog:
        kept_client().list_provisioned_product_plans()
        assert catalog.calls[0].region == "us-east-1"
    assert client_of_a_test() is not client


def test_handlers_registered_at_the_default_session_do_not_leak() -> None:
    seen: list[str] = []
    with mock_service_catalog():
        session: Any = boto3.DEFAULT_SESSION
        session.events.register("before-call", lambda **_: seen.append("called"))
        boto3.client("servicecatalog").list_provisioned_product_plans()
    assert seen == ["called"]
    with mock_service_catalog():
        boto3.client("servicecatalog").list_provisioned_product_plans()
        kept_client().list_provisioned_product_plans()
    assert seen == ["called"]


def test_attributes_set_on_the_client_do_not_leak() -> None:
    with mock_service_catalog():
        client = kept_client()
        client.list_provisioned_product_plans = lambda: "replaced"
    with mock_service_catalog():
        assert kept_client().list_provisioned_product_plans()["ProvisionedProductPlans"] == []


def test_clients_have_the_credentials_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_service_catalog() as catalog:
        for account in ("111111111111", "222222222222"):
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", account)
            kept_client().list_provisioned_product_plans()
            boto3.client("servicecatalog").list_provisioned_product_plans()
        assert [call.account_id for call in catalog.calls] == [
            "111111111111",
            "111111111111",
            "222222222222",
            "222222222222",
        ]


def test_clients_have_the_region_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_service_catalog():
        for region in ("eu-west-1", "eu-west-2"):
            monkeypatch.setenv("AWS_DEFAULT_REGION", region)
            assert kept_client().meta.region_name == region
            assert boto3.client("servicecatalog").meta.region_name == region


def test_a_profile_that_one_test_sets_does_not_leak(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text("[profile other]\nregion = eu-west-3\n")
    with mock_service_catalog() as catalog, monkeypatch.context() as changed:
        changed.setenv("AWS_CONFIG_FILE", str(config))
        changed.setenv("AWS_PROFILE", "other")
        changed.delenv("AWS_DEFAULT_REGION")
        assert boto3.client("servicecatalog").meta.region_name == "eu-west-3"
        assert boto3.DEFAULT_SESSION is not None
        assert boto3.DEFAULT_SESSION.available_profiles == ["other"]
    with mock_service_catalog() as catalog:
        boto3.client("servicecatalog").list_provisioned_product_plans()
        assert catalog.calls[0].region == "us-east-1"
        assert boto3.DEFAULT_SESSION is not None
        assert boto3.DEFAULT_SESSION.profile_name == "default"
        assert boto3.DEFAULT_SESSION.available_profiles == []


def test_credentials_of_a_file_that_one_test_names_do_not_leak(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def account(key: str) -> str:
        file = tmp_path / key
        file.write_text(f"[default]\naws_access_key_id = {key}\naws_secret_access_key = secret\n")
        with mock_service_catalog() as catalog, monkeypatch.context() as changed:
            changed.delenv("AWS_ACCESS_KEY_ID")
            changed.delenv("AWS_SECRET_ACCESS_KEY")
            changed.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
            boto3.client("servicecatalog").list_provisioned_product_plans()
            return catalog.calls[0].account_id

    assert account("111111111111") == "111111111111"
    assert account("222222222222") == "222222222222"


def throttled_client_of_a_test(times: int | None) -> tuple[Client, int]:
    """The client of a test, and the number of attempts that it made."""
    with mock_service_catalog() as catalog:
        catalog.inject_fault("throttling", operation="ListProvisionedProductPlans", times=times)
        client = kept_client()
        with suppress(ClientError):
            client.list_provisioned_product_plans()
        return client, len(catalog.calls)


@pytest.mark.parametrize(
    ("mode", "times", "attempts", "kept"),
    [
        ("legacy", 1, 2, True),
        ("legacy", None, 5, True),
        # Its quota is full again after a success.
        ("standard", 1, 2, True),
        ("standard", None, 3, False),
        ("adaptive", 1, 2, False),
    ],
)
def test_a_client_whose_quota_was_used_is_given_up(
    monkeypatch: pytest.MonkeyPatch, mode: str, times: int | None, attempts: int, *, kept: bool
) -> None:
    monkeypatch.setenv("AWS_RETRY_MODE", mode)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    session = default_session_of_a_test()
    client = client_of_a_test()
    assert throttled_client_of_a_test(times) == (client, attempts)
    assert (client_of_a_test() is client) is kept
    assert default_session_of_a_test() is session


CHANGES_OF_CLIENTS: list[Callable[[Client], object]] = [
    lambda client: client.meta.config.retries.update(max_attempts=7),
    lambda client: setattr(client.meta.config, "connect_timeout", 1),
    lambda client: setattr(client.exceptions, "ResourceNotFoundException", ZeroDivisionError),
    lambda client: setattr(type(client.exceptions), "InvalidStateException", ZeroDivisionError),
    lambda client: setattr(type(client), "execute_provisioned_product_plan", None),
    lambda client: setattr(client, "_endpoint", mock.MagicMock()),
    lambda client: setattr(client._endpoint, "host", "http://localhost"),
    lambda client: setattr(client._request_signer, "_region_name", "eu-west-9"),
    lambda client: client.meta.method_to_api_mapping.update(search="SearchProducts"),
    lambda client: setattr(client, "invented", True),
    lambda client: client.meta.events.register("before-call", mock.Mock()),
]


@pytest.mark.parametrize("change", CHANGES_OF_CLIENTS)
def test_a_client_that_was_changed_is_not_lent_again(change: Callable[[Client], object]) -> None:
    session, client = default_session_of_a_test(), client_of_a_test()
    with mock_service_catalog():
        change(kept_client())
    fresh = client_of_a_test()
    assert fresh is not client
    assert fresh is client_of_a_test()
    assert default_session_of_a_test() is session


CHANGES_OF_SESSIONS: list[Callable[[Any], object]] = [
    lambda session: session._session.set_config_variable("region", "eu-west-9"),
    lambda session: setattr(session._session, "user_agent_extra", "more"),
    lambda session: session._session.set_default_client_config(Config(retries={})),
    lambda session: session._session.set_credentials("key", "secret"),
    lambda session: session._session.register_component("data_loader", mock.Mock()),
    lambda session: session._session.get_component("data_loader").search_paths.append("models"),
    lambda session: session._session.get_component("config_store").set_config_provider("x", None),
    lambda session: session.events.register("before-call", mock.Mock()),
    lambda session: setattr(session, "client", None),
]


@pytest.mark.parametrize("change", CHANGES_OF_SESSIONS)
def test_a_session_that_was_changed_is_not_lent_again(change: Callable[[Any], object]) -> None:
    session = default_session_of_a_test()
    with mock_service_catalog():
        change(boto3.DEFAULT_SESSION)
    fresh = default_session_of_a_test()
    assert fresh is not session
    assert fresh is default_session_of_a_test()
    with mock_service_catalog():
        client: Client = boto3.client("servicecatalog")
        assert client.list_provisioned_product_plans()["ProvisionedProductPlans"] == []


@pytest.mark.parametrize("times", [1, 2])
def test_what_a_user_agent_keeps_is_no_change(times: int) -> None:
    client: Any = client_of_a_test()
    for number in range(times):
        # Newer ones do so by themselves, once they are used.
        client._user_agent_creator._static_parts = f"Boto3/{number}"
        assert client_of_a_test() is client


def test_ordinary_use_changes_nothing() -> None:
    session, client = default_session_of_a_test(), client_of_a_test()
    with mock_service_catalog() as catalog:
        used = kept_client()
        used.execute_provisioned_product_plan(PlanId=catalog.add_plan().id)
        with pytest.raises(used.exceptions.ResourceNotFoundException):
            used.execute_provisioned_product_plan(PlanId="plan-x")
        used.get_paginator("list_launch_paths")
        assert used.can_paginate("list_launch_paths")
        used.generate_presigned_url("list_provisioned_product_plans")
        default: Any = boto3.DEFAULT_SESSION
        default.client("s3", region_name="eu-west-1")
        default.resource("sqs")
        assert default.get_credentials().access_key == "testing"
        assert "us-east-1" in default.get_available_regions("servicecatalog")
        assert default.available_profiles == []
    assert client_of_a_test() is client
    assert default_session_of_a_test() is session


def test_a_default_session_that_is_there_is_left_there(monkeypatch: pytest.MonkeyPatch) -> None:
    own = boto3.Session(region_name="eu-west-1")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", own)
    with mock_service_catalog() as catalog:
        assert boto3.DEFAULT_SESSION is own
        boto3.client("servicecatalog").list_provisioned_product_plans()
        assert catalog.calls[0].region == "eu-west-1"
    assert boto3.DEFAULT_SESSION is own


def test_a_fake_inside_another_lends_the_session_of_its_client() -> None:
    with mock_service_catalog():
        outer = boto3.DEFAULT_SESSION
        assert outer is not None
        outer.events.register("before-send.s3", lambda **_: None)
        with mock_service_catalog():
            inner: Client = boto3.client("servicecatalog")
            # Code that catches the client's own exceptions expects one class for both.
            assert inner.exceptions is sessions.client().exceptions
        assert boto3.DEFAULT_SESSION is outer
    assert boto3.DEFAULT_SESSION is None


def test_a_default_session_that_a_test_sets_up_does_not_leak() -> None:
    with mock_service_catalog():
        boto3.setup_default_session(region_name="eu-west-1")
        assert boto3.client("servicecatalog").meta.region_name == "eu-west-1"
    assert boto3.DEFAULT_SESSION is None
    with mock_service_catalog():
        assert boto3.client("servicecatalog").meta.region_name == "us-east-1"


MOTO_IN_BETWEEN = """
import boto3
from pytest_sc_plan import mock_service_catalog
from pytest_sc_plan.activation import sessions

with mock_service_catalog():
    before = sessions.client(), boto3.DEFAULT_SESSION

from moto import mock_aws

with mock_service_catalog() as catalog, mock_aws():
    boto3.client("s3").create_bucket(Bucket="bucket")
    print([bucket["Name"] for bucket in boto3.client("s3").list_buckets()["Buckets"]])
    print(sessions.client() is before[0], boto3.DEFAULT_SESSION is before[1])
    sessions.client().list_provisioned_product_plans()
    print([call.operation for call in catalog.calls])
"""


def test_sessions_kept_from_before_moto_was_imported_are_given_up(tmp_path: Path) -> None:
    assert run_program(MOTO_IN_BETWEEN, tmp_path) == [
        "['bucket']",
        "False False",
        "['ListProvisionedProductPlans']",
    ]
