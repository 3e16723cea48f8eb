from __future__ import annotations

import ast
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import pytest_sc_plan

from .conftest import Run

HEAVY = ["aiobotocore", "asyncio", "boto3", "botocore", "moto", "responses", "werkzeug"]

MARKERS = [
    "sc_plan",
    "sc_plan_error",
    "sc_plan_fault",
    "sc_plan_invalid_parameters",
    "sc_plan_invalid_state",
    "sc_plan_resource_not_found",
    "sc_plan_scenario",
]

EVERYTHING = """
import pytest
from user_code import execute

pytestmark = pytest.mark.sc_plan(auto_create_plans=True)

@pytest.mark.sc_plan_error("InvalidStateException")
@pytest.mark.sc_plan_invalid_parameters(after=1)
@pytest.mark.sc_plan_resource_not_found(plan_id="plan-y")
@pytest.mark.sc_plan_invalid_state(operation="DeleteProvisionedProductPlan", documented=False)
@pytest.mark.sc_plan(assert_all_errors_raised=False)
@pytest.mark.parametrize("number", range(4))
def test_markers(number):
    assert execute() == "InvalidStateException"

def test_fixtures(sc_plan, sc_plan_client, sc_plan_error):
    assert execute() == sc_plan_error.code

def test_failure(sc_plan):
    assert execute() == "no such code"
"""


@pytest.fixture
def autoload(monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest loads the plugins that are installed, as it does for users."""
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    monkeypatch.delenv("PYTEST_ADDOPTS")


def loaded_by(*imports: str) -> list[str]:
    """The heavy modules, and our own, that a new interpreter has after those imports."""
    program = f"""
import sys
{"; ".join(f"import {name}" for name in imports)}
print(*sorted({{name for name in sys.modules if name in {HEAVY!r}}}))
"""
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()


def test_importing_the_plugin_and_the_package_imports_nothing_heavy() -> None:
    assert loaded_by("pytest", "pytest_sc_plan", "pytest_sc_plan.plugin") == []


def test_a_run_that_does_not_use_the_fake_imports_nothing_heavy(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        f"""
        import sys

        def test_nothing_of_ours():
            assert "pytest_sc_plan.plugin" in sys.modules
            assert [name for name in {HEAVY!r} if name in sys.modules] == []
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_a_run_that_uses_the_fake_does_not_import_moto(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys
        from user_code import execute

        def test_no_moto(sc_plan):
            assert execute(sc_plan.add_plan().id) == "CREATED"
            assert "moto" not in sys.modules
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_the_package_has_the_names_that_it_says() -> None:
    public = vars(pytest_sc_plan)["__all__"]
    assert dir(pytest_sc_plan) == sorted(public)
    assert {getattr(pytest_sc_plan, name).__name__ for name in public if name != "__version__"} == {
        *public
    } - {"__version__"}


def test_type_checkers_see_the_names_that_there_are() -> None:
    source = Path(pytest_sc_plan.__file__).read_text(encoding="utf-8")
    (block,) = (node for node in ast.parse(source).body if isinstance(node, ast.If))
    imported = {
        alias.name: (node.module, alias.asname)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    homes = vars(pytest_sc_plan)["_HOMES"]
    assert imported == {name: (home, name) for name, home in homes.items()}


def test_the_version_is_that_of_the_distribution() -> None:
    assert pytest_sc_plan.__version__ == metadata.version("pytest-sc-plan")


def test_the_package_has_no_other_names() -> None:
    name = "mock_service_catalogue"
    with pytest.raises(AttributeError) as caught:
        getattr(pytest_sc_plan, name)
    assert str(caught.value) == "module 'pytest_sc_plan' has no attribute 'mock_service_catalogue'"


def test_markers_are_listed_with_a_sentence_each(run: Run) -> None:
    lines = run("", "--markers").outlines
    ours = [line.partition(": ") for line in lines if line.startswith("@pytest.mark.sc_plan")]
    assert sorted(mark.partition("(")[0] for mark, _, _ in ours) == [
        f"@pytest.mark.{name}" for name in MARKERS
    ]
    assert [mark for mark, _, sentence in ours if not sentence.endswith(".")] == []
    assert (
        "@pytest.mark.sc_plan(**settings): run the test against the fake Service Catalog, with "
        "these settings; the closest marker wins, name by name." in lines
    )


def test_fixtures_are_listed_with_their_values(run: Run) -> None:
    run("", "--fixtures").stdout.fnmatch_lines(
        [
            "sc_plan -- *plugin.py:*",
            "    A fake AWS Service Catalog, live for this test: every botocore client calls it.",
            "sc_plan_client -- *plugin.py:*",
            '    boto3.client("servicecatalog") for the configured region, against the fake.',
            "sc_plan_error -- *plugin.py:*",
            "    Each error that ExecuteProvisionedProductPlan documents, one test for each, "
            "injected.",
        ]
    )


def test_ini_options_are_listed_with_their_defaults(run: Run) -> None:
    shown = " ".join(" ".join(run("", "--help").outlines).split())
    assert (
        "sc_plan_region (string): pytest-sc-plan: region where nothing else says one "
        "(default: us-east-1)" in shown
    )
    assert (
        "sc_plan_assert_all_errors_raised (bool): pytest-sc-plan: an injected error that was never "
        "raised fails the test (default: true)" in shown
    )


@pytest.mark.usefixtures("autoload")
@pytest.mark.parametrize("listing", ["--markers", "--fixtures", "--help"])
def test_switched_off_it_leaves_no_trace(pytester: pytest.Pytester, listing: str) -> None:
    shown = pytester.runpytest_subprocess(listing, "-p", "no:sc_plan")
    assert shown.ret == 0
    shown.stdout.no_fnmatch_line("*sc_plan*")


@pytest.mark.usefixtures("autoload")
def test_switched_off_it_is_not_even_loaded(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_nothing_of_ours(request):
            assert [name for name in sys.modules if name.startswith("pytest_sc_plan")] == []

        def test_fixture(sc_plan):
            pass
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:sc_plan")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*fixture 'sc_plan' not found"])


def test_it_is_clean_where_pytest_is_strict(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(EVERYTHING)
    result = pytester.runpytest_subprocess("--strict-markers", "--strict-config", "-W", "error")
    result.assert_outcomes(passed=7, failed=1)
    assert result.errlines == []
    result.stdout.no_fnmatch_line("*arning*")


def test_it_works_distributed_over_processes(pytester: pytest.Pytester) -> None:
    pytest.importorskip("xdist")
    pytester.makepyfile(EVERYTHING)
    result = pytester.runpytest_subprocess("-p", "xdist", "-n", "2")
    result.assert_outcomes(passed=7, failed=1)
    result.stdout.fnmatch_lines(
        ["*- AWS Service Catalog calls -*", "  1  ExecuteProvisionedProductPlan  PlanId=plan-x *"]
    )
