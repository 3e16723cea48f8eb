"""``python -m pytest_sc_plan serve`` and its arguments."""

from __future__ import annotations

import io
import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from pytest_sc_plan.server.command import main

from ..waiting import HANG
from .running import Running, call, execute, request
from .state import STATE

pytestmark = pytest.mark.usefixtures("no_region_from_outside")


SCENARIO = """
[fails]
settings = { progress = "immediate", region = "eu-west-1" }
outcomes = ["failed"]
errors = [{ code = "InvalidStateException", times = 1 }]
"""


@pytest.fixture
def scenario_file(tmp_path: Path) -> Path:
    path = tmp_path / "scenarios.toml"
    path.write_text(SCENARIO)
    return path


@pytest.fixture
def state_file(tmp_path: Path) -> Path:
    path = tmp_path / "state.json"
    path.write_text(json.dumps(STATE))
    return path


def test_the_banner_says_how_to_reach_it_and_ends_with_readiness() -> None:
    urls: list[str] = []
    lines = Running().run(urls.append)
    assert "pytest-sc-plan" in lines[0]
    assert f"  export AWS_ENDPOINT_URL_SERVICE_CATALOG={urls[0]}" in lines
    assert "  export AWS_ACCESS_KEY_ID=testing" in lines
    assert "Account 123456789012, region us-east-1;" in lines[-2]
    assert lines[-1] == f"ready: {urls[0]}"
    assert urls[0].startswith("http://127.0.0.1:")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it_and_get_their_handlers_back(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    urls: list[str] = []
    Running().run(urls.append, end=number)
    assert signal.getsignal(number) is before
    with pytest.raises(urllib.error.URLError):
        request(urls[0], "/_sc_plan/state")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_noticed_before_and_during_the_wait(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    ready = "pytest_sc_plan.server.command._Output.ready"
    sleep = "pytest_sc_plan.server.command.sleep"
    with monkeypatch.context() as during:
        during.setattr(sleep, lambda seconds: signal.raise_signal(number))
        assert main(["serve"], io.StringIO()) == 0
    with monkeypatch.context() as before:
        before.setattr(ready, lambda *_: signal.raise_signal(number))
        before.setattr(sleep, lambda seconds: pytest.fail("it waited"))
        assert main(["serve"], io.StringIO()) == 0


def test_a_call_is_a_line() -> None:
    lines = Running().run(lambda url: execute(url, "plan-x"))
    assert lines[-1] == ("ExecuteProvisionedProductPlan PlanId=plan-x: ResourceNotFoundException")


def test_the_state_that_it_shows_can_be_its_state(state_file: Path) -> None:
    shown: list[Any] = []
    for _ in range(2):
        Running("--state", str(state_file)).run(
            lambda url: shown.append(request(url, "/_sc_plan/state"))
        )
        state_file.write_text(json.dumps(shown[-1]))
    assert len(shown[0]["plans"]) == 1
    assert shown[1] == shown[0]


def test_a_call_is_a_json_object(state_file: Path) -> None:
    plans: list[Any] = []

    def visit(url: str) -> None:
        plans.extend(request(url, "/_sc_plan/state")["plans"])
        execute(url, plans[0]["id"])

    lines = Running("--json", "--state", str(state_file)).run(visit)
    ready, call = map(json.loads, lines)
    assert {name: ready[name] for name in ("event", "account_id", "region", "control")} == {
        "event": "ready",
        "account_id": "123456789012",
        "region": "us-east-1",
        "control": f"{ready['url']}/_sc_plan/",
    }
    assert ready["environ"]["AWS_ENDPOINT_URL_SERVICE_CATALOG"] == ready["url"]
    assert ready["environ"]["AWS_REGION"] == "us-east-1"
    plan_id, product_id = plans[0]["id"], plans[0]["provisioned_product_id"]
    assert call.pop("time") > 0
    assert call == {
        "event": "call",
        "operation": "ExecuteProvisionedProductPlan",
        "params": {"PlanId": plan_id},
        "answer": "CREATED",
        "error_code": None,
        "error_message": None,
        "fault": None,
        "account_id": "123456789012",
        "region": "us-east-1",
        "attempt": 1,
        "transitions": [
            {
                "id": product_id,
                "before": "PLAN_IN_PROGRESS",
                "after": "UNDER_CHANGE",
                "reason": None,
            },
            {
                "id": plan_id,
                "before": "CREATE_SUCCESS",
                "after": "EXECUTE_IN_PROGRESS",
                "reason": None,
            },
        ],
    }


@pytest.mark.parametrize("named", ["", ":fails"])
def test_a_scenario_has_settings_outcomes_and_errors(
    scenario_file: Path, state_file: Path, named: str
) -> None:
    def visit(url: str) -> None:
        plan = request(url, "/_sc_plan/state")["plans"][0]
        assert execute(url, plan["id"])["__type"] == "InvalidStateException"
        execute(url, plan["id"])
        assert request(url, "/_sc_plan/state")["plans"][0]["status"] == "EXECUTE_FAILED"
        again = request(url, "/_sc_plan/reset", {})
        assert [plan["status"] for plan in again["plans"]] == ["CREATE_SUCCESS"]
        assert execute(url, again["plans"][0]["id"])["__type"] == "InvalidStateException"

    scenario = f"{scenario_file}{named}"
    lines = Running("--scenario", scenario, "--state", str(state_file)).run(visit)
    assert any("region eu-west-1;" in line for line in lines)


def test_a_built_in_scenario_is_known_by_its_name() -> None:
    lines = Running("--scenario", "stuck").run(lambda url: None)
    assert any("outcome=stuck" in line for line in lines)


def test_signatures_are_verified_if_asked_for() -> None:
    def visit(url: str) -> None:
        assert execute(url, "plan-x")["__type"] == "MissingAuthenticationTokenException"

    Running("--verify-signature").run(visit)


@pytest.mark.parametrize(
    ("file", "content", "arguments", "message"),
    [
        ("x.json", "{", ["--state", "x.json"], "x.json: not JSON: "),
        ("x.json", "[]", ["--state", "x.json"], "x.json: must be an object, not []"),
        ("x.json", '{"plan": []}', ["--state", "x.json"], "did you mean 'plans'?"),
        (
            "x.json",
            '{"products": [{"name": "x"}, {"name": "x"}]}',
            ["--state", "x.json"],
            "products[1]: there is a product named 'x' already",
        ),
        ("x", "", ["--state", "y.json"], "No such file or directory: 'y.json'"),
        ("x", "", ["--scenario", "stuk"], "did you mean 'stuck'?"),
        (
            "x",
            "",
            ["--scenario", "y.toml"],
            "error: --scenario: y.toml can't be read: No such file",
        ),
        ("x.toml", "", ["--scenario", "x.toml"], "x.toml has 0 scenarios: say which"),
        ("x.toml", "[a]\n[b]", ["--scenario", "x.toml"], "x.toml has 2 scenarios: say which"),
        ("x.toml", "[a]\n[b]", ["--scenario", "x.toml:c"], "unknown scenario 'c'"),
        ("x", "", ["--port", "70000"], "argument --port: must be 0 to 65535, not '70000'"),
        ("x", "", ["--port", "http"], "argument --port: must be 0 to 65535, not 'http'"),
        ("x", "", ["--host", "192.0.2.1"], "attempting to bind on address ('192.0.2.1', 0)"),
        ("x", "", ["--nothing"], "unrecognized arguments: --nothing"),
    ],
)
def test_a_wrong_argument_ends_it_with_a_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    file: str,
    content: str,
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(file).write_text(content)
    with pytest.raises(SystemExit) as ended:
        main(["serve", *arguments])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_a_port_that_is_taken_ends_it_with_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SystemExit):
        main(["serve", "--port", str(taken.getsockname()[1])])
    assert "in use" in capsys.readouterr().err


def is_reached(url: str) -> bool:
    """Whether it listens at another address of this machine too."""
    try:
        request(url.replace("127.0.0.1", "127.0.0.2"), "/_sc_plan/state")
    except urllib.error.URLError:
        return False
    return True


@pytest.mark.parametrize(("arguments", "expected"), [([], [False]), (["--host=0.0.0.0"], [True])])
def test_it_is_at_the_loopback_address_alone_unless_told_otherwise(
    arguments: list[str], expected: list[bool]
) -> None:
    reached: list[bool] = []
    Running(*arguments).run(lambda url: reached.append(is_reached(url)))
    assert reached == expected


def test_an_ipv6_address_is_one_too() -> None:
    seen: list[Any] = []
    environment: list[str] = []

    def look(url: str) -> None:
        environment.append(url)
        seen.append(execute(url, "plan-x")["__type"])
        seen.append(request(url, "/_sc_plan/state")["calls"])

    for host in ("::1", "::"):
        Running("--host", host).run(look)
    assert [url.rpartition(":")[0] for url in environment] == ["http://[::1]"] * 2
    assert seen == ["ResourceNotFoundException", 1] * 2


NOT_HERE = (
    "the control API is called at 'fake:4566', which is not this machine: call it at a loopback "
    "address, or start the server with --allow-host"
)


@pytest.mark.parametrize(
    ("arguments", "answered"),
    [
        ([], "error"),
        (["--allow-host", "other"], "error"),
        (["--allow-host", "other", "--allow-host", "fake"], "plans"),
        (["--allow-host", "*"], "plans"),
    ],
    ids=str,
)
def test_another_name_is_refused_unless_it_is_allowed(arguments: list[str], answered: str) -> None:
    answers: list[Any] = []

    def look(url: str) -> None:
        answers.append(request(url, "/_sc_plan/reset", {}, Host="fake:4566"))

    Running(*arguments).run(look)
    assert answered in answers[0]
    assert answers[0].get("error", NOT_HERE) == NOT_HERE


def test_what_clients_send_is_printed_without_a_terminals_commands() -> None:
    running = Running()

    def look(url: str) -> None:
        call(url, "\x1b[2J")
        call(url, "DescribeRecord", Id="rec-\x1b[31m\u202e")

    assert running.run(look)[-2:] == [
        "\\x1b[2J: UnknownOperationException",
        "DescribeRecord Id=rec-\\x1b[31m\\u202e: ValidationException",
    ]


def test_it_goes_on_when_its_output_is_no_longer_read() -> None:
    command = [sys.executable, "-m", "pytest_sc_plan", "serve"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = next(line for line in process.stdout if line.startswith("ready: ")).split()[1]
        process.stdout.close()
        assert execute(url, "plan-x")["__type"] == "ResourceNotFoundException"
        assert execute(url, "plan-x")["__type"] == "ResourceNotFoundException"
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        assert (process.stderr.read(), process.wait(HANG)) == ("", 0)


def test_moto_server_takes_motos_own_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["moto-server", "--scenario", "slow", "--port", "many"])
    assert ended.value.code == 2
    assert "argument -p/--port: invalid int value: 'many'" in capsys.readouterr().err


def test_moto_server_names_missing_packages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pytest_sc_plan.moto.server.find_spec", lambda name: None)
    with pytest.raises(SystemExit) as ended:
        main(["moto-server"])
    assert ended.value.code == 2
    assert "flask and flask_cors: pip install 'moto[server]'" in capsys.readouterr().err


def test_it_is_what_python_m_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["pytest_sc_plan", "serve", "--help"])
    with pytest.raises(SystemExit) as ended:
        import_module("pytest_sc_plan.__main__")
    assert ended.value.code == 0
    assert "usage: python -m pytest_sc_plan serve" in capsys.readouterr().out


def test_a_process_of_its_own_says_when_it_is_ready_and_ends_with_ctrl_c() -> None:
    command = [sys.executable, "-m", "pytest_sc_plan", "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = next(line for line in process.stdout if line.startswith("ready: ")).split()[1]
        assert request(url, "/_sc_plan/state")["plans"] == []
        process.send_signal(signal.SIGINT)
        assert process.wait(HANG) == 0
