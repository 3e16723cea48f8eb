"""The operations that the fake serves: one plain function each, registered by its API name."""

from __future__ import annotations

from . import (
    constraints,
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
    tag_options,
    versions,
)
from .registry import OPERATIONS, Operation, answer

__all__ = [
    "OPERATIONS",
    "Operation",
    "answer",
    "constraints",
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
    "tag_options",
    "versions",
]
