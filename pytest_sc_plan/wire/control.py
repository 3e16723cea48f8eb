"""Who may control a fake over HTTP: programs, and no page that is open in a browser.

A page of another site can post a form or a text to any address, but no JSON. And it can give its
own name an address of this machine, but then the ``Host`` header has that name.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from .http import Response

CONTROL_PATH = "/_sc_plan/"
"""The beginning of the paths of the control API."""

ANY_HOST = "*"
"""An allowed host that allows all."""


def refuse_control(
    method: str, headers: Mapping[str, str], allowed: Collection[str]
) -> Response | None:
    """Refuse a request to the control API that a page in a browser may have made.

    Args:
        method: Its method.
        headers: Its headers, with their names in lower case.
        allowed: The names under which it may be addressed, beside those of this machine alone.

    Returns:
        An answer that says what is wrong; None for a request that may pass.
    """
    host = headers.get("host", "")
    name = _name(host)
    if not (_is_loopback(name) or name in allowed or ANY_HOST in allowed):
        return _refusal(
            403,
            f"the control API is called at {host!r}, which is not this machine: call it at a "
            "loopback address, or start the server with --allow-host",
        )
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if method not in {"GET", "HEAD", "OPTIONS"} and content_type != "application/json":
        return _refusal(415, "the control API takes JSON: send Content-Type: application/json")
    return None


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _refusal(status: int, error: str) -> Response:
    body = json.dumps({"error": error}).encode() + b"\n"
    return Response(status, {"Content-Type": "application/json"}, body)
