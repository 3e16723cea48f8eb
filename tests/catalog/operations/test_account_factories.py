"""Accounts of Control Tower: products of type CONTROL_TOWER_ACCOUNT."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ...helpers import (
    Client,
    describe,
    invalid_parameters,
    plan_of,
    product_status,
    values,
)
from ...vending import SIZED, names, provision

ACCOUNT = values(
    AccountName="payments",
    AccountEmail="payments@example.com",
    SSOUserFirstName="Ada",
    SSOUserLastName="Lovelace",
    SSOUserEmail="ada@example.com",
    ManagedOrganizationalUnit="Workloads",
)


@pytest.fixture(autouse=True)
def factory(sc_plan: ServiceCatalog) -> Any:
    return sc_plan.add_product("factory", type="CONTROL_TOWER_ACCOUNT")


def make(client: Client, **more: Any) -> dict[str, Any]:
    more = {"ProvisioningParameters": ACCOUNT, **more}
    return provision(client, "payments", "factory", **more)


def found(client: Client, *query: str) -> list[dict[str, Any]]:
    answer = client.search_provisioned_products(Filters={"SearchQuery": list(query)})
    products: list[dict[str, Any]] = answer["ProvisionedProducts"]
    return products


def outputs_of(client: Client, **which: Any) -> dict[str, str]:
    answer = client.get_provisioned_product_outputs(**which)
    return {output["OutputKey"]: output["OutputValue"] for output in answer["Outputs"]}


def test_an_account_is_made(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    record = make(sc_plan_client)
    assert record["ProvisionedProductType"] == "CONTROL_TOWER_ACCOUNT"
    assert found(sc_plan_client, "type:CONTROL_TOWER_ACCOUNT")[0].get("PhysicalId") is None

    sc_plan.advance()
    (account,) = found(sc_plan_client, "type:CONTROL_TOWER_ACCOUNT", "name:payments")
    identifier = account["PhysicalId"]
    assert (len(identifier), identifier.isdigit()) == (12, True)
    assert account["Type"] == sc_plan.provisioned_product("payments").type
    assert account["Arn"] == (
        f"arn:aws:servicecatalog:us-east-1:123456789012:stack/payments/{account['Id']}"
    )
    assert account["LastSuccessfulProvisioningRecordId"] == record["RecordId"]
    assert found(sc_plan_client, f"physicalId:{identifier}") == [account]

    outputs = sc_plan_client.describe_record(Id=record["RecordId"])["RecordOutputs"]
    portal = outputs[3].pop("OutputValue")
    assert portal.startswith("https://d-")
    assert portal.endswith(".awsapps.com/start")
    assert outputs == [
        {
            "OutputKey": "AccountId",
            "OutputValue": identifier,
            "Description": "Managed Account Id",
        },
        {
            "OutputKey": "SSOUserEmail",
            "OutputValue": "ada@example.com",
            "Description": "SSO User email associated with the Account.",
        },
        {
            "OutputKey": "AccountEmail",
            "OutputValue": "payments@example.com",
            "Description": "Email Id associated with the Account",
        },
        {
            "OutputKey": "SSOUserPortal",
            "Description": "SSO User Portal to federate into the managed Account.",
        },
    ]
    assert outputs_of(
        sc_plan_client, ProvisionedProductId=account["Id"], OutputKeys=["AccountEmail"]
    ) == {"AccountEmail": "payments@example.com"}


def test_the_product_is_control_towers(sc_plan_client: Client, factory: Any) -> None:
    owner = {"Filters": {"Owner": ["AWS Control Tower"]}}
    (view,) = sc_plan_client.search_products_as_admin(**owner)["ProductViewDetails"]
    assert view["ProductViewSummary"]["ProductId"] == factory.id
    assert view["ProductViewSummary"]["Type"] == "CLOUD_FORMATION_TEMPLATE"
    (version,) = sc_plan_client.list_provisioning_artifacts(ProductId=factory.id)[
        "ProvisioningArtifactDetails"
    ]
    assert version["Type"] == "CLOUD_FORMATION_TEMPLATE"


def test_its_parameters_are_those_of_an_account_factory(sc_plan_client: Client) -> None:
    described = sc_plan_client.describe_provisioning_parameters(
        ProductName="factory", ProvisioningArtifactName="v1"
    )["ProvisioningArtifactParameters"]

    assert {item["ParameterKey"] for item in described} == {item["Key"] for item in ACCOUNT}
    assert not any("DefaultValue" in item for item in described)


def test_each_account_has_an_id_of_its_own_that_stays(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    one, two = (sc_plan.add_provisioned_product(product="factory") for _ in range(2))
    assert one.physical_id != two.physical_id

    before = one.physical_id
    sc_plan_client.update_provisioned_product(
        ProvisionedProductId=one.id, ProvisioningParameters=ACCOUNT
    )
    sc_plan.advance()
    assert one.physical_id == one.outputs["AccountId"] == before
    assert one.outputs["AccountEmail"] == "payments@example.com"


def test_what_a_test_leaves_out_is_made_up(sc_plan: ServiceCatalog) -> None:
    account = sc_plan.add_provisioned_product(
        "ledger", product="factory", parameters={"SSOUserEmail": "ada@example.com"}
    )
    assert set(account.parameters) == {parameter["Key"] for parameter in ACCOUNT}
    assert account.outputs["AccountEmail"] == "ledger@example.com"
    assert account.outputs["SSOUserEmail"] == "ada@example.com"


def test_a_version_may_have_parameters_and_outputs_of_its_own(sc_plan: ServiceCatalog) -> None:
    sc_plan.add_product("own", type="CONTROL_TOWER_ACCOUNT", versions={"v1": SIZED})
    account = sc_plan.add_provisioned_product(product="own")

    assert list(account.outputs) == ["AccountId", "SSOUserPortal", "Size", "Kind", "Shelf"]


def test_a_version_without_parameters_takes_any(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    sc_plan.add_product("any", type="CONTROL_TOWER_ACCOUNT", versions={"v1": {}})
    provision(sc_plan_client, "ledger", "any", ProvisioningParameters=values(AccountEmail="a@b.c"))
    sc_plan.advance()

    assert sc_plan.provisioned_product("ledger").outputs["AccountEmail"] == "a@b.c"


def test_a_value_counts_beside_use_previous_value(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    account = sc_plan.add_provisioned_product("ledger", product="factory")
    before = account.parameters
    changed = [
        {**parameter, "UsePreviousValue": True}
        if parameter["Key"].startswith("SSO")
        else {"Key": parameter["Key"], "UsePreviousValue": True}
        for parameter in ACCOUNT
    ]
    sc_plan_client.update_provisioned_product(
        ProvisionedProductId=account.id, ProvisioningParameters=changed
    )
    sc_plan.advance()

    assert account.parameters == {
        **before,
        "SSOUserFirstName": "Ada",
        "SSOUserLastName": "Lovelace",
        "SSOUserEmail": "ada@example.com",
    }


def test_parameters_that_it_does_not_have_any_more_are_left(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    more = values(VPCOptions="No-Primary-VPC", PeerVPC="false")
    make(sc_plan_client, ProvisioningParameters=[*ACCOUNT, *more])
    sc_plan.advance()

    account = sc_plan.provisioned_product("payments")
    assert account.parameters == {item["Key"]: item["Value"] for item in ACCOUNT}


def test_a_parameter_needs_a_key(sc_plan_client: Client) -> None:
    with invalid_parameters("A provisioning parameter has no Key."):
        make(sc_plan_client, ProvisioningParameters=[*ACCOUNT, {"Value": "x"}])


# -------------------------------------------------------------------------------- what fails


@pytest.mark.sc_plan(outcome="failed")
def test_an_account_that_was_made_and_not_enrolled_is_tainted(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    make(sc_plan_client)
    sc_plan.advance()

    (account,) = found(sc_plan_client, "status:TAINTED")
    assert "LastSuccessfulProvisioningRecordId" not in account

    sc_plan.configure(outcome="succeeded")
    record = sc_plan_client.update_provisioned_product(
        ProvisionedProductId=account["Id"], ProvisioningParameters=ACCOUNT
    )["RecordDetail"]
    assert record["RecordType"] == "UPDATE_PROVISIONED_PRODUCT"
    sc_plan.advance()
    assert names(sc_plan_client.scan_provisioned_products()) == ["payments"]
    assert product_status(sc_plan_client, "payments") == "AVAILABLE"
    assert sc_plan.provisioned_product("payments").outputs["AccountEmail"] == "payments@example.com"


REFUSAL = "The parent organizational unit 'Gone' is not enrolled in AWS Control Tower."


@pytest.mark.sc_plan(
    outcome="failed", failure_code="InvalidParametersException", failure_description=REFUSAL
)
def test_an_account_that_control_tower_refuses_to_make_is_an_error(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    make(sc_plan_client)
    sc_plan.advance()

    assert product_status(sc_plan_client, "payments") == "ERROR"
    with invalid_parameters(
        "Provisioned product payments is ERROR: it must be AVAILABLE or TAINTED to be updated."
    ):
        sc_plan_client.update_provisioned_product(ProvisionedProductName="payments")

    there = sc_plan.add_provisioned_product("there", product="factory")
    sc_plan_client.update_provisioned_product(
        ProvisionedProductId=there.id, ProvisioningParameters=ACCOUNT
    )
    sc_plan.advance()
    assert there.status == "TAINTED"
    assert there.last_successful_provisioning_record_id


@pytest.mark.parametrize("status", ["TAINTED", "ERROR"])
def test_a_failure_can_be_seeded(sc_plan: ServiceCatalog, status: str) -> None:
    account = sc_plan.add_provisioned_product(product="factory", status=status)

    assert account.status == status
    assert account.last_successful_provisioning_record_id is None
    assert account.physical_id is None
    assert [record.status for record in sc_plan.records] == ["FAILED"]


@pytest.mark.sc_plan(failure_code="InvalidParametersException")
def test_a_tainted_one_is_there_also_where_failures_are_refusals(sc_plan: ServiceCatalog) -> None:
    account = sc_plan.add_provisioned_product(product="factory", status="TAINTED")

    assert account.status == "TAINTED"
    assert account.last_successful_provisioning_record_id


# ------------------------------------------------------------------- what else is done with it


def test_a_plan_is_one_for_its_template(
    sc_plan: ServiceCatalog, sc_plan_client: Client, factory: Any
) -> None:
    request = plan_of(factory, "payments", ProvisioningParameters=ACCOUNT)
    described = describe(sc_plan_client, sc_plan, **request)
    assert [change["ResourceType"] for change in described["ResourceChanges"]] == [
        "AWS::CloudFormation::WaitConditionHandle",
        "AWS::CloudFormation::WaitCondition",
    ]

    plan = sc_plan.add_plan(product="factory", provisioned_product_name="ledger")
    sc_plan_client.execute_provisioned_product_plan(PlanId=plan.id)
    sc_plan.advance()
    assert plan.provisioned_product.outputs["AccountEmail"] == "ledger@example.com"


def test_a_stack_is_not_imported_as_an_account(sc_plan_client: Client, factory: Any) -> None:
    with invalid_parameters(
        f"Product {factory.id} is provisioned as CONTROL_TOWER_ACCOUNT: only a CFN_STACK can be "
        "imported."
    ):
        sc_plan_client.import_as_provisioned_product(
            ProductId=factory.id,
            ProvisioningArtifactId=factory.provisioning_artifacts[0].id,
            ProvisionedProductName="item",
            PhysicalId="arn:aws:cloudformation:us-east-1:123456789012:stack/web/1",
        )


def test_an_account_has_no_stack_instances(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    account = sc_plan.add_provisioned_product(product="factory")
    with invalid_parameters(
        f"Provisioned product {account.id} is of type CONTROL_TOWER_ACCOUNT: stack instances are "
        "those of a CFN_STACKSET."
    ):
        sc_plan_client.list_stack_instances_for_provisioned_product(ProvisionedProductId=account.id)


def test_an_account_is_terminated(sc_plan: ServiceCatalog, sc_plan_client: Client) -> None:
    account = sc_plan.add_provisioned_product(product="factory")
    sc_plan_client.terminate_provisioned_product(ProvisionedProductId=account.id)
    sc_plan.advance()

    assert found(sc_plan_client, "type:CONTROL_TOWER_ACCOUNT") == []
