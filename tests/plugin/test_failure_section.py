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
    # Each attempt has a testcase, and a teardown that fails after its test another one.
    assert [
        [each.attrib["value"].splitlines()[-2:] for each in case.iter("property")] for case in cases
    ] == [
        [["  2  DescribeRecord               Id=rec-1  ResourceNotFoundException", NOT_FOUND]],
        [["  1  ListProvisionedProductPlans  ok  x2"]],
        [["  3  DescribeRecord               Id=rec-1  ResourceNotFoundException", NOT_FOUND]],
        [["  1  ListProvisionedProductPlans  ok"]],
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

CANARY = "canary-4711-secret"

SECRETS = f"""
    CANARY = {CANARY[:6]!r} + {CANARY[6:]!r}

    TEMPLATE = {{
        "Parameters": {{
            "Password": {{"Type": "String", "NoEcho": True}},
            "Old": {{"Type": "String", "NoEcho": "true"}},
            "Size": {{"Type": "String"}},
        }},
        "Resources": {{"Topic": {{"Type": "AWS::SNS::Topic"}}}},
    }}

    def create(client, product, **changes):
        client.create_provisioned_product_plan(**{{
            "PlanName": "plan",
            "PlanType": "CLOUDFORMATION",
            "ProductId": product.id,
            "ProvisionedProductName": "name",
            "ProvisioningArtifactId": product.provisioning_artifacts[0].id,
            "ProvisioningParameters": [
                {{"Key": "Password", "Value": CANARY}},
                {{"Key": "Old", "Value": "old-" + CANARY}},
                {{"Key": "Size", "Value": "visible-size"}},
            ],
            **changes,
        }})

    def secret_client():
        return boto3.client(
            "servicecatalog",
            aws_access_key_id="key-" + CANARY,
            aws_secret_access_key=CANARY,
            aws_session_token="token-" + CANARY,
        )

    @pytest.mark.sc_plan_invalid_parameters(operation="CreateProvisionedProductPlan")
    def test_service_refuses(sc_plan):
        create(secret_client(), sc_plan.add_product("x", versions={{"v1": TEMPLATE}}))

    def test_sdk_refuses(sc_plan, caplog):
        caplog.set_level("DEBUG")
        product = sc_plan.add_product("x", versions={{"v1": TEMPLATE}})
        client = secret_client()
        create(client, product)
        create(client, product, Tags=[{{"Key": "", "Value": "x"}}])

    def test_unknown_version(sc_plan):
        product = sc_plan.add_product("x", versions={{"v1": TEMPLATE}})
        create(secret_client(), product, ProvisioningArtifactId="pa-unknown")

    def test_unknown_product(sc_plan):
        product = sc_plan.add_product("x", versions={{"v1": TEMPLATE}})
        create(secret_client(), product, ProductId="prod-unknown")

    def test_repr(sc_plan):
        product = sc_plan.add_product("x", versions={{"v1": TEMPLATE}})
        create(secret_client(), product)
        print(sc_plan.calls, sc_plan.plans, sc_plan, sc_plan.injections)
        assert sc_plan.calls == [sc_plan.calls[0], 1]

    @pytest.mark.sc_plan_invalid_state(operation="CreateProvisionedProductPlan", after=5)
    def test_unraised(sc_plan):
        product = sc_plan.add_product("x", versions={{"v1": TEMPLATE}})
        create(secret_client(), product)
"""


@pytest.mark.parametrize("style", ["auto", "long", "short", "line", "native"])
def test_a_secret_is_in_no_output_of_any_kind(
    run: Run, pytester: pytest.Pytester, style: str
) -> None:
    result = run(SECRETS, f"--tb={style}", "--showlocals", "--junit-xml=junit.xml", "-rA", "-vv")
    result.assert_outcomes(failed=5, passed=1, errors=1)
    outputs = {
        "terminal": result.stdout.str() + result.stderr.str(),
        "junit": (pytester.path / "junit.xml").read_text(encoding="utf-8"),
    }
    assert {kind: CANARY in output for kind, output in outputs.items()} == {
        "terminal": False,
        "junit": False,
    }


def test_a_secret_is_not_in_pytest_htmls_report(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_user="import boto3, pytest\n" + dedent(SECRETS))
    result = pytester.runpytest_subprocess(*HTML, "--showlocals", "-W", "default")
    result.assert_outcomes(failed=5, passed=1, errors=1)
    report = (pytester.path / "report.html").read_text(encoding="utf-8")
    assert "CreateProvisionedProductPlan" in report
    assert CANARY not in report
