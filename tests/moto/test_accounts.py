"""Hub and spoke: a caller with an assumed role acts in the role's account."""

from __future__ import annotations

import threading
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.iam.models import iam_backends

from pytest_sc_plan import ServiceCatalog, mock_service_catalog
from pytest_sc_plan.moto.accounts import callers_of

from ..helpers import Client, client_of, execute, not_found
from ..programs import run_program
from . import credentials

HUB = "123456789012"
SPOKES = ("111111111111", "222222222222")


def spoke_client(account_id: str, region: str = "us-east-1") -> Client:
    """A client as hub code makes one for a spoke."""
    keywords = credentials.of_role(f"arn:aws:iam::{account_id}:role/provisioner")
    return boto3.client("servicecatalog", region_name=region, **keywords)


def plan_ids(client: Client) -> list[str]:
    return [
        plan["PlanId"]
        for plan in client.list_provisioned_product_plans()["ProvisionedProductPlans"]
    ]


def assert_accounts_are_apart(catalog: ServiceCatalog) -> None:
    """Each spoke has its own plans, and so has the hub, and each region."""
    plans = {spoke: catalog.for_account(spoke).add_plan() for spoke in SPOKES}
    at_home = catalog.add_plan()
    abroad = catalog.for_account(SPOKES[0], "eu-west-1").add_plan()
    for spoke in SPOKES:
        execute(spoke_client(spoke), plans[spoke].id)
        assert plan_ids(spoke_client(spoke)) == [plans[spoke].id]
    assert plan_ids(client_of(region="us-east-1")) == [at_home.id]
    assert plan_ids(spoke_client(SPOKES[0], "eu-west-1")) == [abroad.id]
    assert plan_ids(spoke_client(SPOKES[1], "eu-west-1")) == []
    with not_found(f"Plan {at_home.id} was not found."):
        execute(spoke_client(SPOKES[0]), at_home.id)
    for spoke in SPOKES:
        catalog.for_account(spoke).assert_executed_once(plans[spoke])
        assert plans[spoke].provisioned_product.arn.split(":")[4] == spoke
    executed = catalog.calls_to("ExecuteProvisionedProductPlan")
    assert [call.account_id for call in executed] == [*SPOKES, SPOKES[0]]


def test_mock_aws_outside() -> None:
    with mock_aws(), mock_service_catalog(region="us-east-1") as catalog:
        assert_accounts_are_apart(catalog)


def test_mock_aws_inside() -> None:
    with mock_service_catalog(region="us-east-1") as catalog, mock_aws():
        assert_accounts_are_apart(catalog)


@mock_aws
def test_mock_aws_as_a_decorator() -> None:
    with mock_service_catalog(region="us-east-1") as catalog:
        assert_accounts_are_apart(catalog)


def test_mock_aws_as_the_fixture_before(aws: None, sc_plan: ServiceCatalog) -> None:
    assert_accounts_are_apart(sc_plan)


def test_mock_aws_as_the_fixture_after(sc_plan: ServiceCatalog, aws: None) -> None:
    assert_accounts_are_apart(sc_plan)


