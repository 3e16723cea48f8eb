"""Signature Version 4, checked with the secret that both sides know, as the service does it."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from typing import Any

from ..wire.http import Request, Response
from ..wire.service import CREDENTIAL, SERVICE
from .refusals import refusal

MISSING = ("MissingAuthenticationTokenException", "Missing Authentication Token")
UNRECOGNIZED = (
    "UnrecognizedClientException",
    "The security token included in the request is invalid.",
)
MISMATCH = (
    "InvalidSignatureException",
    (
        "The request signature we calculated does not match the signature you provided. Check your "
        "AWS Secret Access Key and signing method. Consult the service documentation for details."
    ),
)

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/,\s]+)/(\d{8})/([^/,\s]+)/([^/,\s]+)/aws4_request,\s*"
    r"SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})"
)
_ACCESS_KEY = re.compile(rf"{CREDENTIAL}|\d{{12}}")


def refuse(request: Request) -> Response | None:
    """Refuse a request that is not signed with the fake's credentials; None if it is.

    Access keys are ``testing`` and every account id; the secret key of all is ``testing``.
    """
    authorization = request.headers.get("authorization")
    if authorization is None:
        return refusal(400, *MISSING)
    signed = _AUTHORIZATION.fullmatch(authorization)
    if signed is None:
        return refusal(400, "IncompleteSignatureException", _incomplete(authorization))
    access_key, date, region, service, names, signature = signed.groups()
    token = request.headers.get("x-amz-security-token", CREDENTIAL)
    if not _ACCESS_KEY.fullmatch(access_key) or token != CREDENTIAL:
        return refusal(400, *UNRECOGNIZED)
    timestamp = request.headers.get("x-amz-date", "")
    if service != SERVICE or not timestamp.startswith(date):
        return refusal(400, *MISMATCH)
    calculated = _signature(request, access_key, region, timestamp, names.split(";"))
    return None if hmac.compare_digest(signature, calculated) else refusal(400, *MISMATCH)


def _signature(
    request: Request, access_key: str, region: str, timestamp: str, names: list[str]
) -> str:
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    headers: Mapping[str, str] = {name: request.headers.get(name, "") for name in names}
    url = f"http://{request.host}{request.path}"
    sent: Any = AWSRequest(method="POST", url=url, headers=headers, data=request.body)
    # The caller chooses which headers are signed; botocore's own choice does not matter here.
    signer: Any = type("Signer", (SigV4Auth,), {"headers_to_sign": lambda _, it: it.headers})(
        Credentials(access_key, CREDENTIAL), SERVICE, region
    )
    sent.context["timestamp"] = timestamp
    return str(signer.signature(signer.string_to_sign(sent, signer.canonical_request(sent)), sent))


def _incomplete(authorization: str) -> str:
    missing = [
        f"Authorization header requires '{part}' parameter."
        for part in ("Credential", "Signature", "SignedHeaders")
        if f"{part}=" not in authorization
    ]
    return " ".join([*missing, f"Authorization={authorization.partition(' ')[0]}"])
