from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import Client, refused
from ...vending import FAILURE, LARGE, SIZED, provision

ROLE = "arn:aws:iam::123456789012:role/launcher"


@pytest.fixture(autouse=True)
def shop(sc_plan: ServiceCatalog) -> Any:
    return sc_plan.add_product("shop", versions={"v1": SIZED})


@pytest.fixture
def item(sc_plan: ServiceCatalog, sc_plan_client: Client) -> Any:
    provision(sc_plan_client, "item", ProvisioningParameters=LARGE)
    sc_plan.advance()
    return sc_plan.provisioned_product("item")


# ------------------------------------------------------------------------ properties


@pytest.mark.parametrize(
    "owner",
    [
        "arn:aws:iam::123456789012:user/ada",
        "arn:aws:iam::123456789012:role/path/maker",
        "arn:aws:sts::123456789012:assumed-role/maker/session",
    ],
)
def test_the_owner_is_changed(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any, owner: str
) -> None:
    provisioned_by = item.last_provisioning_record_id
    answer = sc_plan_client.update_provisioned_product_properties(
        ProvisionedProductId=item.id, ProvisionedProductProperties={"OWNER": owner}
    )
    del answer["ResponseMetadata"]
    assert answer == {
        "ProvisionedProductId": item.id,
        "ProvisionedProductProperties": {"OWNER": owner},
        "RecordId": item.last_record_id,
        "Status": "SUCCEEDED",
    }
    assert item.owner_arn == owner
    assert (item.status, item.last_provisioning_record_id) == ("AVAILABLE", provisioned_by)
    found = sc_plan_client.search_provisioned_products(
        Filters={"SearchQuery": [f"userArn:{owner}"]}
    )["ProvisionedProducts"][0]
    assert (found["UserArn"], found["UserArnSession"]) == (owner, owner)
    principal = {
        "Key": "aws:servicecatalog:provisioningPrincipalArn",
        "Value": "arn:aws:iam::123456789012:user/pytest-sc-plan",
    }
    assert principal in found["Tags"]


def test_the_launch_role_is_changed(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any
) -> None:
    assert item.launch_role_arn is None
    sc_plan_client.update_provisioned_product_properties(
        ProvisionedProductId=item.id, ProvisionedProductProperties={"LAUNCH_ROLE": ROLE}
    )
    assert item.launch_role_arn == ROLE
    detail = sc_plan_client.describe_provisioned_product(Id=item.id)["ProvisionedProductDetail"]
    assert detail["LaunchRoleArn"] == ROLE
    record = sc_plan_client.terminate_provisioned_product(ProvisionedProductId=item.id)
    assert record["RecordDetail"]["LaunchRoleArn"] == ROLE


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        (
            {"LAUNCH_ROLE": "arn:aws:iam::123456789012:user/ada"},
            "arn:aws:iam::123456789012:user/ada is not an ARN that LAUNCH_ROLE accepts.",
        ),
        ({"OWNER": "ada"}, "ada is not an ARN that OWNER accepts."),
        (
            {"OWNER": "arn:aws:iam::210987654321:user/ada"},
            "arn:aws:iam::210987654321:user/ada is not of account 123456789012.",
        ),
    ],
)
def test_properties_that_are_refused(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    item: Any,
    properties: dict[str, str],
    message: str,
) -> None:
    before = len(sc_plan.records)
    with refused("InvalidParametersException", message):
        sc_plan_client.update_provisioned_product_properties(
            ProvisionedProductId=item.id, ProvisionedProductProperties=properties
        )
    assert len(sc_plan.records) == before


def test_properties_of_a_product_that_is_gone_or_busy(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any
) -> None:
    asked = {"ProvisionedProductProperties": {"LAUNCH_ROLE": ROLE}}
    with refused("ResourceNotFoundException", "Provisioned product not found: pp-none"):
        sc_plan_client.update_provisioned_product_properties(
            ProvisionedProductId="pp-none", **asked
        )
    sc_plan_client.update_provisioned_product(ProvisionedProductId=item.id)
    message = (
        f"Provisioned product {item.id} is UNDER_CHANGE: it must be AVAILABLE, TAINTED or ERROR "
        "for its properties to be updated."
    )
    with refused("InvalidStateException", message):
        sc_plan_client.update_provisioned_product_properties(ProvisionedProductId=item.id, **asked)


def test_a_token_of_properties_names_its_request(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any
) -> None:
    asked = {
        "ProvisionedProductId": item.id,
        "ProvisionedProductProperties": {"LAUNCH_ROLE": ROLE},
        "IdempotencyToken": "token",
    }
    first = sc_plan_client.update_provisioned_product_properties(**asked)["RecordId"]
    assert sc_plan_client.update_provisioned_product_properties(**asked)["RecordId"] == first
    message = (
        "The token token was already used with other parameters: a token names one request. Use a "
        "new token, or repeat the request unchanged."
    )
    with refused("InvalidParametersException", message):
        sc_plan_client.update_provisioned_product_properties(
            **{**asked, "ProvisionedProductProperties": {"LAUNCH_ROLE": f"{ROLE}2"}}
        )


# --------------------------------------------------------------------------- outputs

STACK_ARN = "CloudformationStackARN"

OUTPUTS = [
    {"OutputKey": "Size", "OutputValue": "large", "Description": "How large it is"},
    {"OutputKey": "Kind", "OutputValue": "queue"},
    {"OutputKey": "Shelf", "OutputValue": "top"},
]


