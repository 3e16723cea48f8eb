"""Copies of products that somebody asked for."""

from __future__ import annotations

from dataclasses import dataclass

from .offering import Product


@dataclass(eq=False, slots=True)
class ProductCopy:
    """A request to copy a product, and its result.

    Args:
        id: Its CopyProductToken.
        target: The product that versions were copied to; None where it failed.
        failure: Why it failed; None unless it did.
    """

    id: str
    target: Product | None = None
    failure: str | None = None
