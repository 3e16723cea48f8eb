"""Secrets masked in texts, and nothing else masked."""

from __future__ import annotations

import html
import json
from pprint import pformat
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_sc_plan.fake.redaction import Mask, Secret

LONG = "correct-horse-battery"


def masked(text: str, **secrets: str) -> str:
    return Mask(Secret(*item) for item in secrets.items())(text)


@pytest.mark.parametrize(
    ("secret", "text", "shown"),
    [
        # Short ones: beside their key.
        (
            "1",
            "Pin=1 Pin=12 Pin='1' 1 PinX=1 --Pin=1",
            "Pin=**** Pin=12 Pin='****' 1 PinX=1 --Pin=****",
        ),
        ("1", "{'Key': 'Pin', 'Value': '1'}", "{'Key': 'Pin', 'Value': '****'}"),
        ("1", "{'Value': '1', 'Key': 'Pin'}", "{'Value': '****', 'Key': 'Pin'}"),
        ("1", "{'Value': '1', 'Key': 'Pins'}", "{'Value': '1', 'Key': 'Pins'}"),
        ("1", "{'Key': 'Pins', 'Value': '1'}", "{'Key': 'Pins', 'Value': '1'}"),
        (
            "1",
            '{"Key": "Pin", "UsePreviousValue": false, "Value": "1"}',
            '{"Key": "Pin", "UsePreviousValue": false, "Value": "****"}',
        ),
        (
            "1",
            r"b'{\"ParameterKey\": \"Pin\", \"ParameterValue\": \"1\"}'",
            r"b'{\"ParameterKey\": \"Pin\", \"ParameterValue\": \"****\"}'",
        ),
        (
            "1",
            "E   {'Key': 'Pin',\nE    'Value': '1'}",
            "E   {'Key': 'Pin',\nE    'Value': '****'}",
        ),
        (
            "1",
            '{"Pin": "1", "Size": "1"} Key=Pin,Value=1',
            '{"Pin": "****", "Size": "1"} Key=Pin,Value=****',
        ),
        ("1", "&quot;Pin&quot;: &quot;1&quot;", "&quot;Pin&quot;: &quot;****&quot;"),
        ("true", "Pin=true true Size=true", "Pin=**** true Size=true"),
        ("Disabled", "Pin: Disabled, Disabled", "Pin: ****, Disabled"),
        ("    ", "Pin='    '    if x:", "Pin='****'    if x:"),
        ("-" * 20, "Pin=" + "-" * 20 + "\n" + "-" * 30, "Pin=****\n" + "-" * 30),
        ("no\n", "Pin=no no", "Pin=**** no"),
        # Longer ones: as whole words.
        (
            "word",
            "word sword words word-s _word .word. wörd",
            "**** sword words ****-s _word .****. wörd",
        ),
        ("+word", "a+word +words word", "a**** +words word"),
        ("word", r"'\nword\tword\u0020word%20word'", r"'\n****\t****\u0020****%20****'"),
        ("in-word", "in-wor in-word in-words", "in-wor **** in-words"),
        # Long ones: anywhere.
        (LONG, f"x{LONG}y{LONG[1:]}", f"x****y{LONG[1:]}"),
        ("a" * 12, "a" * 30, "****"),
        (
            f"{LONG}\n  {LONG[::-1]}\nshort\neight678",
            f"> {LONG[::-1]} x\neight678! short",
            "> **** x\n****! short",
        ),
        (f" {LONG} ", f"({LONG})", "(****)"),
    ],
)
def test_a_secret_is_masked_in_its_place(secret: str, text: str, shown: str) -> None:
    assert masked(text, Pin=secret) == shown


SPECIAL = 'it\'s "so"\né€🔑 50%&<\\x> C:\\new'


@pytest.mark.parametrize("around", [str, repr, ascii, json.dumps, lambda text: repr(text.encode())])
def test_a_secret_is_masked_however_it_is_written(around) -> None:  # type: ignore[no-untyped-def]
    for write in (
        str,
        repr,
        ascii,
        json.dumps,
        lambda text: json.dumps(text, ensure_ascii=False),
        lambda text: repr(json.dumps({"x": text}).encode()),
        quote,
        quote_plus,
        html.escape,
    ):
        shown = masked(around(f"<{write(SPECIAL)}>"), Password=SPECIAL)
        assert "new" not in shown
        assert "****" in shown


