"""Stacks that CloudFormation refuses: the call succeeds, and the work fails later.

Both engines say the same. Sources: the recorded examples of ProvisionProduct and of
DescribeProvisionedProduct in aws-cli; service-catalog-puppet issues 121 and 125; boto3 issue 4426.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ..helpers import CHANGE_SET_REFUSED, Client, describe, plan_of, refusal_of_plan, values

QUEUE: dict[str, Any] = {"Type": "AWS::SQS::Queue"}
SIZED: dict[str, Any] = {
    "Parameters": {"Size": {"Type": "String", "AllowedValues": ["small", "large"]}},
    "Resources": {"Queue": QUEUE},
}

pytestmark = pytest.mark.parametrize(
    "engine",
    [
        pytest.param(name, marks=pytest.mark.sc_plan(engine=name))
        for name in ("scripted", "cloudformation")
    ],
)


def of_service(reason: str) -> str:
    """A pattern of the reason, as records have it."""
    return (
        re.escape(f"{reason} (Service: AmazonCloudFormation; Status Code: 400; Error Code: ")
        + r"ValidationError; Request ID: [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\)"
    )


def provision(client: Client, product: Any, *parameters: dict[str, Any]) -> dict[str, Any]:
    detail: dict[str, Any] = client.provision_product(
        ProductId=product.id,
        ProvisioningArtifactId=product.provisioning_artifacts[0].id,
        ProvisionedProductName="jobs",
        ProvisioningParameters=list(parameters),
    )["RecordDetail"]
    return detail


def update(client: Client, *parameters: dict[str, Any]) -> dict[str, Any]:
    detail: dict[str, Any] = client.update_provisioned_product(
        ProvisionedProductName="jobs", ProvisioningParameters=list(parameters)
    )["RecordDetail"]
    return detail


def status_and_message(client: Client) -> tuple[str, str]:
    detail = client.describe_provisioned_product(Name="jobs")["ProvisionedProductDetail"]
    return detail["Status"], detail["StatusMessage"]


PARAMETERS = [
    pytest.param([], "Parameters: [Size] must have values", id="missing"),
    pytest.param(
        values(Size="small", Shape="round"),
        "Parameters: [Shape] do not exist in the template",
        id="unknown",
    ),
    pytest.param(
        values(Size="huge"), "Parameter 'Size' must be one of AllowedValues", id="not allowed"
    ),
    pytest.param([{"Key": "Size"}], "Parameters: [Size] must have values", id="without a value"),
]


@pytest.mark.parametrize(("parameters", "reason"), PARAMETERS)
def test_parameters_fail_a_provisioning_later(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    engine: str,
    parameters: list[dict[str, Any]],
    reason: str,
) -> None:
    product = sc_plan.add_product(versions={"v1": SIZED})
    record = provision(sc_plan_client, product, *parameters)
    assert record["Status"] == "CREATED"
    sc_plan.advance()
    failed = sc_plan_client.describe_record(Id=record["RecordId"])["RecordDetail"]
    assert failed["Status"] == "FAILED"
    (error,) = failed["RecordErrors"]
    assert error["Code"] == "AmazonCloudFormationException"
    assert re.fullmatch(of_service(reason), error["Description"])
    assert status_and_message(sc_plan_client)[0] == "ERROR"


@pytest.mark.parametrize(("parameters", "reason"), PARAMETERS)
def test_parameters_fail_the_creation_of_a_plan(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    engine: str,
    parameters: list[dict[str, Any]],
    reason: str,
) -> None:
    product = sc_plan.add_product(versions={"v1": SIZED})
    request = plan_of(product, "jobs", ProvisioningParameters=parameters)
    assert refusal_of_plan(sc_plan_client, sc_plan, **request) == reason
    (plan,) = sc_plan.plans
    assert plan.resource_changes == ()
    assert plan.provisioned_product.status == "PLAN_IN_PROGRESS"


def test_an_update_leaves_it_tainted_until_the_next_good_one(
    sc_plan: ServiceCatalog, sc_plan_client: Client, engine: str
) -> None:
    sc_plan.configure(progress="immediate")
    product = sc_plan.add_product(versions={"v1": SIZED})
    existing = sc_plan.add_provisioned_product(
        "jobs", product=product, parameters={"Size": "small"}
    )
    update(sc_plan_client, *values(Size="huge"))
    assert existing.status == "TAINTED"
    assert existing.parameters == {"Size": "small"}
    update(sc_plan_client, *values(Size="large"))
    assert existing.status == "AVAILABLE"
    assert existing.parameters == {"Size": "large"}


def test_a_previous_value_is_not_given_too(
    sc_plan: ServiceCatalog, sc_plan_client: Client, engine: str
) -> None:
    sc_plan.configure(progress="immediate")
    product = sc_plan.add_product(versions={"v1": SIZED})
    sc_plan.add_provisioned_product("jobs", product=product, parameters={"Size": "small"})
    both = {"Key": "Size", "Value": "large", "UsePreviousValue": True}
    reason = (
        "Invalid input for parameter key Size. Cannot specify usePreviousValue as true and non "
        "empty value for a parameter"
    )
    record = update(sc_plan_client, both)
    (error,) = sc_plan.record(record["RecordId"]).errors
    assert re.fullmatch(of_service(reason), error.description)
    request = plan_of(product, "jobs", ProvisioningParameters=[both])
    assert refusal_of_plan(sc_plan_client, sc_plan, **request) == reason
    never = {"Key": "Shape", "UsePreviousValue": True}
    request = plan_of(product, "jobs", ProvisioningParameters=[never])
    sc_plan_client.delete_provisioned_product_plan(PlanId=sc_plan.plans[0].id)
    assert refusal_of_plan(sc_plan_client, sc_plan, **request) == (
        "Invalid input for parameter key Shape. Cannot specify usePreviousValue as true for a "
        "parameter key not in the previous template"
    )
    empty = {"Key": "Size", "Value": "", "UsePreviousValue": True}
    record = update(sc_plan_client, empty)
    assert sc_plan.record(record["RecordId"]).status == "SUCCEEDED"
    assert sc_plan.provisioned_product("jobs").parameters == {"Size": "small"}


def test_what_the_script_decides_comes_before_cloudformation(
    sc_plan: ServiceCatalog, sc_plan_client: Client, engine: str
) -> None:
    sc_plan.configure(outcome="stuck", progress="immediate")
    product = sc_plan.add_product(versions={"v1": SIZED})
    record = provision(sc_plan_client, product)
    assert sc_plan.record(record["RecordId"]).status in {"CREATED", "IN_PROGRESS"}


UNRESOLVED = (
    "Template format error: Unresolved resource dependencies [Nope] in the {} block of the template"
)
BUCKET: dict[str, Any] = {"Type": "AWS::S3::Bucket"}


def queue(**properties: Any) -> dict[str, Any]:
    return {"Resources": {"Queue": {**QUEUE, "Properties": properties}}}


def output(value: Any, **entry: Any) -> dict[str, Any]:
    return {"Resources": {"Queue": QUEUE}, "Outputs": {"Out": {"Value": value, **entry}}}


TEMPLATES = {
    "ref": (queue(QueueName={"Ref": "Nope"}), UNRESOLVED.format("Resources")),
    "sub": (queue(QueueName={"Fn::Sub": "a-${Nope}"}), UNRESOLVED.format("Resources")),
    "depends on": (
        {"Resources": {"Queue": {**QUEUE, "DependsOn": "Nope"}}},
        UNRESOLVED.format("Resources"),
    ),
    "several": (
        {"Resources": {"Queue": {**QUEUE, "DependsOn": ["Nope", "No"]}}},
        UNRESOLVED.format("Resources").replace("Nope", "Nope, No"),
    ),
    "output": (output({"Ref": "Nope"}), UNRESOLVED.format("Outputs")),
    "nested": (output({"Fn::Join": ["", [{"Ref": "Nope"}]]}), UNRESOLVED.format("Outputs")),
    "attribute": (
        output({"Fn::GetAtt": ["Nope", "Arn"]}),
        "Template error: instance of Fn::GetAtt references undefined resource Nope",
    ),
    "attribute in a text": (
        output({"Fn::Sub": "${Nope.Arn}"}),
        "Template error: instance of Fn::Sub references invalid resource attribute Nope.Arn",
    ),
    "absent by its condition": (
        {
            "Conditions": {"Never": {"Fn::Equals": ["a", "b"]}},
            "Resources": {"Queue": QUEUE, "Nope": {**BUCKET, "Condition": "Never"}},
            "Outputs": {"Out": {"Value": {"Ref": "Nope"}}},
        },
        UNRESOLVED.format("Outputs"),
    ),
    "condition of a resource": (
        {"Resources": {"Queue": {**QUEUE, "Condition": "Nope"}}},
        "Template format error: Unresolved condition dependency Nope in the Resources block of the "
        "template",
    ),
    "condition of an output": (
        output("x", Condition="Nope"),
        "Template format error: Unresolved condition dependency Nope in the Outputs block of the "
        "template",
    ),
    "condition in a condition": (
        {
            "Conditions": {"Some": {"Fn::Not": [{"Condition": "Nope"}]}},
            "Resources": {"Queue": QUEUE},
        },
        "Template format error: Unresolved condition dependency Nope in the Conditions block of "
        "the template",
    ),
    "condition in an if": (
        output({"Fn::If": ["Nope", "a", "b"]}),
        "Template error: unresolved condition dependency Nope in Fn::If",
    ),
    "resource in a condition": (
        {
            "Conditions": {"Some": {"Fn::Equals": [{"Ref": "Queue"}, "x"]}},
            "Resources": {"Queue": QUEUE},
        },
        "Template format error: Unresolved dependencies [Queue]. Cannot reference resources in the "
        "Conditions block of the template",
    ),
    "mapping": (
        output({"Fn::FindInMap": ["Nope", "a", "b"]}),
        "Template error: Mapping named 'Nope' is not present in the 'Mappings' section of "
        "template.",
    ),
    "key of a mapping": (
        {
            **output({"Fn::FindInMap": ["Sizes", {"Ref": "AWS::Region"}, "b"]}),
            "Mappings": {"Sizes": {"mars": {"b": "1"}}},
        },
        "Template error: Unable to get mapping for Sizes::us-east-1::b",
    ),
    "index": (
        output({"Fn::Select": ["2", ["a", "b"]]}),
        "Template error: Fn::Select cannot select nonexistent value at index 2",
    ),
    "function": (
        output({"Fn::Reff": "Queue"}),
        "Template Error: Encountered unsupported function: Fn::Reff Supported functions are: "
        "[Fn::Base64, Fn::GetAtt, Fn::GetAZs, Fn::ImportValue, Fn::Join, Fn::Split, Fn::FindInMap, "
        "Fn::Select, Ref, Fn::Equals, Fn::If, Fn::Not, Condition, Fn::And, Fn::Or, Fn::Contains, "
        "Fn::EachMemberEquals, Fn::EachMemberIn, Fn::ValueOf, Fn::ValueOfAll, Fn::RefAll, Fn::Sub, "
        "Fn::Cidr]",
    ),
    "ref to no name": (
        output({"Ref": ["Queue"]}),
        "Template format error: Every Ref object must have a single String value.",
    ),
    "half an attribute": (
        output({"Fn::GetAtt": ["Queue"]}),
        "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource "
        "name and the resource attribute",
    ),
    "sub of no text": (
        output({"Fn::Sub": [{"Ref": "Queue"}]}),
        "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. "
        "Specify a string as first argument, and an optional second argument to specify a mapping "
        "of values to replace in the string",
    ),
    "half an if": (
        output({"Fn::If": ["Nope", "a"]}),
        "Template error: Fn::If requires a list argument with three elements",
    ),
    "null": (
        queue(Tags=[{"Key": "team", "Value": None}]),
        "[/Resources/Queue/Properties/Tags/0/Value] 'null' values are not allowed in templates",
    ),
    "output without a value": (
        {"Resources": {"Queue": QUEUE}, "Outputs": {"Out": {}}},
        "Template format error: Every Outputs member must contain a Value object",
    ),
    "output that is a list": (
        output({"Fn::Split": [",", "a,b"]}),
        "Template format error: The Value field of every Outputs member must evaluate to a String.",
    ),
}


@pytest.mark.parametrize(("template", "reason"), TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_fails_the_work(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    engine: str,
    template: dict[str, Any],
    reason: str,
) -> None:
    product = sc_plan.add_product(versions={"v1": template})
    assert refusal_of_plan(sc_plan_client, sc_plan, **plan_of(product)) == reason
    record = provision(sc_plan_client, product)
    sc_plan.advance()
    (error,) = sc_plan.record(record["RecordId"]).errors
    said = of_service(reason.removeprefix("Template format error: "))
    assert re.fullmatch(said, error.description)


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (
            {"Resources": {"A": {**QUEUE, "DependsOn": "B"}, "B": {**QUEUE, "DependsOn": ["A"]}}},
            "Circular dependency between resources: [{}]",
        ),
        (
            {
                "Conditions": {
                    "A": {"Fn::Not": [{"Condition": "B"}]},
                    "B": {"Fn::If": ["A", True, False]},
                },
                "Resources": {"Queue": QUEUE},
            },
            "Template format error: Circular dependency between conditions: [{}]",
        ),
    ],
    ids=["resources", "conditions"],
)
def test_circles_fail_the_work(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    engine: str,
    template: dict[str, Any],
    reason: str,
) -> None:
    product = sc_plan.add_product(versions={"v1": template})
    refusal = refusal_of_plan(sc_plan_client, sc_plan, **plan_of(product))
    assert refusal in {reason.format("A, B"), reason.format("B, A")}


def test_what_is_seeded_fails_alike(
    sc_plan: ServiceCatalog, sc_plan_client: Client, engine: str
) -> None:
    circle = {"A": {"Fn::Not": [{"Condition": "A"}]}}
    for template, reason in (
        (SIZED, "Parameters: [Size] must have values"),
        (
            {"Conditions": circle, "Resources": {"Queue": QUEUE}},
            "Template format error: Circular dependency between conditions: [A]",
        ),
    ):
        product = sc_plan.add_product(versions={"v1": template})
        plan = sc_plan.add_plan(product=product, status="CREATE_FAILED")
        assert plan.status_message == CHANGE_SET_REFUSED + reason
        assert plan.resource_changes == ()
        message = re.escape(f"can't be made: {reason}")
        for status in ("CREATE_SUCCESS", "EXECUTE_FAILED"):
            with pytest.raises(ValueError, match=message):
                sc_plan.add_plan(product=product, status=status)
        with pytest.raises(ValueError, match=message):
            sc_plan.add_provisioned_product(product=product)
        broken = sc_plan.add_provisioned_product(product=product, status="ERROR")
        assert broken.status == "ERROR"


def test_a_reference_that_is_not_chosen_needs_no_resource(
    sc_plan: ServiceCatalog, sc_plan_client: Client, engine: str
) -> None:
    template = {
        "Parameters": {"Suffix": {"Type": "String", "Default": "x"}},
        "Conditions": {"Never": {"Fn::Equals": ["a", "b"]}},
        "Resources": {
            "Queue": {**QUEUE, "DependsOn": "Bucket"},
            "Bucket": {**BUCKET, "Condition": "Never"},
        },
        "Outputs": {
            "Out": {"Value": {"Fn::If": ["Never", {"Ref": "Bucket"}, {"Fn::Sub": "no-${Suffix}"}]}},
            "Own": {"Value": {"Fn::Sub": ["${Name}", {"Name": {"Ref": "AWS::Partition"}}]}},
        },
    }
    product = sc_plan.add_product(versions={"v1": template})
    provision(sc_plan_client, product)
    sc_plan.advance()
    outputs = sc_plan.provisioned_product("jobs").outputs
    assert (outputs["Out"], outputs["Own"]) == ("no-x", "aws")


@pytest.mark.parametrize(
    "transform",
    [
        {"Transform": "AWS::Serverless-2016-10-31"},
        {"Metadata": {"Included": {"Fn::Transform": {"Name": "AWS::Include"}}}},
    ],
)
def test_nothing_is_known_of_what_a_transform_makes(
    sc_plan: ServiceCatalog, sc_plan_client: Client, engine: str, transform: dict[str, Any]
) -> None:
    template = {**transform, **queue(Tags=[{"Key": "role", "Value": {"Ref": "Made"}}])}
    product = sc_plan.add_product(versions={"v1": template})
    details = describe(sc_plan_client, sc_plan, **plan_of(product))["ProvisionedProductPlanDetails"]
    if engine == "scripted":
        assert details["Status"] == "CREATE_SUCCESS"
    assert "KeyError" not in details.get("StatusMessage", "")
