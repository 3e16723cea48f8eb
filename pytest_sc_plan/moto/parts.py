"""Parts of moto that are patched, and that it does not load before the first request to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib import import_module

from ..transports import WayIn, patch_loaded
from ..transports.replacing import Replacements
from . import catalog_resources, tagging

WAYS_IN: Mapping[str, WayIn] = {
    "cloudformation": catalog_resources.WAY_IN,
    "tagging": tagging.WAY_IN,
}
"""The ways in, by the services that requests to these parts are signed for."""

for_server = Replacements()
"""The patches that moto's server needs where no fake is live in its process."""


def load(authorization: str) -> None:
    """Let the part of moto that a request is for be patched before its first request.

    Args:
        authorization: The header with the signature of the request.
    """
    for way in _asked(authorization):
        # Where something is missing that it needs, moto says so.
        with suppress(ImportError):
            import_module(way.module)
            patch_loaded()


def patch_for_server(authorization: str) -> None:
    """Patch the part of moto that a request to its server is for, unless it is.

    Args:
        authorization: The header with the signature of the request.
    """
    for way in _asked(authorization):
        with suppress(ImportError):
            holder = getattr(import_module(way.module), way.holder)
            for patch in way.patches(holder):
                original = vars(patch.holder)[patch.attribute]
                if not hasattr(original, "__wrapped__"):
                    for_server.replace(patch.holder, patch.attribute, patch.replace(original))


def _asked(authorization: str) -> Iterator[WayIn]:
    for service, way in WAYS_IN.items():
        if f"/{service}/" in authorization:
            yield way
