from __future__ import annotations

import os
from collections.abc import Callable
from textwrap import dedent

import boto3
import moto.core.models  # noqa: F401 - pytester forgets what is imported while it runs
import pytest

import pytest_sc_plan.activation.mock  # noqa: F401

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let inner runs in processes of their own, which are long, go without measuring coverage."""
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)


USER_CODE = '''
import boto3
from botocore.exceptions import ClientError


def execute(plan_id="plan-x"):
    """Execute a plan; gives the code of the error, or the record's status."""
    try:
        answer = boto3.client("servicecatalog").execute_provisioned_product_plan(PlanId=plan_id)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return answer["RecordDetail"]["Status"]
'''


@pytest.fixture(autouse=True)
def nothing_from_outside(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Give each inner run the same environment, wherever and in whatever order the tests run."""
    # With another home, which pytester gives each test, a session has other files to read.
    monkeypatch.setenv("HOME", str(tmp_path_factory.getbasetemp()))
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    # Of the plugins that are installed, ours alone: others may warn, shuffle or print.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p sc_plan --strict-markers --strict-config -W error")
    pytester.makepyfile(user_code=USER_CODE)


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """Runs a user's test module in this process."""

    def run(source: str, *args: str) -> pytest.RunResult:
        pytester.makepyfile(test_user=f"import boto3, pytest, unittest\n{dedent(source)}")
        return pytester.runpytest_inprocess(*args)

    return run
