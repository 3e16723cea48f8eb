"""The time that loading the plugin adds to that of pytest."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from .measure import differences, figure, interleave
from .table import Row


def rows(*, quick: bool) -> Iterator[Row]:
    floor, plugin, moto = interleave(
        2 if quick else 15,
        _loading("pytest"),
        _loading("pytest_sc_plan.plugin"),
        _loading("pytest, moto, boto3"),
        warm_up=not quick,
    )
    below = figure(floor).median
    yield Row("loading the plugin", differences(plugin, floor), floor=below)
    yield Row("moto: import moto, boto3", differences(moto, floor), floor=below)


def _loading(modules: str) -> Callable[[], float]:
    def measure() -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", f"import {modules}"], check=True)
        return (time.perf_counter() - started) * 1000

    return measure
