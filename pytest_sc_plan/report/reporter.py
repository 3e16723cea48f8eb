"""The reports of tests: the calls of one that failed, and no secrets."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from .masking import mask_report, shows_something

if TYPE_CHECKING:
    import warnings

    from ..fake.redaction import Mask
    from ..fake.secret_values import HasSecrets
    from ..fake.service_catalog import ServiceCatalog

SECTION = "AWS Service Catalog calls"
PROPERTY = "aws_service_catalog_calls"


@dataclass
class Attempt:
    """One run of a test. A rerun is another.

    Args:
        catalogs: The fakes that were live in it, oldest first, with their calls before it.
        passed: Whether the test's function passed; None before it has ended.
        mask: Mask of their secrets; None before anything had to be masked.
    """

    catalogs: dict[ServiceCatalog, int] = field(default_factory=dict)
    passed: bool | None = None
    mask: Mask | None = None


class Reporter:
    """A part of the plugin: it knows the fakes that are live while tests run.

    Each pytest in this process has one, which does not know the fakes of one around it.
    """

    def __init__(self) -> None:
        self._live: list[ServiceCatalog] = []
        self.attempt = Attempt()
        self.elsewhere: list[HasSecrets] = []
        """Fakes in other processes, whose secrets tests here may show."""

    def fake_started(self, catalog: ServiceCatalog) -> None:
        """Note that a fake is live from now on."""
        self._live.append(catalog)
        self.attempt.catalogs.setdefault(catalog, 0)

    def fake_stopped(self, catalog: ServiceCatalog) -> None:
        """Note that a fake is not live any more. The test at hand shows it all the same."""
        self._live = [other for other in self._live if other is not catalog]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        """Begin an attempt, with the fakes of wider scopes."""
        self.attempt = Attempt({catalog: len(catalog.calls) for catalog in self._live})

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self) -> Generator[None, object, object]:
        """Keep what was stopped until all of a test has been reported, and no longer."""
        try:
            return (yield)
        finally:
            self.attempt = Attempt()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Show the calls of a test that failed."""
        report = yield
        attempt = self.attempt
        if report.when == "call":
            # Each subtest has a report of its own, before that of its test.
            attempt.passed = report.passed and attempt.passed is not False
        for catalog in attempt.catalogs:
            _add_calls(item, report, catalog)
        self._mask(report)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Mask secrets once more: other plugins may have changed the report."""
        self._mask(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage) -> None:
        """Mask secrets in a warning of a test."""
        mask = self._mask_of_secrets()
        text = str(warning_message.message)
        if mask is not None and mask(text) != text:
            warning_message.message = Warning(mask(text))

    def _mask(self, report: pytest.TestReport) -> None:
        if shows_something(report):
            mask = self._mask_of_secrets()
            if mask is not None:
                mask_report(report, mask)

    def _mask_of_secrets(self) -> Mask | None:
        """Make a mask of the secrets of all fakes of the test at hand; None without any."""
        attempt = self.attempt
        sources = (*attempt.catalogs, *self.elsewhere)
        found = {secret for source in sources for secret in source.secrets}
        if not found:
            return None
        if attempt.mask is None:
            from ..fake.redaction import Mask

            attempt.mask = Mask(())
        attempt.mask.add(found)
        return attempt.mask


def _add_calls(item: pytest.Item, report: pytest.TestReport, catalog: ServiceCatalog) -> None:
    if report.failed and (catalog.calls or catalog.injections):
        text = catalog.summary()
        report.sections.append((SECTION, text))
        # JUnit XML shows no sections, but it shows properties.
        known = (PROPERTY, text)
        item.user_properties.append(known)
        report.user_properties.append(known)
