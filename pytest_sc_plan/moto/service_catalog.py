"""moto's own Service Catalog: whether it is there, and what it has; and templates in moto's S3."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from . import active

PACKAGE = "moto.servicecatalog"
MODELS = f"{PACKAGE}.models"


def is_there() -> bool:
    """Tell whether this moto has a Service Catalog."""
    return find_spec(PACKAGE) is not None


def has_operation(method: str) -> bool:
    """Tell whether this moto has an operation, without loading moto, which would patch botocore.

    Args:
        method: The operation's name in boto3.
    """
    found = find_spec("moto")
    for folder in (found and found.submodule_search_locations) or ():
        responses = Path(folder, "servicecatalog", "responses.py")
        if responses.is_file() and f"def {method}(self" in responses.read_text(encoding="utf-8"):
            return True
    return False


def existing(account_id: str, region: str) -> Any:
    """Get moto's backend of an account and region; None where it has none, or is not active."""
    module = sys.modules.get(MODELS)
    if module is None or not active.is_active():
        return None
    # A look-up by name would make a backend.
    return module.servicecatalog_backends.get(account_id, {}).get(region)


def text_at(url: str) -> str | None:
    """Read an object in moto's S3, by any of the URLs that S3 has for it; None without one.

    Source: S3's user guide, "Virtual hosting of general purpose buckets".
    """
    for bucket, key in _addresses(url):
        for _, backend in active.backends("s3"):
            # get_object() raises where the bucket is missing.
            found = backend.buckets.get(bucket) and backend.get_object(bucket, key)
            if found:
                return str(found.value.decode(errors="replace"))
    return None


def _addresses(url: str) -> Iterator[tuple[str, str]]:
    """Yield the buckets and keys that a URL may mean: the bucket is in its host, or its path."""
    parts = urlsplit(url)
    path = unquote(parts.path).lstrip("/")
    bucket, _, _ = (parts.hostname or "").partition(".s3")
    yield bucket, path
    bucket, _, key = path.partition("/")
    yield bucket, key
