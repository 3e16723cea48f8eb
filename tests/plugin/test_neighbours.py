"""Beside the plugins that users have."""

from __future__ import annotations

from textwrap import dedent

import pytest

SLEEPER = """
    import time
    import pytest

    @pytest.mark.timeout(600)
    @pytest.mark.sc_plan(sleep="skip")
    def test_sleep(sc_plan):
        time.sleep(3600)

    @pytest.mark.timeout(0.1, func_only=True)
    @pytest.mark.sc_plan(sleep="skip")
    def test_hang(sc_plan):
        while True:
            pass
"""


@pytest.mark.parametrize("method", ["signal", "thread"])
def test_pytest_timeout_measures_real_time(pytester: pytest.Pytester, method: str) -> None:
    pytester.makepyfile(dedent(SLEEPER))
    result = pytester.runpytest_subprocess(
        "-p", "pytest_timeout", f"--timeout-method={method}", "-v"
    )
    result.stdout.fnmatch_lines(["*::test_sleep PASSED*", "*::test_hang*"])
    assert "Timeout" in result.stdout.str() + result.stderr.str()


SNAPSHOT = """
    import pytest

    @pytest.mark.sc_plan(deterministic=True)
    @pytest.mark.parametrize("number", range(4))
    def test_snapshot(sc_plan, sc_plan_client, number):
        plan = sc_plan.add_plan()
        answer = sc_plan_client.execute_provisioned_product_plan(PlanId=plan.id)
        detail = answer["RecordDetail"]
        print(
            "SNAPSHOT",
            detail["RecordId"],
            detail["CreatedTime"].timestamp(),
            answer["ResponseMetadata"]["RequestId"],
        )
"""


def snapshots(result: pytest.RunResult) -> list[str]:
    return [line for line in result.outlines if line.startswith("SNAPSHOT")]


def test_deterministic_answers_are_the_same_on_every_worker_and_in_every_run(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(dedent(SNAPSHOT))
    alone = pytester.runpytest_subprocess("-rP")
    on_workers = pytester.runpytest_subprocess("-rP", "-p", "xdist", "-n", "2")
    on_workers.assert_outcomes(passed=4)
    seen = snapshots(alone) + snapshots(on_workers)
    assert len(seen) == 8
    assert len(set(seen)) == 1
    assert " 1704067200.0 " in seen[0]


IN_A_FAKE_FILE_SYSTEM = """
    import os
    from pathlib import Path

    import botocore
    import pytest

    {imports}
    DATA = Path(botocore.__file__).parent / "data"

    def executes(sc_plan):
        import boto3

        plan = sc_plan.add_plan()
        boto3.client("servicecatalog").execute_provisioned_product_plan(PlanId=plan.id)
        sc_plan.assert_executed(plan)

    def test_alone(fs, sc_plan):
        pass

    @pytest.mark.sc_plan(sleep="skip")
    def test_before(fs, sc_plan):
        fs.add_real_directory(DATA)
        executes(sc_plan)

    def test_after(sc_plan, fs):
        fs.add_real_directory(DATA)
        executes(sc_plan)

    @pytest.mark.sc_plan(sleep="skip")
    def test_outside(sc_plan):
        executes(sc_plan)

    def test_nothing_is_left():
        assert [name for name in os.environ if name.startswith("AWS_")] == []
"""


@pytest.mark.parametrize("imports", ["", "import requests", "import requests, boto3"])
def test_pyfakefs_may_be_around_the_fake_or_inside_it(
    pytester: pytest.Pytester, imports: str
) -> None:
    pytester.makepyfile(dedent(IN_A_FAKE_FILE_SYSTEM).format(imports=imports))
    result = pytester.runpytest_subprocess("-p", "pyfakefs.pytest_plugin")
    result.assert_outcomes(passed=5)
