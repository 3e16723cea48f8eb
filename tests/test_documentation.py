"""The documentation is true: its code blocks run, and it leaves nothing out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import moto.s3.models  # noqa: F401
import pytest
from sybil import Document
from sybil.parsers.markdown import CodeBlockParser

import pytest_sc_plan.activation.live  # noqa: F401
from pytest_sc_plan.plugin import MARKERS
from pytest_sc_plan.settings import SETTINGS

from .helpers import moto_with_portfolios

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").glob("**/*.md"))]
STRICT = ("-p", "sc_plan", "--strict-markers", "--strict-config", "-W", "error")


@dataclass(frozen=True)
class Block:
    """A fenced code block of a page."""

    page: Path
    line: int
    source: str
    before: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(language: str, *pages: Path) -> list[Block]:
    """The blocks in a language, in the order of the pages."""
    found = []
    parser = CodeBlockParser(language, _leave_to_the_tests)
    for page in pages or PAGES:
        text = page.read_text(encoding="utf-8")
        for region in parser(Document(text, str(page))):
            above = text[: region.start]
            before = above.rstrip().splitlines()[-1]
            found.append(Block(page, above.count("\n") + 1, str(region.parsed), before))
    return found


def _leave_to_the_tests(_: Any) -> str:
    raise NotImplementedError


@pytest.fixture
def alone(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> pytest.Pytester:
    """Pytest without the plugins that happen to be installed."""
    # With another home, which pytester gives each test, a session has other files to read.
    monkeypatch.setenv("HOME", str(tmp_path_factory.getbasetemp()))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    # A block that makes a client on import makes a default session too.
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    return pytester


def those_that_this_moto_can_run(found: list[Block]) -> list[Any]:
    """All of them, but with an old moto not those of the page about the newest."""
    return [
        pytest.param(block, marks=[moto_with_portfolios] if block.page.stem == "moto" else [])
        for block in found
    ]


@pytest.mark.parametrize("block", those_that_this_moto_can_run(blocks("python")), ids=str)
def test_a_python_block_is_tests_that_pass(block: Block, alone: pytest.Pytester) -> None:
    alone.makepyfile(test_block=block.source)

    result = alone.runpytest(*STRICT)

    assert set(result.parseoutcomes()) == {"passed"}, block
    assert result.ret is pytest.ExitCode.OK


@pytest.mark.parametrize("block", [*blocks("ini"), *blocks("toml")], ids=str)
def test_an_ini_file_sets_its_settings(block: Block, alone: pytest.Pytester) -> None:
    name = next(iter(re.findall(r"`([\w.]+\.(?:ini|toml))`", block.before)), "pytest.ini")
    (alone.path / name).write_text(block.source, encoding="utf-8")
    options = dict(re.findall(r"^sc_plan_(\w+) *= *\"?([^\"\n]+)", block.source, re.MULTILINE))
    said = {option: value for option, value in options.items() if option in SETTINGS}
    alone.makepyfile(
        f"""
        def test_settings(sc_plan):
            shown = {{
                name: str(getattr(sc_plan.settings, name)).lower().removesuffix(".0")
                for name in {list(said)!r}
            }}
            assert shown == {said!r}
        """
    )

    alone.runpytest(*STRICT).assert_outcomes(passed=1)


def test_ci_runs_the_second_command_of_the_readme() -> None:
    first, second = [block.source.strip() for block in blocks("sh", README)][:2]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()

    assert first.endswith("pytest examples")
    assert second.endswith("tox -e py")
    assert second in script


@pytest.mark.parametrize("marker", MARKERS)
def test_the_readme_shows_each_marker(marker: str) -> None:
    assert any(f"@pytest.mark.{marker}" in block.source for block in blocks("python", README))


@pytest.mark.parametrize("setting", sorted(SETTINGS))
def test_the_readme_shows_each_setting(setting: str) -> None:
    rows = [line for line in README.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]

    assert any(f"`{setting}`" in row for row in rows), "no row of the table of settings"
    assert any(
        re.search(rf"\b{setting}\s*=", block.source) for block in blocks("python", README)
    ), "no example"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []
