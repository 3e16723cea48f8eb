from __future__ import annotations

import re
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, client_of, product_status, refused
from ...vending import FAILURE, LARGE, SIZED, provision


@pytest.fixture(autouse=True)
def shop(sc_plan: ServiceCatalog) -> Any:
    return sc_plan.add_product("shop", versions={"v1": SIZED, "v2": SIZED})


# ------------------------------------------------------------------ ProvisionProduct


def test_a_product_is_provisioned_by_ids(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    role = "arn:aws:iam::123456789012:role/launcher"
    product = sc_plan.add_product("boxes", launch_role_arn=role)
    record = sc_plan_client.provision_product(
        ProductId=product.id,
        ProvisioningArtifactId=product.provisioning_artifacts[0].id,
        PathId=product.launch_paths[0].id,
        ProvisionedProductName="box",
        Tags=[{"Key": "team", "Value": "red"}],
        ProvisionToken="token",
    )["RecordDetail"]
    assert record.pop("CreatedTime") == record.pop("UpdatedTime")
    box = sc_plan.provisioned_product("box")
    assert record == {
        "RecordId": box.last_record_id,
        "ProvisionedProductName": "box",
        "Status": "CREATED",
        "ProvisionedProductType": "CFN_STACK",
        "RecordType": "PROVISION_PRODUCT",
        "ProvisionedProductId": box.id,
        "ProductId": product.id,
        "ProvisioningArtifactId": product.provisioning_artifacts[0].id,
        "PathId": product.launch_paths[0].id,
        "RecordErrors": [],
        "RecordTags": [{"Key": "team", "Value": "red"}],
        "LaunchRoleArn": role,
    }
    assert box.status == "UNDER_CHANGE"
    assert box.physical_id is None
    assert product_status(sc_plan_client, "box") == "UNDER_CHANGE"
    assert product_status(sc_plan_client, "box") == "AVAILABLE"
    assert box.tags == {"team": "red"}
    assert box.launch_role_arn == role
    assert re.fullmatch(
        rf"arn:aws:cloudformation:us-east-1:123456789012:stack/SC-123456789012-{box.id}/[0-9a-f-]+",
        str(box.physical_id),
    )


def test_a_product_is_provisioned_by_names(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    record = provision(sc_plan_client, "item", PathName="portfolio-1", ProvisioningParameters=LARGE)
    assert sc_plan.record(record["RecordId"]).product.name == "shop"
    sc_plan.advance()
    assert sc_plan.provisioned_product("item").parameters == {"Size": "large"}


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"ProductId": "prod-1"}, "product"),
        ({"ProductName": None}, "product"),
        ({"ProvisioningArtifactId": "pa-1"}, "provisioning artifact"),
        ({"ProvisioningArtifactName": None}, "provisioning artifact"),
        ({"PathId": "lpv3-1", "PathName": "portfolio-1"}, "launch path"),
    ],
)
def test_names_and_ids_exclude_each_other(
    sc_plan_client: Client, changes: dict[str, Any], what: str
) -> None:
    asked = {
        "ProductName": "shop",
        "ProvisioningArtifactName": "v1",
        "ProvisionedProductName": "item",
        **changes,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    message = f"You must provide either the name or the ID of a {what}, but not both."
    with refused("InvalidParametersException", message):
        sc_plan_client.provision_product(**given)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ProductName": "none"}, "Product with name none does not exist or access was denied"),
        (
            {"ProvisioningArtifactName": "v9"},
            "Provisioning artifact with name v9 was not found for product {product}.",
        ),
        ({"PathName": "none"}, "Launch path with name none was not found for product {product}."),
    ],
)
def test_what_is_not_there_is_not_provisioned(
    sc_plan_client: Client, shop: Any, changes: dict[str, Any], message: str
) -> None:
    with refused("ResourceNotFoundException", message.format(product=shop.id)):
        sc_plan_client.provision_product(
            **{
                "ProductName": "shop",
                "ProvisioningArtifactName": "v1",
                "ProvisionedProductName": "item",
                **changes,
            }
        )


def test_without_a_launch_path_nothing_is_provisioned(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    closed = sc_plan.add_product("closed", launch_paths=0)
    with refused("ResourceNotFoundException", f"No launch paths found for resource: {closed.id}"):
        provision(sc_plan_client, "item", "closed")
    sc_plan.add_product("two-doors", launch_paths=2)
    message = "More than one launch path ids exist. Please specify the launch path id"
    with refused("InvalidParametersException", message):
        provision(sc_plan_client, "item", "two-doors")


NOT_ALLOWED = "Parameter 'Size' must be one of AllowedValues"


def test_templates_and_administrators_have_a_say(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    template = {
        "Parameters": {"Size": {"Type": "String", "AllowedValues": ["small", "large"]}},
        "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
    }
    strict = sc_plan.add_product("strict", versions={"v1": template}, tag_options={"team": ["red"]})
    huge = [{"Key": "Size", "Value": "huge"}]
    with refused("InvalidParametersException", "Parameters: [Size] must have values"):
        provision(sc_plan_client, "item", "strict")
    with refused("InvalidParametersException", NOT_ALLOWED):
        provision(sc_plan_client, "item", "strict", ProvisioningParameters=huge)
    twice = [*LARGE, *LARGE]
    with refused("InvalidParametersException", "Parameter Size is given more than once."):
        provision(sc_plan_client, "item", "strict", ProvisioningParameters=twice)
    provision(sc_plan_client, "item", "strict", ProvisioningParameters=LARGE)
    sc_plan.advance()
    assert sc_plan.provisioned_product("item").tags == {"team": "red"}
    with refused("InvalidParametersException", NOT_ALLOWED):
        sc_plan_client.update_provisioned_product(
            ProvisionedProductName="item", ProvisioningParameters=huge
        )
    message = f"Tag team of product {strict.id} must be one of red."
    with refused("InvalidParametersException", message):
        sc_plan_client.update_provisioned_product(
            ProvisionedProductName="item",
            ProvisioningParameters=LARGE,
            Tags=[{"Key": "team", "Value": "blue"}],
        )
    assert sc_plan.provisioned_product("item").status == "AVAILABLE"


def test_a_name_is_given_once(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    provision(sc_plan_client, "item")
    sc_plan.add_plan(provisioned_product_name="planned")
    with refused("InvalidParametersException", "A stack named item already exists."):
        provision(sc_plan_client, "item")
    message = "A provisioned product named planned already exists."
    with refused("DuplicateResourceException", message):
        provision(sc_plan_client, "planned")


def test_another_region_may_give_the_same_name(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    provision(sc_plan_client, "item")
    sc_plan.for_account(region="eu-west-1").add_product("shop")
    elsewhere = client_of(region="eu-west-1")
    there = provision(elsewhere, "item")
    assert sc_plan.provisioned_product("item").id != there["ProvisionedProductId"]
    with refused("ResourceNotFoundException", "Record not found"):
        sc_plan_client.describe_record(Id=there["RecordId"])


def test_a_first_failure_is_an_error(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sc_plan.configure(**FAILURE)
    record = provision(sc_plan_client, "item")
    sc_plan.advance()
    item = sc_plan.provisioned_product("item")
    assert (item.status, item.status_message) == ("ERROR", "The shelf is empty")
    detail = sc_plan_client.describe_record(Id=record["RecordId"])["RecordDetail"]
    assert detail["Status"] == "FAILED"
    assert detail["RecordErrors"] == [{"Code": "OutOfStock", "Description": "The shelf is empty"}]
    assert item.physical_id is None


def test_what_is_stuck_stays_under_change(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sc_plan.configure(outcome="stuck", progress="time")
    provision(sc_plan_client, "item")
    sc_plan.advance(3600)
    sc_plan.advance()
    assert product_status(sc_plan_client, "item") == "UNDER_CHANGE"


@pytest.mark.parametrize("idempotency", ["documented", "strict"])
def test_a_provision_token_names_its_request(
    sc_plan: ServiceCatalog, sc_plan_client: Client, idempotency: Any
) -> None:
    sc_plan.configure(idempotency=idempotency)
    first = provision(sc_plan_client, "item", ProvisionToken="token")
    sc_plan.advance()
    assert provision(sc_plan_client, "item", ProvisionToken="token") == first
    message = (
        "The token token was already used with other parameters: a token names one request. Use a "
        "new token, or repeat the request unchanged."
    )
    with refused("InvalidParametersException", message):
        provision(sc_plan_client, "other", ProvisionToken="token")
    assert len(sc_plan.records) == 1
    with refused("InvalidParametersException", "A stack named item already exists."):
        provision(sc_plan_client, "item", ProvisionToken="new-token")


# ---------------------------------------------------------- UpdateProvisionedProduct


@pytest.fixture
def item(sc_plan: ServiceCatalog) -> Any:
    return sc_plan.add_provisioned_product(
        "item", product="shop", version="v1", tags={"team": "red"}
    )


def test_a_version_and_parameters_are_updated(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any, shop: Any
) -> None:
    record = sc_plan_client.update_provisioned_product(
        ProvisionedProductName="item",
        ProvisioningArtifactName="v2",
        ProvisioningParameters=LARGE,
        Tags=[{"Key": "shelf", "Value": "top"}],
    )["RecordDetail"]
    assert (record["RecordType"], record["Status"]) == ("UPDATE_PROVISIONED_PRODUCT", "CREATED")
    assert item.provisioning_artifact.name == "v1"
    assert product_status(sc_plan_client, "item") == "UNDER_CHANGE"
    assert product_status(sc_plan_client, "item") == "AVAILABLE"
    assert item.provisioning_artifact.name == "v2"
    assert item.parameters == {"Size": "large"}
    assert item.tags == {"team": "red", "shelf": "top"}
    assert item.last_successful_provisioning_record_id == record["RecordId"]


def test_an_update_without_a_version_keeps_it(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any
) -> None:
    record = sc_plan_client.update_provisioned_product(
        ProvisionedProductId=item.id, ProvisioningParameters=LARGE
    )["RecordDetail"]
    assert record["ProvisioningArtifactId"] == item.provisioning_artifact_id
    sc_plan.advance()
    sc_plan_client.update_provisioned_product(
        ProvisionedProductId=item.id,
        ProvisioningParameters=[{"Key": "Size", "UsePreviousValue": True}],
    )
    sc_plan.advance()
    assert item.parameters == {"Size": "large"}


def test_an_update_may_go_to_another_product(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any
) -> None:
    other = sc_plan.add_product("other")
    sc_plan_client.update_provisioned_product(
        ProvisionedProductName=item.arn, ProductName="other", ProvisioningArtifactName="v1"
    )
    sc_plan.advance()
    assert item.product_id == other.id
    message = "You must provide either the name or the ID of a provisioning artifact, but not both."
    with refused("InvalidParametersException", message):
        sc_plan_client.update_provisioned_product(ProvisionedProductId=item.id, ProductName="shop")


def test_an_update_that_fails_leaves_it_tainted(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any
) -> None:
    sc_plan.configure(**FAILURE)
    sc_plan_client.update_provisioned_product(
        ProvisionedProductId=item.id, ProvisioningArtifactName="v2"
    )
    sc_plan.advance()
    assert (item.status, item.status_message) == ("TAINTED", "The shelf is empty")
    assert item.provisioning_artifact.name == "v1"
    sc_plan.configure(outcome="succeeded")
    sc_plan_client.update_provisioned_product(ProvisionedProductId=item.id)
    assert item.status_message is None


@pytest.mark.parametrize("status", ["UNDER_CHANGE", "PLAN_IN_PROGRESS", "ERROR"])
def test_only_what_is_stable_is_updated(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    sc_plan.add_provisioned_product("item", status=status)
    message = (
        f"Provisioned product item is {status}: it must be AVAILABLE or TAINTED to be updated."
    )
    with refused("InvalidParametersException", message):
        sc_plan_client.update_provisioned_product(ProvisionedProductName="item")


def test_what_is_not_there_is_not_updated(sc_plan_client: Client, item: Any) -> None:
    with refused("ResourceNotFoundException", "Provisioned product pp-none was not found."):
        sc_plan_client.update_provisioned_product(ProvisionedProductId="pp-none")
    with refused("ResourceNotFoundException", "No stack named none exists."):
        sc_plan_client.update_provisioned_product(ProvisionedProductName="none")
    arn = item.arn.replace("stack/item", "stack/other")
    with refused("ResourceNotFoundException", f"No stack named {arn} exists."):
        sc_plan_client.update_provisioned_product(ProvisionedProductName=arn)
    message = "You must provide either the name or the ID of a provisioned product, but not both."
    with refused("InvalidParametersException", message):
        sc_plan_client.update_provisioned_product()


@pytest.mark.parametrize("idempotency", ["documented", "strict"])
def test_an_update_token_names_its_request(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any, idempotency: Any
) -> None:
    sc_plan.configure(idempotency=idempotency)
    asked = {"ProvisionedProductId": item.id, "UpdateToken": "token"}
    first = sc_plan_client.update_provisioned_product(**asked)["RecordDetail"]
    assert sc_plan_client.update_provisioned_product(**asked)["RecordDetail"] == first
    assert first["RecordId"] == item.last_record_id


# ------------------------------------------------------- TerminateProvisionedProduct


def test_what_is_terminated_is_gone_once_the_record_succeeded(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any
) -> None:
    record = sc_plan_client.terminate_provisioned_product(ProvisionedProductName="item")[
        "RecordDetail"
    ]
    assert record["RecordType"] == "TERMINATE_PROVISIONED_PRODUCT"
    assert (record["Status"], record["RecordTags"]) == ("CREATED", [])
    assert product_status(sc_plan_client, "item") == "UNDER_CHANGE"
    for described in ({"Name": "item"}, {"Id": item.id}):
        said = item.id if "Id" in described else "item"
        message = (
            f"Provisioned product {said} was not found."
            if "Id" in described
            else f"No stack named {said} exists."
        )
        with refused("ResourceNotFoundException", message):
            sc_plan_client.describe_provisioned_product(**described)
    found = sc_plan_client.describe_record(Id=record["RecordId"])["RecordDetail"]
    assert found["Status"] == "SUCCEEDED"
    assert sc_plan.provisioned_products == []
    provision(sc_plan_client, "item")
    assert sc_plan.provisioned_product("item").id != item.id


@pytest.mark.sc_plan(deterministic=True)
@pytest.mark.parametrize("progress", ["immediate", "time"])
def test_the_clock_ends_a_termination_for_whoever_looks(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any, progress: Any
) -> None:
    sc_plan.configure(progress=progress, duration=30)
    sc_plan_client.terminate_provisioned_product(ProvisionedProductId=item.id)
    if progress == "time":
        sc_plan.advance_clock(29.5)
        assert [product.name for product in sc_plan.provisioned_products] == ["item"]
        assert sc_plan_client.search_provisioned_products()["TotalResultsCount"] == 1
        sc_plan.advance_clock(0.5)
    assert sc_plan.provisioned_products == []
    assert sc_plan_client.search_provisioned_products()["TotalResultsCount"] == 0
    assert sc_plan_client.scan_provisioned_products()["ProvisionedProducts"] == []
    provision(sc_plan_client, "item")


def test_plans_go_with_their_provisioned_product(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any
) -> None:
    plan = sc_plan.add_plan(provisioned_product=item)
    creating = sc_plan.add_plan(
        provisioned_product=sc_plan.add_provisioned_product("other"), status="CREATE_IN_PROGRESS"
    )
    for name in ("item", "other"):
        sc_plan_client.terminate_provisioned_product(ProvisionedProductName=name)
    sc_plan.advance()
    assert sc_plan.plans == []
    for gone in (plan, creating):
        with refused("ResourceNotFoundException", f"Plan {gone.id} was not found."):
            sc_plan_client.execute_provisioned_product_plan(PlanId=gone.id)


@pytest.mark.parametrize(("before", "after"), [("AVAILABLE", "TAINTED"), ("ERROR", "ERROR")])
def test_a_termination_that_fails_leaves_it(
    sc_plan: ServiceCatalog, sc_plan_client: Client, before: str, after: str
) -> None:
    item = sc_plan.add_provisioned_product("item", status=before)
    sc_plan.configure(**FAILURE)
    sc_plan_client.terminate_provisioned_product(ProvisionedProductId=item.id)
    sc_plan.advance()
    assert (item.status, item.status_message) == (after, "The shelf is empty")
    assert sc_plan.records[-1].status == "FAILED"


@pytest.mark.parametrize("leniency", ["IgnoreErrors", "RetainPhysicalResources"])
def test_a_lenient_termination_does_not_fail(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any, leniency: str
) -> None:
    sc_plan.configure(**FAILURE)
    sc_plan_client.terminate_provisioned_product(ProvisionedProductId=item.id, **{leniency: True})
    sc_plan.advance()
    assert sc_plan.provisioned_products == []
    assert sc_plan.records[-1].status == "SUCCEEDED"


@pytest.mark.parametrize("idempotency", ["documented", "strict"])
def test_a_terminate_token_is_valid_during_the_termination(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any, idempotency: Any
) -> None:
    sc_plan.configure(idempotency=idempotency, progress="manual")
    asked = {"ProvisionedProductId": item.id, "TerminateToken": "token"}
    first = sc_plan_client.terminate_provisioned_product(**asked)["RecordDetail"]
    assert sc_plan_client.terminate_provisioned_product(**asked)["RecordDetail"] == first
    message = (
        "Provisioned product item is UNDER_CHANGE: it must be AVAILABLE, TAINTED or ERROR to be "
        "terminated."
    )
    with refused("ValidationException", message):
        sc_plan_client.terminate_provisioned_product(**asked, IgnoreErrors=True)
    sc_plan.advance()
    with refused("ResourceNotFoundException", f"Provisioned product {item.id} was not found."):
        sc_plan_client.terminate_provisioned_product(**asked)


def test_a_termination_waits_for_nothing(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    planned = sc_plan.add_plan(provisioned_product_name="planned").provisioned_product
    message = (
        "Provisioned product planned is PLAN_IN_PROGRESS: it must be AVAILABLE, TAINTED or ERROR "
        "to be terminated."
    )
    with refused("ValidationException", message):
        sc_plan_client.terminate_provisioned_product(ProvisionedProductId=planned.id)
    with refused(
        "ValidationException", "ProvisionedProductId and ProvisionedProductName cannot both be null"
    ):
        sc_plan_client.terminate_provisioned_product()
    with refused(
        "ValidationException",
        "ProvisionedProductId and ProvisionedProductName cannot both be given",
    ):
        sc_plan_client.terminate_provisioned_product(
            ProvisionedProductId=planned.id, ProvisionedProductName="planned"
        )


# -------------------------------------------------------- ImportAsProvisionedProduct

STACK = "arn:aws:cloudformation:us-east-1:123456789012:stack/web/1234"


def import_stack(client: Client, shop: Any, **changes: Any) -> dict[str, Any]:
    record: dict[str, Any] = client.import_as_provisioned_product(
        **{
            "ProductId": shop.id,
            "ProvisioningArtifactId": shop.provisioning_artifacts[0].id,
            "ProvisionedProductName": "web",
            "PhysicalId": STACK,
            **changes,
        }
    )["RecordDetail"]
    return record


def test_a_stack_is_imported(sc_plan: ServiceCatalog, sc_plan_client: Client, shop: Any) -> None:
    record = import_stack(sc_plan_client, shop)
    assert (record["RecordType"], record["Status"]) == ("PROVISION_PRODUCT", "CREATED")
    web = sc_plan.provisioned_product("web")
    assert product_status(sc_plan_client, "web") == "UNDER_CHANGE"
    assert product_status(sc_plan_client, "web") == "AVAILABLE"
    assert web.physical_id == STACK
    assert web.path_id == shop.launch_paths[0].id


def test_a_product_without_launch_paths_takes_a_stack(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    assert "PathId" not in import_stack(
        sc_plan_client, sc_plan.add_product("closed", launch_paths=0)
    )


def test_imports_that_differ_only_by_the_token_are_answered_alike(
    sc_plan: ServiceCatalog, sc_plan_client: Client, shop: Any
) -> None:
    first = import_stack(sc_plan_client, shop, IdempotencyToken="one")
    assert import_stack(sc_plan_client, shop, IdempotencyToken="two") == first
    message = "A provisioned product named web already exists."
    with refused("DuplicateResourceException", message):
        import_stack(sc_plan_client, shop, PhysicalId=f"{STACK}5")
    sc_plan.configure(idempotency="strict")
    with refused("DuplicateResourceException", message):
        import_stack(sc_plan_client, shop, IdempotencyToken="two")


def test_what_can_not_be_imported(
    sc_plan: ServiceCatalog, sc_plan_client: Client, shop: Any, item: Any
) -> None:
    with refused("ResourceNotFoundException", "Product prod-none was not found."):
        import_stack(sc_plan_client, shop, ProductId="prod-none")
    for other in (
        "i-1234",
        "arn:aws:cloudformation:us-east-1:123456789012:stackset/web:1234",
        "arn:aws:cloudformation:eu-west-1:123456789012:stack/web/1234",
    ):
        message = (
            f"{other} is not the ARN of a CloudFormation stack of this account and region: nothing "
            "else can be imported."
        )
        with refused("InvalidParametersException", message):
            import_stack(sc_plan_client, shop, PhysicalId=other)
    with refused(
        "DuplicateResourceException",
        f"{item.physical_id} is the stack of provisioned product {item.id}.",
    ):
        import_stack(sc_plan_client, shop, PhysicalId=item.physical_id)
    with refused("DuplicateResourceException", "A provisioned product named item already exists."):
        import_stack(sc_plan_client, shop, ProvisionedProductName="item")


def test_one_stack_is_imported_at_a_time(
    sc_plan: ServiceCatalog, sc_plan_client: Client, shop: Any
) -> None:
    import_stack(sc_plan_client, shop)
    web = sc_plan.provisioned_product("web")
    another = {"ProvisionedProductName": "app", "PhysicalId": f"{STACK}5"}
    message = (
        f"Provisioned product {web.id} is still being imported: one can be imported at a time."
    )
    with refused("InvalidStateException", message):
        import_stack(sc_plan_client, shop, **another)
    sc_plan.advance()
    import_stack(sc_plan_client, shop, **another)
