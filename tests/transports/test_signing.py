"""How requests of clients and callers are signed while a fake is live."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from unittest import mock

import boto3
import botocore.session
import pytest
from botocore import UNSIGNED
from botocore.auth import AUTH_TYPE_MAPS, BaseSigner, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials, RefreshableCredentials
from botocore.tokens import FrozenAuthToken
from moto import mock_aws

from pytest_sc_plan import ServiceCatalog, mock_service_catalog

from ..helpers import TARGET, Client

SERVICE = "servicecatalog"
ROLE_ARN = "arn:aws:iam::999988887777:role/Role"
URL = "https://servicecatalog.eu-west-1.amazonaws.com/"


class OtherSigner(BaseSigner):
    """A signer that is no SigV4Auth, and can't sign without credentials: awscrt brings some."""

    def __init__(self, credentials: Any, service_name: str, region_name: str) -> None:
        self.scope = f"{credentials.access_key}/20240101/{region_name}/{service_name}"

    REQUIRES_REGION = True

    def add_auth(self, request: Any) -> None:
        request.headers["Authorization"] = f"Credential={self.scope}/aws4_request"


def expired(key: str = "222233334444") -> RefreshableCredentials:
    def refresh() -> dict[str, str]:
        raise AssertionError("refreshed")

    past = datetime(2020, 1, 1, tzinfo=timezone.utc)
    return RefreshableCredentials(key, "secret", "token", past, refresh, "sso")


def client_with(credentials: Any, service: str = "servicecatalog", **config: Any) -> Client:
    session: Any = botocore.session.get_session()
    with mock.patch.object(type(session), "get_credentials", return_value=credentials):
        return session.create_client(service, region_name="eu-west-1", config=Config(**config))


@pytest.fixture
def other_signer() -> Iterator[None]:
    with mock.patch.dict(AUTH_TYPE_MAPS, v4=OtherSigner):
        yield


@pytest.mark.usefixtures("other_signer")
@pytest.mark.parametrize(
    ("credentials", "account_id"),
    [
        (None, "123456789012"),
        (expired(), "222233334444"),
        (Credentials("333344445555", "secret"), "333344445555"),
    ],
    ids=["none", "expired", "static"],
)
def test_any_signer_gets_the_credentials_at_hand(credentials: Any, account_id: str) -> None:
    client = client_with(credentials)
    with mock_service_catalog() as catalog:
        client.list_provisioned_product_plans()
        (call,) = catalog.calls
    assert (call.account_id, call.region) == (account_id, "eu-west-1")


@pytest.mark.usefixtures("other_signer")
def test_any_signer_of_aiobotocore_does_too(sc_plan: ServiceCatalog) -> None:
    aiobotocore = pytest.importorskip("aiobotocore.session")

    async def main() -> None:
        made = aiobotocore.get_session().create_client("servicecatalog", region_name="eu-west-1")
        async with made as client:
            client._request_signer._credentials = None
            await client.list_provisioned_product_plans()
            client._request_signer._credentials = expired()
            await client.list_provisioned_product_plans()

    asyncio.run(main())
    assert [call.account_id for call in sc_plan.calls] == ["123456789012", "222233334444"]


