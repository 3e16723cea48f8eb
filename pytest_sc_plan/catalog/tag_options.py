"""TagOptions: the tags that administrators let provisioned products have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .scope import Scope

Choices = tuple[tuple[str, tuple[str, ...]], ...]
"""The values that a tag may have, by keys."""


@dataclass(eq=False, slots=True)
class TagOption:
    """A key and a value that provisioned products may be tagged with.

    Args:
        id: Its id.
        key: The key.
        value: The value.
        scope: The account and region that it is of.
        active: Whether it counts.
    """

    id: str
    key: str
    value: str
    scope: Scope
    active: bool = True


def option_of(options: Iterable[TagOption], key: str, value: str) -> TagOption | None:
    """Find the TagOption of a key and a value, of which there is one; None where there is none."""
    return next((each for each in options if (each.key, each.value) == (key, value)), None)


def seen_by(
    account_id: str, options: Iterable[TagOption], owner: Scope, *, shared: bool
) -> list[TagOption]:
    """List the TagOptions of a portfolio or a product that an account sees.

    Source: the administrator guide, "Sharing a portfolio", which has TagOption sharing: a recipient
    sees those of the owner where these are shared, and may add some, which nobody else sees.

    Args:
        account_id: The account.
        options: The TagOptions of the portfolio or product.
        owner: The account and region that the portfolio or product is of.
        shared: Whether those of the owner are shared with the account.
    """
    accounts = {account_id, owner.account_id} if shared else {account_id}
    return [option for option in options if option.scope.account_id in accounts]


def values_by_key(options: Iterable[TagOption]) -> dict[str, list[str]]:
    """List the values that tags may have by TagOptions, of which the inactive ones don't count."""
    values: dict[str, list[str]] = {}
    for option in options:
        if option.active:
            values.setdefault(option.key, []).append(option.value)
    return values


def tag_choices(
    of_portfolio: Mapping[str, list[str]], of_product: Mapping[str, list[str]], conflict: str
) -> Choices:
    """List the values that tags may have, by the keys that a portfolio and a product have.

    Source: the administrator guide, "Launching a product with TagOptions": where both have a key,
    the values count that both have. Where they have none in common, the tag tells of the conflict.

    Args:
        of_portfolio: The values by keys of the portfolio.
        of_product: The values by keys of the product.
        conflict: The value that tells of a conflict.
    """
    choices = {**of_portfolio, **of_product}
    for key in of_portfolio.keys() & of_product.keys():
        both = [value for value in of_product[key] if value in of_portfolio[key]]
        choices[key] = both or [conflict]
    return tuple((key, tuple(values)) for key, values in choices.items())
