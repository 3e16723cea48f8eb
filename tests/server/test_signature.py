"""Signatures, checked by a server that verifies them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from pytest_sc_plan import PlanServer, ServiceCatalog, mock_service_catalog

from ..helpers import TARGET
from .connections import EXECUTE, JSON, Answer, call


def signed(
    server: PlanServer,
    params: dict[str, Any],
    *,
    access_key: str = "testing",
    secret: str = "testing",
    token: str | None = "testing",
    region: str = "us-east-1",
    service: str = "servicecatalog",
    date: str | None = None,
    content_hash: str | None = None,
    unsigned: str = "",
    sent: dict[str, Any] | None = None,
    change: Callable[[dict[str, str]], Any] = lambda headers: None,
) -> Answer:
    """Send a request that botocore signed; gives the answer."""
    headers = {"Content-Type": JSON, "X-Amz-Target": f"{TARGET}.{EXECUTE}"}
    if content_hash is not None:
        headers["X-Amz-Content-SHA256"] = content_hash
    body = json.dumps(params)
    request = AWSRequest(method="POST", url=f"{server.url}/", data=body, headers=headers)

    class Signer(SigV4Auth):
        def headers_to_sign(self, request: Any) -> Any:
            chosen = super().headers_to_sign(request)
            del chosen[unsigned]
            return chosen

    signer: Any = Signer(Credentials(access_key, secret, token), service, region)
    signer.add_auth(request)
    if date is not None:
        request.headers.replace_header("X-Amz-Date", date)
        request.context["timestamp"] = date
        del request.headers["Authorization"]
        string_to_sign = signer.string_to_sign(request, signer.canonical_request(request))
        signer._inject_signature_to_request(request, signer.signature(string_to_sign, request))
    headers = dict(request.headers.items())
    change(headers)
    return call(server, EXECUTE, params if sent is None else sent, **headers)


@contextmanager
def strict(catalog: ServiceCatalog) -> Iterator[PlanServer]:
    server = PlanServer(catalog, verify_signature=True)
    server.start()
    try:
        yield server
    finally:
        server.stop()


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

UNRECOGNIZED = "The security token included in the request is invalid."

INCOMPLETE = (
    "Authorization header requires 'Credential' parameter. Authorization header requires "
    "'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. "
    "Authorization=AWS4-HMAC-SHA256"
)

NO_DATE = (
    "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
    "Authorization=AWS4-HMAC-SHA256"
)


def changed(**headers: str) -> dict[str, Any]:
    """Headers that something on the way replaced or added."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {"change": lambda sent: sent.update(named)}


def without(header: str) -> dict[str, Any]:
    return {"change": lambda sent: sent.pop(header)}


@pytest.mark.parametrize(
    ("how", "code", "message"),
    [
        ({"secret": "wrong"}, "InvalidSignatureException", MISMATCH),
        (
            {"service": "s3"},
            "InvalidSignatureException",
            "Credential should be scoped to correct service: 'servicecatalog'.",
        ),
        (
            {"region": ".."},
            "InvalidSignatureException",
            "Credential should be scoped to a valid region, not '..'.",
        ),
        (
            {"region": "x", "service": "y"},
            "InvalidSignatureException",
            "Credential should be scoped to a valid region, not 'x'. Credential should be scoped "
            "to correct service: 'servicecatalog'.",
        ),
        ({"access_key": "AKIAIOSFODNN7EXAMPLE"}, "UnrecognizedClientException", UNRECOGNIZED),
        ({"token": "wrong"}, "UnrecognizedClientException", UNRECOGNIZED),
        (
            without("Authorization"),
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        ),
        (
            changed(Authorization="AWS4-HMAC-SHA256 a=b"),
            "IncompleteSignatureException",
            INCOMPLETE,
        ),
        (without("X-Amz-Date"), "IncompleteSignatureException", NO_DATE),
        (changed(Content_Type=f"{JSON}; x=y"), "InvalidSignatureException", MISMATCH),
    ],
)
def test_a_request_signed_otherwise_is_refused(
    sc_plan: ServiceCatalog,
    strict_server: PlanServer,
    how: dict[str, Any],
    code: str,
    message: str,
) -> None:
    params = {"PlanId": sc_plan.add_plan().id, "IdempotencyToken": "token"}
    status, answer = signed(strict_server, params, **how)
    assert (status, answer) == (400, {"__type": code, "Message": message})
    assert sc_plan.calls == []


