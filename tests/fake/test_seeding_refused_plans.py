"""Plans and provisioned products that the service could not have."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ..helpers import contents
from .raising import raises

SIZED: dict[str, Any] = {
    "Parameters": {"Env": {"Type": "String"}},
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
}


@pytest.mark.parametrize(
    ("method", "arguments", "message"),
    [
        (
            "add_plan",
            {"notification_arns": "arn:aws:sns:us-east-1:123456789012:t"},
            "notification_arns must be a list of texts, not "
            "'arn:aws:sns:us-east-1:123456789012:t': use "
            "['arn:aws:sns:us-east-1:123456789012:t']",
        ),
        (
            "add_plan",
            {"notification_arns": ["topic"]},
            "Value '[topic]' at 'notification_arns' failed to satisfy constraint: Member "
            "must satisfy constraint: [Member must have length less than or equal to 1224, "
            "Member must have length greater than or equal to 1, Member must satisfy "
            "regular expression pattern: "
            "arn:[a-z0-9-\\.]{1,63}:[a-z0-9-\\.]{0,63}:[a-z0-9-\\.]{0,63}:[a-z0-9-\\.]{0,63}:[^"
            "/].{0,1023}]",
        ),
        (
            "add_plan",
            {"notification_arns": 3},
            "notification_arns must be a list of texts, not 3",
        ),
        (
            "add_plan",
            {"tags": [{"Key": "team"}]},
            "Value null at 'tags.1.member.value' failed to satisfy constraint: Member must "
            "not be null",
        ),
        (
            "add_plan",
            {"tags": [{"key": "team", "value": "a"}]},
            "tags: unknown member 'key'; did you mean 'Key'? Allowed: Key, Value",
        ),
        (
            "add_plan",
            {"tags": ["team"]},
            "tags must be a list of mappings, not of 'team'",
        ),
        (
            "add_plan",
            {"tags": "team=a"},
            "tags must be a mapping, or a list of mappings, not 'team=a'",
        ),
        (
            "add_plan",
            {"tags": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]},
            "tags: 'a' is given more than once",
        ),
        (
            "add_plan",
            {"tags": {"te!am": "a"}},
            "Value 'te!am' at 'tags.1.member.key' failed to satisfy constraint: Member "
            "must satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$",
        ),
        (
            "add_plan",
            {"tags": {"team": ""}},
            "Value '' at 'tags.1.member.value' failed to satisfy constraint: Member must "
            "have length greater than or equal to 1",
        ),
        (
            "add_plan",
            {"tags": {"team": None}},
            "tags['team'] must be text, a number or a boolean, not None",
        ),
        (
            "add_plan",
            {"tags": {1: "a"}},
            "a key of tags must be text, not 1",
        ),
        (
            "add_plan",
            {"parameters": {"A": [1]}},
            "parameters['A'] must be text, a number or a boolean, not [1]",
        ),
        (
            "add_plan",
            {"parameters": {"A": None}},
            "parameters['A'] must be text, a number or a boolean, not None",
        ),
        (
            "add_plan",
            {"parameters": {"": "a"}},
            "a key of parameters is empty",
        ),
        (
            "add_plan",
            {"parameters": "A=1"},
            "parameters must be a mapping, or a list of mappings, not 'A=1'",
        ),
        (
            "add_plan",
            {"parameters": [{"ParameterKey": "A", "ParameterValue": "1"}]},
            "parameters: unknown member 'ParameterKey'; allowed: Key, UsePreviousValue, Value",
        ),
        (
            "add_plan",
            {"parameters": [{"Key": "A", "UsePreviousValue": "yes"}]},
            "parameters: STRING_VALUE can not be converted to a Boolean",
        ),
        (
            "add_plan",
            {"resource_changes": [{"Action": "CREATE"}]},
            "Value 'CREATE' at 'resource_changes.1.member.action' failed to satisfy "
            "constraint: Member must satisfy enum value set: [ADD, MODIFY, REMOVE]",
        ),
        (
            "add_plan",
            {"resource_changes": [{"Details": [{"Target": {"Atribute": "Tags"}}]}]},
            "resource_changes: unknown member 'Atribute'; did you mean 'Attribute'? Allowed: "
            "Attribute, Name, "
            "RequiresRecreation",
        ),
        (
            "add_plan",
            {"resource_changes": [3]},
            "resource_changes must be a list of mappings, not of 3",
        ),
        (
            "add_plan",
            {"product": {"id": "prod-1"}},
            "product must be a ProductView, an id or a name, not {'id': 'prod-1'}",
        ),
        (
            "add_plan",
            {"provisioned_product": 3},
            "provisioned_product must be a ProvisionedProductView, an id or a name, not 3",
        ),
        (
            "add_plan",
            {"provisioned_product": "broken"},
            "provisioned product 'broken' is ERROR: it must be AVAILABLE or TAINTED for a plan",
        ),
        (
            "add_plan",
            {"product": "queue"},
            "provisioned product 'provisioned-product-1' can't be made: Parameters: [Env] "
            "must have values",
        ),
        (
            "add_plan",
            {"product": "queue", "parameters": {"Env": "a", "Evn": 1}},
            "provisioned product 'provisioned-product-1' can't be made: Parameters: [Evn] "
            "do not exist in the template",
        ),
        (
            "add_plan",
            {"version": 1},
            "version must be text, not 1",
        ),
        (
            "add_plan",
            {"name": ""},
            "name is empty",
        ),
        (
            "add_plan",
            {"provisioned_product_name": "my sandbox"},
            "Value 'my sandbox' at 'provisioned_product_name' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: "
            "[a-zA-Z0-9][a-zA-Z0-9._-]*",
        ),
        (
            "add_plan",
            {"status": 3},
            "status: 3; allowed: CREATE_FAILED, CREATE_IN_PROGRESS, CREATE_SUCCESS, "
            "EXECUTE_FAILED, EXECUTE_IN_PROGRESS, EXECUTE_SUCCESS",
        ),
        (
            "add_plan",
            {"outcome": ["failed"]},
            "outcome: ['failed']; did you mean 'failed'? Allowed: failed, stuck, succeeded",
        ),
        (
            "add_provisioned_product",
            {"name": "my sandbox"},
            "Value 'my sandbox' at 'name' failed to satisfy constraint: Member must "
            "satisfy regular expression pattern: [a-zA-Z0-9][a-zA-Z0-9._-]*",
        ),
        (
            "add_provisioned_product",
            {"product": "queue"},
            "provisioned product 'provisioned-product-1' can't be made: Parameters: [Env] "
            "must have values",
        ),
        (
            "add_provisioned_product",
            {"product": "queue", "status": "PLAN_IN_PROGRESS"},
            "provisioned product 'provisioned-product-1' can't be made: Parameters: [Env] "
            "must have values",
        ),
        (
            "add_provisioned_product",
            {"status": None},
            "status: None; allowed: AVAILABLE, ERROR, PLAN_IN_PROGRESS, TAINTED, UNDER_CHANGE",
        ),
        (
            "add_provisioned_product",
            {"outputs": [{"OutputKey": "a"}]},
            "outputs: each has an OutputKey and an OutputValue, not {'OutputKey': 'a'}",
        ),
        (
            "add_provisioned_product",
            {
                "outputs": [
                    {"OutputKey": "a", "OutputValue": "1"},
                    {"OutputKey": "a", "OutputValue": "1"},
                ]
            },
            "outputs: 'a' is given more than once",
        ),
        (
            "add_provisioned_product",
            {"outputs": {"a": {}}},
            "outputs['a'] must be text, a number or a boolean, not {}",
        ),
    ],
)
def test_it_is_refused_and_leaves_nothing(
    sc_plan: ServiceCatalog, method: str, arguments: dict[str, Any], message: str
) -> None:
    sc_plan.add_product("queue", id="prod-q", versions={"v1": SIZED})
    sc_plan.add_product(
        "everywhere", stack_set_accounts=["111111111111"], stack_set_regions=["us-east-1"]
    )
    sc_plan.add_portfolio("team", id="port-1")
    sc_plan.add_provisioned_product("broken", status="ERROR", product="queue")
    before = contents(sc_plan), sc_plan.portfolios
    with raises(ValueError, message):
        getattr(sc_plan, method)(**arguments)
    assert (contents(sc_plan), sc_plan.portfolios) == before
