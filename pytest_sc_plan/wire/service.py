"""Names of the service, and the credentials that the fake takes for real ones."""

from __future__ import annotations

import json

SERVICE = "servicecatalog"
"""The service's name in endpoints, signatures and botocore."""

TARGET_PREFIX = "AWS242ServiceCatalogService"
"""The text before the operation in the header ``X-Amz-Target``."""

SERVICE_ID = "Service Catalog"
"""The name by which botocore tells the service from others that sign with the same name."""

CONTENT_TYPE = "application/x-amz-json-1.1"

CREDENTIAL = "testing"
"""The access key id, the secret key and the session token, as moto has them."""


def error_body(code: str, message: str) -> bytes:
    """Write the body of an error."""
    return json.dumps({"__type": code, "Message": message}).encode()
