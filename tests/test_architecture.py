"""The rules of the house: imports point down, and loading the plugin costs nothing."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import pytest_sc_plan

PACKAGE = Path(str(pytest_sc_plan.__file__)).parent

FLOORS = (
    {"plugin", "__main__"},
    {"command", "shared_server"},
    {"serving"},
    {"mocking"},
    {"steering"},
    {"scenarios"},
    {"backend"},
    {"engines"},
    {"views", "calls"},
    {"faults"},
    {"settings", "shared_catalog"},
    {"sleeping", "redaction", "templates"},
    {"wire", "catalog"},
    {"transports"},
    {"moto"},
    {"service"},
)
"""The rooms from the roof down: a room may use what is on the floors below it, and itself."""

HEAVY = ("boto3", "botocore", "moto", "responses", "werkzeug", "aiobotocore", "asyncio")

MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(name: str) -> str:
    return name.split(".")[1] if "." in name else "__init__"


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    """The full names of the modules that a module imports, wherever it does."""
    package = module_name(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            # "from . import calls" names a module, "from .calls import Call" what is in it.
            names = [f"{name}.{alias.name}" for alias in node.names]
            yield from [name] if node.module else names


def is_ours(name: str) -> bool:
    return name.split(".")[0] == PACKAGE.name


def floor(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_every_room_is_on_a_floor(path: Path) -> None:
    assert room_of(module_name(path)) in {"__init__"}.union(*FLOORS)


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports_point_down(path: Path) -> None:
    room = room_of(module_name(path))
    if room == "__init__":
        return
    used = {room_of(name) for name in imports(path) if is_ours(name)} - {room}
    assert [other for other in sorted(used) if floor(other) <= floor(room)] == []


@pytest.mark.parametrize("path", sorted((PACKAGE / "catalog").rglob("*.py")), ids=module_name)
def test_the_catalog_is_plain_python_that_knows_nothing_else(path: Path) -> None:
    foreign = [
        name
        for name in imports(path)
        if not name.startswith(f"{PACKAGE.name}.catalog")
        and name.split(".")[0] not in sys.stdlib_module_names
    ]
    assert foreign == []


@pytest.mark.parametrize(("room", "other"), [("catalog", "wire"), ("wire", "catalog")])
def test_catalog_and_wire_do_not_know_each_other(room: str, other: str) -> None:
    known = {name for path in (PACKAGE / room).rglob("*.py") for name in imports(path)}
    assert [name for name in known if name.startswith(f"{PACKAGE.name}.{other}")] == []


def test_the_checker_sees_imports_of_every_kind() -> None:
    backend = set(imports(PACKAGE / "backend.py"))
    assert {"threading", "pytest_sc_plan.calls", "pytest_sc_plan.catalog.errors"} <= backend
    operations = set(imports(PACKAGE / "catalog" / "operations" / "__init__.py"))
    assert "pytest_sc_plan.catalog.operations.plans" in operations
    plans = set(imports(PACKAGE / "catalog" / "operations" / "plans.py"))
    assert "pytest_sc_plan.catalog.builders" in plans


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
