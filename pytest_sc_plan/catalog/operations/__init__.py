"""The operations that the fake serves: one plain function each, registered by its API name."""

from __future__ import annotations

from . import plans, provisioned_products, provisioning, records, searching
from .registry import OPERATIONS, Operation, answer

__all__ = [
    "OPERATIONS",
    "Operation",
    "answer",
    "plans",
    "provisioned_products",
    "provisioning",
    "records",
    "searching",
]
