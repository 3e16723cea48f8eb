"""The calls in the reports of failing tests, letter by letter."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

from ..newer import NEW
from .conftest import Run
from .reports import sections

TESTS = """
import botocore.config
from pytest_sc_plan import mock_service_catalog
from pytest_sc_plan.fake.lookup import state_of

@pytest.fixture
def plan(sc_plan):
    return sc_plan.add_plan()

def client(**where):
    return boto3.client("servicecatalog", **where)

def wait(plan, rounds=3):
    for _ in range(rounds):
        client().describe_provisioned_product_plan(PlanId=plan.id)

@pytest.mark.sc_plan(outcome="failed")
def test_that_failed(plan):
    client().execute_provisioned_product_plan(PlanId=plan.id)
    wait(plan)
    assert plan.status == "EXECUTE_SUCCESS"

@pytest.mark.sc_plan(sleep="skip")
@pytest.mark.sc_plan_fault("throttling", times=None)
@pytest.mark.sc_plan_fault("response_lost", times=1)
def test_retries(plan):
    retries = {"mode": "legacy", "total_max_attempts": 3}
    config = botocore.config.Config(retries=retries)
    client(config=config).execute_provisioned_product_plan(PlanId=plan.id)

def test_refused(plan):
    client().execute_provisioned_product_plan(PlanId=plan.id, AcceptLanguage="de")

def test_several_accounts(sc_plan):
    client().list_provisioned_product_plans()
    client(
        region_name="eu-west-1",
        aws_access_key_id="210987654321",
        aws_secret_access_key="x",
    ).list_provisioned_product_plans()
    assert 0

def test_wrong_region(plan):
    client(region_name="eu-west-1").execute_provisioned_product_plan(PlanId=plan.id)

def test_wrong_account(plan):
    client(
        aws_access_key_id="210987654321", aws_secret_access_key="x"
    ).execute_provisioned_product_plan(PlanId=plan.id)

@pytest.mark.sc_plan_invalid_state
def test_no_calls():
    assert 0

@pytest.mark.sc_plan(outcome="stuck", sleep="skip", deterministic=True)
def test_200_polls(plan):
    import time
    record = client().execute_provisioned_product_plan(PlanId=plan.id)["RecordDetail"]
    same = client()
    for number in range(200):
        time.sleep(10)
        same.describe_record(Id=record["RecordId"])
    assert plan.status == "EXECUTE_SUCCESS"

def test_unserved(sc_plan):
    from pytest_sc_plan import UnservedOperationError
    with pytest.raises(UnservedOperationError):
        client().list_new_things(ProductId="prod-1")
    assert 0

def test_ended_by_advance(sc_plan):
    product = sc_plan.add_product("bucket")
    made = client().create_provisioned_product_plan(
        PlanName="plan",
        PlanType="CLOUDFORMATION",
        ProductId=product.id,
        ProvisionedProductName="team-a",
        ProvisioningArtifactId=product.provisioning_artifacts[0].id,
    )
    sc_plan.advance()
    sc_plan.configure(outcome="failed", failure_description="no room")
    client().execute_provisioned_product_plan(PlanId=made["PlanId"])
    sc_plan.advance()
    assert 0

@pytest.mark.sc_plan(progress="time", duration=25.0, deterministic=True)
def test_ended_by_the_clock(sc_plan, plan):
    client().execute_provisioned_product_plan(PlanId=plan.id)
    sc_plan.advance(10)
    other = sc_plan.add_plan()
    client().execute_provisioned_product_plan(PlanId=other.id)
    state_of(sc_plan).advance_clock(20)
    assert plan.status != "EXECUTE_SUCCESS"

@pytest.mark.sc_plan(progress="manual", creation_outcome="stuck")
def test_unfinished(sc_plan):
    for _ in range(11):
        sc_plan.add_plan(status="EXECUTE_IN_PROGRESS")
    test_plan(sc_plan)

def test_plan(sc_plan):
    product = sc_plan.add_product("bucket")
    client().create_provisioned_product_plan(
        PlanName="plan",
        PlanType="CLOUDFORMATION",
        ProductId=product.id,
        ProvisionedProductName="team-a",
        ProvisioningArtifactId=product.provisioning_artifacts[0].id,
    )
    assert 0

def test_listed(sc_plan, plan):
    client().execute_provisioned_product_plan(PlanId=plan.id)
    sc_plan.assert_not_executed(plan)

def test_with(sc_plan):
    plan = sc_plan.add_plan()
    with mock_service_catalog(polls=2) as other:
        client().execute_provisioned_product_plan(PlanId=plan.id)

def test_nowhere(sc_plan):
    with mock_service_catalog():
        client().execute_provisioned_product_plan(PlanId="plan-none")

@mock_service_catalog
def test_decorated():
    client().list_provisioned_product_plans()
    assert 0

