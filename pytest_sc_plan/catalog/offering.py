"""What administrators offer: portfolios, products and their versions, and the ways to launch them.

A portfolio and a product are associated with each other: that is a launch path, and constraints
belong to it. All of these belong to one account, and other accounts may see the very same objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from . import constraint_parameters
from .principals import Principal
from .scope import Scope, partition
from .sharing import Share, ShareAction
from .tag_options import Choices, TagOption, seen_by, tag_choices, values_by_key
from .template.parameters import no_echo_parameters
from .template.problems import TemplateFacts


@dataclass(eq=False, slots=True)
class ServiceAction:
    """An operation on provisioned products, defined by a document of Systems Manager.

    Args:
        id: Its id.
        name: Its name.
        scope: The account and region that it is of.
        definition: Name, Version, AssumeRole and Parameters, as the API has them.
        definition_type: SSM_AUTOMATION.
        description: Its description.
    """

    id: str
    name: str
    scope: Scope
    definition: dict[str, str]
    definition_type: str = "SSM_AUTOMATION"
    description: str | None = None


HIDDEN = frozenset({"facts", "no_echo", "service_actions"})
"""The attributes of a version that are for the catalog alone."""


@dataclass(eq=False)
class ProvisioningArtifact:
    """A version of a product: a template with a name.

    Inactive ones are invisible to end users. Nothing new is launched from one whose ``guidance`` is
    DEPRECATED.
    ``info`` tells where its template is from: ``TemplateUrl`` or ``PhysicalId``.
    """

    id: str
    name: str
    created_time: float
    template: dict[str, Any]
    description: str | None = None
    type: str = "CLOUD_FORMATION_TEMPLATE"
    active: bool = True
    guidance: str = "DEFAULT"
    info: dict[str, str] = field(default_factory=dict)
    service_actions: dict[str, ServiceAction] = field(default_factory=dict)

    @cached_property
    def facts(self) -> TemplateFacts:
        """What is known of its template."""
        return TemplateFacts(self.template)

    @cached_property
    def no_echo(self) -> frozenset[str]:
        """The parameters of its template whose values are secrets."""
        return no_echo_parameters(self.template)

    def __dir__(self) -> Iterable[str]:
        # Tests look at versions.
        return [name for name in super().__dir__() if name not in HIDDEN]

    def __repr__(self) -> str:
        # A template may be long, and the defaults of its NoEcho parameters are secrets.
        inactive = "" if self.active else ", inactive"
        guidance = "" if self.guidance == "DEFAULT" else f", {self.guidance}"
        return f"<ProvisioningArtifact {self.id} {self.name!r}{inactive}{guidance}>"


@dataclass(frozen=True)
class Constraint:
    """A condition under which an administrator lets a product be launched.

    Args:
        type: ``LAUNCH`` (with a role), ``NOTIFICATION`` (with topics), ``RESOURCE_UPDATE`` (tags
            may be changed), ``STACKSET`` (with accounts and regions), or ``TEMPLATE`` (with rules
            for parameters).
        parameters: Its parameters, as JSON.
        description: The administrator's description.
        id: Its id.
        owner: The account that made it.
    """

    type: str
    parameters: str
    description: str | None
    id: str
    owner: str

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """Parameters by their names."""
        return constraint_parameters.parsed(self.type, self.parameters)

    @property
    def rules(self) -> Mapping[str, Any]:
        """Rules of a template constraint, by their names."""
        rules: Mapping[str, Any] = self.values["Rules"] if self.type == "TEMPLATE" else {}
        return rules

    @property
    def summary(self) -> str | None:
        """Description that users see."""
        return self.description or constraint_parameters.summary(self.type, self.values)

    def __repr__(self) -> str:
        description = "" if self.description is None else f" {self.description!r}"
        # The rules themselves have values of parameters.
        names = f", rules {', '.join(self.rules)}" if self.rules else ""
        return f"<Constraint {self.type}{description}{names}>"


@dataclass(eq=False, slots=True)
class Portfolio:
    """A collection of products that users have access to.

    Args:
        id: Its id.
        name: Its display name.
        provider: The name of its provider.
        created_time: When it was made.
        scope: The account and region that it is of.
        description: Its description.
        tags: Its tags, values by keys.
        associations: The associations with its products, by the ids of these.
        principals: The principals that each account has associated with it.
        tag_options: Its TagOptions, by their ids.
        budgets: The names of its budgets.
        shares: Its shares, by their types and the ids of whom it is shared with.
        share_actions: The operations on its shares that have a token, oldest first.
        is_deleted: Whether it was deleted.
    """

    id: str
    name: str
    provider: str
    created_time: float
    scope: Scope
    description: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    associations: dict[str, Association] = field(default_factory=dict)
    principals: dict[str, list[Principal]] = field(default_factory=dict)
    tag_options: dict[str, TagOption] = field(default_factory=dict)
    budgets: list[str] = field(default_factory=list)
    shares: dict[tuple[str, str], Share] = field(default_factory=dict)
    share_actions: list[ShareAction] = field(default_factory=list)
    is_deleted: bool = False

    @property
    def arn(self) -> str:
        """ARN."""
        return self.scope.arn("catalog", f"portfolio/{self.id}")

    @property
    def constraints(self) -> list[Constraint]:
        """Constraints of all its products, oldest first in each."""
        return [item for each in self.associations.values() for item in each.constraints]

    def shares_tag_options_with(self, account_id: str) -> bool:
        """Tell whether an account sees the owner's TagOptions, as the owner does."""
        return account_id == self.scope.account_id or any(
            share.shares_tag_options and share.gives_access(account_id)
            for share in self.shares.values()
        )


