"""pytest's door: ini options, markers, fixtures and the report section."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from .fake.injections import EXECUTE_ERRORS, DocumentedError
from .settings import (
    DESCRIPTIONS,
    INI_PREFIX,
    NOUNS,
    TYPES,
    Settings,
    SettingsError,
    from_ini,
    unknown,
)

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from .fake.scenarios import Scenario
    from .fake.service_catalog import ServiceCatalog
    from .server.plan_server import PlanServer
    from .server.session_server import SharedServer

NAMED_ERRORS: Mapping[str, str] = {
    "sc_plan_invalid_parameters": "InvalidParametersException",
    "sc_plan_invalid_state": "InvalidStateException",
    "sc_plan_resource_not_found": "ResourceNotFoundException",
}

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
        for name, code in NAMED_ERRORS.items()
    },
}

FIXTURE_OF_MARKED = "_sc_plan_of_marked_tests"

REPORT_SECTION = "AWS Service Catalog calls"
REPORT_PROPERTY = "aws_service_catalog_calls"

_catalog_key = pytest.StashKey["ServiceCatalog"]()
_passed_key = pytest.StashKey[bool]()
_ini_key = pytest.StashKey[Mapping[str, Any]]()
_scenarios_key = pytest.StashKey[Mapping[str, "Scenario"]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add an ini option for each setting."""
    # Older pytests know neither type: their ini files hold only text, which is read below.
    numbers = {int: "int", float: "float"} if pytest.version_tuple >= (8, 4) else {}
    types: Mapping[type, Any] = {bool: "bool", **numbers}
    for name, description in DESCRIPTIONS.items():
        default = getattr(Settings, name)
        shown = str(default).lower() if isinstance(default, bool) else default
        parser.addini(
            f"{INI_PREFIX}{name}",
            f"pytest-sc-plan: {description} (default: {shown})",
            type=types.get(TYPES[name], "string"),
            default=None,
        )
    parser.addini(
        "sc_plan_scenarios",
        "pytest-sc-plan: scenarios in TOML, or the name of a TOML file beside the ini file",
        default="",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and refuse ini options that are wrong."""
    for line in MARKERS.values():
        config.addinivalue_line("markers", line)
    config.stash[_ini_key] = _ini_settings(config)
    if config.getini("sc_plan_scenarios"):
        _scenarios(config)


def _ini_settings(config: pytest.Config) -> dict[str, Any]:
    found: dict[str, Any] = {}
    source = str(config.inipath or "ini options")
    for name in DESCRIPTIONS:
        option = f"{INI_PREFIX}{name}"
        try:
            value = config.getini(option)
            if value is not None:
                found[name] = from_ini(name, value)
                Settings().updated(source, {name: found[name]}, prefix=INI_PREFIX)
        except SettingsError as error:
            message = str(error).removeprefix(f"{source}: ")
            raise pytest.UsageError(f"{source}: {message}") from None
        except (pytest.UsageError, TypeError, ValueError) as error:
            # A value that does not fit the option's type: which of these depends on the pytest.
            message = str(error).removeprefix(f"{source}: ")
            raise pytest.UsageError(
                f"{source}: {option} must be {NOUNS[TYPES[name]]}: {message}"
            ) from None
    return found


def _scenarios(config: pytest.Config) -> Mapping[str, Scenario]:
    if _scenarios_key not in config.stash:
        from .fake.scenarios import load

        folder = config.inipath.parent if config.inipath else config.rootpath
        try:
            config.stash[_scenarios_key] = load(
                config.getini("sc_plan_scenarios"), folder, str(config.inipath or "ini options")
            )
        except SettingsError as error:
            raise pytest.UsageError(str(error)) from None
    return config.stash[_scenarios_key]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrize over the scenarios, and refuse a parametrization that would feed no fixture."""
    if "sc_plan_scenario" in metafunc.fixturenames and not any(
        "sc_plan_scenario" in _argument_names(mark)
        for mark in metafunc.definition.iter_markers("parametrize")
    ):
        metafunc.parametrize("sc_plan_scenario", list(_scenarios(metafunc.config)), indirect=True)
    for mark in metafunc.definition.iter_markers("parametrize"):
        indirect = mark.args[2] if len(mark.args) > 2 else mark.kwargs.get("indirect", False)
        for name in ("sc_plan_error", "sc_plan_scenario"):
            if name in _argument_names(mark) and not (
                indirect is True or (indirect and name in indirect)
            ):
                raise _failure(
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
    request.getfixturevalue("sc_plan")


def pytest_runtest_setup(item: Any) -> None:
    """Spare a test without a marker of ours the fixture that is for those with one."""
    names = getattr(item, "fixturenames", ())
    if FIXTURE_OF_MARKED in names and not any(mark.name in MARKERS for mark in item.iter_markers()):
        # All parameters of a test have one list, and only some may be marked.
        item.fixturenames = [name for name in names if name != FIXTURE_OF_MARKED]


@pytest.fixture
def sc_plan(request: pytest.FixtureRequest) -> Iterator[ServiceCatalog]:
    """A fake AWS Service Catalog, live for this test: every botocore client calls it.

    Gives a ServiceCatalog: seed it with add_plan(), change it with configure(), make it fail with
    raise_error(), look at calls, plans and records.
    """
    from .activation.live import Live
    from .fake.service_catalog import ServiceCatalog

    scenarios = _scenarios_of(request)
    try:
        catalog = ServiceCatalog(_settings_of(request.node, scenarios))
    except SettingsError as error:
        raise _failure(str(error)) from None
    for scenario in scenarios:
        scenario.apply(catalog)
    _inject_marked(catalog, request.node)
    live = Live(catalog, getattr(request.node, "module", None))
    live.start()
    request.node.stash[_catalog_key] = catalog
    try:
        yield catalog
    finally:
        live.stop()
    # A test that failed or was skipped has said enough.
    passed = request.node.stash.get(_passed_key, False)
    if passed and catalog.settings.assert_all_errors_raised:
        try:
            catalog.assert_all_errors_raised()
        except AssertionError as error:
            raise _failure(str(error)) from None


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
    environ, and methods that steer it: seed(), state(), advance(), reset() and others.
    """
    from .activation.environment import default_settings
    from .server.session_server import joined

    folder = tmp_path_factory.getbasetemp()
    worker = getattr(request.config, "workerinput", {}).get("workerid")
    settings = default_settings().updated("ini option", request.config.stash[_ini_key])
    try:
        share = joined(folder.parent if worker else folder, worker or "main", settings)
        with share as server:
            yield server
    except SettingsError as error:
        raise _failure(f"sc_plan_shared_server: {error}") from None


@pytest.fixture(params=EXECUTE_ERRORS)
def sc_plan_error(request: pytest.FixtureRequest, sc_plan: ServiceCatalog) -> DocumentedError:
    """Each error that ExecuteProvisionedProductPlan documents, one test for each, injected.

    Gives a DocumentedError. parametrize(..., indirect=True) takes codes or DocumentedError objects.
    """
    from .fake.injections import documented_error

    wanted = request.param
    try:
        error = wanted if isinstance(wanted, DocumentedError) else documented_error(wanted)
        sc_plan.raise_error(
            error.code, operation=error.operation, message=error.message, documented=False
        )
    except SettingsError as problem:
        raise _failure(f"sc_plan_error: {problem}") from None
    return error


@pytest.fixture
def sc_plan_scenario(request: pytest.FixtureRequest, sc_plan: ServiceCatalog) -> Scenario:
    """Each scenario, one test for each: those built in, and those of sc_plan_scenarios.

    Gives the Scenario, with name and description. parametrize(..., indirect=True) takes names.
    """
    return _scenarios(request.config)[request.param]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the calls of a test that failed."""
    report = yield
    if report.when == "call":
        item.stash[_passed_key] = report.passed
    catalog = item.stash.get(_catalog_key, None)
    if catalog is not None:
        _add_calls(item, report, catalog)
    return report


def _add_calls(item: pytest.Item, report: pytest.TestReport, catalog: ServiceCatalog) -> None:
    if report.failed and (catalog.calls or catalog.injections):
        from .fake.calls import tally

        parts = [catalog.listing()]
        if catalog.injections:
            parts += ["injected:", tally(catalog.injections)]
        text = "\n".join(parts)
        report.sections.append((REPORT_SECTION, text))
        # JUnit XML shows no sections, but it shows properties.
        known = (REPORT_PROPERTY, text)
        item.user_properties.append(known)
        report.user_properties.append(known)
    secrets = catalog.secrets
    if secrets:
        from .activation.environment import FAKE_CREDENTIALS
        from .fake.redaction import redact

        secrets -= set(FAKE_CREDENTIALS.values())
        report.longrepr = redact(report.longrepr, secrets)
        report.sections = redact(report.sections, secrets)


def _settings_of(node: pytest.Item, scenarios: list[Scenario]) -> Settings:
    from .activation.environment import default_settings

    chosen: dict[str, Any] = {}
    settings = default_settings().updated("ini option", node.config.stash[_ini_key])
    for scenario in scenarios:
        settings = settings.updated(f"scenario {scenario}", scenario.settings)
    for mark in _marks(node, {"sc_plan"}):
        source = f"marker {_written(mark)}"
        try:
            if mark.args:
                raise SettingsError(f"{source}: takes settings by name, not {mark.args[0]!r}")
            settings.updated(source, mark.kwargs)
        except SettingsError as error:
            raise _failure(str(error)) from None
        chosen.update(mark.kwargs)
    return settings.updated("sc_plan", chosen)


def _scenarios_of(request: pytest.FixtureRequest) -> list[Scenario]:
    from .fake.scenarios import scenario

    node = request.node
    marks = _marks(node, {"sc_plan_scenario"})
    names = [(f"marker {_written(mark)}", mark.args, mark.kwargs) for mark in marks]
    callspec = getattr(node, "callspec", None)
    if callspec is not None and "sc_plan_scenario" in callspec.params:
        names.append(("sc_plan_scenario", (callspec.params["sc_plan_scenario"],), {}))
    found: list[Scenario] = []
    for source, args, kwargs in names:
        try:
            if len(args) != 1 or kwargs:
                raise SettingsError("takes the name of one scenario, and nothing else")
            found.append(scenario(args[0], _scenarios(node.config)))
        except SettingsError as error:
            raise _failure(f"{source}: {error}") from None
    return found


def _inject_marked(catalog: ServiceCatalog, node: pytest.Item) -> None:
    from .fake.scenarios import ERROR_ARGUMENTS, FAULT_ARGUMENTS

    for mark in reversed(_marks(node, {"sc_plan_error", "sc_plan_fault", *NAMED_ERRORS})):
        what, *allowed = FAULT_ARGUMENTS if mark.name == "sc_plan_fault" else ERROR_ARGUMENTS
        inject = catalog.inject_fault if mark.name == "sc_plan_fault" else catalog.raise_error
        arguments = dict(mark.kwargs)
        named = [NAMED_ERRORS[mark.name]] if mark.name in NAMED_ERRORS else []
        if not named and what in arguments:
            named = [arguments.pop(what)]
        named += mark.args
        try:
            for name in arguments:
                if name not in allowed:
                    raise SettingsError(unknown("unknown argument", name, allowed))
            if len(named) != 1:
                wanted = f"no {what}" if mark.name in NAMED_ERRORS else f"one {what}"
                raise SettingsError(f"takes {wanted}, and everything else by name")
            inject(named[0], **arguments)
        except SettingsError as error:
            raise _failure(f"marker {_written(mark)}: {error}") from None


def _marks(node: pytest.Item, names: set[str]) -> list[pytest.Mark]:
    """The marks of those names, from the farthest to the closest, parametrized ones last."""
    by_node: dict[Any, list[pytest.Mark]] = {}
    for holder, mark in node.iter_markers_with_node():
        if mark.name in names:
            by_node.setdefault(holder, []).append(mark)
    return [mark for marks in reversed(by_node.values()) for mark in marks]


def _written(mark: pytest.Mark) -> str:
    arguments = [repr(value) for value in mark.args]
    arguments += [f"{name}={value!r}" for name, value in mark.kwargs.items()]
    return f"{mark.name}({', '.join(arguments)})"


def _failure(message: str) -> BaseException:
    return pytest.fail.Exception(message, pytrace=False)
