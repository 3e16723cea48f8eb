"""What a live fake changes in the process, to see that it is put back."""

from __future__ import annotations

import os
import time
from typing import Any

import boto3
from botocore.auth import SigV4Auth
from botocore.endpoint import Endpoint
from moto.core.botocore_stubber import BotocoreStubber


def global_state() -> dict[str, Any]:
    """Everything in the process that a fake changes while it is live."""
    return {
        "Endpoint": dict(vars(Endpoint)),
        "SigV4Auth": dict(vars(SigV4Auth)),
        "BotocoreStubber": dict(vars(BotocoreStubber)),
        "environment": {name: value for name, value in os.environ.items() if name[:4] == "AWS_"},
        "default session": boto3.DEFAULT_SESSION,
        "sleep": time.sleep,
    }
