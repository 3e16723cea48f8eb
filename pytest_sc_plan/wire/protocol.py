"""Requests and answers as the service speaks them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from .errors import SerializationError, UnknownOperationError
from .service import SERVICE, TARGET_PREFIX
from .service_model import operation_names

SHOWN = 100
"""How many characters are shown of a target that is none."""

AUTHORIZATION = "authorization"
SECURITY_TOKEN = "x-amz-security-token"  # noqa: S105 - the name of a header

NESTING = 100
"""How many lists and objects of a body may be inside one another; requests have less than ten."""

_SCOPE = re.compile(r"Credential=(([0-9]{12})|[^/]+)/[0-9]{8}/([a-z0-9-]+)/")
_HOST = re.compile(
    rf"(?:^|\.){SERVICE}(?:-fips)?\.([a-z]{{2,4}}(?:-[a-z]+)+-[0-9]+)\.", re.IGNORECASE
)
_ATTEMPT = re.compile(r"attempt=([0-9]{1,9})(?![0-9])")

_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def check_target(target: str) -> None:
    """Refuse a target header that names no operation.

    Raises:
        UnknownOperationError: There is no such operation.
    """
    if target not in _targets():
        shown = target if len(target) <= SHOWN else f"{target[:SHOWN]}..."
        raise UnknownOperationError(f"The target {shown!r} is not an operation of the service.")


@cache
def _targets() -> frozenset[str]:
    return frozenset(f"{TARGET_PREFIX}.{name}" for name in operation_names())


def scope(headers: Mapping[str, str], host: str) -> tuple[str | None, str | None, str | None]:
    """Read the account that calls, the region that is called, and the access key id that signed.

    Each as far as the request tells. The region is that of the signature, or else of the host. An
    access key id of 12 digits is an account id, as LocalStack has it.
    """
    signed = _SCOPE.search(headers.get(AUTHORIZATION, ""))
    if signed:
        return signed[2], signed[3], signed[1]
    of_host = _HOST.search(host)
    return None, of_host[1].lower() if of_host else None, None


def is_service_host(host: str) -> bool:
    """Tell whether a host is one of the service's own, in whatever region."""
    return _HOST.search(host) is not None


def attempt(headers: Mapping[str, str]) -> int:
    """Read which attempt of the SDK this is, from 1."""
    said = _ATTEMPT.search(headers.get("amz-sdk-request", ""))
    return int(said[1]) if said else 1


def parse(body: bytes) -> dict[str, Any]:
    """Read the parameters in a request's body; those that are null, at any depth, are left out.

    Raises:
        SerializationError: The body is not a JSON object, or is nested too deeply.
    """
    try:
        params = _decode(body.decode() or "{}")
    except ValueError:
        raise SerializationError("The request body is not valid JSON") from None
    except RecursionError:
        raise SerializationError(_TOO_DEEP) from None
    if not isinstance(params, dict):
        raise SerializationError("The request body is not a JSON object")
    if _is_deep(params):
        raise SerializationError(_TOO_DEEP)
    return params


_TOO_DEEP = "The request body is nested too deeply"


def _is_deep(params: dict[str, Any]) -> bool:
    """Tell whether there is more nesting than ``NESTING``: Python can't recurse into all of it."""
    level: list[Any] = [params]
    for _ in range(NESTING):
        members = [outer.values() if isinstance(outer, dict) else outer for outer in level]
        level = [inner for each in members for inner in each if isinstance(inner, (dict, list))]
        if not level:
            return False
    return True


def _without_nulls(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


_decode = json.JSONDecoder(object_hook=_without_nulls).decode


def success_body(answer: Mapping[str, Any]) -> bytes:
    """Write the body of a success; times are seconds since the epoch."""
    return _encode(answer).encode()
