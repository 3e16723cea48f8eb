"""Vends what is in the Service Catalog: a team orders a product, and gets it by way of a plan."""

from __future__ import annotations

from .errors import (
    ConflictError,
    NotThereError,
    PlanFailedError,
    ProvisioningFailedError,
    RejectedError,
    TookTooLongError,
    VendingError,
)
from .provisioning import Change, Order, Provisioner, Receipt

__all__ = [
    "Change",
    "ConflictError",
    "NotThereError",
    "Order",
    "PlanFailedError",
    "Provisioner",
    "ProvisioningFailedError",
    "Receipt",
    "RejectedError",
    "TookTooLongError",
    "VendingError",
]
