"""Who is given access by an association of a principal with a portfolio."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .errors import invalid_parameters

IAM = "IAM"
IAM_PATTERN = "IAM_PATTERN"

_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):iam::(?P<account>[^:/]*):(?P<type>user|group|role)/"
    r"(?P<id>[!-~]*[!-.0-~])"
)
"""The ARN of a user, a group or a role: its account is looked at later, its id ends in no slash."""

_WILDCARD = re.compile(r"[*?]")


@dataclass(frozen=True, slots=True)
class Principal:
    """Users, groups or roles that a portfolio is for.

    Args:
        arn: The ARN, or a pattern of it.
        type: ``IAM`` or ``IAM_PATTERN``.
    """

    arn: str
    type: str = "IAM"


def check(arn: str, principal_type: str) -> None:
    """Refuse an ARN that cannot be associated with a portfolio.

    Source: the API reference, AssociatePrincipalWithPortfolio, "PrincipalARN".

    Args:
        arn: The ARN of a principal, or the pattern of many.
        principal_type: IAM or IAM_PATTERN.

    Raises:
        ServiceError: InvalidParametersException.
    """
    problem = _problem_of_a_pattern(arn) if principal_type == IAM_PATTERN else _problem(arn)
    if problem is not None:
        raise invalid_parameters(
            f"Invalid PrincipalARN {arn} for PrincipalType {principal_type}: {problem}"
        )


def matches(arn: str, principal_type: str, callers: Iterable[str]) -> bool:
    """Tell whether an association gives access to a caller.

    Source: the API reference, AssociatePrincipalWithPortfolio, "PrincipalARN".

    Args:
        arn: The ARN that is associated.
        principal_type: IAM or IAM_PATTERN.
        callers: All ARNs that the caller goes by, those of groups and roles included.
    """
    if principal_type == IAM:
        return arn in callers
    return any(_fits(arn, _without_account(caller)) for caller in callers)


def _problem(arn: str) -> str | None:
    """Say what is wrong with the ARN of one principal; None if nothing is."""
    found = _ARN.fullmatch(arn)
    if found is None:
        return (
            "it must be the full ARN of an IAM user, group or role, such as "
            "arn:aws:iam::123456789012:role/NAME."
        )
    if _WILDCARD.search(arn):
        return "* and ? are allowed for PrincipalType IAM_PATTERN only."
    if not re.fullmatch(r"[0-9]{12}", found["account"]):
        return (
            "it must have an account ID of 12 digits; an ARN without one is of PrincipalType "
            "IAM_PATTERN."
        )
    return None


def _problem_of_a_pattern(arn: str) -> str | None:
    """Say what is wrong with the pattern of principals; None if nothing is."""
    found = _ARN.fullmatch(arn)
    if found is None:
        return (
            "it must be arn:PARTITION:iam:::TYPE/ID, where TYPE is user, group or role and only "
            "ID has * and ?, such as arn:aws:iam:::role/NAME_*."
        )
    if found["account"]:
        return (
            f"it must have no account ID, such as arn:{found['partition']}:iam:::{found['type']}/"
            f"{found['id']}."
        )
    return None


def _without_account(arn: str) -> str:
    """Leave the account out of an ARN."""
    return re.sub(r"^(arn:[^:]*:iam::)[0-9]{12}:", r"\1:", arn)


def _fits(pattern: str, text: str) -> bool:
    """Tell whether a text fits a pattern: * is any run of characters, ? is one character or none.

    A regular expression could need a time that grows exponentially with the number of wildcards.
    """
    ends = {0}
    for wanted in pattern:
        if wanted == "*":
            ends = set(range(min(ends), len(text) + 1))
        elif wanted == "?":
            ends |= {end + 1 for end in ends if end < len(text)}
        else:
            ends = {end + 1 for end in ends if text[end : end + 1] == wanted}
        if not ends:
            return False
    return len(text) in ends
