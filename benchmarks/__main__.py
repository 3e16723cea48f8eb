"""Measure the package beside its floor and its peers: ``python -m benchmarks [--quick]``.

Timings are no tests: a missed target is printed, and the exit code is 0 all the same.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version

from . import calls, engine, loading, scale, server, setup
from .table import Row, render

Section = Callable[..., Iterator[Row]]

# moto stays last: once it is imported, every client made later carries its event handler.
SECTIONS: dict[str, Section] = {
    "setup": setup.rows,
    "loading": loading.rows,
    "scale": scale.rows,
    "server": server.rows,
    "calls": calls.rows,
    "engine": engine.rows,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small run, under 20 seconds")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="these sections alone")
    options = parser.parse_args()

    names = ("pytest-sc-plan", "pytest", "boto3", "moto")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    print(f"Python {platform.python_version()}, {versions}; {os.cpu_count()} cores", flush=True)
    rows: list[Row] = []
    for name, section in SECTIONS.items():
        if options.only is None or name in options.only:
            print(f"measuring {name} ...", file=sys.stderr, flush=True)
            rows.extend(section(quick=options.quick))
    print(render(rows))


main()
