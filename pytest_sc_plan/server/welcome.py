"""The answer at a server's root: for a browser, a health check, or whoever tries the URL."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from .. import __version__
from ..wire.control import CONTROL_PATH
from ..wire.http import Response
from .description import SERVICE
from .environ import environ


def welcome(url: str, region: str, *, control: bool) -> Response:
    """Say what answers here, and how to call it.

    Args:
        url: The endpoint, as the caller called it.
        region: The region where nothing else says one.
        control: Whether it has a control API.
    """
    answer = {
        **_about(),
        **({"control": f"{url}{CONTROL_PATH}"} if control else {}),
        # Who asks may be on another machine: the proxies of this process are not his.
        "environ": environ(url, region, {}),
    }
    return _answer(answer)


def list_fakes(urls: list[str]) -> Response:
    """Say what answers here, where each fake has a URL of its own.

    Args:
        urls: The URLs of those that were called so far.
    """
    return _answer({**_about(), "urls": urls})


def url_called(host: str, url: str) -> str:
    """Give the URL as the caller called it.

    Args:
        host: The ``Host`` header.
        url: The server's own URL, which stands in for a host that is none.
    """
    try:
        return f"http://{host}" if urlsplit(f"//{host}").hostname else url
    except ValueError:
        return url


def _about() -> dict[str, Any]:
    return {"service": SERVICE, "version": __version__}


def _answer(answer: Mapping[str, Any]) -> Response:
    body = json.dumps(answer, indent=2).encode() + b"\n"
    return Response(200, {"Content-Type": "application/json"}, body)
