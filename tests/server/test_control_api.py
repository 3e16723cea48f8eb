"""The control API of a fake."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pytest_sc_plan import Failure, PlanView, ServiceCatalog
from pytest_sc_plan.fake.lookup import state_of
from pytest_sc_plan.server.control_api import ControlApi

from ..helpers import send
from .state import STATE

pytestmark = pytest.mark.usefixtures("no_region_from_outside")


Control = Callable[..., tuple[int, Any]]


@pytest.fixture
def control(sc_plan: ServiceCatalog) -> Control:
    def control(method: str, path: str, body: Any = None) -> tuple[int, Any]:
        sent = b"" if body is None else json.dumps(body).encode()
        response = ControlApi(sc_plan)(method, f"/_sc_plan/{path}", sent)
        assert response is not None
        return response.status, json.loads(response.body)

    return control


def test_state_shows_all_that_there_is(control: Control, sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.add_plan(status="EXECUTE_FAILED")
    product, provisioned = sc_plan.products[0], plan.provisioned_product
    status, shown = control("GET", "state")
    assert (status, list(shown)) == (
        200,
        [
            "products",
            "portfolios",
            "provisioned_products",
            "plans",
            "records",
            "tag_options",
            "service_actions",
            "deleted",
            "calls",
        ],
    )
    launched = {
        "product_id": product.id,
        "provisioning_artifact_id": product.provisioning_artifacts[0].id,
        "path_id": product.launch_paths[0].id,
    }
    assert shown["products"][0].items() >= {"id": product.id, "name": product.name}.items()
    assert [version["name"] for version in shown["products"][0]["provisioning_artifacts"]] == ["v1"]
    assert [path["id"] for path in shown["products"][0]["launch_paths"]] == [launched["path_id"]]
    assert shown["portfolios"][0]["name"] == "portfolio-1"
    assert shown["provisioned_products"][0].items() >= launched.items()
    assert list(shown["plans"][0].items())[:4] == [
        ("id", plan.id),
        ("name", plan.name),
        ("status", "EXECUTE_FAILED"),
        ("status_message", plan.status_message),
    ]
    assert (
        shown["plans"][0].items()
        >= {
            **launched,
            "provisioned_product_id": provisioned.id,
            "record_id": sc_plan.records[0].id,
        }.items()
    )
    assert [
        (record["type"], record["status"], record["plan_id"], record["errors"])
        for record in shown["records"]
    ] == [
        (
            "PROVISION_PRODUCT",
            "FAILED",
            plan.id,
            [
                {"code": error.code, "description": error.description}
                for error in plan.record.errors
            ],
        )
    ]
    assert shown["calls"] == 0


def test_state_can_be_added_to(control: Control, sc_plan: ServiceCatalog) -> None:
    status, made = control("POST", "state", STATE)
    assert status == 200
    assert {kind: [item["id"] for item in made[kind]] for kind in STATE} == {
        "products": [product.id for product in sc_plan.products],
        "provisioned_products": [sc_plan.provisioned_product("logs").id],
        "plans": [plan.id for plan in sc_plan.plans],
    }


def test_versions_and_portfolios_can_be_added(control: Control, sc_plan: ServiceCatalog) -> None:
    versions = [{"name": "v1", "id": "pa-1"}, {"name": "v1", "description": "The newer one."}]
    portfolios = [{"name": "team", "id": "port-1", "products": ["bucket"]}]
    status, made = control(
        "POST",
        "state",
        {
            "products": [{"name": "bucket", "versions": versions, "launch_paths": 0}],
            "portfolios": portfolios,
        },
    )
    assert (status, [made["name"] for made in made["portfolios"]]) == (200, ["team"])
    (bucket,) = sc_plan.products
    assert [version.name for version in bucket.provisioning_artifacts] == ["v1", "v1"]
    assert bucket.provisioning_artifacts[1].description == "The newer one."
    assert sc_plan.portfolio("team").products == (bucket,)


def test_another_account_and_region_have_their_own_state(
    control: Control, sc_plan: ServiceCatalog
) -> None:
    control("POST", "state?account_id=999999999999&region=eu-west-1", {"products": [{"name": "x"}]})
    assert sc_plan.products == []
    assert [
        product.name for product in sc_plan.for_account("999999999999", "eu-west-1").products
    ] == ["x"]


@pytest.mark.sc_plan(progress="manual")
def test_advance_brings_work_to_its_end(control: Control, sc_plan: ServiceCatalog) -> None:
    sc_plan.add_plan(status="EXECUTE_IN_PROGRESS")
    assert control("POST", "advance")[1]["plans"][0]["status"] == "EXECUTE_SUCCESS"


@pytest.mark.sc_plan(progress="time", duration=30, deterministic=True)
def test_advance_takes_seconds(control: Control, sc_plan: ServiceCatalog) -> None:
    sc_plan.add_plan(status="EXECUTE_IN_PROGRESS")
    steps = [control("POST", "advance", {"seconds": 15})[1]["plans"][0]["status"] for _ in "12"]
    assert steps == ["EXECUTE_IN_PROGRESS", "EXECUTE_SUCCESS"]


def test_reset_forgets_all(control: Control, sc_plan: ServiceCatalog) -> None:
    sc_plan.add_plan()
    control("POST", "settings", {"outcome": "failed"})
    status, left = control("POST", "reset")
    assert (status, left["plans"], left["products"], sc_plan.plans) == (200, [], [], [])
    assert control("GET", "settings")[1]["outcome"] == "succeeded"


@pytest.mark.sc_plan(assert_all_errors_raised=False)
def test_errors_are_injected_and_listed(control: Control, sc_plan: ServiceCatalog) -> None:
    error = control("POST", "errors", {"code": "InvalidStateException", "times": 1})
    control("POST", "errors", {"kind": "response_lost", "operation": "DescribeRecord"})
    expected = [
        {
            "error": "InvalidStateException",
            "operation": "ExecuteProvisionedProductPlan",
            "matched": 0,
            "raised": 0,
        },
        {"error": "response_lost", "operation": "DescribeRecord", "matched": 0, "raised": 0},
    ]
    assert error == (200, expected[0])
    assert control("GET", "errors") == (200, {"errors": expected})


def test_settings_are_shown_and_changed(control: Control, sc_plan: ServiceCatalog) -> None:
    assert control("GET", "settings")[1]["outcome"] == "succeeded"
    status, settings = control("POST", "settings", {"outcome": "failed"})
    assert (status, settings["outcome"], sc_plan.settings.outcome) == (200, "failed", "failed")
    failure = {"code": "LimitExceeded", "description": "No capacity."}
    status, settings = control("POST", "settings", {"creation_outcome": failure})
    assert (status, settings["creation_outcome"]) == (200, failure)
    assert sc_plan.settings.creation_outcome == Failure(**failure)


def test_calls_are_listed(control: Control, sc_plan: ServiceCatalog) -> None:
    send(sc_plan, "ListProvisionedProductPlans", {})
    status, answer = control("GET", "calls")
    assert (status, [call["operation"] for call in answer["calls"]]) == (
        200,
        ["ListProvisionedProductPlans"],
    )


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "message"),
    [
        ("GET", "stat", None, 404, "did you mean '/_sc_plan/state'?"),
        ("GET", "advance", None, 405, "/_sc_plan/advance takes POST"),
        ("PUT", "state", None, 405, "/_sc_plan/state takes GET and POST"),
        ("POST", "advance", [1], 400, "the body must be a JSON object, not [1]"),
        ("POST", "advance", {"second": 1}, 400, "did you mean 'seconds'?"),
        ("POST", "advance", {"seconds": -1}, 400, "time does not go back"),
        ("POST", "advance", {"seconds": "1"}, 400, "seconds must be a number, not '1'"),
        ("POST", "advance", {"seconds": 1e308}, 400, "beyond the year 9999, as 1e+308 would"),
        ("POST", "settings", {"duration": 1e308}, 400, "duration must be at most 253402214400"),
        ("GET", "state?regin=x", None, 400, "did you mean 'region'?"),
        ("GET", "state?region=x", None, 400, "must be a region such as eu-west-1"),
        ("POST", "state", {"product": []}, 400, "did you mean 'products'?"),
        ("POST", "state", {"plans": {}}, 400, "plans must be a list of objects, not {}"),
        ("POST", "state", {"plans": [1]}, 400, "plans must be a list of objects, not [1]"),
        ("POST", "state", {"plans": [{"nam": 1}]}, 400, "did you mean 'name'?"),
        ("POST", "state", {"plans": [{"product": "x"}]}, 400, "there is no product 'x'"),
        ("POST", "state", {"products": [{"versions": ["v1"]}]}, 400, "must be a mapping of templ"),
        ("POST", "state", {"products": [{"versions": [{"nam": "v1"}]}]}, 400, "argument 'nam'"),
        ("POST", "errors", {}, 400, "give the code of an error, or the kind of a fault"),
        ("POST", "errors", {"code": "InvalidState"}, 400, "did you mean 'InvalidStateException'?"),
        ("POST", "errors", {"kind": "x", "tims": 1}, 400, "did you mean 'times'?"),
        ("POST", "errors", {"code": "x", "tims": 1}, 400, "did you mean 'times'?"),
        ("POST", "settings", {"poll": 1}, 400, "did you mean 'polls'?"),
        ("POST", "settings", {"self": 1}, 400, "unknown setting 'self'"),
        ("POST", "reset", {"x": 1}, 400, "/_sc_plan/reset takes no arguments, not {'x': 1}"),
        ("GET", "state?region=", None, 400, "region must be a region such as eu-west-1, not ''"),
        ("GET", "state?account_id=1", None, 400, "account_id must be 12 digits, not '1'"),
        ("POST", "errors", {"code": 1}, 400, "code must be text, not 1"),
        ("POST", "errors", {"kind": []}, 400, "kind must be text, not []"),
        ("POST", "errors", {"kind": "x"}, 400, "kind: unknown value 'x'; allowed: access_denied"),
        (
            "POST",
            "errors",
            {"code": "InvalidStateException", "documented": "false"},
            400,
            "documented must be true or false, not 'false'",
        ),
        ("POST", "calls", None, 405, "/_sc_plan/calls takes GET"),
    ],
)
def test_wrong_requests_are_answered_with_the_reason(
    control: Control, method: str, path: str, body: Any, status: int, message: str
) -> None:
    answered, answer = control(method, path, body)
    assert (answered, list(answer)) == (status, ["error", "described_at"])
    assert message in answer["error"]
    assert answer["described_at"] == "/_sc_plan/"


ERROR_ARGUMENTS = "code, operation, message, times, after, plan_id, documented"


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        (
            "advance",
            b'{\n  "seconds": 1,\n}',
            "the body is not JSON: line 3, column 1: Expecting property name enclosed in double "
            "quotes; this path takes an object with seconds",
        ),
        (
            "reset",
            b'{"x": "\xff"}',
            "the body is not text in UTF-8, at byte 7; this path takes an object with nothing in "
            "it",
        ),
        (
            "errors",
            b"[]",
            "the body must be a JSON object, not []; this path takes an object with "
            f"{ERROR_ARGUMENTS} or with kind, operation, times, after, plan_id, seconds",
        ),
    ],
)
def test_a_body_that_can_not_be_read_is_answered_with_where_and_what_is_taken(
    sc_plan: ServiceCatalog, path: str, body: bytes, message: str
) -> None:
    answer = ControlApi(sc_plan)("POST", f"/_sc_plan/{path}", body)
    assert answer is not None
    # Python 3.13 has other words for a comma too many.
    shown = json.loads(answer.body)["error"].replace(
        "line 2, column 15: Illegal trailing comma before end of object",
        "line 3, column 1: Expecting property name enclosed in double quotes",
    )
    assert (answer.status, shown) == (400, message)


@pytest.mark.parametrize(
    ("path", "allow"),
    [("state", "GET, POST, HEAD, OPTIONS"), ("advance", "POST, OPTIONS")],
)
def test_options_and_a_wrong_method_say_what_is_allowed(
    sc_plan: ServiceCatalog, path: str, allow: str
) -> None:
    answers = [
        ControlApi(sc_plan)(method, f"/_sc_plan/{path}", b"") for method in ("OPTIONS", "PUT")
    ]
    assert [(answer.status, answer.headers["Allow"]) for answer in answers if answer] == [
        (204, allow),
        (405, allow),
    ]


def test_what_breaks_in_a_callback_is_told(control: Control, sc_plan: ServiceCatalog) -> None:
    @sc_plan.on_execute
    def breaks(plan: PlanView) -> None:
        raise TypeError(plan.name)

    answer = control("POST", "state", {"plans": [{"name": "p", "status": "EXECUTE_IN_PROGRESS"}]})
    assert answer == (500, {"error": "TypeError: p", "described_at": "/_sc_plan/"})


def test_other_paths_are_left_to_the_service(sc_plan: ServiceCatalog) -> None:
    assert ControlApi(sc_plan)("POST", "/", b"{}") is None


def test_the_summary_is_what_a_failing_test_shows(
    control: Control, sc_plan: ServiceCatalog
) -> None:
    for _ in range(3):
        send(sc_plan, "ListProvisionedProductPlans", {})
    sc_plan.add_plan(status="CREATE_IN_PROGRESS")
    shown = sc_plan.summary()
    assert control("GET", "summary") == (200, {"calls": 3, "summary": shown})
    last = state_of(sc_plan).received[-1]
    _, found = control("POST", "summary", {"since": last})
    assert (found["calls"], found["summary"].splitlines()[:2]) == (
        1,
        ["2 calls before this test", "  3  ListProvisionedProductPlans  ok"],
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"since": "now"}, "since must be a number, not 'now'"),
        ({"sinse": 0}, "unknown argument 'sinse'; did you mean 'since'? Allowed: since"),
    ],
)
def test_a_summary_since_no_time_is_refused(
    control: Control, given: dict[str, Any], message: str
) -> None:
    refused = {"error": message, "described_at": "/_sc_plan/"}
    assert control("POST", "summary", given) == (400, refused)
