"""Programs in several languages that call Service Catalog, each in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import pytest

from pytest_sc_plan import PlanServer

HERE = Path(__file__).parent

PYTHON_PROGRAMS = {
    "aws_cli": "awscli",
    "boto3": "boto3",
    "aioboto3": "aioboto3",
    "requests": "requests_aws4auth",
}
"""Programs in Python, and the module that each cannot do without."""


class RefusedError(Exception):
    """What a client says that the service said."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Program:
    """A program that makes the calls it is told to make."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._told: IO[str] = process.stdin
        self._said: IO[str] = process.stdout

    def __call__(self, operation: str, **params: Any) -> dict[str, Any]:
        """The answer to one call.

        Raises:
            RefusedError: The client reports an error of the service.
        """
        self._told.write(json.dumps({"operation": operation, "params": params}) + "\n")
        self._told.flush()
        said = json.loads(self._said.readline())
        if "answer" not in said:
            raise RefusedError(said["Code"], said["Message"])
        answer: dict[str, Any] = said["answer"]
        return answer


@pytest.fixture(scope="session")
def javascript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program in JavaScript, where Node.js finds the SDK."""
    for needed in ("node", "npm"):
        if shutil.which(needed) is None:
            pytest.skip(f"{needed} is not installed")
    home = tmp_path_factory.mktemp("javascript")
    for name in ("package.json", "package-lock.json", "programs/with_javascript.mjs"):
        shutil.copy(HERE / name, home)
    if (HERE / "node_modules").is_dir():
        (home / "node_modules").symlink_to(HERE / "node_modules")
    else:
        npm = ["npm", "ci", "--prefer-offline", "--no-audit", "--no-fund"]
        subprocess.run(npm, cwd=home, check=True)
    return home / "with_javascript.mjs"


@pytest.fixture(params=[*PYTHON_PROGRAMS, "javascript"])
def call(request: pytest.FixtureRequest, sc_plan_server: PlanServer) -> Iterator[Program]:
    """Each client in turn, pointed at a server that checks its signatures."""
    if request.param == "javascript":
        command = ["node", str(request.getfixturevalue("javascript"))]
    else:
        needed = PYTHON_PROGRAMS[request.param]
        if find_spec(needed) is None:
            pytest.skip(f"{needed} is not installed: tox -e clients installs it")
        command = [sys.executable, "-m", f"{__package__}.programs.with_{request.param}"]
    sc_plan_server.verify_signature = True
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=HERE.parent.parent,
        env={**os.environ, **sc_plan_server.environ},
    ) as process:
        yield Program(process)
