"""Service actions, and the versions of products that they are associated with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from ..action_definitions import check
from ..errors import ServiceError, duplicate_resource, resource_not_found
from ..offering import Product, ProvisioningArtifact, ServiceAction
from ..store import Store
from .administering import listed, require_room, require_unused, update
from .finding import find_artifact, find_own_product, find_product_as_admin
from .presenting import product_view_summary, provisioning_artifact
from .registry import Token, operation, present

ACTIONS: Final = 200
"""The number of service actions that an account may have in a region."""

OF_VERSION: Final = 25
"""The number of service actions that a version may have."""

ERROR_CODES: Final = {
    "DuplicateResourceException": "DUPLICATE_RESOURCE",
    "LimitExceededException": "LIMIT_EXCEEDED",
    "ResourceNotFoundException": "RESOURCE_NOT_FOUND",
}
"""The codes of FailedServiceActionAssociations, by those of a single request's errors."""


@operation(
    "CreateServiceAction",
    token="IdempotencyToken",
    about="ServiceActionDetail.ServiceActionSummary.Id",
)
def create_service_action(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Create a service action; names need not be different. Nobody looks for the document."""
    check(request["Definition"])
    require_room(store.service_actions, ACTIONS, "service actions")
    action = ServiceAction(
        store.new_id("act"),
        request["Name"],
        store.scope,
        request["Definition"],
        request["DefinitionType"],
        request.get("Description"),
    )
    store.service_actions.add(action)
    return {"ServiceActionDetail": _detail(action)}


@operation("DescribeServiceAction")
def describe_service_action(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Describe a service action of the account."""
    return {"ServiceActionDetail": _detail(_find(store, request["Id"]))}


@operation("UpdateServiceAction")
def update_service_action(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Change a service action: its name, its description, and its definition as a whole."""
    action = _find(store, request["Id"])
    if "Definition" in request:
        check(request["Definition"])
    fields = {"Name": "name", "Description": "description", "Definition": "definition"}
    update(action, request, fields)
    return {"ServiceActionDetail": _detail(action)}


@operation("DeleteServiceAction", token="IdempotencyToken", token_means=Token.NAMES_REQUEST)
def delete_service_action(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Delete a service action that no version has.

    Observed: hashicorp/terraform-provider-aws, service_action.go, tries again while it is in use.
    """
    action = _find(store, request["Id"])
    versions = list(_versions(store, action))
    require_unused(f"ServiceAction {action.id}", {"ProvisioningArtifacts": versions})
    store.service_actions.remove(action)
    store.answers.forget(action.id)
    return {}


@operation("ListServiceActions")
def list_service_actions(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """List the service actions of the account, oldest first."""
    return listed(
        store,
        request,
        store.service_actions.after,
        _summary,
        member="ServiceActionSummaries",
        listing="ListServiceActions",
    )


@operation(
    "AssociateServiceActionWithProvisioningArtifact",
    token="IdempotencyToken",
    token_means=Token.NAMES_REQUEST,
)
def associate_service_action_with_provisioning_artifact(
    store: Store, request: dict[str, Any]
) -> dict[str, Any]:
    """Let users run a service action on what is provisioned from a version."""
    artifact, action = _find_pair(store, request)
    if action.id in artifact.service_actions:
        raise duplicate_resource(f"ServiceAction {action.id} is already {_associated(artifact)}.")
    require_room(artifact.service_actions, OF_VERSION, f"service actions on {artifact.id}")
    artifact.service_actions[action.id] = action
    return {}


@operation(
    "DisassociateServiceActionFromProvisioningArtifact",
    token="IdempotencyToken",
    token_means=Token.NAMES_REQUEST,
)
def disassociate_service_action_from_provisioning_artifact(
    store: Store, request: dict[str, Any]
) -> dict[str, Any]:
    """Take a service action from a version."""
    artifact, action = _find_pair(store, request)
    if action.id not in artifact.service_actions:
        raise resource_not_found(f"ServiceAction {action.id} is not {_associated(artifact)}")
    del artifact.service_actions[action.id]
    return {}


@operation("BatchAssociateServiceActionWithProvisioningArtifact")
def batch_associate_service_action_with_provisioning_artifact(
    store: Store, request: dict[str, Any]
) -> dict[str, Any]:
    """Associate several service actions; those that fail don't keep the others from it."""
    return _each(store, request, associate_service_action_with_provisioning_artifact)


@operation("BatchDisassociateServiceActionFromProvisioningArtifact")
def batch_disassociate_service_action_from_provisioning_artifact(
    store: Store, request: dict[str, Any]
) -> dict[str, Any]:
    """Disassociate several service actions; those that fail don't keep the others from it."""
    return _each(store, request, disassociate_service_action_from_provisioning_artifact)


@operation("ListServiceActionsForProvisioningArtifact")
def list_service_actions_for_provisioning_artifact(
    store: Store, request: dict[str, Any]
) -> dict[str, Any]:
    """List the service actions of a version, oldest association first."""
    product = find_product_as_admin(store, request["ProductId"])
    artifact = find_artifact(product, request["ProvisioningArtifactId"])
    return listed(
        store,
        request,
        list(artifact.service_actions.values()),
        _summary,
        member="ServiceActionSummaries",
        listing=f"ListServiceActionsForProvisioningArtifact {artifact.id}",
    )


@operation("ListProvisioningArtifactsForServiceAction")
def list_provisioning_artifacts_for_service_action(
    store: Store, request: dict[str, Any]
) -> dict[str, Any]:
    """List the versions that a service action is associated with, product by product."""
    action = _find(store, request["ServiceActionId"])
    return listed(
        store,
        request,
        list(_versions(store, action)),
        lambda found: {
            "ProductViewSummary": product_view_summary(found[0]),
            "ProvisioningArtifact": provisioning_artifact(found[1]),
        },
        member="ProvisioningArtifactViews",
        listing=f"ListProvisioningArtifactsForServiceAction {action.id}",
    )


def _each(
    store: Store,
    request: dict[str, Any],
    run: Callable[[Store, dict[str, Any]], dict[str, Any]],
) -> dict[str, Any]:
    """Run an operation for each association, and list those that it is refused for."""
    failed: list[dict[str, Any]] = []
    for association in request["ServiceActionAssociations"]:
        try:
            run(store, association)
        except ServiceError as refused:
            failed.append(
                {
                    **association,
                    "ErrorCode": ERROR_CODES[refused.code],
                    "ErrorMessage": refused.message,
                }
            )
    return {"FailedServiceActionAssociations": failed}


def _find(store: Store, identifier: str) -> ServiceAction:
    action = store.service_actions.get(identifier)
    if action is None:
        raise resource_not_found(f"ServiceAction not found: {identifier}")
    return action


def _find_pair(store: Store, request: dict[str, Any]) -> tuple[ProvisioningArtifact, ServiceAction]:
    product = find_own_product(store, request["ProductId"])
    artifact = find_artifact(product, request["ProvisioningArtifactId"])
    return artifact, _find(store, request["ServiceActionId"])


def _associated(artifact: ProvisioningArtifact) -> str:
    return f"associated with provisioning artifact {artifact.id}"


def _versions(
    store: Store, action: ServiceAction
) -> Iterator[tuple[Product, ProvisioningArtifact]]:
    for product in store.products:
        for artifact in product.provisioning_artifacts:
            if action.id in artifact.service_actions:
                yield product, artifact


def _summary(action: ServiceAction) -> dict[str, Any]:
    """Make a ServiceActionSummary."""
    return present(
        Id=action.id,
        Name=action.name,
        Description=action.description,
        DefinitionType=action.definition_type,
    )


def _detail(action: ServiceAction) -> dict[str, Any]:
    """Make a ServiceActionDetail."""
    return {"ServiceActionSummary": _summary(action), "Definition": action.definition}
