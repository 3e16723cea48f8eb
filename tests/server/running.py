"""The command ``serve`` at work in this process, and requests to it."""

from __future__ import annotations

import json
import os
import signal
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from pytest_sc_plan.server.command import main

from ..helpers import TARGET


def request(url: str, path: str, body: Any = None, **headers: str) -> Any:
    """The JSON that the server answers with, whatever the status."""
    data = None if body is None else json.dumps(body).encode()
    given = {"Content-Type": "application/json"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url + path, data, given)) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return json.load(error)


def call(url: str, operation: str, **params: Any) -> Any:
    return request(
        url,
        "/",
        params,
        Content_Type="application/x-amz-json-1.1",
        X_Amz_Target=f"{TARGET}.{operation}",
    )


def execute(url: str, plan_id: str) -> Any:
    return call(url, "ExecuteProvisionedProductPlan", PlanId=plan_id, IdempotencyToken="token")


class Running:
    """The command at work in this process, and what it prints."""

    def __init__(self, *arguments: str) -> None:
        reader, writer = os.pipe()
        self._output = os.fdopen(reader, encoding="utf-8")
        self._input = os.fdopen(writer, "w", encoding="utf-8")
        self._arguments = ["serve", *arguments]
        self._problems: list[BaseException] = []

    def run(self, visit: Callable[[str], None], *, end: int = signal.SIGINT) -> list[str]:
        """Run it until a visitor is done; gives the lines that it printed."""
        lines: list[str] = []

        def visitor() -> None:
            try:
                for line in self._output:
                    lines.append(line.rstrip())
                    if "ready" in line:
                        break
                visit(json.loads(line)["url"] if line.startswith("{") else line.split()[1])
            except BaseException as problem:  # noqa: BLE001 - raised again below
                self._problems.append(problem)
            finally:
                os.kill(os.getpid(), end)

        thread = threading.Thread(target=visitor)
        thread.start()
        with self._output:
            with self._input:
                assert main(self._arguments, self._input) == 0
                thread.join()
            for problem in self._problems:
                raise problem
            return lines + [line.rstrip() for line in self._output]
