"""Whatever ``add_product`` accepts, no later call ends in an exception of Python's."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_sc_plan import ServiceCatalog
from pytest_sc_plan.catalog.template.functions import SUPPORTED

from ...helpers import Client, plan_of

NAMES = st.sampled_from(["A", "B", "AWS::Region", "AWS::NoValue", "A.Arn", "${A}-${B.C}", ""])
FUNCTIONS = st.sampled_from([*SUPPORTED, "Fn::Length", "Fn::ToJsonString", "Fn::Transform"])
SCALARS = NAMES | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)


def parts(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return (
        st.lists(inner, max_size=3)
        | st.dictionaries(FUNCTIONS, inner, min_size=1, max_size=1)
        | st.dictionaries(NAMES, inner, max_size=2)
    )


ANYTHING = st.recursive(SCALARS, parts, max_leaves=6)


def mappings(*members: str, **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mappings with some of the members, each with anything in it."""
    optional = dict.fromkeys(members, ANYTHING)
    return st.fixed_dictionaries(fixed, optional=optional)


def section(entry: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[Any]:
    return st.dictionaries(st.sampled_from(["A", "B"]), entry, min_size=least, max_size=2)


PARAMETER_TYPES = st.sampled_from(["String", "Number", "CommaDelimitedList", "List<Number>"])
PARAMETERS = mappings(
    *("Default", "AllowedValues", "AllowedPattern", "ConstraintDescription", "Description"),
    *("MinLength", "MaxLength", "MinValue", "MaxValue", "NoEcho"),
    Type=PARAMETER_TYPES,
)
RESOURCES = mappings(
    *("Condition", "DependsOn", "Metadata", "UpdatePolicy"),
    Type=st.sampled_from(["AWS::S3::Bucket", "AWS::IAM::Role", "Custom"]),
    Properties=st.dictionaries(NAMES, ANYTHING, max_size=2),
)
ASSERTIONS = mappings("Assert", "AssertDescription")
RULES = st.fixed_dictionaries(
    {}, optional={"RuleCondition": ANYTHING, "Assertions": ANYTHING | st.lists(ASSERTIONS)}
)
TEMPLATES = st.fixed_dictionaries(
    {"Resources": section(RESOURCES, least=1)},
    optional={
        "Parameters": section(PARAMETERS),
        "Conditions": section(ANYTHING),
        "Mappings": section(section(ANYTHING | section(ANYTHING))),
        "Outputs": section(mappings("Value", "Condition", "Description", "Export")),
        "Rules": section(RULES),
        "Metadata": ANYTHING,
        "Description": ANYTHING,
        "Transform": ANYTHING,
    },
)
TYPES = st.sampled_from(["CFN_STACK", "CONTROL_TOWER_ACCOUNT", "EXTERNAL"])


def ask(call: Any, **request: Any) -> None:
    """Call it; the service may refuse it, and nothing else may happen."""
    try:
        call(**request)
    except ClientError as refused:
        assert refused.response["Error"]["Code"] != "InternalFailure"  # noqa: PT017


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    before=TEMPLATES,
    after=TEMPLATES,
    rules=section(RULES),
    kind=TYPES,
    value=st.text("aA1,-", max_size=3),
)
@pytest.mark.sc_plan(progress="immediate")
def test_what_is_accepted_breaks_nothing_later(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    before: dict[str, Any],
    after: dict[str, Any],
    rules: dict[str, Any],
    kind: Any,
    value: str,
) -> None:
    sc_plan.reset()
    try:
        product = sc_plan.add_product(
            type=kind, versions={"1": before, "2": after}, template_constraints=rules
        )
    except ValueError:
        return
    client = sc_plan_client
    for number, version in enumerate(product.provisioning_artifacts):
        named = {"ProductId": product.id, "ProvisioningArtifactId": version.id}
        ask(client.describe_provisioning_parameters, **named)
        given_values = [
            {"Key": key, "Value": value} for key in version.template.get("Parameters", {})
        ]
        for parameters in ([], given_values):
            request = {"ProvisionedProductName": "x", "ProvisioningParameters": parameters}
            ask(client.provision_product, **named, **request)
            ask(client.update_provisioned_product, **named, **request)
            plan = plan_of(product, "x", version=number, ProvisioningParameters=parameters)
            ask(client.create_provisioned_product_plan, **plan)
            for made in sc_plan.plans:
                ask(client.describe_provisioned_product_plan, PlanId=made.id)
                ask(client.execute_provisioned_product_plan, PlanId=made.id)
                ask(client.delete_provisioned_product_plan, PlanId=made.id, IgnoreErrors=True)
    ask(client.get_provisioned_product_outputs, ProvisionedProductName="x")
    ask(client.search_provisioned_products)
