"""The environment of clients in other processes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from ..activation.environment import FAKE_CREDENTIALS


def environ(url: str, region: str, outside: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the variables that point the AWS CLI and any AWS SDK at an endpoint, and nowhere else.

    Args:
        url: The endpoint.
        region: The region that they are to use.
        outside: The environment whose proxies they are added to; this process's where it is None.
    """
    outside = os.environ if outside is None else outside
    hosts = {
        name: ",".join(filter(None, [outside.get(name), urlsplit(url).hostname]))
        for name in ("NO_PROXY", "no_proxy")
    }
    return {
        **FAKE_CREDENTIALS,
        # SDKs do not agree on one.
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL_SERVICE_CATALOG": url,
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        # Nothing of a real account, of the network, or of a proxy gets in between.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        **hosts,
    }
