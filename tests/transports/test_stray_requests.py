"""Requests to the service's own hosts that call no operation."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
import requests
import responses
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

from pytest_sc_plan import ServiceCatalog, UnservedOperationError, mock_service_catalog

from ..helpers import TARGET, Client

HOST = "https://servicecatalog.us-east-1.amazonaws.com"


def sentence(method: str, url: str) -> str:
    return (
        f"{method} {url} is no call of the Service Catalog API, which has a header X-Amz-Target, "
        "as no presigned URL can: pytest-sc-plan does not answer it, and nothing reaches the "
        "network. Call an operation of a client."
    )


def prepared(method: str = "POST", url: str = f"{HOST}/", **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = AWSRequest(method, url, data="{}", headers=named)
    SigV4Auth(Credentials("key", "secret"), "servicecatalog", "us-east-1").add_auth(request)
    return request.prepare()


def send_with_aiobotocore(request: Any) -> Any:
    httpsession = pytest.importorskip("aiobotocore.httpsession")

    async def main() -> Any:
        async with httpsession.AIOHTTPSession() as session:
            answer = await session.send(request)
            return json.loads(await answer.content)

    return asyncio.run(main())


def send_with_botocore(request: Any) -> Any:
    return json.loads(URLLib3Session().send(request).content)


senders = pytest.mark.parametrize("send", [send_with_botocore, send_with_aiobotocore])


@senders
def test_http_sessions_of_botocore_are_refused_what_is_no_call(
    sc_plan: ServiceCatalog, send: Callable[[Any], Any]
) -> None:
    with pytest.raises(UnservedOperationError) as caught:
        send(prepared())
    assert str(caught.value) == sentence("POST", f"{HOST}/")


@senders
def test_calls_through_them_are_answered(
    sc_plan: ServiceCatalog, send: Callable[[Any], Any]
) -> None:
    request = prepared(X_Amz_Target=f"{TARGET}.ListProvisionedProductPlans")
    assert send(request) == {"ProvisionedProductPlans": []}
    assert [call.operation for call in sc_plan.calls] == ["ListProvisionedProductPlans"]


@pytest.mark.parametrize(
    "url",
    [
        f"{HOST}/",
        f"{HOST}:443/path",
        "http://servicecatalog-fips.us-gov-west-1.amazonaws.com/",
        "https://ServiceCatalog.cn-north-1.amazonaws.com.cn/",
        "https://servicecatalog.us-east-1.api.aws/",
        "https://vpce-1-2.servicecatalog.us-east-1.vpce.amazonaws.com/",
    ],
)
def test_requests_without_a_target_are_refused(sc_plan: ServiceCatalog, url: str) -> None:
    with pytest.raises(UnservedOperationError) as caught:
        requests.get(url, params={"Action": "ListPortfolios"})
    assert str(caught.value) == sentence("GET", requests.Request("GET", url).prepare().url or "")
    assert sc_plan.calls == []


def test_presigned_urls_are_refused_without_their_credentials(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    url = sc_plan_client.generate_presigned_url("list_provisioned_product_plans")
    with pytest.raises(UnservedOperationError) as caught:
        requests.post(url)
    assert str(caught.value) == sentence("POST", f"{HOST}/")


def test_a_client_whose_target_was_removed_is_refused(sc_plan: ServiceCatalog) -> None:
    client: Client = boto3.client("servicecatalog")

    def remove(request: Any, **_: Any) -> None:
        del request.headers["X-Amz-Target"]

    client.meta.events.register("before-send.servicecatalog.*", remove)
    with pytest.raises(UnservedOperationError) as caught:
        client.list_provisioned_product_plans()
    assert str(caught.value) == sentence("POST", f"{HOST}/")


@pytest.mark.parametrize(
    "url",
    [
        "https://servicecatalog-appregistry.us-east-1.amazonaws.com/",
        "https://example.com/servicecatalog.us-east-1.amazonaws.com/",
        "https://myservicecatalog.us-east-1.amazonaws.com/",
        "https://servicecatalog.example.com/",
    ],
)
@responses.activate
def test_other_hosts_are_left_alone(sc_plan: ServiceCatalog, url: str) -> None:
    responses.get(url, body="theirs")
    assert requests.get(url).text == "theirs"


@responses.activate
def test_without_a_fake_nothing_is_refused() -> None:
    responses.get(f"{HOST}/", body="theirs")
    with mock_service_catalog(), pytest.raises(UnservedOperationError):
        requests.get(f"{HOST}/")
    assert requests.get(f"{HOST}/").text == "theirs"
