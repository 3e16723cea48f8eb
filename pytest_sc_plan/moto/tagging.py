"""Tagged portfolios and products of the live fake, in moto's Resource Groups Tagging API.

moto looks for tags in its own backends. The fake takes the place of that of Service Catalog, which
nobody calls while a fake is live. Releases of moto that look in each service by itself are left
alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import wraps
from typing import Any

from .. import transports
from ..transports import Patch, Tagged, WayIn
from . import active, service_catalog
from .calling import is_answered

BACKENDS = "iter_taggable_backends"


class Backend:
    """The catalog of an account and region, as one of moto's backends that have tags.

    Args:
        account_id: The account.
        region: The region.
    """

    def __init__(self, account_id: str, region: str) -> None:
        self._account_id = account_id
        self._region = region

    def iter_tagged_resources(self) -> Iterator[Any]:
        """Yield its portfolios and products, for moto to choose from by their types and tags."""
        from moto.core.resource_tagging import TaggedResource

        for arn, tags, kind in self._tagged():
            yield TaggedResource(arn=arn, tags=dict(tags), resource_type=f"servicecatalog:{kind}")

    def owns_arn(self, _: str) -> bool:
        """Deny it: TagResources and UntagResources say that they don't support the service.

        They do so for moto's own Service Catalog as well.
        """
        return False

    def _tagged(self) -> Sequence[Tagged]:
        installed = active.serving.get()
        find = transports.tagged if installed is None else installed.tagged
        found: Sequence[Tagged] = find(self._account_id, self._region)
        return found


def _patches(holder: Any) -> Iterator[Patch]:
    models = sys.modules[holder.__module__]
    if hasattr(models, BACKENDS):
        yield Patch(models, BACKENDS, _with_ours)


WAY_IN = WayIn("moto.resourcegroupstaggingapi.models", "ResourceGroupsTaggingAPIBackend", _patches)


def _with_ours(original: Any) -> Any:
    @wraps(original)
    def iter_taggable_backends(account_id: str, region_name: str) -> Iterator[Any]:
        backends = original(account_id, region_name)
        if not is_answered():
            yield from backends
            return
        for backend in backends:
            # Where moto's server is patched as well, ours is among them.
            if type(backend).__module__ not in {service_catalog.MODELS, __name__}:
                yield backend
        yield Backend(account_id, region_name)

    return iter_taggable_backends
