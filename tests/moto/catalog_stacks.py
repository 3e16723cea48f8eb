"""Stacks of moto's CloudFormation that make resources of Service Catalog."""

from __future__ import annotations

import json
from typing import Any

import boto3

from pytest_sc_plan import ServiceCatalog

TEAM = {"DisplayName": "team", "ProviderName": "us"}
ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/launch"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:topic"
URL = "https://templates.s3.amazonaws.com/queue.json"
TEMPLATE: dict[str, Any] = {
    "Parameters": {"Env": {"Type": "String"}},
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
    "Outputs": {"Env": {"Value": {"Ref": "Env"}}},
}


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::ServiceCatalog::{kind}", "Properties": properties}


def ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def att(name: str, attribute: str) -> Any:
    return {"Fn::GetAtt": [name, attribute]}


class Stack:
    """A stack with one output for each resource, and others."""

    def __init__(self) -> None:
        self._client = boto3.client("cloudformation", region_name="us-east-1")

    def create(self, resources: dict[str, Any], **outputs: Any) -> dict[str, str]:
        self._client.create_stack(StackName="stack", TemplateBody=body_of(resources, outputs))
        return self.outputs()

    def update(self, resources: dict[str, Any], **outputs: Any) -> dict[str, str]:
        self._client.update_stack(StackName="stack", TemplateBody=body_of(resources, outputs))
        return self.outputs()

    def delete(self) -> None:
        self._client.delete_stack(StackName="stack")

    def describe(self) -> Any:
        return self._client.describe_stacks(StackName="stack")["Stacks"][0]

    def outputs(self) -> dict[str, str]:
        shown = self.describe().get("Outputs", [])
        return {output["OutputKey"]: output["OutputValue"] for output in shown}


def body_of(resources: dict[str, Any], outputs: dict[str, Any]) -> str:
    values = {**{name: ref(name) for name in resources}, **outputs}
    shown = {name: {"Value": value} for name, value in values.items()}
    return json.dumps({"Resources": resources, "Outputs": shown})


def called(catalog: ServiceCatalog, since: int = 0) -> list[str]:
    """The operations that were called, but for the first ones."""
    return [call.operation for call in catalog.calls[since:]]


def put_template(key: str = "queue.json", template: Any = TEMPLATE) -> str:
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="templates")
    s3.put_object(Bucket="templates", Key=key, Body=json.dumps(template).encode())
    return f"https://templates.s3.amazonaws.com/{key}"


def version(name: str, url: str = URL, **more: Any) -> dict[str, Any]:
    return {"Name": name, "Info": {"LoadTemplateFromURL": url}, **more}


QUEUE = {"Name": "queue", "Owner": "us"}


def product(*versions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return resource(
        "CloudFormationProduct", **{**QUEUE, "ProvisioningArtifactParameters": versions, **more}
    )


def provisioned(**properties: Any) -> dict[str, Any]:
    return resource("CloudFormationProvisionedProduct", ProductName="queue", **properties)


def parameters(env: str) -> dict[str, Any]:
    return {"ProvisioningParameters": [{"Key": "Env", "Value": env}]}
