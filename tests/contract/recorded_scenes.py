"""What is seeded and asked for each recorded answer: a catalog as the recording had it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_sc_plan import ServiceCatalog, Version

from ..helpers import Client, execute, plan_of, plan_status

Answer = Any
Scene = Callable[[ServiceCatalog, Client], Answer]

ROLE = "arn:aws:iam::123456789012:role/launch"
OWNER = "arn:aws:iam::123456789012:user/ada"
STACK = "arn:aws:cloudformation:us-east-1:123456789012:stack/by-hand/1"
RESOURCES = {"Bucket": {"Type": "AWS::S3::Bucket"}}
DETAILS: dict[str, Any] = {
    "description": "A bucket",
    "distributor": "Buckets Ltd",
    "support_description": "By phone",
    "support_email": "buckets@example.com",
    "support_url": "https://example.com",
}
SCENES: dict[str, Scene] = {}


def scene(name: str) -> Callable[[Scene], Scene]:
    """Register what is seeded and asked for a recorded answer."""

    def register(play: Scene) -> Scene:
        SCENES[name] = play
        return play

    return register


def version_of(product: Any) -> dict[str, str]:
    return {
        "ProductId": product.id,
        "ProvisioningArtifactId": product.provisioning_artifacts[0].id,
    }


# ----------------------------------------------------------------- plans and records


@scene("CreateProvisionedProductPlan")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    return client.create_provisioned_product_plan(**plan_of(catalog.add_product("test")))


@scene("DescribeProvisionedProductPlan")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    plan = client.create_provisioned_product_plan(**plan_of(catalog.add_product("test")))
    assert plan_status(client, plan["PlanId"]) == "CREATE_IN_PROGRESS"
    return client.describe_provisioned_product_plan(PlanId=plan["PlanId"])


@scene("ListProvisionedProductPlans")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    catalog.add_plan()
    return client.list_provisioned_product_plans()


@scene("ExecuteProvisionedProductPlan")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    return client.execute_provisioned_product_plan(PlanId=catalog.add_plan().id)


@scene("DeleteProvisionedProductPlan")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    return client.delete_provisioned_product_plan(PlanId=catalog.add_plan().id)


@scene("ProvisionProduct")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    version = version_of(catalog.add_product("test"))
    return client.provision_product(**version, ProvisionedProductName="mytestppname3")


@scene("UpdateProvisionedProduct")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    item = catalog.add_provisioned_product("item")
    return client.update_provisioned_product(ProvisionedProductId=item.id)


def terminate(catalog: ServiceCatalog, client: Client, status: str) -> Answer:
    product = catalog.add_product("test", launch_role_arn=ROLE)
    item = catalog.add_provisioned_product("item", product=product, status=status)
    return client.terminate_provisioned_product(ProvisionedProductId=item.id)


@scene("TerminateProvisionedProduct")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    return terminate(catalog, client, "AVAILABLE")


@scene("TerminateProvisionedProduct in ERROR")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    return terminate(catalog, client, "ERROR")


@scene("ImportAsProvisionedProduct")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    return client.import_as_provisioned_product(
        **version_of(catalog.add_product("test")), ProvisionedProductName="it", PhysicalId=STACK
    )


@scene("DescribeRecord")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    plan = catalog.add_plan(tags={"team": "red"})
    record = execute(client, plan.id)
    catalog.advance()
    return client.describe_record(Id=record["RecordId"])


@scene("DescribeRecord FAILED")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    catalog.configure(outcome="failed")
    record = execute(client, catalog.add_plan().id)
    catalog.advance()
    return client.describe_record(Id=record["RecordId"])


@scene("ListRecordHistory")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    catalog.add_provisioned_product("item")
    return client.list_record_history()


# --------------------------------------------------------------- provisioned products


def fail(catalog: ServiceCatalog, client: Client, **request: Any) -> str:
    """Provision without a parameter that has to be there, as in the recording; the product's id."""
    template = {"Parameters": {"KeyName": {"Type": "String"}}, "Resources": RESOURCES}
    product = catalog.add_product("test", versions={"v1": template})
    client.provision_product(**version_of(product), ProvisionedProductName="item", **request)
    catalog.advance()
    return product.id


@scene("DescribeProvisionedProduct in ERROR")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    fail(catalog, client)
    return client.describe_provisioned_product(Name="item")


@scene("DescribeProvisionedProduct")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    product = catalog.add_product("test", launch_role_arn=ROLE)
    item = catalog.add_provisioned_product("item", product=product)
    return client.describe_provisioned_product(Id=item.id)


