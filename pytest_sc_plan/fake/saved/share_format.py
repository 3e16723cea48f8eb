"""The format of principals and shares in a saved state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


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
