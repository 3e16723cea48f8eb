"""Programs in several languages that call Service Catalog, each in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, NoReturn

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
    """An error of the service, as a client reports it."""

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


def missing(what: str) -> NoReturn:
    """Skip a client that is not there; on CI that is a failure."""
    reason = f"{what} is not installed"
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def javascript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program in JavaScript, where Node.js finds the SDK."""
    for needed in ("node", "npm"):
        if shutil.which(needed) is None:
            missing(needed)
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
def command(request: pytest.FixtureRequest) -> list[str]:
    """Start each client in turn."""
    if request.param == "javascript":
        return ["node", str(request.getfixturevalue("javascript"))]
    needed = PYTHON_PROGRAMS[request.param]
    if find_spec(needed) is None:
        missing(f"{needed} (tox -e clients installs it)")
    return [sys.executable, "-m", f"{__package__}.programs.with_{request.param}"]


@contextmanager
def running(command: list[str], environ: dict[str, str]) -> Iterator[Program]:
    """A client at work."""
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=HERE.parent.parent,
        env={**os.environ, **environ},
    ) as process:
        yield Program(process)


@pytest.fixture
def call(command: list[str], sc_plan_server: PlanServer) -> Iterator[Program]:
    """Each client in turn, pointed at a server that checks its signatures."""
    sc_plan_server.verify_signature = True
    with running(command, sc_plan_server.environ) as program:
        yield program