def test_clients_of_several_accounts_in_threads(sc_plan: ServiceCatalog, aws: None) -> None:
    clients = {spoke: spoke_client(spoke) for spoke in SPOKES}
    plans = {spoke: [sc_plan.for_account(spoke).add_plan() for _ in range(20)] for spoke in SPOKES}
    threads = [
        threading.Thread(
            target=lambda spoke=spoke: [execute(clients[spoke], plan.id) for plan in plans[spoke]]
        )
        for spoke in SPOKES
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for spoke in SPOKES:
        seen = sc_plan.for_account(spoke)
        assert [call.error_code for call in seen.calls] == [None] * 20
        for plan in plans[spoke]:
            seen.assert_executed(plan)


def test_an_access_key_of_a_user_acts_in_its_account(sc_plan: ServiceCatalog, aws: None) -> None:
    iam = boto3.client("iam", **credentials.of_role(f"arn:aws:iam::{SPOKES[0]}:role/admin"))
    iam.create_user(UserName="deployer")
    key = iam.create_access_key(UserName="deployer")["AccessKey"]["AccessKeyId"]
    plan = sc_plan.for_account(SPOKES[0]).add_plan()
    assert plan_ids(client_of(key)) == [plan.id]


@pytest.mark.sc_plan(account_id="999999999999")
def test_account_id_is_the_fallback(sc_plan: ServiceCatalog, aws: None) -> None:
    plan = sc_plan.add_plan()
    assert plan_ids(client_of()) == plan_ids(client_of("AKIAUNKNOWN")) == [plan.id]
    assert plan_ids(client_of(HUB)) == []
    assert plan_ids(spoke_client(HUB)) == []


def test_an_access_key_is_forgotten_with_moto(sc_plan: ServiceCatalog) -> None:
    plan = sc_plan.add_plan()
    with mock_aws():
        client = spoke_client(SPOKES[0])
        assert plan_ids(client) == []
    assert plan_ids(client) == [plan.id]


def test_moto_account_id_is_everyones(
    sc_plan: ServiceCatalog, aws: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = spoke_client(SPOKES[0])
    monkeypatch.setenv("MOTO_ACCOUNT_ID", SPOKES[1])
    plan = sc_plan.add_plan()
    assert plan.provisioned_product.arn.split(":")[4] == SPOKES[1]
    for client in (client_of(), client_of(SPOKES[0]), elsewhere):
        assert plan_ids(client) == [plan.id]
    assert sc_plan.for_account(SPOKES[0]).plans == []


def test_moto_account_id_says_nothing_without_moto(
    sc_plan: ServiceCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", SPOKES[1])
    plan = sc_plan.add_plan()
    assert plan.provisioned_product.arn.split(":")[4] == HUB


def test_a_user_goes_by_its_groups_too(sc_plan: ServiceCatalog, aws: None) -> None:
    iam = boto3.client("iam")
    arns = [iam.create_user(UserName="deployer", Path="/ops/")["User"]["Arn"]]
    for group in ("admins", "others", "readers"):
        made = iam.create_group(GroupName=group, Path="/ops/")["Group"]["Arn"]
        if group != "others":
            iam.add_user_to_group(GroupName=group, UserName="deployer")
            arns.append(made)
    assert arns == [
        f"arn:aws:iam::{HUB}:{path}"
        for path in ("user/ops/deployer", "group/ops/admins", "group/ops/readers")
    ]
    iam.create_user(UserName="somebody")
    iam.create_access_key(UserName="somebody")
    keys = [
        iam.create_access_key(UserName="deployer")["AccessKey"]["AccessKeyId"] for _ in range(2)
    ]
    assert [callers_of(key) for key in keys] == [tuple(arns)] * 2
    iam.delete_access_key(UserName="deployer", AccessKeyId=keys[0])
    iam.update_user(UserName="deployer", NewUserName="renamed")
    assert callers_of(keys[0]) == ()
    assert callers_of(keys[1])[0] == f"arn:aws:iam::{HUB}:user/ops/renamed"


def test_an_assumed_role_goes_by_the_role_too(sc_plan: ServiceCatalog) -> None:
    role = f"arn:aws:iam::{SPOKES[0]}:role/ops/provisioner"
    with mock_aws():
        credentials.of_role(f"{role}s")
        keywords = credentials.of_role(role, "me")
        key = keywords["aws_access_key_id"]
        assumed = f"arn:aws:sts::{SPOKES[0]}:assumed-role/provisioner/me"
        assert callers_of(key) == (assumed, role)
        identity = boto3.client("sts", **keywords).get_caller_identity()
        assert identity["Arn"] == assumed
    assert callers_of(key) == ()


def test_nobody_holds_a_key_that_moto_does_not_know(sc_plan: ServiceCatalog, aws: None) -> None:
    boto3.client("iam").create_user(UserName="keyless")
    account_ids = list(iam_backends)
    for key in (None, "", "AKIAUNKNOWN", "ASIAIOSFODNN7EXAMPLE", SPOKES[1]):
        assert callers_of(key) == ()
    assert list(iam_backends) == account_ids


ALONE = """
import sys
import boto3
from pytest_sc_plan import mock_service_catalog
from pytest_sc_plan.catalog.operations import OPERATIONS

del OPERATIONS["ListPortfolios"]  # As if botocore were newer than the fake.
with mock_service_catalog(progress="immediate") as catalog:
    plan = catalog.add_plan()
    client = boto3.client("servicecatalog")
    client.execute_provisioned_product_plan(PlanId=plan.id)
    client.describe_record(Id=plan.record.id)
    client.list_provisioned_product_plans()
    try:
        client.list_portfolios()
    except NotImplementedError:
        print("not served")
print([name for name in sys.modules if name.split(".")[0] in {"moto", "flask"}])
"""


def test_moto_is_not_imported_by_us(tmp_path: Any) -> None:
    assert run_program(ALONE, tmp_path) == ["not served", "[]"]
