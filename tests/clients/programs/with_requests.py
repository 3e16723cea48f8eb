"""requests, with a signature and retries that are the caller's own."""

import json
import os
import uuid
from typing import Any

import requests
from requests_aws4auth import AWS4Auth  # type: ignore[import-untyped]

from .lines import Result, serve

auth = AWS4Auth(
    os.environ["AWS_ACCESS_KEY_ID"],
    os.environ["AWS_SECRET_ACCESS_KEY"],
    os.environ["AWS_REGION"],
    "servicecatalog",
    session_token=os.environ["AWS_SESSION_TOKEN"],
)
session = requests.Session()
WITH_TOKEN = {"CreateProvisionedProductPlan", "ExecuteProvisionedProductPlan"}


def call(operation: str, params: dict[str, Any]) -> Result:
    if operation in WITH_TOKEN:
        params = {"IdempotencyToken": str(uuid.uuid4()), **params}
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AWS242ServiceCatalogService.{operation}",
    }
    for attempt in (1, 2, 3):
        headers["amz-sdk-request"] = f"attempt={attempt}; max=3"
        try:
            answer = session.post(
                os.environ["AWS_ENDPOINT_URL_SERVICE_CATALOG"],
                json.dumps(params),
                headers=headers,
                auth=auth,
                timeout=5,
            )
        except requests.Timeout:
            continue
        body = answer.json()
        if answer.ok:
            return {"answer": body}
        if body["__type"] != "ThrottlingException":
            break
    return {"Code": body["__type"], "Message": body["Message"]}


serve(call)
