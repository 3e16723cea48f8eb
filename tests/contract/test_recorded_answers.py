"""Every answer has the members of a recorded one, in a catalog as it was then."""

from __future__ import annotations

from collections import ChainMap
from datetime import datetime, timezone
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog
from pytest_sc_plan.catalog.operations import OPERATIONS

from ..helpers import Client
from . import recorded, recorded_scenes
from .recorded_scenes import Answer
from .recording import Form, May, Recorded, differences
from .stocked import GROUPS

RECORDED = [*recorded.RECORDED, *(each for group in GROUPS for each in group.RECORDED)]
SCENES = dict(ChainMap(recorded_scenes.SCENES, *(group.SCENES for group in GROUPS)))
UNRECORDED = {name for group in GROUPS for name in group.UNRECORDED}


@pytest.mark.parametrize("recorded", RECORDED, ids=str)
def test_an_answer_is_as_the_recorded_one(
    sc_plan: ServiceCatalog, sc_plan_client: Client, recorded: Recorded
) -> None:
    answer = SCENES[str(recorded)](sc_plan, sc_plan_client)
    del answer["ResponseMetadata"]
    assert differences(recorded.shape, answer) == []


def test_each_operation_that_is_served_has_a_recording() -> None:
    known = {each.operation for each in RECORDED}
    assert known | UNRECORDED == OPERATIONS.keys()
    assert not known & UNRECORDED
    assert len(RECORDED) == len(SCENES) == len({str(each) for each in RECORDED})
    assert all(each.source for each in RECORDED)


SHAPE = {"Id": "pp-[a-z]", "Tags": Form.EMPTY, "Items": [{"Key": "a"}], "Time": Form.SECONDS}
NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
GOOD = {"Id": "pp-a", "Tags": [], "Items": [{"Key": "a"}], "Time": NOW}


@pytest.mark.parametrize("answer", [GOOD, {**GOOD, "Tags": {}}, {**GOOD, "Tags": ""}])
def test_what_is_alike_has_no_difference(answer: Answer) -> None:
    assert differences(SHAPE, answer) == []


@pytest.mark.parametrize(
    ("shape", "answer", "found"),
    [
        (SHAPE, {**GOOD, "Color": 1}, "answer: Color was not recorded"),
        (SHAPE, {"Id": "pp-a", "Tags": [], "Time": NOW}, "answer: Items is missing"),
        (SHAPE, {**GOOD, "Id": "pp-ab"}, "answer.Id: 'pp-ab' does not match pp-[a-z]"),
        (SHAPE, {**GOOD, "Id": 1}, "answer.Id: 1 does not match pp-[a-z]"),
        (SHAPE, {**GOOD, "Tags": [1]}, "answer.Tags: [1] is not EMPTY"),
        (SHAPE, {**GOOD, "Tags": None}, "answer.Tags: None is not EMPTY"),
        (SHAPE, {**GOOD, "Tags": False}, "answer.Tags: False is not EMPTY"),
        (SHAPE, {**GOOD, "Items": []}, "answer.Items: [] is no list with items"),
        (SHAPE, {**GOOD, "Items": {}}, "answer.Items: {} is no list with items"),
        (SHAPE, {**GOOD, "Items": [{}]}, "answer.Items[0]: Key is missing"),
        (SHAPE, {**GOOD, "Items": [1]}, "answer.Items[0]: 1 has no members"),
        (SHAPE, {**GOOD, "Time": 1}, "answer.Time: 1 is not SECONDS"),
        ({"Id": False}, {"Id": 0}, "answer.Id: 0 is not False"),
        ({"Id": 1}, {"Id": 2}, "answer.Id: 2 is not 1"),
        ({"Id": May("a", "as it is")}, {"Id": "b"}, "answer.Id: 'b' does not match a"),
        ({}, {"Id": 1}, "answer: Id was not recorded"),
    ],
)
def test_each_difference_is_found(shape: Any, answer: Answer, found: str) -> None:
    assert differences(shape, answer) == [found]


def test_a_member_that_may_be_missing_is_no_difference() -> None:
    assert differences({"Id": May("a", "as it is")}, {}) == []


@pytest.mark.parametrize(
    ("microsecond", "forms"),
    [(0, [True, True]), (5_000, [False, True]), (5_001, [False, False])],
)
def test_times_have_a_precision(microsecond: int, forms: list[bool]) -> None:
    time = NOW.replace(microsecond=microsecond)
    found = [not differences(form, time) for form in (Form.SECONDS, Form.MILLISECONDS)]
    assert found == forms
