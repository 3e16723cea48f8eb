"""One server in a process of its own, for all workers of a session."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import pytest

from pytest_sc_plan import Failure, SettingsError, SharedServer
from pytest_sc_plan.server.session_server import joined
from pytest_sc_plan.settings import Settings

from ..waiting import HANG, wait_until
from .conftest import Run

SAYING = """
import os, pathlib, time
import boto3, pytest

@pytest.fixture(autouse=True, scope="session")
def all_at_once(sc_plan_shared_server, worker_id):
    (here := pathlib.Path("workers")).mkdir(exist_ok=True)
    (here / worker_id).write_text(sc_plan_shared_server.url)
    while len([path for path in here.iterdir() if path.read_text()]) < 2:
        time.sleep(0.01)

def call(server):
    return boto3.client("servicecatalog", endpoint_url=server.url, region_name="us-east-1",
        aws_access_key_id="testing", aws_secret_access_key="testing")
"""


Execute = Callable[[str], "subprocess.CompletedProcess[str]"]


def is_there(url: str) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((str(parts.hostname), int(parts.port or 0))).close()
    except OSError:
        return False
    return True


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[SharedServer]:
    """A share of a server that ends with the test."""
    with joined(tmp_path, "gw0", Settings(region="eu-west-1", progress="immediate")) as server:
        yield server


@pytest.fixture
def execute(shared: SharedServer) -> Execute:
    program = (
        "import boto3, sys; print(boto3.client('servicecatalog').execute_provisioned_product_plan("
        "PlanId=sys.argv[1])['RecordDetail']['Status'])"
    )

    def execute(plan_id: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, plan_id],
            env={**os.environ, **shared.environ},
            capture_output=True,
            text=True,
        )

    return execute


# ---------------------------------------------------------------------- in a session


def test_workers_share_a_process_and_no_state(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        SAYING
        + """
def test_a_plan_is_mine_alone(sc_plan_shared_server, worker_id):
    (plan,) = sc_plan_shared_server.seed(plans=[{"name": worker_id}])["plans"]
    listed = call(sc_plan_shared_server).list_provisioned_product_plans()
    assert [plan["PlanName"] for plan in listed["ProvisionedProductPlans"]] == [worker_id]

def test_my_calls_and_errors_are_mine_alone(sc_plan_shared_server, worker_id):
    server = sc_plan_shared_server
    assert [call["operation"] for call in server.calls] == ["ListProvisionedProductPlans"]
    server.raise_error("InvalidStateException", message=worker_id)
    (plan,) = server.state()["plans"]
    with pytest.raises(Exception, match=worker_id):
        call(server).execute_provisioned_product_plan(PlanId=plan["id"])
"""
    )
    result = pytester.runpytest_subprocess(
        "-p", "xdist", "--dist", "each", "--tx", "2*popen", timeout=HANG
    )
    result.assert_outcomes(passed=4)
    urls = sorted(path.read_text() for path in Path("workers").iterdir())
    (host,) = {urlsplit(url).netloc for url in urls}
    assert urls == [f"http://{host}/gw0", f"http://{host}/gw1"]
    assert host.startswith("127.0.0.1:")
    assert not is_there(urls[0])


def test_it_works_without_xdist_and_with_the_settings_of_the_ini_file(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makeini("[pytest]\nsc_plan_region = eu-north-1\nsc_plan_outcome = failed\n")
    run(
        """
        import pathlib

        def test_settings(sc_plan_shared_server):
            settings = sc_plan_shared_server.configure()
            assert (settings["region"], settings["outcome"]) == ("eu-north-1", "failed")
            assert sc_plan_shared_server.environ["AWS_REGION"] == "eu-north-1"
            pathlib.Path("url").write_text(sc_plan_shared_server.url)

        def test_the_fake_of_the_test_is_another(sc_plan, sc_plan_shared_server):
            sc_plan_shared_server.seed(plans=[{}])
            assert sc_plan.plans == []
        """
    ).assert_outcomes(passed=2)
    url = Path("url").read_text()
    assert url.endswith("/main")
    assert not is_there(url)


def test_stacks_in_moto_are_refused_for_they_would_be_everybodys(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makeini("[pytest]\nsc_plan_engine = cloudformation")
    result = run("def test_refused(sc_plan_shared_server): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["sc_plan_shared_server: engine=cloudformation is not for the shared server: workers *"]
    )


def test_a_killed_worker_takes_nothing_along_and_leaves_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import os, pathlib, signal

        def test_killed(sc_plan_shared_server):
            pathlib.Path("url").write_text(sc_plan_shared_server.url)
            os.kill(os.getpid(), signal.SIGKILL)

        def test_after(sc_plan_shared_server):
            assert sc_plan_shared_server.state()["plans"] == []
        """
    )
    result = pytester.runpytest_subprocess("-p", "xdist", "-n", "1", timeout=HANG)
    result.assert_outcomes(passed=1, failed=1)
    url = Path("url").read_text()
    wait_until(lambda: not is_there(url))


