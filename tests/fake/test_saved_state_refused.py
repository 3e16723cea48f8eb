"""States that are refused: nothing of them is added then."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_sc_plan import ServiceCatalog, SettingsError
from pytest_sc_plan.fake.saved.adding import ADDED, add_state, taken_by
from pytest_sc_plan.fake.saved.format import KINDS
from pytest_sc_plan.fake.saved.writing import state

from .raising import raises

State = dict[str, Any]
Change = Callable[[State], object]


@pytest.fixture
def saved(sc_plan: ServiceCatalog) -> State:
    """A state, of a fake that is empty again; what it names has ids that are known."""
    sc_plan.configure(progress="manual")
    sc_plan.add_product("shop", id="prod-shop", launch_paths=["team"])
    plan: Any = {"product": "shop", "provisioned_product_name": "item"}
    sc_plan.add_plan(id="plan-done", status="EXECUTE_SUCCESS", **plan)
    plan["provisioned_product_name"] = "to-be"
    sc_plan.add_plan(id="plan-new", status="CREATE_IN_PROGRESS", **plan)
    sc_plan.add_provisioned_product("busy", product="shop", status="UNDER_CHANGE")
    shown = state(sc_plan)
    sc_plan.reset()
    # Ids that were made up have names for the messages.
    text = json.dumps(shown)
    for kind, entries in shown.items():
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            if not entry["id"].endswith(("-shop", "-done", "-new")):
                text = text.replace(entry["id"], f"{entry['id'].partition('-')[0]}-{kind}{number}")
    read: State = json.loads(text)
    return read


def put(path: str, value: object) -> Change:
    """Put a value where a path leads: ``plans.0.status``."""
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]

    def change(of: Any) -> None:
        for step in way:
            of = of[step]
        of[last] = value

    return change


def leave_out(path: str) -> Change:
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]

    def change(of: Any) -> None:
        for step in way:
            of = of[step]
        del of[last]

    return change


NOWHERE = "neither here nor in the fake"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            put("plans.0.name", 5),
            "plans[0]: name must be text, not 5",
        ),
        (
            put("plans.0.name", ""),
            "plans[0]: name is empty",
        ),
        (
            put("plans.0.status", "EXECUTED_SUCCESS"),
            "plans[0]: status: unknown value 'EXECUTED_SUCCESS'; did you mean 'EXECUTE_SUCCESS'? "
            "Allowed: CREATE_FAILED, CREATE_IN_PROGRESS, CREATE_SUCCESS, EXECUTE_FAILED, "
            "EXECUTE_IN_PROGRESS, EXECUTE_SUCCESS",
        ),
        (
            put("plans.0.created_time", -1),
            "plans[0]: created_time must be 0 to 253402214400, not -1",
        ),
        (
            put("plans.0.outcome", {"code": "X"}),
            "plans[0]: outcome: member 'description' is missing",
        ),
        (
            put("plans.0.outcome", {"code": "", "description": "x"}),
            "plans[0]: code of a Failure must not be empty",
        ),
        (
            put("plans.0.notification_arns", [None]),
            "plans[0]: notification_arns[0] must be text, not None",
        ),
        (
            put("plans.0.given_parameters", [{"Kee": "x"}]),
            "plans[0]: parameters: unknown member 'Kee'; did you mean 'Key'? Allowed: Key, "
            "UsePreviousValue, Value",
        ),
        (
            put("plans.0.nam", "x"),
            "plans[0]: unknown argument 'product_id'",
        ),
        (
            leave_out("plans.0.created_time"),
            "plans[0]: member 'created_time' is missing",
        ),
        (
            put("plans.0.product_id", "prod-x"),
            f"plans[0]: there is no product 'prod-x', {NOWHERE}",
        ),
        (
            put("plans.0.provisioning_artifact_id", "pa-x"),
            f"plans[0]: there is no version of product prod-shop 'pa-x', {NOWHERE}",
        ),
        (
            put("plans.0.path_id", "lpv3-x"),
            f"plans[0]: there is no launch path of product prod-shop 'lpv3-x', {NOWHERE}",
        ),
        (
            put("plans.0.provisioned_product_id", "pp-x"),
            f"plans[0]: there is no provisioned product 'pp-x', {NOWHERE}",
        ),
        (
            put("plans.1.id", "plan-done"),
            "plans[1]: id: 'plan-done' is taken",
        ),
        (
            put("plans.0.id", "prod-x"),
            "plans[0]: id: 'prod-x' is the id of a product, not of a plan",
        ),
        (
            put("plans.1.work", None),
            "plans[1]: the plan is CREATE_IN_PROGRESS, so 'work' must say how it ends",
        ),
        (
            put("plans.0.work", {"outcome": "stuck"}),
            "plans[0]: the plan is EXECUTE_SUCCESS, so it has no 'work'",
        ),
        (
            put("plans.1.work", {"outcome": "failed"}),
            "plans[1]: work: outcome: unknown value 'failed'; allowed: stuck, succeeded",
        ),
        (
            put("plans.0.record_id", None),
            "plans[0]: the plan is EXECUTE_SUCCESS with record_id None, and the record of its "
            "execution is 'rec-records0'",
        ),
        (
            put("records.0.plan_id", None),
            "plans[0]: the plan is EXECUTE_SUCCESS with record_id 'rec-records0', and the record "
            "of its execution is None",
        ),
        (
            put("records.0.plan_id", "plan-x"),
            f"records[0]: there is no plan 'plan-x', {NOWHERE}",
        ),
        (
            put("records.0.provisioned_product_id", "pp-x"),
            f"records[0]: there is no provisioned product 'pp-x', {NOWHERE}",
        ),
        (
            put("records.0.status", "FAILED"),
            "records[0]: plan-done is EXECUTE_SUCCESS, but its record rec-records0, FAILED, needs "
            "EXECUTE_FAILED",
        ),
        (
            put("records.2.work", None),
            "records[2]: the record is CREATED, so 'work' must say how it ends",
        ),
        (
            put("records.0.outputs", [{"OutputKey": "x"}]),
            "records[0]: outputs: each has an OutputKey and an OutputValue, not {'OutputKey': 'x'}",
        ),
        (
            put("provisioned_products.2.status", "AVAILABLE"),
            "records[2]: pp-provisioned_products2 is AVAILABLE, but its record rec-records2, "
            "under way, needs UNDER_CHANGE",
        ),
        (
            put("provisioned_products.0.status", "UNDER_CHANGE"),
            "provisioned_products[0]: it is UNDER_CHANGE, and no record about it is under way",
        ),
        (
            put("provisioned_products.0.type", "EXTERNAL"),
            "provisioned_products[0]: type: it is EXTERNAL, and its product CFN_STACK",
        ),
        (
            put("provisioned_products.0.name", "busy"),
            "provisioned_products[2]: there is a provisioned product named 'busy' already",
        ),
        (
            put("products.0.provisioning_artifacts.0.template", {"Resorces": {}}),
            "products[0]: version 'v1': unknown section 'Resorces'",
        ),
        (
            put("products.0.provisioning_artifacts", []),
            "products[0]: provisioning_artifacts: a product has at least one version",
        ),
        (
            put("products.0.launch_paths.0.portfolio_id", "port-x"),
            f"products[0]: there is no portfolio 'port-x', {NOWHERE}",
        ),
        (
            put("products.0.tags", {"a": 1}),
            "products[0]: tags: a must be text, not 1",
        ),
        (put("products", {}), "products must be a list of objects, not {}"),
        (put("calls", "x"), "calls must be a whole number, not 'x'"),
        (put("deleted.product", []), "deleted: unknown member 'product'"),
        (put("record", []), "unknown kind of resource 'record'"),
        (put("deleted.products", [1]), "deleted: products[0] must be an object, not 1"),
    ],
)
def test_a_state_that_contradicts_itself_is_refused(
    sc_plan: ServiceCatalog, saved: State, change: Change, message: str
) -> None:
    add_state(sc_plan, copy.deepcopy(saved))
    sc_plan.reset()
    sc_plan.add_plan(name="there-before")
    before = state(sc_plan)
    change(saved)
    with pytest.raises(SettingsError) as caught:
        add_state(sc_plan, saved)
    assert str(caught.value)[: len(message)] == message
    assert state(sc_plan) == before


def test_what_is_gone_is_placed_too(sc_plan: ServiceCatalog, saved: State) -> None:
    (first, *_), product = saved["provisioned_products"], saved["products"][0]
    saved["deleted"]["provisioned_products"] = [{**first, "id": "pp-gone", "type": "EXTERNAL"}]
    with raises(
        SettingsError,
        "deleted: provisioned_products[0]: type: it is EXTERNAL, and its product CFN_STACK",
    ):
        add_state(sc_plan, saved)
    saved["deleted"] = {"products": [product]}
    with raises(SettingsError, "deleted: products[0]: id: 'prod-shop' is taken"):
        add_state(sc_plan, saved)
    (again,) = [{**product, "id": "prod-other"}]
    saved["deleted"], saved["products"] = {}, [product, again]
    with raises(SettingsError, f"products[1]: view_id: {product['view_id']!r} is taken"):
        add_state(sc_plan, saved)


def test_what_is_there_already_is_refused(sc_plan: ServiceCatalog, saved: State) -> None:
    add_state(sc_plan, saved)
    before = state(sc_plan)
    with raises(SettingsError, "products[0]: id: 'prod-shop' is taken"):
        add_state(sc_plan, {**saved, "portfolios": []})
    assert state(sc_plan) == before


def test_arguments_and_saved_resources_go_together(sc_plan: ServiceCatalog, saved: State) -> None:
    given = {
        **saved,
        "plans": [{"name": "first", "product": "shop"}, *saved["plans"], {"name": "last"}],
    }
    made = add_state(sc_plan, given)
    names = [plan["name"] for plan in made["plans"]]
    assert names == ["first", *(plan["name"] for plan in saved["plans"]), "last"]
    assert len(sc_plan.plans) == 4


@pytest.mark.sc_plan(progress="manual")
def test_arguments_of_which_one_is_wrong_change_nothing(sc_plan: ServiceCatalog) -> None:
    product = sc_plan.add_product("shop", id="prod-shop", launch_paths=0)
    item = sc_plan.add_provisioned_product("item", product=product)
    executing = sc_plan.add_plan(status="EXECUTE_IN_PROGRESS")
    before = state(sc_plan)
    given: dict[str, list[State]] = {
        "products": [{"name": "new"}],
        "portfolios": [{"name": "team", "products": ["shop"]}],
        "provisioned_products": [{"name": "more", "product": "new"}],
        "plans": [
            {"provisioned_product": "item", "status": "EXECUTE_SUCCESS"},
            {"provisioned_product": "item", "status": "CREATE_SUCCESS"},
            {"product": "nothing"},
        ],
    }
    with pytest.raises(SettingsError, match=r"^plans\[2\]: there is no product 'nothing' in acc"):
        add_state(sc_plan, given)
    assert state(sc_plan) == before
    assert (item.last_record_id, product.launch_paths) == (
        before["provisioned_products"][0]["last_record_id"],
        (),
    )
    del given["plans"][2]
    add_state(sc_plan, given)
    sc_plan.advance()
    assert executing.status == "EXECUTE_SUCCESS"


@pytest.mark.sc_plan(engine="cloudformation")
def test_a_saved_state_has_no_stacks(sc_plan: ServiceCatalog, saved: State) -> None:
    with raises(
        SettingsError,
        "engine=cloudformation: a saved state has no stacks, so its provisioned products, plans "
        "and records can't be added; its products and portfolios can",
    ):
        add_state(sc_plan, saved)
    add_state(sc_plan, {kind: saved[kind] for kind in ("products", "portfolios")})
    assert [product.name for product in sc_plan.products] == ["shop"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            {"versions": [{"id": "pa-1"}]},
            "products[0]: versions[0]: argument 'name' is missing",
        ),
        (
            {"versions": [{"name": "v1", "activ": True}]},
            "products[0]: versions[0]: unknown argument 'activ'; did you mean 'active'? Allowed: "
            "active, description, guidance, id, name, template",
        ),
        ({"tag_updates": 1}, "products[0]: tag_updates must be true or false, not 1"),
        (
            {"type": []},
            "products[0]: type must be text, not []",
        ),
    ],
)
def test_wrong_arguments_are_named_with_their_place(
    sc_plan: ServiceCatalog, entry: State, message: str
) -> None:
    with raises(SettingsError, message):
        add_state(sc_plan, {"products": [entry]})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 3) | st.just(0.5) | st.sampled_from(["", "x"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["Key", "Value", "name", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@st.composite
def entries(draw: st.DrawFn) -> tuple[str, State]:
    kind = draw(st.sampled_from(sorted(KINDS)))
    names = set(taken_by(ADDED[kind])["properties"]) if kind in ADDED else set()
    saved = {field.name for field in fields(KINDS[kind])}
    allowed = sorted(names or saved) if draw(st.booleans()) else sorted(saved)
    return kind, draw(st.dictionaries(st.sampled_from(allowed), VALUES, max_size=3))


@pytest.mark.once
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entry=entries())
def test_whatever_is_given_is_added_or_refused_in_a_sentence(
    sc_plan: ServiceCatalog, entry: tuple[str, State]
) -> None:
    kind, given = entry
    before = state(sc_plan)
    with suppress(SettingsError):
        add_state(sc_plan, {kind: [given]})
        sc_plan.reset()
    assert state(sc_plan) == before
