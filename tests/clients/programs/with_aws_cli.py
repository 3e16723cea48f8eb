"""The AWS CLI, a process for each call."""

import json
import os
import re
import subprocess
import sys
from typing import Any

from .lines import Result, serve, snake

REFUSED = re.compile(r"An error occurred \((\w+)\) when calling the \w+ operation[^:]*: (.*)")


def call(operation: str, params: dict[str, Any]) -> Result:
    command = ["servicecatalog", snake(operation, "-"), "--cli-input-json", json.dumps(params)]
    ended = subprocess.run(
        [sys.executable, "-m", "awscli", *command, "--output", "json", "--cli-read-timeout", "5"],
        capture_output=True,
        text=True,
        env={**os.environ, "AWS_MAX_ATTEMPTS": "3", "AWS_RETRY_MODE": "standard"},
    )
    if ended.returncode == 0:
        return {"answer": json.loads(ended.stdout or "{}")}
    refused = REFUSED.search(ended.stderr)
    assert refused, ended.stderr
    return {"Code": refused[1], "Message": refused[2]}


serve(call)
