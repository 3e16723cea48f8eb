"""Secrets, kept out of what pytest shows of a test."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

MASK = "****"


def redact(shown: Any, secrets: Collection[str]) -> Any:
    """The same without the secrets.

    Args:
        shown: A text, or anything that pytest's reports are made of; objects are changed in place.
        secrets: What must not be in it.
    """
    # The longest first, since one may be a part of another.
    return _redact(shown, sorted(filter(None, secrets), key=len, reverse=True), set())


def _redact(shown: Any, secrets: list[str], seen: set[int]) -> Any:
    if isinstance(shown, str):
        for secret in secrets:
            shown = shown.replace(secret, MASK)
        return shown
    if isinstance(shown, (list, tuple)):
        redacted = [_redact(item, secrets, seen) for item in shown]
        return redacted if isinstance(shown, list) else tuple(redacted)
    if type(shown).__module__.startswith("_pytest.") and id(shown) not in seen:
        seen.add(id(shown))
        for name, value in vars(shown).items():
            setattr(shown, name, _redact(value, secrets, seen))
    return shown
