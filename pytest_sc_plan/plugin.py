"""pytest's door: ini options, markers and fixtures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from . import ini
from .activation import afterwards, environment, observers

# Loaded with the plugin: it takes the real clocks before a test can replace them.
from .catalog import clock as _clock  # noqa: F401
from .fake import markers
from .fake.injections import EXECUTE_ERRORS, DocumentedError, documented_error
from .report import hints
from .report.reporter import Reporter
from .report.source import FIXTURE
from .settings import SettingsError

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from .fake.scenarios import Scenario
    from .fake.service_catalog import ServiceCatalog
    from .server.plan_server import PlanServer
    from .server.session_server import SharedServer

MARKERS: Mapping[str, str] = {
    "sc_plan": "sc_plan(**settings): run the test against the fake Service Catalog, with these "
    "settings; the closest marker wins, name by name.",
    "sc_plan_error": "sc_plan_error(code, *, operation='ExecuteProvisionedProductPlan', "
    "message=None, times=None, after=0, plan_id=None, documented=True): answer matching calls with "
    "that error of the service, from call number after+1 on, as often as times says.",
    "sc_plan_fault": "sc_plan_fault(kind, *, operation='ExecuteProvisionedProductPlan', times=1, "
    "after=0, plan_id=None, seconds=None): let a fault below the API happen to matching calls, "
    "such as throttling, read_timeout or response_lost.",
    "sc_plan_scenario": "sc_plan_scenario(name): run the test in a scenario: one that is built in, "
    "or one that the ini option sc_plan_scenarios declares.",
    **{
        name: f"{name}(*, operation='ExecuteProvisionedProductPlan', message=None, times=None, "
        f"after=0, plan_id=None): answer matching calls with {code}, as sc_plan_error does."
        for name, code in markers.NAMED_ERRORS.items()
    },
}

FIXTURE_OF_MARKED = "_sc_plan_of_marked_tests"

_reporter_key = pytest.StashKey[Reporter]()
_before_key = pytest.StashKey[bool]()
_fixture_key = pytest.StashKey[pytest.FixtureDef[Any]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add an ini option for each setting."""
    ini.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and refuse ini options that are wrong."""
    for line in MARKERS.values():
        config.addinivalue_line("markers", line)
    config.add_cleanup(environment.begin_run(ini.settings(config)))
    _start_reporter(config)
    if config.getini(ini.SCENARIOS):
        ini.scenarios(config)
    if ini.is_guarded(config):
        from .activation.guard import Guard

        guard = Guard()
        guard.start()
        config.add_cleanup(guard.stop)


def _start_reporter(config: pytest.Config) -> None:
    reporter = config.stash[_reporter_key] = Reporter(config)
    config.pluginmanager.register(reporter)
    observers.observers.append(reporter)
    config.add_cleanup(partial(observers.observers.remove, reporter))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrize over all scenarios, and refuse our fixtures' names without ``indirect``."""
    if "sc_plan_scenario" in metafunc.fixturenames and not any(
        "sc_plan_scenario" in _argument_names(mark)
        for mark in metafunc.definition.iter_markers("parametrize")
    ):
        metafunc.parametrize(
            "sc_plan_scenario", list(ini.scenarios(metafunc.config)), indirect=True
        )
    for mark in metafunc.definition.iter_markers("parametrize"):
        indirect = mark.args[2] if len(mark.args) > 2 else mark.kwargs.get("indirect", False)
        for name in ("sc_plan_error", "sc_plan_scenario"):
            if name in _argument_names(mark) and not (
                indirect is True or (indirect and name in indirect)
            ):
                raise hints.failure(
                    f"{metafunc.definition.nodeid}: parametrize({name!r}, ...) needs "
                    "indirect=True, or the values would replace the fixture and do nothing"
                )


def _argument_names(mark: pytest.Mark) -> set[str]:
    arguments = mark.args[0] if mark.args else mark.kwargs.get("argnames", ())
    names = arguments.split(",") if isinstance(arguments, str) else arguments
    return {name.strip() for name in names}


