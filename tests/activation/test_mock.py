"""mock_service_catalog around blocks, functions and fixtures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalogMock, SettingsError, mock_service_catalog
from pytest_sc_plan.settings import SETTINGS

from ..helpers import execute
from .live_fake import client, is_live, list_plans

pytestmark = pytest.mark.usefixtures("everything_is_put_back")


NEVER_RAISED = (
    "1 injected error was never raised:\n"
    "  InvalidStateException on ExecuteProvisionedProductPlan: "
    "ExecuteProvisionedProductPlan was never called\n"
    "The calls:\n"
    "  (no calls)"
)


# ---------------------------------------------------------------------- context manager


def test_with_gives_a_live_fake() -> None:
    with mock_service_catalog() as catalog:
        plan = catalog.add_plan()
        execute(client(), plan.id)
        catalog.assert_executed(plan)


def test_with_takes_settings() -> None:
    with mock_service_catalog(region="eu-west-1", polls=3) as catalog:
        assert (catalog.settings.region, catalog.settings.polls) == ("eu-west-1", 3)
        assert client().meta.region_name == "eu-west-1"


def test_one_mock_is_a_new_fake_each_time() -> None:
    mock = mock_service_catalog()
    with mock as first:
        first.add_plan()
    with mock as second:
        assert second is not first
        assert second.plans == []


def test_an_error_that_was_never_raised_ends_the_block_with_an_assertion_error() -> None:
    with pytest.raises(AssertionError) as caught, mock_service_catalog() as catalog:
        catalog.raise_error("InvalidStateException")
    assert str(caught.value) == NEVER_RAISED


def test_an_exception_inside_the_block_is_not_masked() -> None:
    with (  # noqa: PT012
        pytest.raises(ZeroDivisionError),
        mock_service_catalog() as catalog,
    ):
        catalog.raise_error("InvalidStateException")
        raise ZeroDivisionError


def test_a_setting_lets_errors_be_injected_in_vain() -> None:
    with mock_service_catalog(assert_all_errors_raised=False) as catalog:
        catalog.raise_error("InvalidStateException")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"polls": "1"}, "polls must be a whole number, not '1' (str)"),
        (
            {"pols": 1},
            f"unknown setting 'pols'; did you mean 'polls'? Allowed: {', '.join(sorted(SETTINGS))}",
        ),
    ],
)
def test_a_wrong_setting_is_refused_when_it_is_written(
    settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        mock_service_catalog(**settings)
    assert str(caught.value) == f"mock_service_catalog(): {message}"


# ---------------------------------------------------------------------- start and stop


def test_start_and_stop_are_the_block_in_two_calls() -> None:
    mock = mock_service_catalog()
    catalog = mock.start()
    assert mock.catalog is catalog
    assert is_live()
    list_plans()
    mock.stop()
    assert len(catalog.calls) == 1


def test_stop_asserts_that_errors_were_raised() -> None:
    mock = mock_service_catalog()
    mock.start().raise_error("InvalidStateException")
    with pytest.raises(AssertionError) as caught:
        mock.stop()
    assert str(caught.value) == NEVER_RAISED


@pytest.mark.parametrize("use", [ServiceCatalogMock.stop, lambda mock: mock.catalog])
def test_a_mock_that_was_not_started_has_no_catalog_and_can_not_be_stopped(
    use: Callable[[ServiceCatalogMock], Any],
) -> None:
    mock = mock_service_catalog()
    mock.start()
    mock.stop()
    with pytest.raises(RuntimeError) as caught:
        use(mock)
    assert str(caught.value) == "mock_service_catalog() is not active: start it first"


# ---------------------------------------------------------------------- functions


@mock_service_catalog
def bare(answer: str, *, more: str) -> tuple[str, bool]:
    """Bare."""
    list_plans()
    return answer + more, is_live()


@mock_service_catalog(region="eu-west-1")
def with_settings() -> str:
    region: str = client().meta.region_name
    return region


def test_a_function_is_decorated_without_parentheses() -> None:
    assert bare("a", more="b") == ("ab", True)
    assert (bare.__name__, bare.__doc__) == ("bare", "Bare.")


def test_a_function_is_decorated_with_settings() -> None:
    assert with_settings() == "eu-west-1"


def test_each_call_of_a_function_has_its_own_fake() -> None:
    mock = mock_service_catalog()
    plans: list[int] = []

    @mock
    def seed() -> None:
        mock.catalog.add_plan()
        plans.append(len(mock.catalog.plans))

    seed()
    seed()
    assert plans == [1, 1]


def test_an_error_that_was_never_raised_fails_the_function() -> None:
    mock = mock_service_catalog()

    @mock
    def inject() -> None:
        mock.catalog.raise_error("InvalidStateException")

    with pytest.raises(AssertionError) as caught:
        inject()
    assert str(caught.value) == NEVER_RAISED


def test_the_fake_is_live_while_a_coroutine_runs() -> None:
    @mock_service_catalog
    async def coroutine(answer: str) -> tuple[str, bool]:
        await asyncio.sleep(0)
        list_plans()
        return answer, is_live()

    async def main() -> tuple[tuple[str, bool], bool, bool]:
        made = coroutine("done")
        before = is_live()
        return await made, before, is_live()

    assert asyncio.run(main()) == (("done", True), False, False)


def test_the_fake_is_live_until_a_generator_ends() -> None:
    @mock_service_catalog
    def generator(first: str) -> Iterator[str]:
        list_plans()
        yield first
        assert is_live()
        yield "second"

    made = generator("first")
    assert not is_live()
    assert next(made) == "first"
    assert is_live()
    assert list(made) == ["second"]
    assert not is_live()


def test_a_generator_that_is_closed_ends_the_fake() -> None:
    @mock_service_catalog
    def generator() -> Iterator[None]:
        yield

    made = generator()
    next(made)
    assert is_live()
    made.close()  # type: ignore[attr-defined]
    assert not is_live()


@pytest.fixture
@mock_service_catalog(region="eu-west-3")
def region_of_a_fixture() -> Iterator[str]:
    yield client().meta.region_name
    assert is_live()


def test_a_fixture_is_decorated(region_of_a_fixture: str) -> None:
    assert region_of_a_fixture == client().meta.region_name == "eu-west-3"
