"""Requests to moto's server that no SDK would send."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import closing

import pytest

from pytest_sc_plan import serve_in_moto

from ..helpers import TARGET
from ..motos_server import serving
from ..newer import NEW

pytest.importorskip("flask_cors")


@pytest.fixture
def address() -> Iterator[str]:
    with serving() as url, serve_in_moto():
        yield url.partition("://")[2]


@pytest.mark.parametrize("operation", ["DescribeRecord", NEW])
def test_json_that_is_nested_deeply_is_refused(
    newer_moto: None, address: str, operation: str
) -> None:
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"{TARGET}.{operation}",
    }
    with closing(http.client.HTTPConnection(address)) as connection:
        connection.request("POST", "/", "[" * 100_000, headers)
        response = connection.getresponse()
        assert (response.status, json.loads(response.read())) == (
            400,
            {
                "__type": "SerializationException",
                "Message": "The request body is nested too deeply",
            },
        )
