"""The operations that the fake serves: one plain function each, registered by its API name."""

from __future__ import annotations

from . import (
    launch_paths,
    organizations,
    plans,
    portfolios,
    principals,
    products,
    provisioned_products,
    provisioning,
    provisioning_parameters,
    records,
    searching,
    share_recipients,
    shares,
)
from .registry import OPERATIONS, Operation, answer

__all__ = [
    "OPERATIONS",
    "Operation",
    "answer",
    "launch_paths",
    "organizations",
    "plans",
    "portfolios",
    "principals",
    "products",
    "provisioned_products",
    "provisioning",
    "provisioning_parameters",
    "records",
    "searching",
    "share_recipients",
    "shares",
]
