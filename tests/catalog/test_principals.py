"""Which principals can be associated with a portfolio, and whom they let in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_sc_plan.catalog.errors import ServiceError
from pytest_sc_plan.catalog.principals import check, matches

pytestmark = pytest.mark.once

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/team/Deployer"

FULL = (
    "it must be the full ARN of an IAM user, group or role, such as "
    "arn:aws:iam::123456789012:role/NAME."
)
DIGITS = (
    "it must have an account ID of 12 digits; an ARN without one is of PrincipalType IAM_PATTERN."
)
WILDCARD = "* and ? are allowed for PrincipalType IAM_PATTERN only."
PATTERN = (
    "it must be arn:PARTITION:iam:::TYPE/ID, where TYPE is user, group or role and only ID has * "
    "and ?, such as arn:aws:iam:::role/NAME_*."
)

REFUSED = [
    ("IAM", f"arn:aws:iam::{ACCOUNT}:root", FULL),
    ("IAM", f"arn:aws:iam::{ACCOUNT}:policy/Admin", FULL),
    ("IAM", f"arn:aws:iam::{ACCOUNT}:role/", FULL),
    ("IAM", f"arn:aws:iam::{ACCOUNT}:role/team/", FULL),
    ("IAM", f"arn:aws:iam::{ACCOUNT}:role/two words", FULL),
    ("IAM", f"{ROLE}\n", FULL),
    ("IAM", f"arn:aws:sts::{ACCOUNT}:assumed-role/Deployer/me", FULL),
    ("IAM", f"arn:azure:iam::{ACCOUNT}:role/Deployer", FULL),
    ("IAM", "Deployer", FULL),
    ("IAM", "arn:aws:iam:::role/Deployer", DIGITS),
    ("IAM", "arn:aws:iam::12345:role/Deployer", DIGITS),
    ("IAM", "arn:aws:iam::१२३४५६७८९०१२:role/Deployer", DIGITS),
    ("IAM", f"arn:aws:iam::{ACCOUNT}:role/Deploy*", WILDCARD),
    ("IAM", f"arn:aws:iam::{ACCOUNT}:role/Deploy?r", WILDCARD),
    ("IAM", "arn:aws:iam:::role/Deploy*", WILDCARD),
    ("IAM_PATTERN", "arn:aws:iam:::*/ResourceName", PATTERN),
    ("IAM_PATTERN", "arn:*:iam:::role/ResourceName", PATTERN),
    ("IAM_PATTERN", "arn:aws:iam:::ro?e/ResourceName", PATTERN),
    ("IAM_PATTERN", "arn:aws:iam:::role*", PATTERN),
    ("IAM_PATTERN", "*", PATTERN),
    ("IAM_PATTERN", ROLE, "it must have no account ID, such as arn:aws:iam:::role/team/Deployer."),
    (
        "IAM_PATTERN",
        "arn:aws-cn:iam::*:user/x-*",
        "it must have no account ID, such as arn:aws-cn:iam:::user/x-*.",
    ),
]

ACCEPTED = [
    ("IAM", ROLE),
    ("IAM", f"arn:aws:iam::{ACCOUNT}:user/deployer"),
    ("IAM", f"arn:aws-us-gov:iam::{ACCOUNT}:group/Division_1+ops=a,b.c@d-e"),
    ("IAM_PATTERN", "arn:aws:iam:::role/ResourceName"),
    ("IAM_PATTERN", "arn:aws:iam:::role/ResourceName_*"),
    ("IAM_PATTERN", "arn:aws:iam:::role/*/ResourceName_?"),
    ("IAM_PATTERN", "arn:aws-cn:iam:::user/*"),
]


def let_in(pattern: str, *callers: str) -> bool:
    return matches(pattern, "IAM_PATTERN", callers)


@pytest.mark.parametrize(("principal_type", "arn", "problem"), REFUSED)
def test_an_arn_is_refused(principal_type: str, arn: str, problem: str) -> None:
    with pytest.raises(ServiceError) as caught:
        check(arn, principal_type)
    assert caught.value.code == "InvalidParametersException"
    assert caught.value.message == (
        f"Invalid PrincipalARN {arn} for PrincipalType {principal_type}: {problem}"
    )


@pytest.mark.parametrize(("principal_type", "arn"), ACCEPTED)
def test_an_arn_is_accepted(principal_type: str, arn: str) -> None:
    check(arn, principal_type)


def test_an_iam_association_lets_in_one_arn() -> None:
    assert matches(ROLE, "IAM", iter(["arn:aws:sts::1:assumed-role/x/y", ROLE]))
    assert not matches(ROLE, "IAM", [])
    for other in (f"{ROLE}s", ROLE.lower(), ROLE.replace(ACCOUNT, "111111111111")):
        assert not matches(ROLE, "IAM", [other])


def test_a_pattern_lets_in_any_account_of_its_partition() -> None:
    pattern = "arn:aws:iam:::role/team/Deployer"
    for account in (ACCOUNT, "111111111111"):
        assert let_in(pattern, "arn:aws:iam::0:user/x", ROLE.replace(ACCOUNT, account))
    assert not let_in(pattern, ROLE.replace("arn:aws:", "arn:aws-cn:"))
    assert not let_in(pattern, ROLE.replace(":iam:", ":sts:"))
    assert not let_in(pattern)


def test_the_documented_wildcards() -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role"
    pattern = "arn:aws:iam:::role/*/ResourceName_?"
    for name in ("pathA/pathB/ResourceName_1", "pathA/ResourceName_1", "pathA/ResourceName_"):
        assert let_in(pattern, f"{role}/{name}")
    for name in ("ResourceName_1", "pathA/ResourceName_12"):
        assert not let_in(pattern, f"{role}/{name}")
    assert let_in("arn:aws:iam:::role/*", f"{role}/a/b")
    assert not let_in("arn:aws:iam:::role/*", f"arn:aws:iam::{ACCOUNT}:user/a")


def test_many_wildcards_take_no_longer() -> None:
    pattern = "arn:aws:iam:::role/" + "*a?" * 300 + "b"
    assert not let_in(pattern, f"arn:aws:iam::{ACCOUNT}:role/{'a' * 900}")


NAMES = st.text("ab/.", min_size=1, max_size=12)
ACCOUNTS = st.text("0123456789", min_size=12, max_size=12)


@given(NAMES, ACCOUNTS, st.integers(0, 12), st.integers(0, 12))
def test_a_piece_may_be_any_run_of_characters(name: str, account: str, a: int, b: int) -> None:
    start, end = sorted((a, b))
    arn = f"arn:aws:iam::{account}:user/{name}"
    for middle in ("*", "?" * len(name[start:end]), "?*"):
        assert let_in(f"arn:aws:iam:::user/{name[:start]}{middle}{name[end:]}", arn)


@given(st.text("ab/.*?", max_size=8), NAMES)
def test_wildcards_are_as_in_a_regular_expression(pattern: str, name: str) -> None:
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".?")
    expected = re.fullmatch(expression, name) is not None
    assert (
        let_in(f"arn:aws:iam:::role/{pattern}", f"arn:aws:iam::{ACCOUNT}:role/{name}") == expected
    )


@given(NAMES.filter(lambda name: not name.endswith("/")), ACCOUNTS)
def test_what_is_accepted_lets_itself_in(name: str, account: str) -> None:
    arn = f"arn:aws:iam::{account}:role/{name}"
    check(arn, "IAM")
    assert matches(arn, "IAM", [arn])
    pattern = f"arn:aws:iam:::role/{name}"
    check(pattern, "IAM_PATTERN")
    assert let_in(pattern, arn)
