"""Arguments of a wrong kind: each is refused in a sentence that says what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pytest_sc_plan import (
    DocumentedError,
    Failure,
    ServiceCatalog,
    Settings,
    SharedServer,
    Version,
    documented_error,
    documented_errors,
    mock_service_catalog,
    serve_in_moto,
)

from .raising import raises

# A test hands in what type checkers refuse.
wrong: Any = ServiceCatalog
mock: Any = mock_service_catalog
served: Any = serve_in_moto
shared: Any = SharedServer("http://127.0.0.1:1/main", "us-east-1")

PLAN = "<Plan plan-a 'first' CREATE_SUCCESS>"
VIEW_OR_NAME = "must be a ProductView, an id or a name, not"
KINDS = "access_denied, connect_timeout, connection_closed, expired_token, internal_error, latency"
VERSIONS = "versions must be a mapping of templates by names or a list of Version, not"
MAPPINGS = "must be a mapping, or a list of mappings, not"
PATHS = "launch_paths must be a whole number, a list of portfolios, or roles by portfolios, not"

SETTINGS: list[tuple[Callable[[Any], Any], str]] = [
    (
        lambda fake: fake.configure({"outcome": "failed", "polls": 2}),
        "configure() takes settings by name, not {'outcome': 'failed', 'polls': 2}: "
        "configure(outcome='failed', polls=2)",
    ),
    (
        lambda fake: fake.configure("strict"),
        "configure() takes settings by name, not 'strict': configure(idempotency='strict')",
    ),
    (
        lambda fake: fake.configure(3),
        "configure() takes settings by name, not 3: configure(outcome='failed')",
    ),
    (
        lambda fake: mock("failed"),
        "mock_service_catalog() takes a function, a class, or settings by name, not 'failed': "
        "mock_service_catalog(outcome='failed')",
    ),
    (
        lambda fake: mock({"polls": 2}),
        "mock_service_catalog() takes a function, a class, or settings by name, not {'polls': 2}: "
        "mock_service_catalog(polls=2)",
    ),
    (lambda fake: mock(polls=2)("x"), "a fake decorates a function or a class, not 'x'"),
    (
        lambda fake: served("failed").__enter__(),
        "serve_in_moto() takes a ServiceCatalog, or settings by name, not 'failed': "
        "serve_in_moto(outcome='failed')",
    ),
    (lambda fake: wrong({}), "settings must be Settings, such as Settings(), not {}"),
    (
        lambda fake: fake.for_account(123),
        "for_account(): account_id must be text, not 123 (int)",
    ),
    (lambda fake: fake.for_account(""), "for_account(): account_id must be 12 digits, not ''"),
    (lambda fake: fake.for_account(region=[]), "for_account(): region must be text, not [] (list)"),
    (lambda fake: fake.advance("10"), "seconds must be a number, not '10'"),
    (lambda fake: fake.advance(seconds=True), "seconds must be a number, not True"),
    (
        lambda fake: fake.on_execute("failed"),
        "on_execute() takes a function that gets the plan, not 'failed'; for all plans: "
        "configure(outcome='failed')",
    ),
    (
        lambda fake: fake.on_create(Failure("Stopped", "Somebody did.")),
        "on_create() takes a function that gets the plan, not Failure(code='Stopped', "
        "description='Somebody did.'); for all plans: configure(creation_outcome="
        "Failure(code='Stopped', description='Somebody did.'))",
    ),
    (
        lambda fake: fake.on_create(None),
        "on_create() takes a function that gets the plan, not None; for all plans: "
        "configure(creation_outcome='failed')",
    ),
]

ERRORS: list[tuple[Callable[[Any], Any], str]] = [
    (
        lambda fake: fake.raise_error(DocumentedError("a", "b")),
        "code must be text, not DocumentedError(code='a', message='b', http_status=400, "
        "operation='ExecuteProvisionedProductPlan') (DocumentedError)",
    ),
    (
        lambda fake: fake.raise_error("InvalidStateException", plan_id=fake.plans[0]),
        f"plan_id must be text, not {PLAN}: use its id, 'plan-a'",
    ),
    (
        lambda fake: fake.raise_error("InvalidStateException", plan_id=3),
        "plan_id must be text, not 3",
    ),
    (
        lambda fake: fake.raise_error("Teapot", documented="no"),
        "documented must be True or False, not 'no'",
    ),
    (
        lambda fake: fake.inject_fault(["latency"], seconds=1),
        f"unknown fault ['latency']; did you mean 'latency'? Allowed: {KINDS}, malformed_response, "
        "read_timeout, response_lost, service_unavailable, throttling",
    ),
    (
        lambda fake: fake.inject_fault("latency", seconds="3"),
        "seconds must be a number of 0 or more, not '3'",
    ),
    (lambda fake: documented_error(3), "code must be text, not 3 (int)"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    (
        lambda fake: documented_errors(3),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        "operation must be a name such as 'DescribeRecord', not 3",
    ),
]

LOOKING: list[tuple[Callable[[Any], Any], str]] = [
    (
        lambda fake: fake.plan(fake.plans[0]),
        f"plan_id must be an id, not {PLAN}: use its id, 'plan-a'",
    ),
    (lambda fake: fake.plan(None), "plan_id must be an id, not None"),
    (
        lambda fake: fake.record(fake.plans[0]),
        f"record_id must be an id, not {PLAN}",
    ),
    (
        lambda fake: fake.provisioned_product(None),
        "id_or_name must be an id or a name, not None",
    ),
    (
        lambda fake: fake.provisioned_product(["x"]),
        "id_or_name must be an id or a name, not ['x']",
    ),
    (lambda fake: fake.portfolio(3), "id_or_name must be an id or a name, not 3"),
    (
        lambda fake: fake.assert_executed(None),
        "plan must be a PlanView or an id, not None",
    ),
    (
        lambda fake: fake.assert_not_executed(fake.products[0]),
        "plan must be a PlanView or an id, not <Product prod-q 'queue'>",
    ),
    (
        lambda fake: fake.assert_executed_once(["plan-a"]),
        "plan must be a PlanView or an id, not ['plan-a']",
    ),
    (
        lambda fake: fake.assert_executed("plan-a", times="2"),
        "times must be a whole number of at least 0, not '2'",
    ),
    (
        lambda fake: fake.assert_called("DescribeRecord", times=True),
        "times must be a whole number of at least 0, not True",
    ),
]

SEEDING: list[tuple[Callable[[Any], Any], str]] = [
    (
        lambda fake: fake.add_plan(product={"id": "prod-q"}),
        f"product {VIEW_OR_NAME} {{'id': 'prod-q'}}",
    ),
    (lambda fake: fake.add_plan(product=fake.plans[0]), f"product {VIEW_OR_NAME} {PLAN}"),
    (
        lambda fake: fake.add_plan(provisioned_product=fake.products[0]),
        "provisioned_product must be a ProvisionedProductView, an id or a name, not "
        "<Product prod-q 'queue'>",
    ),
    (
        lambda fake: fake.add_plan(provisioned_product=["x"]),
        "provisioned_product must be a ProvisionedProductView, an id or a name, not ['x']",
    ),
    (
        lambda fake: fake.add_plan(version=fake.products[0].provisioning_artifacts[0]),
        "version must be text, not <ProvisioningArtifact pa-q 'v1'>: use its id, 'pa-q'",
    ),
    (lambda fake: fake.add_plan(version=1), "version must be text, not 1"),
    (lambda fake: fake.add_plan(tags=0), f"tags {MAPPINGS} 0"),
    (lambda fake: fake.add_plan(parameters=False), f"parameters {MAPPINGS} False"),
    (
        lambda fake: fake.add_plan(resource_changes={}),
        "resource_changes must be a list of mappings, not {}",
    ),
    (lambda fake: fake.add_provisioned_product(outputs=3), f"outputs {MAPPINGS} 3"),
    (
        lambda fake: fake.add_product(versions=["v1"]),
        f"{VERSIONS} a list of 'v1': use [Version('v1')]",
    ),
    (lambda fake: fake.add_product(versions="v1"), f"{VERSIONS} 'v1': use [Version('v1')]"),
    (lambda fake: fake.add_product(versions=[{}]), f"{VERSIONS} a list of {{}}"),
    (
        lambda fake: fake.add_product(versions=[Version("v1")], inactive_versions=3),
        "inactive_versions must be a list of texts, not 3",
    ),
    (
        lambda fake: fake.add_product("x", versions=[Version("v1", 3)]),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        "product 'x', version 'v1': not a template but 3",
    ),
    (lambda fake: fake.add_product(launch_paths=1.5), f"{PATHS} 1.5"),
    (lambda fake: fake.add_product(launch_paths=None), f"{PATHS} None"),
    (
        lambda fake: fake.add_product(type=["EXTERNAL"]),
        "type: ['EXTERNAL']; did you mean 'EXTERNAL'? Allowed: CFN_STACK, CFN_STACKSET, "
        "CONTROL_TOWER_ACCOUNT, EXTERNAL, TERRAFORM_CLOUD, TERRAFORM_OPEN_SOURCE",
    ),
    (lambda fake: fake.add_product(tag_options=0), "tag_options must be a mapping, not 0"),
    (
        lambda fake: fake.add_product(template_constraints=[]),
        "template_constraints must be a mapping, not []",
    ),
    (lambda fake: fake.add_portfolio(launch_roles=[]), "launch_roles must be a mapping, not []"),
    (
        lambda fake: fake.add_portfolio(products=fake.products[0]),
        "products must be a list of products, not <Product prod-q 'queue'>",
    ),
]

SHARED: list[tuple[Callable[[Any], Any], str]] = [
    (
        lambda fake: shared.configure("failed"),
        "configure() takes settings by name, not 'failed': configure(outcome='failed')",
    ),
    (lambda fake: shared.for_account(123), "for_account(): account_id must be text, not 123 (int)"),
    (lambda fake: shared.for_account(""), "for_account(): account_id must be 12 digits, not ''"),
    (
        lambda fake: shared.seed(plans=fake.plans),
        f"the shared server takes what JSON can express: not {PLAN}",
    ),
    (
        lambda fake: shared.seed(plans=[{(1, 2): 3}]),
        "the shared server takes what JSON can express: keys must be str, int, float, bool or "
        "None, not tuple",
    ),
]


@pytest.mark.parametrize(("call", "message"), [*SETTINGS, *ERRORS, *LOOKING, *SEEDING, *SHARED])
def test_it_is_refused_in_a_sentence_and_changes_nothing(
    call: Callable[[Any], Any], message: str
) -> None:
    fake = ServiceCatalog(Settings(deterministic=True))
    product = fake.add_product("queue", id="prod-q", versions=[Version("v1", id="pa-q")])
    fake.add_plan(id="plan-a", name="first", product=product)
    before = fake.products, fake.portfolios, fake.plans, fake.provisioned_products, fake.settings
    with raises(ValueError, message):
        call(fake)
    after = fake.products, fake.portfolios, fake.plans, fake.provisioned_products, fake.settings
    assert after == before
    assert fake.injections == []


def test_what_is_sent_to_a_shared_server_may_have_failures_and_versions() -> None:
    # Nobody listens there: the request was written.
    with pytest.raises(
        RuntimeError, match=r"^the shared server at http://127\.0\.0\.1:1/main has "
    ):
        shared.seed(
            products=[{"versions": [Version("v1")]}], plans=[{"outcome": Failure("a", "b")}]
        )
