from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from pytest_sc_plan import PlanServer, ServiceCatalog
from pytest_sc_plan.fake.lookup import state_of

from ..waiting import HANG


@pytest.fixture
def no_region_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)


@pytest.fixture
def sc_plan_server(sc_plan: ServiceCatalog) -> Iterator[PlanServer]:
    """A server that waits for a client however busy the machine is."""
    server = PlanServer(sc_plan, read_timeout=HANG)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def called(sc_plan: ServiceCatalog) -> Callable[[], None]:
    """Returns once the fake has had a call."""
    event = threading.Event()
    state_of(sc_plan).call_listeners.append(lambda call: event.set())

    def wait() -> None:
        assert event.wait(HANG)

    return wait


@pytest.fixture
def threads() -> Callable[[], set[threading.Thread]]:
    before = set(threading.enumerate())
    return lambda: set(threading.enumerate()) - before
