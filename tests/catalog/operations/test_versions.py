"""Versions that administrators create, change and delete, and the templates that they load."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from pytest_sc_plan import ServiceCatalog

from ...fake.raising import raises
from ...helpers import (
    Client,
    client_of,
    describe,
    invalid_parameters,
    not_found,
    plan_of,
    refused,
    values,
)

URL = "https://templates.s3.amazonaws.com/queue.json"
QUEUE: dict[str, Any] = {
    "Parameters": {"Size": {"Type": "String"}},
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
}
INVALID = "Invalid templateBody. Please make sure that your template is valid "


def create(client: Client, product_id: str, url: str = URL, **more: Any) -> dict[str, Any]:
    parameters = {"Info": {"LoadTemplateFromURL": url}, **more}
    made: dict[str, Any] = client.create_provisioning_artifact(
        ProductId=product_id, Parameters=parameters
    )
    return made


def parameters_of(client: Client, product_id: str, version: str) -> list[str]:
    described = client.describe_provisioning_artifact(
        ProductId=product_id,
        ProvisioningArtifactName=version,
        IncludeProvisioningArtifactParameters=True,
    )
    return [item["ParameterKey"] for item in described["ProvisioningArtifactParameters"]]


def test_a_version_is_created(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    product = sc_plan.add_product("queue")
    sc_plan.add_template(URL, QUEUE)
    made = create(sc_plan_client, product.id, Description="The second.")
    detail = made["ProvisioningArtifactDetail"]
    assert detail == {
        "Id": product.provisioning_artifacts[1].id,
        "Name": "v2",
        "Description": "The second.",
        "Type": "CLOUD_FORMATION_TEMPLATE",
        "CreatedTime": detail["CreatedTime"],
        "Active": True,
        "Guidance": "DEFAULT",
    }
    assert detail["CreatedTime"].microsecond == 0
    assert (made["Info"], made["Status"]) == ({"TemplateUrl": URL}, "CREATING")
    described = [
        sc_plan_client.describe_provisioning_artifact(
            ProductId=product.id, ProvisioningArtifactId=detail["Id"]
        )
        for _ in range(2)
    ]
    assert [answer["Status"] for answer in described] == ["CREATING", "AVAILABLE"]
    assert described[1]["Info"] == {"TemplateUrl": URL}
    assert described[1]["ProvisioningArtifactDetail"] == detail
    assert parameters_of(sc_plan_client, product.id, "v2") == ["Size"]

    details = describe(
        sc_plan_client, sc_plan, **plan_of(product, ProvisioningParameters=values(Size="1"))
    )
    (change,) = details["ResourceChanges"]
    assert change["LogicalResourceId"] == "Queue"
    # Nothing but the token is different, so it is the same version.
    again = create(sc_plan_client, product.id, Description="The second.")
    assert again["ProvisioningArtifactDetail"] == detail


@pytest.mark.parametrize("progress", ["manual", "time"])
def test_it_is_available_as_progress_says(
    sc_plan: ServiceCatalog, sc_plan_client: Client, progress: Any
) -> None:
    sc_plan.configure(progress=progress)
    product = sc_plan.add_product("queue")
    asked = {"ProductId": product.id, "ProvisioningArtifactName": "v2"}

    def status() -> str:
        answer: str = sc_plan_client.describe_provisioning_artifact(**asked)["Status"]
        return answer

    create(sc_plan_client, product.id)
    assert [status(), status()] == ["CREATING", "CREATING"]
    sc_plan.advance(29)
    assert status() == "CREATING"
    sc_plan.advance(1)
    assert status() == "AVAILABLE"
    create(sc_plan_client, product.id, Name="v3")
    asked["ProvisioningArtifactName"] = "v3"
    sc_plan.advance()
    assert status() == "AVAILABLE"
    create(sc_plan_client, product.id, Name="v4")
    asked["ProvisioningArtifactName"] = "v4"
    sc_plan.configure(progress="immediate")
    assert status() == "AVAILABLE"


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({}, "Info must have exactly one of LoadTemplateFromURL and ImportFromPhysicalId."),
        (
            {"Info": {"LoadTemplateFromURL": URL, "ImportFromPhysicalId": "x"}},
            "Info must have exactly one of LoadTemplateFromURL and ImportFromPhysicalId.",
        ),
        (
            {"Info": {"TemplateUrl": URL}},
            "Info must have exactly one of LoadTemplateFromURL and ImportFromPhysicalId.",
        ),
        ({"Info": {"LoadTemplateFromURL": "x"}}, "LoadTemplateFromURL x is not a valid URL."),
        (
            {"Info": {"ImportFromPhysicalId": "queue"}},
            "queue is not the ARN of a CloudFormation stack of this account and region: nothing "
            "else can be imported.",
        ),
        (
            {"Info": {"LoadTemplateFromURL": URL}, "Type": "MARKETPLACE_AMI"},
            "Provisioning artifact type MARKETPLACE_AMI does not match product type "
            "CLOUD_FORMATION_TEMPLATE.",
        ),
    ],
)
def test_what_can_not_be_a_version(
    sc_plan: ServiceCatalog, sc_plan_client: Client, parameters: Any, message: str
) -> None:
    product = sc_plan.add_product("queue")
    with invalid_parameters(message):
        sc_plan_client.create_provisioning_artifact(ProductId=product.id, Parameters=parameters)
    assert len(product.provisioning_artifacts) == 1


def test_a_product_has_100_versions_at_most(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(versions=dict.fromkeys(map(str, range(99))))
    create(sc_plan_client, product.id)
    with refused(
        "LimitExceededException",
        f"There are 100 versions of product {product.id} already, which is the limit.",
    ):
        create(sc_plan_client, product.id, Name="more")


def test_a_version_is_made_from_a_stack(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    product = sc_plan.add_product("queue")
    stack = "arn:aws:cloudformation:us-east-1:123456789012:stack/by-hand/1"
    made = sc_plan_client.create_provisioning_artifact(
        ProductId=product.id, Parameters={"Info": {"ImportFromPhysicalId": stack}}
    )
    assert made["Info"] == {"PhysicalId": stack}
    assert product.provisioning_artifacts[1].info == {"PhysicalId": stack}

    engine = sc_plan.add_product("network", type="EXTERNAL")
    with invalid_parameters(
        "ImportFromPhysicalId is not supported for products of type EXTERNAL: use "
        "LoadTemplateFromURL."
    ):
        sc_plan_client.create_provisioning_artifact(
            ProductId=engine.id, Parameters={"Info": {"ImportFromPhysicalId": stack}}
        )


@pytest.mark.sc_plan(engine="cloudformation")
def test_a_version_is_made_from_a_stack_in_moto(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("queue")
    stack = boto3.client("cloudformation").create_stack(
        StackName="by-hand",
        TemplateBody=json.dumps(QUEUE),
        Parameters=[{"ParameterKey": "Size", "ParameterValue": "1"}],
    )["StackId"]
    sc_plan_client.create_provisioning_artifact(
        ProductId=product.id, Parameters={"Info": {"ImportFromPhysicalId": stack}}
    )
    assert parameters_of(sc_plan_client, product.id, "v2") == ["Size"]
    with invalid_parameters(f"Stack with id {stack}0 does not exist"):
        sc_plan_client.create_provisioning_artifact(
            ProductId=product.id, Parameters={"Info": {"ImportFromPhysicalId": f"{stack}0"}}
        )


def test_templates_come_from_motos_s3_but_first_from_the_test(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("queue")
    with mock_aws():
        s3 = boto3.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="templates")
        s3.put_object(Bucket="templates", Key="queue.json", Body=json.dumps(QUEUE).encode())
        s3.put_object(Bucket="templates", Key="broken.json", Body=b"{")
        create(sc_plan_client, product.id)
        assert parameters_of(sc_plan_client, product.id, "v2") == ["Size"]
        broken = "https://templates.s3.amazonaws.com/broken.json"
        with pytest.raises(sc_plan_client.exceptions.InvalidParametersException) as caught:
            create(sc_plan_client, product.id, broken)
        message = caught.value.response["Error"]["Message"]
        assert message.startswith(
            f"{INVALID}(product 'queue', version 'v3': neither JSON nor YAML: "
        )
        create(sc_plan_client, product.id, broken, DisableTemplateValidation=True)
        assert parameters_of(sc_plan_client, product.id, "v3") == []
        sc_plan.add_template(URL, {"Parameters": {"Kind": {"Type": "String"}}})
        create(sc_plan_client, product.id, Name="other")
        assert parameters_of(sc_plan_client, product.id, "other") == ["Kind"]

        engine = sc_plan.add_product("network", type="EXTERNAL")
        create(sc_plan_client, engine.id, broken)
        assert [version.name for version in engine.provisioning_artifacts] == ["v1", "v2"]


def test_a_template_that_cloudformation_refuses_is_refused(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("queue")
    wrong = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "Nobody"}}}
    sc_plan.add_template(URL, {"Resources": {"Queue": wrong}})
    with invalid_parameters(
        f"{INVALID}(Template format error: Unresolved resource dependencies [Nobody] in the "
        "Resources block of the template)"
    ):
        create(sc_plan_client, product.id)
    create(sc_plan_client, product.id, DisableTemplateValidation=True)
    assert [version.name for version in product.provisioning_artifacts] == ["v1", "v2"]
    sc_plan.add_template(
        URL, {"Transform": "AWS::Serverless-2016-10-31", "Resources": {"Queue": wrong}}
    )
    create(sc_plan_client, product.id, Name="transformed")


def test_templates_are_for_all_accounts_until_a_reset(
    sc_plan: ServiceCatalog, sc_plan_client: Client, tmp_path: Path
) -> None:
    path = tmp_path / "queue.yaml"
    path.write_text("Resources: {Queue: {Type: AWS::SQS::Queue}}")
    sc_plan.for_account("111111111111", "eu-west-1").add_template(URL, path)
    path.unlink()

    def change() -> str:
        product = sc_plan.add_product("queue")
        create(sc_plan_client, product.id)
        (shown,) = describe(sc_plan_client, sc_plan, **plan_of(product))["ResourceChanges"]
        identifier: str = shown["LogicalResourceId"]
        return identifier

    assert change() == "Queue"
    sc_plan.reset()
    assert change() == "Bucket"


def test_templates_that_are_refused(sc_plan: ServiceCatalog) -> None:
    nothing: Any = None
    with raises(ValueError, "url must be text, not None"):
        sc_plan.add_template(nothing, QUEUE)
    with raises(ValueError, "url must be an http:// or https:// URL, not 's3://a/b'"):
        sc_plan.add_template("s3://a/b", QUEUE)
    with raises(ValueError, f"template {URL!r}: it has no Resources"):
        sc_plan.add_template(URL, "{}")


def test_a_version_is_updated(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    product = sc_plan.add_product("queue")
    artifact = product.provisioning_artifacts[0]
    asked = {"ProductId": product.id, "ProvisioningArtifactId": artifact.id}
    updated = sc_plan_client.update_provisioning_artifact(
        **asked, Name="of 2024", Description="Old.", Active=False, Guidance="DEPRECATED"
    )
    detail = updated["ProvisioningArtifactDetail"]
    assert [detail[member] for member in ("Name", "Description", "Active", "Guidance")] == [
        "of 2024",
        "Old.",
        False,
        "DEPRECATED",
    ]
    assert updated["Status"] == "AVAILABLE"
    assert updated["Info"] == {
        "TemplateUrl": f"https://pytest-sc-plan.invalid/{product.id}/{artifact.id}.template"
    }
    assert sc_plan_client.describe_product(Id=product.id)["ProvisioningArtifacts"] == []
    sc_plan_client.update_provisioning_artifact(**asked, Active=True)
    assert (artifact.name, artifact.active, artifact.guidance) == ("of 2024", True, "DEPRECATED")

    with not_found("ProvisioningArtifact pa-1 not found."):
        sc_plan_client.update_provisioning_artifact(
            ProductId=product.id, ProvisioningArtifactId="pa-1"
        )
    with not_found(f"{product.id} does not exist or access was denied"):
        client_of("111111111111").update_provisioning_artifact(**asked)


def test_nothing_new_is_launched_from_a_deprecated_version(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("queue", versions={"v1": None, "v2": None})
    artifact = product.provisioning_artifacts[1]
    item = sc_plan.add_provisioned_product("item", product=product, version="v1")
    sc_plan_client.update_provisioning_artifact(
        ProductId=product.id, ProvisioningArtifactId=artifact.id, Guidance="DEPRECATED"
    )
    message = f"ProvisioningArtifact {artifact.id} is deprecated: it can only be updated to."
    with invalid_parameters(message):
        sc_plan_client.create_provisioned_product_plan(**plan_of(product, "new"))
    with invalid_parameters(message):
        sc_plan_client.provision_product(
            ProductName="queue", ProvisioningArtifactName="v2", ProvisionedProductName="new"
        )
    sc_plan_client.update_provisioned_product(
        ProvisionedProductId=item.id, ProductName="queue", ProvisioningArtifactName="v2"
    )
    sc_plan.advance()
    assert item.provisioning_artifact == artifact


def test_a_version_is_deleted_but_not_the_last(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("queue", versions={"v1": None, "v2": None})
    first, second = product.provisioning_artifacts
    item = sc_plan.add_provisioned_product("item", product=product, version="v1")
    sc_plan_client.delete_provisioning_artifact(
        ProductId=product.id, ProvisioningArtifactId=first.id
    )
    assert product.provisioning_artifacts == (second,)
    gone = f"ProvisioningArtifact {first.id} not found."
    with not_found(gone):
        sc_plan_client.delete_provisioning_artifact(
            ProductId=product.id, ProvisioningArtifactId=first.id
        )
    with not_found(gone):
        sc_plan_client.update_provisioned_product(ProvisionedProductId=item.id)
    assert (item.status, item.provisioning_artifact) == ("AVAILABLE", first)
    with invalid_parameters(
        f"Provisioning artifact {second.id} is the last one of product {product.id}: a product "
        "must have at least one provisioning artifact."
    ):
        sc_plan_client.delete_provisioning_artifact(
            ProductId=product.id, ProvisioningArtifactId=second.id
        )


def test_the_defaults_of_a_deleted_version_stay_secrets(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("queue")
    secret = {"Type": "String", "NoEcho": True, "Default": "correct-horse-battery"}
    sc_plan.add_template(URL, {"Parameters": {"Password": secret}})
    made = create(sc_plan_client, product.id)["ProvisioningArtifactDetail"]
    sc_plan_client.delete_provisioning_artifact(
        ProductId=product.id, ProvisioningArtifactId=made["Id"]
    )
    with pytest.raises(AssertionError, match=r"^DescribeRecord with Id='\*{4}' was not called"):
        sc_plan.assert_called("DescribeRecord", Id="correct-horse-battery")