@dataclass(eq=False, slots=True)
class Product:
    """A product that can be provisioned.

    Args:
        id: Its id.
        name: Its name.
        created_time: When it was made.
        scope: The account and region that it is of.
        provisioning_artifacts: Its versions, oldest first.
        view_id: The id of its view.
        owner: Who publishes it.
        type: Its ProductType.
        provisioned_product_type: The type of what is provisioned where there is no stack set
            constraint.
        short_description: A short description.
        distributor: Who distributes it.
        support_description: A description of the support.
        support_email: The address for support.
        support_url: The page for support.
        source_connection: Where its versions are synchronized from, as the API has it.
        tags: Its own tags, values by keys.
        associations: The associations with portfolios that it is in, by the ids of these.
        tag_options: Its TagOptions, by their ids.
        budgets: The names of its budgets.
        seeded_constraints: The types and values of the constraints that a test gave it, but for
            launch roles: those on each launch path that is seeded.
        is_deleted: Whether it was deleted.
    """

    id: str
    name: str
    created_time: float
    scope: Scope
    provisioning_artifacts: list[ProvisioningArtifact]
    view_id: str
    owner: str
    type: str = "CLOUD_FORMATION_TEMPLATE"
    provisioned_product_type: str = "CFN_STACK"
    short_description: str | None = None
    distributor: str | None = None
    support_description: str | None = None
    support_email: str | None = None
    support_url: str | None = None
    source_connection: dict[str, Any] | None = None
    seeded_constraints: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    associations: dict[str, Association] = field(default_factory=dict)
    tag_options: dict[str, TagOption] = field(default_factory=dict)
    budgets: list[str] = field(default_factory=list)
    is_deleted: bool = False

    @property
    def arn(self) -> str:
        """ARN."""
        return self.scope.arn("catalog", f"product/{self.id}")


