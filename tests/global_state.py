"""The state of the process that a live fake changes, to see that it is put back."""

from __future__ import annotations

import os
import time
from typing import Any

import boto3
import botocore.handlers
from botocore.auth import SigV4Auth
from botocore.endpoint import Endpoint
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.models import botocore_stubber
from requests import Session
from urllib3 import PoolManager


def global_state() -> dict[str, Any]:
    """Everything in the process that a fake changes while it is live."""
    return {
        "tokens": vars(botocore.handlers)["uuid"],
        "Endpoint": dict(vars(Endpoint)),
        "SigV4Auth": dict(vars(SigV4Auth)),
        "BotocoreStubber": dict(vars(BotocoreStubber)),
        "PoolManager": dict(vars(PoolManager)),
        "Session": dict(vars(Session)),
        "environment": {name: value for name, value in os.environ.items() if name[:4] == "AWS_"},
        "default session": boto3.DEFAULT_SESSION,
        "sleep": time.sleep,
        "moto": botocore_stubber.enabled,
    }
