"""Signature Version 4, checked with the secret that both sides know, as the service does it."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from ..wire.http import Request, Response
from ..wire.service import CREDENTIAL, SERVICE
from .refusals import refusal

INVALID = "InvalidSignatureException"
INCOMPLETE = "IncompleteSignatureException"
MISSING = ("MissingAuthenticationTokenException", "Missing Authentication Token")
UNRECOGNIZED = (
    "UnrecognizedClientException",
    "The security token included in the request is invalid.",
)
MISMATCH = (
    INVALID,
    (
        "The request signature we calculated does not match the signature you provided. Check your "
        "AWS Secret Access Key and signing method. Consult the service documentation for details."
    ),
)

CONTENT_HASH = "x-amz-content-sha256"

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/,\s]+)/([^/,\s]+)/([^/,\s]+)/([^/,\s]+)/aws4_request,\s*"
    r"SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})"
)
_ACCESS_KEY = re.compile(rf"{CREDENTIAL}|[0-9]{{12}}")
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]+")
_TIMESTAMP = "%Y%m%dT%H%M%SZ"


class _Signed(NamedTuple):
    """What an ``Authorization`` header says."""

    access_key: str
    date: str
    region: str
    service: str
    headers: list[str]
    signature: str


def refuse(request: Request) -> Response | None:
    """Refuse a request that is not signed with the fake's credentials; None if it is.

    Access keys are ``testing`` and every account id; the secret key of all is ``testing``.
    """
    problem = _problem(request)
    return refusal(400, *problem) if problem is not None else None


def _problem(request: Request) -> tuple[str, str] | None:
    """Find the first thing that is wrong, in the service's order."""
    authorization = request.headers.get("authorization")
    if authorization is None:
        return MISSING
    parts = _AUTHORIZATION.fullmatch(authorization)
    timestamp = request.headers.get("x-amz-date") or request.headers.get("date", "")
    if parts is None or not timestamp:
        return INCOMPLETE, _incomplete(authorization, timestamp)
    if not _is_time(timestamp):
        where = "See http://en.wikipedia.org/wiki/ISO_8601"
        return INCOMPLETE, f"Date must be in ISO-8601 'basic format'. Got '{timestamp}'. {where}"
    access_key, date, region, service, names, signature = parts.groups()
    signed = _Signed(access_key, date, region, service, names.split(";"), signature)
    wrong = _unsigned_header(request, signed) or _wrong_scope(signed, timestamp)
    if wrong:
        return INVALID, wrong
    token = request.headers.get("x-amz-security-token", CREDENTIAL)
    if not _ACCESS_KEY.fullmatch(signed.access_key) or token != CREDENTIAL:
        return UNRECOGNIZED
    content_hash = hashlib.sha256(request.body).hexdigest()
    if request.headers.get(CONTENT_HASH, content_hash) != content_hash:
        return MISMATCH
    calculated = _signature(request, signed, timestamp)
    return None if hmac.compare_digest(signed.signature, calculated) else MISMATCH


def _is_time(text: str) -> bool:
    try:
        return datetime.strptime(text, _TIMESTAMP).strftime(_TIMESTAMP) == text
    except ValueError:
        return False


def _unsigned_header(request: Request, signed: _Signed) -> str:
    """Name a header that has to be signed, and is not."""
    if "host" not in signed.headers:
        return "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
    missing = sorted(
        name for name in request.headers if name.startswith("x-amz-") and name not in signed.headers
    )
    return f"'{missing[0]}' must be a 'SignedHeader' in the AWS Authorization." if missing else ""


def _wrong_scope(signed: _Signed, timestamp: str) -> str:
    """Say what is wrong with the credential scope."""
    wrong: list[str] = []
    if not _REGION.fullmatch(signed.region):
        wrong.append(f"Credential should be scoped to a valid region, not '{signed.region}'.")
    if signed.service != SERVICE:
        wrong.append(f"Credential should be scoped to correct service: '{SERVICE}'.")
    date = timestamp.partition("T")[0]
    if signed.date != date:
        wrong.append(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            f"HTTP: '{signed.date}' != '{date}', from '{timestamp}'."
        )
    return " ".join(wrong)


def _signature(request: Request, signed: _Signed, timestamp: str) -> str:
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    headers: Mapping[str, str] = {name: request.headers.get(name, "") for name in signed.headers}
    url = f"http://{request.host}{request.path}"
    sent: Any = AWSRequest(method="POST", url=url, headers=headers, data=request.body)
    # The caller chooses which headers are signed; botocore's own choice does not matter here.
    signer: Any = type("Signer", (SigV4Auth,), {"headers_to_sign": lambda _, it: it.headers})(
        Credentials(signed.access_key, CREDENTIAL), SERVICE, signed.region
    )
    sent.context["timestamp"] = timestamp
    return str(signer.signature(signer.string_to_sign(sent, signer.canonical_request(sent)), sent))


def _incomplete(authorization: str, timestamp: str) -> str:
    missing = [
        f"Authorization header requires '{part}' parameter."
        for part in ("Credential", "Signature", "SignedHeaders")
        if f"{part}=" not in authorization
    ]
    if not timestamp:
        missing.append(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        )
    return " ".join([*missing, f"Authorization={authorization.partition(' ')[0]}"])
