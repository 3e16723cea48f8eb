"""The cost of a fixture for each test: suites of empty tests, with it and with an empty fixture.

Each suite is run by a pytest of its own. The empty fixture's suite runs without the plugin, so
whatever the plugin does to a test is a part of its figure, and what pytest does is not. The first
test of a suite pays for imports and is a figure of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .measure import differences, figure, interleave
from .table import Row

CONFTEST = """\
import json, os, time
import pytest

durations = []

@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    started = time.process_time()
    try:
        return (yield)
    finally:
        durations.append(time.process_time() - started)

def pytest_sessionfinish():
    with open(os.environ["DURATIONS"], "w") as file:
        json.dump(durations, file)

@pytest.fixture
def empty():
    try:
        yield object()
    finally:
        pass

@pytest.fixture
def empty_client(empty):
    return object()
"""

MOTO = """
import boto3
from moto import mock_aws

@pytest.fixture
def moto():
    with mock_aws():
        yield

@pytest.fixture
def moto_client(moto):
    return boto3.client("servicecatalog", region_name="us-east-1")
"""


@dataclass(frozen=True)
class Suite:
    """Some empty tests that ask for a fixture, or for none where its name is empty."""

    folder: Path
    fixture: str
    tests: int
    plugin: bool = False
    moto: bool = False

    def write(self) -> None:
        self.folder.mkdir()
        (self.folder / "pytest.ini").write_text("[pytest]\n")
        (self.folder / "conftest.py").write_text(CONFTEST + (MOTO if self.moto else ""))
        (self.folder / "test_empty.py").write_text(
            "".join(f"def test_{n}({self.fixture}): pass\n" for n in range(self.tests))
        )

    def run(self) -> list[float]:
        """How long each test took, in milliseconds."""
        durations = self.folder / "durations.json"
        plugin = ["-p", "pytest_sc_plan.plugin"] if self.plugin else []
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugin],
            cwd=self.folder,
            env={
                **os.environ,
                "DURATIONS": str(durations),
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
                "PYTEST_ADDOPTS": "",
            },
            check=True,
            stdout=subprocess.DEVNULL,
        )
        taken: list[float] = json.loads(durations.read_text())
        return [seconds * 1000 for seconds in taken]


def rows(*, quick: bool) -> Iterator[Row]:
    tests, rounds = (100, 1) if quick else (500, 5)
    few = 3 if quick else 10
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        suites = {
            "floor": Suite(root / "floor", "empty", tests),
            "floor of a client": Suite(root / "floor_client", "empty_client", tests),
            "floor without": Suite(root / "floor_without", "", tests),
            "without": Suite(root / "without", "", tests, plugin=True),
            "sc_plan": Suite(root / "sc_plan", "sc_plan", tests, plugin=True),
            "sc_plan_client": Suite(root / "client", "sc_plan_client", tests, plugin=True),
            "mock_aws": Suite(root / "moto", "moto", few * 5, moto=True),
            "moto client": Suite(root / "moto_client", "moto_client", few, moto=True),
        }
        firsts: dict[str, list[float]] = {name: [] for name in suites}

        def measured(name: str, suite: Suite) -> Callable[[], float]:
            def measure() -> float:
                first, *others = suite.run()
                firsts[name].append(first)
                return sum(others) / len(others)

            return measure

        for suite in suites.values():
            suite.write()
        samples = dict(
            zip(
                suites,
                interleave(
                    rounds, *(measured(*item) for item in suites.items()), warm_up=not quick
                ),
                strict=True,
            )
        )

    floor, floor_client = samples["floor"], samples["floor of a client"]

    def row(what: str, name: str, below: list[float], target: float | None = None) -> Row:
        return Row(what, differences(samples[name], below), floor=_median(below), target=target)

    yield row("sc_plan, setup + teardown", "sc_plan", floor, 0.5)
    yield row("sc_plan_client, setup + teardown", "sc_plan_client", floor_client)
    yield row("a test that does not use the plugin", "without", samples["floor without"])
    yield row("moto: mock_aws, setup + teardown", "mock_aws", floor)
    yield row("moto: mock_aws + boto3.client()", "moto client", floor_client)
    yield Row("first sc_plan of a session", figure(firsts["sc_plan"]))
    yield Row("first sc_plan_client of a session", figure(firsts["sc_plan_client"]))
    yield Row("moto: first mock_aws + boto3.client()", figure(firsts["moto client"]))


def _median(samples: list[float]) -> float:
    return figure(samples).median