@pytest.fixture(name=FIXTURE_OF_MARKED, autouse=True)
def _sc_plan_of_marked_tests(request: pytest.FixtureRequest) -> None:
    # A marker alone makes the fake live, whether or not the test names the fixture.
    request.getfixturevalue(FIXTURE)
    _check_reached(request, f"the marker {_first_marker(request.node)}")


def pytest_runtest_setup(item: Any) -> None:
    """Let the fake be live before other fixtures of a test, if it is to be live at all."""
    names = getattr(item, "fixturenames", ())
    if FIXTURE_OF_MARKED in names and _first_marker(item) is None:
        place = names.index(FIXTURE_OF_MARKED)
        # Only some parameters of a test may be marked, and they share one list: make a new one.
        first = [FIXTURE] if FIXTURE in names else []
        item.fixturenames = [*names[:place], *first, *names[place + 1 :]]


def _first_marker(node: pytest.Item) -> str | None:
    return next((mark.name for mark in node.iter_markers() if mark.name in MARKERS), None)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> None:
    """Remember the environment before a test's first fixture, for when the last one is undone."""
    # The same for a module and a session, which have fixtures of their own.
    node = request.node
    request.config.stash[_reporter_key].fixture = fixturedef
    if fixturedef.argname == FIXTURE:
        node.stash[_fixture_key] = fixturedef
    if _before_key not in node.stash:
        node.stash[_before_key] = True
        # What is added first is called last.
        node.addfinalizer(partial(_after_the_last_fixture, node, environment.look()))


def _after_the_last_fixture(node: pytest.Item, before: environment.Variables) -> None:
    # The test may run again.
    del node.stash[_before_key]
    afterwards.undo_all(before)


@pytest.fixture
def sc_plan(request: pytest.FixtureRequest) -> Iterator[ServiceCatalog]:
    """A fake AWS Service Catalog, live for this test: every botocore client calls it.

    Gives a ServiceCatalog: seed it with add_plan(), change it with configure(), make it fail with
    raise_error(), look at calls, plans and records.
    """
    from .activation.live import Live

    _check_alone(request)
    with _failing_in_one_line():
        catalog = _catalog_of(request.node)
    live = Live(catalog, getattr(request.node, "module", None))
    live.start()
    try:
        yield catalog
    finally:
        live.stop()
    # A test that failed or was skipped has its reason already.
    if request.config.stash[_reporter_key].attempt.passed:
        with _failing_in_one_line():
            catalog.assert_all_served()
            if catalog.settings.assert_all_errors_raised:
                catalog.assert_all_errors_raised()


@pytest.fixture
def sc_plan_client(sc_plan: ServiceCatalog) -> BaseClient:
    """boto3.client("servicecatalog") for the configured region, against the fake."""
    from .activation.sessions import client

    return client()


@pytest.fixture
def sc_plan_server(sc_plan: ServiceCatalog) -> Iterator[PlanServer]:
    """An HTTP endpoint on 127.0.0.1 that serves the fake to other processes and languages.

    Gives its url, and environ: the variables that point the AWS CLI or any SDK at it.
    """
    from .server.plan_server import PlanServer

    server = PlanServer(sc_plan)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def sc_plan_shared_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SharedServer]:
    """An HTTP endpoint in a process of its own, one for all workers of pytest-xdist.

    Each worker has a state of its own there, with the settings of the ini file. Gives its url and
    environ, and methods that control it: seed(), state(), advance(), reset() and others.
    """
    from .server.session_server import joined

    reporter = request.config.stash[_reporter_key]
    folder = tmp_path_factory.getbasetemp()
    worker = getattr(request.config, "workerinput", {}).get("workerid")
    settings = environment.default_settings()
    with _failing_in_one_line("sc_plan_shared_server: "):
        share = joined(folder.parent if worker else folder, worker or "main", settings)
        with share as server, reporter.showing("sc_plan_shared_server", server):
            yield server


