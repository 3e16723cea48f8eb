"""Vends environments: a team orders a product of the Service Catalog, and gets it by a plan."""

from __future__ import annotations

from .accounts import Account, Accounts, NewAccount
from .catalog import Catalog, Offer, Parameter
from .environments import Environment, Environments
from .errors import (
    ConflictError,
    FailedError,
    NotThereError,
    PlanFailedError,
    RejectedError,
    TookTooLongError,
    VendingError,
)
from .hub import Blueprint, Hub, OfferedProduct, Spoke
from .orders import Change, Order, Receipt, Vendor
from .records import Entry, Records
from .waiting import Patience

__all__ = [
    "Account",
    "Accounts",
    "Blueprint",
    "Catalog",
    "Change",
    "ConflictError",
    "Entry",
    "Environment",
    "Environments",
    "FailedError",
    "Hub",
    "NewAccount",
    "NotThereError",
    "Offer",
    "OfferedProduct",
    "Order",
    "Parameter",
    "Patience",
    "PlanFailedError",
    "Receipt",
    "Records",
    "RejectedError",
    "Spoke",
    "TookTooLongError",
    "VendingError",
    "Vendor",
]
