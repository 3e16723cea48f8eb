"""The calls in the report of a failing test, letter by letter."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from string import ascii_lowercase
from textwrap import dedent

import pytest

from .conftest import Run
from .reports import calls_section

COMMON = """
    import botocore.config

    @pytest.fixture
    def plan(sc_plan):
        return sc_plan.add_plan()

    @pytest.fixture
    def client(sc_plan):
        return boto3.client("servicecatalog")

    def wait(client, plan, rounds=3):
        for _ in range(rounds):
            client.describe_provisioned_product_plan(PlanId=plan.id)
"""


def shown(run: Run, test: str) -> list[str]:
    """The section of a failing test, its identifiers told apart by letters."""
    section = calls_section(run(dedent(COMMON) + dedent(test)))
    assert section is not None
    known: dict[str, str] = {}

    def lettered(match: re.Match[str]) -> str:
        letter = ascii_lowercase[sum(key.startswith(match[1]) for key in known)]
        return known.setdefault(match[0], f"{match[1]}-{letter * 13}")

    return re.sub(r"\b(plan|pp|rec|prod)-[a-z0-9]{13}\b", lettered, section).splitlines()


def test_a_provisioning_that_failed(run: Run) -> None:
    assert shown(
        run,
        """
        @pytest.mark.sc_plan(outcome="failed")
        def test_provision(client, plan):
            client.execute_provisioned_product_plan(PlanId=plan.id)
            wait(client, plan)
            assert plan.status == "EXECUTE_SUCCESS"
        """,
    ) == [
        "  1  ExecuteProvisionedProductPlan   PlanId=plan-aaaaaaaaaaaaa  CREATED",
        "       pp-aaaaaaaaaaaaa PLAN_IN_PROGRESS -> UNDER_CHANGE",
        "       plan-aaaaaaaaaaaaa CREATE_SUCCESS -> EXECUTE_IN_PROGRESS",
        "  2  DescribeProvisionedProductPlan  PlanId=plan-aaaaaaaaaaaaa  EXECUTE_IN_PROGRESS",
        "       rec-aaaaaaaaaaaaa CREATED -> IN_PROGRESS",
        "  3  DescribeProvisionedProductPlan  PlanId=plan-aaaaaaaaaaaaa  EXECUTE_IN_PROGRESS",
        "       rec-aaaaaaaaaaaaa IN_PROGRESS -> IN_PROGRESS_IN_ERROR",
        "  4  DescribeProvisionedProductPlan  PlanId=plan-aaaaaaaaaaaaa  EXECUTE_FAILED",
        "       rec-aaaaaaaaaaaaa IN_PROGRESS_IN_ERROR -> FAILED: Resource creation cancelled. The "
        "following resource(s) failed to create: [Resource].",
        "       pp-aaaaaaaaaaaaa UNDER_CHANGE -> ERROR",
        "       plan-aaaaaaaaaaaaa EXECUTE_IN_PROGRESS -> EXECUTE_FAILED",
    ]


def test_retries_that_were_used_up(run: Run) -> None:
    assert shown(
        run,
        """
        @pytest.mark.sc_plan(sleep="skip")
        @pytest.mark.sc_plan_fault("throttling", times=None)
        @pytest.mark.sc_plan_fault("response_lost", times=1)
        def test_execute(plan):
            retries = {"mode": "legacy", "total_max_attempts": 5}
            config = botocore.config.Config(retries=retries)
            client = boto3.client("servicecatalog", config=config)
            client.execute_provisioned_product_plan(PlanId=plan.id)
        """,
    ) == [
        "  1  ExecuteProvisionedProductPlan  PlanId=plan-aaaaaaaaaaaaa  "
        "ThrottlingException (throttling)",
        "       Rate exceeded",
        "  2  ExecuteProvisionedProductPlan  PlanId=plan-aaaaaaaaaaaaa  "
        "ThrottlingException (throttling)  attempt 2",
        "       Rate exceeded",
        "  3  ExecuteProvisionedProductPlan  PlanId=plan-aaaaaaaaaaaaa  "
        "ThrottlingException (throttling)  attempt 3",
        "       Rate exceeded",
        "  4  ExecuteProvisionedProductPlan  PlanId=plan-aaaaaaaaaaaaa  "
        "ThrottlingException (throttling)  attempt 4",
        "       Rate exceeded",
        "  5  ExecuteProvisionedProductPlan  PlanId=plan-aaaaaaaaaaaaa  "
        "ThrottlingException (throttling)  attempt 5",
        "       Rate exceeded",
        "injected:",
        "  throttling on ExecuteProvisionedProductPlan: matched 5 times, raised 5 times",
        "  response_lost on ExecuteProvisionedProductPlan (times=1): matched 5 times, "
        "raised 0 times",
    ]


def test_an_error_that_was_never_raised(run: Run) -> None:
    result = run(
        dedent(COMMON)
        + dedent("""
        @pytest.mark.sc_plan(deterministic=True)
        @pytest.mark.sc_plan_invalid_state(after=1)
        def test_execute(client, plan):
            client.execute_provisioned_product_plan(PlanId=plan.id)
        """)
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "1 injected error was never raised:",
            "  InvalidStateException on ExecuteProvisionedProductPlan (after=1): "
            "call 1: after=1 was not reached",
            "The calls:",
            "  1  ExecuteProvisionedProductPlan  PlanId=plan-*  CREATED",
            "       pp-* PLAN_IN_PROGRESS -> UNDER_CHANGE",
            "       plan-* CREATE_SUCCESS -> EXECUTE_IN_PROGRESS",
        ],
        consecutive=True,
    )


def test_a_request_that_the_service_refuses(run: Run) -> None:
    assert shown(
        run,
        """
        def test_execute(client, plan):
            client.execute_provisioned_product_plan(PlanId=plan.id, AcceptLanguage="de")
        """,
    ) == [
        "  1  ExecuteProvisionedProductPlan  PlanId=plan-aaaaaaaaaaaaa  InvalidParametersException",
        "       AcceptLanguage de is not supported: use one of en, jp, zh.",
    ]


def test_a_long_log_shows_its_head_and_its_tail(run: Run) -> None:
    assert shown(
        run,
        """
        @pytest.mark.sc_plan(outcome="stuck")
        def test_wait(client, plan):
            client.execute_provisioned_product_plan(PlanId=plan.id)
            wait(client, plan, rounds=100)
            assert plan.status == "EXECUTE_SUCCESS"
        """,
    ) == [
        "    1  ExecuteProvisionedProductPlan   PlanId=plan-aaaaaaaaaaaaa  CREATED",
        "         pp-aaaaaaaaaaaaa PLAN_IN_PROGRESS -> UNDER_CHANGE",
        "         plan-aaaaaaaaaaaaa CREATE_SUCCESS -> EXECUTE_IN_PROGRESS",
        "    2  DescribeProvisionedProductPlan  PlanId=plan-aaaaaaaaaaaaa  EXECUTE_IN_PROGRESS",
        "         rec-aaaaaaaaaaaaa CREATED -> IN_PROGRESS",
        *(
            f"  {number:>3}  DescribeProvisionedProductPlan  PlanId=plan-aaaaaaaaaaaaa  "
            "EXECUTE_IN_PROGRESS"
            for number in range(3, 21)
        ),
        "  ... 61 calls are left out ...",
        *(
            f"  {number:>3}  DescribeProvisionedProductPlan  PlanId=plan-aaaaaaaaaaaaa  "
            "EXECUTE_IN_PROGRESS"
            for number in range(82, 102)
        ),
    ]


def test_calls_to_several_accounts_and_regions_name_them(run: Run) -> None:
    assert shown(
        run,
        """
        def test_list(sc_plan, client):
            other = boto3.client(
                "servicecatalog",
                region_name="eu-west-1",
                aws_access_key_id="210987654321",
                aws_secret_access_key="x",
            )
            client.list_provisioned_product_plans()
            other.list_provisioned_product_plans()
            assert not sc_plan.calls
        """,
    ) == [
        "  1  123456789012 us-east-1  ListProvisionedProductPlans    ok",
        "  2  210987654321 eu-west-1  ListProvisionedProductPlans    ok",
    ]


def test_calls_to_another_region_name_it(run: Run) -> None:
    assert shown(
        run,
        """
        def test_execute(plan):
            client = boto3.client("servicecatalog", region_name="eu-west-1")
            client.execute_provisioned_product_plan(PlanId=plan.id)
        """,
    ) == [
        "  1  123456789012 eu-west-1  ExecuteProvisionedProductPlan  PlanId=plan-aaaaaaaaaaaaa  "
        "ResourceNotFoundException",
        "       Plan plan-aaaaaaaaaaaaa was not found.",
    ]


def test_the_section_says_that_there_were_no_calls(run: Run) -> None:
    assert shown(
        run,
        """
        @pytest.mark.sc_plan_invalid_state
        def test_nothing():
            assert False
        """,
    ) == [
        "  (no calls)",
        "injected:",
        "  InvalidStateException on ExecuteProvisionedProductPlan: matched 0 times, raised 0 times",
    ]


def test_the_section_is_in_junit_xml(run: Run, pytester: pytest.Pytester) -> None:
    run(
        dedent(COMMON)
        + dedent("""
        def test_list(client):
            client.list_provisioned_product_plans()
            assert False
        """),
        "--junit-xml=junit.xml",
    ).assert_outcomes(failed=1)
    (found,) = ET.parse(pytester.path / "junit.xml").getroot().iter("property")
    assert found.attrib == {
        "name": "aws_service_catalog_calls",
        "value": "  1  ListProvisionedProductPlans    ok",
    }


def test_the_section_is_in_pytest_htmls_report(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_user=dedent("""
        def test_list(sc_plan, sc_plan_client):
            sc_plan_client.list_provisioned_product_plans()
            assert False
        """)
    )
    pytester.runpytest_subprocess(*HTML, "-W", "default").assert_outcomes(failed=1)
    report = (pytester.path / "report.html").read_text(encoding="utf-8")
    assert "AWS Service Catalog calls" in report
    assert "1  ListProvisionedProductPlans" in report


HTML = ("-p", "pytest_metadata.plugin", "-p", "pytest_html.plugin", "--html=report.html")