class TestUnit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        mock = mock_service_catalog()
        cls.catalog = mock.start()
        cls.addClassCleanup(mock.stop)

    def test_1(self):
        client().list_provisioned_product_plans()
        self.fail()

    def test_2(self):
        client().list_provisioned_product_plans()
        client().list_provisioned_product_plans()
        self.fail()

    def test_3(self):
        self.catalog.reset()
        client().list_provisioned_product_plans()
        self.fail()

mock = mock_service_catalog()

@mock
class TestDecorated(unittest.TestCase):
    def setUp(self):
        client().list_provisioned_product_plans()
        mock.catalog.raise_error("InvalidStateException")

    def test_case(self):
        self.fail()
"""

PLAN = "ExecuteProvisionedProductPlan  PlanId=plan-a"
STARTED = [
    "       pp-a PLAN_IN_PROGRESS -> UNDER_CHANGE",
    "       plan-a CREATE_SUCCESS -> EXECUTE_IN_PROGRESS",
]
NOT_RAISED = (
    "  InvalidStateException on ExecuteProvisionedProductPlan: matched 0 times, raised 0 times"
)
DESCRIBE = "DescribeProvisionedProductPlan  PlanId=plan-a"
THROTTLED = f"{PLAN}  ThrottlingException (throttling)"

EXPECTED = {
    "test_that_failed": [
        "settings: outcome=failed",
        "  1  ExecuteProvisionedProductPlan   PlanId=plan-a  CREATED  rec-a",
        *STARTED,
        f"  2  {DESCRIBE}  EXECUTE_IN_PROGRESS",
        "       rec-a CREATED -> IN_PROGRESS",
        f"  3  {DESCRIBE}  EXECUTE_IN_PROGRESS",
        "       rec-a IN_PROGRESS -> IN_PROGRESS_IN_ERROR",
        f"  4  {DESCRIBE}  EXECUTE_FAILED",
        "       rec-a IN_PROGRESS_IN_ERROR -> FAILED: Resource creation cancelled. The "
        "following resource(s) failed to create: [Resource].",
        "       pp-a UNDER_CHANGE -> ERROR",
        "       plan-a EXECUTE_IN_PROGRESS -> EXECUTE_FAILED",
    ],
    "test_refused": [
        f"  1  {PLAN}  InvalidParametersException",
        "       AcceptLanguage de is not supported: use one of en, jp, zh.",
    ],
    "test_several_accounts": [
        "  1  123456789012 us-east-1  ListProvisionedProductPlans  ok",
        "  2  210987654321 eu-west-1  ListProvisionedProductPlans  ok",
    ],
    "test_wrong_region": [
        f"  1  123456789012 eu-west-1  {PLAN}  ResourceNotFoundException",
        "       Plan plan-a was not found.",
        "       plan-a exists in account 123456789012, region us-east-1: the client calls "
        "eu-west-1",
    ],
    "test_wrong_account": [
        f"  1  210987654321 us-east-1  {PLAN}  ResourceNotFoundException",
        "       Plan plan-a was not found.",
        "       plan-a exists in account 123456789012, region us-east-1: the client calls "
        "account 210987654321",
    ],
    "test_no_calls": ["  (no calls)", "injected:", NOT_RAISED],
    "test_200_polls": [
        "settings: outcome=stuck, sleep=skip, deterministic=true",
        "  1         ExecuteProvisionedProductPlan  PlanId=plan-a  CREATED  rec-a",
        *STARTED,
        "  2  +10 s  DescribeRecord                 Id=rec-a       IN_PROGRESS  x200, 1990 s",
        "       rec-a CREATED -> IN_PROGRESS",
        "unfinished: rec-a IN_PROGRESS: stuck: outcome=stuck",
    ],
    "test_unserved": [
        f"  1  {NEW}  ProductId=prod-1  UnservedOperationError",
        f"       neither the fake nor moto {version('moto')} serves it",
    ],
    "test_ended_by_advance": [
        "settings: outcome=failed, failure_description=no room",
        "  1  CreateProvisionedProductPlan   ProvisionedProductName=team-a ProductId=prod-a "
        "PlanName=plan  ok  plan-a",
        "     advance()",
        "       plan-a CREATE_IN_PROGRESS -> CREATE_SUCCESS",
        "  2  ExecuteProvisionedProductPlan  PlanId=plan-a  CREATED  rec-a",
        *STARTED,
        "     advance()",
        "       rec-a CREATED -> IN_PROGRESS",
        "       rec-a IN_PROGRESS -> FAILED: no room",
        "       pp-a UNDER_CHANGE -> ERROR",
        "       plan-a EXECUTE_IN_PROGRESS -> EXECUTE_FAILED",
    ],
    "test_ended_by_the_clock": [
        "settings: progress=time, duration=25, deterministic=true",
        "  1         ExecuteProvisionedProductPlan  PlanId=plan-a  CREATED  rec-a",
        *STARTED,
        "  2  +10 s  ExecuteProvisionedProductPlan  PlanId=plan-b  CREATED  rec-b",
        "       pp-b PLAN_IN_PROGRESS -> UNDER_CHANGE",
        "       plan-b CREATE_SUCCESS -> EXECUTE_IN_PROGRESS",
        "     between calls, progress=time",
        "       rec-a CREATED -> IN_PROGRESS",
        "       rec-a IN_PROGRESS -> SUCCEEDED",
        "       pp-a UNDER_CHANGE -> AVAILABLE",
        "       plan-a EXECUTE_IN_PROGRESS -> EXECUTE_SUCCESS",
        "unfinished: rec-b CREATED: ends in 5 s",
    ],
    "test_unfinished": [
        "settings: creation_outcome=stuck, progress=manual",
        "  1  CreateProvisionedProductPlan  ProvisionedProductName=team-a ProductId=prod-a "
        "PlanName=plan  ok  plan-a",
        "unfinished: plan-a CREATE_IN_PROGRESS: stuck: creation_outcome=stuck",
        *(f"            rec-{letter} CREATED: advance() ends it" for letter in "abcdefghi"),
        "            and 2 more",
    ],
    "test_plan": [
        "  1  CreateProvisionedProductPlan  ProvisionedProductName=team-a ProductId=prod-a "
        "PlanName=plan  ok  plan-a",
        "unfinished: plan-a CREATE_IN_PROGRESS: 2 more reads",
    ],
    "test_listed": [
        "  (listed in the message of the failure)",
        "unfinished: rec-a CREATED: 2 more reads",
    ],
    "test_with": [
        "sc_plan:",
        "  (no calls)",
        "mock_service_catalog() in test_with (test_user.py:LINE):",
        "settings: polls=2",
        f"  1  {PLAN}  ResourceNotFoundException",
        "       Plan plan-a was not found.",
        "       plan-a exists in another fake: sc_plan",
    ],
    "test_nowhere": [
        "sc_plan:",
        "  (no calls)",
        "mock_service_catalog() in test_nowhere (test_user.py:LINE):",
        "  1  ExecuteProvisionedProductPlan  PlanId=plan-none  ResourceNotFoundException",
        "       Plan plan-none was not found.",
    ],
    "test_decorated": [
        "mock_service_catalog() around test_decorated (test_user.py:LINE):",
        "  1  ListProvisionedProductPlans  ok",
    ],
    "test_1": [
        "mock_service_catalog() in setUpClass (test_user.py:LINE):",
        "  1  ListProvisionedProductPlans  ok",
    ],
    "test_2": [
        "mock_service_catalog() in setUpClass (test_user.py:LINE):",
        "1 call before this test",
        "  2  ListProvisionedProductPlans  ok  x2",
    ],
    "test_3": [
        "mock_service_catalog() in setUpClass (test_user.py:LINE):",
        "  1  ListProvisionedProductPlans  ok",
    ],
    "test_case": [
        "mock_service_catalog() around TestDecorated:",
        "  1  ListProvisionedProductPlans  ok",
        "injected:",
        NOT_RAISED,
    ],
}

LINE = re.compile(r"(?<=\.py):\d+")

RETRIES = [
    "settings: sleep=skip",
    f"  1  {THROTTLED}",
    "       Rate exceeded",
    f"  2  {THROTTLED}  attempt 2",
    "       Rate exceeded",
    f"  3  {THROTTLED}  attempt 3",
    "       Rate exceeded",
    "injected:",
    "  throttling on ExecuteProvisionedProductPlan: matched 3 times, raised 3 times",
    "  response_lost on ExecuteProvisionedProductPlan (times=1): matched 3 times, raised 0 times",
]


def test_the_report_shows_each_fake_that_was_live(newer_botocore: None, run: Run) -> None:
    shown = sections(run(TESTS))
    shown = {name: [LINE.sub(":LINE", line) for line in lines] for name, lines in shown.items()}
    # How long botocore waits is left to chance.
    retries = [re.sub(r"^(  [1-3]  ).*(?=Exec)", r"\1", line) for line in shown.pop("test_retries")]
    assert retries == RETRIES
    assert shown == EXPECTED


def test_it_is_shown_for_tests_that_passed_when_the_terminal_is_asked(run: Run) -> None:
    tests = """
        def test_calls(sc_plan, sc_plan_client):
            sc_plan_client.list_provisioned_product_plans()

        def test_no_calls(sc_plan):
            pass

        @pytest.mark.xfail
        def test_fails_as_expected(sc_plan, sc_plan_client):
            sc_plan_client.list_provisioned_product_plans()
            assert False
    """
    expected = {"test_calls": ["  1  ListProvisionedProductPlans  ok"]}
    for option, shown in {"-rA": expected, "-rP": expected, "-rANf": {}}.items():
        result = run(tests, option, "--junit-xml=junit.xml")
        assert sections(result, "passed") == shown
        assert sections(result, "skipped") == {}
    assert "aws_service_catalog_calls" not in Path("junit.xml").read_text(encoding="utf-8")