@scene("ScanProvisionedProducts")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    fail(catalog, client)
    return client.scan_provisioned_products()


@scene("SearchProvisionedProducts")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    product_id = fail(catalog, client, Tags=[{"Key": "1234", "Value": "value-3"}])
    return client.search_provisioned_products(Filters={"SearchQuery": [product_id]})


@scene("SearchProvisionedProducts AVAILABLE")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    catalog.add_provisioned_product("item")
    return client.search_provisioned_products(PageSize=100)


@scene("GetProvisionedProductOutputs")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    catalog.add_provisioned_product("item")
    return client.get_provisioned_product_outputs(
        ProvisionedProductName="item", OutputKeys=["CloudformationStackARN"]
    )


@scene("UpdateProvisionedProductProperties")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    return client.update_provisioned_product_properties(
        ProvisionedProductId=catalog.add_provisioned_product("item").id,
        ProvisionedProductProperties={"OWNER": OWNER},
    )


@scene("ListStackInstancesForProvisionedProduct")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    product = catalog.add_product(
        "test", stack_set_accounts=["111111111111"], stack_set_regions=["eu-west-1"]
    )
    item = catalog.add_provisioned_product("item", product=product)
    return client.list_stack_instances_for_provisioned_product(ProvisionedProductId=item.id)


# --------------------------------------------------------------------------- products


@scene("SearchProducts")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    catalog.add_product("test")
    return client.search_products()


@scene("SearchProducts without any")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    return client.search_products()


@scene("SearchProductsAsAdmin")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    product = catalog.add_product("my product", owner="owner name", description="description")
    portfolio = product.launch_paths[0].portfolio_id
    return client.search_products_as_admin(PortfolioId=portfolio)


@scene("DescribeProduct")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    product = catalog.add_product("ec2-test", versions={"v1": {}, "v2": {}, "v3": {}})
    return client.describe_product(Id=product.id)


@scene("DescribeProductView")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    return client.describe_product_view(Id=catalog.add_product("ec2-test").view_id)


@scene("DescribeProductAsAdmin")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    versions = [Version("v3", description="the third")]
    product = catalog.add_product("test", versions=versions, tags={"region": "iad"}, **DETAILS)
    return client.describe_product_as_admin(Id=product.id)


@scene("ListProvisioningArtifacts")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    product = catalog.add_product("test", versions={"v1": {}, "v2": {}})
    return client.list_provisioning_artifacts(ProductId=product.id)


@scene("DescribeProvisioningArtifact")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    return client.describe_provisioning_artifact(**version_of(catalog.add_product("test")))


@scene("DescribeProvisioningArtifact with parameters")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    parameters = {
        "Arns": {"Type": "String", "Default": "", "Description": "Of roles"},
        "Cidrs": {"Type": "String", "Default": "88.4.2.0/28", "Description": "Of callers"},
    }
    product = catalog.add_product(
        "test", versions={"v1": {"Resources": RESOURCES, "Parameters": parameters}}
    )
    return client.describe_provisioning_artifact(
        **version_of(product), IncludeProvisioningArtifactParameters=True
    )


@scene("DescribeProvisioningParameters")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    product = catalog.add_product(
        "test",
        versions={
            "v1": {
                "AWSTemplateFormatVersion": "2010-09-09",
                "Resources": RESOURCES,
                "Parameters": {"Size": {"Type": "String"}},
            }
        },
        launch_role_arn=ROLE,
        tag_options={"Application Name": ["Testing Tag", "Testing Tag Options"]},
    )
    return client.describe_provisioning_parameters(
        **version_of(product), PathId=product.launch_paths[0].id
    )


@scene("DescribeProvisioningParameters of a rich template")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Version 1.1.1 template for some workbench",
        "Metadata": {"ReleaseNotes": {"Label": "Release Notes"}},
        "Parameters": {
            "VolumeSize": {
                "Type": "String",
                "Default": "250",
                "Description": "Size",
                "AllowedValues": ["250", "350", "500"],
            }
        },
        "Resources": {**RESOURCES, "Role": {"Type": "AWS::IAM::Role"}},
        "Outputs": {"PrivateIP": {"Value": "10.0.0.1", "Description": "Private IP address"}},
    }
    product = catalog.add_product(
        "test", versions={"v1": template, "v2": template}, launch_role_arn=ROLE
    )
    return client.describe_provisioning_parameters(**version_of(product))


@scene("ListLaunchPaths")
def _(catalog: ServiceCatalog, client: Client) -> Answer:
    product = catalog.add_product("test", launch_paths=["TestPort"], launch_role_arn=ROLE)
    return client.list_launch_paths(ProductId=product.id)
