"""The check that a session leaves nothing behind, with a fake whose stop is sabotaged."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("unmeasured")]

USER = """
import time
import boto3
import pytest

@pytest.mark.sc_plan(sleep="skip")
@pytest.mark.parametrize("number", range(2))
def test_plan(sc_plan, sc_plan_client, sc_plan_server, number):
    plan = sc_plan.add_plan()
    sc_plan_client.execute_provisioned_product_plan(PlanId=plan.id)
    time.sleep(60)
    boto3.client("servicecatalog").list_provisioned_product_plans()
"""

# The imports are ours alone: whatever a sabotaged stop leaves, the libraries were there before.
SABOTAGE = """
import atexit, contextlib, moto, os, requests, sys, threading
with contextlib.suppress(ImportError):
    import aiobotocore.endpoint
from pytest_sc_plan.activation import environment, live, sessions, skipped_sleep
from pytest_sc_plan.server.plan_server import PlanServer
from pytest_sc_plan.transports.replacing import Replacements

stop = live.Live.stop

def then(leave):
    def stop_and_leave(self):
        stop(self)
        leave()
    live.Live.stop = stop_and_leave

def nothing(*_):
    pass

def lost_patience():
    sys.modules["tests.nothing_left"].PATIENCE = 0.0

"""


def session(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, sabotage: str) -> str:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    pytester.makeconftest(SABOTAGE + sabotage)
    pytester.makepyfile(dedent(USER))
    result = pytester.runpytest_subprocess("-p", "tests.nothing_left", "-p", "pytest_timeout")
    assert result.parseoutcomes()["passed"] == 2
    return result.stdout.str()


def test_a_session_that_stops_its_fakes_passes(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "left behind" not in session(pytester, monkeypatch, "")


@pytest.mark.parametrize(
    ("sabotage", "left"),
    [
        (
            "environment.restore = environment.restore_again = nothing",
            "variables: AWS_ACCESS_KEY_ID is 'testing', not None",
        ),
        ("sessions.DefaultSession.put_back = nothing", "default session: Session("),
        ("then(moto.mock_aws().start)", "moto: True, not False"),
        ("Replacements.undo = nothing", "our functions: ['"),
        ("skipped_sleep.SkippedSleep.stop = nothing", "sleep: <function sleep at"),
        ("live.Live.stop = nothing", "Endpoint: _send is <function _answering"),
        ("PlanServer.stop = nothing\nlost_patience()", "file descriptors: "),
        ("then(lambda: atexit.register(nothing))", "atexit handlers: ['<function nothing"),
        ("then(lambda: sys.meta_path.append(None))", "sys.meta_path: ["),
        ("then(lambda: os.environ.update(NEW='x'))", "variables: NEW is 'x', not None"),
    ],
)
def test_a_stop_that_is_sabotaged_fails_the_session(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, sabotage: str, left: str
) -> None:
    shown = session(pytester, monkeypatch, sabotage)
    assert "AssertionError: left behind:" in shown
    assert f"E         {left}" in shown
