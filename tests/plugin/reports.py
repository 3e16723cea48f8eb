"""The report of an inner run of pytest."""

from __future__ import annotations

import re
from string import ascii_lowercase
from typing import Any

import pytest

SECTION = "AWS Service Catalog calls"


def failures(result: pytest.RunResult) -> list[pytest.TestReport]:
    """The reports of what failed, in order."""
    return _failed(result, "pytest_runtest_logreport")


def _failed(result: pytest.RunResult, hook: str) -> list[Any]:
    recorder: Any = result.reprec  # type: ignore[attr-defined]
    return [report for report in recorder.getreports(hook) if report.failed]


def failure(result: pytest.RunResult) -> tuple[str, str]:
    """The one that failed: in which phase, and all that pytest shows of it."""
    (report,) = failures(result)
    return report.when, report.longreprtext


def collection_error(result: pytest.RunResult) -> str:
    """All that pytest shows of the one thing that could not be collected."""
    (report,) = _failed(result, "pytest_collectreport")
    text: str = report.longreprtext
    return text


def assert_setup_fails(result: pytest.RunResult, message: str) -> None:
    """One test failed at setup, and pytest shows that message and nothing else."""
    result.assert_outcomes(errors=1)
    assert failure(result) == ("setup", message)


def assert_teardown_fails(result: pytest.RunResult, message: str) -> None:
    """One test passed and failed at teardown, and pytest shows that message and nothing else."""
    result.assert_outcomes(passed=1, errors=1)
    assert failure(result) == ("teardown", message)


def calls_section(result: pytest.RunResult) -> str | None:
    """The section of the one failure that shows the calls; None where it has none."""
    (report,) = failures(result)
    return dict(report.sections).get(SECTION)


def lettered(text: str) -> list[str]:
    """The lines of a text, its identifiers told apart by letters."""
    known: dict[str, str] = {}

    def letters(match: re.Match[str]) -> str:
        letter = ascii_lowercase[sum(key.startswith(match[1]) for key in known)]
        return known.setdefault(match[0], f"{match[1]}-{letter}")

    return re.sub(r"\b(plan|pp|rec|prod)-[a-z0-9]{13}\b", letters, text).splitlines()


def sections(result: pytest.RunResult, outcome: str = "failed") -> dict[str, list[str]]:
    """The sections of the tests that failed, or passed, by the tests' names."""
    recorder: Any = result.reprec  # type: ignore[attr-defined]
    found: dict[str, list[str]] = {}
    for report in recorder.getreports("pytest_runtest_logreport"):
        shown = [content for name, content in report.sections if name == SECTION]
        if report.outcome == outcome and shown:
            (content,) = shown
            found[report.nodeid.rpartition("::")[2]] = lettered(content)
    return found


def messages(result: pytest.RunResult) -> dict[str, str]:
    """All that pytest shows of each test that failed, by the tests' names."""
    return {report.nodeid.rpartition("::")[2]: report.longreprtext for report in failures(result)}
