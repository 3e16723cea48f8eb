"""The values that a fake takes for secrets."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

from ..helpers import Client, plan_of, send


def test_values_of_no_echo_parameters_and_credentials_are_secrets(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    declared = {
        "Password": {"Type": "String", "NoEcho": True},
        "Pin": {"Type": "String", "NoEcho": "true"},
        "Size": {"Type": "String"},
    }
    product = sc_plan.add_product(versions={"v1": {}, "v2": {"Parameters": declared}})
    values = [{"Key": key, "Value": f"<{key}>"} for key in declared]
    sc_plan_client.create_provisioned_product_plan(
        **plan_of(product, ProvisioningParameters=values)
    )
    assert {"<Password>", "<Pin>"} <= sc_plan.secrets
    assert "<Size>" not in sc_plan.secrets


@pytest.mark.parametrize("changes", [{"ProductId": "prod-x"}, {"ProvisioningArtifactId": "pa-x"}])
def test_all_values_are_secrets_where_the_template_is_not_known(
    sc_plan: ServiceCatalog, changes: dict[str, Any]
) -> None:
    request = plan_of(sc_plan.add_product(), IdempotencyToken="token") | changes
    values = [{"Key": "Size", "Value": "<Size>"}, "nonsense", {"Key": ["Size"], "Value": 1}]
    for parameters in (values[:1], values):
        send(
            sc_plan,
            "CreateProvisionedProductPlan",
            {**request, "ProvisioningParameters": parameters},
        )
    assert {"<Size>", "1"} <= sc_plan.secrets


def test_a_key_that_is_no_text_hides_nothing(sc_plan: ServiceCatalog) -> None:
    values = [{"Key": ["Size"], "Value": "<Size>"}]
    request = plan_of(sc_plan.add_product(), ProvisioningParameters=values)
    assert send(sc_plan, "CreateProvisionedProductPlan", request).status == 400
    assert "<Size>" not in sc_plan.secrets