def own(outputs: list[dict[str, str]]) -> list[dict[str, str]]:
    """The outputs that are not the service's own."""
    return [output for output in outputs if output["OutputKey"] != STACK_ARN]


def test_outputs_are_given_by_id_and_by_name(sc_plan_client: Client, item: Any) -> None:
    by_id = sc_plan_client.get_provisioned_product_outputs(ProvisionedProductId=item.id)
    by_name = sc_plan_client.get_provisioned_product_outputs(ProvisionedProductName="item")
    assert by_id["Outputs"] == by_name["Outputs"]
    assert own(by_id["Outputs"]) == OUTPUTS
    assert "NextPageToken" not in by_id
    assert item.outputs == {
        STACK_ARN: item.physical_id,
        "Size": "large",
        "Kind": "queue",
        "Shelf": "top",
    }


def test_outputs_of_some_keys(sc_plan_client: Client, item: Any) -> None:
    some = sc_plan_client.get_provisioned_product_outputs(
        ProvisionedProductId=item.id, OutputKeys=["Shelf", "Size"]
    )
    assert some["Outputs"] == [OUTPUTS[0], OUTPUTS[2]]
    with refused("InvalidParametersException", "Invalid OutputKeys: {'Colour', 'Taste'}"):
        sc_plan_client.get_provisioned_product_outputs(
            ProvisionedProductId=item.id, OutputKeys=["Colour", "Kind", "Taste"]
        )


def test_outputs_come_in_pages(sc_plan_client: Client, item: Any) -> None:
    asked = {"ProvisionedProductId": item.id, "PageSize": 2}
    first = sc_plan_client.get_provisioned_product_outputs(**asked)
    token = first["NextPageToken"]
    second = sc_plan_client.get_provisioned_product_outputs(**asked, PageToken=token)
    assert (len(first["Outputs"]), len(second["Outputs"])) == (2, 2)
    assert own([*first["Outputs"], *second["Outputs"]]) == OUTPUTS
    assert "NextPageToken" not in second
    message = "Invalid page token. Please use the token of the last page."
    with refused("InvalidParametersException", message):
        sc_plan_client.get_provisioned_product_outputs(
            **asked, OutputKeys=["Size", "Kind"], PageToken=token
        )


def test_outputs_of_nothing(sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any) -> None:
    with refused(
        "ValidationException", "ProvisionedProductId and ProvisionedProductName cannot both be null"
    ):
        sc_plan_client.get_provisioned_product_outputs()
    with refused(
        "InvalidParametersException",
        "You must provide either the name or the ID of a provisioned product, but not both.",
    ):
        sc_plan_client.get_provisioned_product_outputs(
            ProvisionedProductId=item.id, ProvisionedProductName="item"
        )
    with refused("ResourceNotFoundException", "No stack named none exists."):
        sc_plan_client.get_provisioned_product_outputs(ProvisionedProductName="none")


def test_outputs_before_any_success(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    sc_plan.configure(progress="manual")
    sc_plan.add_product("late", versions={"v1": {}})
    request = {"ProductName": "late", "ProvisioningArtifactName": "v1"}
    sc_plan_client.provision_product(**request, ProvisionedProductName="late")
    sc_plan.add_plan(provisioned_product_name="planned")
    sc_plan.add_provisioned_product("broken", status="ERROR")
    for name in ("late", "planned", "broken"):
        with refused(
            "InvalidParametersException", "Last Successful Provisioning Record doesn't exist."
        ):
            sc_plan_client.get_provisioned_product_outputs(ProvisionedProductName=name)
    sc_plan.advance()
    (output,) = sc_plan_client.get_provisioned_product_outputs(ProvisionedProductName="late")[
        "Outputs"
    ]
    assert output["OutputKey"] == "CloudformationStackARN"


def test_outputs_of_the_last_success_stay(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any
) -> None:
    asked = {"ProvisionedProductId": item.id}
    before = sc_plan_client.get_provisioned_product_outputs(**asked)["Outputs"]
    sc_plan.configure(**FAILURE)
    sc_plan_client.update_provisioned_product(**asked)
    sc_plan.advance()
    assert item.status == "TAINTED"
    assert sc_plan_client.get_provisioned_product_outputs(**asked)["Outputs"] == before


def test_a_record_has_outputs_once_it_succeeded(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    record_id = provision(sc_plan_client, "item", ProvisioningParameters=LARGE)["RecordId"]
    record = sc_plan.record(record_id)
    assert sc_plan_client.describe_record(Id=record_id)["RecordOutputs"] == []
    assert record.outputs == {}
    first = sc_plan_client.describe_record(Id=record_id, PageSize=2)
    assert first["RecordDetail"]["Status"] == "SUCCEEDED"
    second = sc_plan_client.describe_record(
        Id=record_id, PageSize=2, PageToken=first["NextPageToken"]
    )
    assert own([*first["RecordOutputs"], *second["RecordOutputs"]]) == OUTPUTS
    assert record.outputs == record.provisioned_product.outputs


def test_an_update_that_fails_keeps_the_outputs(
    sc_plan: ServiceCatalog, sc_plan_client: Client, item: Any
) -> None:
    sc_plan.configure(**FAILURE)
    record = sc_plan_client.update_provisioned_product(
        ProvisionedProductId=item.id,
        ProvisioningParameters=[{"Key": "Size", "Value": "huge"}],
    )["RecordDetail"]
    sc_plan.advance()
    assert item.outputs["Size"] == "large"
    assert sc_plan_client.describe_record(Id=record["RecordId"])["RecordOutputs"] == []