def test_ctrl_c_ends_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        SAYING
        + """
def test_waits(worker_id):
    pathlib.Path(f"{worker_id}.waits").touch()
    time.sleep(600)
"""
    )
    # A background process of a shell ignores Ctrl-C, and so do its children.
    program = (
        "import pytest, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "sys.exit(pytest.main(['-p', 'xdist', '--dist', 'each', '--tx', '2*popen']))"
    )
    with pytester.popen(
        [sys.executable, "-c", program],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as session:
        wait_until(lambda: len(list(Path().glob("*.waits"))) == 2 or session.poll() is not None)
        assert session.poll() is None
        # As a terminal does: to all processes of the session.
        os.killpg(session.pid, signal.SIGINT)
        said, _ = session.communicate(timeout=HANG)
    assert session.returncode == pytest.ExitCode.INTERRUPTED, said
    url = next(Path("workers").iterdir()).read_text()
    wait_until(lambda: not is_there(url))


def test_a_killed_worker_does_not_keep_the_process(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from pytest_sc_plan.server.session_server import *\n"
        "with joined(Path(sys.argv[1]), 'a', Settings()) as server:\n"
        "    print(server.url, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        url = holder.stdout.readline().strip()
        with joined(tmp_path, "b", Settings()) as server:
            assert server.url == url.replace("/a", "/b")
            holder.kill()
            holder.wait()
            assert server.state()["plans"] == []
        assert not is_there(url)


def test_a_process_that_has_ended_is_started_anew(tmp_path: Path) -> None:
    for _ in range(2):
        with joined(tmp_path, "gw0", Settings()) as server:
            server.seed(plans=[{"name": "the only one"}])
        assert not is_there(server.url)


def test_a_process_that_is_just_ending_is_started_anew(tmp_path: Path) -> None:
    with joined(tmp_path, "gw0", Settings()) as server:
        pass
    # A process that accepts a connection and says nothing is about to end.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with closing(sqlite3.connect(tmp_path / "sc_plan_server")) as file:
            file.execute(f"PRAGMA user_version = {listener.getsockname()[1]}")

        def end() -> None:
            with listener.accept()[0] as connection:
                connection.recv(64)

        thread = threading.Thread(target=end)
        thread.start()
        with joined(tmp_path, "gw0", Settings()) as server:
            assert server.state()["calls"] == 0
        thread.join()


def test_a_process_without_workers_ends() -> None:
    program = (
        "from pytest_sc_plan.server import session_process\n"
        "from pytest_sc_plan.settings import Settings\n"
        "session_process.LIMIT = 0.01; print(session_process.serve(Settings()))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    port, _, kept = ended.stdout.split()
    assert (ended.returncode, kept) == (0, "None")
    assert not is_there(f"http://127.0.0.1:{port}")


def test_a_process_that_does_not_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "pytest_sc_plan.py").write_text("raise SystemExit('not today')")
    with (
        pytest.raises(RuntimeError, match=r"^the shared server did not start:\nnot today\n$"),
        joined(tmp_path, "gw0", Settings()),
    ):
        pass


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The port where workers connect to a process that has none yet."""
    command = [sys.executable, "-m", "pytest_sc_plan.server.session_process", "{}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port, password = process.stdout.readline().split()
        with closing(sqlite3.connect(tmp_path / "sc_plan_server")) as file:
            file.execute(f"PRAGMA user_version = {port}")
            file.execute(f"PRAGMA application_id = {password}")
        yield int(port)


def test_a_strangers_connection_counts_for_nothing(tmp_path: Path, port: int) -> None:
    def come_and_go(said: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", port), timeout=HANG) as stranger:
            # The server may have ended the connection before the stranger does.
            with suppress(OSError):
                stranger.sendall(said)
                stranger.shutdown(socket.SHUT_WR)
                return stranger.recv(1)
            return b""

    said = (b"", b"G", b"0000000001\n", b"GET / HTTP/1.1")
    assert [come_and_go(words) for words in said] == [b""] * 4
    with socket.create_connection(("127.0.0.1", port)), joined(tmp_path, "a", Settings()) as server:
        assert [come_and_go(words) for words in said] == [b""] * 4
        server.seed(plans=[{}])
        with joined(tmp_path, "b", Settings()) as other:
            assert other.url == server.url.replace("/a", "/b")
        assert len(server.state()["plans"]) == 1
    assert not is_there(server.url)


# -------------------------------------------------------------------- controlling it


def test_a_client_in_another_process_is_answered(shared: SharedServer, execute: Execute) -> None:
    assert repr(shared) == f"<SharedServer {shared.url}>"
    (plan,) = shared.seed(plans=[{"name": "plan"}])["plans"]
    assert execute(plan["id"]).stdout == "CREATED\n"
    assert shared.state()["plans"][0]["status"] == "EXECUTE_SUCCESS"
    (call,) = shared.calls
    assert (call["operation"], call["answer"], call["region"], call["params"]) == (
        "ExecuteProvisionedProductPlan",
        "CREATED",
        "eu-west-1",
        {"PlanId": plan["id"]},
    )


def test_errors_and_faults_are_raised_and_counted(shared: SharedServer, execute: Execute) -> None:
    (plan,) = shared.seed(plans=[{}])["plans"]
    shared.inject_fault("throttling")
    shared.raise_error("InvalidStateException", message="Not now.", times=1)
    assert "Not now." in execute(plan["id"]).stderr
    assert [(error["error"], error["raised"]) for error in shared.errors] == [
        ("InvalidStateException", 1),
        ("throttling", 1),
    ]


def test_work_moves_on_by_hand_and_a_reset_brings_the_settings_back(shared: SharedServer) -> None:
    assert shared.configure(progress="manual")["progress"] == "manual"
    shared.seed(plans=[{"status": "EXECUTE_IN_PROGRESS"}])
    assert shared.advance()["plans"][0]["status"] == "EXECUTE_SUCCESS"
    assert shared.configure(progress="time", duration=7200)["duration"] == 7200
    shared.seed(plans=[{"status": "EXECUTE_IN_PROGRESS"}])
    assert shared.advance(3600)["plans"][1]["status"] == "EXECUTE_IN_PROGRESS"
    assert shared.advance(3600)["plans"][1]["status"] == "EXECUTE_SUCCESS"
    assert shared.reset()["plans"] == []
    settings = shared.configure()
    assert (settings["progress"], settings["duration"]) == ("immediate", 30)


def test_a_failure_goes_to_the_process_and_comes_back_as_an_object(tmp_path: Path) -> None:
    shown = {"code": "LimitExceeded", "description": "No capacity."}
    failure = Failure(**shown)
    with joined(tmp_path, "main", Settings(outcome=failure)) as shared:
        shared.reset()
        assert shared.configure()["outcome"] == shown
        assert shared.configure(creation_outcome=failure)["creation_outcome"] == shown
        shared.seed(plans=[{"status": "EXECUTE_FAILED", "outcome": failure}])
        assert shared.state()["records"][0]["errors"] == [shown]


def test_another_account_and_region_have_their_own_state(shared: SharedServer) -> None:
    other = shared.for_account("999999999999").for_account(region="ap-south-1")
    assert other.environ["AWS_REGION"] == "ap-south-1"
    other.seed(products=[{"name": "theirs"}])
    assert shared.state()["products"] == []
    assert [product["name"] for product in other.state()["products"]] == ["theirs"]


def test_wrong_arguments_are_refused_with_the_reason(shared: SharedServer) -> None:
    with pytest.raises(SettingsError, match=r"did you mean 'outcome'\?"):
        shared.configure(outcom="failed")  # type: ignore[call-arg]
    with pytest.raises(SettingsError, match="engine=cloudformation is not for the shared server"):
        shared.configure(engine="cloudformation")
    with pytest.raises(SettingsError, match="there is no product 'x'"):
        shared.seed(plans=[{"product": "x"}])


def test_a_url_without_a_state_is_no_way_in(shared: SharedServer) -> None:
    client = boto3.client(
        "servicecatalog",
        endpoint_url=shared.url.removesuffix("/gw0"),
        region_name="eu-west-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    with pytest.raises(client.exceptions.ClientError, match="has a state for each worker"):
        client.list_provisioned_product_plans()


@pytest.mark.parametrize("answer", [None, b"", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n<>"])
def test_a_server_that_died_is_told_in_a_sentence(answer: bytes | None) -> None:
    def respond() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer or b"")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/gw0"
        thread = threading.Thread(target=respond)
        if answer is None:
            listener.close()
        else:
            thread.start()
        message = f"^the shared server at {url} has ended, and its states with it: [A-Z]"
        with pytest.raises(RuntimeError, match=message):
            SharedServer(url, "eu-west-1").state()
        if answer is not None:
            thread.join()
