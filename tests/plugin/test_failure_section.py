"""The calls in the report of a failing test, letter by letter."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from textwrap import dedent

import pytest

from .conftest import Run

NOT_FOUND = "       Record not found"


def test_the_section_of_the_last_attempt_is_in_junit_xml_once(
    run: Run, pytester: pytest.Pytester
) -> None:
    run(
        """
        numbers = iter(range(1, 9))

        @pytest.fixture
        def client(sc_plan, sc_plan_client):
            yield sc_plan_client
            sc_plan_client.describe_record(Id="rec-1")

        def test_again(client):
            for _ in range(next(numbers)):
                client.list_provisioned_product_plans()
            assert 0

        def test_passes_in_the_end(sc_plan, sc_plan_client):
            sc_plan_client.list_provisioned_product_plans()
            assert next(numbers) > 3
        """,
        "--junit-xml=junit.xml",
        "-p",
        "pytest_rerunfailures",
        "--reruns=1",
    )
    cases = ET.parse(pytester.path / "junit.xml").getroot().iter("testcase")
    found = [
        [each.attrib["value"].splitlines()[-2:] for each in case.iter("property")] for case in cases
    ]
    # A teardown that fails after its test has a testcase. So has an attempt that was run again, but
    # not with the oldest pytests.
    run_again = [
        [["  2  DescribeRecord               Id=rec-1  ResourceNotFoundException", NOT_FOUND]],
        [["  1  ListProvisionedProductPlans  ok"]],
    ]
    assert [properties for properties in found if properties not in run_again] == [
        [["  1  ListProvisionedProductPlans  ok  x2"]],
        [["  3  DescribeRecord               Id=rec-1  ResourceNotFoundException", NOT_FOUND]],
        [],
    ]


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
