from __future__ import annotations

import os
from collections.abc import Iterator

import boto3
import pytest

from ..global_state import global_state


@pytest.fixture
def everything_is_put_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Check that nothing of a test is left in the process."""
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    before = global_state()
    yield
    assert global_state() == before
