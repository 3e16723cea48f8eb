"""Changes that take a while, by every kind of progress. They have no public surface of their own:
resources of all kinds show them."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_sc_plan import Settings
from pytest_sc_plan.catalog.changes import Changes
from pytest_sc_plan.catalog.clock import Clock

pytestmark = pytest.mark.once


class Bench:
    """Changes whose time stands still, and whose settings can be changed as a fake does it."""

    def __init__(self, **settings: Any) -> None:
        self.clock = Clock(lambda: 1_700_000_000.123)
        self.settings = Settings(**settings)
        self.changes = Changes(self.clock, lambda: self.settings)

    def configure(self, **settings: Any) -> None:
        self.changes.settle()
        self.settings = self.settings.updated("configure()", settings)


class Key:
    """A key that something can refer to weakly."""


def test_what_never_began_is_over() -> None:
    changes = Bench(progress="manual").changes
    assert changes.is_over("x")
    assert changes.read("x")
    changes.forget("x")
    assert changes.is_over("x")


def test_immediate_changes_are_over_at_once_and_for_good() -> None:
    bench = Bench(progress="immediate")
    bench.changes.begin("x")
    bench.configure(progress="manual")
    assert bench.changes.is_over("x")


@pytest.mark.parametrize("polls", [0, 1, 3])
def test_so_many_reads_see_a_change_and_the_next_sees_its_end(polls: int) -> None:
    changes = Bench(polls=polls).changes
    changes.begin("x")
    changes.begin("other")
    seen = []
    for _ in range(polls + 1):
        assert not changes.is_over("x")
        seen.append(changes.read("x"))
    assert seen == [False] * polls + [True]
    assert changes.is_over("x")
    assert changes.read("x")
    assert not changes.is_over("other")


def test_time_ends_a_change_to_the_millisecond() -> None:
    bench = Bench(progress="time", duration=0.3)
    bench.changes.begin("x")
    bench.clock.advance(0.299)
    assert not bench.changes.read("x")
    bench.clock.advance(0.001)
    assert bench.changes.is_over("x")
    bench.configure(duration=9)
    assert bench.changes.is_over("x")


def test_manual_changes_end_when_they_are_told_to() -> None:
    bench = Bench(progress="manual")
    bench.changes.begin("x")
    bench.changes.begin("y")
    bench.clock.advance(99)
    bench.changes.settle()
    assert not bench.changes.read("x")
    bench.changes.advance()
    assert bench.changes.is_over("x")
    assert bench.changes.is_over("y")


def test_the_clock_alone_can_end_a_change_whatever_the_progress() -> None:
    bench = Bench(progress="manual", duration=5)
    bench.changes.begin("old")
    bench.clock.advance(4)
    bench.changes.begin("new")
    bench.clock.advance(1)
    bench.changes.catch_up()
    assert bench.changes.is_over("old")
    assert not bench.changes.is_over("new")


def test_a_change_that_begins_again_takes_as_long_again() -> None:
    bench = Bench(progress="time", duration=5)
    bench.changes.begin("x")
    bench.clock.advance(4)
    bench.changes.begin("x")
    bench.clock.advance(4)
    assert not bench.changes.is_over("x")
    bench.configure(progress="polls", polls=1)
    assert not bench.changes.read("x")
    bench.changes.begin("x")
    assert not bench.changes.read("x")
    assert bench.changes.read("x")


def test_settings_that_change_end_no_change_early() -> None:
    bench = Bench(progress="manual")
    bench.changes.begin("x")
    bench.configure(progress="polls", polls=2)
    assert not bench.changes.read("x")
    bench.configure(polls=1)
    assert not bench.changes.is_over("x")
    assert bench.changes.read("x")


@pytest.mark.parametrize(
    ("settings", "end"),
    [
        ({"progress": "immediate"}, lambda _: None),
        ({"polls": 0}, lambda bench: bench.changes.read(bench.key())),
        # Nobody asks about it: the next change makes room.
        ({"progress": "time"}, lambda bench: (bench.clock.advance(30), bench.changes.begin("x"))),
        ({"progress": "manual"}, lambda bench: bench.changes.advance()),
        ({"progress": "manual"}, lambda bench: bench.changes.forget(bench.key())),
    ],
    ids=["immediate", "polls", "time", "advance", "forget"],
)
def test_nothing_is_kept_of_what_is_over(
    settings: dict[str, Any], end: Callable[[Any], None]
) -> None:
    bench: Any = Bench(**settings)
    bench.key = weakref.ref(key := Key())
    bench.changes.begin(key)
    del key
    end(bench)
    gc.collect()
    assert bench.key() is None


STEPS = st.one_of(
    st.tuples(st.sampled_from(["begin", "read", "read", "read", "forget"]), st.sampled_from("xy")),
    st.tuples(st.just("wait"), st.sampled_from([0.5, 1.0, 3.0])),
    st.tuples(
        st.just("configure"),
        st.fixed_dictionaries(
            {
                "progress": st.sampled_from(["immediate", "polls", "time", "manual"]),
                "polls": st.integers(0, 2),
                "duration": st.sampled_from([0.0, 1.0, 3.0]),
            }
        ),
    ),
)


@given(st.lists(STEPS, max_size=25))
def test_to_ask_or_settle_changes_nothing_and_an_end_is_for_good(steps: list[Any]) -> None:
    asked, left_alone = Bench(), Bench()
    over = {"x": True, "y": True}
    for step, value in steps:
        for bench in (asked, left_alone):
            if step == "wait":
                bench.clock.advance(value)
            elif step == "configure":
                bench.configure(**value)
            elif step != "read":
                getattr(bench.changes, step)(value)
        if step == "read":
            seen = asked.changes.read(value)
            assert left_alone.changes.read(value) is seen
            assert asked.changes.is_over(value) is seen
        elif step == "begin":
            over[value] = False
        asked.changes.settle()
        for key, ended in over.items():
            over[key] = asked.changes.is_over(key)
            assert over[key] or not ended
    assert {key: left_alone.changes.is_over(key) for key in over} == over
