"""The operations that the fake serves: one plain function each, registered by its API name."""

from __future__ import annotations

from . import (
    launch_paths,
    own_products,
    plans,
    portfolios,
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
    "launch_paths",
    "own_products",
    "plans",
    "portfolios",
    "products",
    "provisioned_products",
    "provisioning",
    "provisioning_parameters",
    "records",
    "searching",
    "versions",
]
