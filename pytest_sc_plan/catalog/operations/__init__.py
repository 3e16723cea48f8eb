"""The operations that the fake serves: one plain function each, registered by its API name."""

from __future__ import annotations

from . import (
    budgets,
    constraints,
    executing_actions,
    launch_paths,
    organizations,
    own_products,
    plans,
    portfolios,
    principals,
    products,
    provisioned_products,
    provisioning,
    provisioning_parameters,
    records,
    searching,
    service_actions,
    share_recipients,
    shares,
    tag_options,
    versions,
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
    "organizations",
    "own_products",
    "plans",
    "portfolios",
    "principals",
    "products",
    "provisioned_products",
    "provisioning",
    "provisioning_parameters",
    "records",
    "searching",
    "service_actions",
    "share_recipients",
    "shares",
    "tag_options",
    "versions",
]
