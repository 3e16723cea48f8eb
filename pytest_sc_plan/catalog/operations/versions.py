"""Versions of the account's own products: created, changed and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from ..builders import new_artifact
from ..engine import EngineError
from ..errors import ServiceError, invalid_parameters
from ..kinds import CLOUD_FORMATION_TEMPLATE
from ..offering import Product, ProvisioningArtifact
from ..store import Store
from ..template.default import DEFAULT_TEMPLATE
from ..template.loading import is_url, load
from ..template.problems import TemplateFacts
from .administering import require_room, require_unused, update
from .finding import find_artifact, find_own_product, require_own_stack
from .presenting import provisioning_artifact_detail, version_info
from .registry import Answer, operation

VERSIONS: Final = 100
"""The number of versions that a product may have."""

SOURCES: Final[Mapping[str, str]] = {
    "LoadTemplateFromURL": "TemplateUrl",
    "ImportFromPhysicalId": "PhysicalId",
}
"""Sources of a template, and their names in answers. Observed: recordings of aws/aws-cli, and
hashicorp/terraform-provider-aws, product.go."""


@operation(
    "CreateProvisioningArtifact", token="IdempotencyToken", about="ProvisioningArtifactDetail.Id"
)
def create_provisioning_artifact(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Create a version of a product; names need not be different."""
    product = find_own_product(store, request["ProductId"])
    require_room_for_versions(product, 1)
    number = len(product.provisioning_artifacts) + 1
    artifact = given_version(store, product.name, product.type, request["Parameters"], number)
    add_version(store, product, artifact)
    return _shown(store, product, artifact)


@operation("UpdateProvisioningArtifact")
def update_provisioning_artifact(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Change the name, the description, the guidance of a version, or whether users see it.

    'No spaces are allowed' in names, but they are. Observed: the recording of this operation in
    aws/aws-cli has one with a blank.
    """
    product = find_own_product(store, request["ProductId"])
    artifact = find_artifact(product, request["ProvisioningArtifactId"])
    update(
        artifact,
        request,
        {"Name": "name", "Description": "description", "Active": "active", "Guidance": "guidance"},
    )
    return _shown(store, product, artifact)


@operation("DeleteProvisioningArtifact")
def delete_provisioning_artifact(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Delete a version of a product; what was provisioned from it goes on.

    Source: 'You cannot delete the last provisioning artifact for a product, because a product must
    have at least one provisioning artifact.'
    """
    product = find_own_product(store, request["ProductId"])
    artifact = find_artifact(product, request["ProvisioningArtifactId"])
    require_unused(
        f"Provisioning artifact {artifact.id}", {"Service Actions": artifact.service_actions}
    )
    if len(product.provisioning_artifacts) == 1:
        raise invalid_parameters(
            f"Provisioning artifact {artifact.id} is the last one of product {product.id}: a "
            "product must have at least one provisioning artifact."
        )
    store.remove_artifact(product, artifact)
    return {}


def given_version(
    store: Store, product: str, product_type: str, given: Mapping[str, Any], number: int = 1
) -> ProvisioningArtifact:
    """Make a version of what a request has for it.

    Args:
        store: The store.
        product: The product's name, for messages.
        product_type: The product's type, which its versions are of.
        given: ProvisioningArtifactProperties.
        number: How many versions the product has with it; a version without a name is named so.

    Raises:
        ServiceError: InvalidParametersException for whatever is wrong.
    """
    name = given.get("Name") or f"v{number}"
    kind = given.get("Type", product_type)
    if kind != product_type:
        raise invalid_parameters(
            f"Provisioning artifact type {kind} does not match product type {product_type}."
        )
    info, template = _source(store, product_type, given, f"product {product!r}, version {name!r}")
    return replace(
        new_artifact(store, name, template, description=given.get("Description"), type=kind),
        created_time=store.whole_seconds(),
        info=info,
    )


def require_room_for_versions(product: Product, number: int) -> None:
    """Refuse more versions than a product may have.

    Args:
        product: The product.
        number: How many are to be added.
    """
    there = len(product.provisioning_artifacts) + number - 1
    require_room(range(there), VERSIONS, f"versions of product {product.id}")


def add_version(store: Store, product: Product, artifact: ProvisioningArtifact) -> None:
    """Enter a version, which is CREATING for a while."""
    product.provisioning_artifacts.append(artifact)
    begin_creation(store, artifact)


def begin_creation(store: Store, artifact: ProvisioningArtifact) -> None:
    """Begin the time during which a new version is CREATING.

    Observed: recordings of CreateProvisioningArtifact in aws/aws-cli.
    """
    store.world.changes.begin(_creation(artifact))


def read_status(store: Store, artifact: ProvisioningArtifact) -> str:
    """Count a read of a version, and tell the status that it sees."""
    return _status(is_over=store.world.changes.read(_creation(artifact)))


def _creation(artifact: ProvisioningArtifact) -> tuple[str, str]:
    return "CreateProvisioningArtifact", artifact.id


def _status(*, is_over: bool) -> str:
    return "AVAILABLE" if is_over else "CREATING"


def _shown(store: Store, product: Product, artifact: ProvisioningArtifact) -> Answer:
    return {
        "ProvisioningArtifactDetail": provisioning_artifact_detail(artifact),
        "Info": version_info(product, artifact),
        "Status": _status(is_over=store.world.changes.is_over(_creation(artifact))),
    }


def _source(
    store: Store, product_type: str, given: Mapping[str, Any], where: str
) -> tuple[dict[str, str], dict[str, Any]]:
    """Find the template of a version, and what answers tell of its source.

    The service stores the content of an engine's version, and that of a template which is not to be
    validated, whatever it is. Where it can't be read here, the version takes any parameter.
    """
    info: Mapping[str, str] = given.get("Info", {})
    if len(info) != 1 or not info.keys() <= SOURCES.keys():
        raise invalid_parameters(f"Info must have exactly one of {' and '.join(SOURCES)}.")
    ((source, place),) = info.items()
    is_template = product_type == CLOUD_FORMATION_TEMPLATE
    if source == "ImportFromPhysicalId" and not is_template:
        raise invalid_parameters(
            f"{source} is not supported for products of type {product_type}: use "
            "LoadTemplateFromURL."
        )
    if source == "LoadTemplateFromURL" and not is_url(place):
        raise invalid_parameters(f"{source} {place} is not a valid URL.")
    find = store.world.template_at if source == "LoadTemplateFromURL" else partial(_of_stack, store)
    found = find(place)
    template = DEFAULT_TEMPLATE
    try:
        if found is not None:
            template = load(found, where) if isinstance(found, str) else found
        refused = None if TemplateFacts(template).has_transform else TemplateFacts(template).problem
    except ValueError as error:
        refused = str(error)
    if refused is not None and is_template and not given.get("DisableTemplateValidation", False):
        raise _invalid_template(refused)
    return {SOURCES[source]: place}, template


def _of_stack(store: Store, stack: str) -> dict[str, Any] | str | None:
    require_own_stack(store, stack)
    try:
        return store.world.engine.template_of(store.scope, stack)
    except EngineError as missing:
        raise invalid_parameters(str(missing)) from None


def _invalid_template(reason: str) -> ServiceError:
    return invalid_parameters(
        f"Invalid templateBody. Please make sure that your template is valid ({reason})"
    )
