"""Pages of listings, and the tokens that lead from one page to the next."""

from __future__ import annotations

import base64
import hashlib
import heapq
import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, TypeVar

from .errors import invalid_parameters

T = TypeVar("T")

DEFAULT_SIZE = 20
"""How many items a page has where the caller gives no size, or 0."""

_SEAL = 16
"""How many bytes of a page token keep it from being guessed."""


class Pager:
    """A maker of pages for all listings of one account and region.

    Args:
        key: A secret with which tokens are sealed.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def page(
        self,
        items: Callable[[int], Iterator[tuple[int, T]]],
        request: dict[str, Any],
        *,
        listing: str,
    ) -> tuple[list[T], str | None]:
        """Make one page of numbered items.

        Args:
            items: Gives the items after a number, each with its own number.
            request: Its ``PageSize`` and ``PageToken`` say which page.
            listing: A name of the listing: its tokens are refused by all others.

        Returns:
            The items, and the token of the next page, or None after the last.

        Raises:
            ServiceError: InvalidParametersException for a token that this listing never gave.
        """
        size = request.get("PageSize") or DEFAULT_SIZE
        token = request.get("PageToken")
        position = self._position(token, listing) if token else 0
        page: list[T] = []
        for number, item in items(position):
            if len(page) == size:
                return page, self._token(position, listing)
            page.append(item)
            position = number
        return page, None

    def page_of_list(
        self, items: Sequence[T], request: dict[str, Any], *, listing: str
    ) -> tuple[list[T], str | None]:
        """Make one page of a list that does not change; the arguments are those of ``page``."""
        numbered = list(enumerate(items, 1))
        return self.page(lambda after: iter(numbered[after:]), request, listing=listing)

    def sorted_page(
        self,
        items: Iterable[tuple[int, T]],
        request: dict[str, Any],
        *,
        listing: str,
        key: Callable[[T], str | float],
        descending: bool = False,
    ) -> tuple[list[T], str | None]:
        """Make one page of items in the order of a key.

        A page starts after the key of the last item of the page before, whether or not that item
        is still there.

        Args:
            items: All items, each with its number, which decides where keys are equal.
            request: Its ``PageSize`` and ``PageToken`` say which page.
            listing: A name of the listing: its tokens are refused by all others.
            key: Gives the key of an item: a number, or a text of at most 100 characters, since the
                token holds it.
            descending: Whether the last comes first.

        Returns:
            The items, and the token of the next page, or None after the last.

        Raises:
            ServiceError: InvalidParametersException for a token that this listing never gave.
        """
        size = request.get("PageSize") or DEFAULT_SIZE
        listing = f"{listing} {'DESCENDING' if descending else 'ASCENDING'}"
        token = request.get("PageToken")
        keyed = (((key(item), number), item) for number, item in items)
        if token:
            last = tuple(self._position(token, listing))
            keyed = (row for row in keyed if (row[0] < last if descending else row[0] > last))
        first = heapq.nlargest if descending else heapq.nsmallest
        rows = first(size + 1, keyed, key=itemgetter(0))
        following = self._token(rows[size - 1][0], listing) if len(rows) > size else None
        return [item for _, item in rows[:size]], following

    def _token(self, position: Any, listing: str) -> str:
        return self._sealed(json.dumps(position, separators=(",", ":")).encode(), listing)

    def _sealed(self, position: bytes, listing: str) -> str:
        seal = hmac.digest(self._key, listing.encode() + b"\0" + position, hashlib.sha256)[:_SEAL]
        return base64.urlsafe_b64encode(position + seal).decode()

    def _position(self, token: str, listing: str) -> Any:
        try:
            position = base64.urlsafe_b64decode(token)[:-_SEAL]
        except ValueError:
            position = b""
        # The text is compared, since decoding overlooks letters that do not belong there.
        if not hmac.compare_digest(token.encode(), self._sealed(position, listing).encode()):
            raise invalid_parameters("Invalid page token. Please use the token of the last page.")
        return json.loads(position)
