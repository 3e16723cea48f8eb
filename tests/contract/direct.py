"""Calls that skip boto3, for what is put into a fake before a test begins."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from typing import Any

from pytest_sc_plan import ServiceCatalog
from pytest_sc_plan.wire.service_model import operation_spellings

from ..helpers import send
from .model import input_shape


class Direct:
    """A client whose calls are answered at once.

    Args:
        catalog: The fake.
    """

    def __init__(self, catalog: ServiceCatalog) -> None:
        self._catalog = catalog
        self._numbers = count(1)

    def __getattr__(self, method: str) -> Callable[..., dict[str, Any]]:
        operation = operation_spellings()[method]
        members = input_shape(operation).members.items()
        tokens = [name for name, shape in members if shape.metadata.get("idempotencyToken")]

        def call(**request: Any) -> dict[str, Any]:
            made = {name: f"direct-{next(self._numbers)}" for name in tokens}
            response = send(self._catalog, operation, {**made, **request})
            assert response.status == 200, response.body
            answer: dict[str, Any] = json.loads(response.body)
            return answer

        return call
