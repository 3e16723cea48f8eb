"""mock_service_catalog around asynchronous code."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from pytest_sc_plan import mock_service_catalog

from .live_fake import is_live, list_plans

pytestmark = pytest.mark.usefixtures("everything_is_put_back")


def test_async_with_gives_a_live_fake() -> None:
    async def main() -> list[str]:
        async with mock_service_catalog(region="eu-west-1") as catalog:
            list_plans()
            return [call.region for call in catalog.calls]

    assert asyncio.run(main()) == ["eu-west-1"]


def test_async_with_asserts_that_errors_were_raised() -> None:
    async def main(exception: Exception | None = None) -> None:
        async with mock_service_catalog() as catalog:
            catalog.raise_error("InvalidStateException")
            if exception is not None:
                raise exception

    with pytest.raises(AssertionError, match="1 injected error was never raised"):
        asyncio.run(main())
    with pytest.raises(ZeroDivisionError):
        asyncio.run(main(ZeroDivisionError()))


@mock_service_catalog
async def echo(first: str) -> AsyncGenerator[str, str]:
    """Echo what is sent."""
    try:
        while first != "end":
            list_plans()
            try:
                first = yield first
            except ValueError as error:
                first = str(error)
    finally:
        assert is_live()


def test_the_fake_is_live_until_an_async_generator_ends() -> None:
    async def main() -> list[Any]:
        made = echo("first")
        seen: list[Any] = [is_live(), await anext(made), is_live()]
        seen += [await made.asend("second"), await made.athrow(ValueError("third"))]
        with pytest.raises(StopAsyncIteration):
            await made.asend("end")
        return [*seen, is_live()]

    assert asyncio.run(main()) == [False, "first", True, "second", "third", False]
    assert (echo.__name__, echo.__doc__) == ("echo", "Echo what is sent.")


def test_an_async_generator_that_is_closed_or_fails_ends_the_fake() -> None:
    async def main() -> None:
        closed, failing = echo("closed"), echo("failing")
        await anext(closed)
        await closed.aclose()
        assert not is_live()
        await anext(failing)
        with pytest.raises(ZeroDivisionError):
            await failing.athrow(ZeroDivisionError())
        assert not is_live()

    asyncio.run(main())


def test_an_async_generator_that_ends_when_something_is_thrown_ends_the_fake() -> None:
    async def main() -> None:
        made = echo("first")
        await anext(made)
        with pytest.raises(StopAsyncIteration):
            await made.athrow(ValueError("end"))
        assert not is_live()

    asyncio.run(main())


def test_an_async_context_manager_is_decorated() -> None:
    @asynccontextmanager
    @mock_service_catalog
    async def manager() -> AsyncIterator[bool]:
        yield is_live()

    async def main() -> bool:
        async with manager() as live:
            list_plans()
            return live

    assert asyncio.run(main())
    assert not is_live()
