"""Changes of environments that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from vending import (
    ConflictError,
    Environments,
    FailedError,
    NotThereError,
    RejectedError,
    TookTooLongError,
)

if TYPE_CHECKING:
    from pytest_sc_plan import ServiceCatalog

STACK = "arn:aws:cloudformation:us-east-1:123456789012:stack/by-hand/1b2c"


def test_environments_are_searched_page_by_page(
    sc_plan: ServiceCatalog, environments: Environments, product: str
) -> None:
    for number in range(45):
        status = "TAINTED" if number % 3 == 0 else "AVAILABLE"
        sc_plan.add_provisioned_product(
            f"team-{number:02}", product=product, parameters={"Owner": "ada"}, status=status
        )

    everything = [environment.name for environment in environments.search()]
    tainted = list(environments.search("status:TAINTED", f"productName:{product}"))

    assert everything == [f"team-{number:02}" for number in range(45)]
    assert len(sc_plan.calls_to("SearchProvisionedProducts")) == 3 + 1
    assert [environment.name for environment in tainted] == everything[::3]
    assert list(environments.search("name:team-9*")) == []


def test_broken_environments_are_found_with_the_reason(
    sc_plan: ServiceCatalog, environments: Environments
) -> None:
    reason = "AmazonCloudFormationException  The bucket is taken."
    sc_plan.add_provisioned_product("good")
    for name, status in (("bad", "TAINTED"), ("worse", "ERROR")):
        sc_plan.add_provisioned_product(name, status=status, status_message=reason)

    assert list(map(str, environments.broken())) == [
        f"bad  TAINTED  {reason}",
        f"worse  ERROR  {reason}",
    ]


def test_all_pages_of_the_outputs_are_read(
    sc_plan: ServiceCatalog, environments: Environments
) -> None:
    outputs = {f"Output{number}": {"Value": str(number)} for number in range(30)}
    topic = {"Topic": {"Type": "AWS::SNS::Topic"}}
    chatty = sc_plan.add_product(
        "chatty", versions={"v1": {"Resources": topic, "Outputs": outputs}}
    )
    sc_plan.add_provisioned_product("team-a", product=chatty)

    found = environments.outputs("team-a")

    assert [found[f"Output{number}"] for number in range(30)] == [str(n) for n in range(30)]


def test_the_history_is_that_of_one_environment(
    sc_plan: ServiceCatalog, environments: Environments
) -> None:
    sc_plan.add_provisioned_product("team-a", status="TAINTED")
    sc_plan.add_provisioned_product("team-b")

    update, creation = environments.history("team-a")

    assert (creation.type, creation.status) == ("PROVISION_PRODUCT", "SUCCEEDED")
    assert (update.type, update.status) == ("UPDATE_PROVISIONED_PRODUCT", "FAILED")
    assert update.reasons
    assert creation.reasons == ()
    with pytest.raises(NotThereError, match="No stack named team-c exists"):
        environments.history("team-c")


def test_the_owner_is_changed(sc_plan: ServiceCatalog, environments: Environments) -> None:
    sc_plan.add_provisioned_product("team-a")

    environments.hand_over("team-a", "arn:aws:iam::123456789012:user/grace")

    assert sc_plan.provisioned_product("team-a").owner_arn == "arn:aws:iam::123456789012:user/grace"
    with pytest.raises(RejectedError, match="grace is not an ARN that OWNER accepts"):
        environments.hand_over("team-a", "grace")


def test_a_stack_is_adopted(
    sc_plan: ServiceCatalog, environments: Environments, product: str
) -> None:
    environments.adopt("team-a", STACK, product)

    adopted = sc_plan.provisioned_product("team-a")
    assert (adopted.status, adopted.physical_id) == ("AVAILABLE", STACK)
    with pytest.raises(ConflictError, match="team-a already exists"):
        environments.adopt("team-a", STACK.replace("by-hand", "other"), product)


def test_a_tainted_environment_is_brought_back(
    sc_plan: ServiceCatalog, environments: Environments, product: str
) -> None:
    tainted = sc_plan.add_provisioned_product(
        "team-a", product=product, status="TAINTED", parameters={"Owner": "ada", "Stage": "test"}
    )
    before = tainted.parameters

    repaired = environments.repair("team-a")

    assert repaired is not None
    assert (repaired.status, tainted.parameters) == ("AVAILABLE", before)


def test_an_environment_that_never_worked_is_removed(
    sc_plan: ServiceCatalog, environments: Environments
) -> None:
    sc_plan.add_provisioned_product("team-a", status="ERROR")

    assert environments.repair("team-a") is None

    assert sc_plan.provisioned_products == []


def test_a_healthy_environment_is_left_alone(
    sc_plan: ServiceCatalog, environments: Environments
) -> None:
    sc_plan.add_provisioned_product("team-a")

    assert environments.repair("team-a") == environments.get("team-a")

    assert sc_plan.calls_to("UpdateProvisionedProduct") == []


def test_an_environment_is_terminated(sc_plan: ServiceCatalog, environments: Environments) -> None:
    sc_plan.add_provisioned_product("team-a")

    environments.terminate("team-a")

    assert sc_plan.provisioned_products == []
    with pytest.raises(NotThereError, match="No stack named team-a exists"):
        environments.terminate("team-a")


@pytest.mark.sc_plan(outcome="failed", failure_description="The bucket is not empty.")
def test_a_termination_that_fails_leaves_it_tainted(
    sc_plan: ServiceCatalog, environments: Environments
) -> None:
    sc_plan.add_provisioned_product("team-a")

    with pytest.raises(FailedError, match=r"team-a is TAINTED: .*The bucket is not empty"):
        environments.terminate("team-a")


@pytest.mark.sc_plan(outcome="stuck")
def test_a_termination_that_is_stuck_is_not_waited_for_for_good(
    sc_plan: ServiceCatalog, environments: Environments
) -> None:
    sc_plan.add_provisioned_product("team-a")

    with pytest.raises(TookTooLongError):
        environments.terminate("team-a")

    assert sc_plan.provisioned_product("team-a").status == "UNDER_CHANGE"
