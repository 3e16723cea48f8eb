"""The operations of plans, as a boto3 client sees them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_sc_plan import ServiceCatalog

from ...helpers import (
    Client,
    execute,
    invalid_parameters,
    invalid_state,
    not_found,
    plan_of,
    plan_status,
    product_status,
)

FINISHED = ["EXECUTE_SUCCESS", "EXECUTE_FAILED"]
STATUSES = [
    "CREATE_IN_PROGRESS",
    "CREATE_SUCCESS",
    "CREATE_FAILED",
    "EXECUTE_IN_PROGRESS",
    *FINISHED,
]

TEMPLATES = {
    "v1": {"Resources": {"Kept": {"Type": "AWS::S3::Bucket"}, "Old": {"Type": "AWS::SNS::Topic"}}},
    "v2": {"Resources": {"Kept": {"Type": "AWS::S3::Bucket"}, "New": {"Type": "AWS::SQS::Queue"}}},
}


# ------------------------------------------------------------------------- create


def test_creating_a_plan_answers_with_the_plan_and_a_planned_product(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product("bucket")
    answer = sc_plan_client.create_provisioned_product_plan(**plan_of(product, "logs"))
    plan, provisioned = sc_plan.plans[0], sc_plan.provisioned_product("logs")
    del answer["ResponseMetadata"]
    assert answer == {
        "PlanName": "logs-plan",
        "PlanId": plan.id,
        "ProvisionProductId": provisioned.id,
        "ProvisionedProductName": "logs",
        "ProvisioningArtifactId": product.provisioning_artifacts[0].id,
    }
    assert re.fullmatch(r"plan-[a-z0-9]{13}", plan.id)
    assert re.fullmatch(r"pp-[a-z0-9]{13}", provisioned.id)
    assert (plan.status, provisioned.status) == ("CREATE_IN_PROGRESS", "PLAN_IN_PROGRESS")


def test_a_plan_keeps_what_it_was_asked_for(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(launch_paths=2)
    topic = "arn:aws:sns:us-east-1:123456789012:topic"
    parameters = [{"Key": "Size", "Value": "3"}, {"Key": "Color"}]
    plan_id = sc_plan_client.create_provisioned_product_plan(
        **plan_of(
            product,
            PathId=product.launch_paths[1].id,
            NotificationArns=[topic],
            ProvisioningParameters=parameters,
            Tags=[{"Key": "team", "Value": "storage"}],
        )
    )["PlanId"]
    answer = sc_plan_client.describe_provisioned_product_plan(PlanId=plan_id)
    details = answer["ProvisionedProductPlanDetails"]
    plan = sc_plan.plan(plan_id)
    assert details == {
        "CreatedTime": plan.created_time.astimezone(details["CreatedTime"].tzinfo),
        "PathId": product.launch_paths[1].id,
        "ProductId": product.id,
        "PlanName": "bucket-plan",
        "PlanId": plan_id,
        "ProvisionProductId": plan.provisioned_product.id,
        "ProvisionProductName": "bucket",
        "PlanType": "CLOUDFORMATION",
        "ProvisioningArtifactId": product.provisioning_artifacts[0].id,
        "Status": "CREATE_IN_PROGRESS",
        "UpdatedTime": plan.updated_time,
        "NotificationArns": [topic],
        "ProvisioningParameters": parameters,
        "Tags": [{"Key": "team", "Value": "storage"}],
    }


@pytest.mark.parametrize("status", ["AVAILABLE", "TAINTED"])
def test_a_plan_can_be_made_for_a_product_that_is_stable(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    existing = sc_plan.add_provisioned_product("logs", status=status)
    answer = sc_plan_client.create_provisioned_product_plan(**plan_of(existing.product, "logs"))
    assert answer["ProvisionProductId"] == existing.id
    assert existing.status == status


@pytest.mark.parametrize("status", ["UNDER_CHANGE", "ERROR"])
def test_a_plan_can_not_be_made_for_a_product_that_is_not(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    existing = sc_plan.add_provisioned_product("logs", status=status)
    with invalid_state(
        f"Provisioned product logs is {status}: it must be AVAILABLE or TAINTED for a plan."
    ):
        sc_plan_client.create_provisioned_product_plan(**plan_of(existing.product, "logs"))


@pytest.mark.parametrize("status", STATUSES)
def test_a_product_has_one_plan_at_a_time(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    plan = sc_plan.add_plan(provisioned_product_name="logs", status=status)
    with invalid_state(
        f"Provisioned product logs already has the plan {plan.id}, which is {status}. A "
        "provisioned product has one plan at a time: delete that plan first."
    ):
        sc_plan_client.create_provisioned_product_plan(**plan_of(plan.product, "logs"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ProductId": "prod-none"}, "Product prod-none was not found."),
        (
            {"ProvisioningArtifactId": "pa-none"},
            "Provisioning artifact pa-none was not found for product {product}.",
        ),
        ({"PathId": "lpv3-none"}, "Launch path lpv3-none was not found for product {product}."),
    ],
)
def test_what_a_plan_names_has_to_exist(
    sc_plan: ServiceCatalog, sc_plan_client: Client, changes: dict[str, Any], message: str
) -> None:
    product = sc_plan.add_product()
    with not_found(message.format(product=product.id)):
        sc_plan_client.create_provisioned_product_plan(**plan_of(product, **changes))
    assert sc_plan.plans == []
    assert sc_plan.provisioned_products == []


def test_a_product_without_launch_paths_can_not_be_planned(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(launch_paths=0)
    with not_found(f"No launch paths found for resource: {product.id}"):
        sc_plan_client.create_provisioned_product_plan(**plan_of(product))


def test_of_several_launch_paths_one_has_to_be_named(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(launch_paths=2)
    with invalid_parameters(
        "More than one launch path ids exist. Please specify the launch path id"
    ):
        sc_plan_client.create_provisioned_product_plan(**plan_of(product))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ([{"Value": "3"}], "A provisioning parameter has no Key."),
        (
            [{"Key": "Size", "Value": "3"}, {"Key": "Size", "Value": "4"}],
            "Parameter Size is given more than once.",
        ),
        (
            [{"Key": "Size", "UsePreviousValue": True}],
            "Parameter Size has no previous value to use.",
        ),
    ],
)
def test_parameters_that_contradict_each_other_are_refused(
    sc_plan: ServiceCatalog,
    sc_plan_client: Client,
    parameters: list[dict[str, Any]],
    message: str,
) -> None:
    product = sc_plan.add_product()
    with invalid_parameters(message):
        sc_plan_client.create_provisioned_product_plan(
            **plan_of(product, ProvisioningParameters=parameters)
        )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        sc_plan.add_plan(product=product, parameters=parameters)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        sc_plan.add_provisioned_product(product=product, parameters=parameters)
    assert sc_plan.provisioned_products == []


def test_a_parameter_that_the_product_never_had_has_no_previous_value(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    existing = sc_plan.add_provisioned_product("logs", parameters={"Color": "red"})
    with invalid_parameters("Parameter Size has no previous value to use."):
        sc_plan_client.create_provisioned_product_plan(
            **plan_of(
                existing.product,
                "logs",
                ProvisioningParameters=[{"Key": "Size", "UsePreviousValue": True}],
            )
        )


@pytest.mark.sc_plan(progress="immediate")
def test_a_previous_value_is_used_and_others_replace_it(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    existing = sc_plan.add_provisioned_product("logs", parameters={"Color": "red", "Size": "1"})
    plan_id = sc_plan_client.create_provisioned_product_plan(
        **plan_of(
            existing.product,
            "logs",
            ProvisioningParameters=[
                {"Key": "Color", "UsePreviousValue": True},
                {"Key": "Size", "Value": "2"},
            ],
        )
    )["PlanId"]
    execute(sc_plan_client, plan_id)
    sc_plan.advance()
    assert existing.parameters == {"Color": "red", "Size": "2"}
    assert sc_plan.plan(plan_id).parameters == {"Color": None, "Size": "2"}


# --------------------------------------------------------------- idempotency rules


def test_creating_the_same_plan_again_answers_with_the_first_whatever_the_token(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    request = plan_of(sc_plan.add_product())
    first = sc_plan_client.create_provisioned_product_plan(**request, IdempotencyToken="one")
    again = sc_plan_client.create_provisioned_product_plan(**request, IdempotencyToken="two")
    assert first["PlanId"] == again["PlanId"]
    assert len(sc_plan.plans) == 1


def test_the_same_token_with_other_parameters_is_another_plan_where_it_plays_no_part(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product()
    for name in ("logs", "data"):
        sc_plan_client.create_provisioned_product_plan(
            **plan_of(product, name), IdempotencyToken="one"
        )
    assert [plan.name for plan in sc_plan.plans] == ["logs-plan", "data-plan"]


def test_a_deleted_plan_is_made_anew_by_the_same_request(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    request = plan_of(sc_plan.add_product(), IdempotencyToken="one")
    first = sc_plan_client.create_provisioned_product_plan(**request)["PlanId"]
    sc_plan_client.delete_provisioned_product_plan(PlanId=first)
    assert sc_plan_client.create_provisioned_product_plan(**request)["PlanId"] != first


@pytest.mark.parametrize("idempotency", ["documented", "strict"])
@pytest.mark.parametrize("finished", [False, True])
def test_executing_again_with_the_same_token_gives_the_same_answer_to_the_letter(
    sc_plan: ServiceCatalog, sc_plan_client: Client, idempotency: Any, *, finished: bool
) -> None:
    sc_plan.configure(idempotency=idempotency)
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id, IdempotencyToken="one")
    if finished:
        sc_plan.advance()
    execute(sc_plan_client, plan.id, IdempotencyToken="one")
    first, second = sc_plan.calls_to("ExecuteProvisionedProductPlan")
    assert first.body == second.body
    assert len(sc_plan.records) == 1


@pytest.mark.parametrize("status", ["EXECUTE_IN_PROGRESS", *FINISHED])
def test_another_token_changes_nothing_where_it_plays_no_part(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    plan = sc_plan.add_plan(status=status)
    assert plan.record is not None
    for token in ("one", "two"):
        detail = execute(sc_plan_client, plan.id, IdempotencyToken=token)
        assert (detail["RecordId"], detail["Status"]) == (plan.record.id, "CREATED")
    first, second = sc_plan.calls_to("ExecuteProvisionedProductPlan")
    assert first.body == second.body


@pytest.mark.sc_plan(idempotency="strict")
def test_a_token_used_with_other_parameters_is_refused(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    one, two = sc_plan.add_plan(), sc_plan.add_plan()
    execute(sc_plan_client, one.id, IdempotencyToken="token")
    with invalid_parameters(
        "The token token was already used with other parameters: a token names one request. Use a "
        "new token, or repeat the request unchanged."
    ):
        execute(sc_plan_client, two.id, IdempotencyToken="token")
    assert two.status == "CREATE_SUCCESS"


@pytest.mark.sc_plan(idempotency="strict")
def test_a_new_token_for_an_executed_plan_is_refused(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="EXECUTE_SUCCESS")
    with invalid_state(
        f"Plan {plan.id} is EXECUTE_SUCCESS: only a plan that is CREATE_SUCCESS can be executed."
    ):
        execute(sc_plan_client, plan.id)


@pytest.mark.sc_plan(idempotency="strict")
def test_a_token_that_was_used_is_answered_when_the_plan_is_no_more(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="CREATE_SUCCESS")
    first = execute(sc_plan_client, plan.id, IdempotencyToken="token")
    sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id, IgnoreErrors=True)
    assert execute(sc_plan_client, plan.id, IdempotencyToken="token") == first


@pytest.mark.sc_plan(idempotency="strict")
def test_a_token_of_a_request_that_was_refused_can_be_used_again(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="CREATE_IN_PROGRESS")
    with invalid_state(
        f"Plan {plan.id} is CREATE_IN_PROGRESS: only a plan that is CREATE_SUCCESS can be executed."
    ):
        execute(sc_plan_client, plan.id, IdempotencyToken="token")
    sc_plan.advance()
    assert execute(sc_plan_client, plan.id, IdempotencyToken="token")["Status"] == "CREATED"


@pytest.mark.sc_plan(idempotency="strict")
def test_a_token_names_one_request_of_one_operation(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    request = plan_of(sc_plan.add_product(), IdempotencyToken="token")
    created = sc_plan_client.create_provisioned_product_plan(**request)
    assert sc_plan_client.create_provisioned_product_plan(**request)["PlanId"] == created["PlanId"]
    sc_plan.advance()
    assert execute(sc_plan_client, created["PlanId"], IdempotencyToken="token")
    with invalid_state(
        f"Provisioned product bucket already has the plan {created['PlanId']}, which is "
        "EXECUTE_IN_PROGRESS. A provisioned product has one plan at a time: delete that plan first."
    ):
        sc_plan_client.create_provisioned_product_plan(**{**request, "IdempotencyToken": "other"})


# ------------------------------------------------------------------------ describe


def test_changes_are_shown_once_the_plan_is_created(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="CREATE_IN_PROGRESS")
    before = sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
    after = sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
    assert before["ResourceChanges"] == []
    assert after["ResourceChanges"] == [
        {"Action": "ADD", "LogicalResourceId": "Bucket", "ResourceType": "AWS::S3::Bucket"}
    ]


def test_an_update_adds_and_removes_and_leaves_what_is_the_same(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    product = sc_plan.add_product(versions=TEMPLATES)
    existing = sc_plan.add_provisioned_product("logs", product=product, version="v1")
    plan = sc_plan.add_plan(provisioned_product=existing, version="v2")
    answer = sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
    changes = answer["ResourceChanges"]
    removed = next(change for change in changes if change["Action"] == "REMOVE")
    assert removed.pop("PhysicalResourceId")
    assert changes == [
        {"Action": "ADD", "LogicalResourceId": "New", "ResourceType": "AWS::SQS::Queue"},
        {"Action": "REMOVE", "LogicalResourceId": "Old", "ResourceType": "AWS::SNS::Topic"},
    ]


def test_a_product_that_never_came_to_life_has_everything_added(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    failed = sc_plan.add_provisioned_product(status="ERROR")
    plan = sc_plan.add_plan(provisioned_product=failed)
    assert [change["Action"] for change in plan.resource_changes] == ["ADD"]


def test_seeded_changes_are_given_page_by_page(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    changes = [
        {"Action": "ADD", "LogicalResourceId": f"R{number}", "ResourceType": "AWS::SNS::Topic"}
        for number in range(5)
    ]
    plan = sc_plan.add_plan(resource_changes=changes)
    pages: list[Any] = []
    request: dict[str, Any] = {"PlanId": plan.id, "PageSize": 2}
    while not pages or "NextPageToken" in pages[-1]:
        pages.append(sc_plan_client.describe_provisioned_product_plan(**request))
        request["PageToken"] = pages[-1].get("NextPageToken")
    assert [len(page["ResourceChanges"]) for page in pages] == [2, 2, 1]
    assert [change for page in pages for change in page["ResourceChanges"]] == changes


def test_a_plan_without_changes_failed_and_says_why(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(status="CREATE_FAILED")
    details = sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)[
        "ProvisionedProductPlanDetails"
    ]
    assert (details["Status"], details["StatusMessage"]) == (
        "CREATE_FAILED",
        "No updates are to be performed.",
    )
    assert plan.status_message == "No updates are to be performed."


def test_a_product_without_launch_paths_has_a_plan_without_a_path(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan(product=sc_plan.add_product(launch_paths=0))
    answer = sc_plan_client.describe_provisioned_product_plan(PlanId=plan.id)
    assert "PathId" not in answer["ProvisionedProductPlanDetails"]
    assert plan.path_id is None


# ---------------------------------------------------------------------------- list


def summaries(client: Client, **request: Any) -> list[str]:
    answer = client.list_provisioned_product_plans(**request)
    return [plan["PlanId"] for plan in answer["ProvisionedProductPlans"]]


def test_plans_are_listed_oldest_first_with_what_they_are_for(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plans = [sc_plan.add_plan() for _ in range(3)]
    answer = sc_plan_client.list_provisioned_product_plans()
    assert answer["ProvisionedProductPlans"] == [
        {
            "PlanName": plan.name,
            "PlanId": plan.id,
            "ProvisionProductId": plan.provisioned_product.id,
            "ProvisionProductName": plan.provisioned_product.name,
            "PlanType": "CLOUDFORMATION",
            "ProvisioningArtifactId": plan.provisioning_artifact_id,
        }
        for plan in plans
    ]
    assert "NextPageToken" not in answer


def test_the_plans_of_one_product_are_listed(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    existing = sc_plan.add_provisioned_product()
    sc_plan.add_plan()
    plan = sc_plan.add_plan(provisioned_product=existing)
    assert summaries(sc_plan_client, ProvisionProductId=existing.id) == [plan.id]


def test_a_product_without_plans_lists_none(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    existing = sc_plan.add_provisioned_product()
    assert summaries(sc_plan_client, ProvisionProductId=existing.id) == []


def test_the_plans_of_a_product_that_does_not_exist_are_not_found(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    with not_found("Provisioned product pp-none was not found."):
        sc_plan_client.list_provisioned_product_plans(ProvisionProductId="pp-none")


@pytest.mark.parametrize("key", ["Account", "Role", "User"])
def test_plans_are_listed_for_the_caller_itself(
    sc_plan: ServiceCatalog, sc_plan_client: Client, key: str
) -> None:
    plan = sc_plan.add_plan()
    level = {"Key": key, "Value": "self"}
    assert summaries(sc_plan_client, AccessLevelFilter=level) == [plan.id]


def test_plans_of_another_caller_can_not_be_asked_for(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    with invalid_parameters("AccessLevelFilter value other is not supported: use self."):
        sc_plan_client.list_provisioned_product_plans(
            AccessLevelFilter={"Key": "User", "Value": "other"}
        )


def test_plans_that_are_deleted_between_two_pages_make_none_be_missed(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    existing = sc_plan.add_provisioned_product()
    ids = [
        sc_plan.add_plan(provisioned_product=existing, status="EXECUTE_SUCCESS").id
        for _ in range(4)
    ]
    request = {"ProvisionProductId": existing.id, "PageSize": 2}
    first = sc_plan_client.list_provisioned_product_plans(**request)
    sc_plan_client.delete_provisioned_product_plan(PlanId=ids[0])
    rest = summaries(sc_plan_client, **request, PageToken=first["NextPageToken"])
    assert rest == ids[2:]


# ------------------------------------------------------------------------- execute


@pytest.mark.parametrize(
    ("existing", "record_type"),
    [(None, "PROVISION_PRODUCT"), ("AVAILABLE", "UPDATE_PROVISIONED_PRODUCT")],
)
def test_executing_a_plan_answers_with_a_fresh_record(
    sc_plan: ServiceCatalog, sc_plan_client: Client, existing: str | None, record_type: str
) -> None:
    role = "arn:aws:iam::123456789012:role/launch"
    product = sc_plan.add_product(launch_role_arn=role)
    target = sc_plan.add_provisioned_product(product=product) if existing else None
    plan = sc_plan.add_plan(provisioned_product=target, product=product, tags={"team": "storage"})
    detail = execute(sc_plan_client, plan.id)
    assert plan.record is not None
    assert detail == {
        "RecordId": plan.record.id,
        "ProvisionedProductName": plan.provisioned_product.name,
        "Status": "CREATED",
        "CreatedTime": detail["UpdatedTime"],
        "UpdatedTime": plan.record.created_time,
        "ProvisionedProductType": "CFN_STACK",
        "RecordType": record_type,
        "ProvisionedProductId": plan.provisioned_product.id,
        "ProductId": product.id,
        "ProvisioningArtifactId": plan.provisioning_artifact_id,
        "PathId": product.launch_paths[0].id,
        "RecordErrors": [],
        "RecordTags": [{"Key": "team", "Value": "storage"}],
        "LaunchRoleArn": role,
    }
    assert (plan.status, plan.provisioned_product.status) == ("EXECUTE_IN_PROGRESS", "UNDER_CHANGE")


@pytest.mark.parametrize("status", ["CREATE_IN_PROGRESS", "CREATE_FAILED"])
def test_only_a_plan_that_was_created_can_be_executed(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    plan = sc_plan.add_plan(status=status)
    with invalid_state(
        f"Plan {plan.id} is {status}: only a plan that is CREATE_SUCCESS can be executed."
    ):
        execute(sc_plan_client, plan.id)


def test_a_plan_can_not_be_executed_while_its_product_is_changed_by_something_else(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    busy = sc_plan.add_provisioned_product(status="UNDER_CHANGE")
    plan = sc_plan.add_plan(provisioned_product=busy)
    with invalid_state(
        f"Provisioned product {busy.id} is UNDER_CHANGE: it must be AVAILABLE, TAINTED or "
        f"PLAN_IN_PROGRESS for plan {plan.id} to be executed."
    ):
        execute(sc_plan_client, plan.id)
    sc_plan.advance()
    assert execute(sc_plan_client, plan.id)["Status"] == "CREATED"


@pytest.mark.parametrize(
    "operation",
    [
        "execute_provisioned_product_plan",
        "describe_provisioned_product_plan",
        "delete_provisioned_product_plan",
    ],
)
def test_a_plan_that_does_not_exist_is_not_found(sc_plan_client: Client, operation: str) -> None:
    with not_found("Plan plan-none was not found."):
        getattr(sc_plan_client, operation)(PlanId="plan-none")


@pytest.mark.parametrize("language", ["en", "jp", "zh"])
def test_the_documented_languages_are_accepted(
    sc_plan: ServiceCatalog, sc_plan_client: Client, language: str
) -> None:
    plan = sc_plan.add_plan()
    assert execute(sc_plan_client, plan.id, AcceptLanguage=language)["Status"] == "CREATED"


def test_another_language_is_an_invalid_parameter(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    plan = sc_plan.add_plan()
    with invalid_parameters("AcceptLanguage xx is not supported: use one of en, jp, zh."):
        execute(sc_plan_client, plan.id, AcceptLanguage="xx")
    assert plan.status == "CREATE_SUCCESS"


@pytest.mark.sc_plan(auto_create_plans=True)
def test_an_unknown_plan_is_created_ready_where_the_settings_say_so(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    detail = execute(sc_plan_client, "plan-unknown")
    plan = sc_plan.plan("plan-unknown")
    assert plan.record is not None
    assert detail["RecordId"] == plan.record.id
    assert plan.status == "EXECUTE_IN_PROGRESS"
    assert execute(sc_plan_client, "plan-unknown") == detail
    execute(sc_plan_client, "plan-other")
    assert [product.name for product in sc_plan.products] == ["product-1", "product-2"]


@pytest.mark.sc_plan(auto_create_plans=True)
def test_only_executing_creates_an_unknown_plan(
    sc_plan: ServiceCatalog, sc_plan_client: Client
) -> None:
    with not_found("Plan plan-unknown was not found."):
        plan_status(sc_plan_client, "plan-unknown")
    with not_found("Plan plan-unknown was not found."):
        sc_plan_client.delete_provisioned_product_plan(PlanId="plan-unknown")


# -------------------------------------------------------------------------- delete


@pytest.mark.parametrize("status", ["CREATE_IN_PROGRESS", "CREATE_SUCCESS", "CREATE_FAILED"])
def test_a_product_that_was_only_planned_goes_with_its_plan(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    plan = sc_plan.add_plan(status=status)
    answer = sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id)
    assert sc_plan.calls[-1].response == {}
    assert list(answer) == ["ResponseMetadata"]
    assert sc_plan.plans == []
    assert sc_plan.provisioned_products == []
    sc_plan.advance()
    assert plan.status == status


@pytest.mark.parametrize("status", ["CREATE_SUCCESS", "EXECUTE_SUCCESS"])
def test_a_product_that_exists_stays_when_its_plan_is_deleted(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    existing = sc_plan.add_provisioned_product()
    plan = sc_plan.add_plan(provisioned_product=existing, status=status)
    sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id)
    assert product_status(sc_plan_client, existing.id) == "AVAILABLE"
    with not_found(f"Plan {plan.id} was not found."):
        plan_status(sc_plan_client, plan.id)


@pytest.mark.parametrize("status", ["EXECUTE_IN_PROGRESS", "EXECUTE_FAILED"])
def test_a_plan_that_cloudformation_will_not_delete_needs_ignore_errors(
    sc_plan: ServiceCatalog, sc_plan_client: Client, status: str
) -> None:
    plan = sc_plan.add_plan(status=status)
    with pytest.raises(ClientError) as caught:
        sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id, IgnoreErrors=False)
    error = caught.value.response["Error"]
    assert error["Code"] == "ValidationException"
    assert re.fullmatch(
        rf"Cannot delete ChangeSet in execution status {status} \(Service: AmazonCloudFormation; "
        r"Status Code: 400; Error Code: InvalidChangeSetStatus; Request ID: [0-9a-f-]{36}\)",
        error["Message"],
    )
    assert plan.id in [known.id for known in sc_plan.plans]
    sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id, IgnoreErrors=True)
    assert sc_plan.plans == []


@pytest.mark.parametrize("progress", ["polls", "time", "manual"])
def test_an_execution_goes_on_without_its_plan(
    sc_plan: ServiceCatalog, sc_plan_client: Client, progress: Any
) -> None:
    sc_plan.configure(progress=progress)
    plan = sc_plan.add_plan()
    execute(sc_plan_client, plan.id)
    sc_plan_client.delete_provisioned_product_plan(PlanId=plan.id, IgnoreErrors=True)
    sc_plan.advance(30)
    assert plan.provisioned_product.status == "AVAILABLE"
    assert plan.record is not None
    assert plan.record.status == "SUCCEEDED"
    assert plan.status == "EXECUTE_IN_PROGRESS"
