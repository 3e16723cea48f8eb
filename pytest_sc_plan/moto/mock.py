"""moto's mock_aws, for a fake that makes real stacks in moto."""

from __future__ import annotations

from typing import Any

from moto import mock_aws
from moto.moto_api._internal import mock_random


class MotoMock:
    """A mock_aws that is started with a fake; where one is active already, the two are nested.

    Args:
        deterministic: Whether moto makes the same identifiers each time.
    """

    def __init__(self, *, deterministic: bool) -> None:
        self._mock = mock_aws()
        self._deterministic = deterministic
        self._random: Any = None

    def start(self) -> None:
        """Start the mock."""
        self._mock.start()
        if self._deterministic:
            self._random = mock_random.getstate()
            mock_random.seed(0)

    def stop(self) -> None:
        """Stop the mock, and give moto's randomness back."""
        try:
            self._mock.stop()
        finally:
            if self._deterministic:
                mock_random.setstate(self._random)
