"""Clients that differ in who answers them, and in nothing else."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import boto3
from botocore.awsrequest import AWSResponse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REGION = "us-east-1"


def make_client(region: str = REGION) -> Any:
    """A client that has its credentials and looks for none."""
    return boto3.Session(
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        aws_session_token="testing",
        region_name=region,
    ).client("servicecatalog")


def make_canned_client(response: Mapping[str, Any]) -> Any:
    """A client to which botocore's ``before-send`` event answers the same to every call.

    Args:
        response: An answer as a client returns it; the canned one has its headers and its size.
    """
    headers = response["ResponseMetadata"]["HTTPHeaders"]
    members = {name: value for name, value in response.items() if name != "ResponseMetadata"}
    body = json.dumps(members, separators=(",", ":"), default=datetime.timestamp).encode()

    def answer(request: Any, **_: Any) -> AWSResponse:
        return AWSResponse(request.url, 200, headers, _Raw(body))

    client = make_client()
    client.meta.events.register("before-send", answer)
    return client


class _Raw(BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()
