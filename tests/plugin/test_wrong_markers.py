"""Markers that a test got wrong."""

from __future__ import annotations

import pytest

from pytest_sc_plan import settings
from pytest_sc_plan.wire.faults import FAULT_KINDS
from pytest_sc_plan.wire.service_model import operation_names

from .conftest import Run
from .reports import assert_setup_fails

DOCUMENTED = "Allowed: InvalidParametersException, InvalidStateException, ResourceNotFoundException"
HINT = "documented=False allows any other code"
SETTINGS = ", ".join(sorted(settings.SETTINGS))
KINDS = ", ".join(sorted(FAULT_KINDS))
ARGUMENTS = "after, documented, message, operation, plan_id, times"


@pytest.mark.parametrize(
    ("marker", "problem"),
    [
        (
            "sc_plan(outcom='failed')",
            f"unknown setting 'outcom'; did you mean 'outcome'? Allowed: {SETTINGS}",
        ),
        ("sc_plan(xyzzy=1)", f"unknown setting 'xyzzy'; allowed: {SETTINGS}"),
        ("sc_plan(polls='1')", "polls must be a whole number, not '1' (str)"),
        ("sc_plan(polls=True)", "polls must be a whole number, not True (bool)"),
        ("sc_plan(polls=-1)", "polls must be 0 or more, not -1"),
        ("sc_plan(duration='3s')", "duration must be a number, not '3s' (str)"),
        ("sc_plan(deterministic=1)", "deterministic must be true or false, not 1 (int)"),
        ("sc_plan(region=None)", "region must be text, not None (NoneType)"),
        ("sc_plan(region='mars')", "region must be a region such as eu-west-1, not 'mars'"),
        ("sc_plan(account_id='12')", "account_id must be 12 digits, not '12'"),
        (
            "sc_plan(outcome='fail')",
            "unknown outcome 'fail'; did you mean 'failed'? Allowed: failed, stuck, succeeded",
        ),
        (
            "sc_plan('eu-west-1')",
            "sc_plan() takes settings by name, not 'eu-west-1': sc_plan(outcome='failed')",
        ),
        ("sc_plan_error()", "takes one code, and everything else by name"),
        (
            "sc_plan_error('InvalidStateException', 2)",
            "takes one code, and everything else by name",
        ),
        (
            "sc_plan_error('InvalidStateException', code='InvalidStateException')",
            "takes one code, and everything else by name",
        ),
        (
            "sc_plan_error('InvalidState')",
            "ExecuteProvisionedProductPlan does not document 'InvalidState'; "
            f"did you mean 'InvalidStateException'? {DOCUMENTED}; {HINT}",
        ),
        (
            "sc_plan_error('DuplicateResourceException')",
            "ExecuteProvisionedProductPlan does not document 'DuplicateResourceException'; "
            f"did you mean 'ResourceNotFoundException'? {DOCUMENTED}; {HINT}",
        ),
        (
            "sc_plan_error('InvalidStateException', operation='ListRecordHistory')",
            "ListRecordHistory does not document 'InvalidStateException'; "
            "did you mean 'InvalidParametersException'? Allowed: InvalidParametersException; "
            f"{HINT}",
        ),
        (
            "sc_plan_error('ThrottlingException')",
            "ThrottlingException is the fault 'throttling': use inject_fault('throttling'), the "
            "marker sc_plan_fault('throttling'), or faults of a scenario",
        ),
        (
            "sc_plan_fault('InvalidStateException')",
            "InvalidStateException is an error of the service: use "
            "raise_error('InvalidStateException'), the marker "
            "sc_plan_error('InvalidStateException'), or errors of a scenario",
        ),
        (
            "sc_plan_fault(['throttling'])",
            f"unknown fault ['throttling']; did you mean 'throttling'? Allowed: {KINDS}",
        ),
        ("sc_plan_fault(None)", f"unknown fault None; allowed: {KINDS}"),
        (
            "sc_plan_fault('throttling', operation=['x'])",
            "operation must be a name such as 'DescribeRecord', not ['x']",
        ),
        (
            "sc_plan_fault('throttling', times=[])",
            "times must be a whole number of at least 1, not []",
        ),
        (
            "sc_plan_error('InvalidStateException', documented='no')",
            "documented must be True or False, not 'no'",
        ),
        ("sc_plan(outcome=['failed'])", "outcome must be text, not ['failed'] (list)"),
        ("sc_plan_error(400)", "code must be text, not 400 (int)"),
        (
            "sc_plan_error('InvalidStateException', operation='ExecuteProvisionedProduct')",
            "unknown operation 'ExecuteProvisionedProduct'; did you mean "
            f"'ExecuteProvisionedProductPlan'? Nearest of the {len(operation_names())} allowed: "
            "ExecuteProvisionedProductPlan, UpdateProvisionedProduct, "
            "DeleteProvisionedProductPlan, DescribeProvisionedProduct, "
            "TerminateProvisionedProduct",
        ),
        (
            "sc_plan_error('InvalidStateException', time=1)",
            f"unknown argument 'time'; did you mean 'times'? Allowed: {ARGUMENTS}",
        ),
        (
            "sc_plan_invalid_state('InvalidStateException')",
            "takes no code, and everything else by name",
        ),
        ("sc_plan_invalid_state(code='x')", f"unknown argument 'code'; allowed: {ARGUMENTS}"),
        ("sc_plan_invalid_state(times=0)", "times must be a whole number of at least 1, not 0"),
        ("sc_plan_invalid_state(times='2')", "times must be a whole number of at least 1, not '2'"),
        ("sc_plan_invalid_state(after=-1)", "after must be a whole number of at least 0, not -1"),
        (
            "sc_plan_invalid_state(after=True)",
            "after must be a whole number of at least 0, not True",
        ),
        ("sc_plan_invalid_state(plan_id=7)", "plan_id must be text, not 7"),
        ("sc_plan_invalid_state(message=7)", "message must be text, not 7 (int)"),
    ],
)
def test_a_wrong_marker_fails_the_setup_with_one_line(run: Run, marker: str, problem: str) -> None:
    result = run(f"@pytest.mark.{marker}\ndef test_never_reached(): assert False\n")
    assert_setup_fails(result, f"marker {marker}: {problem}")


def test_a_wrong_marker_is_found_even_where_a_closer_one_is_right(run: Run) -> None:
    result = run(
        """
        pytestmark = pytest.mark.sc_plan(polls="many")

        @pytest.mark.sc_plan(polls=2)
        def test_never_reached():
            assert False
        """
    )
    assert_setup_fails(
        result, "marker sc_plan(polls='many'): polls must be a whole number, not 'many' (str)"
    )


def test_a_wrong_marker_fails_its_own_test_alone(run: Run) -> None:
    run(
        """
        from user_code import execute

        @pytest.mark.sc_plan(polls="many")
        def test_wrong():
            pass

        def test_right(sc_plan):
            assert execute() == "ResourceNotFoundException"
        """
    ).assert_outcomes(passed=1, errors=1)
