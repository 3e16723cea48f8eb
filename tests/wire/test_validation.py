"""Constraints that no served operation has: of maps, and of letters of all languages."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan.wire.errors import SerializationError, ValidationError
from pytest_sc_plan.wire.service_model import documented_message
from pytest_sc_plan.wire.validation import validate

PROPERTIES = "UpdateProvisionedProductProperties"


def properties(value: Any) -> dict[str, Any]:
    return {
        "ProvisionedProductId": "pp-1",
        "ProvisionedProductProperties": value,
        "IdempotencyToken": "token",
    }


def test_a_map_that_breaks_nothing_is_accepted() -> None:
    validate(PROPERTIES, properties({"LAUNCH_ROLE": "arn"}))


def test_a_map_has_a_length() -> None:
    with pytest.raises(ValidationError) as caught:
        validate(PROPERTIES, properties({}))
    assert str(caught.value) == (
        "1 validation error detected: Value '{}' at 'provisionedProductProperties' failed to "
        "satisfy constraint: Member must have length greater than or equal to 1"
    )


def test_the_values_of_a_map_are_checked() -> None:
    with pytest.raises(ValidationError) as caught:
        validate(PROPERTIES, properties({"OWNER": "a" * 1025}))
    assert str(caught.value) == (
        f"1 validation error detected: Value '{'a' * 1025}' at "
        "'provisionedProductProperties.OWNER.member' failed to satisfy constraint: Member must "
        "have length less than or equal to 1024"
    )


def test_a_map_is_an_object() -> None:
    with pytest.raises(SerializationError) as caught:
        validate(PROPERTIES, properties([]))
    assert str(caught.value) == "Unexpected START_ARRAY where a map is expected"


def test_a_member_that_the_service_does_not_have_is_ignored() -> None:
    validate("DescribeRecord", {"Id": "rec-1", "Color": "red"})


@pytest.mark.parametrize("value", ["grün 東京 ½:/", "abc", "-", "@"])
def test_letters_of_all_languages_satisfy_a_class_of_letters(value: str) -> None:
    validate("CreateTagOption", {"Key": value, "Value": "x"})


@pytest.mark.parametrize("value", ["a*", "snow ☃", "abc\n", "*"])
def test_a_pattern_has_to_match_the_whole_value(value: str) -> None:
    with pytest.raises(ValidationError) as caught:
        validate("CreateTagOption", {"Key": value, "Value": "x"})
    assert str(caught.value) == (
        f"1 validation error detected: Value '{value}' at 'key' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: ^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$"
    )


def test_an_error_that_the_reference_does_not_describe_has_no_message() -> None:
    assert documented_message("NoSuchException") is None
    assert documented_message("ResourceNotFoundException") == (
        "The specified resource was not found."
    )
