"""The report of an inner run of pytest."""

from __future__ import annotations

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
