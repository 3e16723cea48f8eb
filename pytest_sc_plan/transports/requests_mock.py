"""The way in while ``requests_mock`` is active, which takes requests away from its sessions.

A mock that was started after the fake calls the ``Session.send`` that it found when it was
imported, with its own adapter. So its adapter has to hand Service Catalog requests on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import Patch, WayIn, is_service_catalog
from .requests import answer


def _patches(adapter_class: Any) -> Iterator[Patch]:
    yield Patch(adapter_class, "send", _answering)


WAY_IN = WayIn("requests_mock.adapter", "Adapter", _patches)


def _answering(original: Any) -> Any:
    def send(adapter: Any, request: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        if is_service_catalog(request):
            return answer(adapter, request, **options)
        return original(adapter, request, **options)

    return send
