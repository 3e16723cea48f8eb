"""Calls that nobody may answer: without a fake, and of operations that are not served."""

from __future__ import annotations

from importlib.metadata import version
from importlib.util import find_spec
from textwrap import dedent

import pytest

from ..newer import NEW
from .conftest import Run

REFUSED = (
    "{} of Service Catalog was called while no fake is live, and sc_plan_guard keeps it from AWS. "
    "Name the fixture sc_plan in the test, or use mock_service_catalog()."
)

CALLS = dedent("""
    import asyncio
    import requests
    from botocore.exceptions import ClientError
    from botocore.stub import Stubber
    from pytest_sc_plan import NoFakeError, mock_service_catalog

    JSON = {"Content-Type": "application/x-amz-json-1.1"}
    TARGET = {"X-Amz-Target": "AWS242ServiceCatalogService.ListProvisionedProductPlans"}
    older = boto3.client("servicecatalog", region_name="eu-west-1")

    def call(client=None):
        client = client or boto3.client("servicecatalog", region_name="eu-west-1")
        client.list_provisioned_product_plans()

    def post(url, target=None):
        return requests.post(url, "{}", headers={**JSON, **(target or TARGET)})
""")


@pytest.fixture
def guarded(pytester: pytest.Pytester, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a user's test module with the guard on; what gets past it has nowhere to go."""
    pytester.makeini("[pytest]\nsc_plan_guard = true\n")

    def run_guarded(source: str, *args: str) -> pytest.RunResult:
        return run(CALLS + dedent(source), *args)

    return run_guarded


def test_a_call_without_a_fake_fails_at_once_and_names_the_fixture(guarded: Run) -> None:
    result = guarded(
        """
        def test_new_client():
            call()

        def test_older_client():
            call(older)

        def test_requests():
            with pytest.raises(NoFakeError):
                post("https://servicecatalog.us-east-1.amazonaws.com/")
            post("https://servicecatalog.us-east-1.amazonaws.com/", {
                "X-Amz-Target": b"AWS242ServiceCatalogService.DescribeRecord"
            })

        def test_aiobotocore():
            session = pytest.importorskip("aiobotocore.session").get_session()

            async def main():
                async with session.create_client("servicecatalog", "eu-west-1") as client:
                    await client.list_provisioned_product_plans()

            with pytest.raises(NoFakeError):
                asyncio.run(main())
        """
    )
    waiting = find_spec("aiobotocore") is not None
    result.assert_outcomes(failed=3, passed=int(waiting), skipped=int(not waiting))
    result.stdout.fnmatch_lines(
        [
            f"E   *NoFakeError: {REFUSED.format('ListProvisionedProductPlans')}",
            f"E   *NoFakeError: {REFUSED.format('ListProvisionedProductPlans')}",
            f"E   *NoFakeError: {REFUSED.format('DescribeRecord')}",
        ]
    )


def test_the_guard_lets_through_what_does_not_reach_aws(guarded: Run) -> None:
    result = guarded(
        """
        from moto import mock_aws
        from pytest_sc_plan import ServiceCatalog, Settings
        from pytest_sc_plan.server.plan_server import PlanServer

        def test_fake(sc_plan):
            call()
            call(older)
            post("https://servicecatalog.us-east-1.amazonaws.com/")
            assert len(sc_plan.calls) == 3

        def test_mock():
            with mock_service_catalog():
                call()
            with pytest.raises(NoFakeError):
                call()

        @mock_aws
        def test_moto():
            boto3.client("s3", region_name="us-east-1").list_buckets()
            # The oldest moto has no Service Catalog, and says so by itself.
            with pytest.raises((NotImplementedError, ClientError)):
                call()

        def test_stubber():
            client = boto3.client("servicecatalog", region_name="eu-west-1")
            with Stubber(client) as stubber:
                stubber.add_response("list_provisioned_product_plans", {})
                call(client)

        @pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
        def test_server(host, monkeypatch):
            server = PlanServer(ServiceCatalog(Settings()))
            server.start()
            url = server.url.replace("127.0.0.1", host)
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
            monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
            call(boto3.client("servicecatalog", region_name="eu-west-1", endpoint_url=url))
            assert post(url).json() == {"ProvisionedProductPlans": []}
            server.stop()

        def test_other_requests():
            with pytest.raises(requests.ConnectionError):
                post("http://127.0.0.1:9/", {"X-Amz-Target": "AWS242ServiceCatalogServiceX.Y"})
        """
    )
    result.assert_outcomes(passed=7)


def test_a_client_older_than_moto_is_guarded_inside_mock_aws(
    guarded: Run, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        """
        import os
        import boto3, pytest

        os.environ["AWS_ACCESS_KEY_ID"] = os.environ["AWS_SECRET_ACCESS_KEY"] = "real"
        older = boto3.client("servicecatalog", region_name="eu-west-1")

        def test_older_client():
            from moto import mock_aws
            from pytest_sc_plan import NoFakeError

            with mock_aws(), pytest.raises(NoFakeError):
                older.list_portfolios()
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_without_the_guard_nothing_is_patched(run: Run) -> None:
    result = run(
        """
        from botocore.endpoint import Endpoint
        from pytest_sc_plan.activation.guard import Guard

        def test_patched():
            assert not hasattr(Endpoint.make_request, "__wrapped__")
            before = dict(vars(Endpoint))
            guard = Guard()
            guard.start()
            assert hasattr(Endpoint.make_request, "__wrapped__")
            guard.stop()
            assert vars(Endpoint) == before
        """
    )
    result.assert_outcomes(passed=1)


def test_a_wrong_guard_is_refused(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nsc_plan_guard = maybe\n")
    result = pytester.runpytest_inprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*: sc_plan_guard must be true or false: *'maybe'*"])


SWALLOWED = dedent("""
    def programs_code():
        try:
            boto3.client("servicecatalog").list_new_things(ProductId="prod-1")
        except Exception:
            return []
""")

REASON = f"neither the fake nor moto {version('moto')} serves it"

OF_REFUSED = f"  1  {NEW}  ProductId=prod-1  UnservedOperationError\n       {REASON}\n"


def test_a_refused_call_fails_its_test_though_the_program_caught_the_exception(
    newer_botocore: None, run: Run
) -> None:
    result = run(
        SWALLOWED
        + dedent("""
        def test_passes(sc_plan):
            programs_code()
            assert [call.error_code for call in sc_plan.calls] == ["UnservedOperationError"]
            assert sc_plan.calls[0].response is None
        """)
    )
    result.assert_outcomes(passed=1, errors=1)
    shown = result.stdout.str()
    assert (
        f"{NEW} was called, and {REASON}. The code "
        f"under test went on without an answer. The calls:\n{OF_REFUSED}"
    ) in shown
    # The message has them already.
    assert "AWS Service Catalog calls" not in shown


def test_a_refused_call_needs_no_second_reason(newer_botocore: None, run: Run) -> None:
    result = run(
        SWALLOWED
        + dedent("""
        def test_fails(sc_plan):
            assert programs_code()

        def test_forgets(sc_plan):
            programs_code()
            sc_plan.reset()

        @pytest.mark.sc_plan_invalid_state
        def test_marked():
            programs_code()
        """)
    )
    result.assert_outcomes(failed=1, passed=2, errors=1)
    result.stdout.no_fnmatch_line("*never raised*")
