"""Signatures, checked by a server that verifies them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from pytest_sc_plan import PlanServer, ServiceCatalog

from ..helpers import TARGET
from .connections import EXECUTE, JSON, Answer, call


def signed(
    server: PlanServer,
    params: dict[str, Any],
    *,
    access_key: str = "testing",
    secret: str = "testing",
    token: str | None = "testing",
    service: str = "servicecatalog",
    change: Callable[[dict[str, str]], None] = lambda headers: None,
) -> Answer:
    """Send a request that botocore signed; gives the answer."""
    body = json.dumps(params)
    request = AWSRequest(
        method="POST",
        url=f"{server.url}/",
        data=body,
        headers={"Content-Type": JSON, "X-Amz-Target": f"{TARGET}.{EXECUTE}"},
    )
    SigV4Auth(Credentials(access_key, secret, token), service, "us-east-1").add_auth(request)
    headers = dict(request.headers.items())
    change(headers)
    return call(server, EXECUTE, params, **headers)


@pytest.fixture
def strict_server(sc_plan_server: PlanServer) -> PlanServer:
    sc_plan_server.verify_signature = True
    return sc_plan_server


@pytest.mark.parametrize(
    "credentials", [{}, {"token": None}, {"access_key": "123456789012"}], ids=str
)
def test_a_request_signed_with_the_fake_credentials_is_answered(
    sc_plan: ServiceCatalog, strict_server: PlanServer, credentials: dict[str, Any]
) -> None:
    params = {"PlanId": sc_plan.add_plan().id, "IdempotencyToken": "token"}
    assert signed(strict_server, params, **credentials)[0] == 200


MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details."
)

INCOMPLETE = (
    "Authorization header requires 'Credential' parameter. Authorization header requires "
    "'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. "
    "Authorization=AWS4-HMAC-SHA256"
)


@pytest.mark.parametrize(
    ("credentials", "code", "message"),
    [
        ({"secret": "wrong"}, "InvalidSignatureException", MISMATCH),
        ({"service": "s3"}, "InvalidSignatureException", MISMATCH),
        (
            {"access_key": "AKIAIOSFODNN7EXAMPLE"},
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        ),
        (
            {"token": "wrong"},
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        ),
        (
            {"change": lambda headers: headers.pop("Authorization")},
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        ),
        (
            {"change": lambda headers: headers.update({"Authorization": "AWS4-HMAC-SHA256 a=b"})},
            "IncompleteSignatureException",
            INCOMPLETE,
        ),
        (
            {"change": lambda headers: headers.pop("X-Amz-Date")},
            "InvalidSignatureException",
            MISMATCH,
        ),
        (
            {"change": lambda headers: headers.update({"Content-Type": f"{JSON}; x=y"})},
            "InvalidSignatureException",
            MISMATCH,
        ),
    ],
)
def test_a_request_signed_otherwise_is_refused(
    sc_plan: ServiceCatalog,
    strict_server: PlanServer,
    credentials: dict[str, Any],
    code: str,
    message: str,
) -> None:
    params = {"PlanId": sc_plan.add_plan().id, "IdempotencyToken": "token"}
    status, answer = signed(strict_server, params, **credentials)
    assert (status, answer) == (400, {"__type": code, "Message": message})
    assert sc_plan.calls == []
