"""Loading the plugin costs nothing. Lint holds the direction of imports: see pyproject.toml."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = (
    "aiobotocore",
    "asyncio",
    "boto3",
    "botocore",
    "jinja2",
    "moto",
    "responses",
    "werkzeug",
)


def loaded_by(statement: str) -> set[str]:
    """Which of the heavy packages a new interpreter has loaded after a statement."""
    script = (
        f"import json, sys; {statement}; "
        f"print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    return set(json.loads(run.stdout))


@pytest.mark.parametrize("module", ["pytest_sc_plan", "pytest_sc_plan.plugin"])
def test_loading_the_plugin_loads_nothing_heavy(module: str) -> None:
    assert loaded_by(f"import {module}") <= loaded_by("import pytest") & {"asyncio"}
