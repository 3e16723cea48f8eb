"""The answers that repeated requests get again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

Members = Mapping[str, Any]

_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class Kept(NamedTuple):
    """A request and its answer."""

    request: Members
    answer: dict[str, Any]


class Answers:
    """Answers by operation, and by a token or by the whole request.

    An answer that is about a resource is forgotten with the resource.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Kept] = {}
        self._about: dict[str, list[tuple[str, str]]] = {}

    def by_token(self, operation: str, token: str) -> Kept | None:
        """Get the answer to the request that had a token."""
        return self._kept.get((operation, token))

    def by_request(self, operation: str, request: Members) -> dict[str, Any] | None:
        """Get the answer to an equal request."""
        kept = self._kept.get((operation, _canonical(request)))
        return None if kept is None else kept.answer

    def keep_for_token(
        self, operation: str, token: str, request: Members, answer: dict[str, Any]
    ) -> None:
        """Keep the answer to a request that its token names, for good."""
        self._kept[operation, token] = Kept(request, answer)

    def keep_for_request(
        self, operation: str, request: Members, answer: dict[str, Any], about: str
    ) -> None:
        """Keep the answer to a request until ``forget(about)``.

        Args:
            operation: The operation's name in the API.
            request: The members that make another request equal to this one.
            answer: The answer.
            about: The identifier of the resource that the answer is about.
        """
        key = operation, _canonical(request)
        self._kept[key] = Kept(request, answer)
        self._about.setdefault(about, []).append(key)

    def forget(self, about: str) -> None:
        """Forget the answers that are about a resource."""
        for key in self._about.pop(about, ()):
            del self._kept[key]
