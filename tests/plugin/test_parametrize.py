from __future__ import annotations

import pytest

from .conftest import Run
from .reports import assert_setup_fails, collection_error


def test_sc_plan_error_runs_a_test_once_for_each_documented_error(run: Run) -> None:
    result = run("def test_error(sc_plan_error): pass", "--collect-only", "-q")
    assert result.outlines[:3] == [
        "test_user.py::test_error[InvalidParametersException]",
        "test_user.py::test_error[InvalidStateException]",
        "test_user.py::test_error[ResourceNotFoundException]",
    ]
    assert "3 tests collected" in result.outlines[4]


def test_the_error_is_documented_and_raised(run: Run) -> None:
    run(
        """
        from botocore.exceptions import ClientError
        from pytest_sc_plan import documented_error

        def test_error(sc_plan, sc_plan_error, sc_plan_client, request):
            assert sc_plan_error.code == request.node.callspec.id
            assert sc_plan_error == documented_error(sc_plan_error.code)
            assert sc_plan_error.operation == "ExecuteProvisionedProductPlan"
            with pytest.raises(ClientError) as caught:
                sc_plan_client.execute_provisioned_product_plan(PlanId=sc_plan.add_plan().id)
            response = caught.value.response
            assert response["Error"]["Code"] == sc_plan_error.code
            assert response["Error"]["Message"] == sc_plan_error.message
            assert sc_plan_error.http_status == 400
            assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
        """
    ).assert_outcomes(passed=3)


def test_it_brings_the_fake_with_it(run: Run) -> None:
    run(
        """
        from user_code import execute

        def test_error(sc_plan_error):
            assert execute() == sc_plan_error.code
        """
    ).assert_outcomes(passed=3)


def test_it_takes_codes_and_documented_errors_indirectly(run: Run) -> None:
    run(
        """
        from user_code import execute
        from pytest_sc_plan import DocumentedError, documented_errors

        @pytest.mark.parametrize("sc_plan_error", ["InvalidStateException"], indirect=True)
        def test_code(sc_plan, sc_plan_error):
            assert execute() == "InvalidStateException"

        @pytest.mark.parametrize("sc_plan_error", documented_errors(), indirect=True)
        def test_documented(sc_plan_error):
            assert execute() == sc_plan_error.code

        error = DocumentedError("ConflictException", "Two at once.")

        @pytest.mark.parametrize(
            ("wanted", "sc_plan_error"), [("ConflictException", error)], indirect=["sc_plan_error"]
        )
        def test_own(sc_plan, sc_plan_error, wanted):
            assert execute() == wanted
            assert sc_plan.calls[0].error_message == "Two at once."
            assert sc_plan_error is error
        """
    ).assert_outcomes(passed=5)


def test_errors_of_another_operation_are_raised_by_that_operation(run: Run) -> None:
    run(
        """
        from pytest_sc_plan import documented_errors

        @pytest.mark.parametrize(
            "sc_plan_error",
            documented_errors("CreateProvisionedProductPlan"),
            indirect=True,
            ids=lambda error: error.code,
        )
        def test_create(sc_plan, sc_plan_client, sc_plan_error, request):
            product = sc_plan.add_product("bucket")
            with pytest.raises(sc_plan_client.exceptions.ClientError) as caught:
                sc_plan_client.create_provisioned_product_plan(
                    PlanName="plan",
                    PlanType="CLOUDFORMATION",
                    ProductId=product.id,
                    ProvisionedProductName="pp",
                    ProvisioningArtifactId=product.provisioning_artifacts[0].id,
                )
            assert caught.value.response["Error"]["Code"] == request.node.callspec.id
            assert sc_plan_error.operation == "CreateProvisionedProductPlan"
        """,
        "-v",
    ).assert_outcomes(passed=3)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (
            "'InvalidState'",
            "ExecuteProvisionedProductPlan does not document 'InvalidState'; did you mean "
            "'InvalidStateException'? Allowed: "
            "InvalidParametersException, InvalidStateException, ResourceNotFoundException; "
            "documented=False allows any other code",
        ),
        ("7", "code must be text, not 7 (int)"),
    ],
)
def test_a_value_that_is_no_documented_error_fails_the_setup(
    run: Run, value: str, problem: str
) -> None:
    result = run(
        f"""
        @pytest.mark.parametrize("sc_plan_error", [{value}], indirect=True)
        def test_never_reached(sc_plan_error): assert False
        """
    )
    assert_setup_fails(result, f"sc_plan_error: {problem}")


@pytest.mark.parametrize(
    "arguments",
    [
        "'sc_plan_error', ['InvalidStateException']",
        "'sc_plan_error', ['InvalidStateException'], False",
        "argnames='sc_plan_error', argvalues=['InvalidStateException'], indirect=[]",
        "'other, sc_plan_error', [(1, 'InvalidStateException')], ['other']",
        "['sc_plan_error', 'other'], [('InvalidStateException', 1)], indirect=('other',)",
    ],
)
def test_a_direct_parametrization_is_refused(run: Run, arguments: str) -> None:
    result = run(
        f"""
        @pytest.fixture
        def other(request): pass

        @pytest.mark.parametrize({arguments})
        def test_never_reached(sc_plan_error, other): assert False
        """
    )
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.assert_outcomes(errors=1)
    assert collection_error(result) == (
        "test_user.py::test_never_reached: parametrize('sc_plan_error', ...) needs indirect=True, "
        "or the values would replace the fixture and do nothing"
    )


def test_other_parametrization_is_left_alone(run: Run) -> None:
    run(
        """
        @pytest.mark.parametrize("number", [1, 2])
        def test_number(number): pass
        """
    ).assert_outcomes(passed=2)
