"""A guard for tests that forgot the fake: their Service Catalog calls fail instead of leaving.

It stands where botocore and requests begin to work on a request, before anything is signed:
signing may already call other services.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any

from ..moto import active
from ..wire.http import is_on_this_machine
from ..wire.service import TARGET_PREFIX
from . import live


class NoFakeError(RuntimeError):
    """A call of Service Catalog that no fake was live to answer, with ``sc_plan_guard`` on."""


class Guard:
    """Refusal of Service Catalog calls while no fake is live, from start() to stop().

    Calls that moto answers, and calls to this machine, do not reach AWS and are let through.
    """

    def __init__(self) -> None:
        self._guarded: list[tuple[Any, str, Any]] = []

    def start(self) -> None:
        """Stand in the way of botocore, aiobotocore and requests."""
        from botocore.endpoint import Endpoint
        from requests import Session

        # aiobotocore's endpoint has this method from botocore's.
        self._put_before(Endpoint, "make_request", _check_call)
        # What comes here goes to the network, such as the calls of clients older than moto.
        self._put_before(Endpoint, "_send", partial(_check_request, may_be_motos=False))
        self._put_before(Session, "send", _check_request)

    def stop(self) -> None:
        """Get out of the way."""
        while self._guarded:
            setattr(*self._guarded.pop())

    def _put_before(self, holder: Any, name: str, check: Callable[..., None]) -> None:
        original = getattr(holder, name)

        @wraps(original)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            __tracebackhide__ = True
            check(*args)
            return original(*args, **kwargs)

        setattr(holder, name, guarded)
        self._guarded.append((holder, name, original))


def _check_call(endpoint: Any, operation: Any, request: Mapping[str, Any]) -> None:
    __tracebackhide__ = True
    if operation.metadata.get("targetPrefix") == TARGET_PREFIX:
        _refuse(operation.name, request["url"], may_be_motos=True)


def _check_request(sender: Any, request: Any, *, may_be_motos: bool = True) -> None:
    __tracebackhide__ = True
    target = request.headers.get("X-Amz-Target", "")
    prefix, _, operation = (target.decode() if isinstance(target, bytes) else target).partition(".")
    if prefix == TARGET_PREFIX:
        _refuse(operation, request.url, may_be_motos=may_be_motos)


def _refuse(operation: str, url: str, *, may_be_motos: bool) -> None:
    """Refuse a call, unless something answers it before AWS would.

    Raises:
        NoFakeError: Nothing does.
    """
    __tracebackhide__ = True
    of_moto = may_be_motos and active.stubber() is not None
    if not (live.is_live() or of_moto or is_on_this_machine(url)):
        raise NoFakeError(
            f"{operation} of Service Catalog was called while no fake is live, and sc_plan_guard "
            "keeps it from AWS. Name the fixture sc_plan in the test, or use "
            "mock_service_catalog()."
        )
