"""The operations that the fake serves: one plain function each, registered by its API name."""

from __future__ import annotations

from . import (
    budgets,
    constraints,
    executing_actions,
    launch_paths,
    plans,
    portfolios,
    products,
    provisioned_products,
    provisioning,
    provisioning_parameters,
    records,
    searching,
    service_actions,
    tag_options,
)
from .registry import OPERATIONS, Operation, answer

__all__ = [
    "OPERATIONS",
    "Operation",
    "answer",
    "budgets",
    "constraints",
    "executing_actions",
    "launch_paths",
    "plans",
    "portfolios",
    "products",
    "provisioned_products",
    "provisioning",
    "provisioning_parameters",
    "records",
    "searching",
    "service_actions",
    "tag_options",
]
