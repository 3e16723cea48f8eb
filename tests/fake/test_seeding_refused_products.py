"""Products and portfolios that the service could not have."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog, Version

from ..helpers import contents
from .raising import raises

DEV = "arn:aws:iam::123456789012:role/dev"
wrong: Any = Version
"""The same, for arguments that type checkers refuse."""

SIZED: dict[str, Any] = {
    "Parameters": {"Env": {"Type": "String"}},
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
}


@pytest.mark.parametrize(
    ("method", "arguments", "message"),
    [
        (
            "add_product",
            {"launch_paths": "portfolio"},
            "launch_paths must be a list of texts, not 'portfolio': use ['portfolio']",
        ),
        (
            "add_product",
            {"launch_paths": True},
            "launch_paths must be a whole number, a list of portfolios, or roles by portfolios, "
            "not True",
        ),
        (
            "add_product",
            {"launch_paths": ["a", "a"]},
            "launch_paths: 'a' is given more than once",
        ),
        (
            "add_product",
            {"launch_paths": ["team", "port-1"]},
            "launch_paths: 'port-1' is given more than once",
        ),
        (
            "add_product",
            {"launch_paths": ["p" * 101]},
            "Value '"
            + "p" * 101
            + "' at 'a portfolio of launch_paths' failed to satisfy constraint: Member must "
            "have length less than or equal to 100",
        ),
        (
            "add_product",
            {"launch_paths": {"dev": "dev"}},
            "Value 'dev' at 'the role of launch_paths[dev]' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: "
            "arn:[a-z0-9-\\.]{1,63}:iam::[a-z0-9-\\.]{0,63}:role\\/.{0,1023}",
        ),
        (
            "add_product",
            {"launch_paths": {"dev": 3}},
            "the role of launch_paths[dev] must be text, not 3",
        ),
        (
            "add_product",
            {"launch_paths": {"dev": None}, "launch_role_arn": DEV},
            "give launch_role_arn or the roles in launch_paths, not both",
        ),
        (
            "add_product",
            {"launch_paths": 0, "launch_role_arn": DEV},
            "launch_role_arn: there is no launch path that could have a role",
        ),
        (
            "add_product",
            {"launch_role_arn": "dev"},
            "Value 'dev' at 'launch_role_arn' failed to satisfy constraint: Member must "
            "satisfy regular expression pattern: "
            "arn:[a-z0-9-\\.]{1,63}:iam::[a-z0-9-\\.]{0,63}:role\\/.{0,1023}",
        ),
        (
            "add_product",
            {"inactive_versions": "v1"},
            "inactive_versions must be a list of texts, not 'v1': use ['v1']",
        ),
        (
            "add_product",
            {"deprecated_versions": {"v1": {}}},
            "deprecated_versions must be a list of texts, not {'v1': {}}",
        ),
        (
            "add_product",
            {"deprecated_versions": [1]},
            "deprecated_versions[0] must be text, not 1",
        ),
        (
            "add_product",
            {"versions": [Version("v1")], "inactive_versions": ["v1"]},
            "inactive_versions and deprecated_versions are about a mapping: use "
            "Version(..., active=False) or Version(..., guidance='DEPRECATED')",
        ),
        (
            "add_product",
            {"versions": ["v1"]},
            "versions must be a mapping of templates by names or a list of Version, not a "
            "list of 'v1': use [Version('v1')]",
        ),
        (
            "add_product",
            {"versions": "v1"},
            "versions must be a mapping of templates by names or a list of Version, not 'v1': use "
            "[Version('v1')]",
        ),
        (
            "add_product",
            {"versions": []},
            "versions is empty: a product has at least one version",
        ),
        (
            "add_product",
            {"versions": 3},
            "versions must be a mapping of templates by names or a list of Version, not 3",
        ),
        (
            "add_product",
            {"versions": {1: {}}},
            "a name of versions must be text, not 1",
        ),
        (
            "add_product",
            {"versions": [Version("")]},
            "a name of versions is empty",
        ),
        (
            "add_product",
            {"versions": [wrong("v1", active="no")]},
            "product 'product-1', version 'v1': active must be True or False, not 'no'",
        ),
        (
            "add_product",
            {"versions": [wrong("v1", guidance="OLD")]},
            "product 'product-1', version 'v1': guidance: 'OLD'; allowed: DEFAULT, DEPRECATED",
        ),
        (
            "add_product",
            {"versions": [wrong("v1", description=3)]},
            "product 'product-1', version 'v1': description must be text, not 3",
        ),
        (
            "add_product",
            {"versions": {"v1": {"Resourcs": {}}}},
            "product 'product-1', version 'v1': unknown section 'Resourcs'; did you mean "
            "'Resources'? Allowed: "
            "AWSTemplateFormatVersion, Conditions, Description, Globals, Hooks, Mappings, "
            "Metadata, Outputs, Parameters, Resources, Rules, Transform",
        ),
        (
            "add_product",
            {"stack_set_accounts": "123456789012", "stack_set_regions": ["us-east-1"]},
            "stack_set_accounts must be a list of texts, not '123456789012': use ['123456789012']",
        ),
        (
            "add_product",
            {"stack_set_accounts": ["123456789012"], "stack_set_regions": "us-east-1"},
            "stack_set_regions must be a list of texts, not 'us-east-1': use ['us-east-1']",
        ),
        (
            "add_product",
            {"tag_options": ["team"]},
            "tag_options must be a mapping, not ['team']",
        ),
        (
            "add_product",
            {"tag_options": {"team": []}},
            "tag_options: 'team' has no value",
        ),
        (
            "add_product",
            {"tag_options": {"te!am": ["a"]}},
            "Value 'te!am' at 'a key of tag_options' failed to satisfy constraint: Member "
            "must satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$",
        ),
        (
            "add_product",
            {"tag_options": {"team": [""]}},
            "tag_options: 'team' is empty",
        ),
        (
            "add_product",
            {"tag_options": {"team": {"a": 1}}},
            "tag_options: 'team' must be a list of texts, not {'a': 1}",
        ),
        (
            "add_product",
            {"template_constraints": ["Rule"]},
            "template_constraints must be a mapping, not ['Rule']",
        ),
        (
            "add_product",
            {"template_constraints": {"Rule": []}},
            "template_constraints[Rule] must be a mapping, not []",
        ),
        (
            "add_product",
            {"template_constraints": {"Rule": {"Assertions": [None]}}},
            "template_constraints: the Assertions of rule Rule are not a list of mappings",
        ),
        (
            "add_product",
            {"template_constraints": {"Rule": {"RuleCondition": {5}}}},
            "template_constraints: templates can't have a set such as {5}",
        ),
        (
            "add_product",
            {"tag_updates": "ALLOWED"},
            "tag_updates must be True or False, not 'ALLOWED'",
        ),
        (
            "add_product",
            {"support_email": "e" * 255},
            "Value '"
            + "e" * 255
            + "' at 'support_email' failed to satisfy constraint: Member must have length "
            "less than or equal to 254",
        ),
        (
            "add_product",
            {"name": ""},
            "name is empty",
        ),
        (
            "add_product",
            {"name": 3},
            "name must be text, not 3",
        ),
        (
            "add_portfolio",
            {"name": "team"},
            "there is a portfolio named 'team' already",
        ),
        (
            "add_portfolio",
            {"name": "p" * 101},
            "Value '"
            + "p" * 101
            + "' at 'name' failed to satisfy constraint: Member must have length less than "
            "or equal to 100",
        ),
        (
            "add_portfolio",
            {"products": "queue"},
            "products must be a list of products, not 'queue': use ['queue']",
        ),
        (
            "add_portfolio",
            {"products": ["nothing"]},
            "there is no product 'nothing' in account 123456789012, region us-east-1; "
            "there is prod-q 'queue', prod-e 'everywhere'",
        ),
        (
            "add_portfolio",
            {"products": [3]},
            "product must be a ProductView, an id or a name, not 3",
        ),
        (
            "add_portfolio",
            {"launch_roles": {"queue": DEV}},
            "launch_roles: product prod-q is not one of products",
        ),
        (
            "add_portfolio",
            {"launch_roles": ["queue"]},
            "launch_roles must be a mapping, not ['queue']",
        ),
        (
            "add_portfolio",
            {"products": ["queue"], "launch_roles": {"queue": "dev"}},
            "Value 'dev' at 'a role' failed to satisfy constraint: Member must satisfy "
            "regular expression pattern: "
            "arn:[a-z0-9-\\.]{1,63}:iam::[a-z0-9-\\.]{0,63}:role\\/.{0,1023}",
        ),
        (
            "add_portfolio",
            {"products": ["everywhere"], "launch_roles": {"everywhere": DEV}},
            "a product has a launch role or is a stack set, not both",
        ),
    ],
)
def test_it_is_refused_and_leaves_nothing(
    sc_plan: ServiceCatalog, method: str, arguments: dict[str, Any], message: str
) -> None:
    sc_plan.add_product("queue", id="prod-q", versions={"v1": SIZED})
    sc_plan.add_product(
        "everywhere",
        id="prod-e",
        stack_set_accounts=["111111111111"],
        stack_set_regions=["us-east-1"],
    )
    sc_plan.add_portfolio("team", id="port-1")
    sc_plan.add_provisioned_product("broken", status="ERROR", product="queue")
    before = contents(sc_plan), sc_plan.portfolios
    with raises(ValueError, message):
        getattr(sc_plan, method)(**arguments)
    assert (contents(sc_plan), sc_plan.portfolios) == before
