"""Views of products and portfolios."""

from __future__ import annotations

from typing import Any

from ...catalog.access import launch_paths, principals_seen
from ...catalog.offering import Constraint, LaunchPath, Portfolio, Product, ProvisioningArtifact
from ...catalog.principals import Principal
from ...catalog.product_seeding import is_stack_set
from ...catalog.sharing import Share
from ...catalog.tag_options import values_by_key
from .view import View


class ProductView(View[Product]):
    """A product."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """Name."""
        return self._resource.name

    @property
    def arn(self) -> str:
        """ARN."""
        return self._resource.arn

    @property
    def type(self) -> str:
        """Type of what is provisioned, such as ``CFN_STACK`` or ``CONTROL_TOWER_ACCOUNT``."""
        product = self._resource
        return "CFN_STACKSET" if is_stack_set(product) else product.provisioned_product_type

    @property
    def view_id(self) -> str:
        """Identifier of its view, which DescribeProductView takes."""
        return self._resource.view_id

    @property
    def launch_role_arn(self) -> str | Any:
        """Role of all its launch paths; None where they have none, or have different ones."""
        roles = {path.launch_role_arn for path in self.launch_paths}
        return roles.pop() if len(roles) == 1 else None

    @property
    def owner(self) -> str:
        """Publisher."""
        return self._resource.owner

    @property
    def description(self) -> str | Any:
        """Short description; None where none was given."""
        return self._resource.short_description

    @property
    def tags(self) -> dict[str, str]:
        """Tags of its own: values by keys."""
        return dict(self._resource.tags)

    @property
    def allows_tag_updates(self) -> bool:
        """Whether tags of what was provisioned may be changed."""
        return any(path.allows_tag_updates for path in self.launch_paths)

    @property
    def tag_options(self) -> dict[str, list[str]]:
        """Values that its tags may have, by keys."""
        return values_by_key(self._resource.tag_options.values())

    @property
    def budgets(self) -> tuple[str, ...]:
        """Names of its budgets."""
        return tuple(self._resource.budgets)

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """Constraints on its launch, each with ``type``, ``description``, ``rules``, ..."""
        every = [constraint for path in self.launch_paths for constraint in path.constraints]
        return tuple({(item.type, item.parameters): item for item in every}.values())

    @property
    def provisioning_artifacts(self) -> tuple[ProvisioningArtifact, ...]:
        """Versions, oldest first, each with ``id``, ``name``, ``description``, ``active``, ..."""
        return tuple(self._resource.provisioning_artifacts)

    @property
    def launch_paths(self) -> tuple[LaunchPath, ...]:
        """Launch paths, each with ``id``, ``name``, ``portfolio_id`` and ``launch_role_arn``."""
        return tuple(launch_paths(self._store, self._resource))

    def __repr__(self) -> str:
        return self._written(f"Product {self.id} {self.name!r}")

    @property
    def _gone(self) -> str:
        return "deleted" if self._resource.is_deleted else ""


class PortfolioView(View[Portfolio]):
    """A portfolio."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """Name."""
        return self._resource.name

    @property
    def display_name(self) -> str:
        """Name, as the API calls it."""
        return self._resource.name

    @property
    def provider_name(self) -> str:
        """Name of its provider."""
        return self._resource.provider

    @property
    def arn(self) -> str:
        """ARN."""
        return self._resource.arn

    @property
    def products(self) -> tuple[ProductView, ...]:
        """Products in it, oldest first."""
        products = [each.product for each in list(self._resource.associations.values())]
        products.sort(key=self._store.region.products.number)
        return tuple(ProductView(self._store, product) for product in products)

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """Constraints of its products, each with ``id``, ``type``, ``description``, ..."""
        return tuple(self._resource.constraints)

    @property
    def tag_options(self) -> dict[str, list[str]]:
        """Values that tags may have, by keys."""
        return values_by_key(self._resource.tag_options.values())

    @property
    def budgets(self) -> tuple[str, ...]:
        """Names of its budgets."""
        return tuple(self._resource.budgets)

    @property
    def principals(self) -> tuple[Principal, ...]:
        """Principals that the account knows it to be for, each with ``arn`` and ``type``."""
        return tuple(principals_seen(self._store, self._resource))

    @property
    def shares(self) -> tuple[Share, ...]:
        """Shares, oldest first, each with ``type``, ``principal_id``, ``accepted``, ..."""
        return tuple(self._resource.shares.values())

    def __repr__(self) -> str:
        return self._written(f"Portfolio {self.id} {self.name!r}")

    @property
    def _gone(self) -> str:
        return "deleted" if self._resource.is_deleted else ""
