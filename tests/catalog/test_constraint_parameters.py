"""The Parameters of constraints, by type: what is taken, and the words for what is not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_sc_plan.catalog.constraint_parameters import parsed, summary, written
from pytest_sc_plan.catalog.errors import ServiceError

pytestmark = pytest.mark.once

ROLE = "arn:aws:iam::123456789012:role/LaunchRole"
TOPIC = "arn:aws:sns:us-east-1:123456789012:Topic"
RULE = {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Size"}, "small"]}}]}
WHERE: dict[str, Any] = {"AccountList": ["111111111111"], "RegionList": ["eu-west-1"]}


def versioned(version: object, **properties: Any) -> str:
    return json.dumps({"Version": version, "Properties": properties})


@pytest.mark.parametrize(
    ("kind", "text", "values", "said"),
    [
        # The API reference's own examples, blanks included.
        ("LAUNCH", f'{{"RoleArn" : "{ROLE}"}}', {"RoleArn": ROLE}, f"Launch as {ROLE}"),
        (
            "LAUNCH",
            '{"LocalRoleName": "SCBasicLaunchRole"}',
            {"LocalRoleName": "SCBasicLaunchRole"},
            "Launch as SCBasicLaunchRole",
        ),
        (
            "NOTIFICATION",
            f'{{"NotificationArns" : ["{TOPIC}"]}}',
            {"NotificationArns": [TOPIC]},
            None,
        ),
        (
            "RESOURCE_UPDATE",
            '{"Version":"2.0","Properties":{"TagUpdateOnProvisionedProduct":"ALLOWED"}}',
            {"TagUpdateOnProvisionedProduct": "ALLOWED"},
            None,
        ),
        (
            "RESOURCE_UPDATE",
            '{"Version":"2.0","Properties":{"TagUpdatesOnProvisionedProduct":"NOT_ALLOWED"}}',
            {"TagUpdateOnProvisionedProduct": "NOT_ALLOWED"},
            None,
        ),
        ("STACKSET", versioned("1.0", **WHERE), WHERE, "Deploy to 111111111111, eu-west-1"),
        (
            "STACKSET",
            versioned("1.0", **WHERE, AdminRole=ROLE, ExecutionRole="Execute"),
            {**WHERE, "AdminRole": ROLE, "ExecutionRole": "Execute"},
            "Deploy to 111111111111, eu-west-1",
        ),
        ("TEMPLATE", json.dumps({"Rules": {"Small": RULE}}), {"Rules": {"Small": RULE}}, None),
    ],
)
def test_the_values_of_a_text_and_their_summary(
    kind: str, text: str, values: Any, said: str | None
) -> None:
    assert parsed(kind, text) == values
    assert summary(kind, values) == said


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(ServiceError) as error:
        parsed("LAUNCHES", "{}")
    assert str(error.value) == (
        "InvalidParametersException: Unknown constraint type 'LAUNCHES'; did you mean 'LAUNCH'? "
        "Allowed: LAUNCH, NOTIFICATION, RESOURCE_UPDATE, STACKSET, TEMPLATE"
    )


WRONG: list[tuple[str, str, str]] = [
    ("LAUNCH", "", "not JSON: Expecting value: line 1 column 1 (char 0)"),
    ("LAUNCH", "RoleArn: x", "not JSON: Expecting value: line 1 column 1 (char 0)"),
    ("LAUNCH", '{"RoleArn": NaN}', "not JSON: NaN is no value"),
    (
        "TEMPLATE",
        '{"Rules":' * 200_000,
        "it is nested more than 100 levels deep, or contains itself",
    ),
    (
        "TEMPLATE",
        f'{{"Rules": {"[" * 100}{"]" * 100}}}',
        "it is nested more than 100 levels deep, or contains itself",
    ),
    ("LAUNCH", '["RoleArn"]', 'an object is wanted, not ["RoleArn"]'),
    ("LAUNCH", "null", "an object is wanted, not null"),
    (
        "LAUNCH",
        f'{{"RoleArn": "{ROLE}", "RoleArn": "{ROLE}"}}',
        "the key 'RoleArn' is there twice in one mapping",
    ),
    ("LAUNCH", "{}", "one of RoleArn and LocalRoleName is wanted, and not both"),
    (
        "LAUNCH",
        json.dumps({"RoleArn": ROLE, "LocalRoleName": "Launch"}),
        "one of RoleArn and LocalRoleName is wanted, and not both",
    ),
    (
        "LAUNCH",
        json.dumps({"RoleARN": ROLE}),
        "unknown key 'RoleARN'; did you mean 'RoleArn'? Allowed: LocalRoleName, RoleArn",
    ),
    (
        "LAUNCH",
        '{"RoleArn": "arn:aws:iam::123456789012:user/Me"}',
        'RoleArn must be the ARN of a role, not "arn:aws:iam::123456789012:user/Me"',
    ),
    ("LAUNCH", '{"RoleArn": 7}', "RoleArn must be the ARN of a role, not 7"),
    (
        "LAUNCH",
        json.dumps({"LocalRoleName": "x" * 90}),
        "LocalRoleName must be the name of a role, 1 to 64 letters, digits or any of +=,.@_-, "
        f'not "{"x" * 79}...',
    ),
    ("NOTIFICATION", "{}", "NotificationArns is missing"),
    (
        "NOTIFICATION",
        '{"NotificationArns": []}',
        "NotificationArns must be a list of one or more ARNs of SNS topics, not []",
    ),
    (
        "NOTIFICATION",
        json.dumps({"NotificationArns": TOPIC}),
        f'NotificationArns must be a list of one or more ARNs of SNS topics, not "{TOPIC}"',
    ),
    (
        "NOTIFICATION",
        json.dumps({"NotificationArns": [TOPIC, "Topic"]}),
        'NotificationArns[1] must be the ARN of an SNS topic, not "Topic"',
    ),
    (
        "NOTIFICATION",
        json.dumps({"NotificationArns": [TOPIC] * 6}),
        "NotificationArns has 6 ARNs of SNS topics: 5 are allowed",
    ),
    ("RESOURCE_UPDATE", "{}", "Version is missing"),
    ("RESOURCE_UPDATE", '{"Version": "2.0"}', "Properties is missing"),
    (
        "RESOURCE_UPDATE",
        '{"Version": "2.0", "Properties": {}, "Property": {}}',
        "unknown key 'Property'; did you mean 'Properties'? Allowed: Properties, Version",
    ),
    ("RESOURCE_UPDATE", versioned("1.0"), 'Version must be the text "2.0", not "1.0"'),
    (
        "RESOURCE_UPDATE",
        '{"Version": "2.0", "Properties": "ALLOWED"}',
        'Properties must be an object, not "ALLOWED"',
    ),
    (
        "RESOURCE_UPDATE",
        versioned("2.0"),
        "one of TagUpdateOnProvisionedProduct and TagUpdatesOnProvisionedProduct is wanted, and "
        "not both",
    ),
    (
        "RESOURCE_UPDATE",
        versioned("2.0", TagUpdateOnProvisionedProduct=True),
        "TagUpdateOnProvisionedProduct must be ALLOWED or NOT_ALLOWED, not true",
    ),
    ("STACKSET", versioned(1.0, **WHERE), 'Version must be the text "1.0", not 1.0'),
    ("STACKSET", versioned("1.0", AccountList=["111111111111"]), "RegionList is missing"),
    (
        "STACKSET",
        versioned("1.0", **{**WHERE, "AccountList": ["111111111111", 222222222222]}),
        "AccountList[1] must be an account of 12 digits, not 222222222222",
    ),
    (
        "STACKSET",
        versioned("1.0", **{**WHERE, "RegionList": ["Ireland"]}),
        'RegionList[0] must be a Region such as eu-west-1, not "Ireland"',
    ),
    (
        "STACKSET",
        versioned("1.0", **WHERE, AdminRole="Admin"),
        'AdminRole must be the ARN of a role, not "Admin"',
    ),
    ("TEMPLATE", "{}", "Rules is missing"),
    ("TEMPLATE", '{"Rules": {}}', "Rules must be an object with one rule or more, not {}"),
    ("TEMPLATE", '{"Rules": [1]}', "Rules must be an object with one rule or more, not [1]"),
    ("TEMPLATE", '{"Rules": {"Small": null}}', "rule Small must be an object, not null"),
    (
        "TEMPLATE",
        '{"Rules": {"Small": {"Assertions": {}}}}',
        "the Assertions of rule Small are not a list of mappings",
    ),
]


@pytest.mark.parametrize(("kind", "text", "problem"), WRONG, ids=lambda value: str(value)[:30])
def test_a_text_that_says_nothing_sensible_is_refused(kind: str, text: str, problem: str) -> None:
    with pytest.raises(ServiceError) as error:
        parsed(kind, text)
    assert (error.value.code, error.value.http_status) == ("InvalidParametersException", 400)
    assert error.value.message == f"Parameters of a {kind} constraint: {problem}"


ROLES = st.sampled_from([ROLE, "arn:aws-cn:iam::123456789012:role/a/path/Role"])
NAMES = st.text("Az0+=,.@_-", min_size=1, max_size=9)
TREES = st.sampled_from([None, True, -1, "", "ü\ud800", ["a", {"b": []}], {"Ref": "Size"}])
RULES = st.fixed_dictionaries(
    {},
    optional={
        "RuleCondition": TREES,
        "Assertions": st.lists(st.fixed_dictionaries({"Assert": TREES}), max_size=2),
    },
)
VALUES = st.one_of(
    st.tuples(st.just("LAUNCH"), st.fixed_dictionaries({"RoleArn": ROLES})),
    st.tuples(st.just("LAUNCH"), st.fixed_dictionaries({"LocalRoleName": NAMES})),
    st.tuples(
        st.just("NOTIFICATION"),
        st.fixed_dictionaries(
            {"NotificationArns": st.lists(st.just(TOPIC), min_size=1, max_size=5)}
        ),
    ),
    st.tuples(
        st.just("RESOURCE_UPDATE"),
        st.fixed_dictionaries(
            {"TagUpdateOnProvisionedProduct": st.sampled_from(["ALLOWED", "NOT_ALLOWED"])}
        ),
    ),
    st.tuples(
        st.just("STACKSET"),
        st.fixed_dictionaries(
            {
                "AccountList": st.lists(
                    st.sampled_from(["000000000000", "123456789012"]), min_size=1, max_size=3
                ),
                "RegionList": st.lists(
                    st.sampled_from(["eu-west-1", "us-gov-east-1"]), min_size=1, max_size=3
                ),
            },
            optional={"AdminRole": ROLES, "ExecutionRole": NAMES},
        ),
    ),
    st.tuples(
        st.just("TEMPLATE"),
        st.fixed_dictionaries({"Rules": st.dictionaries(NAMES, RULES, min_size=1, max_size=3)}),
    ),
)


@given(VALUES)
def test_values_that_are_written_are_parsed_again(constraint: tuple[str, dict[str, Any]]) -> None:
    kind, values = constraint
    text = written(kind, values)
    again = parsed(kind, text)
    assert again == values
    assert written(kind, again) == text


def test_what_is_written_has_no_blanks_and_keeps_its_order() -> None:
    assert written("STACKSET", WHERE) == (
        '{"Version":"1.0","Properties":{"AccountList":["111111111111"],"RegionList":["eu-west-1"]}}'
    )
    assert written("TEMPLATE", {"Rules": {"b": {}, "a": {}}}) == '{"Rules":{"b":{},"a":{}}}'
