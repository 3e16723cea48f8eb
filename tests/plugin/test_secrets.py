"""Secrets are in nothing that pytest, or another plugin, shows of a test."""

from __future__ import annotations

from textwrap import dedent

import pytest

from pytest_sc_plan import ServiceCatalog

from .conftest import Run
from .reports import failures
from .secrets_shown import CANARY, HOOKS, SUBTESTS, TESTS

HAS_SUBTESTS = pytest.version_tuple >= (9,)

ALL_TESTS = TESTS + (SUBTESTS if HAS_SUBTESTS else "")

FAILED = 35 if HAS_SUBTESTS else 33


def traces(output: str) -> list[str]:
    """The lines that have a piece of a secret."""
    return [line for line in output.splitlines() if CANARY[:8] in line or CANARY[-10:] in line]


@pytest.mark.parametrize(
    "options",
    [
        ("--tb=long", "--showlocals", "-vv", "--color=yes"),
        pytest.param(("--tb=auto", "--showlocals"), marks=pytest.mark.once),
        pytest.param(("--tb=short", "-vv"), marks=pytest.mark.once),
        pytest.param(("--tb=line",), marks=pytest.mark.once),
        pytest.param(("--tb=native",), marks=pytest.mark.once),
    ],
)
def test_a_secret_is_in_no_output_of_any_kind(
    run: Run, pytester: pytest.Pytester, options: tuple[str, ...]
) -> None:
    pytester.makeconftest(dedent(HOOKS).partition("def pytest_json")[0])
    result = run(ALL_TESTS, *options, "--junit-xml=junit.xml", "-rA", "-W", "default")
    outcomes = result.parseoutcomes()
    assert outcomes["failed"] == FAILED, outcomes
    assert (outcomes["passed"], outcomes["errors"]) == (1, 1)
    assert traces(result.stdout.str() + result.stderr.str()) == []
    junit = (pytester.path / "junit.xml").read_text(encoding="utf-8")
    assert traces(junit) == []
    assert 'name="property" value="****"' in junit
    assert "visible-size" in junit


@pytest.mark.once
def test_a_secret_is_in_no_report_of_another_plugin(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(dedent(HOOKS))
    pytester.makepyfile(test_user="import boto3, pytest\n" + dedent(ALL_TESTS))
    plugins = ("xdist", "pytest_metadata.plugin", "pytest_html.plugin", "pytest_jsonreport.plugin")
    result = pytester.runpytest_subprocess(
        *(option for plugin in plugins for option in ("-p", plugin)),
        *("-n", "1", "--showlocals", "-W", "default", "--html=report.html"),
        *("--json-report", "--json-report-file=report.json"),
    )
    assert result.parseoutcomes()["failed"] == FAILED
    for name in ("report.html", "report.json"):
        report = (pytester.path / name).read_text(encoding="utf-8")
        assert "CreateProvisionedProductPlan" in report
        assert "visible-size" in report
        assert traces(report) == []


def test_secrets_of_the_shared_server_are_masked_too(run: Run) -> None:
    result = run(
        f"""
        CANARY = {CANARY[:6]!r} + {CANARY[6:]!r}
        TEMPLATE = {{"Parameters": {{"Password": {{"Type": "String", "NoEcho": True}}}},
            "Resources": {{"Topic": {{"Type": "AWS::SNS::Topic"}}}}}}

        def test_user(sc_plan_shared_server):
            server = sc_plan_shared_server
            server.seed(products=[{{"name": "x", "versions": {{"v1": TEMPLATE}}}}])
            given = {{"product": "x", "parameters": {{"Password": CANARY}}}}
            server.for_account("999999999999")
            server.seed(plans=[given])
            print(CANARY)
            assert server.state() == given

        def test_refused(sc_plan_shared_server):
            given = {{"parameters": {{"Password": CANARY[::-1]}}}}
            sc_plan_shared_server.seed(plans=given)
        """,
        "--showlocals",
        "-vv",
    )
    result.assert_outcomes(failed=2)
    assert traces(result.stdout.str()) == []
    assert CANARY[::-1] not in result.stdout.str()
    assert "****" in result.stdout.str()


SHORT = """
    def provision(sc_plan, **values):
        parameters = {key: {"Type": "String", "NoEcho": key != "Env"} for key in values}
        sc_plan.add_product("queue", versions={"v1": {
            "Parameters": parameters, "Resources": {"Q": {"Type": "AWS::SQS::Queue"}},
        }})
        boto3.client("servicecatalog").provision_product(
            ProductName="queue",
            ProvisioningArtifactName="v1",
            ProvisionedProductName="team-a",
            ProvisioningParameters=[{"Key": key, "Value": value} for key, value in values.items()],
        )

    def test_short(sc_plan):
        provision(sc_plan, Count="1", Flag="true", Env="dev", Stage="prod", Name="abcdef")
        print("Count=1 Count=11 Flag=true Env=dev true 1 us-east-1 developer-queue")
        print("prod-1 product Stage=prod abcdefg abcdef-x", {"Count": "1", "Name": 1})
        assert sc_plan.provisioned_product("team-a").created_time == 1721000111.1
"""


def test_short_secrets_leave_a_report_readable(run: Run) -> None:
    (report,) = failures(run(SHORT))
    assert report.capstdout.splitlines() == [
        "Count=**** Count=11 Flag=**** Env=dev true 1 us-east-1 developer-queue",
        "****-1 product Stage=**** abcdefg ****-x {'Count': '****', 'Name': 1}",
    ]
    assert "1721000111.1" in report.longreprtext


def test_what_is_no_secret_is_shown_as_it_is(run: Run) -> None:
    result = run(SHORT.replace('key != "Env"', "False"))
    assert "****" not in result.stdout.str()
    (report,) = failures(result)
    assert report.capstdout.startswith("Count=1 Count=11 Flag=true Env=dev true 1 us-east-1")


def test_a_test_that_shows_nothing_is_not_looked_at(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(_: object) -> None:
        raise ZeroDivisionError

    # The pytest around this one looks at the same fakes.
    with monkeypatch.context() as changed:
        changed.setattr(ServiceCatalog, "secrets", property(look))
        result = run("def test_user(sc_plan): sc_plan.add_plan()")
    result.assert_outcomes(passed=1)


def test_the_name_of_a_test_stays_what_it_is(run: Run) -> None:
    result = run(
        f"""
        @pytest.mark.parametrize("value", [{CANARY!r}])
        def test_user(sc_plan, value):
            template = {{
                "Parameters": {{"Password": {{"Type": "String", "NoEcho": True}}}},
                "Resources": {{"Topic": {{"Type": "AWS::SNS::Topic"}}}},
            }}
            sc_plan.add_product("x", versions={{"v1": template}})
            sc_plan.add_plan(product="x", parameters={{"Password": value}})
            assert not value
        """
    )
    (report,) = failures(result)
    assert report.nodeid == f"test_user.py::test_user[{CANARY}]"
    assert CANARY not in report.longreprtext