@pytest.mark.parametrize(
    "date",
    ["20260101", "now", "20261301T000000Z", "2026-01-01T00:00:00Z", "20260101T000000", "11T1Z"],
)
def test_a_date_that_is_none_is_refused(
    sc_plan: ServiceCatalog, strict_server: PlanServer, date: str
) -> None:
    message = (
        f"Date must be in ISO-8601 'basic format'. Got '{date}'. "
        "See http://en.wikipedia.org/wiki/ISO_8601"
    )
    assert signed(strict_server, {}, date=date) == (
        400,
        {"__type": "IncompleteSignatureException", "Message": message},
    )


def test_the_date_of_the_scope_is_that_of_the_request(
    sc_plan: ServiceCatalog, strict_server: PlanServer
) -> None:
    message = (
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
        "'20260101' != '20260102', from '20260102T000000Z'."
    )
    how = {"date": "20260101T000000Z", **changed(X_Amz_Date="20260102T000000Z")}
    assert signed(strict_server, {}, **how) == (
        400,
        {"__type": "InvalidSignatureException", "Message": message},
    )


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("host", "'Host' or ':authority'"),
        ("x-amz-date", "'x-amz-date'"),
        ("x-amz-target", "'x-amz-target'"),
        ("x-amz-security-token", "'x-amz-security-token'"),
    ],
)
def test_headers_that_matter_have_to_be_signed(
    sc_plan: ServiceCatalog, strict_server: PlanServer, header: str, named: str
) -> None:
    assert signed(strict_server, {}, unsigned=header) == (
        400,
        {
            "__type": "InvalidSignatureException",
            "Message": f"{named} must be a 'SignedHeader' in the AWS Authorization.",
        },
    )


@pytest.mark.parametrize("content_hash", ["old", "UNSIGNED-PAYLOAD"])
def test_a_body_that_was_changed_is_refused(
    sc_plan: ServiceCatalog, strict_server: PlanServer, content_hash: str
) -> None:
    old = {"PlanId": "plan-old", "IdempotencyToken": "token"}
    if content_hash == "old":
        content_hash = hashlib.sha256(json.dumps(old).encode()).hexdigest()
    new = {**old, "PlanId": sc_plan.add_plan().id}
    assert signed(strict_server, old, content_hash=content_hash, sent=new) == (
        400,
        {"__type": "InvalidSignatureException", "Message": MISMATCH},
    )
    assert sc_plan.calls == []


def test_a_hash_of_the_body_may_be_sent(sc_plan: ServiceCatalog, strict_server: PlanServer) -> None:
    params = {"PlanId": sc_plan.add_plan().id, "IdempotencyToken": "token"}
    content_hash = hashlib.sha256(json.dumps(params).encode()).hexdigest()
    assert signed(strict_server, params, content_hash=content_hash)[0] == 200


@given(st.data())
def test_any_change_of_what_is_signed_is_refused(data: st.DataObject) -> None:
    """Neither a body nor a header that is signed can be changed on the way."""
    with mock_service_catalog() as catalog, strict(catalog) as server:
        params = {"Id": "rec-1"}
        sent = {"Id": data.draw(st.from_regex(r"rec-[a-z0-9]{2,9}", fullmatch=True))}
        assert signed(server, params, sent=sent)[1]["__type"] == "InvalidSignatureException"
        name = data.draw(st.sampled_from(["X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Target"]))
        added = data.draw(st.from_regex(r"[!-~]{1,9}", fullmatch=True))

        def change(headers: dict[str, str]) -> None:
            headers[name] += added

        assert signed(server, params, change=change)[0] == 400
        assert catalog.calls == []
