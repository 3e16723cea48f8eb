"""What the catalog reads in the templates of versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .store import Store


def no_echo_keys(store: Store, product_id: object, artifact_id: object) -> frozenset[str] | None:
    """The parameters that a version's template marks NoEcho; None where there is no such version.

    Source: CloudFormation's template reference, "Parameters", NoEcho.
    """
    product = store.products.get(product_id) if isinstance(product_id, str) else None
    if product is None:
        return None
    for artifact in product.provisioning_artifacts:
        if artifact.id == artifact_id:
            parameters = artifact.template.get("Parameters", {})
            return frozenset(
                key for key, declared in parameters.items() if _is_true(declared.get("NoEcho"))
            )
    return None


def _is_true(value: object) -> bool:
    # YAML and JSON templates write it either way.
    return value is True or str(value).lower() == "true"
