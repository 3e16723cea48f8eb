"""An exception with exactly that message."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from typing import Any

import pytest


def raises(kind: type[Exception], message: str) -> AbstractContextManager[Any]:
    return pytest.raises(kind, match=f"^{re.escape(message)}$")
