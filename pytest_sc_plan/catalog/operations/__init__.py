"""The operations that the fake serves: one plain function each, registered by its API name."""

from __future__ import annotations

from . import (
    engine_results,
    launch_paths,
    own_products,
    plans,
    portfolios,
    product_copies,
    products,
    provisioned_products,
    provisioning,
    provisioning_parameters,
    records,
    searching,
    versions,
)
from .registry import OPERATIONS, Operation, answer

__all__ = [
    "OPERATIONS",
    "Operation",
    "answer",
    "engine_results",
    "launch_paths",
    "own_products",
    "plans",
    "portfolios",
    "product_copies",
    "products",
    "provisioned_products",
    "provisioning",
    "provisioning_parameters",
    "records",
    "searching",
    "versions",
]
