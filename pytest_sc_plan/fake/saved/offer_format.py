"""The format of saved offers: portfolios, products, versions, and what is associated with them.

Names are those of the arguments of ``add_...`` where these say the same. Times are seconds since
the epoch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from ...catalog.clock import LATEST
from ...catalog.kinds import ProvisionedProductType
from ..versions import Guidance

Time = Annotated[float, {"minimum": 0, "maximum": LATEST}]
"""Seconds since the epoch."""


@dataclass(frozen=True, kw_only=True)
class SavedVersion:
    """A version of a product.

    Args:
        id: Its id.
        name: Its name.
        type: Its type, such as CLOUD_FORMATION_TEMPLATE.
        description: Its description, or null.
        active: Whether end users see it.
        guidance: DEPRECATED advises end users against it.
        info: Where its template is from: TemplateUrl or PhysicalId.
        created_time: When it was made.
        template: Its template; without Resources where these are made up. Defaults of NoEcho
            parameters are masked.
        service_action_ids: The service actions that it is associated with.
    """

    id: str
    name: str
    type: str = "CLOUD_FORMATION_TEMPLATE"
    description: str | None = None
    active: bool = True
    guidance: Guidance = "DEFAULT"
    info: dict[str, str] = field(default_factory=dict)
    created_time: Time
    template: dict[str, Any]
    service_action_ids: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SavedConstraint:
    """A constraint on the launch of a product.

    Args:
        id: Its id.
        type: Its type, such as LAUNCH.
        parameters: Its parameters, as JSON.
        description: Its description, or null.
        owner: The account that made it.
    """

    id: str
    type: str
    parameters: str
    description: str | None = None
    owner: str


@dataclass(frozen=True, kw_only=True)
class SavedLaunchPath:
    """A launch path of a product, through a portfolio.

    Args:
        id: Its id.
        name: Its name.
        portfolio_id: The portfolio that it leads through.
        launch_role_arn: The role of its launch constraint, or null.
        constraints: The constraints on it, oldest first.
    """

    id: str
    name: str
    portfolio_id: str
    launch_role_arn: str | None = None
    constraints: list[SavedConstraint] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SavedTagOption:
    """A TagOption.

    Args:
        id: Its id.
        key: The key of the tag.
        value: The value of the tag.
        active: Whether it counts.
    """

    id: str
    key: str
    value: str
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class SavedServiceAction:
    """A service action.

    Args:
        id: Its id.
        name: Its name.
        definition: Its Name, Version, AssumeRole and Parameters, as the API has them.
        definition_type: SSM_AUTOMATION.
        description: Its description, or null.
    """

    id: str
    name: str
    definition: dict[str, str]
    definition_type: str = "SSM_AUTOMATION"
    description: str | None = None


@dataclass(frozen=True, kw_only=True)
class SavedProduct:
    """A product.

    Args:
        id: Its id.
        name: Its name.
        type: The type of what is provisioned, unless a stack set constraint says otherwise.
        product_type: The type of the product, such as CLOUD_FORMATION_TEMPLATE.
        view_id: The id of its view.
        created_time: When it was made.
        provisioning_artifacts: Its versions, oldest first.
        launch_paths: Its launch paths.
        tags: Its own tags, values by keys.
        tag_option_ids: The TagOptions that it is associated with.
        budgets: The names of its budgets.
        default: Whether it is the product of everything that is added without one.
    """

    id: str
    name: str
    type: ProvisionedProductType
    product_type: str
    view_id: str
    created_time: Time
    provisioning_artifacts: list[SavedVersion]
    launch_paths: list[SavedLaunchPath]
    tags: dict[str, str] = field(default_factory=dict)
    tag_option_ids: list[str] = field(default_factory=list)
    budgets: list[str] = field(default_factory=list)
    owner: str
    description: str | None = None
    distributor: str | None = None
    support_description: str | None = None
    support_email: str | None = None
    support_url: str | None = None
    source_connection: dict[str, Any] | None = None
    default: bool = False


@dataclass(frozen=True, kw_only=True)
class SavedSharedProduct:
    """A product of another account in a portfolio of one's own.

    Args:
        id: The id of its launch path.
        product_id: The product.
        source_portfolio_id: The portfolio that it is shared through.
        constraints: The account's own constraints on it, oldest first.
    """

    id: str
    product_id: str
    source_portfolio_id: str
    constraints: list[SavedConstraint] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SavedPortfolio:
    """A portfolio.

    Args:
        id: Its id.
        name: Its name.
        provider_name: The name of its provider.
        description: Its description, or null.
        created_time: When it was made.
        tags: Its tags, values by keys.
        tag_option_ids: The TagOptions that it is associated with.
        budgets: The names of its budgets.
        principals: The principals that it is for.
        shares: Its shares.
        share_actions: The operations on its shares that have a token.
        shared_products: The products of other accounts in it.
    """

    id: str
    name: str
    provider_name: str
    description: str | None = None
    created_time: Time
    tags: dict[str, str] = field(default_factory=dict)
    tag_option_ids: list[str] = field(default_factory=list)
    budgets: list[str] = field(default_factory=list)
    principals: list[SavedPrincipal] = field(default_factory=list)
    shares: list[SavedShare] = field(default_factory=list)
    share_actions: list[SavedShareAction] = field(default_factory=list)
    shared_products: list[SavedSharedProduct] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SavedPrincipal:
    """A principal that a portfolio is for.

    Args:
        arn: Its ARN, or a pattern.
        type: IAM or IAM_PATTERN.
        account: The account that it is shared with, and which associated it; null for the owner.
    """

    arn: str
    type: Literal["IAM", "IAM_PATTERN"] = "IAM"
    account: str | None = None


@dataclass(frozen=True, kw_only=True)
class SavedShare:
    """A share of a portfolio.

    Args:
        type: Its type.
        principal_id: The account, or the id of the part of an organization.
        accepted: Whether the account accepted it.
        shares_tag_options: Whether the recipients see its TagOptions.
        shares_principals: Whether the recipients see its principals.
        accounts: The accounts that it reaches.
        rejected_by: The accounts that rejected it.
    """

    type: Literal[
        "ACCOUNT", "ORGANIZATION", "ORGANIZATIONAL_UNIT", "ORGANIZATION_MEMBER_ACCOUNT"
    ] = "ACCOUNT"
    principal_id: str
    accepted: bool = False
    shares_tag_options: bool = False
    shares_principals: bool = False
    accounts: list[str] = field(default_factory=list)
    rejected_by: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SavedShareAction:
    """An operation on a share that has a token; it is over when it is read back.

    Args:
        token: Its PortfolioShareToken.
        node_id: The account, or the id of the part of an organization.
        accounts: The accounts that it is about.
        creates: Whether it created the share.
    """

    token: str
    node_id: str
    accounts: list[str] = field(default_factory=list)
    creates: bool = False