def test_colors_are_kept() -> None:
    colored = "\x1b[33m'it\x1b[39m\\'\x1b[33ms-battery'\x1b[39m"
    assert masked(colored, Password="it's-battery") == "\x1b[33m'****\x1b[39m\x1b[33m'\x1b[39m"
    colored = "\x1b[33mbattery\\\x1b[0m\x1b[33mn\x1b[0mhorse"
    assert masked(colored, Password="battery\nhorse") == "\x1b[33m****\x1b[0m\x1b[33m\x1b[0m"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"'{LONG[:9]}...{LONG[-9:]}'", "'****...****'"),
        (f"'{LONG[:9]}'... ...'n{LONG[-9:]}'", "'****'... ...'n****'"),
        (f"{LONG[:9]}…", "****…"),
        (f"{LONG[:7]}...{LONG[-7:]}", f"{LONG[:7]}...{LONG[-7:]}"),
        (f"{LONG[:9]}{LONG[:9]}...", f"{LONG[:9]}****..."),
        (f"x = {LONG[:9]}, {LONG[9:]} y", f"x = {LONG[:9]}, {LONG[9:]} y"),
        (f"E   {LONG[:9]}\n> '{LONG[9:]}',\n  - ({LONG[5:]})", "E   ****\n> '****',\n  - (****)"),
        (f"x = '{LONG[:9]}'", f"x = '{LONG[:9]}'"),
        (f"x = ('{LONG[:9]}'\n     '{LONG[9:]}' y", "x = ('****'\n     '****' y"),
        (
            f"identical leading characters in diff\nE   - {LONG[9:]}!",
            "identical leading characters in diff\nE   - ****!",
        ),
        (
            f"identical trailing characters in diff\nE   + !{LONG[:9]}",
            "identical trailing characters in diff\nE   + !****",
        ),
    ],
)
def test_pieces_are_masked_where_a_text_was_cut(text: str, shown: str) -> None:
    assert masked(text, Password=LONG) == shown


def test_a_text_in_many_lines_is_masked() -> None:
    secret = " ".join(["battery-staple-horse"] * 9)
    assert "staple" not in masked(pformat({"Key": "x", "Value": f"a {secret}"}), Password=secret)


def test_short_credentials_are_masked_beside_their_names() -> None:
    shown = "test-key aws_access_key_id='****' aws_access_key_id=test-keys"
    text = shown.replace("****", "test-key")
    assert masked(text, aws_access_key_id="test-key") == shown


def test_signatures_have_no_pieces() -> None:
    signature = "0123456789abcdef" * 4
    text = f"{signature}\n{signature[:20]}..."
    assert masked(text, Signature=signature) == f"****\n{signature[:20]}..."


@pytest.mark.parametrize(
    "text", ["", "x", "\\", "\\\\n", "\\U00110000", "&amp;&amp;quot;", "%zz%f"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert masked(text, Password=LONG, Pin="1", Empty="") == text


def test_structures_are_copied_without_secrets() -> None:
    mask = Mask([Secret("Pin", "1"), Secret("Password", LONG)])
    shown = {
        "Pin": 1,
        "Size": "1",
        LONG: [LONG, (1, "Pin=1"), None],
        "list": [{"Key": "Pin", "Value": "1"}, {"ParameterKey": "Pin", "ParameterValue": 1}],
        "other": {"Key": "Size", "Value": "1"},
    }
    assert mask.within(shown) == {
        "Pin": "****",
        "Size": "1",
        "****": ["****", [1, "Pin=****"], None],
        "list": [
            {"Key": "Pin", "Value": "****"},
            {"ParameterKey": "Pin", "ParameterValue": "****"},
        ],
        "other": {"Key": "Size", "Value": "1"},
    }
    assert mask.pair("Pin", "'1'") == "'****'"


# ------------------------------------------------------------------------ invariant

LETTERS = st.characters(categories=("Lu", "Ll", "P", "S", "Zs"), max_codepoint=0x2FFFF)
VALUES = st.text(LETTERS, min_size=12, max_size=40).filter(
    # A backslash at an end may belong to what is beside it.
    lambda text: text.strip("\\") == text and any(letter.isalpha() for letter in text)
)
FORMS = st.sampled_from(
    [
        str,
        lambda text: repr(text)[1:-1],
        lambda text: ascii(text)[1:-1],
        lambda text: json.dumps(text)[1:-1],
        lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
        lambda text: repr(json.dumps(text).encode())[3:-2],
    ]
)
FILLING = st.text("0123456789 \n=,", max_size=30)


@given(st.lists(st.tuples(FILLING, VALUES, FORMS), min_size=1, max_size=4), FILLING)
def test_a_secret_goes_and_all_else_stays(parts, end) -> None:  # type: ignore[no-untyped-def]
    mask = Mask(Secret("Key", value) for _, value, _ in parts)
    text = "".join(f"{before}7<{form(value)}>7" for before, value, form in parts) + end
    empty = "".join(f"{before}7<{form('****')}>7" for before, _, form in parts) + end
    assert mask(text) == empty
    assert mask(empty) == empty
