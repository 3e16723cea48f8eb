"""The answers that repeated requests get again."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from typing import Any

Key = Hashable
"""An operation's name with a token, or with the members that make requests equal."""


Kept = tuple[Mapping[str, Any], dict[str, Any]]
"""A request and its answer."""


class Answers:
    """Answers to requests; one that is about a resource is forgotten with the resource."""

    def __init__(self) -> None:
        self._kept: dict[Key, Kept] = {}
        self._about: dict[str, list[Key]] = {}

    def get(self, key: Key) -> Kept | None:
        """Get the request and the answer that were kept for a key."""
        return self._kept.get(key)

    def keep(
        self,
        key: Key,
        request: Mapping[str, Any],
        answer: dict[str, Any],
        about: str | None = None,
    ) -> None:
        """Keep an answer.

        Args:
            key: The key.
            request: The request.
            answer: The answer.
            about: The identifier of the resource that it is about: it is kept until
                ``forget(about)``. Where it is None, the answer is kept for good.
        """
        self._kept[key] = (request, answer)
        if about is not None:
            self._about.setdefault(about, []).append(key)

    def forget(self, about: str) -> None:
        """Forget the answers that are about a resource."""
        for key in self._about.pop(about, ()):
            self._kept.pop(key, None)


def key_of_token(operation: str, token: str) -> Key:
    """Make the key of a request that its token names."""
    return operation, token


def key_of_members(operation: str, members: Mapping[str, Any]) -> Key:
    """Make the key of requests that have the same members."""
    try:
        return operation, frozenset(members.items())
    except TypeError:
        # A list or a structure is among them.
        return operation, json.dumps(members, sort_keys=True)
