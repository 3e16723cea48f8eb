"""The resources of a fake that have tags, for those who look for them by these."""

from __future__ import annotations

from ..transports import Tagged
from .state import FakeState


def tagged(state: FakeState, account_id: str, region: str) -> list[Tagged]:
    """List the portfolios and products that an account has itself, oldest first.

    Args:
        state: The state of the fake.
        account_id: The account.
        region: The region.
    """
    store = state.store(account_id, region)
    with store.lock:
        return [
            *(Tagged(each.arn, dict(each.tags), "portfolio") for each in store.portfolios),
            *(Tagged(each.arn, dict(each.tags), "product") for each in store.products),
        ]