@pytest.mark.usefixtures("other_signer")
def test_clients_of_moto_without_credentials_sign_with_any_signer(sc_plan: ServiceCatalog) -> None:
    client = client_with(None, "sqs")
    with mock_aws():
        assert client.list_queues()["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_a_request_to_moto_is_signed_by_hand_without_credentials(sc_plan: ServiceCatalog) -> None:
    request = AWSRequest("POST", "https://sqs.eu-west-1.amazonaws.com/", data="{}")
    without: Any = None
    with mock_aws():
        SigV4Auth(without, "sqs", "eu-west-1").add_auth(request)
    assert "Credential=testing/" in request.headers["Authorization"]


@pytest.mark.parametrize("token", [FrozenAuthToken("token"), None], ids=["token", "none"])
def test_a_token_at_hand_signs(sc_plan: ServiceCatalog, token: Any) -> None:
    client = client_with(None, signature_version="bearer")
    client._request_signer._auth_token = token
    client.list_provisioned_product_plans()
    assert [call.operation for call in sc_plan.calls] == ["ListProvisionedProductPlans"]


def test_other_services_refresh_as_ever(sc_plan: ServiceCatalog) -> None:
    client = client_with(expired(), "servicecatalog-appregistry")
    with pytest.raises(AssertionError, match="refreshed"):
        client.list_applications()


def test_other_services_of_aiobotocore_refresh_as_ever(sc_plan: ServiceCatalog) -> None:
    aiobotocore = pytest.importorskip("aiobotocore.session")
    asked: list[str] = []

    class Own:
        async def get_frozen_credentials(self) -> Any:
            asked.append("asked")
            return Credentials("key", "secret").get_frozen_credentials()

    async def main() -> None:
        service = "servicecatalog-appregistry"
        made = aiobotocore.get_session().create_client(service, region_name="eu-west-1")
        async with made as client:
            client._request_signer._credentials = Own()
            await client.generate_presigned_url("list_applications")

    asyncio.run(main())
    assert asked == ["asked"]


def test_without_a_fake_all_is_as_ever() -> None:
    with mock_service_catalog():
        client = client_with(expired())
    with pytest.raises(AssertionError, match="refreshed"):
        client.generate_presigned_url("list_provisioned_product_plans")


def test_presigned_urls_are_signed_with_what_is_at_hand(sc_plan: ServiceCatalog) -> None:
    url = client_with(expired()).generate_presigned_url("list_provisioned_product_plans")
    assert "X-Amz-Credential=222233334444%2F" in url


@pytest.mark.parametrize("credentials", [None, expired()], ids=["none", "expired"])
def test_a_request_is_signed_by_hand_with_what_is_at_hand(
    sc_plan: ServiceCatalog, credentials: Any
) -> None:
    headers = {"X-Amz-Target": f"{TARGET}.ListProvisionedProductPlans"}
    request = AWSRequest("POST", URL, data="{}", headers=headers)
    signer = SigV4Auth(credentials, "servicecatalog", "eu-west-1")
    signer.add_auth(request)
    key = "testing" if credentials is None else "222233334444"
    assert f"Credential={key}/" in request.headers["Authorization"]
    assert signer.credentials is credentials


def test_what_a_session_was_given_counts(sc_plan: ServiceCatalog) -> None:
    session: Any = botocore.session.get_session()
    session.set_credentials("444455556666", "secret")
    session.create_client("servicecatalog", "eu-west-1").list_provisioned_product_plans()
    # By position, as few callers do.
    more = (None, True, None, None, "555566667777", "secret", None)
    session.create_client("servicecatalog", "eu-west-1", *more).list_provisioned_product_plans()
    assert [call.account_id for call in sc_plan.calls] == ["444455556666", "555566667777"]


def test_a_config_keeps_what_it_says_beside_its_mode(sc_plan: ServiceCatalog) -> None:
    session: Any = botocore.session.get_session()
    automatic: dict[str, Any] = {"defaults_mode": "auto"}
    session.set_default_client_config(Config(user_agent_extra="default", **automatic))
    for config in (None, Config(read_timeout=7)):
        client = session.create_client("servicecatalog", "eu-west-1", config=config)
        client.list_provisioned_product_plans()
        assert "default" in client.meta.config.user_agent_extra
    assert client.meta.config.read_timeout == 7
    assert client.meta.config.connect_timeout == 3.1


def test_a_session_finds_its_own_credentials_for_other_services(
    sc_plan: ServiceCatalog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "credentials"
    role = f"role_arn = {ROLE_ARN}\nsource_profile = own"
    keys = "aws_access_key_id = 666677778888\naws_secret_access_key = secret"
    file.write_text(f"[own]\n{role}\n{keys}\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    session: Any = botocore.session.Session(profile="own")
    session.create_client("servicecatalog", "eu-west-1").list_provisioned_product_plans()
    assert sc_plan.calls[0].account_id == "666677778888"
    assert session.get_credentials().method == "assume-role"


def test_an_unsigned_client_stays_unsigned(sc_plan: ServiceCatalog) -> None:
    seen: list[str] = []
    client = client_with(expired(), signature_version=UNSIGNED)
    client.meta.events.register("before-send", lambda request, **_: seen.extend(request.headers))
    client.list_provisioned_product_plans()
    assert "Authorization" not in seen


def test_a_role_assumed_in_moto_is_its_account_as_before() -> None:
    with mock_aws(), mock_service_catalog() as catalog:
        assumed: Any = boto3.client("sts").assume_role(RoleArn=ROLE_ARN, RoleSessionName="test")
        keys = assumed["Credentials"]
        boto3.client(
            "servicecatalog",
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
        ).list_provisioned_product_plans()
        assert catalog.calls[0].account_id == "999988887777"


@pytest.mark.parametrize("name", ["botocore.session.Session", "aiobotocore.session.AioSession"])
def test_a_mock_of_the_session_class_is_left_alone(name: str) -> None:
    module = pytest.importorskip(name.rpartition(".")[0])
    with mock.patch(name) as session_class, mock_service_catalog():
        getattr(module, name.rpartition(".")[2])().create_client("servicecatalog")
        session_class.return_value.create_client.assert_called_once_with(SERVICE)