@pytest.fixture(params=EXECUTE_ERRORS.values())
def sc_plan_error(
    request: pytest.FixtureRequest, sc_plan: ServiceCatalog
) -> Iterator[DocumentedError]:
    """Each error that ExecuteProvisionedProductPlan documents, one test for each, injected.

    Gives a DocumentedError. parametrize(..., indirect=True) takes codes or DocumentedError objects.
    """
    wanted = request.param
    with _failing_in_one_line("sc_plan_error: "):
        error = wanted if isinstance(wanted, DocumentedError) else documented_error(wanted)
        injection = sc_plan.raise_error(
            error.code, operation=error.operation, message=error.message, documented=False
        )
    # A fake of wider scope is there for other tests too.
    with injection:
        yield error


@pytest.fixture
def sc_plan_scenario(request: pytest.FixtureRequest, sc_plan: ServiceCatalog) -> Scenario:
    """Each scenario, one test for each: those built in, and those of sc_plan_scenarios.

    Gives the Scenario, with name and description. parametrize(..., indirect=True) takes names.
    """
    _check_reached(request, "the fixture sc_plan_scenario")
    return ini.scenarios(request.config)[request.param]


def _catalog_of(node: pytest.Item) -> ServiceCatalog:
    """Make the fake that a test asks for, by ini file, scenarios and markers.

    Raises:
        SettingsError: One of them is wrong.
    """
    from .fake.service_catalog import ServiceCatalog

    scenarios = _scenarios_of(node)
    settings = environment.default_settings()
    for scenario in scenarios:
        settings = settings.updated(f"scenario {scenario}", scenario.settings)
    settings = markers.settings_with(_marks(node, "sc_plan"), settings)
    marks = _marks(node, *markers.INJECTING)

    def prepare(catalog: ServiceCatalog) -> None:
        for scenario in scenarios:
            scenario.apply(catalog)
        for mark in reversed(marks):
            markers.inject(mark, catalog)

    catalog = ServiceCatalog(settings, prepare)
    catalog.reset()
    return catalog


def _scenarios_of(node: pytest.Item) -> list[Scenario]:
    marks = _marks(node, "sc_plan_scenario")
    callspec = getattr(node, "callspec", None)
    parameters = callspec.params if callspec is not None else {}
    if not marks and "sc_plan_scenario" not in parameters:
        return []
    from .fake.scenarios import scenario

    known = ini.scenarios(node.config)
    found = [markers.scenario_of(mark, known) for mark in marks]
    if "sc_plan_scenario" in parameters:
        try:
            found.append(scenario(parameters["sc_plan_scenario"], known))
        except SettingsError as error:
            raise SettingsError(f"sc_plan_scenario: {error}") from None
    return found


def _marks(node: pytest.Item, *names: str) -> list[pytest.Mark]:
    """List the marks of those names, from the farthest to the closest, parametrized ones last."""
    by_node: dict[Any, list[pytest.Mark]] = {}
    for holder, mark in node.iter_markers_with_node():
        if mark.name in names:
            by_node.setdefault(holder, []).append(mark)
    return [mark for marks in reversed(by_node.values()) for mark in marks]


@contextmanager
def _failing_in_one_line(prefix: str = "") -> Iterator[None]:
    """Fail a test with the message of an error alone: a traceback would show our code."""
    try:
        yield
    except (SettingsError, AssertionError) as error:
        raise hints.failure(f"{prefix}{error}") from None


def _check_alone(request: pytest.FixtureRequest) -> None:
    """Fail a test that has a fake already, or will have one from a decorator."""
    node, reporter = request.node, request.config.stash[_reporter_key]
    marker = None if FIXTURE in node.fixturenames else _first_marker(node)
    asking = f"the marker {marker}" if marker is not None else "sc_plan"
    around = reporter.decoration_of(node)
    if around is not None:
        raise hints.failure(hints.of_decorated(asking, around))
    if reporter.live is not None:
        raise hints.failure(hints.of_second_fake(asking, reporter.live))


def _check_reached(request: pytest.FixtureRequest, asking: str) -> None:
    """Fail a test whose sc_plan is a fixture of the user's that makes a fake of its own."""
    if not request.config.stash[_reporter_key].attempt.has_fixture:
        stashes = [node.stash for node in request.node.listchain()]
        (*_, fixture) = [stash[_fixture_key] for stash in stashes if _fixture_key in stash]
        raise hints.failure(hints.of_override(asking, fixture, request.config.rootpath))
