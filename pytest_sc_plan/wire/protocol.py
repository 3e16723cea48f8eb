"""Requests and answers as the service speaks them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from .service_model import SERVICE, TARGET_PREFIX, operation_names
from .validation import SerializationError

CONTENT_TYPE = "application/x-amz-json-1.1"

_SCOPE = re.compile(r"Credential=([^/]+)/\d{8}/([a-z0-9-]+)/")
_HOST = re.compile(rf"^{SERVICE}(?:-fips)?\.([a-z]{{2,4}}(?:-[a-z]+)+-\d+)\.")
_ATTEMPT = re.compile(r"attempt=(\d+)")
_ACCOUNT = re.compile(r"\d{12}")

_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class UnknownOperationError(Exception):
    """The target names no operation of the service."""


class Caller(NamedTuple):
    """Who calls, as far as the request tells.

    Args:
        region: The region of the signature, or else of the host.
        account_id: An access key id of 12 digits is an account id, as LocalStack has it.
        attempt: Which attempt of the SDK this is, from 1.
        access_key_id: The access key id of the signature.
    """

    region: str | None
    account_id: str | None
    attempt: int
    access_key_id: str | None


def operation_name(headers: Mapping[str, str]) -> str:
    """The operation that the target header names.

    Raises:
        UnknownOperationError: There is no such operation.
    """
    target = headers.get("x-amz-target", "")
    prefix, _, operation = target.partition(".")
    if prefix != TARGET_PREFIX or operation not in operation_names():
        raise UnknownOperationError(f"The target {target!r} is not an operation of the service.")
    return operation


def caller(headers: Mapping[str, str], host: str) -> Caller:
    """Who calls: from the signature's scope, the host, and the SDK's retry header."""
    scope = _SCOPE.search(headers.get("authorization", ""))
    of_host = None if scope else _HOST.match(host)
    attempt = _ATTEMPT.search(headers.get("amz-sdk-request", ""))
    region = scope[2] if scope else of_host[1] if of_host else None
    key = scope[1] if scope else None
    account = key if key and _ACCOUNT.fullmatch(key) else None
    return Caller(region, account, int(attempt[1]) if attempt else 1, key)


def parse(body: bytes) -> dict[str, Any]:
    """The parameters in a request's body; those that are null, at any depth, are not set.

    Raises:
        SerializationError: The body is not a JSON object.
    """
    try:
        params = json.loads(body or b"{}")
    except ValueError:
        raise SerializationError("The request body is not valid JSON") from None
    if not isinstance(params, dict):
        raise SerializationError("The request body is not a JSON object")
    return {name: _without_nulls(value) for name, value in params.items() if value is not None}


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


def success_body(answer: Mapping[str, Any]) -> bytes:
    """The body of a success; times are seconds since the epoch."""
    return _encode(answer).encode()


def error_body(code: str, message: str) -> bytes:
    """The body of an error."""
    return json.dumps({"__type": code, "Message": message}).encode()
