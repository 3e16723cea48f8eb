"""Templates that are too much, or that say a thing twice, are refused in a sentence and in time."""

from __future__ import annotations

import datetime
import json
from collections import deque
from typing import Any

import pytest
import yaml

from pytest_sc_plan import ServiceCatalog

BUCKET: dict[str, Any] = {"Type": "AWS::S3::Bucket"}
TOO_DEEP = "it is nested more than 100 levels deep, or contains itself"
TOO_LARGE = "it has more than 250000 values, where each alias counts what it stands for"


@pytest.fixture(params=["libyaml", "pure Python"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML with and without libyaml."""
    if request.param == "pure Python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)


def with_metadata(value: Any) -> dict[str, Any]:
    return {"Resources": {"Bucket": BUCKET}, "Metadata": value}


def nested(levels: int) -> list[Any]:
    node: list[Any] = []
    for _ in range(levels - 1):
        node = [node]
    return node


def template_of(sc_plan: ServiceCatalog, template: Any) -> Any:
    product = sc_plan.add_product("x", versions={"v1": template})
    return product.provisioning_artifacts[0].template


def refusal(sc_plan: ServiceCatalog, template: Any) -> str:
    with pytest.raises(ValueError, match=r"^product 'x', version 'v1': ") as caught:
        template_of(sc_plan, template)
    return str(caught.value).removeprefix("product 'x', version 'v1': ")


YAML = """\
Resources:
  Bucket:
    Type: AWS::S3::Bucket
"""

LAUGHS = "\n".join(
    [
        YAML + "Metadata:",
        f"  a0: &a0 [{', '.join(['lol'] * 10)}]",
        *(f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)),
    ]
)
MERGED_LAUGHS = "\n".join(
    [
        YAML + "Metadata:",
        "  a0: &a0 {lol: 1}",
        *(f"  a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}" for n in range(1, 30)),
    ]
)


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            YAML + "  Bucket: {Type: X}\n",
            "the key 'Bucket' is there twice in one mapping, in line 4",
        ),
        (YAML + "Metadata: {1: a, '1': b}", "the key '1' is there twice in one mapping"),
        (
            YAML + "Metadata: !Sub {a: 1, a: 2}",
            "the key 'a' is there twice in one mapping, in line 4",
        ),
        (YAML + "Metadata: &a\n  b: *a\n", TOO_DEEP),
        (YAML + "Metadata: " + "[" * 200 + "]" * 200, TOO_DEEP),
        (LAUGHS, TOO_LARGE),
        (YAML + f"Metadata: {'9' * 2000}\n", "a number has more than 4000 binary digits"),
    ],
)
def test_yaml_that_is_too_much_is_refused(sc_plan: ServiceCatalog, text: str, problem: str) -> None:
    assert refusal(sc_plan, text) == problem


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    "text",
    [
        YAML + "Metadata: !Sub &a [*a]\n",
        YAML + "Metadata: {[a]: b}\n",
        YAML + "Metadata: !!int many\n",
        YAML + "Metadata: !!timestamp never\n",
        YAML + "Metadata: !!python/object:os.system {}\n",
        YAML + f"Metadata: {'9' * 5000}\n",
    ],
)
def test_yaml_that_makes_no_sense_is_refused(sc_plan: ServiceCatalog, text: str) -> None:
    assert refusal(sc_plan, text).startswith("neither JSON nor YAML: ")


@pytest.mark.usefixtures("loader")
def test_text_that_is_nested_far_too_deep_is_refused(sc_plan: ServiceCatalog) -> None:
    assert refusal(sc_plan, "[" * 100_000)
    assert refusal(sc_plan, '{"a":' * 100_000) == TOO_DEEP
    assert refusal(sc_plan, YAML + "Metadata: " + "[" * 100_000)


@pytest.mark.usefixtures("loader")
def test_merges_are_made_once(sc_plan: ServiceCatalog) -> None:
    metadata = template_of(sc_plan, MERGED_LAUGHS)["Metadata"]
    assert metadata["a29"] == {"lol": 1}
    own = YAML + "Metadata:\n  base: &base {a: 1, b: 2}\n  other: {<<: *base, b: 3}\n"
    sc_plan.reset()
    assert template_of(sc_plan, own)["Metadata"]["other"] == {"a": 1, "b": 3}


def test_json_has_a_key_once(sc_plan: ServiceCatalog) -> None:
    text = '{"Resources": {\n\t"A": {"Type": "X"}, "B": {"Type": "X"},\n\t"A": {"Type": "Y"}}}'
    assert refusal(sc_plan, text) == "the key 'A' is there twice in one mapping"


def test_a_dict_is_within_the_same_limits(sc_plan: ServiceCatalog) -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert refusal(sc_plan, with_metadata(endless)) == TOO_DEEP
    assert refusal(sc_plan, with_metadata(nested(100))) == TOO_DEEP
    assert refusal(sc_plan, with_metadata({"a": [0] * 250_000})) == TOO_LARGE
    keys = {1: "a", "1": "b"}
    assert refusal(sc_plan, with_metadata(keys)) == "the key '1' is there twice in one mapping"
    assert refusal(sc_plan, with_metadata({"a": deque([1])})) == (
        "templates can't have a deque such as deque([1])"
    )
    deep: Any = {"a": None}
    for _ in range(98):
        deep = {"a": deep}
    assert template_of(sc_plan, with_metadata(deep))["Metadata"] == deep


def test_dates_are_texts(sc_plan: ServiceCatalog) -> None:
    version = datetime.date(2010, 9, 9)
    read = template_of(sc_plan, {"AWSTemplateFormatVersion": version, **with_metadata({})})
    assert read["AWSTemplateFormatVersion"] == "2010-09-09"


@pytest.mark.parametrize("write", [json.dumps, lambda template: template])
def test_loops_are_refused_by_name(sc_plan: ServiceCatalog, write: Any) -> None:
    template = {
        "Transform": "AWS::LanguageExtensions",
        "Resources": {
            "Fn::ForEach::Queues": ["Name", ["A", "B"], {"${Name}": {"Type": "AWS::SQS::Queue"}}]
        },
    }
    assert refusal(sc_plan, write(template)) == (
        "Fn::ForEach::Queues: loops are not evaluated; write out what this one stands for"
    )
