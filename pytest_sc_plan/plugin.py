"""pytest's door: ini options, markers, fixtures and the report section."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from .faults import EXECUTE_ERRORS, DocumentedError
from .settings import DESCRIPTIONS, INI_PREFIX, TYPES, Settings, SettingsError, from_ini, unknown

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from .backend import ServiceCatalog

NAMED_ERRORS: Mapping[str, str] = {
    "sc_plan_invalid_parameters": "InvalidParametersException",
    "sc_plan_invalid_state": "InvalidStateException",
    "sc_plan_resource_not_found": "ResourceNotFoundException",
}

ERROR_ARGUMENTS = ("operation", "message", "times", "after", "plan_id", "documented")

MARKERS: Mapping[str, str] = {
    "sc_plan": "sc_plan(**settings): run the test against the fake Service Catalog, with these "
    "settings; the closest marker wins, name by name.",
    "sc_plan_error": "sc_plan_error(code, *, operation='ExecuteProvisionedProductPlan', "
    "message=None, times=None, after=0, plan_id=None, documented=True): answer matching calls with "
    "that error of the service, from call number after+1 on, as often as times says.",
    **{
        name: f"{name}(*, operation='ExecuteProvisionedProductPlan', message=None, times=None, "
        f"after=0, plan_id=None): answer matching calls with {code}, as sc_plan_error does."
        for name, code in NAMED_ERRORS.items()
    },
}

REPORT_SECTION = "AWS Service Catalog calls"

_catalog_key = pytest.StashKey["ServiceCatalog"]()
_passed_key = pytest.StashKey[bool]()
_ini_key = pytest.StashKey[Mapping[str, Any]]()


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


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and refuse ini options that are wrong."""
    for line in MARKERS.values():
        config.addinivalue_line("markers", line)
    config.stash[_ini_key] = _ini_settings(config)


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
            message = str(error)
            prefix = "" if message.startswith(source) else f"{source}: "
            raise pytest.UsageError(f"{prefix}{message}") from None
        except (TypeError, ValueError) as error:
            # pytest's own words for a value that does not fit the option's type.
            raise pytest.UsageError(f"{source}: {option}: {error}") from None
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Refuse a parametrization that would replace the fixture instead of feeding it."""
    for mark in metafunc.definition.iter_markers("parametrize"):
        arguments = mark.args[0] if mark.args else mark.kwargs.get("argnames", ())
        names = arguments.split(",") if isinstance(arguments, str) else arguments
        indirect = mark.args[2] if len(mark.args) > 2 else mark.kwargs.get("indirect", False)
        if "sc_plan_error" in {name.strip() for name in names} and not (
            indirect is True or (indirect and "sc_plan_error" in indirect)
        ):
            raise pytest.UsageError(
                f"{metafunc.definition.nodeid}: parametrize('sc_plan_error', ...) needs "
                "indirect=True, or the values would replace the fixture and nothing would be armed"
            )


@pytest.fixture(autouse=True)
def _sc_plan_of_marked_tests(request: pytest.FixtureRequest) -> None:
    # A marker alone makes the fake live, whether or not the test names the fixture.
    if any(mark.name in MARKERS for mark in request.node.iter_markers()):
        request.getfixturevalue("sc_plan")


@pytest.fixture
def sc_plan(request: pytest.FixtureRequest) -> Iterator[ServiceCatalog]:
    """A fake AWS Service Catalog, live for this test: every botocore client calls it.

    Gives a ServiceCatalog: seed it with add_plan(), change it with configure(), make it fail with
    raise_error(), look at calls, plans and records.
    """
    from .backend import ServiceCatalog
    from .mocking import Live

    catalog = ServiceCatalog(_settings_of(request.node))
    _inject_marked_errors(catalog, request.node)
    live = Live(catalog)
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
    from .transports.sessions import client

    return client()


@pytest.fixture(params=EXECUTE_ERRORS)
def sc_plan_error(request: pytest.FixtureRequest, sc_plan: ServiceCatalog) -> DocumentedError:
    """Each error that ExecuteProvisionedProductPlan documents, one test for each, injected.

    Gives a DocumentedError. parametrize(..., indirect=True) takes codes or DocumentedError objects.
    """
    from .faults import documented_error

    wanted = request.param
    try:
        error = wanted if isinstance(wanted, DocumentedError) else documented_error(wanted)
        sc_plan.raise_error(
            error.code, operation=error.operation, message=error.message, documented=False
        )
    except SettingsError as problem:
        raise _failure(f"sc_plan_error: {problem}") from None
    return error


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the calls of a test that failed."""
    report = yield
    if report.when == "call":
        item.stash[_passed_key] = report.passed
    catalog = item.stash.get(_catalog_key, None)
    if catalog is not None and report.failed and catalog.calls:
        from .calls import listing

        report.sections.append((REPORT_SECTION, listing(catalog.calls)))
    return report


def _settings_of(node: pytest.Item) -> Settings:
    from .mocking import default_settings

    chosen: dict[str, Any] = {}
    settings = default_settings().updated("ini option", node.config.stash[_ini_key])
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


def _inject_marked_errors(catalog: ServiceCatalog, node: pytest.Item) -> None:
    for mark in reversed(_marks(node, {"sc_plan_error", *NAMED_ERRORS})):
        arguments = dict(mark.kwargs)
        codes = [NAMED_ERRORS[mark.name]] if mark.name in NAMED_ERRORS else []
        if not codes and "code" in arguments:
            codes = [arguments.pop("code")]
        codes += mark.args
        try:
            for name in arguments:
                if name not in ERROR_ARGUMENTS:
                    raise SettingsError(unknown("unknown argument", name, ERROR_ARGUMENTS))
            if len(codes) != 1:
                wanted = "no code" if mark.name in NAMED_ERRORS else "one code"
                raise SettingsError(f"takes {wanted}, and everything else by name")
            catalog.raise_error(codes[0], **arguments)
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
