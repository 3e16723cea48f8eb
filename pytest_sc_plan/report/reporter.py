"""The reports of tests: the calls of one that failed, and no secrets."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from inspect import unwrap
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from ..catalog.clock import real
from . import hints
from .masking import mask_report, shows_something
from .source import FIXTURE, Source

if TYPE_CHECKING:
    import warnings

    from ..activation.origin import Origin
    from ..fake.calls import Mark
    from ..fake.redaction import Mask, Secret
    from ..fake.secret_values import HasSecrets
    from ..fake.service_catalog import ServiceCatalog

SECTION = "AWS Service Catalog calls"
PROPERTY = "aws_service_catalog_calls"


class OtherProcess(Protocol):
    """A fake in another process."""

    @property
    def secrets(self) -> Collection[Secret]:
        """The secrets that no report may show."""
        ...

    def calls_since(self, time: float) -> str | None:
        """Write the calls since a time, in seconds since the epoch; None if there were none."""
        ...


@dataclass
class Attempt:
    """One run of a test. A rerun is another.

    Args:
        catalogs: The fakes that were live in it, oldest first, each with the end of its log before.
        sources: The sources of these fakes.
        passed: Whether the test's function passed; None before it has ended.
        is_set_up: Whether its fixtures are there.
        began: When it began, in seconds since the epoch on the machine's clock.
        mask: Mask of their secrets; None before anything had to be masked.
    """

    catalogs: dict[ServiceCatalog, Mark | None] = field(default_factory=dict)
    sources: dict[ServiceCatalog, Source] = field(default_factory=dict)
    passed: bool | None = None
    is_set_up: bool = True
    began: float = field(default_factory=lambda: float(real.time()))
    mask: Mask | None = None

    @property
    def has_fixture(self) -> bool:
        """Whether the plugin's own fixture sc_plan made one of the fakes."""
        return any(source.origin is None for source in self.sources.values())


class Reporter:
    """A part of the plugin: it knows the fakes that are live while tests run.

    Each pytest in this process has one, which does not know the fakes of one around it.

    Args:
        config: The configuration of that pytest.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._root = config.rootpath
        self._shows_passed = _asks_for_passed(str(config.getoption("reportchars", "")))
        self._live: dict[ServiceCatalog, Source] = {}
        self._elsewhere: dict[str, OtherProcess] = {}
        self.fixture: pytest.FixtureDef[Any] | None = None
        self.attempt = Attempt()

    @property
    def live(self) -> Source | None:
        """The source of the last fake that is live and not the fixture's; None if there is none."""
        others = [source for source in self._live.values() if source.origin is not None]
        return others[-1] if others else None

    def fake_started(self, catalog: ServiceCatalog, origin: Origin | None) -> None:
        """Note that a fake is live from now on, or fail a fixture that starts a second one."""
        source = Source(origin, self._fixture_of(origin), self._root)
        if origin is not None and self.attempt.has_fixture and not self.attempt.is_set_up:
            raise hints.failure(hints.of_fixture_beside_ours(source))
        self._live[catalog] = source
        self.attempt.catalogs[catalog] = None
        self.attempt.sources[catalog] = source

    def fake_stopped(self, catalog: ServiceCatalog) -> None:
        """Note that a fake is not live any more. The test at hand shows it all the same."""
        self._live.pop(catalog, None)

    def test_passed(self) -> bool:
        """Tell whether the test at hand has passed."""
        return self.attempt.passed is True

    def decoration_of(self, node: Any) -> Source | None:
        """Find the decorator around a test or its class that will start a fake; None without."""
        from ..activation.mock import DECORATED

        for decorated in (getattr(node, "obj", None), getattr(node, "cls", None)):
            origin = getattr(decorated, DECORATED, None)
            if origin is not None:
                return Source(origin, None, self._root)
        return None

    @contextmanager
    def showing(self, title: str, server: OtherProcess) -> Iterator[None]:
        """Show the calls to a fake of another process too, during the block."""
        self._elsewhere[title] = server
        try:
            yield
        finally:
            del self._elsewhere[title]

    def _fixture_of(self, origin: Origin | None) -> tuple[str, str] | None:
        fixture = self.fixture
        if origin is None or fixture is None or fixture.argname.startswith("_xunit"):
            return None
        code = getattr(unwrap(fixture.func), "__code__", None)
        return (fixture.argname, fixture.scope) if code is origin.code else None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, None, None]:
        """Begin an attempt, with the fakes of wider scopes."""
        live = self._live
        marks: dict[ServiceCatalog, Mark | None] = {catalog: catalog.mark() for catalog in live}
        self.attempt = Attempt(marks, dict(live), is_set_up=False)
        _remove_property(item.user_properties)
        try:
            yield
        finally:
            self.attempt.is_set_up = True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self) -> Generator[None, object, object]:
        """Keep what was stopped until all of a test has been reported, and no longer."""
        try:
            return (yield)
        finally:
            self.attempt = Attempt()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Show the calls of a test that failed."""
        report = yield
        attempt = self.attempt
        if report.when == "call":
            # Each subtest has a report of its own, before that of its test.
            attempt.passed = report.passed and attempt.passed is not False
        if report.failed:
            told = call.excinfo.exconly() if call.excinfo is not None else ""
            hints.add_scope_hint(report, told)
            _add_calls(item, report, self._text(told))
        elif self._shows_passed and report.when == "call" and report.passed:
            _add_section(report, self._text())
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
        sources: list[HasSecrets] = [*attempt.catalogs, *self._elsewhere.values()]
        found = {secret for source in sources for secret in source.secrets}
        if not found:
            return None
        if attempt.mask is None:
            from ..fake.redaction import Mask

            attempt.mask = Mask(())
        attempt.mask.add(found)
        return attempt.mask

    def _text(self, told: str = "") -> str:
        """Write the calls of all fakes; empty if there is nothing to tell.

        Args:
            told: The message of the test's failure.
        """
        attempt = self.attempt
        titles = {catalog: source.title for catalog, source in attempt.sources.items()}
        texts = {}
        if any(catalog.has_news(mark) for catalog, mark in attempt.catalogs.items()):
            for catalog, mark in attempt.catalogs.items():
                others = {title: other for other, title in titles.items() if other is not catalog}
                texts[catalog] = catalog.summary(mark, others, told=told)
        shown = [(titles[catalog], text) for catalog, text in texts.items() if text]
        for title, server in self._elsewhere.items():
            answer = server.calls_since(attempt.began)
            if answer is not None:
                shown.append((title, answer))
        if [title for title, _ in shown] in ([], [FIXTURE]):
            return "\n".join(text for _, text in shown)
        return "\n".join(f"{title}:\n{text}" for title, text in shown)


def _asks_for_passed(reportchars: str) -> bool:
    """Tell whether the option -r asks for the output of tests that passed."""
    return bool({"A", "P"} & set(reportchars.rpartition("N")[2]))


def _add_calls(item: pytest.Item, report: pytest.TestReport, text: str) -> None:
    _add_section(report, text)
    if text:
        # JUnit XML shows no sections, but it shows properties: one, of what failed last.
        for properties in (item.user_properties, report.user_properties):
            _remove_property(properties)
            properties.append((PROPERTY, text))


def _add_section(report: pytest.TestReport, text: str) -> None:
    if text:
        report.sections.append((SECTION, text))


def _remove_property(properties: list[tuple[str, object]]) -> None:
    properties[:] = [known for known in properties if known[0] != PROPERTY]