@dataclass(eq=False, slots=True)
class Association:
    """A product in a portfolio, which is a way to launch it.

    Args:
        id: The id of the launch path.
        portfolio: The portfolio.
        product: The product.
        source: The portfolio that it was shared through, whose constraints are inherited; None for
            the account's own product.
        own_constraints: The constraints that were made for it, by their ids, oldest first.
    """

    id: str
    portfolio: Portfolio
    product: Product
    source: Portfolio | None = None
    own_constraints: dict[str, Constraint] = field(default_factory=dict)
    _last_path: LaunchPath | None = None

    @property
    def constraints(self) -> list[Constraint]:
        """Constraints that hold, the inherited ones first; an own LAUNCH replaces another."""
        own = list(self.own_constraints.values())
        if self.source is None:
            return own
        inherited = self.source.associations[self.product.id].constraints
        has_role = any(constraint.type == "LAUNCH" for constraint in own)
        return [item for item in inherited if item.type != "LAUNCH" or not has_role] + own

    def path(self, scope: Scope) -> LaunchPath:
        """Make the launch path that it is to an account, which is the same until it changes."""
        constraints = tuple(self.constraints)
        path = LaunchPath(
            id=self.id,
            name=self.portfolio.name,
            portfolio_id=self.portfolio.id,
            launch_role_arn=_role_arn(constraints, scope),
            portfolio_arn=self.portfolio.arn,
            constraints=constraints,
            tag_options=self._tag_choices(scope.account_id),
        )
        if self._last_path is None or self._last_path != path:
            self._last_path = path
        return self._last_path

    def _tag_choices(self, account_id: str) -> Choices:
        portfolio, product = self.portfolio, self.product
        if not portfolio.tag_options and not product.tag_options:
            return ()
        shared = (self.source or portfolio).shares_tag_options_with(account_id)
        of_portfolio, of_product = (
            values_by_key(seen_by(account_id, one.tag_options.values(), one.scope, shared=shared))
            for one in (portfolio, product)
        )
        return tag_choices(of_portfolio, of_product, f"sc-tagconflict-{portfolio.id}-{product.id}")


@dataclass(frozen=True, slots=True)
class LaunchPath:
    """A way to launch a product, as it is when somebody looks at it.

    Args:
        id: Its id.
        name: The name of the portfolio that it leads through.
        portfolio_id: The id of the portfolio.
        launch_role_arn: The role that a launch constraint names; None without one.
        portfolio_arn: The ARN of the portfolio.
        constraints: The constraints that hold.
        tag_options: The values that a tag may have, by keys.
    """

    id: str
    name: str
    portfolio_id: str
    launch_role_arn: str | None = None
    portfolio_arn: str = ""
    constraints: tuple[Constraint, ...] = ()
    tag_options: Choices = ()

    @property
    def allows_tag_updates(self) -> bool:
        """Whether tags of what was provisioned may be changed."""
        return any(
            constraint.values[constraint_parameters.TAG_UPDATES] == "ALLOWED"
            for constraint in self.constraints
            if constraint.type == "RESOURCE_UPDATE"
        )

    @property
    def notification_arns(self) -> list[str]:
        """Topics that the administrator wants to be told of stack events."""
        return self._listed("NOTIFICATION", "NotificationArns")

    @property
    def is_stack_set(self) -> bool:
        """Whether the product is provisioned in several accounts and regions."""
        return any(constraint.type == "STACKSET" for constraint in self.constraints)

    @property
    def stack_set_accounts(self) -> list[str]:
        """Accounts of the stack set constraint."""
        return self._listed("STACKSET", "AccountList")

    @property
    def stack_set_regions(self) -> list[str]:
        """Regions of the stack set constraint."""
        return self._listed("STACKSET", "RegionList")

    @property
    def rules(self) -> list[Mapping[str, Any]]:
        """Rules of each template constraint, by their names."""
        return [constraint.rules for constraint in self.constraints if constraint.rules]

    def _listed(self, constraint_type: str, member: str) -> list[str]:
        found = [item.values for item in self.constraints if item.type == constraint_type]
        return [value for values in found for value in values[member]]

    def __repr__(self) -> str:
        role = "" if self.launch_role_arn is None else f" as {self.launch_role_arn}"
        return f"<LaunchPath {self.id} {self.name!r} through {self.portfolio_id}{role}>"


def _role_arn(constraints: Iterable[Constraint], scope: Scope) -> str | None:
    """Find the role of a launch constraint; one that has a name alone is of the caller's account.

    Source: CreateConstraint, Parameters, LocalRoleName.
    """
    for constraint in constraints:
        if constraint.type == "LAUNCH":
            name = constraint.values.get("LocalRoleName")
            local = f"arn:{partition(scope.region)}:iam::{scope.account_id}:role/{name}"
            role: str = constraint.values.get("RoleArn", local)
            return role
    return None
