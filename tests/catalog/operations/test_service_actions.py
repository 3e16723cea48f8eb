"""Service actions: made, changed, associated with versions, and run."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_sc_plan import Failure, ServiceCatalog

from ...helpers import (
    Client,
    invalid_parameters,
    invalid_state,
    not_found,
    product_status,
    record_status,
    refused,
    send,
)
from ..shares import share

PARAMETERS = [
    {"Name": "InstanceId", "Type": "TARGET"},
    {"Name": "Reason", "Type": "TEXT_VALUE"},
]
DEFINITION = {
    "Name": "AWS-RestartEC2Instance",
    "Version": "1",
    "AssumeRole": "arn:aws:iam::12345678910:role/ActionRole",
    "Parameters": json.dumps(PARAMETERS),
}


def made(client: Client, name: str = "restart", **request: Any) -> str:
    """Make a service action; gives its id."""
    detail = client.create_service_action(
        **{
            "Name": name,
            "DefinitionType": "SSM_AUTOMATION",
            "Definition": DEFINITION,
            **request,
        }
    )["ServiceActionDetail"]
    identifier: str = detail["ServiceActionSummary"]["Id"]
    return identifier


def association(product: Any, action: str, version: int = 0) -> dict[str, str]:
    return {
        "ProductId": product.id,
        "ProvisioningArtifactId": product.provisioning_artifacts[version].id,
        "ServiceActionId": action,
    }


def associated(client: Client, product: Any, **request: Any) -> str:
    """Make a service action, and give it to the first version of a product."""
    action = made(client, **request)
    client.associate_service_action_with_provisioning_artifact(**association(product, action))
    return action


def test_a_service_action_from_its_creation_to_its_end(sc_plan_client: Client) -> None:
    client = sc_plan_client
    identifier = made(client, Description="Restarts", IdempotencyToken="a")
    assert identifier.startswith("act-")
    assert made(client, Description="Restarts", IdempotencyToken="b") == identifier
    summary = {
        "Id": identifier,
        "Name": "restart",
        "Description": "Restarts",
        "DefinitionType": "SSM_AUTOMATION",
    }
    detail = {"ServiceActionSummary": summary, "Definition": DEFINITION}
    assert client.describe_service_action(Id=identifier)["ServiceActionDetail"] == detail
    definition = {"Name": "AWS-StopEC2Instance", "Version": "2", "AssumeRole": "LAUNCH_ROLE"}
    changed = client.update_service_action(Id=identifier, Definition=definition)
    assert changed["ServiceActionDetail"] == {**detail, "Definition": definition}
    client.update_service_action(Id=identifier, Name="stop", Description="Stops")
    other = made(client)
    pages = client.get_paginator("list_service_actions").paginate(PaginationConfig={"PageSize": 1})
    assert [page["ServiceActionSummaries"] for page in pages] == [
        [{**summary, "Name": "stop", "Description": "Stops"}],
        [{"Id": other, "Name": "restart", "DefinitionType": "SSM_AUTOMATION"}],
    ]
    for _ in range(2):
        client.delete_service_action(Id=identifier, IdempotencyToken="gone")
    for call in (
        client.describe_service_action,
        client.update_service_action,
        client.delete_service_action,
    ):
        with not_found(f"ServiceAction not found: {identifier}"):
            call(Id=identifier)
    assert made(client, Description="Restarts", IdempotencyToken="a") != identifier


def test_a_token_may_be_left_out(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    identifier = made(sc_plan_client)
    assert send(sc_plan, "DeleteServiceAction", {"Id": identifier}).status == 200
    assert send(sc_plan, "DeleteServiceAction", {"Id": identifier}).status == 400


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"Name": None}, "Name is missing."),
        ({"Version": None}, "Version is missing."),
        (
            {"AssumeRole": "ActionRole"},
            'AssumeRole must be the ARN of a role, not "ActionRole"; it may be LAUNCH_ROLE too.',
        ),
        (
            {"Parameters": "["},
            "Parameters is not JSON: Expecting value: line 1 column 2 (char 1).",
        ),
        ({"Parameters": "{}"}, "Parameters must be a list."),
        *(
            (
                {"Parameters": text},
                "Parameters[0] must be an object with a Name and a Type.",
            )
            for text in ("[1]", '[{"Name": "a"}]', '[{"Name": 1, "Type": "TARGET"}]')
        ),
        (
            {"Parameters": '[{"Name": "a", "Type": "TARGETS"}]'},
            "Parameters[0]: unknown Type 'TARGETS'; did you mean 'TARGET'? Allowed: TARGET, "
            "TEXT_VALUE.",
        ),
        (
            {"Parameters": json.dumps(PARAMETERS[:1] * 2)},
            "two of Parameters have the same Name.",
        ),
    ],
)
def test_a_definition_is_checked(
    sc_plan_client: Client, changes: dict[str, str | None], problem: str
) -> None:
    changed = {**DEFINITION, **changes}
    definition = {name: value for name, value in changed.items() if value is not None}
    identifier = made(sc_plan_client)
    with invalid_parameters(f"Definition: {problem}"):
        made(sc_plan_client, Definition=definition)
    with invalid_parameters(f"Definition: {problem}"):
        sc_plan_client.update_service_action(Id=identifier, Definition=definition)


def test_there_are_200_service_actions_and_25_of_a_version(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    client, product = sc_plan_client, sc_plan.add_product("shop")
    actions = [made(client, f"a-{number}") for number in range(200)]
    with refused(
        "LimitExceededException",
        "There are 200 service actions already, which is the limit.",
    ):
        made(client)
    failed = client.batch_associate_service_action_with_provisioning_artifact(
        ServiceActionAssociations=[association(product, action) for action in actions[:26]]
    )["FailedServiceActionAssociations"]
    artifact = product.provisioning_artifacts[0].id
    message = f"There are 25 service actions on {artifact} already, which is the limit."
    assert failed == [
        {
            **association(product, actions[25]),
            "ErrorCode": "LIMIT_EXCEEDED",
            "ErrorMessage": message,
        }
    ]
    with refused("LimitExceededException", message):
        client.associate_service_action_with_provisioning_artifact(
            **association(product, actions[25])
        )


def test_service_actions_are_associated_with_versions(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    client = sc_plan_client
    product = sc_plan.add_product("shop", versions={"v1": None, "v2": None})
    action = made(client)
    first, second = (association(product, action, version) for version in (0, 1))
    artifact = first["ProvisioningArtifactId"]
    associate = client.associate_service_action_with_provisioning_artifact
    # The token names one request for good.
    for _ in range(2):
        associate(**first, IdempotencyToken="a")
    with refused(
        "DuplicateResourceException",
        f"ServiceAction {action} is already associated with provisioning artifact {artifact}.",
    ):
        associate(**first)
    with not_found("prod-x does not exist or access was denied"):
        associate(**{**first, "ProductId": "prod-x"})
    with not_found("ProvisioningArtifact pa-x not found."):
        associate(**{**first, "ProvisioningArtifactId": "pa-x"})
    with not_found("ServiceAction not found: act-x"):
        associate(**{**first, "ServiceActionId": "act-x"})
    associate(**second)
    with refused(
        "ResourceInUseException",
        f"ServiceAction {action} still has associated ProvisioningArtifacts",
    ):
        client.delete_service_action(Id=action)

    def versions() -> list[tuple[str, str]]:
        views = client.list_provisioning_artifacts_for_service_action(ServiceActionId=action)[
            "ProvisioningArtifactViews"
        ]
        return [
            (view["ProductViewSummary"]["ProductId"], view["ProvisioningArtifact"]["Id"])
            for view in views
        ]

    def actions(version: int) -> list[str]:
        about = association(product, action, version)
        del about["ServiceActionId"]
        found = client.list_service_actions_for_provisioning_artifact(**about)
        return [one["Id"] for one in found["ServiceActionSummaries"]]

    assert versions() == [(product.id, artifact.id) for artifact in product.provisioning_artifacts]
    assert (actions(0), actions(1)) == ([action], [action])
    disassociate = client.disassociate_service_action_from_provisioning_artifact
    disassociate(**first)
    with not_found(
        f"ServiceAction {action} is not associated with provisioning artifact {artifact}"
    ):
        disassociate(**first)
    assert (actions(0), actions(1)) == ([], [action])
    with not_found("ServiceAction not found: act-x"):
        client.list_provisioning_artifacts_for_service_action(ServiceActionId="act-x")


def test_a_batch_tells_what_failed(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    client = sc_plan_client
    product, action = sc_plan.add_product("shop"), made(client)
    pair = association(product, action)
    unknown = {**pair, "ProductId": "prod-x"}
    artifact = pair["ProvisioningArtifactId"]
    failed = client.batch_associate_service_action_with_provisioning_artifact(
        ServiceActionAssociations=[unknown, pair, pair]
    )["FailedServiceActionAssociations"]
    not_there = {
        **unknown,
        "ErrorCode": "RESOURCE_NOT_FOUND",
        "ErrorMessage": "prod-x does not exist or access was denied",
    }
    assert failed == [
        not_there,
        {
            **pair,
            "ErrorCode": "DUPLICATE_RESOURCE",
            "ErrorMessage": f"ServiceAction {action} is already associated with provisioning "
            f"artifact {artifact}.",
        },
    ]
    disassociate = client.batch_disassociate_service_action_from_provisioning_artifact
    answer = disassociate(ServiceActionAssociations=[pair, unknown])
    assert answer["FailedServiceActionAssociations"] == [not_there]
    client.delete_service_action(Id=action)


# ------------------------------------------------------------------ run on provisioned products


@pytest.mark.sc_plan(polls=1)
@pytest.mark.parametrize("status", ["AVAILABLE", "TAINTED"])
def test_a_service_action_leaves_all_as_it_was(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    client = sc_plan_client
    product = sc_plan.add_product("shop")
    action = associated(client, product)
    sc_plan.add_provisioned_product("x", product="shop", status=status, tags={"team": "red"})
    before = client.describe_provisioned_product(Name="x")["ProvisionedProductDetail"]
    seen = sc_plan.provisioned_product("x")
    outputs = seen.outputs
    about = {"ProvisionedProductId": before["Id"], "ServiceActionId": action}
    parameters = client.describe_service_action_execution_parameters(**about)
    assert parameters["ServiceActionParameters"] == [
        {"Name": "InstanceId", "Type": "TARGET", "DefaultValues": []},
        {"Name": "Reason", "Type": "TEXT_VALUE", "DefaultValues": []},
    ]
    request = {**about, "Parameters": {"Reason": ["x"]}, "ExecuteToken": "a"}
    record = client.execute_provisioned_product_service_action(**request)["RecordDetail"]
    assert (record["RecordType"], record["Status"]) == ("UPDATE_PROVISIONED_PRODUCT", "CREATED")
    assert product_status(client, "x") == "UNDER_CHANGE"
    with invalid_state(
        f"Provisioned product {before['Id']} is UNDER_CHANGE: it must be AVAILABLE or TAINTED for "
        "a service action."
    ):
        client.execute_provisioned_product_service_action(**about)
    again = client.execute_provisioned_product_service_action(**request)["RecordDetail"]
    assert again["RecordId"] == record["RecordId"]
    assert record_status(client, record["RecordId"]) == "SUCCEEDED"
    after = client.describe_provisioned_product(Name="x")["ProvisionedProductDetail"]
    assert after == {**before, "LastRecordId": record["RecordId"]}
    assert (seen.outputs, seen.tags) == (outputs, {"team": "red"})


@pytest.mark.sc_plan(outcome=Failure("Access", "Access denied while assuming the role"))
def test_a_service_action_that_fails(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    client = sc_plan_client
    product = sc_plan.add_product("shop")
    action = associated(client, product, Definition={"Name": "a", "Version": "1"})
    existing = sc_plan.add_provisioned_product("x", product="shop")
    about = {"ProvisionedProductId": existing.id, "ServiceActionId": action}
    described = client.describe_service_action_execution_parameters(**about)
    assert described["ServiceActionParameters"] == []
    with invalid_parameters(
        f"Parameter Reason is not defined in service action definition: {action} has none."
    ):
        client.execute_provisioned_product_service_action(**about, Parameters={"Reason": ["x"]})
    record = client.execute_provisioned_product_service_action(**about)["RecordDetail"]
    sc_plan.advance()
    (error,) = sc_plan.record(record["RecordId"]).errors
    assert error.description == "Access denied while assuming the role"
    assert (existing.status, existing.status_message) == ("AVAILABLE", None)


def test_a_service_action_has_to_be_of_the_version(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    client = sc_plan_client
    product = sc_plan.add_product("shop")
    action = made(client)
    existing = sc_plan.add_provisioned_product("x", product="shop")
    artifact = product.provisioning_artifacts[0].id
    for call in (
        client.describe_service_action_execution_parameters,
        client.execute_provisioned_product_service_action,
    ):
        with not_found(
            f"ServiceAction {action} is not associated with provisioning artifact {artifact}"
        ):
            call(ProvisionedProductId=existing.id, ServiceActionId=action)
        with not_found("Provisioned product not found: pp-x"):
            call(ProvisionedProductId="pp-x", ServiceActionId=action)


def test_a_recipient_runs_the_service_actions_of_a_shared_product(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("shop", launch_paths=["team"])
    action = associated(sc_plan_client, product)
    recipient = share(sc_plan_client, sc_plan.portfolio("team"), "111111111111")
    record = recipient.provision_product(
        ProductId=product.id, ProvisioningArtifactName="v1", ProvisionedProductName="x"
    )["RecordDetail"]
    sc_plan.advance()
    recipient.execute_provisioned_product_service_action(
        ProvisionedProductId=record["ProvisionedProductId"], ServiceActionId=action
    )
    with not_found(f"ServiceAction not found: {action}"):
        recipient.describe_service_action(Id=action)
    with not_found(f"{product.id} does not exist or access was denied"):
        recipient.associate_service_action_with_provisioning_artifact(
            **association(product, action)
        )
