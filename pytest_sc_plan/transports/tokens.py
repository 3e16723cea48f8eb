"""Idempotency tokens of a deterministic fake, where botocore would make a random one.

botocore fills in the tokens that a caller leaves out in an event handler. Each client has a
reference to that function from when it was made, so what the function calls is replaced:
``uuid.uuid4``, as ``botocore.handlers`` sees it.
"""

from __future__ import annotations

import sys
import uuid
from typing import Any

from ..wire.service import TARGET_PREFIX
from . import new_token
from .replacing import is_own


class StandIn:
    """The module ``uuid`` for ``botocore.handlers``.

    Args:
        module: What is replaced.
    """

    def __init__(self, module: Any) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)

    def uuid4(self) -> Any:
        """Make a token for a call of Service Catalog, or else what the module makes."""
        # Event handlers are given the model of the operation under this name.
        operation = sys._getframe(1).f_locals.get("model")
        token = None
        # A test that has replaced uuid4 wants its own tokens.
        if _is_service_catalogs(operation) and is_own(uuid, "uuid4"):
            token = new_token()
        return self._module.uuid4() if token is None else token


def _is_service_catalogs(operation: Any) -> bool:
    metadata = getattr(operation, "metadata", {})
    return bool(metadata.get("targetPrefix") == TARGET_PREFIX)
