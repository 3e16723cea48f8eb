"""Waiting for what the service is busy with."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import TookTooLongError

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Patience:
    """How long to wait: with the defaults, half an hour.

    Args:
        interval: Seconds between two looks.
        looks: After how many of them to give up.
    """

    interval: float = 3.0
    looks: int = 600

    def wait(
        self, what: str, look: Callable[[], Mapping[str, Any]], busy: Collection[str]
    ) -> Mapping[str, Any]:
        """Look until the status is none of the busy ones; gives what was seen last.

        Raises:
            TookTooLongError: It still is one of them.
        """
        for _ in range(self.looks):
            seen = look()
            if seen["Status"] not in busy:
                return seen
            logger.info("%s is %s", what, seen["Status"])
            time.sleep(self.interval)
        raise TookTooLongError(f"{what} was still {seen['Status']} after {self.looks} looks")
