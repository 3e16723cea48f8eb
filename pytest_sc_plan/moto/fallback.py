"""moto as the fallback for operations that the fake does not serve."""

from __future__ import annotations

from ..catalog.store import Store
from ..wire.http import Fallback, Request, Response
from . import bridge, catalog_sync, service_catalog


def ask_moto(request: Request, account_id: str, region: str) -> Response | None:
    """Let the moto of this process answer a request; None where it is not active, or can't."""
    __tracebackhide__ = True
    answered = bridge.answer(request, account_id, region)
    if answered is None:
        return None
    return Response(answered.status_code, answered.headers, answered.content)


def answer(store: Store, request: Request, ask: Fallback) -> Response | None:
    """Let moto answer a request, and keep its catalog and the store in line.

    Args:
        store: The catalog of the account and region that the request is for.
        request: The request.
        ask: Gives moto's answer, or None where moto has none.

    Raises:
        ServiceError: InvalidParametersException for a new product whose template can't be read.
    """
    __tracebackhide__ = True
    of_moto = service_catalog.opened(store.scope.account_id, store.scope.region)
    if of_moto is None:
        return ask(request, store.scope.account_id, store.scope.region)
    catalog_sync.copy_to_moto(store, of_moto)
    response = ask(request, store.scope.account_id, store.scope.region)
    catalog_sync.copy_new_from_moto(store, of_moto)
    return response and catalog_sync.with_version(store, response)
