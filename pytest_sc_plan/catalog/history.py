"""The products and launches that were ever in a fake, also those that are gone."""

from __future__ import annotations

from dataclasses import dataclass, field

from .model import Launch
from .offering import Product, ProvisioningArtifact


@dataclass
class History:
    """All products and launches of all accounts and regions of a fake, oldest first.

    Args:
        products: The products, with their versions.
        versions: The versions that were deleted.
        launches: The launches that plans and records asked for.
    """

    products: list[Product] = field(default_factory=list)
    versions: list[ProvisioningArtifact] = field(default_factory=list)
    launches: list[Launch] = field(default_factory=list)

    def forget(self) -> None:
        """Forget everything."""
        self.products.clear()
        self.versions.clear()
        self.launches.clear()
