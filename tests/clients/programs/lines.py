"""The loop of all programs: a line of JSON comes in for each call, and one goes out."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from typing import Any

Result = dict[str, Any]
"""``answer``, or the ``Code`` and ``Message`` of an error."""


def serve(call: Callable[[str, dict[str, Any]], Result]) -> None:
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(call(request["operation"], request["params"]), default=str), flush=True)


def snake(operation: str, between: str = "_") -> str:
    """DescribeRecord as boto3 names it: describe_record."""
    return re.sub(r"(?<!^)(?=[A-Z])", between, operation).lower()
